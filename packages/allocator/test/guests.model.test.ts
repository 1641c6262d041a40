import { describe, it } from '@jest/globals';
import type { Address, Region } from '../src/index.js';
import { assertValidHeap } from '../src/index.js';
import { CPlayer, RustPlayer, ScriptPlayer, same } from './support/guest-players.js';
import type { World } from './support/guest-players.js';
import { guestHeapCases } from './support/guests.js';
import { stepCount, withSeeds } from './support/random.js';

const OPERATIONS = stepCount(2000);
const CHECK_EVERY = 250;

/** The host's own blocks between those of the guests. */
function playHost({ heap, random }: World, region: Region, blocks: Map<Address, number>): void {
  const [first] = blocks.keys();
  if (first !== undefined && random.below(2)) {
    const mark = blocks.get(first)!;
    same(
      region.bytes(first).every((byte) => byte === mark),
      true,
    );
    region.free(first);
    blocks.delete(first);
    return;
  }
  const address = region.allocate(random.below(3000));
  blocks.set(address, random.below(256));
  region.bytes(address).fill(blocks.get(address)!);
  if (random.below(20) === 0) heap.trim();
}

describe.each(guestHeapCases)('guests against models, in $name', ({ open }) => {
  it('hold what their models hold, whoever else allocates, dies or is unloaded', () => {
    withSeeds(2, (random) => {
      const { heap, memory, between } = open();
      const world = { heap, memory, random };
      const host = heap.createRegion('host');
      const blocks = new Map<Address, number>();
      const players = [
        new CPlayer(world, 'hand-written'),
        new CPlayer(world, 'hand-written'),
        new RustPlayer(world, 'rust'),
        new RustPlayer(world, 'rust'),
        new ScriptPlayer(world, 'assemblyscript'),
        new ScriptPlayer(world, 'assemblyscript'),
      ];
      for (let step = 1; step <= OPERATIONS; step++) {
        random.pick(players).play();
        if (random.below(8) === 0) playHost(world, host, blocks);
        if (random.below(4) === 0) between();
        if (step % CHECK_EVERY !== 0) continue;
        for (const player of players) player.check();
        assertValidHeap(heap);
      }
      for (const player of players) player.unload();
      same(heap.stats().blockCount, blocks.size);
    });
  });
});
