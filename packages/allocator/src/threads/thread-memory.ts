import { WASM_PAGE_BYTES } from '../engine.js';
import type { SegmentMemory, WasmMemory } from '../engine.js';
import { CHUNK_BYTES, findSharedBuffer } from '../engines/shared-buffer.js';
import type { GrowableBuffer } from '../engines/shared-buffer.js';
import { InvalidArgumentError } from '../errors.js';

/**
 * A zeroed buffer that may become `maxByteLength` long. Where buffers cannot grow it is so long at
 * once.
 * @throws {InvalidArgumentError} if the runtime has no shared memory; whatever it throws if it has
 * not enough.
 */
export function createSharedBuffer(byteLength: number, maxByteLength: number): SharedArrayBuffer {
  const SharedBuffer = findSharedBuffer();
  if (SharedBuffer === undefined) {
    throw new InvalidArgumentError('memory', 'a runtime with SharedArrayBuffer', undefined);
  }
  const buffer = new SharedBuffer(byteLength, { maxByteLength });
  return buffer.growable === true ? buffer : new SharedBuffer(maxByteLength);
}

/**
 * Where the segments of a thread heap lie: the same places in every thread. Can be sent to a
 * thread.
 */
export interface ThreadMemory {
  /** Growable buffers of 4 GiB of address space each (the last may have less)… */
  readonly chunks?: readonly SharedArrayBuffer[];
  /** …or one shared WebAssembly memory, used from byte `base` on. */
  readonly wasm?: WasmMemory;
  readonly base: number;
}

export function createChunks(byteLength: number): ThreadMemory {
  const chunks: SharedArrayBuffer[] = [];
  for (let from = 0; from < byteLength; from += CHUNK_BYTES) {
    chunks.push(createSharedBuffer(0, Math.min(CHUNK_BYTES, byteLength - from)));
  }
  return { chunks, base: 0 };
}

/**
 * Where bytes `from` … `from + byteLength − 1` lie; makes the memory as long as that. Threads may
 * do so at once: growing to a length that another has passed meanwhile fails, and is not needed any
 * more.
 * @throws whatever the runtime throws when it has no memory
 */
export function locate(memory: ThreadMemory, from: number, byteLength: number): SegmentMemory {
  const { wasm, chunks, base } = memory;
  if (wasm !== undefined) {
    growWasm(wasm, base + from + byteLength);
    return { buffer: wasm.buffer, byteOffset: base + from };
  }
  const buffer = chunks![Math.floor(from / CHUNK_BYTES)] as GrowableBuffer;
  const byteOffset = from % CHUNK_BYTES;
  const end = byteOffset + byteLength;
  try {
    if (buffer.byteLength < end) buffer.grow(end);
  } catch (error) {
    if (buffer.byteLength < end) throw error;
  }
  return { buffer, byteOffset };
}

function growWasm(memory: WasmMemory, end: number): void {
  if (memory.buffer.byteLength >= end) return;
  for (;;) {
    memory.grow(0); // another thread's growth may not have been noticed here
    const before = memory.buffer.byteLength;
    if (before >= end) return;
    try {
      memory.grow(Math.ceil((end - before) / WASM_PAGE_BYTES));
      return;
    } catch (error) {
      memory.grow(0);
      if (memory.buffer.byteLength === before) throw error;
    }
  }
}
