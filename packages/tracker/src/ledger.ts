import { AccountRows } from './account-rows.js';
import type { AccountOptions, LedgerOptions } from './api.js';
import { assertOptions } from './checks.js';
import { LedgerAccount } from './ledger-account.js';

/**
 * A tree of memory accounts: process, mod, subsystem, pool and so on.
 *
 * Everything in it is exact: whole bytes, summed in doubles, which are exact below 2^53.
 * Cost: an object, an entry in a `Map` and 52 B of typed arrays an account; rows of closed accounts
 * are used again.
 */
export class Ledger {
  readonly #rows = new AccountRows();
  /** The account above all others; it cannot be closed. */
  readonly root: LedgerAccount;

  /**
   * @throws {InvalidNameError} for a malformed name. @throws {AccountingError} for a malformed
   * limit, or an unknown option.
   */
  constructor(options: LedgerOptions = {}) {
    assertOptions(options, 'name', 'limitBytes');
    const { name = 'process', limitBytes } = options;
    this.root = new LedgerAccount(this.#rows, name, undefined, { kind: 'process', limitBytes });
  }

  /** Number of open accounts, the root included. */
  get accountCount(): number {
    return this.#rows.count;
  }

  /**
   * Opens an account below the root; `LedgerAccount.createAccount` opens one below another.
   *
   * @throws {InvalidNameError} if the name is malformed or taken
   * @throws {AccountingError} if an option is malformed
   */
  createAccount(name: string, options?: AccountOptions): LedgerAccount {
    return this.root.createAccount(name, options);
  }
}
