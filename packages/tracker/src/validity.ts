import { AccountingError } from './errors.js';
import { internalsOf } from './ledger-account.js';
import type { LedgerAccount } from './ledger-account.js';
import type { Ledger } from './ledger.js';

// Columns of AccountRows.
const STRIDE = 6;
const ALERT = 1;

/**
 * Checks every invariant of a ledger. O(n), for tests. A function, so that programs that do not
 * call it do not carry it.
 *
 * @throws {AccountingError} naming the first that is broken
 */
export function assertValidLedger(ledger: Ledger): void {
  assertValidAccount(ledger.root);
  const { rows } = internalsOf(ledger.root);
  let openCount = 0;
  let announcedCount = 0;
  const pending = [ledger.root];
  for (let account = pending.pop(); account !== undefined; account = pending.pop()) {
    openCount++;
    if (account.softLimitAnnounced) announcedCount++;
    pending.push(...account.children);
  }
  if (openCount !== rows.count) throw new AccountingError('the ledger has a lost row');
  if (announcedCount !== rows.announcedCount) {
    throw new AccountingError('the ledger has a soft limit announced by nobody');
  }
}

/**
 * Checks every invariant of an account and of those below it. O(n), for tests.
 *
 * @throws {AccountingError} naming the first that is broken, or for a closed account
 */
export function assertValidAccount(account: LedgerAccount): void {
  if (account.closed) throw new AccountingError(`account '${account.name}' is closed`);
  const { liveBytes, ownBytes, peakBytes } = account;
  const { rows, row } = internalsOf(account);
  let heldBytes = ownBytes;
  let isParent = true;
  for (const child of account.children) {
    assertValidAccount(child);
    heldBytes += child.liveBytes;
    isParent &&= child.parent === account && rows.parents[internalsOf(child).row] === row;
  }
  const faults = [
    !isParent && 'a child elsewhere',
    heldBytes !== liveBytes && 'live bytes that are not the sum',
    ownBytes < 0 && 'negative bytes',
    peakBytes < heldBytes && 'a peak below what is live',
    account.totalBytes < peakBytes && 'a total below its peak',
    rows.figures[row * STRIDE + ALERT] !== alertBytesOf(account) && 'a stale alert',
  ].filter((fault) => fault !== false);
  if (faults.length > 0) throw new AccountingError(`'${account.name}' has ${faults.join(', ')}`);
}

/** A charge that would take the live bytes above this must leave the fast path. */
function alertBytesOf(account: LedgerAccount): number {
  const { limitBytes = Infinity, softLimitBytes = Infinity, peakBytes } = account;
  const lowestBytes = Math.min(limitBytes, softLimitBytes);
  if (account.hasShared && lowestBytes < Infinity) return -1; // shares change by themselves
  return Math.min(account.softLimitAnnounced ? limitBytes : lowestBytes, peakBytes);
}
