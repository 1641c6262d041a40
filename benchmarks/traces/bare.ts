/**
 * What JavaScript itself allows: free lists by size class in one Int32Array, with nothing that a heap
 * for several owners needs. No account, no limit, no region; a block's links lie in the block; a
 * double free goes unnoticed; pages never change their class, and nothing is ever given back.
 */
import type { Workload } from '../lib/suite.js';
import { blockCountOf } from './trace.js';
import type { Trace } from './trace.js';

const PAGE_SHIFT = 10; // in words: 4 KiB
const SLAB_WORDS = 8 << PAGE_SHIFT;
const MEMORY_WORDS = 2 ** 24; // 64 MiB, touched as far as it is used
const MAX_SLOT_BYTES = 8192;
const RUN_CLASS = 255;
/** Below this many words a loop beats the built-in copies. */
const LOOP_WORDS = 128;

/** Every 16 bytes up to 256, then four per doubling. */
const slotBytes: number[] = [];
for (let length = 16; length <= MAX_SLOT_BYTES;) {
  slotBytes.push(length);
  length += length < 256 ? 16 : 2 ** (29 - Math.clz32(length));
}
const slotWords = Int32Array.from(slotBytes, (byteLength) => byteLength / 4);
const classOfGranules = Uint8Array.from({ length: MAX_SLOT_BYTES / 16 + 1 }, (_, granules) =>
  slotBytes.findIndex((byteLength) => byteLength >= granules * 16),
);

const memory = new Int32Array(MEMORY_WORDS);
const classOfPage = new Uint8Array(MEMORY_WORDS >> PAGE_SHIFT);
const pagesOfRun = new Int32Array(MEMORY_WORDS >> PAGE_SHIFT);
const free = new Int32Array(slotWords.length); // the first free block of each class
const next = new Int32Array(slotWords.length); // the first word that was never given out
const ends = new Int32Array(slotWords.length);
const freeRuns = new Map<number, number[]>(); // by pages
let top = 1 << PAGE_SHIFT;

function forgetAll(): void {
  for (const table of [free, next, ends]) table.fill(0);
  freeRuns.clear();
  top = 1 << PAGE_SHIFT;
}

function allocate(byteLength: number): number {
  if (byteLength > MAX_SLOT_BYTES) return allocateRun(byteLength);
  const sizeClass = classOfGranules[(byteLength + 15) >>> 4]!;
  const block = free[sizeClass]!;
  if (block === 0) return allocateFresh(sizeClass);
  free[sizeClass] = memory[block]!;
  return block;
}

function allocateFresh(sizeClass: number): number {
  if (next[sizeClass]! + slotWords[sizeClass]! > ends[sizeClass]!) {
    next[sizeClass] = top;
    classOfPage.fill(sizeClass, top >> PAGE_SHIFT, (top + SLAB_WORDS) >> PAGE_SHIFT);
    top += SLAB_WORDS;
    ends[sizeClass] = top;
  }
  const block = next[sizeClass]!;
  next[sizeClass] = block + slotWords[sizeClass]!;
  return block;
}

function allocateRun(byteLength: number): number {
  const pages = Math.ceil(byteLength / 4096);
  const reused = freeRuns.get(pages)?.pop();
  if (reused !== undefined) return reused;
  const block = top;
  top += pages << PAGE_SHIFT;
  classOfPage[block >> PAGE_SHIFT] = RUN_CLASS;
  pagesOfRun[block >> PAGE_SHIFT] = pages;
  return block;
}

function release(block: number): void {
  const sizeClass = classOfPage[block >> PAGE_SHIFT]!;
  if (sizeClass === RUN_CLASS) return releaseRun(block);
  memory[block] = free[sizeClass]!;
  free[sizeClass] = block;
}

function releaseRun(block: number): void {
  const pages = pagesOfRun[block >> PAGE_SHIFT]!;
  const list = freeRuns.get(pages);
  if (list === undefined) freeRuns.set(pages, [block]);
  else list.push(block);
}

function reallocate(block: number, byteLength: number): number {
  const page = block >> PAGE_SHIFT;
  const sizeClass = classOfPage[page]!;
  const usable = sizeClass === RUN_CLASS ? pagesOfRun[page]! * 4096 : slotWords[sizeClass]! * 4;
  if (byteLength <= usable && byteLength * 2 > usable) return block;
  const moved = allocate(byteLength);
  const words = (Math.min(usable, byteLength) + 3) >> 2;
  if (words > LOOP_WORDS) memory.copyWithin(moved, block, block + words);
  else for (let i = 0; i < words; i++) memory[moved + i] = memory[block + i]!;
  release(block);
  return moved;
}

export function replayBare(trace: Trace): Workload {
  const blocks = new Int32Array(blockCountOf(trace));
  return {
    operations: trace.length / 2,
    run: () => {
      forgetAll();
      let sum = 0;
      for (let i = 0; i < trace.length; i += 2) {
        const id = trace[i]!;
        const byteLength = trace[i + 1]!;
        if (byteLength > 0) {
          blocks[id] = allocate(byteLength);
        } else {
          sum += id;
          if (byteLength === 0) release(blocks[id]!);
          else blocks[id] = reallocate(blocks[id]!, -byteLength);
        }
      }
      return sum;
    },
  };
}
