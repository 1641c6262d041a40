import { copyWords } from '../copy.js';
import type { WasmMemory } from '../engine.js';
import { assertMemoryOptions } from '../engines/memory-options.js';
import { InvalidArgumentError } from '../errors.js';
import type { KernelBuild, Scratch, ScriptExports, WasmExports } from './build.js';
import {
  assertFormat,
  assertPacked,
  assertRange,
  assertSeed,
  copyBytes,
  longsOf,
} from './arguments.js';
import type { PackedFormat } from './arguments.js';

export interface KernelOptions {
  /**
   * A memory in which views are worked on in place, such as that of a heap on the `wasm` engine.
   * @defaultValue none: everything is copied in and out
   */
  readonly memory?: WasmMemory;
}

/**
 * Most bytes of one array that are worked on at a time. A power of two, since the hash is defined
 * by it.
 */
const CHUNK_BYTES = 1 << 16;
const CHUNK_WORDS = CHUNK_BYTES >> 2;

/** Bytes of what is sought that the kernel is given; the rest is compared afterwards. */
const SOUGHT_BYTES = 1 << 10;

/**
 * Bulk work on bytes and packed entries. Arguments are a view, where in it to begin and how much:
 * for a block, `heap.bytesOf(address)` and `heap.offsetOf(address)`, without making anything; a
 * typed array serves as well.
 *
 * Layout: scratch memory of two chunks of 64 KiB. Views into the memory that was named when the
 * kernels were made are worked on where they lie. If one of a call's views lies elsewhere, all are
 * copied into the scratch memory, a chunk at a time.
 *
 * Cost: a call into WebAssembly, and copies where bytes lie elsewhere; below a hundred bytes a loop
 * may be faster. 128 KiB.
 */
export class Kernels {
  /** Which build runs: `simd`, `scalar`, `script`. */
  readonly buildName: string;
  readonly #scratch: ScriptExports;
  readonly #bytes: Uint8Array; // the scratch memory
  readonly #words: Int32Array;
  readonly #memory: WasmMemory | undefined;
  readonly #inPlace: WasmExports | undefined;
  #buffer: ArrayBufferLike | undefined; // of `#memory` when it was last looked at

  /** @internal */
  constructor(name: string, scratch: Scratch, memory?: WasmMemory, inPlace?: WasmExports) {
    this.buildName = name;
    this.#scratch = scratch.exports;
    this.#bytes = new Uint8Array(scratch.buffer);
    this.#words = new Int32Array(scratch.buffer);
    this.#memory = memory;
    this.#inPlace = inPlace;
  }

