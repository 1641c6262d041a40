import { describe, expect, it } from '@jest/globals';
import type { Address, Region } from '../src/index.js';
import { assertValidHeap, Heap, visitBlocks } from '../src/index.js';
import { randomFrom } from './support/random.js';
import { stateOf, thrownBy } from './support/heap-state.js';

const SEGMENT = 1 << 17;

function heapWithBlocks(): { heap: Heap; region: Region; other: Region; addresses: Address[] } {
  const heap = Heap.create({ segmentByteLength: SEGMENT });
  const region = heap.createRegion('mine');
  const other = heap.createRegion('other');
  const addresses = [16, 48, 100, 256, 700, 4096, 8192, 8193, 40_000, SEGMENT, 2 * SEGMENT + 1].map(
    (n) => {
      other.bytes(other.allocate(n)).fill(0x55);
      const address = region.allocate(n);
      region.bytes(address).fill(n);
      return address;
    },
  );
  return { heap, region, other, addresses };
}

/**
 * Each of `addresses` is refused by `free` and `reallocate`, and nothing has changed after that.
 */
function expectRefused(region: Region, addresses: readonly unknown[]): void {
  const { heap, name } = region;
  const before = stateOf(heap);
  const stats = heap.stats();
  for (const address of addresses) {
    const error = thrownBy(() => region.free(address as Address));
    expect(error).toMatchObject({ code: 'ERR_SANDY_INVALID_FREE', regionName: name, address });
    expect(error.message).toContain(`a live block of region "${name}"`);
    const code = thrownBy(() => region.reallocate(address as Address, 50)).code;
    expect(code).toBe('ERR_SANDY_INVALID_FREE');
    expect(heap.stats()).toEqual(stats);
  }
  expect(stateOf(heap)).toEqual(before);
}

describe('Region.free', () => {
  it('refuses a block that was freed', () => {
    const { region, addresses } = heapWithBlocks();
    for (const address of addresses) {
      region.free(address);
      expect(thrownBy(() => region.free(address)).code).toBe('ERR_SANDY_INVALID_FREE');
    }
    expectRefused(region, addresses);
  });

  it('refuses a freed block after its page went back and was given out again', () => {
    const { region, other } = heapWithBlocks();
    const address = region.allocate(20_000);
    region.free(address);
    const run = other.allocate(30_000);
    expect(run).toBe(address);
    expectRefused(region, [address]);
    other.free(run);
    const slabs = Array.from({ length: 600 }, () => region.allocate(32));
    expect(slabs.some((slot) => slot > address)).toBe(true);
  });

  it('refuses every address inside a block', () => {
    const { region, addresses } = heapWithBlocks();
    const inside = addresses.flatMap((address) => {
      const granules = region.usableByteLength(address) / 16;
      const offsets = [1, 2, 255, 256, 257, granules >> 1, granules - 1];
      return offsets.filter((offset) => offset > 0 && offset < granules).map((o) => address + o);
    });
    expect(inside.length).toBeGreaterThan(50);
    expectRefused(region, inside);
  });

  it("refuses another region's blocks, and addresses inside them", () => {
    const { heap, region, other } = heapWithBlocks();
    const theirs: Address[] = [];
    visitBlocks(heap, (address, _byteLength, owner) => owner === other && theirs.push(address));
    expect(theirs).toHaveLength(11);
    expectRefused(
      region,
      theirs.flatMap((address) => [address, address + 1]),
    );
  });

  it('refuses what is not an address', () => {
    const { region } = heapWithBlocks();
    const no = [
      0,
      -0,
      -1,
      -256,
      0.5,
      256.5,
      NaN,
      Infinity,
      2 ** 30,
      2 ** 31,
      2 ** 32 + 256,
      2 ** 53,
    ];
    expectRefused(region, [...no, '256', null, undefined, {}, [256], true]);
  });

  it('refuses every number but the live blocks of that region', () => {
    const { heap, region, addresses } = heapWithBlocks();
    const live = new Set<number>(addresses);
    const before = stateOf(heap);
    const end = heap.stats().reservedBytes / 16 + 1000;
    const accepted: number[] = [];
    for (let address = -10; address < end; address++) {
      if (live.has(address)) continue;
      try {
        region.free(address as Address);
        accepted.push(address);
      } catch (error) {
        if ((error as { code?: string }).code !== 'ERR_SANDY_INVALID_FREE') throw error;
      }
    }
    expect(accepted).toEqual([]);
    expect(stateOf(heap)).toEqual(before);
  });

  it('refuses addresses of another heap where this one has no live block', () => {
    const { heap, region, addresses } = heapWithBlocks();
    const live = new Set<number>(addresses);
    const random = randomFrom(7);
    const stranger = Heap.create({ segmentByteLength: SEGMENT }).createRegion('stranger');
    let refused = 0;
    for (let i = 0; i < 300; i++) {
      const address = stranger.allocate(1 + random.below(3000));
      if (live.has(address)) continue;
      expect(thrownBy(() => region.free(address)).code).toBe('ERR_SANDY_INVALID_FREE');
      refused++;
    }
    expect(refused).toBeGreaterThan(250);
    assertValidHeap(heap);
  });

  it('frees in any order and gives the pages back', () => {
    const { heap, region, other, addresses } = heapWithBlocks();
    for (const address of addresses.reverse()) region.free(address);
    expect(region.stats()).toMatchObject({ liveBytes: 0, blockCount: 0 });
    region.trim();
    expect(region.stats().committedBytes).toBe(0);
    expect(other.stats().blockCount).toBe(11);
    assertValidHeap(heap);
  });

  it('keeps eight empty slabs a region, so that pairs of calls take no page', () => {
    const heap = Heap.create();
    const region = heap.createRegion('a');
    const classes = Array.from({ length: 12 }, (_, index) => 16 * (index + 1));
    const blocks = classes.map((byteLength) => region.allocate(byteLength));
    const all = region.stats().committedBytes;
    for (const address of blocks) region.free(address);
    expect(region.stats().committedBytes).toBe(all - 4 * 4096);
    assertValidHeap(heap);
    for (const byteLength of classes.slice(4)) region.free(region.allocate(byteLength));
    const kept = region.stats().committedBytes;
    expect(kept).toBe(all - 4 * 4096);
    expect(region.trim()).toBe(kept);
    expect(region.trim()).toBe(0);
    expect(region.stats().committedBytes).toBe(0);
    assertValidHeap(heap);
  });

  it('keeps none of them where they would make a new peak', () => {
    const heap = Heap.create();
    const region = heap.createRegion('a');
    for (let i = 1; i <= 8; i++) region.free(region.allocate(16 * i));
    expect(region.stats()).toMatchObject({ committedBytes: 4096, peakCommittedBytes: 4096 });
    assertValidHeap(heap);
  });
});

describe('views of what is not live', () => {
  it('are refused', () => {
    const { region, addresses } = heapWithBlocks();
    const address = addresses[2]!;
    region.free(address);
    for (const use of [
      () => region.usableByteLength(address),
      () => region.bytes(address),
      () => region.words(address),
    ]) {
      expect(thrownBy(use)).toMatchObject({ code: 'ERR_SANDY_INVALID_ARGUMENT' });
    }
  });
});
