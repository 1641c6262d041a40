import { describe, expect, it } from '@jest/globals';
import type { Address, Region } from '../src/index.js';
import {
  assertValidHeap,
  Heap,
  InvalidFreeError,
  transferBlock,
  visitBlocks,
} from '../src/index.js';
import { TestAccount } from './support/accounts.js';
import { stateOf, thrownBy } from './support/heap-state.js';

const SEGMENT = 1 << 17;
const create = () => Heap.create({ segmentByteLength: SEGMENT });

describe('Heap.createRegion', () => {
  it('makes a region that holds nothing', () => {
    const heap = create();
    const region = heap.createRegion('columns');
    expect(region.heap).toBe(heap);
    expect(region.disposed).toBe(false);
    expect(region.stats()).toEqual({
      name: 'columns',
      committedBytes: 0,
      liveBytes: 0,
      blockCount: 0,
      peakCommittedBytes: 0,
      limitBytes: undefined,
    });
    expect(heap.stats()).toMatchObject({ regionCount: 1, segmentCount: 0, reservedBytes: 0 });
  });

  it.each(['', undefined, null, 3, {}])('refuses the name %p', (name) => {
    const heap = create();
    const error = thrownBy(() => heap.createRegion(name as string));
    expect(error.code).toBe('ERR_SANDY_INVALID_ARGUMENT');
    expect(heap.stats().regionCount).toBe(0);
  });

  it.each([NaN, -1, 0.5, 2 ** 53, '4096', null])('refuses a limit of %p', (limitBytes) => {
    const heap = create();
    const error = thrownBy(() => heap.createRegion('a', { limitBytes: limitBytes as number }));
    expect(error.code).toBe('ERR_SANDY_INVALID_ARGUMENT');
    expect(heap.stats().regionCount).toBe(0);
  });

  it('takes a name as it is: quotes, line breaks and __proto__ do no harm', () => {
    const heap = create();
    for (const name of ['__proto__', 'a"b', 'two\nlines']) {
      const region = heap.createRegion(name);
      expect(region.stats().name).toBe(name);
      expect(thrownBy(() => region.free(1 as Address)).message).toContain(name);
    }
  });
});

describe('the limit of a region', () => {
  it('refuses the page above it, and only that', () => {
    const heap = create();
    const region = heap.createRegion('a', { limitBytes: 4 * 4096 });
    const other = heap.createRegion('b');
    const run = region.allocate(3 * 4096);
    const slots = Array.from({ length: 256 }, () => region.allocate(16));
    const before = stateOf(heap);
    const error = thrownBy(() => region.allocate(16));
    expect(error).toMatchObject({
      code: 'ERR_SANDY_REGION_LIMIT',
      regionName: 'a',
      requestedBytes: 4096,
      usedBytes: 4 * 4096,
      limitBytes: 4 * 4096,
    });
    expect(stateOf(heap)).toEqual(before);
    other.allocate(100_000);
    region.free(slots[9]!);
    expect(region.allocate(16)).toBe(slots[9]);
    region.free(run);
    region.allocate(8193);
    assertValidHeap(heap);
  });

  it('gives up the empty slab that the region keeps before it refuses', () => {
    const region = create().createRegion('a', { limitBytes: 2 * 4096 });
    region.free(region.allocate(16));
    expect(region.stats().committedBytes).toBe(4096);
    const run = region.allocate(2 * 4096);
    expect(region.stats().committedBytes).toBe(2 * 4096);
    region.free(run);
    region.allocate(16);
    assertValidHeap(region.heap);
  });

  it('of 0 allows nothing', () => {
    const region = create().createRegion('a', { limitBytes: 0 });
    for (const byteLength of [0, 16, 10_000, SEGMENT * 2]) {
      expect(thrownBy(() => region.allocate(byteLength)).code).toBe('ERR_SANDY_REGION_LIMIT');
    }
    assertValidHeap(region.heap);
  });
});

describe('Region.stats', () => {
  it('counts usable bytes, blocks, pages and the most pages there were', () => {
    const region = create().createRegion('a');
    const small = region.allocate(100);
    const run = region.allocate(10_000);
    const huge = region.allocate(SEGMENT + 1);
    const committedBytes = 4096 + 3 * 4096 + SEGMENT + 4096;
    expect(region.stats()).toMatchObject({
      committedBytes,
      liveBytes: committedBytes - 4096 + 112,
      blockCount: 3,
      peakCommittedBytes: committedBytes,
    });
    for (const address of [small, run, huge]) region.free(address);
    expect(region.stats()).toMatchObject({
      committedBytes: 4096,
      liveBytes: 0,
      blockCount: 0,
      peakCommittedBytes: committedBytes,
    });
  });
});

