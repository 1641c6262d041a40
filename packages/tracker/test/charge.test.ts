import { describe, expect, it } from '@jest/globals';
import { assertValidLedger, Ledger, wouldExceed } from '../src/index.js';
import { codeOf } from './errors.js';

describe('charge and release', () => {
  it('book the path to the root and nothing beside it', () => {
    const ledger = new Ledger();
    const mod = ledger.createAccount('mod');
    const pool = mod.createAccount('pool');
    const other = ledger.createAccount('other');
    pool.charge(100);
    mod.charge(10);
    expect([pool.liveBytes, mod.liveBytes, ledger.root.liveBytes]).toEqual([100, 110, 110]);
    expect([pool.ownBytes, mod.ownBytes, ledger.root.ownBytes]).toEqual([100, 10, 0]);
    expect(other.liveBytes).toBe(0);
    pool.release(40);
    expect([pool.liveBytes, mod.liveBytes, ledger.root.liveBytes]).toEqual([60, 70, 70]);
    assertValidLedger(ledger);
  });

  it('keep peaks, totals and counts', () => {
    const ledger = new Ledger();
    const mod = ledger.createAccount('mod');
    const pool = mod.createAccount('pool');
    pool.charge(100);
    pool.release(100);
    pool.charge(30);
    mod.charge(5);
    expect([pool.peakBytes, mod.peakBytes, ledger.root.peakBytes]).toEqual([100, 100, 100]);
    expect([pool.totalBytes, mod.totalBytes, ledger.root.totalBytes]).toEqual([130, 135, 135]);
    expect([pool.chargeCount, mod.chargeCount, ledger.root.chargeCount]).toEqual([2, 3, 3]);
  });

  it('are exact up to 2^53 - 1 and refuse what is beyond', () => {
    const ledger = new Ledger();
    const one = ledger.createAccount('one');
    const two = ledger.createAccount('two');
    one.charge(Number.MAX_SAFE_INTEGER - 3);
    two.charge(3);
    expect(ledger.root.liveBytes).toBe(Number.MAX_SAFE_INTEGER);
    expect(codeOf(() => two.charge(1))).toBe('ERR_SANDY_ACCOUNTING');
    expect(codeOf(() => one.charge(Number.MAX_SAFE_INTEGER))).toBe('ERR_SANDY_ACCOUNTING');
    expect(ledger.root.liveBytes).toBe(Number.MAX_SAFE_INTEGER);
    two.release(1);
    expect(ledger.root.liveBytes).toBe(Number.MAX_SAFE_INTEGER - 1);
    assertValidLedger(ledger);
  });

  it('take counts of bytes above 2^32', () => {
    const account = new Ledger().createAccount('big');
    account.charge(2 ** 40 + 1);
    account.release(2 ** 33);
    expect(account.liveBytes).toBe(2 ** 40 + 1 - 2 ** 33);
  });

  it('refuse a release of more than the account holds itself, and book nothing', () => {
    const ledger = new Ledger();
    const mod = ledger.createAccount('mod');
    mod.createAccount('pool').charge(100);
    mod.charge(10);
    expect(codeOf(() => mod.release(11))).toBe('ERR_SANDY_ACCOUNTING');
    expect(mod.liveBytes).toBe(110);
    assertValidLedger(ledger);
  });

  it('grow to many accounts, and use rows of closed ones again', () => {
    const ledger = new Ledger();
    const accounts = Array.from({ length: 1000 }, (_, i) => ledger.createAccount(`mod-${i}`));
    accounts.forEach((account, i) => account.charge(i));
    expect(ledger.root.liveBytes).toBe((999 * 1000) / 2);
    accounts.filter((_, i) => i % 2 === 1).forEach((account) => account.close());
    expect(ledger.accountCount).toBe(501);
    for (let i = 1; i < 1000; i += 2) expect(ledger.createAccount(`mod-${i}`).totalBytes).toBe(0);
    expect(ledger.accountCount).toBe(1001);
    assertValidLedger(ledger);
  });
});

describe('bad byte counts', () => {
  const bad: unknown[] = [
    NaN,
    Infinity,
    -Infinity,
    -1,
    0.5,
    1e300,
    2 ** 53,
    '5',
    5n,
    null,
    undefined,
    {},
    [],
    Symbol('bytes'),
    true,
  ];
  const given = bad.map((value) => [typeof value, value] as const);

  it.each(given)('are refused by charge and release: %s', (_, value) => {
    const ledger = new Ledger();
    const account = ledger.createAccount('mod');
    account.charge(10);
    const loose = account as unknown as { charge(n: unknown): void; release(n: unknown): void };
    expect(codeOf(() => loose.charge(value))).toBe('ERR_SANDY_ACCOUNTING');
    expect(codeOf(() => loose.release(value))).toBe('ERR_SANDY_ACCOUNTING');
    expect([account.liveBytes, account.totalBytes, account.chargeCount]).toEqual([10, 10, 1]);
    assertValidLedger(ledger);
  });

  it.each(given)('are refused as limits: %s', (_, value) => {
    const limitBytes = value as number;
    const ledger = new Ledger();
    const account = ledger.createAccount('mod', { limitBytes: 10 });
    expect(codeOf(() => wouldExceed(account, limitBytes))).toBe('ERR_SANDY_ACCOUNTING');
    expect(codeOf(() => account.assertWithinLimit(limitBytes))).toBe('ERR_SANDY_ACCOUNTING');
    if (value === undefined || value === Infinity) {
      account.setLimits({ limitBytes, softLimitBytes: limitBytes }); // there is none, so nothing is refused
      expect([account.limitBytes, account.softLimitBytes]).toEqual([undefined, undefined]);
      account.charge(11);
      expect(ledger.createAccount('a', { limitBytes }).limitBytes).toBeUndefined();
      assertValidLedger(ledger);
      return;
    }
    expect(codeOf(() => account.setLimits({ limitBytes }))).toBe('ERR_SANDY_ACCOUNTING');
    expect(codeOf(() => account.setLimits({ softLimitBytes: limitBytes }))).toBe(
      'ERR_SANDY_ACCOUNTING',
    );
    expect(codeOf(() => ledger.createAccount('a', { limitBytes }))).toBe('ERR_SANDY_ACCOUNTING');
    expect(codeOf(() => ledger.createAccount('a', { softLimitBytes: limitBytes }))).toBe(
      'ERR_SANDY_ACCOUNTING',
    );
    expect([account.limitBytes, account.softLimitBytes]).toEqual([10, undefined]);
    expect(ledger.accountCount).toBe(2);
    assertValidLedger(ledger);
  });

  it('of -0 and 0 are counted and change nothing', () => {
    const account = new Ledger().createAccount('mod');
    account.charge(0);
    account.charge(-0);
    account.release(0);
    expect(Object.is(account.liveBytes, 0)).toBe(true);
    expect(account.chargeCount).toBe(2);
  });
});
