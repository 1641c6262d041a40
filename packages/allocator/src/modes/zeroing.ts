import type { Address, HeapMode } from '../api.js';
import { isLiveIn } from '../blocks/is-live-in.js';
import { Region } from '../region.js';

/**
 * Every block arrives filled with zeros, and what it grows by as well; behind the length that it
 * got last are zeros.
 */
class ZeroingRegion extends Region {
  override allocate(byteLength: number): Address {
    const address = super.allocate(byteLength);
    this.fillZeros(address);
    return address;
  }

  override allocateZeroed(byteLength: number): Address {
    return this.allocate(byteLength);
  }

  override reallocate(address: Address, byteLength: number): Address {
    // Of what is not live `super` tells.
    const before = isLiveIn(this, address) ? this.usableByteLength(address) : 0;
    const moved = super.reallocate(address, byteLength);
    // What was cut off may be grown into later. Behind what was copied into a longer block there
    // are zeros already.
    if (moved === address || byteLength < before) {
      this.bytes(moved).fill(0, Math.min(before, byteLength));
    }
    return moved;
  }
}

/**
 * For programs in which old contents must not be seen: a block's bytes are 0 until they are
 * written. Costs a fill of each block.
 */
export const zeroingMode: HeapMode = {
  name: 'zeroing',
  createRegion: (heap, pages) => new ZeroingRegion(heap, pages),
};
