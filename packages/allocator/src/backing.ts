import type { Backing } from './api.js';
import { InvalidArgumentError } from './errors.js';

/** As much of `WebAssembly.Memory` as is used here; its real type exists in the DOM library only. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
}
type WasmMemoryClass = new (descriptor: { initial: number; maximum: number }) => WasmMemory;

const WASM_PAGE_BYTES = 1 << 16;

/**
 * Where buffers come from. Both kinds arrive filled with zeros, and the operating system gives a page of
 * them real memory at its first use only.
 *
 * Why WebAssembly memories: each is a mapping of its own, which goes back to the system when the garbage
 * collector drops it. Dropped ArrayBuffers of 1 MiB did not lower the resident size under glibc
 * (271–308 MB left of 300), memories did (76 MB), at the same speed of access.
 */
export class BufferSource {
  readonly #WasmMemory: WasmMemoryClass | undefined;
  readonly #mayFallBack: boolean;

  /** @throws {InvalidArgumentError} if `backing` is unknown or the runtime has no WebAssembly for it. */
  constructor(backing: Backing) {
    if (backing !== 'auto' && backing !== 'array-buffer' && backing !== 'wasm-memory') {
      throw new InvalidArgumentError('backing', "'auto', 'array-buffer' or 'wasm-memory'", backing);
    }
    this.#WasmMemory = backing === 'array-buffer' ? undefined : findWasmMemory();
    if (backing === 'wasm-memory' && this.#WasmMemory === undefined) {
      throw new InvalidArgumentError('backing', 'a runtime with WebAssembly', backing);
    }
    this.#mayFallBack = backing === 'auto';
  }

  /** Bytes that a buffer for `byteLength` bytes will have. */
  roundUp(byteLength: number): number {
    if (this.#WasmMemory === undefined) return byteLength;
    return Math.ceil(byteLength / WASM_PAGE_BYTES) * WASM_PAGE_BYTES;
  }

  /**
   * A zeroed buffer of exactly `roundUp(byteLength)` bytes.
   * @throws whatever the runtime throws when it has no memory or no address space left.
   */
  allocate(byteLength: number): ArrayBuffer {
    const rounded = this.roundUp(byteLength);
    if (this.#WasmMemory !== undefined) {
      const pages = rounded / WASM_PAGE_BYTES;
      try {
        return new this.#WasmMemory({ initial: pages, maximum: pages }).buffer;
      } catch (error) {
        if (!this.#mayFallBack) throw error; // V8 has address space for about 13,000 memories a process
      }
    }
    return new ArrayBuffer(rounded);
  }
}

/** Looked up for each heap, so that a test can take WebAssembly away or make it fail. */
function findWasmMemory(): WasmMemoryClass | undefined {
  const scope = globalThis as { WebAssembly?: { Memory?: WasmMemoryClass } };
  return scope.WebAssembly?.Memory;
}
