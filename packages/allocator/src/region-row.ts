import { WORD_BYTES } from './geometry.js';

/**
 * What a region knows of itself, in one Int32Array that its hot paths and `assertValidHeap` share.
 *
 * ```
 * [0]              always 0: where TOP leads while a class has no hints
 * [OPEN … +C-1]    head of the list of slabs with free slots, by class (a record index; 0: none)
 * [EXTENTS]        head of the list of all extents
 * [SPARE]          a slab that was empty when last looked at, kept so that a pair of allocate and free
 *                  does not make and drop a slab each time; 0: none
 * [PAGES]          pages held
 * [PEAK_PAGES]     most pages held so far
 * [TOP … +C-1]     by class, the word of the row with the newest of its hints
 * [HINTS …]        HINT_COUNT words for each class that the region has had a slab of: addresses of slots of that class
 *                  in slabs of this region, or 0
 * ```
 * C = CLASS_COUNT of size-classes.ts. Page counts stay below 2^22.
 *
 * A hint is a slot that was free once: what was just freed, or seen free on a search. Allocation takes the newest and
 * looks whether it is free still, so hints may be wrong, twice there or forgotten, and cost nothing to keep. They are
 * a ring: the newest overwrites the oldest.
 */
export const OPEN = 1; // literals, so that their types hold the copies in hot files to them
export const EXTENTS = 47; // OPEN + CLASS_COUNT
export const SPARE = EXTENTS + 1;
export const PAGES = EXTENTS + 2;
export const PEAK_PAGES = EXTENTS + 3;
export const TOP = 51; // EXTENTS + 4
/** A power of two, and the hints of a class begin on a multiple of it. */
export const HINT_COUNT = 64;
/** Words without hints. */
export const ROW_WORDS = 128; // from TOP + CLASS_COUNT on to where hints may begin
/** Charged for a region without slabs. */
export const ROW_BYTES = ROW_WORDS * WORD_BYTES;
