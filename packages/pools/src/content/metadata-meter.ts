import type { Account } from '@sandy/allocator';

/** Counts the bytes of a pool's own tables, and charges them to an account where there is one. */
export class MetadataMeter {
  readonly #account: Account | undefined;
  #byteLength = 0;

  constructor(account: Account | undefined) {
    this.#account = account;
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  /** @throws what the account throws; nothing is booked then */
  charge(byteLength: number): void {
    this.#account?.charge(byteLength);
    this.#byteLength += byteLength;
  }

  release(byteLength: number): void {
    this.#byteLength -= byteLength;
    this.#account?.release(byteLength);
  }
}
