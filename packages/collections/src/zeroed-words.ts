import { CapacityError } from './errors.js';
import type { CollectionRegion } from './options.js';

/** Words, all 0, of the block at `address`, which goes back if that fails, or of their own. */
export function zeroedWords(
  region: CollectionRegion | undefined,
  address: number,
  length: number,
): Int32Array {
  try {
    return region === undefined ? new Int32Array(length) : region.words(address, length).fill(0);
  } catch (error) {
    region?.free(address);
    if (region !== undefined) throw error;
    throw new CapacityError(`capacity: expected memory for ${length * 4} bytes, got none`, {
      cause: error,
    });
  }
}
