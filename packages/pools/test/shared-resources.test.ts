import { describe, expect, it } from '@jest/globals';
import {
  assertValidPool,
  assertValidRegistry,
  ContentPool,
  SharedResourceRegistry,
} from '../src/index.js';
import type { ResourceLoader } from '../src/index.js';
import { RefusedError, codeOf, createRegion } from './support.js';

function createRegistry() {
  const pool = new ContentPool(createRegion());
  const registry = new SharedResourceRegistry(pool);
  const alpha = pool.createHolder('alpha');
  const beta = pool.createHolder('beta');
  return { pool, registry, alpha, beta };
}

/** A loader whose calls are settled by hand. */
function createManualLoader<T>() {
  const calls: { resolve: (value: T) => void; reject: (error: unknown) => void }[] = [];
  const loader: ResourceLoader<T> = () =>
    new Promise<T>((resolve, reject) => void calls.push({ resolve, reject }));
  return { loader, calls };
}

const bytes = Uint8Array.of(1, 2, 3, 4, 5);

describe('acquire', () => {
  it('loads when first needed, and once for all who ask meanwhile', async () => {
    const { pool, registry, alpha, beta } = createRegistry();
    const { loader, calls } = createManualLoader<Uint8Array>();
    registry.register('atlas', loader);
    expect(calls.length).toBe(0);
    const waiting = [alpha, beta, alpha].map((owner) => {
      return registry.acquire<Uint8Array>(owner, 'atlas');
    });
    expect(calls.length).toBe(1);
    expect(registry.tryAcquire(alpha, 'atlas')).toBeUndefined();
    expect(registry.stats()).toMatchObject({ loadingCount: 1, waiterCount: 3, leaseCount: 0 });
    assertValidRegistry(registry);
    calls[0]!.resolve(bytes);
    const leases = await Promise.all(waiting);
    for (const lease of leases) expect(lease.value).toEqual(bytes);
    expect(registry.stats()).toMatchObject({ loadedCount: 1, leaseCount: 3, loadCount: 1 });
    expect([alpha.heldBytes, beta.heldBytes, pool.stats().uniqueBytes]).toEqual([10, 5, 5]);
    const fourth = await registry.acquire(beta, 'atlas');
    expect(fourth.value).toEqual(bytes);
    expect([beta.heldBytes, calls.length]).toEqual([10, 1]);
    assertValidRegistry(registry);
    assertValidPool(pool);
  });

  it('drops the value with the last lease, and loads it again', async () => {
    const { pool, registry, alpha, beta } = createRegistry();
    let loads = 0;
    registry.register('atlas', () => bytes.map((byte) => byte + loads++));
    const first = await registry.acquire(alpha, 'atlas');
    const second = await registry.acquire(beta, 'atlas');
    first.release();
    expect(registry.tryAcquire(alpha, 'atlas')?.value).toEqual(second.value);
    registry.releaseOwner(alpha);
    second.release();
    expect(pool.stats().contentCount).toBe(0);
    expect(registry.tryAcquire(alpha, 'atlas')).toBeUndefined();
    await registry.acquire(alpha, 'atlas');
    expect(registry.stats()).toMatchObject({ loadCount: 2, leaseCount: 1 });
    assertValidRegistry(registry);
  });

  it('keeps the value if told so', async () => {
    const { pool, registry, alpha } = createRegistry();
    registry.register('atlas', async () => bytes, { keepLoaded: true });
    (await registry.acquire(alpha, 'atlas')).release();
    expect(pool.stats()).toMatchObject({ contentCount: 1, heldBytes: 5 });
    expect(registry.tryAcquire(alpha, 'atlas')?.value).toEqual(bytes);
    assertValidRegistry(registry);
    registry.dispose();
    expect(pool.stats().contentCount).toBe(0);
  });

  it('rejects all who wait if the loader does, and loads anew for the next', async () => {
    const { registry, alpha, beta } = createRegistry();
    const { loader, calls } = createManualLoader<string>();
    registry.register('atlas', loader);
    const waiting = [registry.acquire(alpha, 'atlas'), registry.acquire(beta, 'atlas')];
    calls[0]!.reject(new RefusedError());
    for (const promise of waiting) await expect(promise).rejects.toBeInstanceOf(RefusedError);
    expect(registry.stats()).toMatchObject({ loadingCount: 0, waiterCount: 0, leaseCount: 0 });
    const retried = registry.acquire<string>(alpha, 'atlas');
    calls[1]!.resolve('there');
    expect((await retried).value).toBe('there');
    assertValidRegistry(registry);
  });

  it('takes an error thrown by the loader as a rejection', async () => {
    const { registry, alpha } = createRegistry();
    registry.register('atlas', () => {
      throw new RefusedError();
    });
    await expect(registry.acquire(alpha, 'atlas')).rejects.toBeInstanceOf(RefusedError);
  });

  it('rejects for names that are not registered, and owners that may not', async () => {
    const { pool, registry, alpha } = createRegistry();
    registry.register('atlas', bytes);
    const foreign = new ContentPool(createRegion()).createHolder('alpha');
    const gone = pool.createHolder('gone');
    gone.dispose();
    const cases = [
      [alpha, 'other', 'ERR_SANDY_UNKNOWN_RESOURCE'],
      [foreign, 'atlas', 'ERR_SANDY_FOREIGN_HOLDER'],
      [gone, 'atlas', 'ERR_SANDY_DISPOSED'],
    ] as const;
    for (const [owner, name, code] of cases) {
      expect(codeOf(() => registry.tryAcquire(owner, name))).toBe(code);
      await expect(registry.acquire(owner, name)).rejects.toMatchObject({ code });
    }
  });

  it('refuses only the owner whose limit refuses', async () => {
    const pool = new ContentPool(createRegion());
    const registry = new SharedResourceRegistry(pool);
    const poor = pool.createHolder('poor', {
      onCharge: () => {
        throw new RefusedError();
      },
    });
    const rich = pool.createHolder('rich');
    registry.register('atlas', () => bytes);
    const waiting = [poor, rich, poor].map((owner) => registry.acquire(owner, 'atlas'));
    const results = await Promise.allSettled(waiting);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
    expect(() => registry.tryAcquire(poor, 'atlas')).toThrow(RefusedError);
    expect(registry.stats()).toMatchObject({ leaseCount: 1, waiterCount: 0 });
    expect(poor.referenceCount).toBe(0);
    await expect(registry.acquire(poor, 'atlas')).rejects.toBeInstanceOf(RefusedError);
    assertValidRegistry(registry);
    assertValidPool(pool);
  });

  it('rejects all who wait if what is to be kept cannot be stored', async () => {
    const pool = new ContentPool(createRegion());
    const holder = pool.createHolder('host', {
      onCharge: () => {
        throw new RefusedError();
      },
    });
    const registry = new SharedResourceRegistry(pool, { holder });
    const alpha = pool.createHolder('alpha');
    registry.register('atlas', () => bytes, { keepLoaded: true });
    await expect(registry.acquire(alpha, 'atlas')).rejects.toBeInstanceOf(RefusedError);
    expect(registry.stats()).toMatchObject({ loadedCount: 0, loadingCount: 0, waiterCount: 0 });
    assertValidRegistry(registry);
  });

  it('may be called by the loader, also for the resource itself', async () => {
    const { registry, alpha } = createRegistry();
    registry.register('base', () => bytes);
    registry.register('derived', async () => {
      using base = await registry.acquire<Uint8Array>(alpha, 'base');
      void registry.acquire(alpha, 'derived');
      return base.value.map((byte) => byte * 2);
    });
    const lease = await registry.acquire(alpha, 'derived');
    expect(lease.value).toEqual(Uint8Array.of(2, 4, 6, 8, 10));
    expect(registry.stats()).toMatchObject({ loadCount: 2, leaseCount: 2 });
    assertValidRegistry(registry);
  });
});

