import { describe, expect, it } from '@jest/globals';
import { assertValidLedger, Ledger } from '../src/index.js';
import type { LedgerAccount } from '../src/index.js';
import { codeOf, thrownBy } from './errors.js';

/** A ledger with one account under a soft limit of 100 and, if given, a hard one. */
function limited(
  onSoftLimit: (account: LedgerAccount, requestedBytes: number) => void,
  limitBytes?: number,
): { ledger: Ledger; account: LedgerAccount } {
  const ledger = new Ledger();
  const account = ledger.createAccount('mod', { softLimitBytes: 100, limitBytes, onSoftLimit });
  return { ledger, account };
}

describe('a soft limit', () => {
  it('is announced once when crossed, and again after usage fell below it', () => {
    const calls: number[] = [];
    const { account } = limited((a, requestedBytes) => calls.push(a.liveBytes, requestedBytes));
    account.charge(100);
    expect(calls).toEqual([]);
    account.charge(1);
    account.charge(1);
    expect(calls).toEqual([100, 1]);
    account.release(1);
    account.charge(1); // 101 was not below
    expect(calls).toEqual([100, 1]);
    account.release(2);
    account.charge(7);
    expect(calls).toEqual([100, 1, 100, 7]);
  });

  it('lets its callback free, so that the hard limit is kept', () => {
    const { ledger, account } = limited((a) => a.release(80), 150);
    account.charge(90);
    account.charge(120);
    expect(account.liveBytes).toBe(130);
    assertValidLedger(ledger);
  });

  it('gives the callback one more chance before the hard limit refuses', () => {
    const calls: number[] = [];
    const { account } = limited((a, requestedBytes) => {
      calls.push(requestedBytes);
      if (calls.length === 2) a.release(20);
    }, 150);
    account.charge(140); // announced
    account.charge(30); // 170 would pass the hard limit, 150 after the callback does not
    expect(calls).toEqual([140, 30]);
    expect(account.liveBytes).toBe(150);
    expect(codeOf(() => account.charge(1))).toBe('ERR_SANDY_MEMORY_LIMIT');
    expect(calls).toEqual([140, 30, 1]);
  });

  it('is armed again by release in a child and by closing one', () => {
    let calls = 0;
    const { ledger, account } = limited(() => calls++);
    const one = account.createAccount('one');
    const two = account.createAccount('two');
    one.charge(101);
    one.release(50);
    two.charge(60);
    expect(calls).toBe(2);
    two.close();
    one.charge(60);
    expect(calls).toBe(3);
    assertValidLedger(ledger);
  });

  it('of an account that is closed while it is crossed is forgotten', () => {
    const { ledger, account } = limited(() => undefined);
    account.createAccount('one', { softLimitBytes: 10 }).charge(120);
    expect(account.softLimitAnnounced).toBe(true);
    account.close();
    expect(account.softLimitAnnounced).toBe(false);
    assertValidLedger(ledger);
  });

  it('can be set, moved and lifted later', () => {
    const calls: string[] = [];
    const { account } = limited(() => calls.push('first'));
    account.charge(101);
    account.setLimits({ softLimitBytes: 200 });
    account.charge(50);
    account.setLimits({ softLimitBytes: 150, onSoftLimit: () => calls.push('second') });
    account.charge(1);
    expect(account.softLimitBytes).toBe(150);
    account.setLimits({ softLimitBytes: undefined });
    account.charge(1000);
    expect(calls).toEqual(['first', 'second']);
  });

  it('counts shared bytes, and arms again by them', () => {
    let calls = 0;
    let sharedBytes = 90;
    const account = new Ledger().createAccount('mod', {
      softLimitBytes: 100,
      onSoftLimit: () => calls++,
      sharedBytes: () => sharedBytes,
    });
    account.charge(10);
    expect(calls).toBe(0);
    account.charge(1);
    expect(calls).toBe(1);
    sharedBytes = 0;
    account.charge(1);
    sharedBytes = 90;
    account.charge(1);
    expect(calls).toBe(2);
  });
});

