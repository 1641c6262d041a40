import { readFileSync } from 'node:fs';
import { Heap, bindGuest, wasmEngine } from '../../src/index.js';
import type { Guest, GuestOptions, RegionOptions, WasmMemory } from '../../src/index.js';

type Exports = Record<string, (...numbers: number[]) => number>;

/** As much of WebAssembly as is used here; its types exist in the DOM library only. */
interface WebAssemblyLike {
  Memory: new (descriptor: { initial: number; maximum?: number }) => WasmMemory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: unknown) => { exports: Exports };
  Global: new (descriptor: { value: string; mutable: boolean }, value: number) => object;
}
export const wasm = (globalThis as unknown as { WebAssembly: WebAssemblyLike }).WebAssembly;

export const SEGMENT = 1 << 17;
const MAXIMUM_PAGES = 1 << 16;

/** The files that `guests-fresh.test.ts` holds to their sources. */
export function guestModule(name: 'assemblyscript' | 'hand-written' | 'rust'): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../guests/${name}.wasm`, import.meta.url)));
}

/** A heap in a memory that guests share; `between` is called between every two operations. */
export interface GuestHeapCase {
  readonly name: string;
  open(): { memory: WasmMemory; heap: Heap; between: () => void };
}

export const guestHeapCases: readonly GuestHeapCase[] = [
  {
    name: 'a reserved memory',
    open: () => {
      const memory = new wasm.Memory({ initial: MAXIMUM_PAGES, maximum: MAXIMUM_PAGES });
      const engine = wasmEngine({ memory });
      const heap = Heap.create({ engine, segmentByteLength: SEGMENT });
      return { memory, heap, between: () => undefined };
    },
  },
  {
    name: 'a reserved memory, above 2 GiB', // where pointers are negative to the guest
    open: () => {
      const memory = new wasm.Memory({ initial: MAXIMUM_PAGES, maximum: MAXIMUM_PAGES });
      const engine = wasmEngine({ memory, reservedByteLength: 3 * 2 ** 30 });
      const heap = Heap.create({ engine, segmentByteLength: SEGMENT });
      return { memory, heap, between: () => undefined };
    },
  },
  {
    name: 'a memory that grows between every two operations',
    open: () => {
      const memory = new wasm.Memory({ initial: 0 });
      // There is an end to it, and a soak has millions of steps.
      const between = (): void => void (memory.buffer.byteLength < 2 ** 29 && memory.grow(1));
      const engine = wasmEngine({ memory, reservedByteLength: 4096 });
      const heap = Heap.create({ engine, segmentByteLength: SEGMENT });
      return { memory, heap, between };
    },
  },
];

export interface RunningGuest {
  readonly guest: Guest;
  readonly exports: Exports;
  /** What the guest was refused. */
  readonly refusals: unknown[];
}

/** Binds a guest of the name to a region of its own, and starts it. */
export function startGuest(
  heap: Heap,
  memory: WasmMemory,
  name: 'assemblyscript' | 'hand-written' | 'rust',
  options: RegionOptions & Partial<GuestOptions> = {},
): RunningGuest {
  const { account, limitBytes, ...guestOptions } = options;
  const refusals: unknown[] = [];
  const onRefusal = (error: unknown): void => void refusals.push(error);
  const module = guestModule(name);
  const place =
    name === 'hand-written' ? { dataByteLength: 64, stackByteLength: 4096 } : { module };
  const region = heap.createRegion(name, {
    ...(account && { account }),
    ...(limitBytes !== undefined && { limitBytes }),
  });
  const guest = bindGuest(region, { memory, onRefusal, ...place, ...guestOptions });
  const compiled = new wasm.Module(guest.module ?? module);
  return { guest, exports: new wasm.Instance(compiled, guest.imports).exports, refusals };
}
