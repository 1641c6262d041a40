import { describe, expect, it } from '@jest/globals';
import { assertValidRegistry, inspectResources, SharedResourceRegistry } from '../src/index.js';
import type { Holder, Lease, ResourceLoader } from '../src/index.js';
import { RefusedError, codeOf, createRegion } from './support.js';

function createRegistry() {
  const registry = new SharedResourceRegistry(createRegion());
  const alpha = registry.createHolder('alpha');
  const beta = registry.createHolder('beta');
  return { registry, alpha, beta };
}

function refuse(): never {
  throw new RefusedError();
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
    const { registry, alpha, beta } = createRegistry();
    const { loader, calls } = createManualLoader<Uint8Array>();
    registry.register('atlas', loader);
    expect(calls.length).toBe(0);
    const waiting = [alpha, beta, alpha].map((owner) => {
      return registry.acquire<Uint8Array>(owner, 'atlas');
    });
    expect(calls.length).toBe(1);
    expect(registry.tryAcquire(alpha, 'atlas')).toBeUndefined();
    expect(inspectResources(registry)).toMatchObject({
      loadingCount: 1,
      waiterCount: 3,
      leaseCount: 0,
    });
    assertValidRegistry(registry);
    calls[0]!.resolve(bytes);
    const leases = await Promise.all(waiting);
    for (const lease of leases) expect(lease.value).toEqual(bytes);
    expect(inspectResources(registry)).toMatchObject({
      loadedCount: 1,
      leaseCount: 3,
      loadCount: 1,
    });
    expect([alpha.heldBytes, beta.heldBytes, registry.stats().uniqueBytes]).toEqual([10, 5, 5]);
    const fourth = await registry.acquire(beta, 'atlas');
    expect(fourth.value).toEqual(bytes);
    expect([beta.heldBytes, calls.length]).toEqual([10, 1]);
    assertValidRegistry(registry);
  });

  it('drops the value with the last lease, and loads it again', async () => {
    const { registry, alpha, beta } = createRegistry();
    let loads = 0;
    registry.register('atlas', () => bytes.map((byte) => byte + loads++));
    const first = await registry.acquire(alpha, 'atlas');
    const second = await registry.acquire(beta, 'atlas');
    first.release();
    expect(registry.tryAcquire(alpha, 'atlas')?.value).toEqual(second.value);
    registry.releaseOwner(alpha);
    second.release();
    expect(registry.stats().uniqueBytes).toBe(0);
    expect(registry.tryAcquire(alpha, 'atlas')).toBeUndefined();
    await registry.acquire(alpha, 'atlas');
    expect(inspectResources(registry)).toMatchObject({ loadCount: 2, leaseCount: 1 });
    assertValidRegistry(registry);
  });

  it('keeps the value if told so', async () => {
    const { registry, alpha } = createRegistry();
    registry.register('atlas', async () => bytes, { keepLoaded: true });
    (await registry.acquire(alpha, 'atlas')).release();
    expect(registry.stats()).toMatchObject({ uniqueBytes: 5, heldBytes: 5 });
    expect(registry.tryAcquire(alpha, 'atlas')?.value).toEqual(bytes);
    assertValidRegistry(registry);
    registry.dispose();
    expect(registry.stats().uniqueBytes).toBe(0);
  });

  it('rejects all who wait if the loader does, and loads anew for the next', async () => {
    const { registry, alpha, beta } = createRegistry();
    const { loader, calls } = createManualLoader<string>();
    registry.register('atlas', loader);
    const waiting = [registry.acquire(alpha, 'atlas'), registry.acquire(beta, 'atlas')];
    calls[0]!.reject(new RefusedError());
    for (const promise of waiting) await expect(promise).rejects.toBeInstanceOf(RefusedError);
    expect(inspectResources(registry)).toMatchObject({
      loadingCount: 0,
      waiterCount: 0,
      leaseCount: 0,
    });
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
    const { registry, alpha } = createRegistry();
    registry.register('atlas', bytes);
    const foreign = new SharedResourceRegistry(createRegion()).createHolder('alpha');
    const gone = registry.createHolder('gone');
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
    const registry = new SharedResourceRegistry(createRegion());
    const poor = registry.createHolder('poor', { onCharge: refuse });
    const rich = registry.createHolder('rich');
    registry.register('atlas', () => bytes);
    const waiting = [poor, rich, poor].map((owner) => registry.acquire(owner, 'atlas'));
    const results = await Promise.allSettled(waiting);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
    expect(() => registry.tryAcquire(poor, 'atlas')).toThrow(RefusedError);
    expect(inspectResources(registry)).toMatchObject({ leaseCount: 1, waiterCount: 0 });
    expect(poor.referenceCount).toBe(0);
    await expect(registry.acquire(poor, 'atlas')).rejects.toBeInstanceOf(RefusedError);
    assertValidRegistry(registry);
  });

  it('rejects all who wait if what is to be kept cannot be stored', async () => {
    const { registry, alpha } = createRegistry();
    const keeper = registry.createHolder('host', { onCharge: refuse });
    registry.register('atlas', () => bytes, { keepLoaded: true, keeper });
    await expect(registry.acquire(alpha, 'atlas')).rejects.toBeInstanceOf(RefusedError);
    expect(inspectResources(registry)).toMatchObject({
      loadedCount: 0,
      loadingCount: 0,
      waiterCount: 0,
    });
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
    expect(inspectResources(registry)).toMatchObject({ loadCount: 2, leaseCount: 2 });
    assertValidRegistry(registry);
  });
});

