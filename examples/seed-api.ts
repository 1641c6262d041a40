/**
 * The face of `@sandy/memory` in one place: a mod is tracked, limited, given a pooled record, a
 * shared resource, a collection and a raw block, asked what it holds, and unloaded.
 *
 * Run it after a build: `node examples/dist/seed-api.js`.
 */
import { pathToFileURL } from 'node:url';
import { BlockDataPool, LongSet, MemoryManager, MiB } from '@sandy/memory';

/** Stands for a file that takes a while to read. */
async function loadAtlas(): Promise<Uint8Array> {
  return new Uint8Array(256 * 1024).fill(0xff);
}

/** @returns what the steps made, for whoever wants to look at it */
export async function main() {
  const manager = new MemoryManager();
  const mod = manager.trackModMemory('my-awesome-mod'); // the mod's scope: its region, accounts, pools
  manager.setModMemoryLimit('my-awesome-mod', 100 * MiB);

  const block = mod.allocateFromPool(BlockDataPool); // a pooled record, charged to the mod
  const shared = manager.allocateFromPool(BlockDataPool); // the same, charged to the host
  manager.registerSharedResource('textures.common', () => loadAtlas()); // lazy: loaded on first use
  using atlas = await mod.acquireResource('textures.common'); // lease, released at scope end
  const stats = manager.getMemoryStats('my-awesome-mod');
  console.log(
    `Current usage: ${(stats.currentBytes / MiB).toFixed(3)} MiB of ${stats.limitBytes / MiB}`,
  );
  const positions = mod.create(LongSet); // any collection class, charged to the mod
  const address = mod.region.allocate(4096); // raw blocks of the mod's own region
  const report = manager.unloadMod('my-awesome-mod'); // frees all that it still holds, reports it

  return { manager, mod, block, shared, atlas, stats, positions, address, report };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { report } = await main();
  console.log(report);
}
