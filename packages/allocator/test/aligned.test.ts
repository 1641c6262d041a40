import { describe, expect, it } from '@jest/globals';
import {
  allocateAligned,
  assertValidHeap,
  checkCanaries,
  checkedMode,
  Heap,
  zeroingMode,
} from '../src/index.js';
import { engineCases } from './support/engines.js';
import { thrownBy } from './support/heap-state.js';

const SEGMENT = 1 << 17;
const alignments = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];

describe.each(engineCases)('aligned blocks in $name', ({ open }) => {
  it.each(alignments)('begin on multiples of %i, whatever lies between them', (alignment) => {
    const { engine, between } = open();
    const heap = Heap.create({ segmentByteLength: SEGMENT, engine });
    const region = heap.createRegion('a');
    for (let byteLength = 0; byteLength < 20_000; byteLength = Math.ceil(byteLength * 1.3) + 1) {
      between();
      region.allocate(24);
      const address = allocateAligned(region, byteLength, alignment);
      expect((address * 16) % alignment).toBe(0);
      expect(heap.offsetOf(address) % alignment).toBe(0);
      expect(region.usableByteLength(address)).toBeGreaterThanOrEqual(byteLength);
    }
    assertValidHeap(heap);
  });
});

describe.each([zeroingMode, checkedMode()])(
  'aligned blocks in a heap with a mode ($name)',
  (mode) => {
    it.each(alignments)('begin on multiples of %i', (alignment) => {
      const heap = Heap.create({ segmentByteLength: SEGMENT, mode });
      const region = heap.createRegion('a');
      for (const byteLength of [0, 1, 24, 250, 1000, 4096, 5000, 8192, 9000]) {
        region.allocate(24);
        const address = allocateAligned(region, byteLength, alignment);
        expect((address * 16) % alignment).toBe(0);
        expect(region.usableByteLength(address)).toBeGreaterThanOrEqual(byteLength);
      }
      assertValidHeap(heap);
    });
  },
);

describe('aligned blocks in checked mode', () => {
  it.each(alignments)('on multiples of %i end where they were asked to', (alignment) => {
    for (const byteLength of [0, 1, 24, 100, 250, 1000, 4090, 4096, 8180, 8184, 8192, 9000]) {
      const heap = Heap.create({ segmentByteLength: SEGMENT, mode: checkedMode() });
      const region = heap.createRegion('a');
      const address = allocateAligned(region, byteLength, alignment);
      expect(region.usableByteLength(address)).toBe(byteLength);
      region.bytes(address).fill(1);
      expect(checkCanaries(heap)).toBe(0);
      heap.bytesOf(address)[heap.offsetOf(address) + byteLength] = 1;
      const error = thrownBy(() => region.free(address));
      expect(error).toMatchObject({ kind: 'overflow', byteLength, byteOffset: byteLength });
      heap.dispose();
    }
  });
});

describe('allocateAligned', () => {
  it('refuses other alignments and lengths', () => {
    const region = Heap.create().createRegion('a');
    for (const alignment of [0, -16, 3, 24, 8192, 1.5, NaN, Infinity]) {
      const error = thrownBy(() => allocateAligned(region, 10, alignment));
      expect(error).toMatchObject({ code: 'ERR_SANDY_INVALID_ARGUMENT' });
      expect(error.message).toContain('alignment');
    }
    for (const byteLength of [-1, NaN, 1.5, 2 ** 53]) {
      const error = thrownBy(() => allocateAligned(region, byteLength, 64));
      expect(error.message).toContain('byteLength');
    }
    expect(region.stats().blockCount).toBe(0);
  });
});