describe('an owner that ends', () => {
  it.each(['releaseOwner', 'dispose'] as const)(
    'while a loader hangs (%s): its acquire rejects and no lease is ever handed out',
    async (how) => {
      const { registry, alpha, beta } = createRegistry();
      const { loader, calls } = createManualLoader<Uint8Array>();
      registry.register('atlas', loader);
      const ended = registry.acquire(alpha, 'atlas');
      const other = registry.acquire(beta, 'atlas');
      if (how === 'dispose') alpha.dispose();
      else expect(registry.releaseOwner(alpha)).toBe(0);
      await expect(ended).rejects.toMatchObject({ code: 'ERR_SANDY_UNLOADED' });
      calls[0]!.resolve(bytes);
      expect((await other).value).toEqual(bytes);
      expect(inspectResources(registry)).toMatchObject({ leaseCount: 1, waiterCount: 0 });
      expect(alpha.referenceCount).toBe(0);
      assertValidRegistry(registry);
    },
  );

  it.each(['resolves', 'rejects'] as const)(
    'as the last that waited leaves the load to nobody: nothing comes of it when it %s late',
    async (how) => {
      const { registry, alpha, beta } = createRegistry();
      const { loader, calls } = createManualLoader<Uint8Array>();
      registry.register('atlas', loader);
      const ended = registry.acquire(alpha, 'atlas');
      registry.releaseOwner(alpha);
      await expect(ended).rejects.toMatchObject({ code: 'ERR_SANDY_UNLOADED' });
      expect(inspectResources(registry)).toMatchObject({ loadingCount: 0 });
      const second = registry.acquire(beta, 'atlas'); // does not wait for the load that hung
      expect(calls.length).toBe(2);
      if (how === 'resolves') calls[0]!.resolve(Uint8Array.of(99));
      else calls[0]!.reject(new RefusedError());
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      expect(inspectResources(registry)).toMatchObject({
        loadingCount: 1,
        loadedCount: 0,
        waiterCount: 1,
      });
      calls[1]!.resolve(bytes);
      expect((await second).value).toEqual(bytes);
      expect(registry.stats().uniqueBytes).toBe(5);
      assertValidRegistry(registry);
    },
  );

  it('between the end of the load and its turn: the lease comes released', async () => {
    const registry = new SharedResourceRegistry(createRegion());
    const alpha = registry.createHolder('alpha');
    // Beta gets its lease after alpha, and before those who wait are told.
    const beta = registry.createHolder('beta', { onCharge: () => void alpha.dispose() });
    registry.register('atlas', () => bytes);
    const waiting = [registry.acquire(alpha, 'atlas'), registry.acquire(beta, 'atlas')];
    const [first, second] = await Promise.all(waiting);
    expect([first!.released, second!.released]).toEqual([true, false]);
    expect(second!.value).toEqual(bytes);
    expect(inspectResources(registry)).toMatchObject({ leaseCount: 1, loadedCount: 1 });
    assertValidRegistry(registry);
  });

  it('takes its leases with it, and those of nobody else', async () => {
    const { registry, alpha, beta } = createRegistry();
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
  });

  it.each(['holder', 'leases'] as const)(
    'by its own limit’s callback, in the middle of it (%s), gets nothing',
    async (ending) => {
      const registry = new SharedResourceRegistry(createRegion());
      const alpha = registry.createHolder('alpha', {
        onCharge: () => {
          if (ending === 'holder') alpha.dispose();
          else registry.releaseOwner(alpha);
        },
      });
      registry.register('atlas', () => bytes);
      const waiting = [registry.acquire(alpha, 'atlas'), registry.acquire(alpha, 'atlas')];
      const results = await Promise.allSettled(waiting);
      expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(inspectResources(registry)).toMatchObject({
        leaseCount: 0,
        waiterCount: 0,
        loadedCount: 0,
      });
      assertValidRegistry(registry);
      expect(registry.stats().heldBytes).toBe(0);
    },
  );

  it('by another’s limit callback, as the last who had the value, does not take it away', async () => {
    const registry = new SharedResourceRegistry(createRegion());
    const beta = registry.createHolder('beta');
    const alpha = registry.createHolder('alpha', {
      onCharge: () => void registry.releaseOwner(beta),
    });
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
    const { registry, alpha, beta } = createRegistry();
    registry.register('atlas', bytes.slice());
    registry.register('copy', () => bytes.slice());
    const first = await registry.acquire<Uint8Array>(alpha, 'atlas');
    const second = await registry.acquire<Uint8Array>(beta, 'copy');
    expect(registry.stats()).toMatchObject({ uniqueBytes: 5, heldBytes: 15 });
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
    const { registry, alpha } = createRegistry();
    const model = { vertices: new Float32Array(100) };
    registry.register('model', () => model, { byteLength: 400 });
    registry.register('nothing', () => undefined);
    expect(inspectResources(registry).declaredBytes).toBe(0);
    expect((await registry.acquire(alpha, 'model')).value).toBe(model);
    expect((await registry.acquire(alpha, 'nothing')).value).toBeUndefined();
    expect(inspectResources(registry)).toMatchObject({ declaredBytes: 400, loadedCount: 2 });
    expect(registry.stats().uniqueBytes).toBe(0);
    registry.releaseOwner(alpha);
    expect(inspectResources(registry)).toMatchObject({ declaredBytes: 0, loadedCount: 0 });
  });

  it('that are a Buffer are bytes', async () => {
    const { registry, alpha } = createRegistry();
    registry.register('buffer', Buffer.from(bytes));
    expect(registry.stats().uniqueBytes).toBe(5);
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
    const { registry } = createRegistry();
    const keeper = registry.createHolder('host', { onCharge: refuse });
    expect(() => registry.register('atlas', bytes, { keeper })).toThrow(RefusedError);
    expect(registry.has('atlas')).toBe(false);
    expect(registry.stats().uniqueBytes).toBe(0);
  });

  it('let leases last, and make room for a new value', async () => {
    const { registry, alpha } = createRegistry();
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
    expect(registry.stats().uniqueBytes).toBe(0);
  });

  it('let a load that was begun reach who waits for it', async () => {
    const { registry, alpha } = createRegistry();
    const { loader, calls } = createManualLoader<Uint8Array>();
    registry.register('atlas', loader, { keepLoaded: true });
    const waiting = registry.acquire(alpha, 'atlas');
    registry.unregister('atlas');
    calls[0]!.resolve(bytes);
    const lease = await waiting;
    expect(lease.value).toEqual(bytes);
    lease.release();
    expect(registry.stats().uniqueBytes).toBe(0);
  });
});

