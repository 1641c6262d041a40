import type { Address } from '../api.js';

/**
 * A handle was used whose block is free: by the handle itself, or by anybody who had the address.
 */
export class UseAfterFreeError extends Error {
  override readonly name = 'UseAfterFreeError';
  readonly code = 'ERR_SANDY_USE_AFTER_FREE';
  readonly regionName: string;
  /** Where the block was. */
  readonly address: Address;
  /** Which of the blocks that were there. */
  readonly generation: number;

  constructor(where: { regionName: string; address: Address; generation: number }) {
    const { regionName, address, generation } = where;
    super(`block ${address}/${generation} of region "${regionName}": used after it was freed`);
    this.regionName = regionName;
    this.address = address;
    this.generation = generation;
  }
}