describe('a greater share of shared content', () => {
  /** As `limited`, with a share that grows by as much as is held against the limits. */
  function sharing(...options: Parameters<typeof limited>) {
    const { ledger, account } = limited(...options);
    let sharedBytes = 0;
    account.close();
    const [onSoftLimit, limitBytes] = options;
    const sharer = ledger.createAccount('mod', {
      softLimitBytes: 100,
      limitBytes,
      onSoftLimit,
      sharedBytes: () => sharedBytes,
    });
    const grow = (extraBytes: number): void => {
      sharedBytes += extraBytes;
      try {
        sharer.assertWithinLimit(extraBytes);
      } catch (error) {
        sharedBytes -= extraBytes; // as stores do
        throw error;
      }
    };
    return { ledger, account: sharer, grow };
  }

  it('is announced like a charge, and may be made room for', () => {
    const calls: number[] = [];
    const { ledger, account, grow } = sharing((a, requestedBytes) => {
      calls.push(requestedBytes);
      if (calls.length === 2) a.release(40);
    }, 150);
    account.charge(90);
    grow(10);
    expect(calls).toEqual([]);
    grow(1);
    expect(calls).toEqual([1]);
    grow(80); // over the hard limit until the callback has freed
    expect(calls).toEqual([1, 80]);
    expect(codeOf(() => grow(10))).toBe('ERR_SANDY_MEMORY_LIMIT');
    expect([account.liveBytes, account.sharedBytes]).toEqual([50, 91]);
    assertValidLedger(ledger);
  });

  it('is held against the limits of the account alone', () => {
    const { ledger, account, grow } = sharing(() => undefined, 150);
    const onSoftLimit = (): void => {
      throw new Error('nobody above is asked');
    };
    ledger.root.setLimits({ limitBytes: 50, softLimitBytes: 10, onSoftLimit });
    grow(150);
    expect(thrownBy(() => grow(1))).toMatchObject({ accountName: 'mod', usedBytes: 150 });
    expect([account.usedBytes, ledger.root.liveBytes]).toEqual([150, 0]);
  });

  it('ends with a typed error when the callback closes the account', () => {
    const { ledger, grow } = sharing((a) => a.close());
    expect(codeOf(() => grow(200))).toBe('ERR_SANDY_ACCOUNTING');
    assertValidLedger(ledger);
  });

  it('is refused while the limit is exceeded, even if it adds nothing', () => {
    const { account, grow } = sharing(() => undefined);
    account.charge(90);
    account.setLimits({ limitBytes: 80 });
    account.charge(0); // takes nothing, so nothing refuses it
    expect(codeOf(() => grow(0))).toBe('ERR_SANDY_MEMORY_LIMIT');
  });
});

