import { afterEach, describe, expect, it } from '@jest/globals';
import type { Address, Engine, HeapOptions, Region, SegmentSource } from '../src/index.js';
import { assertValidHeap, Heap, visitBlocks, zeroingMode } from '../src/index.js';
import { Refusal, TestAccount } from './support/accounts.js';
import { arrayBufferEngine, engineCases, failingFrom, faultyEngine } from './support/engines.js';
import { checksum } from './support/heap-state.js';
import { randomFrom } from './support/random.js';

const SEGMENT = 1 << 17;
const scope = globalThis as { WebAssembly?: unknown; ArrayBuffer: unknown };
const { WebAssembly: realWebAssembly, ArrayBuffer: realArrayBuffer } = scope;

afterEach(() => {
  scope.WebAssembly = realWebAssembly;
  scope.ArrayBuffer = realArrayBuffer;
});

interface Block {
  readonly address: Address;
  readonly usable: number;
  readonly sum: number;
}

const lengths = [16, 100, 400, 1500, 5000, 8192, 9000, 30_000, SEGMENT, SEGMENT + 1, 3 * SEGMENT];

/**
 * Calls `onFault` with what a step threw, and goes on with the next. @returns the blocks that are
 * live.
 */
function runScript(
  region: Region,
  onFault: (error: unknown, live: readonly Block[]) => void,
): Block[] {
  const random = randomFrom(11);
  const live: Block[] = [];
  const fill = (address: Address, value: number): Block => {
    const words = region.words(address).fill(value);
    return { address, usable: words.byteLength, sum: checksum(words) };
  };
  for (let step = 0; step < 160; step++) {
    const kind = random.below(10);
    const byteLength = random.pick(lengths);
    const index = random.below(Math.max(1, live.length));
    const block = live[index];
    try {
      if (kind < 6 || block === undefined) live.push(fill(region.allocate(byteLength), step));
      else if (kind < 8) live[index] = fill(region.reallocate(block.address, byteLength), step);
      else {
        region.free(block.address);
        live.splice(index, 1);
      }
    } catch (error) {
      onFault(error, live);
    }
  }
  return live;
}

/** The heap holds these blocks, with what was written into them, and its books are right. */
function expectHolds(region: Region, live: readonly Block[], accounts: Accounts): void {
  const { heap } = region;
  assertValidHeap(heap);
  const found: Block[] = [];
  visitBlocks(heap, (address, usable) => {
    found.push({ address, usable, sum: checksum(region.words(address)) });
  });
  const sorted = [...live].sort((a, b) => a.address - b.address);
  expect(found.sort((a, b) => a.address - b.address)).toEqual(sorted);
  expect(region.stats().committedBytes).toBe(accounts.account.balance);
  expect(heap.stats().metadataBytes).toBe(accounts.metadataAccount.balance);
  const sum = accounts.account.balance + accounts.metadataAccount.balance;
  expect(heap.stats().committedBytes).toBe(sum);
}

interface Accounts {
  readonly account: TestAccount;
  readonly metadataAccount: TestAccount;
}

/**
 * Runs the script with a fault planted; after each step that failed, all must be as it was before.
 */
function runWithFault(
  plant: (accounts: Accounts) => HeapOptions,
  isFault: (error: unknown) => boolean,
): number {
  const accounts: Accounts = { account: new TestAccount(), metadataAccount: new TestAccount() };
  const { account, metadataAccount } = accounts;
  const options = plant(accounts);
  const heap = Heap.create({ segmentByteLength: SEGMENT, metadataAccount, ...options });
  const region = heap.createRegion('a', { account });
  let faults = 0;
  const live = runScript(region, (error, before) => {
    if (!isFault(error)) throw error;
    faults++;
    if (faults <= 3) expectHolds(region, before, accounts);
  });
  expectHolds(region, live, accounts);
  for (const { address } of live) region.free(address);
  heap.trim();
  expect(account.balance).toBe(0);
  expectHolds(region, [], accounts);
  return faults;
}

const isRefusal = (error: unknown): boolean => error instanceof Refusal;
const isOutOfMemory = (error: unknown): boolean =>
  (error as { code?: string }).code === 'ERR_SANDY_OUT_OF_MEMORY';

