import type { Account } from '@sandy/allocator';

/** The charges that are under way: what their callbacks do must not pull away what they are charged for. */
export class Charges {
  #depth = 0;

  get areUnderWay(): boolean {
    return this.#depth > 0;
  }

  /** Runs foreign code that a charge is waiting for. */
  run(body: () => void): void {
    this.#depth++;
    try {
      body();
    } finally {
      this.#depth--;
    }
  }

  /** The account with its charges counted here. */
  countIn(account: Account): Account {
    return {
      charge: (byteLength) => this.run(() => account.charge(byteLength)),
      release: (byteLength) => account.release(byteLength),
    };
  }
}
