/**
 * Units of the heap. All of them are powers of two, so that converting is a shift.
 *
 * ```
 * address, a granule's number of 30 bits:
 *   slot of the segment, 30-(S-4) bits | page in it, S-12 bits | granule in the page, 8 bits
 * S = log2(segmentByteLength), 21 by default
 * ```
 */

/** log2 of the bytes of a granule, the unit in which addresses count: every block begins on one. */
export const GRANULE_SHIFT = 4;
export const GRANULE_BYTES = 1 << GRANULE_SHIFT;

/** log2 of the bytes of a page, the unit in which regions take memory and accounts are charged. */
export const PAGE_SHIFT = 12;
export const PAGE_BYTES = 1 << PAGE_SHIFT;

/** Bytes of an int32 word: what tables consist of, and the other view of a block. */
export const WORD_BYTES = 4;

/** int32 words of a bitmap with one bit a granule, for a page. */
export const BITMAP_WORDS = PAGE_BYTES / GRANULE_BYTES / 32;

/** Turns an address into the number of its page: address >>> 8. */
export const PAGE_GRANULE_SHIFT = PAGE_SHIFT - GRANULE_SHIFT;

/**
 * Addresses have 30 bits, the widest a small integer may have in every V8 build: 16 GiB of heap.
 */
export const ADDRESS_BITS = 30;
export const ADDRESS_SPACE_BYTES = 2 ** (ADDRESS_BITS + GRANULE_SHIFT);

/** A segment holds 32 pages (one word of a bit map; two of the largest slabs) to 16,384. */
export const MIN_SEGMENT_BYTES = 1 << 17;
export const MAX_SEGMENT_BYTES = 1 << 26;
export const DEFAULT_SEGMENT_BYTES = 1 << 21;

/**
 * Pages that `byteLength` bytes need. Exact for integers 0 ≤ byteLength < 2^53 (no int32 shifts
 * here).
 */
export function pagesFor(byteLength: number): number {
  return Math.ceil(byteLength / PAGE_BYTES);
}
