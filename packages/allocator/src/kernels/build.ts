import type { WasmMemory } from '../engine.js';

/** Where bytes lie in the memory of an instance, or how many there are. */
type Pointer = number;

/**
 * What every build exports; see `assembly/` for what each does. Pointers of the script build are
 * multiples of 8.
 */
export interface ScriptExports {
  find(place: Pointer, byteLength: number, sought: Pointer, soughtLength: number): number;
  hash(pointer: Pointer, byteLength: number, seedLow: number, seedHigh: number): number;
  hashHigh(): number;
  isUniform(source: Pointer, count: number, bits: number, straddles: number): number;
  mismatch(left: Pointer, right: Pointer, byteLength: number): number;
  pack(source: Pointer, target: Pointer, count: number, bits: number, straddles: number): void;
  packNibbles(source: Pointer, target: Pointer, count: number): void;
  unpack(source: Pointer, target: Pointer, count: number, bits: number, straddles: number): void;
  unpackNibbles(source: Pointer, target: Pointer, count: number): void;
}

/** What the builds in WebAssembly export besides. */
export interface WasmExports extends ScriptExports {
  copy(source: Pointer, target: Pointer, byteLength: number): void;
  fill(target: Pointer, byteLength: number, value: number): void;
}

/** Kernels over a memory of their own. */
export interface Scratch {
  readonly buffer: ArrayBufferLike;
  readonly exports: ScriptExports;
}

/** The kernels in one form. Builds are values, so that programs carry only those that they name. */
export interface KernelBuild {
  readonly name: string;
  /** Whether this runtime can run it. */
  isAvailable(): boolean;
  /** Kernels over `byteLength` bytes of scratch memory. @internal */
  openScratch(byteLength: number): Scratch;
  /**
   * Kernels over somebody's memory, in which they then work in place; absent where a build cannot.
   * @internal
   */
  openIn?(memory: WasmMemory): WasmExports;
}
