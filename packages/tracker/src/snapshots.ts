import type { AccountDifference, AccountSnapshot } from './api.js';
import type { Ledger } from './ledger.js';
import type { LedgerAccount } from './ledger-account.js';
import { topOf } from './find-account.js';
import { formatBytes, formatTable } from './table.js';
import { PATH_SEPARATOR } from './checks.js';

/**
 * An account, or all of a ledger, and all below it as plain data. Cost: time and memory by their
 * number, times their depth.
 */
export function snapshotOf(top: LedgerAccount | Ledger): AccountSnapshot {
  const account = topOf(top);
  const { limitBytes, softLimitBytes } = account;
  return {
    name: account.name,
    kind: account.kind,
    liveBytes: account.liveBytes,
    ownBytes: account.ownBytes,
    peakBytes: account.peakBytes,
    totalBytes: account.totalBytes,
    chargeCount: account.chargeCount,
    ...(account.hasShared ? { sharedBytes: account.sharedBytes } : {}),
    ...(limitBytes === undefined ? {} : { limitBytes }),
    ...(softLimitBytes === undefined ? {} : { softLimitBytes }),
    children: account.children.map((child) => snapshotOf(child)),
  };
}

/**
 * What changed between two snapshots of a ledger, greatest change of live bytes first; accounts
 * without a change are left out. Accounts are told by their path: one that was closed and opened
 * again under its name counts as the same, and its charges as those since it was opened.
 *
 * Cost: time and memory by the number of accounts.
 */
export function diffSnapshots(
  before: AccountSnapshot,
  after: AccountSnapshot,
): AccountDifference[] {
  const earlier = byPath(before);
  const later = byPath(after);
  const differences: AccountDifference[] = [];
  for (const [path, account] of later) {
    const difference = differenceOf(path, earlier.get(path), account);
    if (difference !== undefined) differences.push(difference);
  }
  for (const [path, account] of earlier) {
    if (!later.has(path)) differences.push(differenceOf(path, account, undefined)!);
  }
  return differences.sort(
    (a, b) => Math.abs(b.liveBytesDelta) - Math.abs(a.liveBytesDelta) || (a.path < b.path ? -1 : 1),
  );
}

/**
 * A snapshot as a table of plain text: one line an account, children indented below their parent.
 *
 * @returns lines without a line feed at the end
 */
export function formatSnapshot(snapshot: AccountSnapshot): string {
  const rows: string[][] = [];
  const pending = [{ account: snapshot, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { account, depth } = next;
    rows.push(snapshotCells(account, depth));
    for (let i = account.children.length - 1; i >= 0; i--) {
      pending.push({ account: account.children[i]!, depth: depth + 1 });
    }
  }
  return formatTable(rows, [
    { header: 'account' },
    { header: 'kind' },
    { header: 'live', align: 'right' },
    { header: 'own', align: 'right' },
    { header: 'shared', align: 'right' },
    { header: 'peak', align: 'right' },
    { header: 'limit', align: 'right' },
    { header: 'charges', align: 'right' },
  ]);
}

function snapshotCells(account: AccountSnapshot, depth: number): string[] {
  const optional = (byteCount: number | undefined): string =>
    byteCount === undefined ? '–' : formatBytes(byteCount);
  return [
    '  '.repeat(depth) + account.name,
    account.kind,
    formatBytes(account.liveBytes),
    formatBytes(account.ownBytes),
    optional(account.sharedBytes),
    formatBytes(account.peakBytes),
    optional(account.limitBytes),
    String(account.chargeCount),
  ];
}

function byPath(root: AccountSnapshot): Map<string, AccountSnapshot> {
  const accounts = new Map([['', root]]);
  for (const [path, account] of accounts) {
    // A Map is iterated in order of insertion, entries that are added on the way included.
    for (const child of account.children) {
      accounts.set(path === '' ? child.name : path + PATH_SEPARATOR + child.name, child);
    }
  }
  return accounts;
}

function differenceOf(
  path: string,
  before: AccountSnapshot | undefined,
  after: AccountSnapshot | undefined,
): AccountDifference | undefined {
  const liveBytesBefore = before?.liveBytes ?? 0;
  const liveBytesAfter = after?.liveBytes ?? 0;
  const ownBytesDelta = (after?.ownBytes ?? 0) - (before?.ownBytes ?? 0);
  // Totals never fall, so a smaller one belongs to a new account of the same name.
  const reopened = (after?.chargeCount ?? 0) < (before?.chargeCount ?? 0);
  const baseline = reopened ? undefined : before;
  const chargedBytes = (after?.totalBytes ?? 0) - (after ? (baseline?.totalBytes ?? 0) : 0);
  const chargeCount = (after?.chargeCount ?? 0) - (after ? (baseline?.chargeCount ?? 0) : 0);
  const liveBytesDelta = liveBytesAfter - liveBytesBefore;
  if (before && after && !liveBytesDelta && !ownBytesDelta && !chargeCount) return undefined;
  const change = before === undefined ? 'opened' : after === undefined ? 'closed' : 'changed';
  return {
    path,
    change,
    liveBytesDelta,
    ownBytesDelta,
    chargedBytes,
    chargeCount,
    liveBytesBefore,
    liveBytesAfter,
  };
}
