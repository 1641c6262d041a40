/** Where a segment's memory lies. */
export interface SegmentMemory {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
}

/** The memory of one heap, from which its segments are made. */
export interface SegmentSource {
  /** Whether what `take` returns is filled with zeros. */
  readonly arrivesZeroed: boolean;
  /** Bytes that a segment for `byteLength` bytes will have. */
  roundUp(byteLength: number): number;
  /**
   * Memory for the segment that begins at `slot`, `byteLength` (a result of `roundUp`) bytes of it.
   * The operating system gives a page of it real memory at its first use only.
   * @throws whatever the runtime throws when it has no memory or no address space left.
   */
  take(slot: number, byteLength: number): SegmentMemory;
  /**
   * Where the memory of a slot that was taken lies by now, for engines whose buffer is replaced
   * when it grows: its old views are dead then (length 0).
   */
  locate?(slot: number): SegmentMemory;
  /**
   * For engines that make one memory longer: the bytes of it that segments can have by now, which
   * are the limit where it cannot grow.
   */
  readonly byteLength?: number;
}

/** A kind of memory. Engines are values, so that programs carry only those that they name. */
export interface Engine {
  readonly name: string;
  /** Whether this runtime has what the engine needs. */
  isAvailable(): boolean;
  /**
   * @throws {InvalidArgumentError} if this runtime lacks what the engine needs, or an option is out
   * of its range
   */
  open(options: {
    readonly segmentByteLength: number;
    readonly maximumByteLength: number;
  }): SegmentSource;
}

/**
 * As much of `WebAssembly.Memory` as is used here; its real type exists in the DOM library only.
 */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pageCount: number): number;
}
export type WasmMemoryClass = new (descriptor: {
  initial: number;
  maximum: number;
  shared?: boolean;
}) => WasmMemory;

export const WASM_PAGE_BYTES = 1 << 16;

/** Looked up for each heap, so that a test can take WebAssembly away or make it fail. */
export function findWasmMemory(): WasmMemoryClass | undefined {
  const scope = globalThis as { WebAssembly?: { Memory?: WasmMemoryClass } };
  return scope.WebAssembly?.Memory;
}

/**
 * Buffers that go back to the operating system when they are dropped, where the runtime has such.
 *
 * Why WebAssembly memories: each is a mapping of its own, which goes back to the system when the
 * garbage collector drops it. Dropped ArrayBuffers of 1 MiB did not lower the resident size under
 * glibc (271–308 MB left of 300), memories did (76 MB), at the same speed of access.
 */
export class BufferSource implements SegmentSource {
  readonly arrivesZeroed = true;
  readonly #WasmMemory = findWasmMemory();

  roundUp(byteLength: number): number {
    const unit = this.#WasmMemory ? WASM_PAGE_BYTES : 1;
    return Math.ceil(byteLength / unit) * unit;
  }

  take(_slot: number, byteLength: number): SegmentMemory {
    return { buffer: this.allocate(byteLength), byteOffset: 0 };
  }

  /** A zeroed buffer of exactly `roundUp(byteLength)` bytes. @throws as `take` */
  allocate(byteLength: number): ArrayBuffer {
    const rounded = this.roundUp(byteLength);
    const pages = rounded / WASM_PAGE_BYTES;
    try {
      return new this.#WasmMemory!({ initial: pages, maximum: pages }).buffer;
    } catch {
      // There are none, or no more: V8 has address space for about 13,000 a process.
      return new ArrayBuffer(rounded);
    }
  }
}

/**
 * One buffer a segment; memory of empty segments goes back to the system. Works in every runtime.
 */
export const typedArrayEngine: Engine = {
  name: 'typed-array',
  isAvailable: () => true,
  open: () => new BufferSource(),
};
