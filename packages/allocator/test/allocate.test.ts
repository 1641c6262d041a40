import { describe, expect, it } from '@jest/globals';
import type { Address } from '../src/index.js';
import { assertValidHeap, Heap } from '../src/index.js';
import { stateOf, thrownBy } from './support/heap-state.js';

const SEGMENT = 1 << 17;
const create = () => Heap.create({ segmentByteLength: SEGMENT });

const lengths = [0, 1, 15, 16, 17, 100, 255, 256, 257, 320, 1000, 4095, 4096, 5000, 8191, 8192];
const longer = [8193, 12_288, 12_289, 65_536, SEGMENT - 4096, SEGMENT];
const huge = [SEGMENT + 1, 3 * SEGMENT, 3 * SEGMENT + 4096];

describe('Region.allocate', () => {
  it.each([...lengths, ...longer, ...huge])('gives a block for %i bytes', (byteLength) => {
    const heap = create();
    const region = heap.createRegion('a');
    const address = region.allocate(byteLength);
    expect(Number.isInteger(address) && address > 0 && address < 2 ** 30).toBe(true);
    expect(region.usableByteLength(address)).toBeGreaterThanOrEqual(byteLength);
    if (byteLength > 8192) expect(address % 256).toBe(0); // on a page
    region.bytes(address).fill(0xff);
    assertValidHeap(heap);
    region.free(address);
    assertValidHeap(heap);
    expect(region.stats()).toMatchObject({ liveBytes: 0, blockCount: 0 });
  });

  it('gives blocks that do not overlap, thousands of all lengths', () => {
    const heap = create();
    const region = heap.createRegion('a');
    const blocks: { start: number; end: number }[] = [];
    for (let i = 0; i < 3000; i++) {
      const byteLength = [...lengths, ...longer, ...huge][i % 17]!;
      const address = region.allocate(byteLength);
      blocks.push({ start: address * 16, end: address * 16 + region.usableByteLength(address) });
    }
    blocks.sort((a, b) => a.start - b.start);
    for (let i = 1; i < blocks.length; i++) {
      expect(blocks[i]!.start).toBeGreaterThanOrEqual(blocks[i - 1]!.end);
    }
    assertValidHeap(heap);
    heap.dispose();
  });

  it('wastes less than a quarter of a block above 256 bytes, 15 bytes below', () => {
    const region = create().createRegion('a');
    for (let byteLength = 1; byteLength <= 8192; byteLength += 7) {
      const address = region.allocate(byteLength);
      const waste = region.usableByteLength(address) - byteLength;
      expect(waste).toBeLessThan(byteLength > 256 ? byteLength / 4 : 16);
      region.free(address);
    }
  });

  it('hands out what was freed before it takes further pages', () => {
    const region = create().createRegion('a');
    const addresses = Array.from({ length: 1000 }, () => region.allocate(48));
    const { committedBytes } = region.stats();
    for (let round = 0; round < 5; round++) {
      for (let i = round; i < 1000; i += 3) region.free(addresses[i]!);
      for (let i = round; i < 1000; i += 3) addresses[i] = region.allocate(40);
    }
    expect(region.stats().committedBytes).toBe(committedBytes);
    expect(new Set(addresses).size).toBe(1000);
  });

  it.each([
    NaN,
    -1,
    -0.5,
    0.5,
    1.5,
    Infinity,
    -Infinity,
    2 ** 53,
    -(2 ** 53),
    '16',
    null,
    undefined,
    {},
  ])('refuses a byte length of %p and leaves everything as it was', (byteLength) => {
    const heap = create();
    const region = heap.createRegion('a');
    region.bytes(region.allocate(100)).fill(3);
    const before = stateOf(heap);
    for (const method of ['allocate', 'allocateZeroed', 'tryAllocate'] as const) {
      const error = thrownBy(() => region[method](byteLength as number));
      expect(error.code).toBe('ERR_SANDY_INVALID_ARGUMENT');
      expect(error.message).toMatch(
        /^byteLength: expected an integer from 0 to 9007199254740991, got /,
      );
    }
    expect(stateOf(heap)).toEqual(before);
  });

  it.each([2 ** 31, 2 ** 32, 2 ** 32 + 16, 2 ** 34 + 1, 2 ** 53 - 1])(
    'has no memory for %i bytes in a heap of 1 MiB',
    (byteLength) => {
      const heap = Heap.create({ segmentByteLength: SEGMENT, maximumByteLength: 1 << 20 });
      const region = heap.createRegion('a');
      region.bytes(region.allocate(100)).fill(3);
      const before = stateOf(heap);
      expect(thrownBy(() => region.allocate(byteLength)).code).toBe('ERR_SANDY_OUT_OF_MEMORY');
      expect(region.tryAllocate(byteLength)).toBeUndefined();
      expect(stateOf(heap)).toEqual(before);
    },
  );
});

describe('Region.allocateZeroed', () => {
  it.each([16, 100, 8192, 8193, 3 * SEGMENT])(
    'gives zeros for %i bytes, though others were there',
    (n) => {
      const region = create().createRegion('a');
      const others: Address[] = [];
      for (let i = 0; i < 10; i++) others.push(region.allocate(n));
      for (const address of others) region.bytes(address).fill(0xaa);
      for (const address of others) region.free(address);
      for (let i = 0; i < 10; i++) {
        const bytes = region.bytes(region.allocateZeroed(n));
        expect(bytes.every((byte) => byte === 0)).toBe(true);
      }
    },
  );
});

describe('Region.tryAllocate', () => {
  it('gives a block, or undefined when the limit refuses', () => {
    const region = create().createRegion('a', { limitBytes: 3 * 4096 });
    const address = region.tryAllocate(12_288)!;
    expect(region.usableByteLength(address)).toBe(12_288);
    expect(region.tryAllocate(1)).toBeUndefined();
    region.free(address);
    expect(region.tryAllocate(1)).toBeDefined();
  });
});
