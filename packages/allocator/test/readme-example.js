import { Heap } from '../src/index.js';

const heap = Heap.create();
const region = heap.createRegion('inventory-plugin', { limitBytes: 8 << 20 });

// A block is a number. Its bytes, as a view:
let address = region.allocate(100);
region.bytes(address).set([1, 2, 3]);
address = region.reallocate(address, 200); // keeps the content, may move
console.log(region.bytes(address, 3).join()); // 1,2,3

// Hot code reads the view of the whole segment, without allocating anything.
const words = heap.wordsOf(address);
const first = heap.offsetOf(address) >>> 2;
words[first + 5] = 42;
console.log(region.words(address)[5]); // 42

// A hundred thousand blocks: no object each, and all of them go at once.
const list = new Int32Array(100_000);
for (let i = 0; i < list.length; i++) list[i] = region.allocate(48);
console.log(region.stats().blockCount, (region.stats().committedBytes / 100_000).toFixed(1)); // 100001 48.3

// Freeing what is not a live block always throws, and changes nothing.
region.free(address);
try {
  region.free(address);
} catch (error) {
  console.log(error.code); // ERR_SANDY_INVALID_FREE
}

// The limit refuses before anything is taken.
console.log(region.tryAllocate(16 << 20)); // undefined

region.dispose();
console.log(heap.stats().liveBytes, heap.stats().blockCount); // 0 0
heap.trim(); // gives the last empty segment back too
console.log(heap.stats().reservedBytes); // 0
