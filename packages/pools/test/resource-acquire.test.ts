import { describe, expect, it } from '@jest/globals';
import { assertValidRegistry, inspectResources, SharedResourceRegistry } from '../src/index.js';
import type { Lease } from '../src/index.js';
import { bytes, createManualLoader, createRegistry, refuse } from './resource-support.js';
import { FaultyRegion, RefusedError, codeOf, createRegion } from './support.js';

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

  it.each([0, 1, 2, 3, 4, 5, 6, 7])(
    'joins a load that has come to its end %d turns ago',
    async (turns) => {
      const { registry, alpha, beta } = createRegistry();
      const { loader, calls } = createManualLoader<object>();
      registry.register('atlas', loader);
      const first = registry.acquire(alpha, 'atlas');
      const value = {};
      calls[0]!.resolve(value);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      assertValidRegistry(registry);
      const second = registry.acquire(beta, 'atlas');
      expect(calls.length).toBe(1);
      expect([(await first).value, (await second).value]).toEqual([value, value]);
      assertValidRegistry(registry);
      alpha.dispose();
      beta.dispose();
      expect(inspectResources(registry)).toMatchObject({ loadingCount: 0, loadedCount: 0 });
    },
  );

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

  it.each([false, true])('rejects all who wait if it cannot be stored (kept: %p)', async (kept) => {
    const region = new FaultyRegion();
    const registry = new SharedResourceRegistry(region);
    const alpha = registry.createHolder('alpha');
    registry.register('atlas', () => bytes, { keepLoaded: kept });
    const waiting = [registry.acquire(alpha, 'atlas'), registry.acquire(alpha, 'atlas')];
    region.refuseAt = 1;
    for (const promise of waiting) await expect(promise).rejects.toBeInstanceOf(RefusedError);
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
