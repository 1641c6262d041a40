/**
 * A thread of the model: allocates, fills blocks with a pattern that follows from their address,
 * puts addresses where all threads find them, takes out whatever lies there, checks it and frees
 * it, whoever allocated it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { ThreadHeap, assertValidThreadHeap } from '../../dist/index.js';

const { token, seed, steps, entries: buffer, duel } = workerData;
const entries = new Int32Array(buffer);
const heap = ThreadHeap.attach(token);
const regions = [0, 1].map((i) => heap.createRegion(`worker ${token.participant}, region ${i}`));

let state = seed | 0;
/** splitmix32, as in random.ts. */
function below(limit) {
  state = (state + 0x9e3779b9) | 0;
  let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return Math.floor((((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32) * limit);
}

function lengthOf() {
  const kind = below(100);
  if (kind < 65) return below(300);
  if (kind < 93) return below(9000);
  if (kind < 99) return below(40_000);
  return below(300_000);
}

function fill(address) {
  const words = heap.words(address);
  for (let i = 0; i < words.length; i++) words[i] = Math.imul(address, 31) + i;
}

function assertIntact(address) {
  const words = heap.words(address);
  for (let i = 0; i < words.length; i++) {
    if (words[i] === ((Math.imul(address, 31) + i) | 0)) continue;
    throw new Error(`block ${address}: word ${i} of ${words.length} was changed`);
  }
}

/** Takes a block out of `entries` and frees it. */
function freeOne() {
  const address = Atomics.exchange(entries, below(entries.length), 0);
  if (address === 0) return;
  assertIntact(address);
  heap.free(address);
}

function allocateOne() {
  const address = regions[below(2)].tryAllocate(lengthOf());
  if (address === undefined) return freeOne();
  fill(address);
  const entry = below(entries.length);
  const before = Atomics.exchange(entries, entry, address);
  if (before === 0) return;
  assertIntact(before);
  heap.free(before);
}

/**
 * What is no live block for sure: between the granules on which blocks of its kind begin, or no
 * address.
 */
function freeWrongly() {
  const region = regions[0];
  const address = region.tryAllocate(100 + below(5000));
  if (address === undefined) return;
  for (const wrong of [address + 1, address + 3, -address, address + 0.5])
    refused(() => heap.free(wrong));
  refused(() => regions[1].free(address));
  region.free(address);
  refused(() => region.free(address));
}

function refused(run) {
  try {
    run();
  } catch (error) {
    if (error.code === 'ERR_SANDY_INVALID_FREE') return;
    throw error;
  }
  throw new Error('a free that is wrong was not refused');
}

/** Frees each of the blocks unless another thread was quicker. @returns how many it freed. */
function fight() {
  const order = Array.from(entries.keys());
  for (let i = order.length - 1; i > 0; i--) {
    const other = below(i + 1);
    [order[i], order[other]] = [order[other], order[i]];
  }
  let count = 0;
  Atomics.add(duel, 0, 1);
  while (Atomics.load(duel, 0) % 4 !== 0); // until all are there
  for (const entry of order) {
    try {
      heap.free(entries[entry]);
      count++;
    } catch (error) {
      if (error.code !== 'ERR_SANDY_INVALID_FREE') throw error;
    }
  }
  return count;
}

if (duel !== undefined) parentPort.postMessage(fight());
else {
  for (let step = 0; step < steps; step++) {
    const kind = below(100);
    if (kind < 48) allocateOne();
    else if (kind < 98) freeOne();
    else if (kind < 99) freeWrongly();
    else if (below(10) === 0) heap.trim();
  }
  parentPort.postMessage('done');
  // All threads are quiet when main says so.
  parentPort.once('message', () => {
    assertValidThreadHeap(heap);
    parentPort.postMessage(heap.stats().blockCount);
    parentPort.close();
  });
}
