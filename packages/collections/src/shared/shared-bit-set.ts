import {
  CapacityError,
  DisposedError,
  InvalidArgumentError,
  InvalidKeyError,
  InvariantError,
  expected,
} from '../errors.js';
import { internals } from '../internals.js';
import { bitCountOf, nextBit } from '../sets/bits.js';
import {
  checkedOptions,
  checkedToken,
  createSharedBuffer,
  growSharedBuffer,
} from './shared-memory.js';
import type { SharedToken } from './shared-memory.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

const FORMAT = 'sandy-shared-bit-set-1';

/** Words by which the memory grows: 64 KiB. */
const SEGMENT_WORDS = 2 ** 14;

const MAXIMUM_BITS = 2 ** 31;
const DEFAULT_MAXIMUM_BITS = 2 ** 27;

/** Sends each use of a disposed handle to `#reach`. */
const NO_WORDS = new Int32Array(0);

/** Options of a shared set of bits. */
export interface SharedBitSetOptions {
  /** Bits that fit before the first growth, an integer. @defaultValue one segment, 524,288 bits */
  readonly capacity?: number | undefined;
  /**
   * Bits that fit at most, an integer from 1 to 2^31; so many are reserved as address space.
   * @defaultValue 2^27, or `capacity` if that is more
   */
  readonly maximumCapacity?: number | undefined;
}

/** What a thread needs to attach to a shared set of bits. Nothing in it is to be changed. */
export interface SharedBitSetToken extends SharedToken {
  /** Bits that fit at most. */
  readonly maximumCapacity: number;
}

/**
 * Set of integers as bits that any number of threads read and change at once: {@link BitSet} in
 * shared memory.
 *
 * Layout: the integer `i` is bit `i & 31` of word `i >>> 5` of a SharedArrayBuffer, which grows by
 * segments of 64 KiB, at least by its half. Each handle has one view of what it knows of: a longer
 * one when it meets an integer beyond.
 *
 * Each change and each `has` is one atomic operation: of two threads that put the same integer in,
 * one is told that it was not there; and who finds an integer sees what was written before it was
 * put in. What looks at many integers (`cardinality`, `nextSetBit`, iterations) reads plainly, word
 * by word: while others change the set, each word is as it was at some moment.
 *
 * Cost: 1 bit for each integer up to the highest. add, delete, flip and has take O(1), an atomic
 * operation of some 5 to 10 ns; counting and seeking O(words), 32 integers a step. Nobody ever
 * waits, so a thread that ends leaves nothing unfinished. Order of iteration: ascending.
 */
export class SharedBitSet {
  readonly #token: SharedBitSetToken;
  #words: Int32Array = NO_WORDS;
  #isDisposed = false;

  /**
   * @param entries What it holds at first. Options may stand in their place.
   * @throws {CapacityError} if a capacity is no count, an entry lies beyond, or there is no memory.
   * @throws {InvalidArgumentError} if an option is unknown, or the runtime has no
   * SharedArrayBuffer.
   * @throws {InvalidKeyError} for an entry that is no integer from 0 on.
   */
  constructor(
    entries?: Iterable<number> | SharedBitSetOptions | null,
    options?: SharedBitSetOptions,
  ) {
    const isEntries = typeof entries === 'object' && entries !== null && Symbol.iterator in entries;
    const given = isEntries ? options : (entries ?? options);
    this.#token = isToken(given) ? given : createToken(given);
    this.#see();
    if (isEntries) for (const entry of entries) this.add(entry);
  }

  /** The same as `new`, for code that is handed a class. */
  static create(options?: SharedBitSetOptions): SharedBitSet {
    return new SharedBitSet(options);
  }

  /**
   * Another handle of a set: with what `token()` returned, sent to this thread by `postMessage` or
   * `workerData`.
   * @throws {InvalidArgumentError} if it is no token.
   */
  static attach(token: SharedBitSetToken): SharedBitSet {
    const { maximumCapacity } = checkedToken(token, FORMAT);
    checkBits('token.maximumCapacity', maximumCapacity, MAXIMUM_BITS);
    return new SharedBitSet(token);
  }

  /** What another thread needs to attach: an object for `postMessage` and `workerData`. */
  token(): SharedBitSetToken {
    return this.#token;
  }

  /** The same as {@link cardinality}; 0 after `dispose`. */
  get size(): number {
    return this.disposed ? 0 : this.cardinality();
  }

