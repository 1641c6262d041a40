import type { Address } from '../api.js';
import type { Region } from '../region.js';

/**
 * Whether a live block of the region begins at `address`; in modes too, and whatever `address` is.
 */
export function isLiveIn(region: Region, address: Address): boolean {
  try {
    region.usableByteLength(address);
    return true;
  } catch {
    return false;
  }
}
