import { describe, expect, it } from '@jest/globals';
import {
  Heap,
  PacketRing,
  TickArena,
  allocateBlock,
  allocateManyInto,
  assertValidHeap,
  blockAt,
  checkedMode,
  freeMany,
  transferBlock,
  zeroingMode,
} from '../src/index.js';
import type { Address, HeapOptions } from '../src/index.js';
import { Refusal, TestAccount, throwAtRelease } from './support/accounts.js';
import { thrownBy } from './support/heap-state.js';
import { withoutMemoryFor } from './support/little-memory.js';

const SEGMENT = 1 << 17;

/** Has the next release run `action`, and throw then. @returns what it throws */
function actAndThrow(account: TestAccount, action: () => void): Error {
  const failure = new Error('from a callback');
  account.afterRelease = () => {
    account.afterRelease = () => undefined;
    action();
    throw failure;
  };
  return failure;
}

describe('an account of one mod that throws at each release', () => {
  it('does not keep another mod from what is spare', () => {
    const heap = Heap.create({ segmentByteLength: SEGMENT, maximumByteLength: 2 * SEGMENT });
    const account = new TestAccount();
    const bad = heap.createRegion('bad', { account });
    const last = heap.createRegion('last');
    const good = heap.createRegion('good');
    for (const region of [bad, last]) region.free(region.allocate(16)); // leave a spare each
    good.allocate(100_000);
    good.allocate(100_000);
    throwAtRelease(account, Infinity);
    expect(good.tryAllocate(60_000)).toBeUndefined();
    expect([bad.committedBytes, last.committedBytes, account.balance]).toEqual([0, 0, 0]);
    assertValidHeap(heap);
  });

  it('does not keep the heap from being trimmed, and is passed on then', () => {
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const account = new TestAccount();
    const regions = [heap.createRegion('bad', { account }), heap.createRegion('last')];
    for (const region of regions) region.free(region.allocate(16));
    const failure = throwAtRelease(account, Infinity);
    expect(thrownBy(() => heap.trim())).toBe(failure);
    expect(heap.stats()).toMatchObject({ reservedBytes: 0, segmentCount: 0 });
    expect(regions.map((region) => region.committedBytes)).toEqual([0, 0]);
    assertValidHeap(heap);
  });
});

describe('many blocks, with an account that throws at each release', () => {
  const cases: [string, HeapOptions, boolean][] = [
    ['a plain region', {}, false],
    ['one that has a handle', {}, true],
    ['zeroing mode', { mode: zeroingMode }, false],
    ['checked mode', { mode: checkedMode() }, false],
    ['checked mode that keeps few', { mode: checkedMode({ quarantineBytes: 20_000 }) }, false],
  ];

  it.each(cases)('in %s: all are free, and the first error is passed on', (_, options, handle) => {
    const account = new TestAccount();
    const heap = Heap.create(options);
    const region = heap.createRegion('a', { account });
    if (handle) allocateBlock(region, 16);
    const { blockCount } = region.stats();
    const blocks = Array.from({ length: 6 }, () => region.allocate(9000));
    const failure = throwAtRelease(account, Infinity);
    let thrown: unknown;
    try {
      freeMany(region, blocks);
    } catch (error) {
      thrown = error;
    }
    for (const address of blocks) expect(() => region.usableByteLength(address)).toThrow();
    try {
      region.trim();
    } catch (error) {
      thrown ??= error; // where all of them wait until then
    }
    expect(thrown).toBe(failure);
    expect(region.stats().blockCount).toBe(blockCount);
    assertValidHeap(heap);
  });

  it.each(cases)('in %s that refuses the fourth: none is there, and that is told', (...args) => {
    const [, options, handle] = args;
    const account = new TestAccount();
    const heap = Heap.create(options);
    const region = heap.createRegion('a', { account });
    if (handle) allocateBlock(region, 16);
    const { blockCount } = region.stats();
    account.refuseFrom = account.chargeCount + 4;
    throwAtRelease(account, Infinity);
    const out = new Int32Array(10);
    expect(thrownBy(() => allocateManyInto(region, 9000, out))).toBeInstanceOf(Refusal);
    try {
      region.trim();
    } catch {
      // It throws at each release.
    }
    expect(region.stats().blockCount).toBe(blockCount);
    assertValidHeap(heap);
  });
});

