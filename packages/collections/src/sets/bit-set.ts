import { InvalidArgumentError, InvalidKeyError, InvariantError, expected } from '../errors.js';
import { filled } from '../filled.js';
import { internals } from '../internals.js';
import {
  BLOCK_OPTION_NAMES,
  WordBlock,
  blockOptionsOf,
  checkedCapacity,
  grownCapacity,
} from '../word-block.js';
import type { BlockOptions } from '../word-block.js';
import {
  andNotWords,
  andWords,
  bitCountOf,
  clearBits,
  fillBits,
  flipBits,
  lowestBit,
  nextBit,
  orWords,
  previousBit,
  usedLength,
  xorWords,
} from './bits.js';

const MAXIMUM_BITS = 2 ** 31;
const MAXIMUM_WORDS = 2 ** 26;

/** Sends the next use to the block. */
const NO_WORDS: Int32Array = new Int32Array(0);

/**
 * Set of integers from 0 to 2^31 − 1 as bits: Java's `BitSet` with the members of `Set`.
 *
 * Layout: one Int32Array; the integer `i` is bit `i & 31` of word `i >>> 5`. It grows to the
 * highest integer ever put in and at least doubles then.
 *
 * Cost: 1 bit for each integer up to the highest, whether in the set or not: for few, widely spread
 * integers `IntSet` is smaller. `add`, `has`, `delete` and `flip` take O(1). `size` counts anew, as
 * counting along would slow `add` and would miss what is written to `wordsView`: O(words), as the
 * operations of whole sets, 32 integers a step. Order of iteration: ascending.
 * Source: Warren, Hacker's Delight, 5–1 (counting).
 */
export class BitSet {
  readonly #block: WordBlock;
  #words = NO_WORDS; // the block's, here too: one load less in each step

  /**
   * @param entries What it holds at first: integers, or another BitSet. Options may stand in their
   * place; `capacity` is in bits.
   * @throws {CapacityError} if `capacity` is not an integer from 0 to 2^31.
   * @throws {InvalidArgumentError} if an option is unknown.
   * @throws {InvalidKeyError} for an entry that it cannot hold.
   * What `region.allocate` throws passes through.
   */
  constructor(entries?: Iterable<number> | BlockOptions | null, options?: BlockOptions) {
    const { capacity = 0, region } = blockOptionsOf(entries, options, BLOCK_OPTION_NAMES);
    const words = wordsFor(checkedCapacity(capacity, MAXIMUM_BITS));
    this.#block = new WordBlock('BitSet', region);
    if (words > 0) this.#resize(words);
    if (entries === undefined || entries === null || !(Symbol.iterator in entries)) return;
    filled(this, () => {
      for (const entry of entries) this.add(entry);
    });
  }

  /** The same as `new`, for code that is handed a class: `mod.create(BitSet, options)`. */
  static create(options?: BlockOptions): BitSet {
    return new BitSet(options);
  }

  /** A set of the bits in words, as {@link wordsView} shows them; they are copied. */
  static fromWords(words: ArrayLike<number>, options?: BlockOptions): BitSet {
    const set = new BitSet({ ...options, capacity: words.length * 32 });
    set.#open().set(words);
    return set;
  }

  /** Integers in the set: the same as {@link cardinality}; 0 after `dispose`. */
  get size(): number {
    return this.disposed ? 0 : this.cardinality();
  }

  /** Bits that fit before it grows; 0 after `dispose`. */
  get capacity(): number {
    return this.#block.length * 32;
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#block.disposed;
  }

