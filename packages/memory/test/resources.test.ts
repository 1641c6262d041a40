import { describe, expect, it } from '@jest/globals';
import { assertValidManager, KiB, MemoryManager } from '../src/index.js';
import { codeOf } from './errors.js';

describe('shared resources', () => {
  it('are loaded once, when first needed, and paid by those who hold them', async () => {
    const manager = new MemoryManager();
    const [one, two] = [manager.trackModMemory('one'), manager.trackModMemory('two')];
    let loads = 0;
    manager.registerSharedResource('atlas', async () => {
      loads++;
      return new Uint8Array(100 * KiB).fill(3);
    });
    expect(loads).toBe(0);
    expect(one.tryAcquireResource('atlas')).toBeUndefined();
    const [first, second] = await Promise.all([
      one.acquireResource<Uint8Array>('atlas'),
      two.acquireResource<Uint8Array>('atlas'),
    ]);
    expect(loads).toBe(1);
    expect([first.value.byteLength, second.value[5]]).toEqual([100 * KiB, 3]);
    const stats = manager.getMemoryStats('one');
    expect(stats.leaseCount).toBe(1);
    expect(stats.ownBytes).toBe(0);
    expect(stats.sharedBytes + manager.getMemoryStats('two').sharedBytes).toBe(
      manager.resources.stats().poolBytes,
    );
    first.release();
    expect(manager.getMemoryStats('one')).toMatchObject({ leaseCount: 0, sharedBytes: 0 });
    const third = one.tryAcquireResource<Uint8Array>('atlas')!;
    expect(third.value[0]).toBe(3);
    assertValidManager(manager);
  });

  it('end with their scope', async () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    manager.registerSharedResource('atlas', new Uint8Array(10));
    {
      using lease = await mod.acquireResource<Uint8Array>('atlas');
      expect(lease.value).toHaveLength(10);
      expect(mod.stats().leaseCount).toBe(1);
    }
    expect(mod.stats().leaseCount).toBe(0);
  });

  it('that are kept are the share of the host', async () => {
    const manager = new MemoryManager();
    manager.registerSharedResource('atlas', new Uint8Array(100 * KiB));
    expect(manager.getMemoryStats('host').sharedBytes).toBe(manager.resources.stats().poolBytes);
    using lease = await manager.acquireResource<Uint8Array>('atlas');
    expect(lease.value).toHaveLength(100 * KiB);
    expect(manager.getMemoryStats('host').leaseCount).toBe(1);
    expect(manager.unregisterSharedResource('atlas')).toBe(true);
    expect(manager.unregisterSharedResource('atlas')).toBe(false);
    assertValidManager(manager);
  });

  it('are refused to a mod whose limit they would pass', async () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    manager.setModMemoryLimit('miner', 50 * KiB);
    manager.registerSharedResource('atlas', () => new Uint8Array(100 * KiB));
    await expect(mod.acquireResource('atlas')).rejects.toMatchObject({
      code: 'ERR_SANDY_MEMORY_LIMIT',
      accountName: 'miner',
    });
    expect(manager.resources.stats().uniqueBytes).toBe(0);
    using lease = await manager.acquireResource<Uint8Array>('atlas');
    expect(lease.value).toHaveLength(100 * KiB);
    assertValidManager(manager);
  });

  it('reject with what the loader throws, and with typed errors for bad names', async () => {
    const manager = new MemoryManager();
    manager.registerSharedResource('broken', () => {
      throw new Error('no such file');
    });
    await expect(manager.acquireResource('broken')).rejects.toThrow('no such file');
    await expect(manager.acquireResource('unknown')).rejects.toMatchObject({
      code: 'ERR_SANDY_UNKNOWN_RESOURCE',
    });
    for (const name of ['..', '../x', '__proto__', 'a\0', 'C:\\x', '%2e%2e', '']) {
      expect(codeOf(() => manager.registerSharedResource(name, 1))).toBe('ERR_SANDY_INVALID_NAME');
    }
  });
});
