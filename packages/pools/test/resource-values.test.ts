import { describe, expect, it } from '@jest/globals';
import { SharedResourceRegistry, assertValidRegistry, inspectResources } from '../src/index.js';
import { bytes, createManualLoader, createRegistry, refuse } from './resource-support.js';
import { FaultyRegion, RefusedError, codeOf } from './support.js';

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

  it('refuse a promise, whose loader was meant', async () => {
    const { registry, alpha } = createRegistry();
    const { then } = Promise.prototype;
    for (const value of [Promise.resolve(bytes), { then: () => undefined }]) {
      const register = () => registry.register('atlas', value);
      expect(register).toThrow('value: expected a value or a function as its loader, got object');
      expect(codeOf(register)).toBe('ERR_SANDY_INVALID_ARGUMENT');
    }
    registry.register(
      'atlas',
      Object.assign(() => bytes, { then }),
    );
    expect((await registry.acquire(alpha, 'atlas')).value).toEqual(bytes);
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

describe('equal bytes', () => {
  it('are stored once, also if they come while room for them is made', () => {
    const region = new FaultyRegion();
    const registry = new SharedResourceRegistry(region);
    let calls = 0;
    region.onAllocate = () => {
      if (++calls === 1) registry.register('second', bytes);
    };
    registry.register('first', bytes);
    expect(region.stats().blockCount).toBe(1);
    expect(registry.stats()).toMatchObject({ uniqueBytes: 5, heldBytes: 10 });
    assertValidRegistry(registry);
    registry.dispose();
    expect(region.stats().blockCount).toBe(0);
  });

  it.each([
    ['Uint8Array', (values: number[]) => Uint8Array.from(values)],
    ['Buffer', (values: number[]) => Buffer.from(values)], // whose slice is no copy
  ])('are those of the moment when they are registered (%s)', (_, make) => {
    const region = new FaultyRegion();
    const registry = new SharedResourceRegistry(region);
    const owner = registry.createHolder('mod');
    const values = make([1, 2, 3, 4, 5]);
    region.onAllocate = () => values.fill(9);
    registry.register('atlas', values);
    expect([...registry.tryAcquire<Uint8Array>(owner, 'atlas')!.value]).toEqual([1, 2, 3, 4, 5]);
  });

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
