import { describe, expect, it } from '@jest/globals';
import { assertValidHeap, Heap } from '../src/index.js';
import { TestAccount } from './support/accounts.js';
import { arrayBufferEngine } from './support/engines.js';

const SEGMENT = 1 << 17;

describe('segments', () => {
  it('come when pages run out and go when they are empty, but for four', () => {
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const region = heap.createRegion('a');
    const blocks = Array.from({ length: 10 }, () => region.allocate(SEGMENT / 2));
    expect(heap.stats()).toMatchObject({ segmentCount: 6, reservedBytes: 6 * SEGMENT }); // page 0 is left out
    for (const address of blocks) region.free(address);
    expect(heap.stats()).toMatchObject({ segmentCount: 4, blockCount: 0 });
    assertValidHeap(heap);
    expect(heap.trim()).toBe(4 * SEGMENT);
    expect(heap.stats()).toMatchObject({ segmentCount: 0, reservedBytes: 0 });
    expect(heap.trim()).toBe(0);
    assertValidHeap(heap);
  });

  it.each([
    [4, 2],
    [8, 1],
    [64, 1],
  ])('of %i MiB: %i stay empty, for 8 MiB are enough', (mebibytes, kept) => {
    const segmentByteLength = mebibytes << 20;
    const heap = Heap.create({ segmentByteLength });
    const region = heap.createRegion('a');
    for (let i = 0; i < 6; i++) region.allocate(segmentByteLength / 2);
    region.dispose();
    expect(heap.stats().segmentCount).toBe(kept);
  });

  it('stay in larger numbers where those that were dropped are made again, until trim', () => {
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const keptAfter = (count: number): number => {
      const region = heap.createRegion('a');
      for (let i = 0; i < 2 * count; i++) region.allocate(SEGMENT / 2);
      region.dispose();
      assertValidHeap(heap);
      return heap.stats().segmentCount;
    };
    expect([keptAfter(9), keptAfter(9)]).toEqual([4, 10]); // page 0 is left out: ten segments
    heap.trim();
    expect(heap.stats().segmentCount).toBe(0);
    expect(keptAfter(9)).toBe(4);
  });

  it('stay up to 64 MiB at most', () => {
    const segmentByteLength = 16 << 20;
    const heap = Heap.create({ segmentByteLength });
    for (let i = 0; i < 3; i++) {
      const region = heap.createRegion('a');
      for (let j = 0; j < 8; j++) region.allocate(segmentByteLength / 2 + 1);
      region.dispose();
    }
    expect(heap.stats().segmentCount).toBe(4);
  });

  it('of huge blocks go at once', () => {
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const region = heap.createRegion('a');
    const blocks = [2, 3, 5].map((n) => region.allocate(n * SEGMENT));
    expect(heap.stats()).toMatchObject({ segmentCount: 3, reservedBytes: 10 * SEGMENT });
    region.free(blocks[1]!);
    expect(heap.stats()).toMatchObject({ segmentCount: 2, reservedBytes: 7 * SEGMENT });
    expect(region.allocate(3 * SEGMENT)).toBe(blocks[1]); // the lowest addresses that are long enough
    assertValidHeap(heap);
  });

  it('stay while a block is in them: trim takes the others', () => {
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const region = heap.createRegion('a');
    const blocks = Array.from({ length: 4 }, () => region.allocate(SEGMENT));
    region.words(blocks[3]!).fill(77);
    for (const address of blocks.slice(0, 3)) region.free(address);
    heap.trim();
    expect(heap.stats()).toMatchObject({ segmentCount: 1, reservedBytes: SEGMENT });
    expect(region.words(blocks[3]!).every((word) => word === 77)).toBe(true);
    assertValidHeap(heap);
  });

  it('are filled from low addresses, so that high ones become empty', () => {
    const heap = Heap.create({ segmentByteLength: SEGMENT });
    const region = heap.createRegion('a');
    const blocks = Array.from({ length: 100 }, () => region.allocate(SEGMENT / 8));
    for (let i = 0; i < 100; i += 2) region.free(blocks[i]!);
    const again = Array.from({ length: 40 }, () => region.allocate(SEGMENT / 8));
    expect(Math.max(...again)).toBeLessThan(blocks[99]!);
    assertValidHeap(heap);
  });

  it('take tables with them, which are charged before they grow and released by trim', () => {
    const metadataAccount = new TestAccount();
    const heap = Heap.create({ segmentByteLength: SEGMENT, metadataAccount });
    const region = heap.createRegion('a');
    const empty = metadataAccount.balance;
    const blocks = Array.from({ length: 50 }, () => region.allocate(SEGMENT));
    const { metadataBytes, reservedBytes } = heap.stats();
    expect(metadataAccount.balance).toBe(metadataBytes);
    expect(metadataBytes).toBeLessThan(reservedBytes * 0.02);
    for (const address of blocks) region.free(address);
    heap.trim();
    expect(metadataAccount.balance).toBe(empty);
    expect(heap.stats().metadataBytes).toBe(empty);
    assertValidHeap(heap);
  });

  it('keep tables in proportion when there are many: they grow by an eighth and shrink with trim', () => {
    const scope = globalThis as { WebAssembly?: unknown };
    const { WebAssembly: real } = scope;
    delete scope.WebAssembly; // whose memories are multiples of 64 KiB
    const heap = Heap.create({ segmentByteLength: SEGMENT, engine: arrayBufferEngine });
    scope.WebAssembly = real;
    const region = heap.createRegion('a');
    const blocks = [];
    for (let i = 0; i < 300; i++) {
      blocks.push(region.allocate(SEGMENT));
      const { metadataBytes, reservedBytes } = heap.stats();
      if (i > 16) expect(metadataBytes).toBeLessThan(reservedBytes * 0.0186);
    }
    const grown = heap.stats().metadataBytes;
    for (const address of blocks.splice(20)) region.free(address);
    heap.trim();
    expect(heap.stats().metadataBytes).toBeLessThan(grown / 8);
    assertValidHeap(heap);
    for (const address of blocks) region.free(address);
    assertValidHeap(heap);
  });
});
