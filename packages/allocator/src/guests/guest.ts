import type { Address } from '../api.js';
import { assertOptions } from '../assert-options.js';
import type { WasmMemory } from '../engine.js';
import { InvalidArgumentError } from '../errors.js';
import { GRANULE_BYTES, PAGE_BYTES } from '../geometry.js';
import type { Region } from '../region.js';
import type { GuestImports, GuestOptions } from './api.js';
import { abortGuest } from './guest-abort.js';
import { allocateAligned } from '../aligned.js';
import { guardedExports } from './guest-exports.js';
import { GuestHeap, freeQuietly } from './guest-heap.js';
import { relocate, relocationsOf } from './relocate.js';

/** Data begins at a multiple of this; of 4,096 if data and stack are longer than 8 KiB. */
const DATA_ALIGNMENT = 64;

const OPTION_NAMES: readonly (keyof GuestOptions)[] = [
  'memory',
  'module',
  'dataByteLength',
  'stackByteLength',
  'onRefusal',
];

/**
 * Bytes with a buffer of their own: what `WebAssembly` takes, in whichever version of TypeScript.
 */
export type ModuleBytes = ReturnType<Uint8Array['slice']>;

/** A module's place in a heap; see {@link bindGuest}. */
export interface Guest<M extends WasmMemory = WasmMemory> {
  readonly region: Region;
  /**
   * The module that was given, its data and stack moved to this guest's; `undefined` if none was.
   */
  readonly module: ModuleBytes | undefined;
  /** For `WebAssembly.instantiate`, beside whatever else the module imports. */
  readonly imports: GuestImports<M>;
  /**
   * The exports of the module's instance, to be called in place of its own: where a call ends with
   * an exception or a trap, the guest's stack is put back to where it was before that call. Needs
   * the exported global `__stack_pointer`; a module without has no stack, and keeps its exports.
   *
   * Cost: a call reads a WebAssembly global besides.
   *
   * @throws {InvalidArgumentError} if it is no instance, or its `__stack_pointer` cannot change
   */
  exportsOf<E extends object>(instance: { readonly exports: E }): E;
  /** The guest's pointer to a block. */
  pointerOf(address: Address): number;
  /**
   * The block that a pointer of the guest's leads to, if one begins there.
   *
   * @throws {InvalidArgumentError} where none can begin: blocks lie on multiples of 16
   */
  addressOf(pointer: number): Address;
  /**
   * Disposes of the region: data, stack and all blocks go at once. Nobody may call the module after
   * that.
   */
  dispose(): void;
}

/**
 * Gives a WebAssembly module a region of a heap that lies in the module's memory: a place of its
 * own for data and stack, and functions to allocate with. All that the guest holds is held by the
 * region: its account pays, its limit stops the guest, and all of it goes at once. A region is for
 * one guest; a heap may have any number.
 *
 * It does not lock the guest in: any module can write to all of the memory that it imports.
 *
 * Cost: one block, zeroed, for data and stack. A call of `malloc` is one of `region.allocate` and
 * the way from WebAssembly to JavaScript and back.
 *
 * @throws {InvalidArgumentError} if the region's heap does not lie in `memory`, from a multiple of
 * 4,096 bytes on; if `module` is not one that {@link linkGuest} made; if a length is none; if there
 * is another option
 * @throws as `region.allocate`, for data and stack. After any of these the region is as it was.
 *
 * @example
 * import { bindGuest, Heap, wasmEngine } from '@sandy/allocator';
 *
 * const file = await fetch('shop.wasm'); // made by linkGuest
 * const module = new Uint8Array(await file.arrayBuffer());
 * const memory = new WebAssembly.Memory({ initial: 65536, maximum: 65536 });
 * const heap = Heap.create({ engine: wasmEngine({ memory }) });
 * const guest = bindGuest(heap.createRegion('mod', { limitBytes: 8 << 20 }), { memory, module });
 * const { instance } = await WebAssembly.instantiate(guest.module, guest.imports);
 * const { main } = guest.exportsOf(instance);
 */
