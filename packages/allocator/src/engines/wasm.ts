import { WASM_PAGE_BYTES, findWasmMemory } from '../engine.js';
import type { Engine, SegmentMemory, SegmentSource, WasmMemory } from '../engine.js';
import { InvalidArgumentError } from '../errors.js';
import { assertMemoryOptions } from './memory-options.js';

/** By memory, the one who has a segment in it, or has had one: he keeps the memory to himself. */
const owners = new WeakMap<WasmMemory, WasmSource>();

/** All that 32-bit pointers reach. */
const ADDRESSABLE_BYTES = 2 ** 32;

export interface WasmEngineOptions {
  /**
   * The memory to lie in, for instance one that a module exports. Whoever else uses it must leave
   * alone what lies from `reservedByteLength` on; no second heap can lie in it. It may grow: by the
   * heap, and by anybody else.
   * @defaultValue a memory of the engine's own, as long as the heap may become
   */
  readonly memory?: WasmMemory;
  /**
   * Bytes at the beginning of the memory that the heap does not use: a module's data and stack.
   * @defaultValue 0
   */
  readonly reservedByteLength?: number;
  /**
   * Whether a memory of the engine's own is as long as the heap may become from the start
   * (untouched pages take no memory), so that it never grows and no view of it ever dies. Without
   * this it grows by segments.
   * @defaultValue true
   */
  readonly isReserved?: boolean;
}

/**
 * Segments at fixed places of one WebAssembly memory, in which kernels and guests work without
 * copying: the byte at `reservedByteLength + 16 × address` is the first of a block. The memory
 * never gets smaller.
 *
 * When a memory that is not shared grows, every view of it dies: it has length 0 then, and writes
 * to it are lost without an error. {@link Heap.bytesOf} looks for that.
 */
class WasmSource implements SegmentSource {
  readonly arrivesZeroed = false; // places are used again, and guests may have written there
  readonly memory: WasmMemory;
  readonly base: number;
  readonly #segmentByteLength: number;

  constructor(memory: WasmMemory, base: number, segmentByteLength: number) {
    this.memory = memory;
    this.base = base;
    this.#segmentByteLength = segmentByteLength;
  }

  get byteLength(): number {
    return Math.max(0, this.memory.buffer.byteLength - this.base);
  }

  roundUp(byteLength: number): number {
    return Math.ceil(byteLength / WASM_PAGE_BYTES) * WASM_PAGE_BYTES;
  }

  take(slot: number, byteLength: number): SegmentMemory {
    const { memory } = this;
    if (!owners.has(memory)) owners.set(memory, this);
    if (owners.get(memory) !== this) throw notFree();
    const missing = this.locate(slot).byteOffset + byteLength - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / WASM_PAGE_BYTES));
    return this.locate(slot);
  }

  locate(slot: number): SegmentMemory {
    return { buffer: this.memory.buffer, byteOffset: this.base + slot * this.#segmentByteLength };
  }
}

/**
 * One WebAssembly memory, of at most 4 GiB.
 * @throws {InvalidArgumentError} if an option is out of range, or unknown, or the memory itself is
 * given for options
 */
export function wasmEngine(options: WasmEngineOptions = {}): Engine {
  assertMemoryOptions(options, 'memory', 'reservedByteLength', 'isReserved');
  const { reservedByteLength = 0, isReserved = true } = options;
  if (
    !Number.isSafeInteger(reservedByteLength) ||
    reservedByteLength < 0 ||
    reservedByteLength % 16
  ) {
    throw new InvalidArgumentError('reservedByteLength', 'a multiple of 16', reservedByteLength);
  }
  return {
    name: 'wasm',
    isAvailable: () => options.memory !== undefined || findWasmMemory() !== undefined,
    open({ segmentByteLength, maximumByteLength }) {
      if (options.memory !== undefined && owners.has(options.memory)) throw notFree();
      // Huge blocks begin with a segment and may leave most of their last one unused: at worst half
      // of all.
      const byteLength = reservedByteLength + 2 * maximumByteLength + segmentByteLength;
      const memory = options.memory ?? createMemory(byteLength, isReserved);
      return new WasmSource(memory, reservedByteLength, segmentByteLength);
    },
  };
}

function notFree(): InvalidArgumentError {
  return new InvalidArgumentError('memory', 'one that no heap lies in', 'one that is taken');
}

/** @throws {InvalidArgumentError} if the runtime has no WebAssembly */
function createMemory(maximumByteLength: number, isReserved: boolean): WasmMemory {
  const Memory = findWasmMemory();
  if (Memory === undefined) {
    throw new InvalidArgumentError('engine', 'a runtime with WebAssembly', 'wasm');
  }
  const bytes = Math.min(maximumByteLength, ADDRESSABLE_BYTES);
  const maximum = Math.ceil(bytes / WASM_PAGE_BYTES);
  return new Memory({ initial: isReserved ? maximum : 0, maximum });
}
