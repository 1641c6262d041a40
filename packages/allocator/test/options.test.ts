import { describe, expect, it } from '@jest/globals';
import type { KernelOptions, WasmMemory } from '../src/index.js';
import {
  Heap,
  ThreadHeap,
  adoptThread,
  createKernels,
  createKernelsOf,
  heapMapSvg,
  scriptKernels,
  wasmEngine,
} from '../src/index.js';
import { growingMemory } from './support/engines.js';
import { thrownBy } from './support/heap-state.js';

/** Its real type exists in the DOM library only. */
const { Memory } = (globalThis as unknown as Record<'WebAssembly', { Memory: MemoryClass }>)
  .WebAssembly;
type MemoryClass = new (descriptor: object) => WasmMemory;

/** Of `Heap.create` and `createRegion`: heap-options.test.ts; of thread heaps: threads-misuse. */
describe('an option that there is none of is refused by', () => {
  const { memory } = growingMemory();
  const wrong = { memry: memory, tilte: 'Mine', acount: undefined } as object;
  const threads = ThreadHeap.create({ segmentByteLength: 1 << 17, maximumByteLength: 1 << 20 });
  const token = threads.issueToken();
  const calls: [string, () => unknown][] = [
    ['wasmEngine', () => wasmEngine(wrong)],
    ['createKernels', () => createKernels(wrong)],
    ['createKernelsOf', () => createKernelsOf(scriptKernels, wrong)],
    ['heapMapSvg', () => heapMapSvg(Heap.create(), wrong)],
    ['adoptThread', () => adoptThread(threads, token.participant, wrong)],
  ];

  it.each(calls)('%s', (_, call) => {
    expect(thrownBy(call)).toMatchObject({
      code: 'ERR_SANDY_INVALID_ARGUMENT',
      message: expect.stringMatching(/^options: expected \{ \w.* \}, got "memry"$/),
    });
  });

  it('and adoptThread has adopted nothing then', () => {
    expect(adoptThread(threads, token.participant)).toEqual([]);
  });
});

it('a memory that stands where options should is not taken for none', () => {
  const { memory } = growingMemory();
  const options = memory as unknown as KernelOptions;
  for (const call of [wasmEngine, createKernels]) {
    expect(thrownBy(() => call(options))).toMatchObject({
      code: 'ERR_SANDY_INVALID_ARGUMENT',
      message: expect.stringMatching(/^options: expected \{ memory.* \}, got "a memory without/),
    });
  }
});

describe('a maximum that no block fits in is refused', () => {
  it('by Heap.create and ThreadHeap.create, which name the range', () => {
    for (const maximumByteLength of [0, 1 << 20, (1 << 21) - 1, 2 ** 34 + 1, 2 ** 35]) {
      for (const create of [Heap.create, ThreadHeap.create]) {
        expect(thrownBy(() => create({ maximumByteLength })).message).toBe(
          `maximumByteLength: expected an integer from 2097152 to 17179869184, got ${maximumByteLength}`,
        );
      }
    }
    expect(
      Heap.create({ maximumByteLength: 1 << 21 })
        .createRegion('a')
        .allocate(1),
    ).toBe(256);
    expect(() => Heap.create({ maximumByteLength: 2 ** 34 })).not.toThrow();
  });

  it('also where it is what a memory has left', () => {
    const memory = new Memory({ initial: 0, maximum: 8, shared: true });
    const reservedByteLength = 2 ** 32 - (1 << 20);
    const error = thrownBy(() => ThreadHeap.create({ memory, reservedByteLength }));
    expect(error.message).toBe(
      'reservedByteLength: expected an integer from 0 to 4292870144, got 4293918720',
    );
  });
});

it('out of memory tells where a memory ends that was given, and how that was found', () => {
  const memory = new Memory({ initial: 0, maximum: 100 }); // 3 segments and 4 pages
  const region = Heap.create({ engine: wasmEngine({ memory }) }).createRegion('a');
  for (const byteLength of [1, 1 << 21, 1 << 21]) region.allocate(byteLength);
  const error = thrownBy(() => region.allocate(1 << 21));
  expect(error).toMatchObject({
    code: 'ERR_SANDY_OUT_OF_MEMORY',
    requestedBytes: 1 << 21,
    usedBytes: 6 << 20,
    limitBytes: 6 << 20,
    cause: expect.objectContaining({ name: 'RangeError' }),
  });
});
