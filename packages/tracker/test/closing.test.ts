import { describe, expect, it } from '@jest/globals';
import {
  assertValidAccount,
  assertValidLedger,
  findAccount,
  Ledger,
  snapshotOf,
  pathOf,
  wouldExceed,
} from '../src/index.js';
import { codeOf } from './errors.js';

describe('close', () => {
  it('releases what is left, here and below, and says how much', () => {
    const ledger = new Ledger();
    const mod = ledger.createAccount('mod');
    const pool = mod.createAccount('pool');
    mod.charge(10);
    pool.charge(100);
    ledger.root.charge(1);
    expect(mod.close()).toBe(110);
    expect(ledger.root.liveBytes).toBe(1);
    expect(ledger.root.peakBytes).toBe(111);
    expect([ledger.root.totalBytes, ledger.root.chargeCount]).toEqual([111, 3]);
    expect([mod.closed, pool.closed]).toEqual([true, true]);
    expect(ledger.accountCount).toBe(1);
    assertValidLedger(ledger);
  });

  it('leaves an account that tells who it was and holds nothing', () => {
    const ledger = new Ledger();
    const mod = ledger.createAccount('mod', { kind: 'mod', limitBytes: 5 });
    mod.close();
    const uses: (() => unknown)[] = [
      () => mod.charge(1),
      () => mod.charge(0),
      () => mod.release(0),
      () => mod.close(),
      () => mod.createAccount('child'),
      () => mod.setLimits({ limitBytes: 1 }),
      () => mod.setLimits({ softLimitBytes: 1 }),
      () => wouldExceed(mod, 1),
      () => mod.assertWithinLimit(1),
      () => assertValidAccount(mod),
    ];
    for (const use of uses) expect(codeOf(use)).toBe('ERR_SANDY_ACCOUNTING');
    const { liveBytes, ownBytes, peakBytes, totalBytes, chargeCount, sharedBytes, usedBytes } = mod;
    expect([
      liveBytes,
      ownBytes,
      peakBytes,
      totalBytes,
      chargeCount,
      sharedBytes,
      usedBytes,
    ]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect([mod.limitBytes, mod.softLimitBytes]).toEqual([undefined, undefined]);
    expect(snapshotOf(mod)).toMatchObject({ name: 'mod', liveBytes: 0, children: [] });
    expect([mod.name, mod.kind, pathOf(mod), mod.depth, mod.children]).toEqual([
      'mod',
      'mod',
      'mod',
      1,
      [],
    ]);
    expect(findAccount(ledger.root, 'mod')).toBeUndefined();
  });

  it('frees the name: a new account starts from nothing and the old one stays closed', () => {
    const ledger = new Ledger();
    const before = ledger.createAccount('mod', { limitBytes: 5 });
    before.charge(5);
    before.close();
    const after = ledger.createAccount('mod');
    after.charge(100);
    expect(before.closed).toBe(true);
    expect(codeOf(() => before.charge(1))).toBe('ERR_SANDY_ACCOUNTING');
    expect([after.liveBytes, after.totalBytes, after.limitBytes]).toEqual([100, 100, undefined]);
    assertValidLedger(ledger);
  });

  it('is refused for the root', () => {
    const ledger = new Ledger();
    expect(codeOf(() => ledger.root.close())).toBe('ERR_SANDY_ACCOUNTING');
    ledger.root.charge(1);
  });

  it('works for one child among many', () => {
    const ledger = new Ledger();
    const children = Array.from({ length: 30 }, (_, i) => ledger.createAccount(`mod-${i}`));
    for (const child of children.slice(0, 29)) child.close();
    expect(ledger.root.children).toEqual([children[29]]);
  });
});