describe('a callback', () => {
  it('that closes the account ends the charge with a typed error', () => {
    const { ledger, account } = limited((a) => a.close());
    account.charge(90);
    account.setLimits({ softLimitBytes: 80 });
    account.charge(0); // takes nothing, so nothing is announced
    expect(codeOf(() => account.charge(50))).toBe('ERR_SANDY_ACCOUNTING');
    expect([account.closed, ledger.root.liveBytes]).toEqual([true, 0]);
    assertValidLedger(ledger);
  });

  it('that throws ends the charge with its error; nothing is booked, the next charge goes on', () => {
    const { ledger, account } = limited(() => {
      throw new TypeError('from the mod');
    });
    account.charge(60);
    expect(thrownBy(() => account.charge(50)).message).toBe('from the mod');
    expect([account.liveBytes, account.peakBytes, account.chargeCount]).toEqual([60, 60, 1]);
    account.charge(50); // announced already
    expect(account.liveBytes).toBe(110);
    assertValidLedger(ledger);
  });

  it('may charge its own account: it is not called again, and limits hold for both charges', () => {
    let calls = 0;
    const { ledger, account } = limited((a) => {
      calls++;
      a.charge(40);
    }, 150);
    account.charge(90);
    expect(codeOf(() => account.charge(30))).toBe('ERR_SANDY_MEMORY_LIMIT');
    expect(calls).toBe(1);
    expect(account.liveBytes).toBe(130); // 90 and the callback's 40
    expect(thrownBy(() => account.charge(21))).toMatchObject({ code: 'ERR_SANDY_MEMORY_LIMIT' });
    assertValidLedger(ledger);
  });

  it('may charge the account of another callback without an endless exchange', () => {
    const ledger = new Ledger();
    const options = { softLimitBytes: 10, limitBytes: 20 };
    const one: LedgerAccount = ledger.createAccount('one', {
      ...options,
      onSoftLimit: () => two.charge(11),
    });
    const two: LedgerAccount = ledger.createAccount('two', {
      ...options,
      onSoftLimit: () => one.charge(1),
    });
    one.charge(11);
    expect([one.liveBytes, two.liveBytes]).toEqual([12, 11]);
    assertValidLedger(ledger);
  });

  it('may close its own account: the charge fails with a typed error', () => {
    const { ledger, account } = limited((a) => a.close());
    account.charge(60);
    expect(codeOf(() => account.charge(50))).toBe('ERR_SANDY_ACCOUNTING');
    expect(account.closed).toBe(true);
    expect(ledger.root.liveBytes).toBe(0);
    assertValidLedger(ledger);
  });

  it('may open accounts, so that the rows move under the charge', () => {
    const { ledger, account } = limited(() => {
      for (let i = 0; i < 500; i++) ledger.createAccount(`new-${i}`).charge(1);
    });
    account.charge(101);
    expect([account.liveBytes, ledger.root.liveBytes]).toEqual([101, 601]);
    assertValidLedger(ledger);
  });

  it('may lift the limit', () => {
    const { account } = limited((a) => a.setLimits({ limitBytes: undefined }), 100);
    account.charge(1000);
    expect(account.liveBytes).toBe(1000);
  });

  it('must be a function', () => {
    const ledger = new Ledger();
    const onSoftLimit = 'free()' as unknown as () => void;
    expect(codeOf(() => ledger.createAccount('a', { onSoftLimit }))).toBe('ERR_SANDY_ACCOUNTING');
    const sharedBytes = 7 as unknown as () => number;
    expect(codeOf(() => ledger.createAccount('a', { sharedBytes }))).toBe('ERR_SANDY_ACCOUNTING');
    expect(ledger.accountCount).toBe(1);
  });

  it('finds the charged account and those above busy, and no other, while it runs', () => {
    const seen: boolean[][] = [];
    const ledger = new Ledger();
    const look = () => seen.push([ledger.root, mod, one, two].map(({ busy }) => busy));
    const mod = ledger.createAccount('mod', { softLimitBytes: 10, onSoftLimit: look });
    const one = mod.createAccount('one');
    const two = mod.createAccount('two', {
      limitBytes: 100,
      softLimitBytes: 50,
      onSoftLimit: () => {
        look();
        throw new Error('no');
      },
    });
    one.charge(11);
    expect(() => two.charge(51)).toThrow('no');
    look();
    expect(seen).toEqual([
      [true, true, true, false],
      [true, true, false, true],
      [false, false, false, false],
    ]);
  });

  it('is not announced by an account that its function for shares has closed', () => {
    for (const announcing of [false, true]) {
      const ledger = new Ledger();
      let isClosing = false;
      const sharedBytes = () => {
        if (isClosing) account.close();
        isClosing = false;
        return announcing ? 20 : 5;
      };
      const account = ledger.createAccount('mod', { softLimitBytes: 10, sharedBytes });
      isClosing = true;
      expect(codeOf(() => account.charge(20))).toBe('ERR_SANDY_ACCOUNTING');
      assertValidLedger(ledger);
      expect([account.closed, ledger.root.liveBytes]).toEqual([true, 0]);
    }
  });

  it('is found busy while a function for shares runs', () => {
    const seen: boolean[] = [];
    const ledger = new Ledger();
    const sharedBytes = () => seen.push(ledger.root.busy) && 0;
    const account = ledger.createAccount('mod', { limitBytes: 100, sharedBytes });
    account.charge(1);
    expect(new Set(seen)).toEqual(new Set([true]));
    expect([account.sharedBytes, seen.at(-1)]).toEqual([0, false]);
  });
});
