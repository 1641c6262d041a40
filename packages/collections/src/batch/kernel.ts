import { InvalidArgumentError, expected } from '../errors.js';
import { internals } from '../internals.js';
import type { HashTable } from '../internals.js';
import type { CollectionRegion } from '../options.js';
import { decodeBase64 } from './base64.js';
import { BATCH_MODULE } from './generated/batch-simd.js';

/** As much of a `WebAssembly.Memory` as is used here. */
export interface BatchMemory {
  readonly buffer: ArrayBufferLike;
}

interface BatchExports {
  getMany(
    keys: number,
    count: number,
    out: number,
    homes: number,
    words: number,
    end: number,
    offset: number,
    multiplier1: number,
    multiplier2: number,
    mantissa: number,
    shift: number,
    missing: number,
  ): number;
}

/** As much of WebAssembly as is used here; its real types exist in the DOM library only. */
interface WasmNamespace {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}

const findWasm = (): WasmNamespace | undefined =>
  (globalThis as { WebAssembly?: WasmNamespace }).WebAssembly;

/** Keys that go over the border at a time: with their buckets they fit the smallest cache. */
const CHUNK = 512;

/** Keys, values, and where the keys' buckets are. */
const SCRATCH_WORDS = CHUNK * 3;

/** What `getMany` returns if a key is the secret of the table, which free slots look like. */
const SECRET = -1;

/**
 * Looks up many keys at once, four to an instruction, in tables that lie in a WebAssembly memory:
 * give them a region of a heap whose engine is that memory, and `getManyInto` this kernel.
 *
 * Cost: 6 KiB of the region for keys on their way and one instance of a module of 600 B.
 */
export class BatchKernel {
  readonly #memory: BatchMemory;
  readonly #region: CollectionRegion;
  readonly #address: number;
  readonly #exports: BatchExports;
  #isDisposed = false;

  /**
   * Whether this runtime has WebAssembly with vectors, as every browser and runtime of note since
   * 2023.
   */
  static isAvailable(): boolean {
    return findWasm()?.validate(decodeBase64(BATCH_MODULE)) === true;
  }

  /**
   * @param memory - a `WebAssembly.Memory` that is not shared
   * @param region - one whose words lie in that memory
   * @throws {InvalidArgumentError} if this runtime cannot run it, or `memory` is none. What
   * `region.allocate` throws passes through.
   */
  constructor(memory: BatchMemory, region: CollectionRegion) {
    if (!BatchKernel.isAvailable()) {
      throw new InvalidArgumentError('BatchKernel: expected WebAssembly with vectors, got none');
    }
    const { Module, Instance } = findWasm()!;
    try {
      const module = new Module(decodeBase64(BATCH_MODULE));
      this.#exports = new Instance(module, { env: { memory } }).exports as BatchExports;
    } catch (error) {
      throw new InvalidArgumentError(expected('memory', 'a WebAssembly.Memory', memory), {
        cause: error,
      });
    }
    this.#memory = memory;
    this.#region = region;
    this.#address = region.allocate(SCRATCH_WORDS * 4);
    if (region.words(this.#address, CHUNK).buffer !== memory.buffer) {
      region.free(this.#address);
      throw new InvalidArgumentError('region: expected a region of that memory, got another');
    }
  }

  /** Whether words lie in its memory. @internal */
  holds(words: Int32Array): boolean {
    if (this.#isDisposed || this.#region.disposed === true) return false;
    return words.buffer === this.#memory.buffer;
  }

  /** Gives the scratch back; later lookups go without. Twice does no harm. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    if (this.#region.disposed !== true) this.#region.free(this.#address);
  }

  /** `getManyInto` for a map from int to int that it {@link holds}. @internal */
  getManyInto(
    map: HashTable & { get(key: number): unknown },
    keys: Int32Array,
    out: { [index: number]: unknown },
    missing: number,
  ): number {
    const [words, slotCount, seed, mantissa, shift] = map[internals]();
    const scratch = this.#region.words(this.#address, SCRATCH_WORDS);
    const keysIn = scratch.subarray(0, CHUNK);
    const valuesOut = scratch.subarray(CHUNK, 2 * CHUNK);
    const homes = scratch.subarray(2 * CHUNK);
    const begin = words.byteOffset;
    const end = begin + slotCount * 8;
    const { getMany } = this.#exports;
    const [offset, m1, m2] = seed;
    let hits = 0;
    for (let from = 0; from < keys.length; from += CHUNK) {
      const count = Math.min(CHUNK, keys.length - from);
      keysIn.set(count === keys.length ? keys : keys.subarray(from, from + count));
      // prettier-ignore
      const found = getMany(
        keysIn.byteOffset, count, valuesOut.byteOffset, homes.byteOffset, begin, end,
        offset, m1, m2, mantissa, shift, missing,
      );
      if (found === SECRET) {
        hits += getOneByOne(map, keys, from, count, out, missing);
      } else {
        put(out, valuesOut, from, count);
        hits += found;
      }
    }
    return hits;
  }
}

/** Copies values to where they are wanted. */
function put(
  out: { [index: number]: unknown },
  values: Int32Array,
  from: number,
  count: number,
): void {
  if ((out as Int32Array)[Symbol.toStringTag] === 'Int32Array') {
    (out as Int32Array).set(count === CHUNK ? values : values.subarray(0, count), from);
    return;
  }
  for (let i = 0; i < count; i++) out[from + i] = values[i]!;
}

function getOneByOne(
  map: { get(key: number): unknown },
  keys: Int32Array,
  from: number,
  count: number,
  out: { [index: number]: unknown },
  missing: number,
): number {
  let hits = 0;
  for (let i = from; i < from + count; i++) {
    const value = map.get(keys[i]!);
    out[i] = value === undefined ? missing : value;
    if (value !== undefined) hits++;
  }
  return hits;
}
