import { afterEach, describe, expect, it } from '@jest/globals';
import type { Backing, HeapOptions } from '../src/index.js';
import { assertValidHeap, Heap } from '../src/index.js';
import { thrownBy } from './support/heap-state.js';

const KiB = 1024;
const scope = globalThis as { WebAssembly?: unknown };
const realWebAssembly = scope.WebAssembly;

afterEach(() => {
  scope.WebAssembly = realWebAssembly;
});

describe('Heap.create', () => {
  it('makes a heap without segments, of 2 MiB each when they come', () => {
    const heap = Heap.create();
    expect(heap.stats()).toMatchObject({ reservedBytes: 0, segmentCount: 0, regionCount: 0 });
    expect(heap.segmentShift).toBe(21);
    expect(heap.granuleShift).toBe(4);
    heap.createRegion('a').allocate(1);
    expect(heap.stats()).toMatchObject({ reservedBytes: 2048 * KiB, segmentCount: 1 });
  });

  it.each([
    { segmentByteLength: 64 * KiB },
    { segmentByteLength: 2 ** 27 },
    { segmentByteLength: 3 * 2 ** 20 },
    { segmentByteLength: 2 ** 20 + 1 },
    { segmentByteLength: 0 },
    { segmentByteLength: -(2 ** 21) },
    { segmentByteLength: NaN },
    { segmentByteLength: '2097152' },
    { maximumByteLength: -1 },
    { maximumByteLength: NaN },
    { maximumByteLength: 0.5 },
    { maximumByteLength: 2 ** 53 },
    { engine: 'wasm' },
    { engine: null },
    { backing: 'shared' },
    { backing: null },
  ])('refuses %p and says which option it was', (options) => {
    const error = thrownBy(() => Heap.create(options as HeapOptions));
    expect(error.code).toBe('ERR_SANDY_INVALID_ARGUMENT');
    expect(error.message).toMatch(new RegExp(`^${Object.keys(options)[0]}: expected .*, got `));
  });

  it.each([128 * KiB, 256 * KiB, 2 ** 20, 2 ** 26])(
    'works with segments of %i bytes',
    (segmentByteLength) => {
      const heap = Heap.create({ segmentByteLength });
      const region = heap.createRegion('a');
      const addresses = [1, 9000, segmentByteLength, segmentByteLength + 1].map((n) =>
        region.allocate(n),
      );
      assertValidHeap(heap);
      for (const address of addresses) region.free(address);
      heap.trim();
      expect(heap.stats().reservedBytes).toBe(0);
      assertValidHeap(heap);
    },
  );
});

describe('backing', () => {
  const use = (backing: Backing) => {
    const heap = Heap.create({ backing, segmentByteLength: 128 * KiB });
    const region = heap.createRegion('a');
    const address = region.allocateZeroed(100_000);
    const huge = region.allocateZeroed(200_000);
    expect(region.bytes(address).every((byte) => byte === 0)).toBe(true);
    region.bytes(huge).fill(1);
    assertValidHeap(heap);
    return heap;
  };

  it("'array-buffer' reserves whole pages, 'wasm-memory' multiples of 64 KiB", () => {
    const rounded = 200_704; // 49 pages
    expect(use('array-buffer').stats().reservedBytes).toBe(128 * KiB + rounded);
    expect(use('wasm-memory').stats().reservedBytes).toBe(128 * KiB + 256 * KiB);
    expect(use('auto').stats().reservedBytes).toBe(128 * KiB + 256 * KiB);
  });

  it("'auto' works without WebAssembly, 'wasm-memory' says that it is missing", () => {
    delete scope.WebAssembly;
    expect(use('auto').stats().segmentCount).toBe(2);
    const error = thrownBy(() => use('wasm-memory'));
    expect(error).toMatchObject({ code: 'ERR_SANDY_INVALID_ARGUMENT' });
    expect(error.message).toContain('WebAssembly');
  });

  it("'auto' falls back where the runtime refuses a memory", () => {
    scope.WebAssembly = {
      Memory: class {
        constructor() {
          throw new RangeError('could not allocate memory');
        }
      },
    };
    expect(use('auto').stats().segmentCount).toBe(2);
    const error = thrownBy(() => use('wasm-memory'));
    expect(error).toMatchObject({ code: 'ERR_SANDY_OUT_OF_MEMORY' });
    expect((error as Error).cause).toBeInstanceOf(RangeError);
  });
});