describe('every fault leaves the heap as it was', () => {
  /** What the script needs when nothing fails. */
  function measure(engine: Engine = arrayBufferEngine) {
    const account = new TestAccount();
    const metadataAccount = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT, metadataAccount, engine });
    const region = heap.createRegion('a', { account });
    let peakReserved = 0;
    account.beforeCharge = () => {
      peakReserved = Math.max(peakReserved, heap.stats().reservedBytes);
    };
    runScript(region, (error) => {
      throw error;
    });
    return { account, metadataAccount, peakReserved };
  }

  it('an account that refuses from its k-th charge on, for every k', () => {
    const { chargeCount } = measure().account;
    expect(chargeCount).toBeGreaterThan(30);
    for (let k = 1; k <= chargeCount; k++) {
      const faults = runWithFault(({ account }) => ((account.refuseFrom = k), {}), isRefusal);
      expect(faults).toBeGreaterThan(0);
    }
  });

  it('an account that refuses its k-th charge only, for every k', () => {
    const { chargeCount } = measure().account;
    for (let k = 1; k <= chargeCount; k++) {
      runWithFault(({ account }) => {
        account.beforeCharge = () => {
          if (account.chargeCount === k) throw new Refusal('once');
        };
        return {};
      }, isRefusal);
    }
  });

  it('a metadata account that refuses its k-th charge, for every k', () => {
    const { chargeCount } = measure().metadataAccount;
    expect(chargeCount).toBeGreaterThan(5);
    let seen = 0;
    for (let k = 3; k <= chargeCount; k++) {
      // 1 and 2 are the heap's and the region's own
      const faults = runWithFault(({ metadataAccount }) => {
        metadataAccount.beforeCharge = () => {
          if (metadataAccount.chargeCount === k) throw new Refusal('once');
        };
        return {};
      }, isRefusal);
      expect(faults).toBeLessThanOrEqual(1);
      seen += faults;
    }
    expect(seen).toBeGreaterThan(chargeCount / 2); // not all: a slab's segment may be spared by a run
  });

  it('a maximum that is reached sooner or later, from a segment to all that is needed', () => {
    const { peakReserved } = measure();
    let withFaults = 0;
    for (
      let maximumByteLength = SEGMENT;
      maximumByteLength <= peakReserved;
      maximumByteLength += SEGMENT / 2
    ) {
      const options = { maximumByteLength, engine: arrayBufferEngine };
      if (runWithFault(() => options, isOutOfMemory) > 0) withFaults++;
    }
    expect(withFaults).toBeGreaterThan(5);
  });

  it('an engine that has no memory from the k-th segment on, for every k', () => {
    let segments = 0;
    const counting = faultyEngine((count) => ((segments = count), false));
    measure(counting);
    expect(segments).toBeGreaterThan(5);
    for (let k = 1; k <= segments; k++) {
      const plant = (): HeapOptions => ({ engine: faultyEngine((count) => count >= k) });
      expect(runWithFault(plant, isOutOfMemory)).toBeGreaterThan(0);
    }
  });

  it.each(
    engineCases.flatMap(({ name, open }) => [
      { name, open, how: 'plain', options: {} },
      { name, open, how: 'zeroing', options: { mode: zeroingMode } },
    ]),
  )(
    '$name (mode: $how) without memory from the k-th segment on, for every k',
    ({ open, options }) => {
      const taken: number[] = [];
      const isNone = runWithFault(
        () => ({ ...options, engine: failingFrom(open().engine, Infinity, taken) }),
        isOutOfMemory,
      );
      expect(isNone).toBe(0);
      expect(taken.length).toBeGreaterThan(5);
      for (let k = 1; k <= taken.length; k++) {
        const plant = (): HeapOptions => ({ ...options, engine: failingFrom(open().engine, k) });
        expect(runWithFault(plant, isOutOfMemory)).toBeGreaterThan(0);
      }
    },
  );

  it('a runtime that has no memory for longer tables', () => {
    const RealBuffer = globalThis.ArrayBuffer;
    const engine: Engine = { ...arrayBufferEngine, open: () => ownBuffers(RealBuffer) };
    const accounts: Accounts = { account: new TestAccount(), metadataAccount: new TestAccount() };
    const { account, metadataAccount } = accounts;
    scope.WebAssembly = undefined;
    const heap = Heap.create({ segmentByteLength: SEGMENT, metadataAccount, engine });
    const region = heap.createRegion('a', { account });
    scope.ArrayBuffer = class {
      constructor() {
        throw new RangeError('no memory');
      }
    };
    const live: Block[] = [];
    let error: unknown;
    while (error === undefined) {
      try {
        const address = region.allocate(SEGMENT / 2);
        const words = region.words(address).fill(live.length);
        live.push({ address, usable: words.byteLength, sum: checksum(words) });
      } catch (thrown) {
        error = thrown;
      }
    }
    expect(isOutOfMemory(error)).toBe(true);
    expect(live.length).toBeGreaterThan(50);
    scope.ArrayBuffer = RealBuffer;
    expectHolds(region, live, accounts);
    for (let i = 0; i < 20; i++) region.allocate(SEGMENT / 2);
    assertValidHeap(heap);
  });
});

/** Segments that are made whatever becomes of the global class. */
function ownBuffers(Buffer: typeof ArrayBuffer): SegmentSource {
  return {
    arrivesZeroed: true,
    roundUp: (byteLength) => byteLength,
    take: (_slot, byteLength) => ({ buffer: new Buffer(byteLength), byteOffset: 0 }),
  };
}