describe('dispose', () => {
  it('releases every lease and rejects who waits', async () => {
    const { registry, alpha, beta } = createRegistry();
    registry.register('atlas', bytes);
    registry.register('slow', createManualLoader().loader);
    const lease = await registry.acquire(alpha, 'atlas');
    const waiting = registry.acquire(beta, 'slow');
    expect(registry.dispose()).toBe(1);
    expect(registry.dispose()).toBe(0);
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_SANDY_UNLOADED' });
    expect(lease.released).toBe(true);
    expect(registry.stats()).toMatchObject({ uniqueBytes: 0, holderCount: 0 });
    expect(codeOf(() => registry.register('other', 1))).toBe('ERR_SANDY_DISPOSED');
    expect(codeOf(() => registry.tryAcquire(alpha, 'atlas'))).toBe('ERR_SANDY_DISPOSED');
    await expect(registry.acquire(alpha, 'atlas')).rejects.toMatchObject({
      code: 'ERR_SANDY_DISPOSED',
    });
  });
});

describe('what is kept', () => {
  it('is the share of its keeper, and goes with it', async () => {
    const { registry, alpha, beta } = createRegistry();
    registry.register('atlas', bytes, { keeper: alpha });
    registry.register('sounds', () => Uint8Array.of(9), { keepLoaded: true, keeper: alpha });
    (await registry.acquire(beta, 'sounds')).release();
    const lease = await registry.acquire(beta, 'atlas');
    expect([alpha.heldBytes, beta.heldBytes]).toEqual([6, 5]);
    expect(registry.releaseOwner(alpha)).toBe(0); // it has no leases
    expect(registry.tryAcquire(beta, 'sounds')?.value).toEqual(Uint8Array.of(9));
    registry.releaseOwner(beta);
    assertValidRegistry(registry);
    alpha.dispose();
    expect(lease.released).toBe(true);
    expect([registry.has('atlas'), registry.has('sounds')]).toEqual([false, true]);
    expect(inspectResources(registry)).toMatchObject({ uniqueBytes: 0, loadedCount: 0 });
    registry.register('atlas', Uint8Array.of(1)); // by the registry itself
    expect(registry.stats()).toMatchObject({ heldBytes: 1, holderCount: 2 });
    assertValidRegistry(registry);
  });

  it('lasts for those who have leases when its keeper ends', async () => {
    const { registry, alpha, beta } = createRegistry();
    registry.register('atlas', bytes, { keeper: alpha });
    const lease = registry.tryAcquire<Uint8Array>(beta, 'atlas')!;
    alpha.dispose();
    expect(lease.value).toEqual(bytes);
    assertValidRegistry(registry);
    lease.release();
    expect(registry.stats().uniqueBytes).toBe(0);
  });

  it('cannot be kept by a holder of somebody else, or one that is gone', () => {
    const { registry, alpha } = createRegistry();
    const { alpha: foreign } = createRegistry();
    alpha.dispose();
    const register = (keeper: Holder): unknown =>
      codeOf(() => registry.register('atlas', bytes, { keeper }));
    expect(register(foreign)).toBe('ERR_SANDY_FOREIGN_HOLDER');
    expect(register(alpha)).toBe('ERR_SANDY_DISPOSED');
    expect(inspectResources(registry)).toMatchObject({ uniqueBytes: 0, resourceCount: 0 });
  });

  it('by two loads, the second begun in the callback of the first, is kept once', async () => {
    const registry = new SharedResourceRegistry(createRegion());
    const alpha = registry.createHolder('alpha');
    const later: Promise<Lease<unknown>>[] = [];
    const keeper = registry.createHolder('host', {
      onCharge: () => void later.push(registry.acquire(alpha, 'atlas')),
    });
    let loads = 0;
    registry.register('atlas', () => Uint8Array.of(++loads), { keepLoaded: true, keeper });
    const first = await registry.acquire<Uint8Array>(alpha, 'atlas');
    const [second] = await Promise.all(later);
    expect(loads).toBe(2);
    expect(second!.value).toEqual(first.value); // the value of the second load was not needed
    expect(registry.stats()).toMatchObject({ uniqueBytes: 1, heldBytes: 3 });
    assertValidRegistry(registry);
  });

  it('is not stored if the keeper’s callback has taken the name', () => {
    const registry = new SharedResourceRegistry(createRegion());
    const keeper = registry.createHolder('host', {
      onCharge: () => registry.has('atlas') || registry.register('atlas', 5),
    });
    const register = (): void => registry.register('atlas', bytes, { keeper });
    expect(codeOf(register)).toBe('ERR_SANDY_DUPLICATE_RESOURCE');
    expect(inspectResources(registry)).toMatchObject({
      uniqueBytes: 0,
      heldBytes: 0,
      resourceCount: 1,
    });
    assertValidRegistry(registry);
  });
});

