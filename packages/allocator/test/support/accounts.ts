import type { Account } from '../../src/index.js';

/** What a refusing account throws: a class that the allocator cannot know. */
export class Refusal extends Error {
  readonly code = 'ERR_SANDY_MEMORY_LIMIT';
}

/** Keeps a balance, and refuses when told to. */
export class TestAccount implements Account {
  balance = 0;
  peak = 0;
  chargeCount = 0;
  /** Number of the charge (from 1) that is refused; every later one is too. */
  refuseFrom = Infinity;
  /** Most that may be booked. */
  limit = Infinity;
  /** Runs before a charge is decided. */
  beforeCharge: () => void = () => undefined;
  /** Runs after a release is booked. */
  afterRelease: () => void = () => undefined;

  charge(byteLength: number): void {
    if (!Number.isSafeInteger(byteLength) || byteLength <= 0)
      throw new Error(`charge of ${byteLength}`);
    this.chargeCount++;
    this.beforeCharge();
    if (this.chargeCount >= this.refuseFrom) throw new Refusal(`charge ${this.chargeCount}`);
    if (this.balance + byteLength > this.limit) throw new Refusal(`${byteLength} above the limit`);
    this.balance += byteLength;
    this.peak = Math.max(this.peak, this.balance);
  }

  release(byteLength: number): void {
    if (!Number.isSafeInteger(byteLength) || byteLength <= 0)
      throw new Error(`release of ${byteLength}`);
    this.balance -= byteLength;
    if (this.balance < 0) throw new Error(`released ${-this.balance} too many`);
    this.afterRelease();
  }
}

/** Runs `action` at the next release, and at that one only. */
export function atNextRelease(account: TestAccount, action: () => void): void {
  account.afterRelease = () => {
    account.afterRelease = () => undefined;
    action();
  };
}

/** Has the next `count` releases throw, after they are booked. @returns what they throw */
export function throwAtRelease(account: TestAccount, count = 1): Error {
  const failure = new Error('from a callback');
  let left = count;
  account.afterRelease = () => {
    if (left-- > 0) throw failure;
  };
  return failure;
}
