/** What a user of the umbrella writes; type-checked against the published declarations. */
import { BlockDataPool, LongSet, MemoryManager, MiB } from '@sandy/memory';

export async function play(loadAtlas: () => Promise<{ width: number }>): Promise<number> {
  const manager = new MemoryManager();
  const mod = manager.trackModMemory('my-awesome-mod');
  manager.setModMemoryLimit('my-awesome-mod', 100 * MiB);
  const block = mod.allocateFromPool(BlockDataPool);
  block.x = 1;
  const shared = manager.allocateFromPool(BlockDataPool);
  manager.registerSharedResource('textures.common', () => loadAtlas());
  const atlas = await mod.acquireResource<{ width: number }>('textures.common');
  const width: number = atlas.value.width;
  atlas.release();
  const stats = manager.getMemoryStats('my-awesome-mod');
  const limitBytes: number | undefined = stats.limitBytes;
  const positions = mod.create(LongSet);
  positions.add(block.x, shared.y);
  const address = mod.region.allocate(4096);
  mod.region.free(address);
  const report = manager.unloadMod('my-awesome-mod');
  return report.freedBytes + width + (limitBytes ?? 0);
}
