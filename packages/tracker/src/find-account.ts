import { PATH_SEPARATOR } from './checks.js';
import type { LedgerAccount } from './ledger-account.js';

/**
 * The open account at `path`, as {@link pathOf} says it below the root: names from below `top`, joined by `:`.
 * The empty path is `top` itself.
 *
 * @returns `undefined` if there is none
 */
export function findAccount(top: LedgerAccount, path: string): LedgerAccount | undefined {
  if (path === '') return top;
  let account: LedgerAccount | undefined = top;
  for (const name of path.split(PATH_SEPARATOR)) account = account?.child(name);
  return account;
}

/** Names from below the root to `account`, joined by `:`; empty for the root. */
export function pathOf(account: LedgerAccount): string {
  const { name, parent } = account;
  if (parent === undefined) return '';
  const above = pathOf(parent);
  return above === '' ? name : above + PATH_SEPARATOR + name;
}
