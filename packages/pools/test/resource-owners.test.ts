import { describe, expect, it } from '@jest/globals';
import { assertValidRegistry, inspectResources, SharedResourceRegistry } from '../src/index.js';
import { bytes, createManualLoader, createRegistry } from './resource-support.js';
import { FaultyRegion, RefusedError, codeOf, createRegion } from './support.js';

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

  it.each(['releaseOwner', 'dispose'] as const)(
    'while its bytes are being stored (%s) gets nothing, and is told that it was unloaded',
    async (how) => {
      const region = new FaultyRegion();
      const registry = new SharedResourceRegistry(region);
      const alpha = registry.createHolder('alpha');
      registry.register('atlas', () => bytes);
      region.onAllocate = () => {
        if (how === 'dispose') alpha.dispose();
        else registry.releaseOwner(alpha);
      };
      await expect(registry.acquire(alpha, 'atlas')).rejects.toMatchObject({
        code: 'ERR_SANDY_UNLOADED',
      });
      expect(inspectResources(registry)).toMatchObject({ uniqueBytes: 0, leaseCount: 0 });
      assertValidRegistry(registry);
    },
  );

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

describe('dispose', () => {
  it('releases every lease and rejects who waits', async () => {
    const { registry, alpha, beta } = createRegistry();
    registry.register('atlas', bytes);
    registry.register('slow', createManualLoader().loader);
    const lease = await registry.acquire(alpha, 'atlas');
    const waiting = registry.acquire(beta, 'slow');
    registry.dispose();
    registry.dispose(); // does nothing
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