export function bindGuest<M extends WasmMemory>(
  region: Region,
  options: GuestOptions<M> & { readonly module: Uint8Array },
): Guest<M> & { readonly module: ModuleBytes };
export function bindGuest<M extends WasmMemory>(region: Region, options: GuestOptions<M>): Guest<M>;
export function bindGuest<M extends WasmMemory>(
  region: Region,
  options: GuestOptions<M>,
): Guest<M> {
  assertOptions(options, ...OPTION_NAMES);
  const { memory, module, dataByteLength = 0, stackByteLength = 0, onRefusal } = options;
  assertByteLength('dataByteLength', dataByteLength);
  assertByteLength('stackByteLength', stackByteLength);
  const relocations = module && relocationsOf(module);
  const byteLength =
    roundUp(relocations?.byteLength ?? 0) + roundUp(dataByteLength) + roundUp(stackByteLength);
  const reserved = allocateAligned(region, byteLength, DATA_ALIGNMENT);
  const bytes = region.bytes(reserved);
  const memoryBase = bytes.byteOffset;
  const base = memoryBase - reserved * GRANULE_BYTES;
  const complaint = complaintOf(memory, bytes.buffer, base);
  if (complaint !== undefined) {
    freeQuietly(region, reserved);
    throw complaint;
  }
  bytes.fill(0); // modules come without the data that is 0
  const heap = new GuestHeap({ region, base, reserved, onRefusal });
  return {
    region,
    module: module && relocations && relocate(module, relocations, memoryBase),
    imports: {
      env: {
        memory,
        __memory_base: memoryBase,
        __stack_high: memoryBase + byteLength,
        malloc: (length) => heap.allocate(length, 1),
        calloc: (count, length) => heap.allocateZeroed((count >>> 0) * (length >>> 0), 1),
        realloc: (pointer, length) => heap.reallocate(pointer, length),
        aligned_alloc: (alignment, length) => heap.allocate(length, alignment),
        free: (pointer) => heap.free(pointer),
        abort: (...where) => abortGuest(region.name, memory, where),
      },
      sandy_alloc: {
        alloc: (length, alignment) => heap.allocate(length, alignment),
        alloc_zeroed: (length, alignment) => heap.allocateZeroed(length >>> 0, alignment),
        realloc: (pointer, _length, alignment, newLength) =>
          alignment >>> 0 <= GRANULE_BYTES
            ? heap.reallocate(pointer, newLength)
            : heap.reallocateAligned(pointer, alignment, newLength),
        dealloc: (pointer) => heap.free(pointer),
      },
    },
    exportsOf: guardedExports,
    pointerOf: (address) => heap.pointerOf(address),
    addressOf: (pointer) => {
      const is32Bits = pointer >>> 0 === pointer || (pointer | 0) === pointer;
      const address = is32Bits ? heap.addressOf(pointer) : undefined;
      if (address !== undefined) return address;
      throw new InvalidArgumentError('pointer', `a multiple of 16 above ${base}`, pointer);
    },
    dispose: () => region.dispose(),
  };
}

/** What is wrong with a heap in `buffer`, whose address 0 is byte `base` of it. */
function complaintOf(
  memory: WasmMemory | undefined,
  buffer: ArrayBufferLike,
  base: number,
): InvalidArgumentError | undefined {
  if (buffer !== memory?.buffer) {
    const expected = "the memory of the heap's engine: wasmEngine({ memory })";
    return new InvalidArgumentError('memory', expected, memory);
  }
  if (base % PAGE_BYTES === 0) return undefined;
  const expected = `a heap that begins at a multiple of ${PAGE_BYTES} bytes`;
  return new InvalidArgumentError('memory', expected, `one that begins at ${base}`);
}

function roundUp(byteLength: number): number {
  return Math.ceil(byteLength / GRANULE_BYTES) * GRANULE_BYTES;
}

function assertByteLength(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32) {
    throw new InvalidArgumentError(name, 'an integer from 0 to 2^32 - 1', value);
  }
}
