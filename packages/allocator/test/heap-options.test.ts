import { afterEach, describe, expect, it } from '@jest/globals';
import type { Engine, HeapMode, HeapOptions } from '../src/index.js';
import {
  assertValidHeap,
  autoEngine,
  Heap,
  sharedEngine,
  typedArrayEngine,
  wasmEngine,
  zeroingMode,
} from '../src/index.js';
import type { WasmMemory } from '../src/index.js';
import { Refusal, TestAccount } from './support/accounts.js';
import { engineCases, growingMemory } from './support/engines.js';
import { thrownBy } from './support/heap-state.js';

const KiB = 1024;
const scope = globalThis as { WebAssembly?: unknown; SharedArrayBuffer?: unknown };
const { WebAssembly: realWebAssembly, SharedArrayBuffer: realSharedArrayBuffer } = scope;

afterEach(() => {
  scope.WebAssembly = realWebAssembly;
  scope.SharedArrayBuffer = realSharedArrayBuffer;
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
    { engine: {} },
  ])('refuses %p and says which option it was', (options) => {
    const error = thrownBy(() => Heap.create(options as HeapOptions));
    expect(error.code).toBe('ERR_SANDY_INVALID_ARGUMENT');
    expect(error.message).toMatch(new RegExp(`^${Object.keys(options)[0]}: expected .*, got `));
  });

  it('tells the peak of what it held, also where that was tables alone', () => {
    const heap = Heap.create();
    const regions = Array.from({ length: 1000 }, (_, i) => heap.createRegion(`region ${i}`));
    const { committedBytes } = heap;
    for (const region of regions) region.dispose();
    expect(heap.committedBytes).toBeLessThan(committedBytes / 100);
    expect(heap.stats().peakCommittedBytes).toBe(committedBytes);
  });

  it.each([{ maximumBytes: 1 }, { engin: 'typed-array' }, 'typed-array', null, 7])(
    'refuses options such as %p, which it would not heed',
    (options) => {
      expect(thrownBy(() => Heap.create(options as HeapOptions))).toMatchObject({
        code: 'ERR_SANDY_INVALID_ARGUMENT',
        message: expect.stringMatching(/^options: expected \{ engine, segmentByteLength,/),
      });
      const heap = Heap.create();
      expect(thrownBy(() => heap.createRegion('a', options as object))).toMatchObject({
        code: 'ERR_SANDY_INVALID_ARGUMENT',
        message: expect.stringMatching(/^options: expected \{ account, limitBytes \}/),
      });
      expect([heap.stats().regionCount, heap.committedBytes]).toEqual([
        0,
        Heap.create().committedBytes,
      ]);
    },
  );

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

describe('an engine', () => {
  const use = (engine: Engine) => {
    const heap = Heap.create({ engine, segmentByteLength: 128 * KiB });
    const region = heap.createRegion('a');
    const address = region.allocateZeroed(100_000);
    for (let round = 0; round < 2; round++) {
      const huge = region.allocateZeroed(200_000); // the second time where the first one was
      expect(region.bytes(huge).every((byte) => byte === 0)).toBe(true);
      region.bytes(huge).fill(1);
      if (round === 0) region.free(huge);
    }
    expect(region.bytes(address).every((byte) => byte === 0)).toBe(true);
    assertValidHeap(heap);
    return heap;
  };
  const rounded = 200_704; // 49 pages

  it.each(engineCases.map((each) => [each.name, each] as const))(
    'of %s holds blocks, zeroed where that is asked for',
    (_name, { open }) => {
      expect(use(open().engine).stats().segmentCount).toBe(2);
    },
  );

  it("'typed-array' takes memories of 64 KiB where there are any, else buffers", () => {
    expect(use(typedArrayEngine).stats().reservedBytes).toBe(128 * KiB + 256 * KiB);
    delete scope.WebAssembly;
    expect(use(typedArrayEngine).stats().reservedBytes).toBe(128 * KiB + rounded);
  });

  it("'typed-array' falls back where the runtime refuses a memory", () => {
    scope.WebAssembly = {
      Memory: class {
        constructor() {
          throw new RangeError('could not allocate memory');
        }
      },
    };
    expect(use(typedArrayEngine).stats().segmentCount).toBe(2);
  });

  it('says what the runtime lacks', () => {
    delete scope.WebAssembly;
    expect(wasmEngine().isAvailable()).toBe(false);
    const error = thrownBy(() => use(wasmEngine()));
    expect(error).toMatchObject({ code: 'ERR_SANDY_INVALID_ARGUMENT' });
    expect(error.message).toContain('WebAssembly');
    delete scope.SharedArrayBuffer;
    expect(sharedEngine.isAvailable()).toBe(false);
    expect(thrownBy(() => use(sharedEngine)).message).toContain('SharedArrayBuffer');
    expect(use(autoEngine).stats().segmentCount).toBe(2); // with typed arrays
  });

  it("'auto' is shared memory where there is any", () => {
    const heap = use(autoEngine);
    const address = heap.createRegion('b').allocate(10);
    const { buffer } = heap.bytesOf(address);
    expect(Object.prototype.toString.call(buffer)).toBe('[object SharedArrayBuffer]');
  });

  it("'shared' has buffers of their own for its segments where none can grow", () => {
    const { SharedArrayBuffer: Real } = scope as { SharedArrayBuffer: typeof SharedArrayBuffer };
    scope.SharedArrayBuffer = class {
      constructor(byteLength: number) {
        return new Real(byteLength);
      }
    };
    use(sharedEngine);
  });

  it("'wasm' lies in the memory that it was given, behind what is reserved", () => {
    const { memory } = growingMemory();
    const engine = wasmEngine({ memory, reservedByteLength: 100_000 });
    const heap = Heap.create({ engine, segmentByteLength: 128 * KiB });
    const region = heap.createRegion('a');
    const address = region.allocate(64);
    region.bytes(address).fill(7);
    const bytes = new Uint8Array(memory.buffer, 100_000 + address * 16, 64);
    expect(bytes.every((byte) => byte === 7)).toBe(true);
    expect(() => wasmEngine({ reservedByteLength: 8 })).toThrow('reservedByteLength');
  });

  it("'wasm' refuses what its memory cannot hold", () => {
    const Memory = (scope.WebAssembly as { Memory: new (d: object) => WasmMemory }).Memory;
    const memory = new Memory({ initial: 1, maximum: 8 });
    const heap = Heap.create({ engine: wasmEngine({ memory }), segmentByteLength: 128 * KiB });
    const region = heap.createRegion('a');
    const blocks = Array.from({ length: 3 }, () => region.allocate(100_000));
    expect(blocks).toHaveLength(3);
    const error = thrownBy(() => {
      for (let i = 0; i < 9; i++) region.allocate(100_000);
    });
    expect(error).toMatchObject({ code: 'ERR_SANDY_OUT_OF_MEMORY' });
    assertValidHeap(heap);
  });

  it('may be an object of a class, as a mode may be', () => {
    class Counting {
      readonly name = 'counting';
      readonly #inner = typedArrayEngine;
      count = 0;

      isAvailable(): boolean {
        return this.#inner.isAvailable();
      }

      open(options: Parameters<Engine['open']>[0]) {
        this.count++;
        return this.#inner.open(options);
      }

      createRegion(...parameters: Parameters<HeapMode['createRegion']>) {
        this.count++;
        return zeroingMode.createRegion(...parameters);
      }
    }
    const both = new Counting();
    Heap.create({ engine: both, mode: both }).createRegion('a').allocate(1);
    expect(both.count).toBe(2);
  });

  it("'wasm' lies in no memory in which another heap has a segment, whose engine it may be", () => {
    const { memory } = growingMemory();
    const engine = wasmEngine({ memory });
    const metadataAccount = new TestAccount();
    metadataAccount.limit = 10;
    expect(() => Heap.create({ engine, metadataAccount })).toThrow(Refusal); // and takes nothing
    const heap = Heap.create({ engine });
    const late = Heap.create({ engine }).createRegion('late');
    heap.createRegion('a').allocate(10);
    for (const again of [engine, wasmEngine({ memory })]) {
      expect(thrownBy(() => Heap.create({ engine: again })).message).toContain('no heap lies in');
    }
    const refused = thrownBy(() => late.allocate(10)) as { cause?: Error };
    expect(refused).toMatchObject({ code: 'ERR_SANDY_OUT_OF_MEMORY' });
    expect(refused.cause?.message).toContain('no heap lies in');
    heap.dispose();
    expect(thrownBy(() => Heap.create({ engine })).message).toContain('no heap lies in');
    const own = wasmEngine();
    for (let i = 0; i < 2; i++) Heap.create({ engine: own }).createRegion('a').allocate(10);
  });

  it.each(['shared', 'wasm'] as const)(
    "'%s' reaches the maximum with blocks that waste slots",
    (name) => {
      const engine = name === 'shared' ? sharedEngine : wasmEngine();
      const MiB = 2 ** 20;
      const heap = Heap.create({ engine, maximumByteLength: 8 * MiB });
      const region = heap.createRegion('a');
      region.allocate(10);
      for (const byteLength of [2.5 * MiB, 2.5 * MiB]) region.allocate(byteLength);
      expect(heap.stats().reservedBytes).toBe(7 * MiB);
      expect(thrownBy(() => region.allocate(2 * MiB))).toMatchObject({
        code: 'ERR_SANDY_OUT_OF_MEMORY',
      });
      assertValidHeap(heap);
    },
  );

  it("'shared' holds blocks beyond the first 4 GiB, and such as lie across", () => {
    const GiB = 2 ** 30;
    const heap = Heap.create({ engine: sharedEngine, segmentByteLength: 2 ** 26 });
    const region = heap.createRegion('a');
    const lengths = [3 * GiB, 2 * GiB, GiB]; // untouched memory costs nothing
    const blocks = lengths.map((byteLength) => region.allocate(byteLength));
    blocks.forEach((address, i) => {
      const bytes = region.bytes(address);
      bytes[0] = i + 1;
      bytes[lengths[i]! - 1] = i + 11;
    });
    blocks.forEach((address, i) => {
      const bytes = region.bytes(address);
      expect([bytes[0], bytes[lengths[i]! - 1]]).toEqual([i + 1, i + 11]);
    });
    expect(new Set(blocks.map((address) => heap.bytesOf(address).buffer)).size).toBe(3);
    assertValidHeap(heap);
    for (const address of blocks) region.free(address);
    assertValidHeap(heap);
  });

  it("'wasm' keeps the views of readers who look segments up by themselves", () => {
    const { memory } = growingMemory();
    const heap = Heap.create({ engine: wasmEngine({ memory }), segmentByteLength: 128 * KiB });
    const region = heap.createRegion('a');
    const address = region.allocate(64);
    region.bytes(address).fill(5);
    region.allocate(100_000);
    region.allocate(300_000); // the memory has grown
    const view = heap.segmentBytes[heap.segmentOf(address)]!;
    expect(view[heap.offsetOf(address)]).toBe(5);
  });
});
