import { equal, throwsCode } from './expect.mjs';

export async function smoke({ BlockDataPool, LongSet, MemoryManager, MiB }) {
  const manager = new MemoryManager();
  const mod = manager.trackModMemory('my-awesome-mod');
  manager.setModMemoryLimit('my-awesome-mod', 1 * MiB);
  const block = mod.allocateFromPool(BlockDataPool);
  block.y = 64;
  equal(block.y, 64, 'a field of a pooled record');
  manager.registerSharedResource('textures.common', () => Promise.resolve('atlas'));
  const lease = await mod.acquireResource('textures.common');
  equal(lease.value, 'atlas', 'a shared resource');
  lease.release();
  const positions = mod.create(LongSet);
  positions.add(1, 2);
  const stats = manager.getMemoryStats('my-awesome-mod');
  equal([stats.limitBytes, stats.currentBytes > 0], [1 * MiB, true], 'stats of the mod');
  throwsCode(() => mod.region.allocate(2 * MiB), 'ERR_SANDY_MEMORY_LIMIT');
  equal(manager.unloadMod('my-awesome-mod').freedBytes > 0, true, 'bytes freed by unloading');
}
