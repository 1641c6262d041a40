import type { Address } from './api.js';
import { InvalidArgumentError } from './errors.js';
import { PAGE_BYTES } from './geometry.js';
import { assertRegion } from './guards.js';
import type { Region } from './region.js';
import { MAX_SLOT_BYTES, SLOT_BYTES } from './size-classes.js';

/**
 * As `region.allocate`, on a multiple of `alignment`. Slabs begin on pages, so a slot is aligned
 * where its length is a multiple; a block of whole pages is aligned to a page. Ordinary blocks are
 * aligned to 16 already.
 *
 * @param alignment - a power of two, 1 to 4,096
 * @throws {InvalidArgumentError} for another alignment, or a region of a `ThreadHeap`
 * @throws as `region.allocate`
 */
export function allocateAligned(region: Region, byteLength: number, alignment: number): Address {
  assertRegion(region);
  if (!(alignment >= 1 && alignment <= PAGE_BYTES && Number.isInteger(Math.log2(alignment)))) {
    throw new InvalidArgumentError('alignment', 'a power of two from 1 to 4096', alignment);
  }
  // What is no length at all is refused there.
  if (byteLength >>> 0 !== byteLength || byteLength > MAX_SLOT_BYTES)
    return region.allocate(byteLength);
  const { guardBytes = 0 } = region as GuardedRegion;
  const needed = Math.ceil(byteLength / 4) * 4 + guardBytes;
  const slot = SLOT_BYTES.find((slot) => slot >= needed && slot % alignment === 0);
  const address = region.allocate(slot === undefined ? byteLength : slot - guardBytes);
  (region as GuardedRegion).shortenInPlace?.(address, byteLength);
  return address;
}

/** What a mode may add to a region that puts something behind each block. */
interface GuardedRegion extends Region {
  /** Bytes that each block takes besides, once it is rounded up to a multiple of 4. */
  readonly guardBytes?: number;
  /** Makes a block in a slot that is longer than it need be end where it was asked to. */
  shortenInPlace?(address: Address, byteLength: number): void;
}