describe('Region.dispose', () => {
  it('gives everything back and leaves other regions as they are', () => {
    const heap = create();
    const account = new TestAccount();
    const other = heap.createRegion('other');
    const region = heap.createRegion('a', { account });
    const theirs: Address[] = [];
    for (let i = 0; i < 2000; i++) {
      region.allocate((i * 37) % 5000);
      const address = other.allocate((i * 53) % 3000);
      other.words(address).fill(i);
      theirs.push(address);
    }
    region.allocate(3 * SEGMENT);
    const mine = region.stats().committedBytes;
    expect(account.balance).toBe(mine);
    const before = heap.stats();
    region.dispose();
    expect(account.balance).toBe(0);
    const after = heap.stats();
    expect(after.regionCount).toBe(1);
    expect(after.committedBytes - after.metadataBytes).toBe(
      before.committedBytes - before.metadataBytes - mine,
    );
    theirs.forEach((address, i) => {
      expect(other.words(address).every((word) => word === i)).toBe(true);
    });
    assertValidHeap(heap);
  });

  it('may be done twice', () => {
    const account = new TestAccount();
    const region = create().createRegion('a', { account });
    region.allocate(100);
    region.dispose();
    region.dispose();
    expect(region.disposed).toBe(true);
    expect(region.stats()).toMatchObject({ committedBytes: 0, peakCommittedBytes: 0 });
    expect(account.balance).toBe(0);
    expect(region.heap.stats()).toMatchObject({ regionCount: 0, blockCount: 0 });
    assertValidHeap(region.heap);
  });

  it('leaves a region that answers stats and refuses all else', () => {
    const heap = create();
    const region = heap.createRegion('a');
    const address = region.allocate(100);
    region.dispose();
    heap.createRegion('b').allocate(100); // takes the id and the page that were a's
    expectUnusable(region, address);
    expect(region.stats()).toMatchObject({ committedBytes: 0, liveBytes: 0, blockCount: 0 });
    expect(region.trim()).toBe(0);
    assertValidHeap(heap);
  });

  it.each([
    ['allocates', (_from: Region, to: Region) => to.allocate(20_000)],
    [
      'takes a run over',
      (from: Region, to: Region) => transferBlock(from, from.allocate(20_000), to),
    ],
  ])('leaves alone what another region %s in the same segments', (_how, take) => {
    const heap = create();
    const [from, to] = [heap.createRegion('from'), heap.createRegion('to')];
    for (let i = 0; i < 300; i++) from.allocate(1000);
    const kept = take(from, to);
    to.bytes(kept, 20_000).fill(7);
    const others = Array.from({ length: 300 }, () => from.allocate(3000));
    from.free(others[150]!);
    from.dispose();
    assertValidHeap(heap);
    expect(heap.stats()).toMatchObject({ regionCount: 1, blockCount: 1 });
    for (let i = 0; i < 100; i++) to.bytes(to.allocate(5000), 5000).fill(9);
    expect(to.bytes(kept, 20_000).every((byte) => byte === 7)).toBe(true);
    to.dispose();
    assertValidHeap(heap);
  });

  it('leaves no trace in segments that it had whole', () => {
    const heap = create();
    const [first, second] = [heap.createRegion('first'), heap.createRegion('second')];
    const old = Array.from({ length: 500 }, (_, i) => first.allocate((i % 40) * 250));
    const huge = first.allocate(3 * SEGMENT);
    first.dispose();
    assertValidHeap(heap);
    const mine = new Set(Array.from({ length: 500 }, () => second.allocate(2000)));
    assertValidHeap(heap);
    for (const address of [...old, huge]) {
      if (!mine.has(address)) expect(() => second.free(address)).toThrow(InvalidFreeError);
    }
    expect(heap.stats().blockCount).toBe(500);
  });

  it.each([2, 9])('passes over %i segments that were emptied before', (count) => {
    const heap = create();
    const region = heap.createRegion('a');
    region.allocate(100);
    const blocks = Array.from({ length: 2 * count }, () => region.allocate(SEGMENT / 2));
    for (const address of blocks) region.free(address);
    region.dispose();
    assertValidHeap(heap);
    heap.trim();
    expect(heap.stats().reservedBytes).toBe(0);
  });

  it('makes its id and pages free for the next region', () => {
    const heap = create();
    for (let i = 0; i < 1000; i++) {
      const region = heap.createRegion(`r${i}`);
      region.allocate(10_000 + i);
      region.allocate(i);
      region.dispose();
    }
    expect(heap.stats()).toMatchObject({ segmentCount: 1, regionCount: 0 });
    assertValidHeap(heap);
  });
});

describe('Heap.dispose', () => {
  it('disposes of the regions and gives back every byte, metadata included', () => {
    const metadataAccount = new TestAccount();
    const account = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT, metadataAccount });
    const region = heap.createRegion('a', { account });
    const address = region.allocate(100);
    region.allocate(5 * SEGMENT);
    heap.dispose();
    heap.dispose();
    expect(heap.disposed).toBe(true);
    expect([account.balance, metadataAccount.balance]).toEqual([0, 0]);
    expect(heap.stats()).toMatchObject({
      reservedBytes: 0,
      committedBytes: 0,
      liveBytes: 0,
      metadataBytes: 0,
      segmentCount: 0,
      regionCount: 0,
      blockCount: 0,
    });
    expectUnusable(region, address);
    for (const use of [
      () => heap.createRegion('b'),
      () => heap.trim(),
      () => visitBlocks(heap, () => undefined),
      () => assertValidHeap(heap),
    ]) {
      expect(thrownBy(use).code).toBe('ERR_SANDY_DISPOSED');
    }
  });
});

function expectUnusable(region: Region, address: Address): void {
  for (const use of [
    () => region.allocate(16),
    () => region.allocate(10_000),
    () => region.allocate(2 ** 30),
    () => region.allocateZeroed(16),
    () => region.tryAllocate(16),
    () => region.reallocate(address, 200),
    () => region.free(address),
    () => region.usableByteLength(address),
    () => region.bytes(address),
    () => region.words(address),
  ]) {
    const error = thrownBy(use);
    expect(error.code).toBe('ERR_SANDY_DISPOSED');
    expect(error.message).toBe('region "a": used after it was disposed of');
  }
}
