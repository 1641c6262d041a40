import { describe, expect, it } from '@jest/globals';
import { assertValidLedger, Ledger, wouldExceed } from '../src/index.js';
import type { LedgerAccount } from '../src/index.js';
import { createRandom, stepCount, withSeeds } from './random.js';

/** What a ledger promises, recomputed from scratch at every question. */
interface ModelAccount {
  readonly account: LedgerAccount;
  readonly parent: ModelAccount | undefined;
  readonly children: ModelAccount[];
  ownBytes: number;
  sharedBytes: number;
  readonly hasShared: boolean;
  limitBytes: number | undefined;
  peakBytes: number;
  totalBytes: number; // own, and of children closed by now
  chargeCount: number;
}

const sumOf = (model: ModelAccount, pick: (each: ModelAccount) => number): number =>
  model.children.reduce((sum, child) => sum + sumOf(child, pick), pick(model));
const liveOf = (model: ModelAccount): number => sumOf(model, (each) => each.ownBytes);
const pathOf = (model: ModelAccount | undefined): ModelAccount[] =>
  model === undefined ? [] : [model, ...pathOf(model.parent)];

// Not `expect`: it takes tens of microseconds a call, and a soak makes millions.
function same(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) {
    throw new Error(`${what}: expected ${String(expected)}, got ${String(actual)}`);
  }
}

function check(model: ModelAccount): void {
  const { account } = model;
  const liveBytes = liveOf(model);
  same('live', account.liveBytes, liveBytes);
  same('own', account.ownBytes, model.ownBytes);
  same('peak', account.peakBytes, model.peakBytes);
  const totalBytes = sumOf(model, (each) => each.totalBytes);
  same('total', account.totalBytes, totalBytes);
  const chargeCount = sumOf(model, (each) => each.chargeCount);
  same('count', account.chargeCount, chargeCount);
  same('limit', account.limitBytes, model.limitBytes);
  same('used', account.usedBytes, liveBytes + model.sharedBytes);
  const { children } = account;
  same('number of children', children.length, model.children.length);
  model.children.forEach((child, i) => same('child', children[i], child.account));
}

/** The message of what `action` throws; empty if it throws nothing. */
function messageOf(action: () => void): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

function run(seed: number, operationCount: number): void {
  const random = createRandom(seed);
  const ledger = new Ledger();
  const newModel = (
    account: LedgerAccount,
    parent: ModelAccount | undefined,
    hasShared: boolean,
    limitBytes: number | undefined,
  ): ModelAccount => ({
    account,
    parent,
    children: [],
    ownBytes: 0,
    sharedBytes: 0,
    hasShared,
    limitBytes,
    peakBytes: 0,
    totalBytes: 0,
    chargeCount: 0,
  });
  const root = newModel(ledger.root, undefined, false, undefined);
  let open = [root];
  let nameCount = 0;

  const openChild = (parent: ModelAccount): void => {
    const limitBytes = random(3) === 0 ? random(2000) : undefined;
    const hasShared = random(4) === 0;
    const name = `account-${nameCount++}`;
    const account = parent.account.createAccount(name, {
      limitBytes,
      ...(hasShared ? { sharedBytes: () => model.sharedBytes } : {}),
    });
    const model: ModelAccount = newModel(account, parent, hasShared, limitBytes);
    parent.children.push(model);
    open.push(model);
  };

  const charge = (model: ModelAccount, byteLength: number): void => {
    const path = pathOf(model);
    const refuses = (each: ModelAccount): boolean =>
      byteLength > 0 &&
      liveOf(each) + each.sharedBytes + byteLength > (each.limitBytes ?? Infinity);
    const refused = path.some(refuses);
    same('wouldExceed', wouldExceed(model.account, byteLength), refused);
    if (refused) {
      expect(messageOf(() => model.account.charge(byteLength))).toMatch(/^memory limit/);
      return;
    }
    model.account.charge(byteLength);
    model.ownBytes += byteLength;
    model.totalBytes += byteLength;
    model.chargeCount++;
    for (const each of path) each.peakBytes = Math.max(each.peakBytes, liveOf(each));
  };

  const close = (model: ModelAccount): void => {
    const { parent } = model;
    if (parent === undefined) return;
    const liveBytes = liveOf(model);
    same('close', model.account.close(), liveBytes);
    parent.totalBytes += sumOf(model, (each) => each.totalBytes);
    parent.chargeCount += sumOf(model, (each) => each.chargeCount);
    parent.children.splice(parent.children.indexOf(model), 1);
    open = open.filter((each) => !each.account.closed);
  };

  for (let i = 0; i < operationCount; i++) {
    const model = open[random(open.length)]!;
    const choice = random(100);
    if (choice < 8 && model.account.depth < 6) openChild(model);
    else if (choice < 50) charge(model, random(random(10) === 0 ? 2 ** 34 : 300));
    else if (choice < 85) {
      const byteLength = random(model.ownBytes + 20);
      if (byteLength > model.ownBytes) {
        expect(messageOf(() => model.account.release(byteLength))).toMatch(/release of/);
      } else {
        model.account.release(byteLength);
        model.ownBytes -= byteLength;
      }
    } else if (choice < 90) {
      model.limitBytes = random(2) === 0 ? undefined : random(3000);
      model.account.setLimits({ limitBytes: model.limitBytes });
    } else if (choice < 95) {
      if (model.hasShared) model.sharedBytes = random(500);
    } else if (choice < 97) close(model);
    check(model.account.closed ? model.parent! : model);
    if (i % 64 === 0) {
      assertValidLedger(ledger);
      open.forEach(check);
    }
  }
  assertValidLedger(ledger);
  open.forEach(check);
  expect(ledger.accountCount).toBe(open.length);
}

describe('a ledger against plain recomputation', () => {
  it('agrees after every operation on a random tree', () => {
    withSeeds([1, 2, 3, 4], (seed) => run(seed, stepCount(1500)));
  });
});
