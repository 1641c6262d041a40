import { describe, expect, it } from '@jest/globals';
import { internalsOf } from '../src/heap.js';
import { assertValidHeap, Heap } from '../src/index.js';
import { MAX_REGION_ID } from '../src/page-table.js';
import { thrownBy } from './support/heap-state.js';
import { withSeeds } from './support/random.js';

const SEGMENT = 1 << 17;

describe('ids of regions', () => {
  it('are given out again once all were, and nothing is taken for a block of the older region', () => {
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const { store } = internalsOf(heap);
    const lasting = heap.createRegion('lasting'); // 1
    const kept = [100, 2000, 2900, 6000, 9000, 2 * SEGMENT].flatMap((byteLength) =>
      Array.from({ length: 12 }, () => lasting.allocate(byteLength)),
    );
    const old = heap.createRegion('old'); // 2
    const stale = [100, 3000, 8192, 9000, 50_000].map((byteLength) => old.allocate(byteLength));
    old.dispose();
    store.nextRegionId = MAX_REGION_ID;
    const last = heap.createRegion('last');
    const second = heap.createRegion('second'); // 2 again: 1 is taken
    for (const address of stale) {
      const error = thrownBy(() => second.free(address));
      expect(error).toMatchObject({ code: 'ERR_SANDY_INVALID_FREE', regionName: 'second' });
    }
    assertValidHeap(heap);
    for (const region of [last, second]) region.allocate(3000);
    for (const address of kept) lasting.free(address);
    assertValidHeap(heap);
  });

  it('of regions that outlive the end of all ids are given out again, too, and nothing of theirs is taken', () => {
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const { store } = internalsOf(heap);
    const neighbour = heap.createRegion('neighbour');
    store.nextRegionId = 10;
    const old = heap.createRegion('old'); // 10
    const stale = [9000, 100, 50_000, SEGMENT].map((byteLength) => {
      neighbour.allocate(9000); // so that extents are given back one by one
      return old.allocate(byteLength);
    });
    store.nextRegionId = MAX_REGION_ID;
    heap.createRegion('last');
    heap.createRegion('first again');
    old.dispose();
    store.nextRegionId = 10;
    const young = heap.createRegion('young'); // 10 again
    for (const address of stale) {
      expect(thrownBy(() => young.free(address)).code).toBe('ERR_SANDY_INVALID_FREE');
    }
    assertValidHeap(heap);
  });

  it('leave no way to free what a region before had, whatever lies there now', () => {
    withSeeds(5, (random) => {
      const heap = Heap.create({ segmentByteLength: SEGMENT });
      const stale = new Set<number>();
      for (let round = 0; round < 12; round++) {
        const regions = [heap.createRegion('a'), heap.createRegion('b')];
        const live = new Map<number, number>(); // address → which region
        for (let i = 0; i < 150; i++) {
          const which = random.below(2);
          live.set(regions[which]!.allocate(random.below(random.below(3) ? 9000 : 40_000)), which);
        }
        assertValidHeap(heap);
        for (const address of stale) {
          for (const which of [0, 1]) {
            if (live.get(address) === which) continue;
            const error = thrownBy(() => regions[which]!.free(address as never));
            expect(error).toMatchObject({ code: 'ERR_SANDY_INVALID_FREE' });
          }
        }
        for (const address of live.keys()) stale.add(address);
        regions[random.below(2)]!.dispose();
        assertValidHeap(heap);
        for (const region of regions) region.dispose();
        assertValidHeap(heap);
      }
    });
  });
});
