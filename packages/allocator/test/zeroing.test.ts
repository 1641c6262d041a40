import { describe, expect, it } from '@jest/globals';
import { assertValidHeap, Heap, zeroingMode } from '../src/index.js';
import { engineCases } from './support/engines.js';
import { withSeeds } from './support/random.js';

const SEGMENT = 1 << 17;
const lengths = [1, 16, 100, 300, 5000, 8192, 9000, 50_000, SEGMENT + 1];

describe.each(engineCases)('a heap that zeroes, of $name', ({ open }) => {
  it('shows nothing of what was there before, also where a block grows', () => {
    withSeeds(3, (random) => {
      const { engine, between } = open();
      const heap = Heap.create({ mode: zeroingMode, engine, segmentByteLength: SEGMENT });
      const region = heap.createRegion('a');
      const live: { address: ReturnType<typeof region.allocate>; byteLength: number }[] = [];
      for (let step = 0; step < 400; step++) {
        between();
        const byteLength = random.pick(lengths);
        const at = random.below(live.length + 1);
        const block = live[at];
        if (block === undefined) {
          const address = region[random.below(2) ? 'allocate' : 'allocateZeroed'](byteLength);
          expect(region.bytes(address).every((byte) => byte === 0)).toBe(true);
          live.push({ address, byteLength: region.bytes(address).fill(0xff).length });
        } else if (random.below(2) === 0) {
          region.free(block.address);
          live.splice(at, 1);
        } else {
          const kept = Math.min(block.byteLength, byteLength);
          const address = region.reallocate(block.address, byteLength);
          const bytes = region.bytes(address);
          expect(bytes.subarray(0, kept).every((byte) => byte === 0xff)).toBe(true);
          const tail = bytes.subarray(block.byteLength);
          expect(tail.every((byte) => byte === 0)).toBe(true);
          live[at] = { address, byteLength: bytes.fill(0xff).length };
        }
      }
      assertValidHeap(heap);
    });
  });
});
