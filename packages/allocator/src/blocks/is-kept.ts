import type { Address } from '../api.js';
import type { Region } from '../region.js';
import { isLiveIn } from './is-live-in.js';

/**
 * Whether a block is live still after `region.free` has thrown `error`: a mode has refused to end
 * it. Else the account has thrown at the release, and the block is gone; looking whether one is
 * live there would not tell, for the account's code may have got the place for another block.
 */
export function isKept(region: Region, address: Address, error: unknown): boolean {
  const { refusal } = region as { refusal?: unknown }; // in checked mode only
  return refusal !== undefined && refusal === error && isLiveIn(region, address);
}
