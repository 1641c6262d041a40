import type { ThreadHeapOptions, WasmMemory } from '../../src/index.js';

type MemoryClass = new (descriptor: {
  initial: number;
  maximum: number;
  shared: boolean;
}) => WasmMemory;

/** A shared WebAssembly memory of which nothing is there yet. */
export function sharedWasmMemory(byteLength: number): WasmMemory {
  const { Memory } = (globalThis as unknown as { WebAssembly: { Memory: MemoryClass } })
    .WebAssembly;
  return new Memory({ initial: 0, maximum: byteLength / 65536 + 1, shared: true });
}

/** The kinds of memory that threads can share. */
export const memoryCases: readonly {
  readonly name: string;
  options(byteLength: number): ThreadHeapOptions;
}[] = [
  { name: 'SharedArrayBuffers', options: () => ({}) },
  {
    name: 'a WebAssembly memory',
    options: (byteLength) => ({
      memory: sharedWasmMemory(byteLength),
      reservedByteLength: 4096,
    }),
  },
];
