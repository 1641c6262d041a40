/**
 * Threads: workers mesh chunk sections in one heap, the main thread reads and frees what they made.
 * One of them dies in the middle of its work; what it held is adopted, and nothing is lost.
 *
 * Run it after a build: `node examples/dist/threads.js`.
 */
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ThreadHeap, adoptThread, assertValidThreadHeap } from '@sandy/allocator';
import type { Address } from '@sandy/allocator';

const SECTIONS = 500;

/** What a worker runs. A token is all that it needs; addresses are plain numbers in messages. */
function workerCode(allocator: string): string {
  return `
    import { parentPort, workerData } from 'node:worker_threads';
    import { ThreadHeap } from "${allocator}";
    const heap = ThreadHeap.attach(workerData.token);
    const region = heap.createRegion(workerData.name);
    const meshes = [];
    for (let section = 0; section < ${SECTIONS}; section++) {
      const mesh = region.allocate(200 + (section % 7) * 300); // from this thread's own pages: nobody waits
      region.words(mesh).fill(section);
      meshes.push(mesh);
    }
    parentPort.postMessage(meshes);
    for (;;) region.free(region.allocate(1000)); // busy until it is terminated`;
}

/** @returns what the steps made, for whoever wants to look at it */
export async function main(allocator = import.meta.resolve('@sandy/allocator')) {
  const heap = ThreadHeap.create({ maximumByteLength: 64 << 20 });
  const code = new URL(`data:text/javascript,${encodeURIComponent(workerCode(allocator))}`);
  const threads = ['north', 'south'].map((name) => {
    const token = heap.issueToken(); // one a thread
    const worker = new Worker(code, { workerData: { token, name } });
    return { token, worker, meshes: once(worker, 'message') };
  });

  // Their blocks are read here without copying, and freed here though they allocated them.
  let sum = 0;
  let freed = 0;
  const kept: Address[] = [];
  for (const { meshes } of threads) {
    for (const [index, mesh] of ((await meshes) as [Address[]])[0].entries()) {
      sum += heap.wordsOf(mesh)[heap.offsetOf(mesh) >>> 2]!;
      if (index % 2 === 0) {
        heap.free(mesh);
        freed++;
      } else kept.push(mesh);
    }
  }
  console.log(`read ${freed + kept.length} blocks of two workers, their numbers add up to ${sum}`);
  console.log(`freed ${freed} of them here`);

  // Both are terminated, wherever they are. What they held is adopted: every block is there, no
  // lock to wait for.
  const regions = [];
  for (const { token, worker } of threads) {
    await worker.terminate();
    regions.push(...adoptThread(heap, token.participant));
  }
  assertValidThreadHeap(heap);
  const names = regions.map(({ name }) => name).join(' and ');
  console.log(`both workers were terminated while they allocated; adopted: ${names}`);
  const before = heap.stats().blockCount;
  for (const mesh of kept) heap.free(mesh);
  console.log(`freed the other ${before - heap.stats().blockCount} here as well`);
  for (const region of regions) region.dispose();
  heap.trim();
  console.log(`${heap.stats().reservedBytes} bytes of segments are left`);
  return { heap, kept };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
