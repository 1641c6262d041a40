import { describe, expect, it } from '@jest/globals';
import { assertValidLedger, Ledger, MemoryLimitError, wouldExceed } from '../src/index.js';
import { codeOf, thrownBy } from './errors.js';

describe('a hard limit', () => {
  it('refuses the charge that would pass it, and nothing is booked anywhere', () => {
    const ledger = new Ledger();
    const mod = ledger.createAccount('mod', { limitBytes: 100 });
    const pool = mod.createAccount('pool');
    pool.charge(60);
    const error = thrownBy(() => pool.charge(41));
    expect(error).toBeInstanceOf(MemoryLimitError);
    expect(error).toMatchObject({
      code: 'ERR_SANDY_MEMORY_LIMIT',
      accountName: 'mod',
      requestedBytes: 41,
      usedBytes: 60,
      limitBytes: 100,
    });
    expect([pool, mod, ledger.root].map((a) => [a.liveBytes, a.peakBytes, a.chargeCount])).toEqual([
      [60, 60, 1],
      [60, 60, 1],
      [60, 60, 1],
    ]);
    pool.charge(40);
    expect(mod.liveBytes).toBe(100);
    assertValidLedger(ledger);
  });

  it('of an account far above is kept too, and others go on', () => {
    const ledger = new Ledger({ limitBytes: 1000 });
    const group = ledger.createAccount('group', { limitBytes: 100 });
    const one = group.createAccount('one');
    const two = group.createAccount('two', { limitBytes: 90 });
    const other = ledger.createAccount('other');
    one.charge(50);
    expect(thrownBy(() => two.charge(51))).toMatchObject({ accountName: 'group' });
    expect(thrownBy(() => two.charge(91))).toMatchObject({ accountName: 'two' });
    other.charge(950);
    expect(thrownBy(() => one.charge(1))).toMatchObject({ accountName: 'process' });
    expect(ledger.root.liveBytes).toBe(1000);
  });

  it('below what is used refuses charges until enough was released', () => {
    const account = new Ledger().createAccount('mod');
    account.charge(100);
    account.setLimits({ limitBytes: 40 });
    expect(account.limitBytes).toBe(40);
    expect(codeOf(() => account.charge(1))).toBe('ERR_SANDY_MEMORY_LIMIT');
    account.charge(0);
    account.release(61);
    account.charge(1);
    expect(codeOf(() => account.charge(1))).toBe('ERR_SANDY_MEMORY_LIMIT');
    account.setLimits({ limitBytes: undefined });
    expect(account.limitBytes).toBeUndefined();
    account.charge(1000);
  });

  it('of 0 refuses everything but 0', () => {
    const account = new Ledger().createAccount('mod', { limitBytes: 0 });
    expect(account.limitBytes).toBe(0);
    account.charge(0);
    expect(codeOf(() => account.charge(1))).toBe('ERR_SANDY_MEMORY_LIMIT');
  });

  it('can be asked beforehand', () => {
    const ledger = new Ledger({ limitBytes: 50 });
    const account = ledger.createAccount('mod', { limitBytes: 100 });
    expect(wouldExceed(account, 50)).toBe(false);
    expect(wouldExceed(account, 51)).toBe(true);
    expect(wouldExceed(account, 0)).toBe(false);
    account.charge(50);
    account.setLimits({ limitBytes: 40 });
    expect(wouldExceed(account, 0)).toBe(false); // takes nothing, so nothing refuses it
  });
});

describe('shared bytes', () => {
  it('count against the account that they are attributed to, and are not booked', () => {
    const ledger = new Ledger({ limitBytes: 120 });
    let sharedBytes = 0;
    const account = ledger.createAccount('mod', {
      limitBytes: 100,
      sharedBytes: () => sharedBytes,
    });
    account.charge(50);
    sharedBytes = 30;
    expect([account.liveBytes, account.sharedBytes, account.usedBytes]).toEqual([50, 30, 80]);
    expect(thrownBy(() => account.charge(21))).toMatchObject({ usedBytes: 80, limitBytes: 100 });
    expect(wouldExceed(account, 20)).toBe(false);
    account.charge(20);
    account.assertWithinLimit(30);
    sharedBytes = 31;
    expect(thrownBy(() => account.assertWithinLimit(2))).toMatchObject({
      requestedBytes: 2,
      usedBytes: 99,
    });
    expect(ledger.root.liveBytes).toBe(70);
    expect(ledger.root.sharedBytes).toBe(0);
    assertValidLedger(ledger);
  });

  it('that are no count of bytes are refused', () => {
    for (const value of [NaN, -1, 0.5, '3', undefined]) {
      const account = new Ledger().createAccount('mod', {
        limitBytes: 100,
        sharedBytes: () => value as number,
      });
      expect(codeOf(() => account.usedBytes)).toBe('ERR_SANDY_ACCOUNTING');
      expect(codeOf(() => account.charge(1))).toBe('ERR_SANDY_ACCOUNTING');
      expect(account.liveBytes).toBe(0);
    }
  });

  it('whose function closes the account under way end the charge', () => {
    const ledger = new Ledger();
    const account = ledger.createAccount('mod', {
      limitBytes: 100,
      sharedBytes: () => (account.closed ? 0 : (account.close(), 0)),
    });
    expect(codeOf(() => account.charge(1))).toBe('ERR_SANDY_ACCOUNTING');
    expect(ledger.root.liveBytes).toBe(0);
    assertValidLedger(ledger);
  });
});

describe('options that there are none of', () => {
  it.each([
    [{ limit: 5 }, 'limit'],
    [{ limitBytes: 5, soft: undefined }, 'soft'],
    [5, '5'],
    [5n, '5n'],
    ['5', '"5" (1 characters)'],
    [null, 'null'],
  ])('are refused, since they would set no limit: %p', (options, got) => {
    const ledger = new Ledger();
    const account = ledger.createAccount('mod', { limitBytes: 7 });
    const wrong = options as object;
    const names = 'limitBytes, softLimitBytes, onSoftLimit';
    const calls: [string, () => unknown][] = [
      ['name, limitBytes', () => new Ledger(wrong)],
      [`kind, ${names}, sharedBytes`, () => ledger.createAccount('a', wrong)],
      [names, () => account.setLimits(wrong)],
    ];
    for (const [expected, call] of calls) {
      expect(thrownBy(call)).toMatchObject({
        code: 'ERR_SANDY_ACCOUNTING',
        message: `options: expected { ${expected} }, got ${got}`,
      });
    }
    expect([account.limitBytes, ledger.accountCount]).toEqual([7, 2]);
    assertValidLedger(ledger);
  });
});
