import { describe, expect, it } from '@jest/globals';
import {
  ThreadHeap,
  adoptThread,
  assertValidThreadHeap,
  disposeThread,
  visitThreadBlocks,
} from '../src/index.js';
import type { Address, ThreadHeapOptions, ThreadRegion } from '../src/index.js';
import { TestAccount, atNextRelease, throwAtRelease } from './support/accounts.js';
import { thrownBy } from './support/heap-state.js';
import { withoutMemoryFor } from './support/little-memory.js';

const SEGMENT = 1 << 17;
const SMALL: ThreadHeapOptions = { segmentByteLength: SEGMENT, maximumByteLength: 32 * SEGMENT };

describe('while a region of a thread is disposed of, the account for tables', () => {
  function setUp() {
    const metadataAccount = new TestAccount();
    const heap = ThreadHeap.create({ ...SMALL, metadataAccount });
    const account = new TestAccount();
    const region = heap.createRegion('a', { account });
    const other = heap.createRegion('b');
    for (let i = 0; i < 3; i++) region.allocate(120_000); // more segments than are kept
    for (let i = 0; i < 30; i++) region.allocate(100);
    return { metadataAccount, heap, account, region, other };
  }

  /** Takes the pages that the region has given back, and tries to write to them through it. */
  function expectGone(region: ThreadRegion, other: ThreadRegion): void {
    const blocks = Array.from({ length: 12 }, () => other.allocate(9000));
    for (const address of blocks) other.bytes(address).fill(1);
    expect(region.disposed).toBe(true);
    expect(thrownBy(() => region.allocate(100)).code).toBe('ERR_SANDY_DISPOSED');
    for (const address of blocks) {
      expect(other.bytes(address).every((byte) => byte === 1)).toBe(true);
    }
  }

  it('runs code that allocates: the region has no block for it', () => {
    const { metadataAccount, heap, account, region, other } = setUp();
    let called = 0;
    atNextRelease(metadataAccount, () => {
      called++;
      expectGone(region, other);
    });
    region.dispose();
    expect(called).toBe(1);
    expect(account.balance).toBe(0);
    assertValidThreadHeap(heap);
  });

  it('throws: the region has no block afterwards, its account is told, its number is free', () => {
    const { metadataAccount, heap, account, region, other } = setUp();
    const failure = throwAtRelease(metadataAccount);
    expect(thrownBy(() => region.dispose())).toBe(failure);
    expect(account.balance).toBe(0);
    expect(heap.stats().regionCount).toBe(1);
    expectGone(region, other);
    assertValidThreadHeap(heap);
    expect(heap.createRegion('c').id).toBe(region.id);
    heap.dispose();
    expect(metadataAccount.balance).toBe(0);
  });

  it('asks for figures and blocks: the region and what it held are in none', () => {
    const { metadataAccount, heap, region, other } = setUp();
    const before = other.allocate(9000);
    let called = 0;
    atNextRelease(metadataAccount, () => {
      called++;
      expect(region.stats()).toMatchObject({ committedBytes: 0, blockCount: 0 });
      expect(heap.stats()).toMatchObject({ regionCount: 1, blockCount: 1 });
      const seen: Address[] = [];
      visitThreadBlocks(heap, (address) => seen.push(address));
      expect(seen).toEqual([before]);
    });
    region.dispose();
    expect(called).toBe(1);
  });

  it('throws, as does each: heaps that threads leave keep no number of a region', () => {
    const heap = ThreadHeap.create(SMALL);
    for (let i = 0; i < 3; i++) {
      const metadataAccount = new TestAccount();
      const thread = ThreadHeap.attach(heap.issueToken(), { metadataAccount });
      const region = thread.createRegion('x');
      for (let k = 0; k < 4; k++) region.allocate(100_000);
      const failure = throwAtRelease(metadataAccount);
      expect(thrownBy(() => thread.dispose())).toBe(failure);
    }
    expect(heap.createRegion('y').id).toBe(1);
    assertValidThreadHeap(heap);
  });
});

it('the account for tables throws whenever a segment goes: that of the region is told of each', () => {
  const account = new TestAccount();
  const metadataAccount = new TestAccount();
  const heap = ThreadHeap.create({ ...SMALL, metadataAccount });
  const region = heap.createRegion('a', { account });
  const blocks = Array.from({ length: 5 }, () => region.allocate(100_000));
  let thrown = 0;
  throwAtRelease(metadataAccount, Infinity);
  for (const address of blocks) {
    try {
      region.free(address);
    } catch {
      thrown++;
    }
    expect(account.balance).toBe(region.stats().committedBytes);
  }
  expect(thrown).toBe(4); // one empty segment is kept
  expect(account.balance).toBe(0);
  assertValidThreadHeap(heap);
});

it('the account for tables throws when what was just taken goes again: that is refunded', () => {
  const account = new TestAccount();
  const metadataAccount = new TestAccount();
  const heap = ThreadHeap.create({ ...SMALL, metadataAccount });
  const region = heap.createRegion('a', { account, limitBytes: 40 * 4096 });
  region.free(region.allocate(16));
  region.trim(); // its segment is empty, and one page too short for what comes
  let failure: Error | undefined;
  metadataAccount.beforeCharge = () => {
    metadataAccount.beforeCharge = () => undefined;
    region.allocate(SEGMENT); // so that what is being charged for is too much
    failure = throwAtRelease(metadataAccount);
  };
  expect(thrownBy(() => region.allocate(SEGMENT))).toBe(failure);
  expect(region.stats().committedBytes).toBe(SEGMENT);
  expect(account.balance).toBe(SEGMENT);
  assertValidThreadHeap(heap);
});

