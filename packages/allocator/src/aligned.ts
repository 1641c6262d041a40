import type { Address } from './api.js';
import { InvalidArgumentError } from './errors.js';
import { GRANULE_BYTES, PAGE_BYTES } from './geometry.js';
import type { Region } from './region.js';
import { MAX_SLOT_BYTES, SLOT_BYTES } from './size-classes.js';

/**
 * As `region.allocate`, on a multiple of `alignment`. Slabs begin on pages, so a slot is aligned where its length
 * is a multiple; a block of whole pages is aligned to a page. Ordinary blocks are aligned to 16 already.
 *
 * @param alignment - a power of two, 1 to 4,096
 * @throws {InvalidArgumentError} for another alignment
 * @throws as `region.allocate`
 */
export function allocateAligned(region: Region, byteLength: number, alignment: number): Address {
  if (!(alignment >= 1 && alignment <= PAGE_BYTES && Number.isInteger(Math.log2(alignment)))) {
    throw new InvalidArgumentError('alignment', 'a power of two from 1 to 4096', alignment);
  }
  // What is no length at all is refused there.
  if (byteLength >>> 0 !== byteLength || byteLength > MAX_SLOT_BYTES)
    return region.allocate(byteLength);
  const fits = (slot: number): boolean => slot >= byteLength && slot % alignment === 0;
  const address = region.allocate(SLOT_BYTES.find(fits) ?? byteLength);
  if ((address * GRANULE_BYTES) % alignment === 0) return address;
  // A mode that adds to each block has taken another slot; whole pages are aligned whatever is behind them.
  region.free(address);
  return region.allocate(MAX_SLOT_BYTES + 1);
}