describe('an account that gets the place of a block whose end it is told of, and throws,', () => {
  const modes: [string, HeapOptions][] = [
    ['plain', {}],
    ['zeroing', { mode: zeroingMode }],
    ['checked', { mode: checkedMode({ quarantineBytes: 20_000 }) }], // too few for 64 KiB
  ];

  it.each(modes)('has it to itself after a ring was disposed of (%s)', (_, options) => {
    const account = new TestAccount();
    const region = Heap.create(options).createRegion('a', { account });
    const ring = new PacketRing(region, { capacityBytes: 1 << 16 });
    let theirs = 0 as Address;
    const failure = actAndThrow(account, () => {
      theirs = region.allocate(60_000);
      region.bytes(theirs).fill(1);
    });
    expect(thrownBy(() => ring.dispose())).toBe(failure);
    expect(ring.disposed).toBe(true);
    expect(thrownBy(() => ring.push(new Uint8Array(9))).code).toBe('ERR_SANDY_DISPOSED');
    ring.dispose();
    expect(region.bytes(theirs).every((byte) => byte === 1)).toBe(true);
  });

  it.each(modes)('has it to itself after an arena was disposed of (%s)', (_, options) => {
    const account = new TestAccount();
    const region = Heap.create(options).createRegion('a', { account });
    const arena = new TickArena(region);
    arena.allocate(10);
    let theirs = 0 as Address;
    const failure = actAndThrow(account, () => (theirs = region.allocate(60_000)));
    expect(thrownBy(() => arena.dispose())).toBe(failure);
    expect(arena.stats()).toMatchObject({ chunkCount: 0, reservedBytes: 0 });
    arena.dispose();
    expect(region.usableByteLength(theirs)).toBeGreaterThanOrEqual(60_000);
  });

  it.each(modes)('does not keep a block from being handed over (%s)', (_, options) => {
    const account = new TestAccount();
    const heap = Heap.create(options);
    const from = heap.createRegion('from', { account });
    const to = heap.createRegion('to');
    const address = from.allocate(60_000);
    from.bytes(address).fill(4);
    let theirs = 0 as Address;
    actAndThrow(account, () => (theirs = from.allocate(60_000)));
    const moved = transferBlock(from, address, to);
    expect(to.bytes(moved, 60_000).every((byte) => byte === 4)).toBe(true);
    if (options.mode !== undefined) {
      expect(theirs).toBe(address); // else this tests nothing
      expect(from.stats().blockCount).toBe(1);
    }
    assertValidHeap(heap);
  });

  it.each(modes)('does not get it by the handle that was there (%s)', (_, options) => {
    const account = new TestAccount();
    const region = Heap.create(options).createRegion('a', { account });
    const address = region.allocate(60_000);
    const block = blockAt(region, address);
    let theirs = 0 as Address;
    const failure = actAndThrow(account, () => (theirs = region.allocate(60_000)));
    expect(thrownBy(() => block.free())).toBe(failure);
    expect(theirs).toBe(address); // else this tests nothing
    expect(block.live).toBe(false);
    expect(thrownBy(() => block.free()).code).toBe('ERR_SANDY_INVALID_FREE');
    expect(region.usableByteLength(theirs)).toBeGreaterThanOrEqual(60_000);
  });
});

it('where the runtime has no memory for hints, they are not charged, and the region goes on', () => {
  const metadataAccount = new TestAccount();
  const heap = Heap.create({ metadataAccount });
  const region = heap.createRegion('a');
  const { balance } = metadataAccount;
  withoutMemoryFor({ least: 129, most: 10_000 }, () =>
    expect(() => region.allocate(100)).toThrow('no memory'),
  );
  expect(metadataAccount.balance).toBe(balance);
  assertValidHeap(heap);
  region.allocate(100);
  assertValidHeap(heap);
});