describe('an account that throws at a release', () => {
  it('loses no mark of what other threads have freed', () => {
    const account = new TestAccount();
    const heap = ThreadHeap.create(SMALL);
    const other = ThreadHeap.attach(heap.issueToken());
    const region = heap.createRegion('a', { account });
    const blocks = Array.from({ length: 40 }, () => region.allocate(9000)); // two segments
    for (const address of blocks) other.free(address);
    const failure = throwAtRelease(account);
    expect(thrownBy(() => heap.stats())).toBe(failure);
    expect(heap.stats()).toMatchObject({ blockCount: 0, liveBytes: 0 });
    expect(account.balance).toBe(0);
    assertValidThreadHeap(heap);
  });

  it('keeps no block from being counted anew', () => {
    const account = new TestAccount();
    const heap = ThreadHeap.create(SMALL);
    const other = ThreadHeap.attach(heap.issueToken());
    const region = heap.createRegion('a', { account });
    for (let i = 0; i < 6; i++) other.free(region.allocate(9000));
    const failure = throwAtRelease(account, Infinity);
    expect(thrownBy(() => region.trim())).toBe(failure);
    expect(account.balance).toBe(0);
    assertValidThreadHeap(heap);
  });

  it.each(['adoptThread', 'disposeThread'] as const)('does not keep %s from its result', (what) => {
    const account = new TestAccount();
    const metadataAccount = new TestAccount();
    const heap = ThreadHeap.create({ ...SMALL, metadataAccount });
    const mine = heap.createRegion('mine', { account });
    const [x, y] = [mine.allocate(9000), mine.allocate(9000)];
    const token = heap.issueToken();
    const there = ThreadHeap.attach(token);
    const region = there.createRegion('mesher');
    const blocks = [region.allocate(9000), region.allocate(9000), region.allocate(100)];
    there.free(x); // and its thread ends before this one hears of it
    there.free(y);
    heap.free(blocks[0]!); // and that one ends before it hears of it
    throwAtRelease(account, Infinity);
    throwAtRelease(metadataAccount, Infinity);
    if (what === 'adoptThread') {
      const [adopted] = adoptThread(heap, token.participant, { account });
      expect(adopted).toMatchObject({ name: 'mesher', disposed: false });
      expect(adopted!.stats()).toMatchObject({ blockCount: 2 });
    } else expect(disposeThread(heap, token.participant)).toBe(2);
    expect(mine.stats().blockCount).toBe(0);
    expect(heap.stats().blockCount).toBe(what === 'adoptThread' ? 2 : 0);
    expect(account.balance).toBe(
      heap.stats().committedBytes - heap.stats().metadataBytes, // it pays for all
    );
    assertValidThreadHeap(heap);
    // What that thread was is gone: its number is not to be adopted again, but there is room.
    expect(thrownBy(() => adoptThread(heap, token.participant)).code).toBe(
      'ERR_SANDY_INVALID_ARGUMENT',
    );
    expect(ThreadHeap.attach(heap.issueToken()).participant % 64).toBe(token.participant % 64);
  });

  it('of one mod does not keep another mod from what is spare, nor the heap from being trimmed', () => {
    const heap = ThreadHeap.create({ ...SMALL, maximumByteLength: 2 * SEGMENT });
    const bad = new TestAccount();
    const regions = [
      heap.createRegion('bad', { account: bad }),
      heap.createRegion('good'),
      heap.createRegion('last'),
    ] as const;
    const [theirs, good, last] = regions;
    theirs.free(theirs.allocate(2000)); // leave a spare each
    last.free(last.allocate(2000));
    good.allocate(100_000);
    good.allocate(100_000);
    const held = () => regions.map((region) => region.stats().committedBytes);
    const failure = throwAtRelease(bad, Infinity);
    expect(good.tryAllocate(60_000)).toBeUndefined();
    expect(held()).toEqual([0, 2 * 25 * 4096, 0]);
    theirs.free(theirs.allocate(2000));
    last.free(last.allocate(2000));
    expect(thrownBy(() => heap.trim())).toBe(failure);
    expect(held()).toEqual([0, 2 * 25 * 4096, 0]);
    assertValidThreadHeap(heap);
  });
});

it('the rows of regions are counted in the peak', () => {
  const heap = ThreadHeap.create(SMALL);
  const regions = Array.from({ length: 50 }, (_, i) => heap.createRegion(`r${i}`));
  const { committedBytes } = heap.stats();
  for (const region of regions) region.dispose();
  expect(heap.stats().peakCommittedBytes).toBe(committedBytes);
});

it('where the runtime has no memory for a row, neither its charge nor its number stays', () => {
  const metadataAccount = new TestAccount();
  const heap = ThreadHeap.create({ ...SMALL, metadataAccount });
  const before = metadataAccount.balance;
  withoutMemoryFor({ least: 129, most: 10_000 }, () =>
    expect(() => heap.createRegion('a')).toThrow('no memory'),
  );
  expect(metadataAccount.balance).toBe(before);
  expect(heap.createRegion('b').id).toBe(1);
  assertValidThreadHeap(heap);
});
