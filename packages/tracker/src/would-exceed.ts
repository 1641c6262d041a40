import { assertByteCount } from './checks.js';
import { AccountingError } from './errors.js';
import type { LedgerAccount } from './ledger-account.js';

/**
 * Whether a hard limit, of the account or above, stands in the way of `account.charge(byteLength)`
 * as things are. Calls no soft limit callback, so the charge may still succeed if one frees enough.
 *
 * @throws {AccountingError} for a malformed `byteLength` or a closed account
 */
export function wouldExceed(account: LedgerAccount, byteLength: number): boolean {
  if (account.closed) throw new AccountingError(`account '${account.name}' is closed`);
  assertByteCount(byteLength, 'byteLength');
  if (byteLength === 0) return false; // takes nothing, so nothing refuses it
  for (let each: LedgerAccount | undefined = account; each; each = each.parent) {
    const { limitBytes } = each;
    if (limitBytes !== undefined && each.usedBytes + byteLength > limitBytes) return true;
  }
  return false;
}
