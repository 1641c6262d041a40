import type { Account } from '../api.js';
import type { WasmMemory } from '../engine.js';
import { InvalidArgumentError, assertWithin } from '../errors.js';
import {
  ADDRESS_SPACE_BYTES,
  BITMAP_WORDS,
  DEFAULT_SEGMENT_BYTES,
  GRANULE_BYTES,
  MAX_SEGMENT_BYTES,
  MIN_SEGMENT_BYTES,
  PAGE_BYTES,
} from '../geometry.js';
import { RECORD_WORDS } from '../page-table.js';
import { ISSUED, STATE, STATE_BITS, controlWords, participantAt } from './layout.js';
import { createChunks, createSharedBuffer } from './thread-memory.js';
import type { ThreadToken } from './thread-tables.js';

export interface ThreadHeapOptions {
  /** Power of two, 128 KiB to 64 MiB. @defaultValue 2 MiB */
  readonly segmentByteLength?: number;
  /**
   * Most bytes that the segments of all threads together may have: one segment to 16 GiB.
   * @defaultValue 1 GiB
   */
  readonly maximumByteLength?: number;
  /**
   * A shared `WebAssembly.Memory` to lie in. It may grow: by the heap, and by anybody else.
   * @defaultValue growable SharedArrayBuffers
   */
  readonly memory?: WasmMemory;
  /**
   * Bytes at the beginning of `memory` that the heap does not use, a multiple of 16. @defaultValue
   * 0
   */
  readonly reservedByteLength?: number;
  /** Charged for the tables of the segments that this thread owns. @defaultValue nobody */
  readonly metadataAccount?: Account;
}

const DEFAULT_MAXIMUM_BYTES = 2 ** 30;
const WASM_ADDRESS_SPACE_BYTES = 2 ** 32;

/**
 * The shared tables of a new heap, for its first thread.
 * @throws {InvalidArgumentError} if an option is out of range, or the runtime has no shared memory;
 * whatever the runtime throws if it has not enough address space.
 */
export function createToken(options: ThreadHeapOptions): ThreadToken {
  const { segmentByteLength = DEFAULT_SEGMENT_BYTES, memory, reservedByteLength = 0 } = options;
  const slotCount = slotCountOf(options);
  const pagesPerSlot = segmentByteLength / PAGE_BYTES;
  const pageCount = slotCount * pagesPerSlot;
  const buffer = (byteLength: number) => createSharedBuffer(byteLength, byteLength);
  const token: ThreadToken = {
    format: 'sandy-thread-heap-1',
    participant: 1,
    segmentByteLength,
    slotCount,
    control: buffer(4 * controlWords(slotCount, pagesPerSlot)),
    records: buffer(4 * pageCount * RECORD_WORDS),
    bits: buffer(4 * pageCount * BITMAP_WORDS),
    states: buffer((pageCount * PAGE_BYTES) / GRANULE_BYTES),
    memory:
      memory === undefined
        ? createChunks(slotCount * segmentByteLength)
        : { wasm: memory, base: reservedByteLength },
  };
  new Int32Array(token.control)[participantAt(1) + STATE] = (1 << STATE_BITS) | ISSUED;
  new Int32Array(token.bits)[0] = 1; // of address 0, where a class without hints leads
  return token;
}

/** Segments that the heap may have. @throws {InvalidArgumentError} if an option is out of range */
function slotCountOf(options: ThreadHeapOptions): number {
  const {
    segmentByteLength = DEFAULT_SEGMENT_BYTES,
    maximumByteLength = DEFAULT_MAXIMUM_BYTES,
    memory,
    reservedByteLength = 0,
  } = options;
  const isInRange =
    segmentByteLength >= MIN_SEGMENT_BYTES && segmentByteLength <= MAX_SEGMENT_BYTES;
  if (!isInRange || !Number.isInteger(Math.log2(segmentByteLength))) {
    const expected = `a power of two from ${MIN_SEGMENT_BYTES} to ${MAX_SEGMENT_BYTES}`;
    throw new InvalidArgumentError('segmentByteLength', expected, segmentByteLength);
  }
  const mostReserved = WASM_ADDRESS_SPACE_BYTES - segmentByteLength; // leaves room for one
  assertWithin('reservedByteLength', reservedByteLength, mostReserved);
  if (reservedByteLength % GRANULE_BYTES !== 0) {
    throw new InvalidArgumentError('reservedByteLength', 'a multiple of 16', reservedByteLength);
  }
  // Told by its name, not by `instanceof`: it may come from another realm.
  if (memory !== undefined && String(memory.buffer) !== '[object SharedArrayBuffer]') {
    throw new InvalidArgumentError('memory', 'a shared WebAssembly.Memory', memory);
  }
  assertWithin('maximumByteLength', maximumByteLength, ADDRESS_SPACE_BYTES, segmentByteLength);
  const space = memory === undefined ? Infinity : WASM_ADDRESS_SPACE_BYTES - reservedByteLength;
  return Math.floor(Math.min(maximumByteLength, space) / segmentByteLength);
}