describe('an owner that ends', () => {
  it.each(['releaseOwner', 'dispose'] as const)(
    'while a loader hangs (%s): its acquire rejects and no lease is ever handed out',
    async (how) => {
      const { pool, registry, alpha, beta } = createRegistry();
      const { loader, calls } = createManualLoader<Uint8Array>();
      registry.register('atlas', loader);
      const ended = registry.acquire(alpha, 'atlas');
      const other = registry.acquire(beta, 'atlas');
      if (how === 'dispose') alpha.dispose();
      else expect(registry.releaseOwner(alpha)).toBe(0);
      await expect(ended).rejects.toMatchObject({ code: 'ERR_SANDY_UNLOADED' });
      calls[0]!.resolve(bytes);
      expect((await other).value).toEqual(bytes);
      expect(registry.stats()).toMatchObject({ leaseCount: 1, waiterCount: 0 });
      expect(alpha.referenceCount).toBe(0);
      assertValidRegistry(registry);
      assertValidPool(pool);
    },
  );

  it.each(['resolves', 'rejects'] as const)(
    'as the last that waited leaves the load to nobody: nothing comes of it when it %s late',
    async (how) => {
      const { pool, registry, alpha, beta } = createRegistry();
      const { loader, calls } = createManualLoader<Uint8Array>();
      registry.register('atlas', loader);
      const ended = registry.acquire(alpha, 'atlas');
      registry.releaseOwner(alpha);
      await expect(ended).rejects.toMatchObject({ code: 'ERR_SANDY_UNLOADED' });
      expect(registry.stats()).toMatchObject({ loadingCount: 0 });
      const second = registry.acquire(beta, 'atlas'); // does not wait for the load that hung
      expect(calls.length).toBe(2);
      if (how === 'resolves') calls[0]!.resolve(Uint8Array.of(99));
      else calls[0]!.reject(new RefusedError());
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      expect(registry.stats()).toMatchObject({ loadingCount: 1, loadedCount: 0, waiterCount: 1 });
      calls[1]!.resolve(bytes);
      expect((await second).value).toEqual(bytes);
      expect(pool.stats().contentCount).toBe(1);
      assertValidRegistry(registry);
    },
  );

  it('between the end of the load and its turn: the lease comes released', async () => {
    const pool = new ContentPool(createRegion());
    const registry = new SharedResourceRegistry(pool);
    const alpha = pool.createHolder('alpha');
    // Beta gets its lease after alpha, and before those who wait are told.
    const beta = pool.createHolder('beta', { onCharge: () => void alpha.dispose() });
    registry.register('atlas', () => bytes);
    const waiting = [registry.acquire(alpha, 'atlas'), registry.acquire(beta, 'atlas')];
    const [first, second] = await Promise.all(waiting);
    expect([first!.released, second!.released]).toEqual([true, false]);
    expect(second!.value).toEqual(bytes);
    expect(registry.stats()).toMatchObject({ leaseCount: 1, loadedCount: 1 });
    assertValidRegistry(registry);
  });

  it('takes its leases with it, and those of nobody else', async () => {
    const { pool, registry, alpha, beta } = createRegistry();
    registry.register('atlas', () => bytes);
    registry.register('config', { depth: 3 });
    const mine = [
      await registry.acquire(alpha, 'atlas'),
      await registry.acquire(alpha, 'atlas'),
      await registry.acquire(alpha, 'config'),
    ];
    const theirs = await registry.acquire(beta, 'atlas');
    mine[1]!.release();
    expect(registry.releaseOwner(alpha)).toBe(2);
    expect(registry.releaseOwner(alpha)).toBe(0);
    for (const lease of mine) {
      expect(lease.released).toBe(true);
      expect(codeOf(() => lease.value)).toBe('ERR_SANDY_RELEASED');
      lease.release(); // harmless: the owner's end came first
    }
    expect(theirs.value).toEqual(bytes);
    expect(alpha.referenceCount).toBe(0);
    const again = await registry.acquire(alpha, 'atlas'); // the holder itself lives on
    expect(again.value).toEqual(bytes);
    alpha.dispose();
    expect(again.released).toBe(true);
    assertValidRegistry(registry);
    assertValidPool(pool);
  });

  it.each(['holder', 'leases'] as const)(
    'by its own limit’s callback, in the middle of it (%s), gets nothing',
    async (ending) => {
      const pool = new ContentPool(createRegion());
      const registry = new SharedResourceRegistry(pool);
      const alpha = pool.createHolder('alpha', {
        onCharge: () => {
          if (ending === 'holder') alpha.dispose();
          else registry.releaseOwner(alpha);
        },
      });
      registry.register('atlas', () => bytes);
      const waiting = [registry.acquire(alpha, 'atlas'), registry.acquire(alpha, 'atlas')];
      const results = await Promise.allSettled(waiting);
      expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(registry.stats()).toMatchObject({ leaseCount: 0, waiterCount: 0, loadedCount: 0 });
      assertValidRegistry(registry);
      assertValidPool(pool);
      expect(pool.stats().heldBytes).toBe(0);
    },
  );

  it('having given back what its leases hold, still ends all of them', async () => {
    const { pool, registry, alpha, beta } = createRegistry();
    registry.register('atlas', () => bytes);
    registry.register('sounds', () => Uint8Array.of(9));
    const leases = [
      await registry.acquire(alpha, 'sounds'),
      await registry.acquire(alpha, 'atlas'),
      await registry.acquire(alpha, 'sounds'),
    ];
    const id = pool.internBytes(alpha, bytes);
    pool.release(alpha, id);
    pool.release(alpha, id); // once too often
    expect(codeOf(() => alpha.dispose())).toBe('ERR_SANDY_UNKNOWN_CONTENT');
    expect(leases.map((lease) => lease.released)).toEqual([true, true, true]);
    expect(alpha.disposed).toBe(true);
    expect(registry.stats()).toMatchObject({ leaseCount: 0, loadedCount: 0 });
    expect((await registry.acquire(beta, 'atlas')).value).toEqual(bytes);
    assertValidRegistry(registry);
    assertValidPool(pool);
  });

  it('by another’s limit callback, as the last who had the value, does not take it away', async () => {
    const pool = new ContentPool(createRegion());
    const registry = new SharedResourceRegistry(pool);
    const beta = pool.createHolder('beta');
    const alpha = pool.createHolder('alpha', { onCharge: () => void registry.releaseOwner(beta) });
    registry.register('atlas', () => bytes);
    await registry.acquire(beta, 'atlas');
    const lease = registry.tryAcquire(alpha, 'atlas');
    expect(lease?.value).toEqual(bytes);
    expect(beta.referenceCount).toBe(0);
    assertValidRegistry(registry);
  });
});

