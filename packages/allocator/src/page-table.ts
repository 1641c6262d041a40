/**
 * All that the heap knows about blocks, kept away from the blocks themselves: a record and a bitmap
 * for each page of the address space.
 *
 * A slab is 1–10 pages cut into equal slots, a run is whole pages that make one block, a huge block
 * has a segment of its own. Each of them is an *extent*; the record of its first page is its
 * *head*.
 *
 * ```
 * records, 8 words a page (page p at p * 8)
 *   0  HEAD       index of the extent's head
 *   1  OWNER      region id << 8 | class (a slab's size class, RUN_CLASS or HUGE_CLASS); 0 or a
 *                 region that is gone: a free page, or a later page of a run; HEAD says nothing
 *   in heads only:
 *   2  USED       slab: live slots; run or huge block: its pages
 *   3  CLOSED     slab: 1 if it is not in its region's list of slabs with free slots, else 0
 *   4  NEXT_OPEN  ┐ slab: list of the region's slabs of one class with free slots
 *   5  PREV_OPEN  ┘
 *   6  NEXT       ┐ list of all extents of the region
 *   7  PREV       ┘
 *
 * bits, 8 words a page: one bit a granule, so the bit of an address is bit (address & 31) of word
 *   (address >>> 5). In a slab, 1 = a live block begins here. Elsewhere without meaning.
 * ```
 *
 * Links and HEAD are indices into `records`, 0 meaning none: page 0 is never given out, no region
 * owns its record, and the bit of address 0 is 1, so that hot paths may read both instead of
 * testing for 0.
 *
 * Why a bit a granule and not a bit a slot: address and bit follow from each other by shifts, so
 * neither allocate nor free waits for a multiplication by the slot's length.
 *
 * Cost: 64 B a page, 1.6 % of the segments.
 */
export const RECORD_SHIFT = 3;
export const RECORD_WORDS = 8;
/** From the index of a head in `records` to the address of its extent. */
export const RECORD_TO_ADDRESS = 5;
/**
 * The page of bitmap word i has its record at i & WORD_TO_RECORD: both tables have 8 words a page.
 */
export const WORD_TO_RECORD = -8;

export const HEAD = 0;
export const OWNER = 1;
export const USED = 2;
export const CLOSED = 3;
export const NEXT_OPEN = 4;
export const PREV_OPEN = 5;
export const NEXT = 6;
export const PREV = 7;

/** In OWNER: bits of the class, below the region id. */
export const CLASS_BITS = 8;
export const CLASS_MASK = 255;

/** Region ids must fit above the class in an int32 that is not negative. */
export const MAX_REGION_ID = 2 ** (31 - CLASS_BITS) - 1;

/** Both are replaced when they grow: never keep them across a call that may take pages. */
export interface PageTable {
  records: Int32Array;
  bits: Int32Array;
}
