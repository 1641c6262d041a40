import { expect, it } from '@jest/globals';
import type { Address, WasmMemory } from '../src/index.js';
import { ThreadHeap, assertValidThreadHeap } from '../src/index.js';
import { randomFrom } from './support/random.js';
import { sharedWasmMemory } from './support/threads.js';

const SEGMENT = 1 << 17;
const MIB = 1 << 20;

it('a heap of more than 4 GiB lies in several buffers, and no block across two', () => {
  const one = ThreadHeap.create({ maximumByteLength: 5 * 1024 * MIB, segmentByteLength: 64 * MIB });
  const two = ThreadHeap.attach(one.issueToken());
  const region = one.createRegion('long');
  // Slots of 64 MiB: 0 … 63 are the first buffer. Untouched pages take no memory.
  const lengths = [...new Array<number>(20).fill(190), 200, 130, 130, 100, 60].map((n) => n * MIB);
  const blocks = lengths.map((length) => region.allocate(length));
  const ends = (address: Address, heap: ThreadHeap): Int32Array[] => {
    const words = heap.words(address);
    return [words.subarray(0, 1), words.subarray(-1)];
  };
  blocks.forEach((address, i) => ends(address, one).forEach((end) => end.fill(i + 1)));
  blocks.forEach((address, i) => {
    expect(ends(address, two).map(([word]) => word)).toEqual([i + 1, i + 1]);
    const [first, last] = [address, address + lengths[i]! / 16 - 1].map((at) => at >>> 28);
    expect(first).toBe(last);
  });
  expect(blocks.some((address) => address >>> 28 === 0)).toBe(true);
  expect(blocks.some((address) => address >>> 28 === 1)).toBe(true);
  for (const address of blocks) two.free(address);
  one.trim();
  expect(one.stats()).toMatchObject({ blockCount: 0, reservedBytes: 0 });
  assertValidThreadHeap(one);
});

it('a WebAssembly memory may be grown by anybody between any two steps', () => {
  const memory = sharedWasmMemory(64 * SEGMENT);
  const options = { segmentByteLength: SEGMENT, maximumByteLength: 16 * SEGMENT, memory };
  const one = ThreadHeap.create({ ...options, reservedByteLength: 1024 });
  const heaps = [one, ThreadHeap.attach(one.issueToken())] as const;
  const regions = heaps.map((heap, i) => heap.createRegion(`r${i}`));
  const random = randomFrom(7);
  const expected = new Map<Address, number>();
  for (let step = 0; step < 100; step++) {
    const kept: [Int32Array, number][] = [...expected].map(([address, value]) => [
      heaps[step & 1]!.words(address),
      value,
    ]);
    memory.grow(1);
    const length = random.below(10) === 0 ? 2 * SEGMENT : 4 + random.below(20_000);
    const address = regions[random.below(2)]!.tryAllocate(length);
    if (address !== undefined) {
      memory.grow(0);
      heaps[random.below(2)]!.words(address).fill(step);
      expected.set(address, step);
    }
    for (const [words, value] of kept) expect([words[0], words.at(-1)]).toEqual([value, value]);
    const [oldest] = expected.keys();
    if (expected.size > 20 || address === undefined) {
      heaps[random.below(2)]!.free(oldest!);
      expected.delete(oldest!);
    }
  }
  for (const heap of heaps) assertValidThreadHeap(heap);
});

it('whichever growth of the memory fails, everything is as it was, and it goes on after that', () => {
  const lengths = [24, 2 * SEGMENT, 20_000, 120_000, SEGMENT, 3 * SEGMENT, 3000];
  let failures = 0;
  for (let k = 1, done = false; !done; k++) {
    let left = k;
    const inner = sharedWasmMemory(32 * SEGMENT);
    const memory: WasmMemory = {
      get buffer() {
        return inner.buffer;
      },
      grow(pageCount) {
        if (pageCount > 0 && --left <= 0) throw new RangeError('no memory');
        return inner.grow(pageCount);
      },
    };
    const heap = ThreadHeap.create({
      segmentByteLength: SEGMENT,
      maximumByteLength: 16 * SEGMENT,
      memory,
    });
    const region = heap.createRegion('r');
    const blocks: Address[] = [];
    for (const length of lengths) {
      const { peakCommittedBytes: _peak, ...before } = heap.stats();
      const address = region.tryAllocate(length);
      if (left <= 0) {
        expect(address).toBeUndefined();
        expect(heap.stats()).toMatchObject(before);
        failures++;
        left = Infinity;
      } else blocks.push(address!);
      assertValidThreadHeap(heap);
    }
    done = left < Infinity;
    for (const address of blocks) region.free(address);
    heap.trim();
    expect(heap.stats()).toMatchObject({ blockCount: 0, reservedBytes: 0 });
  }
  expect(failures).toBeGreaterThan(3);
});
