import type { Address, HeapMode } from '../api.js';
import { Region } from '../region.js';

/** Every block arrives filled with zeros, and what it grows by as well. */
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
    const before = this.usableByteLength(address);
    const moved = super.reallocate(address, byteLength);
    // A block that moved has zeros behind what was copied; one that grew where it is has what was there.
    if (moved === address && this.usableByteLength(moved) > before) {
      this.bytes(moved).fill(0, before);
    }
    return moved;
  }
}

/**
 * For programs in which old contents must not be seen: a block's bytes are 0 until they are written. Costs a fill of
 * each block.
 */
export const zeroingMode: HeapMode = {
  name: 'zeroing',
  createRegion: (heap, pages) => new ZeroingRegion(heap, pages),
};
