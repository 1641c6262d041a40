import { describe, expect, it } from '@jest/globals';
import { assertValidRegistry, inspectResources, SharedResourceRegistry } from '../src/index.js';
import type { Holder, Lease } from '../src/index.js';
import { bytes, createManualLoader, createRegistry, refuse } from './resource-support.js';
import { FaultyRegion, codeOf, createRegion } from './support.js';

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

  it('is loaded and kept once, also if it is asked for in the callback that it is kept with', async () => {
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
    expect(loads).toBe(1);
    expect(second!.value).toEqual(first.value);
    expect(registry.stats()).toMatchObject({ uniqueBytes: 1, heldBytes: 3 });
    assertValidRegistry(registry);
  });

  it('is nothing of a load that all who waited have left', async () => {
    const { registry, alpha } = createRegistry();
    const { loader, calls } = createManualLoader<Uint8Array>();
    registry.register('atlas', loader, { keepLoaded: true });
    const waiting = registry.acquire(alpha, 'atlas');
    registry.releaseOwner(alpha);
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_SANDY_UNLOADED' });
    calls[0]!.resolve(bytes);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    expect(inspectResources(registry)).toMatchObject({ loadedCount: 0, uniqueBytes: 0 });
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

  it('whose limit refuses keeps nothing, and nobody else from having it', async () => {
    const region = new FaultyRegion();
    const registry = new SharedResourceRegistry(region);
    const alpha = registry.createHolder('alpha');
    let refusals = 0;
    let isPoor = true;
    const keeper = registry.createHolder('host', {
      onCharge: () => {
        if (!isPoor) return;
        refusals++;
        refuse();
      },
    });
    let allocations = 0;
    region.onAllocate = () => void allocations++;
    registry.register('atlas', () => bytes, { keepLoaded: true, keeper });
    const waiting = [registry.acquire(alpha, 'atlas'), registry.acquire(alpha, 'atlas')];
    const leases = await Promise.all(waiting);
    expect(leases.map(({ value }) => value)).toEqual([bytes, bytes]);
    expect([refusals, allocations, keeper.heldBytes, alpha.heldBytes]).toEqual([1, 1, 0, 10]);
    assertValidRegistry(registry);
    for (const lease of leases) lease.release();
    expect(inspectResources(registry)).toMatchObject({ loadedCount: 0, uniqueBytes: 0 });
    isPoor = false;
    (await registry.acquire(alpha, 'atlas')).release(); // loaded anew, and kept
    expect([keeper.heldBytes, registry.stats().uniqueBytes]).toEqual([5, 5]);
    assertValidRegistry(registry);
  });

  it('whose limit refuses keeps no bytes that are to be stored at once', () => {
    const { registry } = createRegistry();
    const keeper = registry.createHolder('host', { onCharge: refuse });
    expect(codeOf(() => registry.register('atlas', bytes, { keeper }))).toBe('REFUSED');
    expect([registry.has('atlas'), registry.stats().uniqueBytes]).toEqual([false, 0]);
  });

  it('keeps once what two loads bring, the second begun by its own callback', async () => {
    const registry = new SharedResourceRegistry(createRegion());
    const alpha = registry.createHolder('alpha');
    const later: Promise<Lease<unknown>>[] = [];
    const keeper = registry.createHolder('host', {
      onCharge: () => {
        registry.releaseOwner(alpha); // now nobody waits for the first
        later.push(registry.acquire(alpha, 'atlas'));
      },
    });
    let loads = 0;
    registry.register('atlas', () => Uint8Array.of(++loads), { keepLoaded: true, keeper });
    const first = registry.acquire(alpha, 'atlas');
    await expect(first).rejects.toMatchObject({ code: 'ERR_SANDY_UNLOADED' });
    expect((await later[0]!).value).toEqual(Uint8Array.of(1)); // the one that is kept
    expect([loads, later.length, keeper.heldBytes, alpha.heldBytes]).toEqual([2, 1, 1, 1]);
    expect(inspectResources(registry)).toMatchObject({ uniqueBytes: 1, loadingCount: 0 });
    assertValidRegistry(registry);
  });

  it('keeps what others have leases of, if a later load brings something else', async () => {
    const registry = new SharedResourceRegistry(createRegion());
    const beta = registry.createHolder('beta');
    const later: Promise<Lease<unknown>>[] = [];
    const alpha = registry.createHolder('alpha', {
      onCharge: () => void later.push(registry.acquire(beta, 'atlas')), // nobody has a lease yet
    });
    let charges = 0;
    const keeper = registry.createHolder('host', {
      onCharge: () => {
        if (charges++ === 0) refuse();
      },
    });
    let loads = 0;
    registry.register('atlas', () => Uint8Array.of(++loads), { keepLoaded: true, keeper });
    const leases = [await registry.acquire(alpha, 'atlas'), await later[0]!];
    expect(leases.map(({ value }) => value)).toEqual([Uint8Array.of(1), Uint8Array.of(1)]);
    expect([loads, charges, keeper.heldBytes, registry.stats().uniqueBytes]).toEqual([2, 2, 1, 1]);
    assertValidRegistry(registry);
  });

  it('is not asked to keep what was unregistered while it was loaded', async () => {
    const { registry, alpha } = createRegistry();
    let charges = 0;
    const keeper = registry.createHolder('host', { onCharge: () => charges++ });
    const { loader, calls } = createManualLoader<Uint8Array>();
    registry.register('atlas', loader, { keepLoaded: true, keeper });
    const waiting = registry.acquire(alpha, 'atlas');
    registry.unregister('atlas');
    calls[0]!.resolve(bytes);
    expect((await waiting).value).toEqual(bytes);
    expect([charges, keeper.heldBytes]).toEqual([0, 0]);
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
