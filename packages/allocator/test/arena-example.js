import { Heap, PacketRing, TickArena } from '../src/index.js';

const region = Heap.create().createRegion('path-finder', { limitBytes: 8 << 20 });

// Scratch memory that nobody frees: allocating adds to a number, and the reset ends all of it.
const arena = new TickArena(region);
const distances = arena.allocateWords(4096).fill(-1);
const address = arena.allocate(24); // a plain address, as a region's
console.log(distances.length, arena.usedBytes, region.heap.offsetOf(address) % 16); // 4096 16416 0
arena.reset(); // at the end of the tick
console.log(arena.usedBytes); // 0

// Packets, first in, first out: each lies in one piece, and is written and read where it lies.
const ring = new PacketRing(region, { capacityBytes: 1 << 16 });
const at = ring.tryReserve(1500); // undefined: full, so slow the sender down
if (at !== undefined) {
  ring.bytes.fill(7, at, at + 3);
  ring.commit(3);
}
console.log(ring.front()?.join()); // 7,7,7
ring.release();
