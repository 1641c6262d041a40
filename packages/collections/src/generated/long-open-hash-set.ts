// Written by `npm run codegen` from packages/collections/templates/open-hash-set.ts.template:
// change that file and run the command again.
import { LongSet } from './long-set.js';
import { CapacityError, InvalidArgumentError } from '../errors.js';
import { filled } from '../filled.js';
import { internals, STEP } from '../internals.js';
import type { LongCursor } from '../reading.js';
import { joinLanes, longHi, longLo } from '../long.js';
import type { TableOptions } from '../options.js';
import { safeHi, safeLo } from '../safe-integers.js';

/**
 * {@link LongSet} with all the operations of fastutil's `LongOpenHashSet` and those that sets of
 * ECMAScript 2025 have with other sets.
 */
export class LongOpenHashSet extends LongSet {
  /** The same as `new`, for code that is handed a class: `mod.create(LongOpenHashSet, options)`. */
  static override create(options?: TableOptions): LongOpenHashSet {
    return new LongOpenHashSet(options);
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
  ): LongOpenHashSet {
    if (his.length !== los.length) {
      throw new CapacityError('fromArrays: expected arrays of one length');
    }
    const set = new LongOpenHashSet({ capacity: his.length, ...options });
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
  retainAll(other: LongSet): number {
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
  clone(options?: TableOptions): LongOpenHashSet {
    const copy = new LongOpenHashSet({ capacity: this.size, ...options });
    return filled(copy, () => this.forEach((hi, lo) => void copy.add(hi, lo)));
  }

  /** Whether another set has the same keys. */
  equals(other: LongSet): boolean {
    return other.size === this.size && this.isSubsetOf(other);
  }

  /** The keys of both. */
  union(other: LongSet): LongOpenHashSet {
    const result = this.clone();
    other.forEach((hi, lo) => void result.add(hi, lo));
    return result;
  }

  /** The keys that both have. */
  intersection(other: LongSet): LongOpenHashSet {
    return this.#filtered((hi, lo) => other.has(hi, lo));
  }

  /** The keys that `other` has not. */
  difference(other: LongSet): LongOpenHashSet {
    return this.#filtered((hi, lo) => !other.has(hi, lo));
  }

  /** The keys that only one of them has. */
  symmetricDifference(other: LongSet): LongOpenHashSet {
    const result = this.difference(other);
    other.forEach((hi, lo) => {
      if (!this.has(hi, lo)) result.add(hi, lo);
    });
    return result;
  }

  /** Whether `other` has all keys. */
  isSubsetOf(other: LongSet): boolean {
    return this.size <= other.size && this.#every((hi, lo) => other.has(hi, lo));
  }

  /** Whether all keys of `other` are there. */
  isSupersetOf(other: LongSet): boolean {
    return other.size <= this.size && this.containsAll(other);
  }

  /** Whether `other` has none of the keys. */
  isDisjointFrom(other: LongSet): boolean {
    return this.#every((hi, lo) => !other.has(hi, lo));
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
  cursor(): LongOpenHashSetCursor {
    return new LongOpenHashSetCursor(this);
  }

  override get [Symbol.toStringTag](): string {
    return 'LongOpenHashSet';
  }

  #filtered(test: (hi: number, lo: number) => boolean): LongOpenHashSet {
    const result = new LongOpenHashSet();
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
type Step = (cursor?: LongCursor) => LongCursor | undefined;

/**
 * Walks a {@link LongOpenHashSet} entry by entry: `while (cursor.next()) …`. fastutil's fast
 * iterator: one object for all entries, nothing is allocated per entry.
 *
 * The set may be changed meanwhile, as in `forEach`; what the cursor stands at is read when it
 * moves there.
 */
export class LongOpenHashSetCursor {
  readonly #set: LongSet;
  readonly #step: Step;
  #at: LongCursor | undefined = undefined; // none in front of the first entry and at the end
  #isOver = false;

  constructor(set: LongSet) {
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

  #current(): LongCursor {
    if (this.#at === undefined) throw new InvalidArgumentError('cursor: expected it at an entry');
    return this.#at;
  }
}
