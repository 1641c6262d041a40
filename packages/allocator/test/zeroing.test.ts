import { describe, expect, it } from '@jest/globals';
import { assertValidHeap, Heap, zeroingMode } from '../src/index.js';
import { engineCases } from './support/engines.js';
import { thrownBy } from './support/heap-state.js';
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

  it('shows nothing of what was cut off when a block grows again, wherever it lies', () => {
    withSeeds(3, (random) => {
      const { engine, between } = open();
      const heap = Heap.create({ mode: zeroingMode, engine, segmentByteLength: SEGMENT });
      const region = heap.createRegion('a');
      for (const limit of [120, 120, 1000, 9000, 40_000]) {
        let byteLength = 1 + random.below(limit);
        let address = region.allocate(byteLength);
        for (let step = 0; step < 40; step++) {
          region.bytes(address, byteLength).fill(0xff);
          between();
          const before = byteLength;
          byteLength = 1 + random.below(limit);
          address = region.reallocate(address, byteLength);
          const grown = region.bytes(address).subarray(Math.min(before, byteLength));
          expect(grown.every((byte) => byte === 0)).toBe(true);
        }
      }
    });
  });

  it('says of what is not live what other regions say', () => {
    const { engine } = open();
    const region = Heap.create({ mode: zeroingMode, engine }).createRegion('a');
    const address = region.allocate(10);
    region.free(address);
    const error = thrownBy(() => region.reallocate(address, 20));
    expect(error.code).toBe('ERR_SANDY_INVALID_FREE');
    region.dispose();
    expect(thrownBy(() => region.reallocate(address, 20)).code).toBe('ERR_SANDY_DISPOSED');
  });
});