describe('shares', () => {
  it('follow what the owners have leases of, and add up', async () => {
    const { registry, alpha, beta } = createRegistry();
    registry.register('large', () => new Uint8Array(30_000));
    registry.register('small', () => new Uint8Array(10_000).fill(1));
    await registry.acquire(alpha, 'large');
    await registry.acquire(beta, 'large');
    await registry.acquire(beta, 'small');
    const { poolBytes, heldBytes, savedBytes } = registry.stats();
    expect([heldBytes, savedBytes]).toEqual([70_000, 30_000]);
    const shares = registry.shares();
    expect(shares.get(alpha)! + shares.get(beta)!).toBe(poolBytes);
    expect(registry.shareOf(alpha)).toBe(Math.floor((poolBytes * 30_000) / 70_000));
    beta.dispose();
    expect(registry.shareOf(alpha)).toBe(registry.stats().poolBytes);
    expect(codeOf(() => registry.shareOf(beta))).toBe('ERR_SANDY_DISPOSED');
  });

  it('are asked for before a lease is given', async () => {
    const asked: number[] = [];
    const registry = new SharedResourceRegistry(createRegion());
    const alpha = registry.createHolder('alpha', { onCharge: (bytes) => void asked.push(bytes) });
    registry.register('atlas', () => new Uint8Array(5000));
    registry.register('plain', () => ({}));
    await registry.acquire(alpha, 'plain'); // no bytes, no charge
    await registry.acquire(alpha, 'atlas');
    expect(asked).toEqual([registry.stats().poolBytes]);
  });
});

