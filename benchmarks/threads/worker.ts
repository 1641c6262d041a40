/**
 * A thread of the suite: waits for a command, carries it out on a region of its own, says that it
 * is done.
 */
import { workerData } from 'node:worker_threads';
import { Heap, ThreadHeap, sharedEngine } from '@sandy/allocator';
import type { Address, Region, ThreadRegion, ThreadToken } from '@sandy/allocator';
import { COMMAND, COMMANDS, DONE, GO, SUM } from './pair.js';
import type { Command, WorkerOrder } from './pair.js';

const order = workerData as WorkerOrder;
const control = new Int32Array(order.control);
const addresses = new Int32Array(order.addresses);
const byteLengths = byteLengthsOf(order);
const blocks = new Int32Array(byteLengths.length);

/**
 * Lengths from `minimum` to `maximum` bytes, the same in each run. Source: mulberry32 by T.
 * Ettinger.
 */
function byteLengthsOf({ count, minimum, maximum, seed }: WorkerOrder): Int32Array {
  let state = seed;
  return new Int32Array(count).map(() => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return minimum + (((t ^ (t >>> 14)) >>> 0) % (maximum - minimum + 1));
  });
}

function createHeap(token: ThreadToken | 'own' | 'plain'): Heap | ThreadHeap {
  if (token === 'plain') return Heap.create({ engine: sharedEngine });
  return token === 'own' ? ThreadHeap.create() : ThreadHeap.attach(token);
}

const heap = createHeap(order.token);
let region: Region | ThreadRegion = heap.createRegion('bench');

const commands: Readonly<Record<Command, () => number>> = {
  /** Allocates all blocks. */
  allocate() {
    for (let i = 0; i < byteLengths.length; i++) blocks[i] = region.allocate(byteLengths[i]!);
    return byteLengths.length;
  },
  /** Frees all blocks in an order that is not that of allocation. */
  free() {
    const mask = blocks.length - 1; // a power of two
    for (let i = 0; i < blocks.length; i++) region.free(blocks[(i * 40_503) & mask]! as Address);
    return blocks.length;
  },
  /** Gives all blocks back at once and begins anew. */
  renew() {
    region.dispose();
    region = heap.createRegion('bench');
    return 0;
  },
  /** Tells the other thread of the blocks. */
  publish() {
    addresses.set(blocks);
    return 0;
  },
  /** Frees the other thread's blocks. */
  freeTheirs() {
    const there = heap as ThreadHeap;
    const mask = addresses.length - 1;
    for (let i = 0; i < addresses.length; i++)
      there.free(addresses[(i * 40_503) & mask]! as Address);
    return addresses.length;
  },
  /** Frees one block and allocates another of that length, again and again. */
  exchange() {
    const mask = blocks.length - 1;
    for (let i = 0; i < blocks.length; i++) {
      const at = (i * 40_503) & mask;
      region.free(blocks[at]! as Address);
      blocks[at] = region.allocate(byteLengths[at]!);
    }
    return blocks.length;
  },
};

for (let round = 0; ; round++) {
  Atomics.wait(control, GO, round);
  const sum = commands[COMMANDS[control[COMMAND]!]!]();
  Atomics.add(control, SUM, sum);
  Atomics.add(control, DONE, 1);
  Atomics.notify(control, DONE);
}
