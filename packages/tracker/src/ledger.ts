import { AccountRows } from './account-rows.js';
import type { AccountOptions, AccountSnapshot, LedgerOptions } from './api.js';
import { PATH_SEPARATOR } from './checks.js';
import { AccountingError } from './errors.js';
import { LedgerAccount } from './ledger-account.js';

/**
 * A tree of memory accounts: process, mod, subsystem, pool and so on.
 *
 * Everything in it is exact: whole bytes, summed in doubles, which are exact below 2^53.
 * Cost: at most 200 B an account; rows of closed accounts are used again.
 */
export class Ledger {
  readonly #rows = new AccountRows();
  /** The account above all others; it cannot be closed. */
  readonly root: LedgerAccount;

  /** @throws {InvalidNameError} for a malformed name. @throws {AccountingError} for a malformed limit. */
  constructor(options: LedgerOptions = {}) {
    const { name = 'process', limitBytes } = options;
    this.root = new LedgerAccount(this.#rows, name, undefined, { kind: 'process', limitBytes });
  }

  /** Number of open accounts, the root included. */
  get accountCount(): number {
    return this.#rows.count;
  }

  /**
   * Opens an account below `options.parent`, or below the root.
   *
   * @throws {InvalidNameError} if the name is malformed, or taken below that parent
   * @throws {AccountingError} if the parent is closed or of another ledger, an option is malformed, or the
   * tree would be deeper than 64
   */
  createAccount(
    name: string,
    options: AccountOptions & { readonly parent?: LedgerAccount | undefined } = {},
  ): LedgerAccount {
    const parent = options.parent ?? this.root;
    if (!this.#owns(parent))
      throw new AccountingError('parent: expected an account of this ledger');
    return parent.createAccount(name, options);
  }

  /**
   * The open account at `path`: names from below the root, joined by `:`. The empty path is the root.
   *
   * @returns `undefined` if there is none
   */
  find(path: string): LedgerAccount | undefined {
    if (path === '') return this.root;
    let account: LedgerAccount | undefined = this.root;
    for (const name of path.split(PATH_SEPARATOR)) account = account?.child(name);
    return account;
  }

  /** All accounts as plain data. */
  snapshot(): AccountSnapshot {
    return this.root.snapshot();
  }

  #owns(account: unknown): boolean {
    let top = account;
    while (top instanceof LedgerAccount && top.parent !== undefined) top = top.parent;
    return top === this.root;
  }
}
