/**
 * What a region knows of itself, in one Int32Array that its hot paths and `assertValidHeap` share.
 *
 * ```
 * [0]              always 0: where TOP leads while a class has no hints
 * [OPEN … +C-1]    head of the list of slabs with free slots, by class (a record index; 0: none)
 * [EXTENTS]        head of the list of all extents
 * [PAGES]          pages held
 * [PEAK_PAGES]     most pages held so far
 * [TOP … +C-1]     by class, the word of the row with the newest of its hints
 * [SPARES … +7]    slabs that were empty when last looked at, the newest first, kept so that pairs
 *                  of allocate and free do not make and drop slabs each time; 0: none. Threads keep
 *                  one
 * [HINTS …]        HINT_COUNT words for each class that the region has had a slab of, or asked for
 *                  one: addresses of slots of that class in slabs of this region, or 0
 * ```
 * C = CLASS_COUNT of size-classes.ts. Page counts stay below 2^22.
 *
 * A hint is a slot that was free once: what was just freed, or seen free on a search. Allocation
 * takes the newest and looks whether it is free still, so hints may be wrong, twice there or
 * forgotten, and cost nothing to keep. They are a ring: the newest overwrites the oldest.
 */
export const OPEN = 1; // literals, so that their types hold the copies in hot files to them
export const EXTENTS = 47; // OPEN + CLASS_COUNT
export const PAGES = 48;
export const PEAK_PAGES = 49;
export const TOP = 50; // PEAK_PAGES + 1
export const SPARES = 96; // TOP + CLASS_COUNT
/** Most spares of a region. */
export const SPARE_COUNT = 8;
/** A power of two, and the hints of a class begin on a multiple of it. */
export const HINT_COUNT = 64;
/** Words without hints. */
export const ROW_WORDS = 128; // from SPARES + SPARE_COUNT on to where hints may begin
/** Charged for a region without slabs. */
export const ROW_BYTES = 512;
