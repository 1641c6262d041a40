import { ThreadHeap, adoptThread } from '../src/index.js';

const heap = ThreadHeap.create({ maximumByteLength: 256 << 20 });
const token = heap.issueToken(); // one a thread: new Worker(file, { workerData: token })

// In the worker, with what came by `workerData` or `postMessage`:
const there = ThreadHeap.attach(token);
const region = there.createRegion('mesher', { limitBytes: 64 << 20 });
const mesh = region.allocate(1000); // from pages of this thread's own: no lock, nobody waits
region.words(mesh).fill(7);

// Here, with the number of the block: the same memory, and anybody may free it.
console.log(heap.wordsOf(mesh)[heap.offsetOf(mesh) >>> 2]); // 7
heap.free(mesh);
try {
  there.free(mesh); // whoever comes second is refused, in whichever thread
} catch (error) {
  console.log(error.code); // ERR_SANDY_INVALID_FREE
}

// The worker has ended, wherever it was. What it held goes on here, or ends: disposeThread.
region.allocate(5000);
const [adopted] = adoptThread(heap, token.participant);
console.log(adopted?.name, adopted?.stats().blockCount); // mesher 1
