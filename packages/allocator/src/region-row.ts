import { CLASS_COUNT } from './size-classes.js';
import { WORD_BYTES } from './geometry.js';

/**
 * What a region knows of itself, in one Int32Array that its hot paths and `assertValidHeap` share.
 *
 * ```
 * [0 … C-1]        head of the list of slabs with free slots, by class (a record index; 0: none)
 * [EXTENTS]        head of the list of all extents
 * [SPARE]          a slab that was empty when last looked at, kept so that a pair of allocate and free
 *                  does not make and drop a slab each time; 0: none
 * [PAGES]          pages held
 * [PEAK_PAGES]     most pages held so far
 * [CURSOR … +C-1]  the word of `bits` in which a free slot of the class was last seen or made: allocation looks
 *                  there first, so that what was just freed, and is in the caches, is given out next. It lies
 *                  in a slab of that class, or is 0, in which there is never a free slot
 * ```
 * C = CLASS_COUNT. Page counts stay below 2^22.
 */
export const EXTENTS = 46; // CLASS_COUNT
export const SPARE = EXTENTS + 1;
export const PAGES = EXTENTS + 2;
export const PEAK_PAGES = EXTENTS + 3;
export const CURSOR = 50; // EXTENTS + 4; literal, so that its type holds the copies in hot files to it
export const ROW_WORDS = CURSOR + CLASS_COUNT;
export const ROW_BYTES = ROW_WORDS * WORD_BYTES;