  /** Bits that fit before it grows; 0 after `dispose`. */
  get capacity(): number {
    if (this.disposed) return 0;
    return Math.min(this.#see().length * 32, this.#token.maximumCapacity);
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#isDisposed;
  }

  /** Bytes of the memory that all threads share; 0 after `dispose`. */
  bytes(): number {
    return this.disposed ? 0 : this.#token.buffer.byteLength;
  }

  /**
   * Whether `index` is in the set.
   * @throws {InvalidKeyError} unless it is an integer from 0 to 2^31 − 1.
   * @throws {DisposedError} after `dispose`.
   */
  has(index: number): boolean {
    if ((index | 0) !== index || index < 0) throw invalidBit(index);
    const words = this.#words;
    const at = index >>> 5;
    if (at < words.length) return (Atomics.load(words, at) & (1 << index)) !== 0;
    return at < this.#see().length && this.has(index);
  }

  /**
   * Puts `index` in. @returns false if it was there.
   * @throws {InvalidKeyError} unless it is an integer from 0 to 2^31 − 1.
   * @throws {CapacityError} if it is not below `maximumCapacity`, or there is no memory.
   * @throws {DisposedError} after `dispose`.
   */
  add(index: number): boolean {
    const words = this.#reach(index);
    const bit = 1 << index;
    return (Atomics.or(words, index >>> 5, bit) & bit) === 0;
  }

  /** Takes `index` out. @returns false if it was not there. @throws as {@link has}. */
  delete(index: number): boolean {
    if ((index | 0) !== index || index < 0) throw invalidBit(index);
    const words = this.#words;
    const at = index >>> 5;
    if (at >= words.length) return at < this.#see().length && this.delete(index);
    const bit = 1 << index;
    return (Atomics.and(words, at, ~bit) & bit) !== 0;
  }

  /** Puts `index` in or takes it out. @returns whether it is there now. @throws as {@link add}. */
  flip(index: number): boolean {
    const words = this.#reach(index);
    const bit = 1 << index;
    return (Atomics.xor(words, index >>> 5, bit) & bit) === 0;
  }

  /**
   * Puts in the first integer from `from` on that is not there: no two threads are given the same.
   * @returns the integer; −1 if all up to `maximumCapacity` are there.
   * @throws {InvalidKeyError} unless `from` is an integer from 0 to 2^31 − 1.
   * @throws {CapacityError} if there is no memory. @throws {DisposedError} after `dispose`.
   */
  addNextClear(from = 0): number {
    for (let index = this.nextClearBit(from); ; index = this.nextClearBit(index + 1)) {
      if (index >= this.#token.maximumCapacity) return -1;
      if (this.add(index)) return index;
    }
  }

  /** Takes all out, word by word: what others put in meanwhile may stay. */
  clear(): void {
    const words = this.#open();
    for (let at = 0; at < words.length; at++) {
      if (words[at] !== 0) Atomics.store(words, at, 0);
    }
  }

  /**
   * Grows so that `bitCount` bits fit without growing again.
   * @throws {CapacityError} if that is no count up to `maximumCapacity`, or there is no memory.
   * @throws {DisposedError} after `dispose`.
   */
  ensureCapacity(bitCount: number): void {
    this.#open();
    checkBits('capacity', bitCount, this.#token.maximumCapacity);
    if (bitCount > 0) this.#reach(bitCount - 1);
  }

  /** Integers in the set. Cost: counted anew, O(words). @throws {DisposedError} after `dispose`. */
  cardinality(): number {
    return bitCountOf(this.#open());
  }

  /** Whether it holds none. Cost: O(words) up to the first. */
  isEmpty(): boolean {
    return this.nextSetBit(0) < 0;
  }

  /**
   * The first integer in the set that is at least `from`; −1 if there is none.
   * @throws {InvalidKeyError} unless `from` is an integer from 0 to 2^31.
   * @throws {DisposedError} after `dispose`.
   */
  nextSetBit(from: number): number {
    const words = this.#open();
    const found = nextBit(words, checkedFrom(from), 0);
    return found < words.length * 32 ? found : -1;
  }

  /** The first integer not in the set that is at least `from`. @throws as {@link nextSetBit}. */
  nextClearBit(from: number): number {
    return Math.max(nextBit(this.#open(), checkedFrom(from), -1), from);
  }

  /** Calls `callback` with each integer, ascending, twice, as `Set` does. */
  forEach(callback: (index: number, again: number) => void): void {
    for (const index of this) callback(index, index);
  }

  /** The integers, ascending, each as it is at its turn. */
  *keys(): IterableIterator<number> {
    for (let at = this.nextSetBit(0); at >= 0; at = this.nextSetBit(at + 1)) yield at;
  }

  /** The same as `keys`, as in `Set`. */
  values(): IterableIterator<number> {
    return this.keys();
  }

  /** Pairs of an integer and itself, as in `Set`. */
  *entries(): IterableIterator<[number, number]> {
    for (const index of this.keys()) yield [index, index];
  }

  /** The same as `keys`: `for (const index of set)`. */
  [Symbol.iterator](): IterableIterator<number> {
    return this.keys();
  }

  get [Symbol.toStringTag](): string {
    return 'SharedBitSet';
  }

  /** Ends this handle; the set and the others stay. Every later use throws. */
  dispose(): void {
    this.#isDisposed = true;
    this.#words = NO_WORDS;
  }

  /** @internal What `assertValidSharedBitSet` sees. */
  [internals](): Int32Array {
    return this.#open();
  }

  /** All words that there are now. @throws {DisposedError} after `dispose`. */
  #open(): Int32Array {
    return this.#words.byteLength === this.#token.buffer.byteLength ? this.#words : this.#see();
  }

  /** A view of all words that there are now, as others may have made more. */
  #see(): Int32Array {
    if (this.#isDisposed) {
      throw new DisposedError('SharedBitSet: expected one in use, got a disposed one');
    }
    const { buffer } = this.#token;
    // With its length: views that follow that of their buffer are ten times slower.
    this.#words = new Int32Array(buffer, 0, buffer.byteLength >>> 2);
    return this.#words;
  }

  /** The words, with that of `index` among them. */
  #reach(index: number): Int32Array {
    if ((index | 0) !== index || index < 0) throw invalidBit(index);
    const words = this.#words;
    if (index >>> 5 < words.length && index < this.#token.maximumCapacity) return words;
    return this.#grow(index);
  }

  #grow(index: number): Int32Array {
    const words = this.#open();
    const { buffer, maximumCapacity } = this.#token;
    if (index >= maximumCapacity) {
      throw new CapacityError(expected('index', `one below ${maximumCapacity}`, index));
    }
    if (index >>> 5 < words.length) return words;
    const wanted = Math.max((index >>> 5) + 1, words.length + (words.length >>> 1));
    growSharedBuffer(buffer, segmentsFor(wanted, maximumCapacity) * 4);
    return this.#see();
  }
}

function invalidBit(index: unknown): InvalidKeyError {
  return new InvalidKeyError(expected('index', 'an integer from 0 to 2^31 − 1', index));
}

function checkedFrom(from: number): number {
  if (Number.isInteger(from) && from >= 0 && from <= MAXIMUM_BITS) return from;
  throw new InvalidKeyError(expected('from', 'an integer from 0 to 2^31', from));
}

/** Words of whole segments, up to those of the maximum. */
function segmentsFor(words: number, maximumBits: number): number {
  const segments = Math.ceil(words / SEGMENT_WORDS) * SEGMENT_WORDS;
  return Math.min(segments, Math.ceil(maximumBits / 32));
}

function checkBits(name: string, bits: number, largest: number): void {
  if (Number.isInteger(bits) && bits >= 0 && bits <= largest) return;
  throw new CapacityError(expected(name, `an integer from 0 to ${largest}`, bits));
}

function isToken(value: unknown): value is SharedBitSetToken {
  return (value as Partial<SharedToken> | null | undefined)?.format === FORMAT;
}

function createToken(options: SharedBitSetOptions | null | undefined): SharedBitSetToken {
  const given = checkedOptions(options, ['capacity', 'maximumCapacity']);
  const { capacity = 0 } = given;
  const { maximumCapacity = Math.max(DEFAULT_MAXIMUM_BITS, capacity) } = given;
  checkBits('maximumCapacity', maximumCapacity, MAXIMUM_BITS);
  checkBits('capacity', capacity, maximumCapacity);
  if (maximumCapacity === 0) {
    throw new InvalidArgumentError(expected('maximumCapacity', 'at least 1', 0));
  }
  const bytes = segmentsFor(Math.max(1, Math.ceil(capacity / 32)), maximumCapacity) * 4;
  const buffer = createSharedBuffer(bytes, Math.ceil(maximumCapacity / 32) * 4);
  return { format: FORMAT, buffer, maximumCapacity };
}

/**
 * Checks what the layout promises. Cost: O(bits); for tests.
 * @throws {InvariantError} if it does not hold. @throws {DisposedError} after `dispose`.
 */
export function assertValidSharedBitSet(set: SharedBitSet): void {
  const words = set[internals]();
  const { maximumCapacity, buffer } = set.token();
  let count = 0;
  let highest = -1;
  for (const index of set) {
    if (index <= highest || !set.has(index)) throw invalid(`order at ${index}`);
    highest = index;
    count++;
  }
  if (count !== bitCountOf(words)) throw invalid('as many integers as bits');
  if (highest >= maximumCapacity) throw invalid(`integers below ${maximumCapacity}`);
  if (words.byteLength !== buffer.byteLength) throw invalid('a view of all words');
}

function invalid(what: string): InvariantError {
  return new InvariantError(`SharedBitSet: expected ${what}`);
}
