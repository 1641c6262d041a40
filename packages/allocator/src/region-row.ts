import { CLASS_COUNT, HUGE_CLASS, SLOT_BYTES } from './size-classes.js';
import { PAGE_BYTES, WORD_BYTES } from './geometry.js';

/**
 * What a region knows of itself, in one Int32Array that its hot paths and `assertValidHeap` share.
 *
 * ```
 * [0 … C-1]        head of the list of slabs with free slots, by class (a record index; 0: none)
 * [C … 2C+1]       live blocks by class; the last two are runs and huge blocks
 * [EXTENTS]        head of the list of all extents
 * [SPARE]          a slab that was empty when last looked at, kept so that a pair of allocate and free
 *                  does not make and drop a slab each time; 0: none
 * [PAGES]          pages held
 * [PEAK_PAGES]     most pages held so far
 * [RUN_PAGES]      those of them that belong to runs and huge blocks
 * [CURSOR … +C-1]  the word of `bits` in which a free slot of the class was last seen or made: allocation looks
 *                  there first, so that what was just freed, and is in the caches, is given out next. It lies
 *                  in a slab of that class, or is 0, in which there is never a free slot
 * ```
 * C = CLASS_COUNT. Page counts stay below 2^22.
 */
export const LIVE = 46; // CLASS_COUNT
export const EXTENTS = LIVE + HUGE_CLASS + 1;
export const SPARE = EXTENTS + 1;
export const PAGES = EXTENTS + 2;
export const PEAK_PAGES = EXTENTS + 3;
export const RUN_PAGES = EXTENTS + 4;
export const CURSOR = EXTENTS + 5;
export const ROW_WORDS = CURSOR + CLASS_COUNT;
export const ROW_BYTES = ROW_WORDS * WORD_BYTES;

/** Live blocks of all classes. */
export function liveBlocks(row: Int32Array): number {
  let count = 0;
  for (let index = LIVE; index <= LIVE + HUGE_CLASS; index++) count += row[index]!;
  return count;
}

/** Usable bytes of all live blocks. */
export function liveBytes(row: Int32Array): number {
  let bytes = row[RUN_PAGES]! * PAGE_BYTES;
  for (let index = 0; index < CLASS_COUNT; index++)
    bytes += row[LIVE + index]! * SLOT_BYTES[index]!;
  return bytes;
}
