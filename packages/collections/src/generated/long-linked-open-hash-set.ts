// Written by `npm run codegen` from packages/collections/templates/open-hash-set.ts.template:
// change that file and run the command again.
import { LongLinkedSet } from './long-linked-set.js';
import { CapacityError, InvalidArgumentError } from '../errors.js';
import { filled } from '../filled.js';
import { internals, STEP } from '../internals.js';
import type { LongOrderCursor } from '../order.js';
import { joinLanes, longHi, longLo } from '../long.js';
import type { TableOptions } from '../options.js';
import { safeHi, safeLo } from '../safe-integers.js';

/**
 * {@link LongLinkedSet} with all the operations of fastutil's `LongLinkedOpenHashSet` and those
 * that sets of ECMAScript 2025 have with other sets.
 */
export class LongLinkedOpenHashSet extends LongLinkedSet {
  /**
   * The same as `new`, for code that is handed a class:
   * `mod.create(LongLinkedOpenHashSet, options)`.
   */
  static override create(options?: TableOptions): LongLinkedOpenHashSet {
    return new LongLinkedOpenHashSet(options);
  }

  /**
   * A set of the keys whose lanes lie at equal places.
   * @throws {CapacityError} if there are more of one than of the other.
   * @throws {InvalidKeyError} if a lane is not an int32.
   */
  static fromArrays(
    his: ArrayLike<number>,
    los: ArrayLike<number>,
    options?: TableOptions,
  ): LongLinkedOpenHashSet {
    if (his.length !== los.length) {
      throw new CapacityError('fromArrays: expected arrays of one length');
    }
    const set = new LongLinkedOpenHashSet({ capacity: his.length, ...options });
    return filled(set, () => {
      for (let i = 0; i < his.length; i++) set.add(his[i]!, los[i]!);
    });
  }

  /** Puts in all keys. @returns how many were not there before. */
  addAll(keys: Iterable<bigint>): number {
    const before = this.size;
    for (const key of keys) this.add(longHi(key), longLo(key));
    return this.size - before;
  }

  /** Takes out all keys that are there. @returns how many were. */
  deleteAll(keys: Iterable<bigint>): number {
    const before = this.size;
    for (const key of keys) this.delete(longHi(key), longLo(key));
    return before - this.size;
  }

  /** Whether all keys are there. */
  containsAll(keys: Iterable<bigint>): boolean {
    for (const key of keys) if (!this.has(longHi(key), longLo(key))) return false;
    return true;
  }

  /** Takes out the keys that `other` has not. @returns how many. */
  retainAll(other: LongLinkedSet): number {
    return this.removeIf((hi, lo) => !other.has(hi, lo));
  }

  /** Takes out the keys for which `test` holds. @returns how many. */
  removeIf(test: (hi: number, lo: number) => boolean): number {
    const before = this.size;
    this.forEach((hi, lo) => {
      if (test(hi, lo)) this.delete(hi, lo);
    });
    return before - this.size;
  }

  /** A set with the same keys, which lies in memory of its own unless `options` has a region. */
  clone(options?: TableOptions): LongLinkedOpenHashSet {
    const copy = new LongLinkedOpenHashSet({ capacity: this.size, ...options });
    return filled(copy, () => this.forEach((hi, lo) => void copy.add(hi, lo)));
  }

  /** Whether another set has the same keys. */
  equals(other: LongLinkedSet): boolean {
    return other.size === this.size && this.isSubsetOf(other);
  }

  /** The keys of both. */
  union(other: LongLinkedSet): LongLinkedOpenHashSet {
    const result = this.clone();
    other.forEach((hi, lo) => void result.add(hi, lo));
    return result;
  }

  /** The keys that both have. */
  intersection(other: LongLinkedSet): LongLinkedOpenHashSet {
    return this.#filtered((hi, lo) => other.has(hi, lo));
  }

  /** The keys that `other` has not. */
  difference(other: LongLinkedSet): LongLinkedOpenHashSet {
    return this.#filtered((hi, lo) => !other.has(hi, lo));
  }

  /** The keys that only one of them has. */
  symmetricDifference(other: LongLinkedSet): LongLinkedOpenHashSet {
    const result = this.difference(other);
    other.forEach((hi, lo) => {
      if (!this.has(hi, lo)) result.add(hi, lo);
    });
    return result;
  }

  /** Whether `other` has all keys. */
  isSubsetOf(other: LongLinkedSet): boolean {
    return this.size <= other.size && this.#every((hi, lo) => other.has(hi, lo));
  }

  /** Whether all keys of `other` are there. */
  isSupersetOf(other: LongLinkedSet): boolean {
    return other.size <= this.size && this.containsAll(other);
  }

  /** Whether `other` has none of the keys. */
  isDisjointFrom(other: LongLinkedSet): boolean {
    return this.#every((hi, lo) => !other.has(hi, lo));
  }