  /** The kernels over `#memory` if the view lies in it. */
  #exportsFor(view: ArrayBufferView): WasmExports | undefined {
    if (this.#inPlace === undefined) return undefined;
    const { buffer } = view;
    if (buffer !== this.#buffer) {
      this.#buffer = this.#memory!.buffer; // it may have grown
      if (buffer !== this.#buffer) return undefined;
    }
    return this.#inPlace;
  }

  /**
   * Sets `byteLength` bytes to `value`, 0 to 255. @throws {InvalidArgumentError} if they leave the
   * view
   */
  fill(bytes: Uint8Array, start: number, byteLength: number, value: number): void {
    assertRange('bytes', bytes, start, byteLength);
    const exports = this.#exportsFor(bytes);
    if (exports === undefined) bytes.fill(value, start, start + byteLength);
    else exports.fill(bytes.byteOffset + start, byteLength, value);
  }

  /** Copies bytes; the places may overlap. @throws {InvalidArgumentError} if they leave a view */
  copy(
    source: Uint8Array,
    sourceStart: number,
    target: Uint8Array,
    targetStart: number,
    byteLength: number,
  ): void {
    assertRange('source', source, sourceStart, byteLength);
    assertRange('target', target, targetStart, byteLength);
    const exports = this.#exportsFor(source);
    if (exports !== undefined && this.#exportsFor(target) !== undefined) {
      exports.copy(source.byteOffset + sourceStart, target.byteOffset + targetStart, byteLength);
    } else {
      copyBytes(source, sourceStart, target, targetStart, byteLength);
    }
  }

  /**
   * How many bytes at the beginning of two places are equal: `byteLength` if all are.
   * @throws {InvalidArgumentError} if they leave a view
   */
  mismatch(
    left: Uint8Array,
    leftStart: number,
    right: Uint8Array,
    rightStart: number,
    byteLength: number,
  ): number {
    assertRange('left', left, leftStart, byteLength);
    assertRange('right', right, rightStart, byteLength);
    const exports = this.#exportsFor(left);
    if (exports !== undefined && this.#exportsFor(right) !== undefined) {
      const [a, b] = [left.byteOffset + leftStart, right.byteOffset + rightStart];
      return exports.mismatch(a, b, byteLength) >>> 0;
    }
    for (let done = 0; done < byteLength; done += CHUNK_BYTES) {
      const some = Math.min(CHUNK_BYTES, byteLength - done);
      copyBytes(left, leftStart + done, this.#bytes, 0, some);
      copyBytes(right, rightStart + done, this.#bytes, CHUNK_BYTES, some);
      const equal = this.#scratch.mismatch(0, CHUNK_BYTES, some);
      if (equal !== some) return done + equal;
    }
    return byteLength;
  }

  /**
   * Below 0, 0 or above 0, as the first byte that differs is less in `left`, none differs, or it is
   * greater.
   * @throws {InvalidArgumentError} if the bytes leave a view
   */
  compare(
    left: Uint8Array,
    leftStart: number,
    right: Uint8Array,
    rightStart: number,
    byteLength: number,
  ): number {
    const at = this.mismatch(left, leftStart, right, rightStart, byteLength);
    return at === byteLength ? 0 : left[leftStart + at]! - right[rightStart + at]!;
  }

  /**
   * Index in `bytes` at which `sought` first lies within `byteLength` bytes from `start` on; −1 if
   * nowhere, as `indexOf` of arrays. What is empty lies at `start`.
   * Cost: O(byteLength) for most bytes, O(byteLength × sought.length) for those that are made for
   * it.
   * @throws {InvalidArgumentError} if the bytes leave the view
   */
  indexOf(bytes: Uint8Array, start: number, byteLength: number, sought: Uint8Array): number {
    assertRange('bytes', bytes, start, byteLength);
    if (sought.length === 0) return start;
    const prefix = Math.min(sought.length, SOUGHT_BYTES);
    const end = start + byteLength;
    for (let from = start; from + sought.length <= end;) {
      const at = this.#find(bytes, from, end - from, sought, prefix);
      if (at < 0) return -1;
      const rest = sought.length - prefix;
      if (rest === 0) return at;
      if (at + sought.length > end) return -1;
      if (this.mismatch(bytes, at + prefix, sought, prefix, rest) === rest) return at;
      from = at + 1;
    }
    return -1;
  }

  /** Finds the first `prefix` ≤ SOUGHT_BYTES bytes of `sought`. */
  #find(
    bytes: Uint8Array,
    start: number,
    byteLength: number,
    sought: Uint8Array,
    prefix: number,
  ): number {
    const exports = this.#exportsFor(bytes);
    if (exports !== undefined && this.#exportsFor(sought) !== undefined) {
      const at = exports.find(bytes.byteOffset + start, byteLength, sought.byteOffset, prefix);
      return at === -1 ? -1 : start + (at >>> 0);
    }
    copyBytes(sought, 0, this.#bytes, CHUNK_BYTES, prefix);
    const step = CHUNK_BYTES - prefix + 1; // places where it may begin, if it must end in the chunk
    for (let done = 0; done + prefix <= byteLength; done += step) {
      const some = Math.min(CHUNK_BYTES, byteLength - done);
      copyBytes(bytes, start + done, this.#bytes, 0, some);
      const at = this.#scratch.find(0, some, CHUNK_BYTES, prefix);
      if (at >= 0) return start + done + at;
    }
    return -1;
  }

  /**
   * A 64-bit hash into `out[0]` (low half) and `out[1]`. The same in every build, and in every
   * version that has the same major number. Not for use against people who choose the bytes: they
   * can make collisions, though a `seed` that they do not know makes it harder.
   *
   * Layout: 64 KiB at a time, each hashed with the hash of what came before as its seed.
   * @param seed integer, 0 ≤ seed < 2^53
   * @throws {InvalidArgumentError} if the bytes leave the view, `seed` is out of range or `out` has
   * no two elements
   */
  hashInto(
    bytes: Uint8Array,
    start: number,
    byteLength: number,
    out: Int32Array | Uint32Array,
    seed = 0,
  ): void {
    assertRange('bytes', bytes, start, byteLength);
    assertRange('out', out, 0, 2);
    assertSeed(seed);
    const inPlace = this.#exportsFor(bytes);
    const exports = inPlace ?? this.#scratch;
    const pointer = bytes.byteOffset + start;
    let low = seed | 0;
    let high = Math.floor(seed / 2 ** 32) | 0;
    let done = 0;
    do {
      const some = Math.min(CHUNK_BYTES, byteLength - done);
      if (inPlace === undefined) copyBytes(bytes, start + done, this.#bytes, 0, some);
      low = exports.hash(inPlace === undefined ? 0 : pointer + done, some, low, high);
      high = exports.hashHigh();
      done += some;
    } while (done < byteLength);
    out[0] = low;
    out[1] = high;
  }

  /**
   * Takes `count` entries out of the longs that begin at `words[start]`, one into each element of
   * `out`. Entries of 32 bits become negative where their highest bit is set.
   * @throws {InvalidArgumentError} if the format is none, or longs or entries leave a view
   */
  unpack(
    format: PackedFormat,
    words: Int32Array,
    start: number,
    out: Int32Array,
    outStart: number,
    count: number,
  ): void {
    const perChunk = assertFormat(format, CHUNK_WORDS);
    const { bits } = format;
    const straddles = format.straddles === true ? 1 : 0;
    assertPacked(format, words, start, count);
    assertRange('out', out, outStart, count);
    const exports = this.#exportsFor(words);
    const inPlace = exports !== undefined && this.#exportsFor(out) !== undefined;
    for (let done = 0; done < count; done += perChunk) {
      const some = Math.min(perChunk, count - done);
      const from = start + longsOf(format, done) * 2;
      const to = outStart + done;
      if (inPlace) {
        const target = out.byteOffset + to * 4;
        exports.unpack(words.byteOffset + from * 4, target, some, bits, straddles);
      } else {
        copyWords(words, from, this.#words, 0, longsOf(format, some) * 2);
        this.#scratch.unpack(0, CHUNK_BYTES, some, bits, straddles);
        copyWords(this.#words, CHUNK_WORDS, out, to, some);
      }
    }
  }

  /**
   * Packs the low bits of `count` elements of `entries` into the longs that begin at
   * `words[start]`; the bits of the last long behind them become 0.
   * @throws {InvalidArgumentError} as `unpack`
   */
  pack(
    format: PackedFormat,
    entries: Int32Array,
    entriesStart: number,
    words: Int32Array,
    start: number,
    count: number,
  ): void {
    const perChunk = assertFormat(format, CHUNK_WORDS);
    const { bits } = format;
    const straddles = format.straddles === true ? 1 : 0;
    assertRange('entries', entries, entriesStart, count);
    assertPacked(format, words, start, count);
    const exports = this.#exportsFor(entries);
    const inPlace = exports !== undefined && this.#exportsFor(words) !== undefined;
    for (let done = 0; done < count; done += perChunk) {
      const some = Math.min(perChunk, count - done);
      const from = entriesStart + done;
      const to = start + longsOf(format, done) * 2;
      if (inPlace) {
        const target = words.byteOffset + to * 4;
        exports.pack(entries.byteOffset + from * 4, target, some, bits, straddles);
      } else {
        copyWords(entries, from, this.#words, CHUNK_WORDS, some);
        this.#scratch.pack(CHUNK_BYTES, 0, some, bits, straddles);
        copyWords(this.#words, 0, words, to, longsOf(format, some) * 2);
      }
    }
  }

  /**
   * Whether all of `count` packed entries are equal; padding does not matter. Of none, all are.
   * Bytes are entries of 8 bits, nibbles of 4.
   * @throws {InvalidArgumentError} if the format is none, or longs leave the view
   */
  isUniform(format: PackedFormat, words: Int32Array, start: number, count: number): boolean {
    const perChunk = assertFormat(format, CHUNK_WORDS);
    const { bits } = format;
    const straddles = format.straddles === true ? 1 : 0;
    assertPacked(format, words, start, count);
    const inPlace = this.#exportsFor(words);
    const mask = bits === 32 ? -1 : (1 << bits) - 1;
    for (let done = 0; done < count; done += perChunk) {
      const some = Math.min(perChunk, count - done);
      const from = start + longsOf(format, done) * 2;
      if (((words[from]! ^ words[start]!) & mask) !== 0) return false; // chunks begin with an entry
      if (inPlace === undefined) copyWords(words, from, this.#words, 0, longsOf(format, some) * 2);
      const exports = inPlace ?? this.#scratch;
      const pointer = inPlace === undefined ? 0 : words.byteOffset + from * 4;
      if (exports.isUniform(pointer, some, bits, straddles) === 0) return false;
    }
    return true;
  }

  /**
   * Takes `count` nibbles out of the bytes from `start` on, the low one of a byte first, one into
   * each byte of `out`.
   * @throws {InvalidArgumentError} if they leave a view
   */
  unpackNibbles(
    bytes: Uint8Array,
    start: number,
    out: Uint8Array,
    outStart: number,
    count: number,
  ): void {
    assertRange('bytes', bytes, start, Math.ceil(count / 2));
    assertRange('out', out, outStart, count);
    const exports = this.#exportsFor(bytes);
    if (exports !== undefined && this.#exportsFor(out) !== undefined) {
      exports.unpackNibbles(bytes.byteOffset + start, out.byteOffset + outStart, count);
      return;
    }
    for (let done = 0; done < count; done += CHUNK_BYTES) {
      const some = Math.min(CHUNK_BYTES, count - done);
      copyBytes(bytes, start + done / 2, this.#bytes, 0, (some + 1) >> 1);
      this.#scratch.unpackNibbles(0, CHUNK_BYTES, some);
      copyBytes(this.#bytes, CHUNK_BYTES, out, outStart + done, some);
    }
  }

  /**
   * Packs the low four bits of `count` bytes from `entriesStart` on, two into each byte from
   * `start` on; where `count` is odd, the last nibble becomes 0.
   * @throws {InvalidArgumentError} if they leave a view
   */
  packNibbles(
    entries: Uint8Array,
    entriesStart: number,
    bytes: Uint8Array,
    start: number,
    count: number,
  ): void {
    assertRange('entries', entries, entriesStart, count);
    assertRange('bytes', bytes, start, Math.ceil(count / 2));
    const exports = this.#exportsFor(entries);
    if (exports !== undefined && this.#exportsFor(bytes) !== undefined) {
      exports.packNibbles(entries.byteOffset + entriesStart, bytes.byteOffset + start, count);
      return;
    }
    for (let done = 0; done < count; done += CHUNK_BYTES) {
      const some = Math.min(CHUNK_BYTES, count - done);
      copyBytes(entries, entriesStart + done, this.#bytes, CHUNK_BYTES, some);
      this.#scratch.packNibbles(CHUNK_BYTES, 0, some);
      copyBytes(this.#bytes, 0, bytes, start + done / 2, (some + 1) >> 1);
    }
  }
}

/**
 * The kernels of one build: {@link simdKernels}, {@link scalarKernels} or {@link scriptKernels}.
 * @throws {InvalidArgumentError} if this runtime cannot run the build, an option is unknown, or the
 * memory itself is given for options
 */
export function createKernelsOf(build: KernelBuild, options: KernelOptions = {}): Kernels {
  if (typeof build?.openScratch !== 'function') {
    throw new InvalidArgumentError('build', 'a build of the kernels', build);
  }
  if (!build.isAvailable()) {
    throw new InvalidArgumentError('build', 'one that this runtime can run', build.name);
  }
  assertMemoryOptions(options, 'memory');
  const { memory } = options;
  const inPlace = memory === undefined ? undefined : build.openIn?.(memory);
  return new Kernels(build.name, build.openScratch(2 * CHUNK_BYTES), memory, inPlace);
}
