import { afterEach, describe, expect, it } from '@jest/globals';
import type { Address, HeapOptions, Region } from '../src/index.js';
import {
  Heap,
  assertValidHeap,
  checkCanaries,
  checkedMode,
  quarantineOf,
  visitBlocks,
} from '../src/index.js';
import { Refusal, TestAccount } from './support/accounts.js';
import { arrayBufferEngine, engineCases, failingFrom, faultyEngine } from './support/engines.js';
import { randomFrom } from './support/random.js';

const SEGMENT = 1 << 17;
const lengths = [0, 15, 101, 400, 1500, 5003, 8184, 9001, 30_000, SEGMENT - 8, SEGMENT + 1];
const scope = globalThis as { Int32Array: unknown };
const RealInt32Array = Int32Array;

afterEach(() => {
  scope.Int32Array = RealInt32Array;
});

interface Block {
  readonly address: Address;
  readonly byteLength: number;
  readonly mark: number;
}

interface Run {
  readonly account: TestAccount;
  readonly metadataAccount: TestAccount;
  readonly region: Region;
  readonly live: Block[];
}

/**
 * Allocates, reallocates and frees; calls `onFault` with what a step threw, and goes on with the
 * next.
 */
function runScript({ region, live }: Run, onFault: (error: unknown) => void): void {
  const random = randomFrom(11);
  const fill = (address: Address, byteLength: number, mark: number): Block => {
    region.bytes(address).fill(mark);
    return { address, byteLength, mark };
  };
  for (let step = 0; step < 200; step++) {
    const kind = random.below(10);
    const byteLength = random.pick(lengths);
    const index = random.below(Math.max(1, live.length));
    const block = live[index];
    try {
      if (kind < 5 || block === undefined) {
        live.push(fill(region.allocate(byteLength), byteLength, step % 128));
      } else if (kind < 7) {
        live[index] = fill(region.reallocate(block.address, byteLength), byteLength, step % 128);
      } else {
        region.free(block.address);
        live.splice(index, 1);
      }
    } catch (error) {
      onFault(error);
    }
  }
}

/**
 * The region holds these blocks with all their bytes, and what waits; all guards and poison are as
 * they should be.
 */
function expectHolds({ region, live, account, metadataAccount }: Run): void {
  const { heap } = region;
  assertValidHeap(heap);
  expect(checkCanaries(heap)).toBe(0);
  for (const { address, byteLength, mark } of live) {
    const bytes = region.bytes(address);
    expect(bytes.length).toBe(byteLength);
    expect(isFilled(bytes, mark)).toBe(true);
  }
  let blockCount = 0;
  visitBlocks(heap, () => blockCount++);
  expect(blockCount).toBe(live.length + quarantineOf(region).blockCount);
  expect(region.stats().committedBytes).toBe(account.balance);
  expect(heap.stats().metadataBytes).toBe(metadataAccount.balance);
}

function isFilled(bytes: Uint8Array, value: number): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== value) return false; // quicker than `every`
  return true;
}

type Accounts = Pick<Run, 'account' | 'metadataAccount'>;

/**
 * Runs the script with a fault planted; after each step that failed, all must be as it was before.
 */
function runWithFault(
  plant: (accounts: Accounts) => HeapOptions,
  isFault: (error: unknown) => boolean,
): { faults: number } & Run {
  const accounts: Accounts = { account: new TestAccount(), metadataAccount: new TestAccount() };
  const { account, metadataAccount } = accounts;
  const heap = Heap.create({
    engine: arrayBufferEngine,
    segmentByteLength: SEGMENT,
    metadataAccount,
    ...plant(accounts),
    mode: checkedMode({ poisonBytes: Infinity, quarantineBytes: 1 << 19 }),
  });
  const run: Run = { ...accounts, region: heap.createRegion('a', { account }), live: [] };
  let faults = 0;
  runScript(run, (error) => {
    if (!isFault(error)) throw error;
    faults++;
    if (faults <= 3) expectHolds(run);
  });
  expectHolds(run);
  for (const { address } of run.live.splice(0)) run.region.free(address);
  expectHolds(run);
  heap.trim();
  expect(account.balance).toBe(0);
  expectHolds(run);
  return { faults, ...run };
}

const isRefusal = (error: unknown): boolean => error instanceof Refusal;
const isOutOfMemory = (error: unknown): boolean =>
  (error as { code?: string }).code === 'ERR_SANDY_OUT_OF_MEMORY';
const none = (): boolean => false;
const noFault = (): Run => runWithFault(() => ({}), none);

describe('every fault leaves a heap in checked mode as it was', () => {
  it('an account that refuses from its k-th charge on, for every k', () => {
    const { chargeCount } = noFault().account;
    expect(chargeCount).toBeGreaterThan(30);
    for (let k = 1; k <= chargeCount; k++) {
      const { faults } = runWithFault(({ account }) => ((account.refuseFrom = k), {}), isRefusal);
      expect(faults > 0 || k > chargeCount - 3).toBe(true); // the quarantine may be given up for the last ones
    }
  });

  it('an account that refuses its k-th charge only, for every k', () => {
    const { chargeCount } = noFault().account;
    let seen = 0;
    for (let k = 1; k <= chargeCount; k++) {
      seen += runWithFault(({ account }) => {
        account.beforeCharge = () => {
          if (account.chargeCount === k) throw new Refusal('once');
        };
        return {};
      }, isRefusal).faults;
    }
    expect(seen).toBeGreaterThan(0); // only while nothing waits: else what waits is given up for it
  });

  it('a metadata account that refuses its k-th charge, for every k', () => {
    const { chargeCount } = noFault().metadataAccount;
    expect(chargeCount).toBeGreaterThan(5);
    for (let k = 3; k <= chargeCount; k++) {
      // 1 and 2 are the heap's and the region's own
      runWithFault(({ metadataAccount }) => {
        metadataAccount.beforeCharge = () => {
          if (metadataAccount.chargeCount === k) throw new Refusal('once');
        };
        return {};
      }, isRefusal);
    }
  });

  it.each(engineCases)('$name without memory from the k-th segment on, for every k', ({ open }) => {
    const taken: number[] = [];
    runWithFault(() => ({ engine: failingFrom(open().engine, Infinity, taken) }), none);
    expect(taken.length).toBeGreaterThan(5);
    let seen = 0;
    for (let k = 1; k <= taken.length; k++) {
      const plant = (): HeapOptions => ({ engine: failingFrom(open().engine, k) });
      seen += runWithFault(plant, isOutOfMemory).faults;
    }
    expect(seen).toBeGreaterThan(taken.length);
  });

  it('a runtime that has no memory for the entries of the k-th segment, for every k', () => {
    let count = 0;
    let refused = 0;
    scope.Int32Array = new Proxy(RealInt32Array, {
      construct(target, args: unknown[]) {
        if (args[0] === SEGMENT / 16 && ++count === refused) throw new RangeError('no memory');
        return Reflect.construct(target, args) as object;
      },
    });
    noFault();
    const segments = count;
    expect(segments).toBeGreaterThan(5);
    for (refused = 1; refused <= segments; refused++) {
      count = 0;
      expect(runWithFault(() => ({}), isOutOfMemory).faults).toBe(1);
    }
  });

  it('an engine that has no memory but for one segment', () => {
    const plant = (): HeapOptions => ({ engine: faultyEngine((count) => count > 1) });
    expect(runWithFault(plant, isOutOfMemory).faults).toBeGreaterThan(20);
  });
});
