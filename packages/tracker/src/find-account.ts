import { PATH_SEPARATOR } from './checks.js';
import type { LedgerAccount } from './ledger-account.js';

/**
 * The open account at `path`, as `LedgerAccount.path` says it below the root: names from below `top`, joined
 * by `:`. The empty path is `top` itself.
 *
 * @returns `undefined` if there is none
 */
export function findAccount(top: LedgerAccount, path: string): LedgerAccount | undefined {
  if (path === '') return top;
  let account: LedgerAccount | undefined = top;
  for (const name of path.split(PATH_SEPARATOR)) account = account?.child(name);
  return account;
}
