import { describe, expect, it } from '@jest/globals';
import type { Address } from '../src/index.js';
import { Heap, visitBlocks } from '../src/index.js';
import { thrownBy } from './support/heap-state.js';

const SEGMENT = 1 << 17;

describe('views', () => {
  it('of a block and of its segment show the same bytes', () => {
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const region = heap.createRegion('a');
    for (const byteLength of [16, 100, 5000, 20_000, SEGMENT, 4 * SEGMENT]) {
      for (let i = 0; i < 3; i++) {
        const address = region.allocate(byteLength);
        const words = region.words(address);
        words.forEach((_, index) => (words[index] = address ^ index));
        const segment = heap.segmentOf(address);
        expect(heap.wordsOf(address)).toBe(heap.segmentWords[segment]);
        expect(heap.bytesOf(address)).toBe(heap.segmentBytes[segment]);
        expect(segment).toBe(address >>> (heap.segmentShift - heap.granuleShift));
        const offset = heap.offsetOf(address);
        for (const index of [0, 1, words.length - 1]) {
          expect(heap.wordsOf(address)[(offset >>> 2) + index]).toBe(address ^ index);
        }
        expect(heap.bytesOf(address)[offset]).toBe(region.bytes(address)[0]);
        expect(region.bytes(address).byteLength).toBe(region.usableByteLength(address));
        expect(words.byteLength).toBe(region.usableByteLength(address));
      }
    }
  });

  it('of a segment are the same object for as long as the segment exists, then empty', () => {
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const region = heap.createRegion('a');
    const first = region.allocate(100);
    const { segmentWords, segmentBytes } = heap;
    const words = heap.wordsOf(first);
    const bytes = heap.bytesOf(first);
    const blocks = Array.from({ length: 100 }, () => region.allocate(30_000));
    expect(heap.wordsOf(first)).toBe(words);
    expect(heap.bytesOf(first)).toBe(bytes);
    expect(words.length).toBe(SEGMENT / 4);
    for (const address of [first, ...blocks]) region.free(address);
    heap.trim();
    expect([heap.segmentWords, heap.segmentBytes]).toEqual([segmentWords, segmentBytes]);
    expect(heap.wordsOf(first).length).toBe(0);
    expect(heap.wordsOf(first)[heap.offsetOf(first) >>> 2]).toBeUndefined();
  });

  it('reach every address inside a huge block by the same formula', () => {
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const region = heap.createRegion('a');
    region.allocate(1);
    const address = region.allocate(5 * SEGMENT + 4096);
    const words = region.words(address);
    words.forEach((_, index) => (words[index] = index));
    for (let granule = 0; granule < words.length / 4; granule += 1013) {
      const inside = (address + granule) as Address;
      expect(heap.wordsOf(inside)[heap.offsetOf(inside) >>> 2]).toBe(granule * 4);
    }
  });

  it('may be shorter than the block, never longer', () => {
    const region = Heap.create().createRegion('a');
    const address = region.allocate(100); // 112 usable
    expect(region.bytes(address, 100).length).toBe(100);
    expect(region.bytes(address, 0).length).toBe(0);
    expect(region.words(address, 25).length).toBe(25);
    for (const length of [113, -1, NaN, 1.5, 2 ** 53]) {
      expect(thrownBy(() => region.bytes(address, length)).code).toBe('ERR_SANDY_INVALID_ARGUMENT');
    }
    for (const length of [29, -1, NaN, 0.5]) {
      expect(thrownBy(() => region.words(address, length)).code).toBe('ERR_SANDY_INVALID_ARGUMENT');
    }
  });
});

describe('visitBlocks', () => {
  it('shows each live block once, with its region and usable bytes', () => {
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const regions = [heap.createRegion('a'), heap.createRegion('b')];
    const expected = new Map<Address, string>();
    for (let i = 0; i < 500; i++) {
      const region = regions[i % 2]!;
      const address = region.allocate((i * 997) % 20_000);
      expected.set(address, `${region.name} ${region.usableByteLength(address)}`);
    }
    [...expected.keys()].forEach((address, i) => {
      if (i % 3 !== 0) return;
      regions[i % 2]!.free(address);
      expected.delete(address);
    });
    const seen = new Map<Address, string>();
    visitBlocks(heap, (address, byteLength, region) => {
      expect(seen.has(address)).toBe(false);
      seen.set(address, `${region.name} ${byteLength}`);
    });
    expect(seen).toEqual(expected);
  });
});