  /** Bytes of the storage. */
  bytes(): number {
    return this.#block.length * 4;
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
   * Whether `index` is in the set.
   * @throws {InvalidKeyError} unless it is an integer from 0 to 2^31 − 1.
   * @throws {DisposedError} after `dispose`.
   */
  has(index: number): boolean {
    if ((index | 0) !== index) throw invalidBit(index);
    const at = index >>> 5;
    const word = this.#words[at];
    if (word !== undefined) return (word & (1 << index)) !== 0;
    return at < this.#reopened(index).length && this.has(index);
  }

  /**
   * Puts `index` in. @returns false if it was there.
   * @throws {InvalidKeyError} unless it is an integer from 0 to 2^31 − 1.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through; then, as
   * with every other error, nothing has changed.
   */
  add(index: number): boolean {
    if ((index | 0) !== index) throw invalidBit(index);
    let words = this.#words;
    const at = index >>> 5;
    if (at >= words.length) words = this.#grownFor(index);
    const before = words[at]!;
    const after = before | (1 << index);
    words[at] = after;
    return after !== before;
  }

  /** Takes `index` out. @returns false if it was not there. @throws as {@link has}. */
  delete(index: number): boolean {
    if ((index | 0) !== index) throw invalidBit(index);
    const words = this.#words;
    const at = index >>> 5;
    if (at >= words.length) return at < this.#reopened(index).length && this.delete(index);
    const before = words[at]!;
    words[at] = before & ~(1 << index);
    return (before & (1 << index)) !== 0;
  }

  /** Puts `index` in or takes it out. @returns whether it is there now. @throws as {@link add}. */
  flip(index: number): boolean {
    if ((index | 0) !== index) throw invalidBit(index);
    let words = this.#words;
    const at = index >>> 5;
    if (at >= words.length) words = this.#grownFor(index);
    const after = words[at]! ^ (1 << index);
    words[at] = after;
    return ((after >>> index) & 1) !== 0;
  }

  /**
   * Puts the integers from `from` to `to` − 1 in.
   * @throws {InvalidArgumentError} unless 0 ≤ `from` ≤ `to` ≤ 2^31, integers. @throws as `add`.
   */
  setRange(from: number, to: number): this {
    if (checkRange(from, to)) fillBits(this.#grown(wordsFor(to)), from, to);
    else this.#open();
    return this;
  }

  /** Takes the integers from `from` to `to` − 1 out. @throws as {@link setRange}. */
  clearRange(from: number, to: number): this {
    const words = this.#open();
    const end = checkRange(from, to) ? Math.min(to, words.length * 32) : from;
    if (from < end) clearBits(words, from, end);
    return this;
  }

  /** Changes the integers from `from` to `to` − 1. @throws as {@link setRange}. */
  flipRange(from: number, to: number): this {
    if (checkRange(from, to)) flipBits(this.#grown(wordsFor(to)), from, to);
    else this.#open();
    return this;
  }

  /**
   * The first integer in the set that is at least `from`; −1 if there is none.
   * @throws {InvalidKeyError} unless `from` is an integer from 0 to 2^31.
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

  /** The last integer in the set that is at most `from`; −1 if there is none. */
  previousSetBit(from: number): number {
    const words = this.#open();
    const last = Math.min(checkedFrom(from), words.length * 32 - 1);
    return last < 0 ? -1 : previousBit(words, last, 0);
  }

  /** The last integer not in the set that is at most `from`; −1 if there is none. */
  previousClearBit(from: number): number {
    const words = this.#open();
    return checkedFrom(from) < words.length * 32 ? previousBit(words, from, -1) : from + 0; // no −0
  }

  /** Keeps what `other` has, too. @throws {DisposedError} if one of them is disposed. */
  and(other: BitSet): this {
    const words = this.#open();
    const others = other.#open();
    const common = Math.min(words.length, others.length);
    andWords(words, others, common);
    words.fill(0, common);
    return this;
  }

  /** Puts in what `other` has. @throws as {@link and} and {@link add}. */
  or(other: BitSet): this {
    const length = this.#fit(other);
    orWords(this.#open(), other.#open(), length);
    return this;
  }

  /** Keeps what only one of both has, and puts in what only `other` has. @throws as {@link or}. */
  xor(other: BitSet): this {
    const length = this.#fit(other);
    xorWords(this.#open(), other.#open(), length);
    return this;
  }

  /** Takes out what `other` has. @throws as {@link and}. */
  andNot(other: BitSet): this {
    const words = this.#open();
    const others = other.#open();
    andNotWords(words, others, Math.min(words.length, others.length));
    return this;
  }

  /** A new set of what both have, in memory of its own, as are the next three. */
  intersection(other: BitSet): BitSet {
    return this.clone().and(other);
  }

  /** A new set of what either has. */
  union(other: BitSet): BitSet {
    return this.clone().or(other);
  }

  /** A new set of what only this one has. */
  difference(other: BitSet): BitSet {
    return this.clone().andNot(other);
  }

  /** A new set of what only one of both has. */
  symmetricDifference(other: BitSet): BitSet {
    return this.clone().xor(other);
  }

  /** Whether both have an integer in common. */
  intersects(other: BitSet): boolean {
    const words = this.#open();
    const others = other.#open();
    const common = Math.min(words.length, others.length);
    for (let i = 0; i < common; i++) if ((words[i]! & others[i]!) !== 0) return true;
    return false;
  }

  /** Whether they have no integer in common. */
  isDisjointFrom(other: BitSet): boolean {
    return !this.intersects(other);
  }

  /** Whether `other` has all that this one has. */
  isSubsetOf(other: BitSet): boolean {
    const words = this.#open();
    const others = other.#open();
    const common = Math.min(words.length, others.length);
    for (let i = 0; i < common; i++) if ((words[i]! & ~others[i]!) !== 0) return false;
    return usedLength(words) <= common;
  }

  /** Whether this one has all that `other` has. */
  isSupersetOf(other: BitSet): boolean {
    return other.isSubsetOf(this);
  }

  /** Whether both have the same integers, whatever their capacities. */
  equals(other: BitSet): boolean {
    const words = this.#open();
    const others = other.#open();
    const common = Math.min(words.length, others.length);
    for (let i = 0; i < common; i++) if (words[i] !== others[i]) return false;
    return usedLength(words) <= common && usedLength(others) <= common;
  }

  /** A trimmed copy, in memory of its own unless `options` has a region. */
  clone(options?: BlockOptions): BitSet {
    const used = usedLength(this.#open());
    const capacity = Math.max(options?.capacity ?? 0, used * 32);
    const copy = new BitSet({ ...options, capacity });
    const words = this.#open(); // behind the call of a region, which may have changed this set
    if (usedLength(words) > copy.#block.length) return filled(copy, () => void copy.or(this));
    copy.#open().set(words.subarray(0, copy.#block.length));
    return copy;
  }

  /** The integers, ascending. */
  toArray(): number[] {
    const array = new Array<number>(this.cardinality());
    const words = this.#open();
    let count = 0;
    for (let i = 0; i < words.length; i++) {
      for (let word = words[i]!; word !== 0; word &= word - 1) {
        array[count++] = i * 32 + lowestBit(word);
      }
    }
    return array;
  }

  /**
   * The words themselves, for loops of your own and for kernels: bit `i & 31` of word `i >>> 5`.
   * They may be written; the view holds until the set grows, is trimmed or disposed, or its
   * region's memory moves.
   */
  wordsView(): Int32Array {
    return this.#open();
  }

  /**
   * Calls `callback` with each integer, ascending, as they are then: one that comes before its turn
   * is visited, one that goes is not.
   */
  forEach(callback: (index: number) => void): void {
    let words = this.#open();
    for (let i = 0; i < words.length; i++) {
      let word = words[i]!;
      while (word !== 0) {
        const bit = lowestBit(word);
        callback(i * 32 + bit);
        words = this.#open();
        word = words[i]! & (-2 << bit); // 0 if the set was trimmed: undefined & x
      }
    }
  }

  /** The integers, as in {@link forEach}. */
  *keys(): IterableIterator<number> {
    for (let at = this.nextSetBit(0); at >= 0; at = this.nextSetBit(at + 1)) yield at;
  }

  /** The same as `keys`, as in `Set`. */
  values(): IterableIterator<number> {
    return this.keys();
  }

  /** Each integer twice, as in `Set`. */
  *entries(): IterableIterator<[number, number]> {
    for (const index of this.keys()) yield [index, index];
  }

  /** The same as `keys`: `for (const index of set)`. */
  [Symbol.iterator](): IterableIterator<number> {
    return this.keys();
  }

  get [Symbol.toStringTag](): string {
    return 'BitSet';
  }

  /** Takes all integers out and keeps the storage. @throws {DisposedError} after `dispose`. */
  clear(): void {
    this.#open().fill(0);
  }

  /**
   * Grows so that integers below `bitCount` fit without growing again.
   * @throws {CapacityError} if that is not an integer from 0 to 2^31. @throws as `add`.
   */
  ensureCapacity(bitCount: number): void {
    const length = wordsFor(checkedCapacity(bitCount, MAXIMUM_BITS));
    this.#open();
    while (this.#block.length < length) this.#resize(length);
  }

  /** Shrinks to the words up to the last integer. @returns bytes given back. @throws as `add`. */
  trim(): number {
    const before = this.bytes();
    const length = usedLength(this.#open());
    if (length < this.#block.length) this.#resize(length);
    return Math.max(before - this.bytes(), 0);
  }

  /** Gives the storage back. Every later use but `disposed`, `size` and the like throws. */
  dispose(): void {
    this.#block.dispose();
    this.#words = NO_WORDS;
  }

  /** @internal What `assertValidBitSet` sees. */
  [internals](): WordBlock {
    return this.#block;
  }

  #open(): Int32Array {
    const words = this.#words;
    return words.length === 0 ? (this.#words = this.#block.open()) : words;
  }

  /** Called when `index` lies behind the words, as negative ones do as well. */
  #reopened(index: number): Int32Array {
    if (index < 0) throw invalidBit(index);
    return this.#open();
  }

  #grownFor(index: number): Int32Array {
    if (index < 0) throw invalidBit(index);
    return this.#grown((index >>> 5) + 1);
  }

  #resize(length: number): void {
    // Asks `usedLength` later since a region may call back and put something in behind `length`.
    this.#block.resize(length, usedLength);
    this.#words = this.#block.open();
  }

  /** The words, at least `length` of them. */
  #grown(length: number): Int32Array {
    while (this.#block.length < length) {
      this.#resize(grownCapacity(this.#block.length, length, MAXIMUM_WORDS));
    }
    return this.#open();
  }

  /** Grows for all that `other` has. @returns the words that it uses. */
  #fit(other: BitSet): number {
    for (;;) {
      const length = usedLength(other.#open());
      if (length <= this.#block.length) return length;
      this.#grown(length); // and look again: a region may have called back
    }
  }
}

function wordsFor(bitCount: number): number {
  return Math.ceil(bitCount / 32);
}

function invalidBit(index: unknown): InvalidKeyError {
  return new InvalidKeyError(expected('index', 'an integer from 0 to 2147483647', index));
}

/** Where a search may begin: at 2^31, too, which is behind the last. */
function checkedFrom(from: number): number {
  if ((from & 0x7fffffff) !== from && from !== MAXIMUM_BITS) throw invalidBit(from);
  return from;
}

/** @returns whether there is anything between them. */
function checkRange(from: number, to: number): boolean {
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to > MAXIMUM_BITS) {
    const wrong = Number.isInteger(from) && from >= 0 ? to : from;
    throw new InvalidArgumentError(expected('range', 'integers from 0 to 2147483648', wrong));
  }
  if (from > to) throw new InvalidArgumentError(expected('to', `at least ${from}`, to));
  return from < to;
}

/**
 * Checks the promises of a set's layout. For tests.
 * @throws {InvariantError} naming the first that is broken.
 * @throws {DisposedError} after `dispose`.
 */
export function assertValidBitSet(set: BitSet): void {
  const block = set[internals]();
  const words = block.open();
  let count = 0;
  for (let at = set.nextSetBit(0); at >= 0; at = set.nextSetBit(at + 1)) count++;
  if (words.length !== block.length || set.size !== count) {
    throw new InvariantError(
      `BitSet: expected ${words.length} words of ${count} bits, got ${block.length} of ${set.size}`,
    );
  }
}