describe('values', () => {
  it('that are equal bytes under two names are stored once', async () => {
    const { pool, registry, alpha, beta } = createRegistry();
    registry.register('atlas', bytes.slice());
    registry.register('copy', () => bytes.slice());
    const first = await registry.acquire<Uint8Array>(alpha, 'atlas');
    const second = await registry.acquire<Uint8Array>(beta, 'copy');
    expect(pool.stats()).toMatchObject({ contentCount: 1, uniqueBytes: 5, heldBytes: 15 });
    expect(first.value.buffer).toBe(second.value.buffer);
    expect(first.value.byteOffset).toBe(second.value.byteOffset);
    expect(first.value).toBe(first.value);
  });

  it('that are registered are there at once, and do not change with what was passed', () => {
    const { registry, alpha } = createRegistry();
    const mine = bytes.slice();
    registry.register('atlas', mine);
    mine.fill(0);
    expect(registry.tryAcquire(alpha, 'atlas')?.value).toEqual(bytes);
  });

  it('that are no bytes are passed by reference, with the bytes that they declare', async () => {
    const { pool, registry, alpha } = createRegistry();
    const model = { vertices: new Float32Array(100) };
    registry.register('model', () => model, { byteLength: 400 });
    registry.register('nothing', () => undefined);
    expect(registry.stats().declaredBytes).toBe(0);
    expect((await registry.acquire(alpha, 'model')).value).toBe(model);
    expect((await registry.acquire(alpha, 'nothing')).value).toBeUndefined();
    expect(registry.stats()).toMatchObject({ declaredBytes: 400, loadedCount: 2 });
    expect(pool.stats().contentCount).toBe(0);
    registry.releaseOwner(alpha);
    expect(registry.stats()).toMatchObject({ declaredBytes: 0, loadedCount: 0 });
  });

  it('that are a Buffer are bytes', async () => {
    const { pool, registry, alpha } = createRegistry();
    registry.register('buffer', Buffer.from(bytes));
    expect(pool.stats().contentCount).toBe(1);
    expect((await registry.acquire(alpha, 'buffer')).value).toEqual(bytes);
  });
});

