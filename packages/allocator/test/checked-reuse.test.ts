import { describe, expect, it } from '@jest/globals';
import type { Address, MemoryCorruptionError } from '../src/index.js';
import { Heap, assertValidHeap, checkCanaries, checkedMode } from '../src/index.js';
import { canaryOf } from '../src/modes/checked-guards.js';
import { CORRUPTION, INVALID_FREE, checkedHeap, poke } from './support/checked.js';
import { thrownBy } from './support/heap-state.js';

/** So many wait of a size before the next allocation takes the first of them. */
const WAITING = 140;

describe('a place that is used again', () => {
  it('is looked at as a whole by the allocation that gets it, if it was poisoned whole', () => {
    const heap = checkedHeap({ poisonBytes: Infinity });
    const region = heap.createRegion('a');
    const addresses = Array.from({ length: WAITING }, () => region.allocate(100));
    for (const address of addresses) region.free(address);
    poke(heap, addresses[0]!, 50, 1);
    expect(thrownBy(() => region.allocate(100))).toMatchObject({
      code: CORRUPTION,
      kind: 'write-after-free',
      address: addresses[0],
      byteOffset: 50,
    });
    expect(region.allocate(100)).toBe(addresses[1]);
    expect(checkCanaries(heap)).toBe(0);
    assertValidHeap(heap);
  });

  it('has no site of the block before, where not all are sampled', () => {
    const found: MemoryCorruptionError[] = [];
    const heap = checkedHeap({ siteInterval: WAITING, onCorruption: (error) => found.push(error) });
    const region = heap.createRegion('a');
    const addresses = Array.from({ length: WAITING }, () => region.allocate(100));
    const sampled = addresses.pop()!;
    region.free(sampled);
    for (const address of addresses) region.free(address);
    expect(region.allocate(100)).toBe(sampled);
    poke(heap, sampled, 100, 0);
    expect(checkCanaries(heap)).toBe(1);
    expect(found).toMatchObject([{ address: sampled, site: undefined }]);
  });

  it('is not watched between', () => {
    for (const byteLength of [100, 20_000]) {
      const heap = checkedHeap({ quarantineBlocks: 47 }); // one of each size
      const region = heap.createRegion('a');
      const kept = region.allocate(byteLength); // so that its slab stays
      const [first, second] = [region.allocate(byteLength), region.allocate(byteLength)];
      region.free(first);
      region.free(second); // first leaves
      poke(heap, first, 0, 1);
      expect(checkCanaries(heap)).toBe(0);
      region.free(kept);
    }
  });

  it('of more than 256 MiB leaves no entry behind, also not where slots begin', () => {
    const heap = Heap.create({ mode: checkedMode() });
    const region = heap.createRegion('a');
    const long = region.allocate(300_000_000);
    region.free(long);
    region.trim();
    region.allocate(511 * 4096 - 8); // all of the first segment
    const slot = region.allocate(2040); // the third slot of its slab begins in the second page
    expect(slot).toBe(long);
    expect(checkCanaries(heap)).toBe(0);
  });
});

it('refuses an address inside a block even where the bytes behind look like its canary', () => {
  const heap = checkedHeap();
  const region = heap.createRegion('a');
  const [first, second] = [region.allocate(100), region.allocate(100)];
  expect(second - first).toBe(7); // neighbours, in slots of 112 bytes
  region.words(second).fill(canaryOf(first + 1));
  expect(thrownBy(() => region.free((first + 1) as Address)).code).toBe(INVALID_FREE);
  expect(checkCanaries(heap)).toBe(0);
  region.free(first);
  region.free(second);
  assertValidHeap(heap);
});