describe('a loader', () => {
  it('that acquires its own resource waits with the others', async () => {
    const { registry, alpha } = createRegistry();
    const inner: Promise<Lease<unknown>>[] = [];
    let loads = 0;
    registry.register('atlas', () => {
      loads++;
      inner.push(registry.acquire(alpha, 'atlas'));
      return bytes;
    });
    const lease = await registry.acquire(alpha, 'atlas');
    expect((await inner[0]!).value).toEqual(lease.value);
    expect(loads).toBe(1);
    assertValidRegistry(registry);
  });

  it.each(['ends its owner', 'releases its owner', 'ends the registry'] as const)(
    'that %s leaves no lease behind',
    async (what) => {
      const { registry, alpha, beta } = createRegistry();
      registry.register('atlas', () => {
        if (what === 'ends its owner') alpha.dispose();
        else if (what === 'releases its owner') registry.releaseOwner(alpha);
        else registry.dispose();
        return new Uint8Array(5000);
      });
      await expect(registry.acquire(alpha, 'atlas')).rejects.toMatchObject({
        code: 'ERR_SANDY_UNLOADED',
      });
      expect(inspectResources(registry)).toMatchObject({
        heldBytes: 0,
        uniqueBytes: 0,
        leaseCount: 0,
      });
      if (!registry.disposed) expect(registry.shareOf(beta)).toBe(0);
      assertValidRegistry(registry);
    },
  );
});

describe('a keeper', () => {
  it('that is gone keeps nobody from having what can be loaded', async () => {
    const { registry, alpha, beta } = createRegistry();
    registry.register('atlas', () => bytes, { keepLoaded: true, keeper: alpha });
    (await registry.acquire(beta, 'atlas')).release();
    alpha.dispose();
    const lease = await registry.acquire(beta, 'atlas');
    expect(lease.value).toEqual(bytes);
    lease.release();
    expect(registry.stats().uniqueBytes).toBe(0); // there is nobody to keep it
    assertValidRegistry(registry);
  });

  it('whose callback unregisters what it is to keep, keeps nothing', async () => {
    const registry = new SharedResourceRegistry(createRegion());
    const alpha = registry.createHolder('alpha');
    const keeper = registry.createHolder('host', {
      onCharge: () => void registry.unregister('atlas'),
    });
    registry.register('atlas', () => new Uint8Array(5000), { keepLoaded: true, keeper });
    (await registry.acquire(alpha, 'atlas')).release();
    expect(registry.stats()).toMatchObject({ heldBytes: 0, uniqueBytes: 0 });
    assertValidRegistry(registry);
  });
});

describe('a holder', () => {
  it('calls listeners that are added while it ends, and takes none afterwards', () => {
    const { alpha } = createRegistry();
    let calls = 0;
    alpha.onDispose(() => void alpha.onDispose(() => calls++));
    alpha.dispose();
    expect(calls).toBe(1);
    expect(codeOf(() => alpha.onDispose(() => calls++))).toBe('ERR_SANDY_DISPOSED');
  });
});

describe('equal bytes', () => {
  it('are of one length', () => {
    const { registry } = createRegistry();
    registry.register('long', Uint8Array.of(1, 2, 3, 4));
    registry.register('short', Uint8Array.of(1, 2));
    registry.register('longer', Uint8Array.of(1, 2, 3, 4, 0));
    registry.register('empty', new Uint8Array(0));
    expect(registry.stats().uniqueBytes).toBe(11);
    expect(registry.tryAcquire(registry.createHolder('a'), 'empty')?.value).toHaveLength(0);
    assertValidRegistry(registry);
    registry.dispose();
    expect(inspectResources(registry)).toMatchObject({ uniqueBytes: 0, resourceCount: 0 });
    expect(codeOf(() => registry.createHolder('late'))).toBe('ERR_SANDY_DISPOSED');
  });
});
