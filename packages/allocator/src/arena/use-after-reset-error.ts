import type { Address } from '../api.js';

/** What was given out by an arena before a reset was used after it. */
export class UseAfterResetError extends Error {
  override readonly name = 'UseAfterResetError';
  readonly code = 'ERR_SANDY_USE_AFTER_RESET';
  readonly regionName: string;
  /** Where it was. */
  readonly address: Address;

  constructor(regionName: string, address: Address, what: string) {
    super(`address: expected no use after the reset of its arena, got ${what} at ${address}`);
    this.regionName = regionName;
    this.address = address;
  }
}
