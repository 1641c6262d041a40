import { describe, expect, it } from '@jest/globals';
import { AccountRows } from '../src/account-rows.js';
import { LedgerAccount } from '../src/ledger-account.js';
import { assertValidAccount, assertValidLedger, Ledger } from '../src/index.js';
import { codeOf } from './errors.js';

/** A root with one child, and the rows that they keep their figures in. */
function opened(): { rows: AccountRows; root: LedgerAccount } {
  const rows = new AccountRows();
  const root = new LedgerAccount(rows, 'root', undefined, {});
  root.createAccount('child', { limitBytes: 1000 }).charge(100);
  assertValidAccount(root);
  return { rows, root };
}

describe('assertValidLedger', () => {
  // Columns of a row: live, alert, own, peak, total, count; row 1 is the child.
  it.each([
    ['live bytes of the root', 0, 99],
    ['live bytes of the child', 6, 101],
    ['alert of the child', 7, 1e9],
    ['own bytes of the child', 8, -100],
    ['peak of the child', 9, 99],
    ['total of the child', 10, 50],
  ])('finds a broken figure: %s', (_, index, value) => {
    const { rows, root } = opened();
    rows.figures[index] = value;
    expect(codeOf(() => assertValidAccount(root))).toBe('ERR_SANDY_ACCOUNTING');
  });

  it('finds a broken link to the parent', () => {
    const { rows, root } = opened();
    rows.parents[1] = 1;
    expect(codeOf(() => assertValidAccount(root))).toBe('ERR_SANDY_ACCOUNTING');
  });

  it('passes a ledger in order', () => {
    assertValidLedger(new Ledger());
  });
});

describe('rows', () => {
  it('are given out again, last returned first, and cleared', () => {
    const rows = new AccountRows();
    const taken = Array.from({ length: 40 }, () => rows.take(-1));
    expect(taken).toEqual(Array.from({ length: 40 }, (_, i) => i));
    rows.figures.fill(7);
    rows.release(3);
    rows.release(30);
    expect([rows.take(0), rows.take(0), rows.take(0)]).toEqual([30, 3, 40]);
    expect([...rows.figures.subarray(3 * 6, 4 * 6)]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(rows.count).toBe(41);
  });
});
