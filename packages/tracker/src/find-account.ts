import { PATH_SEPARATOR } from './checks.js';
import type { Ledger } from './ledger.js';
import type { LedgerAccount } from './ledger-account.js';

/**
 * The open account at `path`, as {@link pathOf} says it below the root: names from below `top`,
 * joined by `:`. The empty path is `top` itself. A ledger stands for its root.
 *
 * @returns `undefined` if there is none
 */
export function findAccount(top: LedgerAccount | Ledger, path: string): LedgerAccount | undefined {
  let account: LedgerAccount | undefined = topOf(top);
  if (path === '') return account;
  for (const name of path.split(PATH_SEPARATOR)) account = account?.child(name);
  return account;
}

/** The account that is meant: of a ledger its root. */
export function topOf(top: LedgerAccount | Ledger): LedgerAccount {
  return 'root' in top ? top.root : top;
}

/** Names from below the root to `account`, joined by `:`; empty for the root. */
export function pathOf(account: LedgerAccount): string {
  const { name, parent } = account;
  if (parent === undefined) return '';
  const above = pathOf(parent);
  return above === '' ? name : above + PATH_SEPARATOR + name;
}
