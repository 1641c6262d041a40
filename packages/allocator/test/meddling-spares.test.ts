import { describe, expect, it } from '@jest/globals';
import { FreeRuns } from '../src/free-runs.js';
import { internalsOf } from '../src/heap.js';
import {
  Heap,
  InvalidFreeError,
  ThreadHeap,
  assertValidHeap,
  assertValidThreadHeap,
} from '../src/index.js';
import { MAX_REGION_ID } from '../src/page-table.js';
import { assertValidRuns } from '../src/validate.js';
import { TestAccount } from './support/accounts.js';
import { thrownBy } from './support/heap-state.js';

const SEGMENT = 1 << 17;

/** Runs `action` at the next release, and at that one only. */
function atNextRelease(account: TestAccount, action: () => void): void {
  account.afterRelease = () => {
    account.afterRelease = () => undefined;
    action();
  };
}

describe('spare slabs, while an account runs code of its own', () => {
  it.each(['disposes', 'trims, and others take the pages'])(
    'go once where it makes the row longer and %s',
    (what) => {
      const account = new TestAccount();
      const heap = Heap.create({ segmentByteLength: SEGMENT });
      heap.createRegion('keeps its segment').allocate(16);
      const region = heap.createRegion('a', { account });
      const other = heap.createRegion('b');
      const blocks = Array.from({ length: 3 * 256 }, () => region.allocate(16));
      for (const address of blocks) region.free(address);
      atNextRelease(account, () => {
        region.allocate(32); // a class without hints yet
        if (what === 'disposes') return region.dispose();
        region.trim();
        const theirs = Array.from({ length: 9 }, () => other.allocate(4096));
        for (const address of theirs) other.free(address);
      });
      region.trim();
      expect(account.balance).toBe(region.committedBytes);
      assertValidHeap(heap);
    },
  );

  it('make no new peak where the row is made longer during a charge', () => {
    const account = new TestAccount();
    const region = Heap.create().createRegion('a', { account });
    region.free(region.allocate(32));
    region.trim();
    region.free(region.allocate(10 * 4096));
    account.beforeCharge = () => {
      account.beforeCharge = () => undefined;
      region.free(region.allocate(16)); // a class without hints yet: leaves a spare
      region.allocate(9 * 4096);
    };
    region.allocate(3 * 4096);
    expect(region.stats().peakCommittedBytes).toBe(12 * 4096);
  });

  it('of a region of a thread go once where it trims a region that is disposed of', () => {
    const account = new TestAccount();
    const metadataAccount = new TestAccount();
    const heap = ThreadHeap.create({ segmentByteLength: SEGMENT, metadataAccount });
    const region = heap.createRegion('a', { account });
    for (let i = 0; i < 20; i++) region.allocate(100_000); // more segments than are kept
    region.free(region.allocate(16));
    let trimmed = false;
    atNextRelease(metadataAccount, () => {
      trimmed = true;
      heap.trim();
    });
    region.dispose();
    expect(trimmed).toBe(true);
    expect(account.balance).toBe(0);
    assertValidThreadHeap(heap);
  });
});

describe('what a region says of itself', () => {
  it.each([16, 3000, 9000])(
    'is that it has gone, before anybody is charged for %i B',
    (byteLength) => {
      const metadataAccount = new TestAccount();
      const heap = Heap.create({ metadataAccount });
      const region = heap.createRegion('a');
      heap.dispose();
      const { chargeCount } = metadataAccount;
      expect(thrownBy(() => region.tryAllocate(byteLength)).code).toBe('ERR_SANDY_DISPOSED');
      expect(metadataAccount.chargeCount).toBe(chargeCount);
    },
  );

  it.each(['heap', 'thread heap'])(
    'is where a block moved to, though its account threw (%s)',
    (kind) => {
      const account = new TestAccount();
      const heap = kind === 'heap' ? Heap.create() : ThreadHeap.create();
      const region = heap.createRegion('a', { account });
      const address = region.allocate(9000);
      region.words(address).fill(77);
      region.allocate(9000); // behind it, so that it must move
      atNextRelease(account, () => {
        throw new Error('from a callback');
      });
      const moved = region.reallocate(address, 90_000);
      expect(moved).not.toBe(address);
      expect(region.words(moved, 2250).every((word) => word === 77)).toBe(true);
      expect(() => region.free(address)).toThrow(InvalidFreeError);
      expect(account.balance).toBe(region.stats().committedBytes);
      if (heap instanceof ThreadHeap) assertValidThreadHeap(heap);
      else assertValidHeap(heap);
    },
  );

  it('includes its hints in the peak', () => {
    const heap = Heap.create();
    const region = heap.createRegion('a', { limitBytes: 0 });
    for (const byteLength of [16, 100, 3000])
      expect(region.tryAllocate(byteLength)).toBeUndefined();
    const { committedBytes } = heap.stats();
    region.dispose();
    heap.trim();
    expect(heap.stats().peakCommittedBytes).toBe(committedBytes);
    expect(heap.committedBytes).toBeLessThan(committedBytes);
  });
});

describe('tables', () => {
  it('forget the pages of regions that are gone when all ids have been given out, and no others', () => {
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const lasting = heap.createRegion('lasting');
    const blocks = [16, 3000, 9000, 2 * SEGMENT].map((byteLength) => lasting.allocate(byteLength));
    const gone = heap.createRegion('gone');
    gone.allocate(16);
    gone.dispose();
    internalsOf(heap).store.nextRegionId = MAX_REGION_ID + 1;
    heap.createRegion('again').allocate(16);
    assertValidHeap(heap);
    for (const address of blocks) lasting.free(address);
    assertValidHeap(heap);
  });

  it('of free runs stay as they are where there is no memory for longer ones', () => {
    const runs = new FreeRuns(32);
    runs.resize(2);
    runs.give(0, 1, 31);
    runs.give(1, 32, 32);
    const { Uint16Array: real } = globalThis;
    globalThis.Uint16Array = class {
      constructor() {
        throw new RangeError('Array buffer allocation failed');
      }
    } as unknown as typeof real;
    try {
      expect(() => runs.resize(4)).toThrow(RangeError);
    } finally {
      globalThis.Uint16Array = real;
    }
    expect(runs.capacity).toBe(2);
    assertValidRuns(runs);
    expect(runs.find(32)).toBe(32);
  });

  it('have no slot for a segment whose views cannot be made', () => {
    const heap = Heap.create();
    const region = heap.createRegion('a');
    const before = heap.stats();
    for (let i = 0; i < 3; i++) {
      const address = region.tryAllocate(5 * 2 ** 30); // too long for a view, but not on every runtime
      if (address !== undefined) region.free(address);
    }
    heap.trim();
    const { segmentCount, reservedBytes, metadataBytes } = heap.stats();
    expect({ segmentCount, reservedBytes, metadataBytes }).toEqual({
      segmentCount: 0,
      reservedBytes: 0,
      metadataBytes: before.metadataBytes,
    });
  });
});
