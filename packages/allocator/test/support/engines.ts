import type { Engine, WasmMemory } from '../../src/index.js';
import { sharedEngine, typedArrayEngine, wasmEngine } from '../../src/index.js';

/** Plain ArrayBuffers, as in runtimes without WebAssembly. */
export const arrayBufferEngine: Engine = faultyEngine(() => false);

/** As `arrayBufferEngine`, but `refuse` is asked with the number of each segment, from 1. */
export function faultyEngine(refuse: (count: number) => boolean): Engine {
  let count = 0;
  return {
    name: 'array-buffer',
    isAvailable: () => true,
    open: () => ({
      arrivesZeroed: true,
      roundUp: (byteLength) => byteLength,
      take: (_slot, byteLength) => {
        if (refuse(++count)) throw new RangeError('no memory');
        return { buffer: new ArrayBuffer(byteLength), byteOffset: 0 };
      },
    }),
  };
}

/**
 * As `engine`, but out of memory for each segment from the k-th on, from 1. `taken` gets how many
 * were asked for.
 */
export function failingFrom(engine: Engine, k: number, taken: number[] = []): Engine {
  let count = 0;
  return {
    ...engine,
    open: (options) => {
      const source = engine.open(options);
      return {
        arrivesZeroed: source.arrivesZeroed,
        roundUp: (byteLength) => source.roundUp(byteLength),
        take: (slot, byteLength) => {
          taken.push(++count);
          if (count >= k) throw new RangeError('no memory');
          return source.take(slot, byteLength);
        },
        ...(source.locate && { locate: (slot: number) => source.locate!(slot) }),
      };
    },
  };
}

interface Memory extends WasmMemory {
  grow(pageCount: number): number;
}

/** A memory that others let grow, too, and what makes it grow by a page. */
export function growingMemory(): { memory: WasmMemory; grow: () => void } {
  const { Memory } = (
    globalThis as unknown as {
      WebAssembly: { Memory: new (descriptor: { initial: number }) => Memory };
    }
  ).WebAssembly;
  const memory = new Memory({ initial: 0 });
  return { memory, grow: () => void memory.grow(1) };
}

/** Each engine, made anew for each heap; `between` is called between every two operations. */
export interface EngineCase {
  readonly name: string;
  open(): { engine: Engine; between: () => void };
}

const nothing = (): void => undefined;

export const engineCases: readonly EngineCase[] = [
  { name: 'typed arrays', open: () => ({ engine: typedArrayEngine, between: nothing }) },
  { name: 'array buffers', open: () => ({ engine: arrayBufferEngine, between: nothing }) },
  { name: 'shared memory', open: () => ({ engine: sharedEngine, between: nothing }) },
  { name: 'a reserved memory', open: () => ({ engine: wasmEngine(), between: nothing }) },
  {
    name: 'a memory that grows between every two operations',
    open: () => {
      const { memory, grow } = growingMemory();
      return { engine: wasmEngine({ memory, reservedByteLength: 4096 }), between: grow };
    },
  },
];