describe('register and unregister', () => {
  it('refuse a name that is taken, and bad options', () => {
    const { registry } = createRegistry();
    registry.register('atlas', 1);
    expect(codeOf(() => registry.register('atlas', 2))).toBe('ERR_SANDY_DUPLICATE_RESOURCE');
    for (const byteLength of [-1, 1.5, NaN, 2 ** 53]) {
      const register = () => registry.register('other', 1, { byteLength });
      expect(codeOf(register)).toBe('ERR_SANDY_INVALID_ARGUMENT');
    }
    expect([registry.has('atlas'), registry.has('other')]).toEqual([true, false]);
  });

  it('leave nothing behind if bytes cannot be stored', () => {
    const pool = new ContentPool(createRegion());
    const holder = pool.createHolder('host', {
      onCharge: () => {
        throw new RefusedError();
      },
    });
    const registry = new SharedResourceRegistry(pool, { holder });
    expect(() => registry.register('atlas', bytes)).toThrow(RefusedError);
    expect(registry.has('atlas')).toBe(false);
    expect(pool.stats().contentCount).toBe(0);
  });

  it('let leases last, and make room for a new value', async () => {
    const { pool, registry, alpha } = createRegistry();
    registry.register('atlas', bytes);
    const old = await registry.acquire(alpha, 'atlas');
    expect(registry.unregister('atlas')).toBe(true);
    expect(registry.unregister('atlas')).toBe(false);
    registry.register('atlas', Uint8Array.of(9));
    expect(old.value).toEqual(bytes);
    expect(registry.tryAcquire(alpha, 'atlas')?.value).toEqual(Uint8Array.of(9));
    old.release();
    assertValidRegistry(registry);
    registry.dispose();
    expect(pool.stats().contentCount).toBe(0);
  });

  it('let a load that was begun reach who waits for it', async () => {
    const { pool, registry, alpha } = createRegistry();
    const { loader, calls } = createManualLoader<Uint8Array>();
    registry.register('atlas', loader, { keepLoaded: true });
    const waiting = registry.acquire(alpha, 'atlas');
    registry.unregister('atlas');
    calls[0]!.resolve(bytes);
    const lease = await waiting;
    expect(lease.value).toEqual(bytes);
    lease.release();
    expect(pool.stats().contentCount).toBe(0);
  });
});

