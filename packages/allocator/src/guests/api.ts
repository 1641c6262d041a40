/** The public types of guests: what a host gives to one, and what a guest may import. */

import type { WasmMemory } from '../engine.js';

export interface GuestOptions<M extends WasmMemory = WasmMemory> {
  /** The memory that the heap's engine was made with: `wasmEngine({ memory })`. */
  readonly memory: M;
  /** A module that {@link linkGuest} made; it says itself how long its data and its stack are. */
  readonly module?: Uint8Array;
  /**
   * Bytes for a module that asks for `__memory_base` and has its data from there on. @defaultValue
   * 0
   */
  readonly dataByteLength?: number;
  /** Least bytes of stack behind that data; it grows down from `__stack_high`. @defaultValue 0 */
  readonly stackByteLength?: number;
  /**
   * Told why the guest gets 0 in place of a block: a `RegionLimitError`, an `OutOfMemoryError`, the
   * refusal of an account, or an `InvalidArgumentError` for an alignment above 4,096. May throw,
   * which ends the call into the guest.
   */
  readonly onRefusal?: (error: unknown) => void;
}

/**
 * What a guest may import. All numbers are 32 bits long; pointers are bytes of the memory. Where
 * there is no memory, the guest gets 0. A type and no interface, since only types pass for
 * `WebAssembly.Imports`.
 */
export type GuestImports<M extends WasmMemory = WasmMemory> = {
  /**
   * As in C. `free`, `realloc`: @throws {InvalidFreeError} if the pointer is no live block of the
   * guest
   */
  readonly env: {
    readonly memory: M;
    /** Where the guest's data begins. */
    readonly __memory_base: number;
    /** Where its stack ends. */
    readonly __stack_high: number;
    readonly malloc: (byteLength: number) => number;
    readonly calloc: (count: number, byteLength: number) => number;
    /** A length of 0 leaves a block of the smallest size. */
    readonly realloc: (pointer: number, byteLength: number) => number;
    readonly aligned_alloc: (alignment: number, byteLength: number) => number;
    readonly free: (pointer: number) => void;
    /** Also as AssemblyScript calls it. @throws {GuestAbortError} */
    readonly abort: (message?: number, file?: number, line?: number, column?: number) => never;
  };
  /** As Rust's `GlobalAlloc`, a layout being its two numbers. */
  readonly sandy_alloc: {
    readonly alloc: (byteLength: number, alignment: number) => number;
    readonly alloc_zeroed: (byteLength: number, alignment: number) => number;
    readonly realloc: (
      pointer: number,
      byteLength: number,
      alignment: number,
      newByteLength: number,
    ) => number;
    readonly dealloc: (pointer: number, byteLength: number, alignment: number) => void;
  };
};
