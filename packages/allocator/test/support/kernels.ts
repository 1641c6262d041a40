import { expect } from '@jest/globals';
import type { KernelBuild, Kernels, WasmMemory } from '../../src/index.js';
import { createKernelsOf, scalarKernels, scriptKernels, simdKernels } from '../../src/index.js';

interface MemoryDescriptor {
  initial: number;
  maximum?: number;
  shared?: boolean;
}

export function createMemory(descriptor: MemoryDescriptor): WasmMemory {
  const { Memory } = (
    globalThis as unknown as {
      WebAssembly: { Memory: new (descriptor: MemoryDescriptor) => WasmMemory };
    }
  ).WebAssembly;
  return new Memory(descriptor);
}

/** A build, and where the bytes of its tests lie. */
export interface KernelCase {
  readonly name: string;
  readonly build: KernelBuild;
  /**
   * Kernels, and a place of `byteLength` bytes for one of their arguments; further places lie
   * apart.
   */
  open(): { kernels: Kernels; place: (byteLength: number) => Uint8Array };
}

function elsewhere(build: KernelBuild): KernelCase {
  return {
    name: `${build.name}, copying in`,
    build,
    open: () => ({
      kernels: createKernelsOf(build),
      place: (byteLength) => new Uint8Array(byteLength + 40).subarray(8, 8 + byteLength),
    }),
  };
}

function within(name: string, build: KernelBuild, descriptor: MemoryDescriptor): KernelCase {
  return {
    name: `${build.name}, in ${name}`,
    build,
    open: () => {
      const memory = createMemory(descriptor);
      const total = memory.buffer.byteLength;
      let end = total; // from the end, so that a byte too far is a trap
      return {
        kernels: createKernelsOf(build, { memory }),
        place: (byteLength) => {
          end -= byteLength;
          end -= end % 4;
          if (end < 0 || end < total - 2 ** 24) throw new Error('no room in the memory');
          return new Uint8Array(memory.buffer, end, byteLength);
        },
      };
    },
  };
}

const ofWasm = (build: KernelBuild): KernelCase[] => [
  elsewhere(build),
  within('a memory', build, { initial: 40 }),
  within('the last bytes of 4 GiB', build, { initial: 65_536, maximum: 65_536 }),
];

export const kernelCases: readonly KernelCase[] = [
  ...ofWasm(simdKernels),
  within('a shared memory', simdKernels, { initial: 40, maximum: 40, shared: true }),
  ...ofWasm(scalarKernels),
  elsewhere(scriptKernels),
];

/** As `expect(actual).toEqual(expected)`, which is slow where nothing differs. */
export function expectSame<T>(actual: ArrayLike<T>, expected: ArrayLike<T>): void {
  let isSame = actual.length === expected.length;
  for (let i = 0; i < expected.length && isSame; i++) isSame = actual[i] === expected[i];
  if (!isSame) expect(Array.from(actual)).toEqual(Array.from(expected));
}

/** Whether all elements outside `start` … `end − 1` are `value`. */
export function isElsewhere(
  view: Int32Array | Uint8Array,
  start: number,
  end: number,
  value: number,
): boolean {
  for (let i = 0; i < view.length; i++) {
    if ((i < start || i >= end) && view[i] !== value) return false;
  }
  return true;
}

/** The words of a place whose offset and length are multiples of four. */
export function wordsIn(bytes: Uint8Array): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
}