describe('dispose', () => {
  it('releases every lease and rejects who waits', async () => {
    const { pool, registry, alpha, beta } = createRegistry();
    registry.register('atlas', bytes);
    registry.register('slow', createManualLoader().loader);
    const lease = await registry.acquire(alpha, 'atlas');
    const waiting = registry.acquire(beta, 'slow');
    expect(registry.dispose()).toBe(1);
    expect(registry.dispose()).toBe(0);
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_SANDY_UNLOADED' });
    expect(lease.released).toBe(true);
    expect(pool.stats()).toMatchObject({ contentCount: 0, holderCount: 2 });
    expect(codeOf(() => registry.register('other', 1))).toBe('ERR_SANDY_DISPOSED');
    expect(codeOf(() => registry.tryAcquire(alpha, 'atlas'))).toBe('ERR_SANDY_DISPOSED');
    await expect(registry.acquire(alpha, 'atlas')).rejects.toMatchObject({
      code: 'ERR_SANDY_DISPOSED',
    });
  });

  it('happens when the pool, or the holder of what is kept, is disposed', async () => {
    const { pool, registry, alpha } = createRegistry();
    registry.register('atlas', bytes);
    const lease = await registry.acquire(alpha, 'atlas');
    pool.dispose();
    expect([registry.disposed, lease.released]).toEqual([true, true]);
    const second = new ContentPool(createRegion());
    const host = second.createHolder('host');
    const other = new SharedResourceRegistry(second, { holder: host });
    other.register('atlas', bytes);
    host.dispose();
    expect(other.disposed).toBe(true);
    expect(second.stats().contentCount).toBe(0);
  });
});