  /** The first key in order, or undefined. */
  first(): bigint | undefined {
    const index = this.firstIndex();
    return index < 0 ? undefined : joinLanes(this.indexKeyHi(index), this.indexKeyLo(index));
  }

  /** The last key in order, or undefined. */
  last(): bigint | undefined {
    const index = this.lastIndex();
    return index < 0 ? undefined : joinLanes(this.indexKeyHi(index), this.indexKeyLo(index));
  }

  /** Takes out the first key in order. @returns it, or undefined without one. */
  removeFirst(): bigint | undefined {
    return this.#removeAt(this.firstIndex());
  }

  /** Takes out the last key in order. @returns it, or undefined without one. */
  removeLast(): bigint | undefined {
    return this.#removeAt(this.lastIndex());
  }

  /** Puts the key in, if need be, and makes it the first in order. @returns whether it was new. */
  addAndMoveToFirst(hi: number, lo: number): boolean {
    const isNew = this.add(hi, lo);
    this.indexMoveToFirst(this.indexOf(hi, lo));
    return isNew;
  }

  /** Puts the key in, if need be, and makes it the last in order. @returns whether it was new. */
  addAndMoveToLast(hi: number, lo: number): boolean {
    const isNew = this.add(hi, lo);
    this.indexMoveToLast(this.indexOf(hi, lo));
    return isNew;
  }

  #removeAt(index: number): bigint | undefined {
    if (index < 0) return undefined;
    const key = joinLanes(this.indexKeyHi(index), this.indexKeyLo(index));
    this.indexRemove(index);
    return key;
  }

  /** `has` with a number. @throws {InvalidKeyError} unless it is a safe integer. */
  hasNumber(key: number): boolean {
    return this.has(safeHi(key), safeLo(key));
  }

  /** `add` with a number. @throws {InvalidKeyError} unless it is a safe integer. */
  addNumber(key: number): boolean {
    return this.add(safeHi(key), safeLo(key));
  }

  /** `delete` with a number. @throws {InvalidKeyError} unless it is a safe integer. */
  deleteNumber(key: number): boolean {
    return this.delete(safeHi(key), safeLo(key));
  }

  /** A cursor in front of the first entry: a loop that allocates nothing per entry. */
  cursor(): LongLinkedOpenHashSetCursor {
    return new LongLinkedOpenHashSetCursor(this);
  }

  override get [Symbol.toStringTag](): string {
    return 'LongLinkedOpenHashSet';
  }

  #filtered(test: (hi: number, lo: number) => boolean): LongLinkedOpenHashSet {
    const result = new LongLinkedOpenHashSet();
    this.forEach((hi, lo) => {
      if (test(hi, lo)) result.add(hi, lo);
    });
    return result;
  }

  #every(test: (hi: number, lo: number) => boolean): boolean {
    for (const key of this) if (!test(longHi(key), longLo(key))) return false;
    return true;
  }
}

/** Steps of a cursor of the table: see `internals.ts`. */
type Step = (cursor?: LongOrderCursor) => LongOrderCursor | undefined;

/**
 * Walks a {@link LongLinkedOpenHashSet} entry by entry: `while (cursor.next()) …`. fastutil's fast
 * iterator: one object for all entries, nothing is allocated per entry.
 *
 * The set may be changed meanwhile, as in `forEach`; what the cursor stands at is read when it
 * moves there.
 */
export class LongLinkedOpenHashSetCursor {
  readonly #set: LongLinkedSet;
  readonly #step: Step;
  #at: LongOrderCursor | undefined = undefined; // none in front of the first entry and at the end
  #isOver = false;

  constructor(set: LongLinkedSet) {
    this.#set = set;
    this.#step = set[internals]()[STEP] as Step;
  }

  /**
   * Moves to the next entry; false at the end, again and again.
   * @throws {DisposedError} after `dispose` of the set.
   */
  next(): boolean {
    if (this.#isOver) return false;
    const cursor = this.#step(this.#at);
    this.#at = cursor;
    if (cursor === undefined) this.#isOver = true;

    return cursor !== undefined;
  }

  /** The high lane of the key that it stands at. @throws as `key`. */
  get hi(): number {
    return this.#current().hi;
  }

  /** The low lane of the key that it stands at. @throws as `key`. */
  get lo(): number {
    return this.#current().lo;
  }

  /** The key that it stands at, as a bigint. @throws {InvalidArgumentError} if there is none. */
  get key(): bigint {
    const cursor = this.#current();
    return joinLanes(cursor.hi, cursor.lo);
  }

  /**
   * Takes out the entry that it stands at. @returns false if it is gone already. @throws as `key`.
   */
  remove(): boolean {
    const cursor = this.#current();
    return this.#set.delete(cursor.hi, cursor.lo);
  }

  #current(): LongOrderCursor {
    if (this.#at === undefined) throw new InvalidArgumentError('cursor: expected it at an entry');
    return this.#at;
  }
}
