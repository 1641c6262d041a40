// Written by `npm run codegen` from packages/collections/templates/open-hash-set.ts.template:
// change that file and run the command again.
import { DoubleSet } from './double-set.js';
import { InvalidArgumentError } from '../errors.js';
import { filled } from '../filled.js';
import { internals, STEP } from '../internals.js';
import type { LongCursor } from '../reading.js';
import type { TableOptions } from '../options.js';
import { doubleOf } from '../values.js';

/**
 * {@link DoubleSet} with all the operations of fastutil's `DoubleOpenHashSet` and those that sets
 * of ECMAScript 2025 have with other sets.
 */
export class DoubleOpenHashSet extends DoubleSet {
  /**
   * The same as `new`, for code that is handed a class: `mod.create(DoubleOpenHashSet, options)`.
   */
  static override create(options?: TableOptions): DoubleOpenHashSet {
    return new DoubleOpenHashSet(options);
  }

  /** A set of the keys of an array. @throws {InvalidKeyError} if one is not a number. */
  static fromArray(keys: ArrayLike<number>, options?: TableOptions): DoubleOpenHashSet {
    const set = new DoubleOpenHashSet({ capacity: keys.length, ...options });
    return filled(set, () => {
      for (let i = 0; i < keys.length; i++) set.add(keys[i]!);
    });
  }

  /** Puts in all keys. @returns how many were not there before. */
  addAll(keys: Iterable<number>): number {
    const before = this.size;
    for (const key of keys) this.add(key);
    return this.size - before;
  }

  /** Takes out all keys that are there. @returns how many were. */
  deleteAll(keys: Iterable<number>): number {
    const before = this.size;
    for (const key of keys) this.delete(key);
    return before - this.size;
  }

  /** Whether all keys are there. */
  containsAll(keys: Iterable<number>): boolean {
    for (const key of keys) if (!this.has(key)) return false;
    return true;
  }

  /** Takes out the keys that `other` has not. @returns how many. */
  retainAll(other: DoubleSet): number {
    return this.removeIf((key) => !other.has(key));
  }

  /** Takes out the keys for which `test` holds. @returns how many. */
  removeIf(test: (key: number) => boolean): number {
    const before = this.size;
    this.forEach((key) => {
      if (test(key)) this.delete(key);
    });
    return before - this.size;
  }

  /** A set with the same keys, which lies in memory of its own unless `options` has a region. */
  clone(options?: TableOptions): DoubleOpenHashSet {
    const copy = new DoubleOpenHashSet({ capacity: this.size, ...options });
    return filled(copy, () => this.forEach((key) => void copy.add(key)));
  }

  /** Whether another set has the same keys. */
  equals(other: DoubleSet): boolean {
    return other.size === this.size && this.isSubsetOf(other);
  }

  /** The keys of both. */
  union(other: DoubleSet): DoubleOpenHashSet {
    const result = this.clone();
    other.forEach((key) => void result.add(key));
    return result;
  }

  /** The keys that both have. */
  intersection(other: DoubleSet): DoubleOpenHashSet {
    return this.#filtered((key) => other.has(key));
  }

  /** The keys that `other` has not. */
  difference(other: DoubleSet): DoubleOpenHashSet {
    return this.#filtered((key) => !other.has(key));
  }

  /** The keys that only one of them has. */
  symmetricDifference(other: DoubleSet): DoubleOpenHashSet {
    const result = this.difference(other);
    other.forEach((key) => {
      if (!this.has(key)) result.add(key);
    });
    return result;
  }

  /** Whether `other` has all keys. */
  isSubsetOf(other: DoubleSet): boolean {
    return this.size <= other.size && this.#every((key) => other.has(key));
  }

  /** Whether all keys of `other` are there. */
  isSupersetOf(other: DoubleSet): boolean {
    return other.size <= this.size && this.containsAll(other);
  }

  /** Whether `other` has none of the keys. */
  isDisjointFrom(other: DoubleSet): boolean {
    return this.#every((key) => !other.has(key));
  }

  /** A cursor in front of the first entry: a loop that allocates nothing per entry. */
  cursor(): DoubleOpenHashSetCursor {
    return new DoubleOpenHashSetCursor(this);
  }

  override get [Symbol.toStringTag](): string {
    return 'DoubleOpenHashSet';
  }

  #filtered(test: (key: number) => boolean): DoubleOpenHashSet {
    const result = new DoubleOpenHashSet();
    this.forEach((key) => {
      if (test(key)) result.add(key);
    });
    return result;
  }

  #every(test: (key: number) => boolean): boolean {
    for (const key of this) if (!test(key)) return false;
    return true;
  }
}

/** Steps of a cursor of the table: see `internals.ts`. */
type Step = (cursor?: LongCursor) => LongCursor | undefined;

/**
 * Walks a {@link DoubleOpenHashSet} entry by entry: `while (cursor.next()) …`. fastutil's fast
 * iterator: one object for all entries, nothing is allocated per entry.
 *
 * The set may be changed meanwhile, as in `forEach`; what the cursor stands at is read when it
 * moves there.
 */
export class DoubleOpenHashSetCursor {
  readonly #set: DoubleSet;
  readonly #step: Step;
  #at: LongCursor | undefined = undefined; // none in front of the first entry and at the end
  #isOver = false;

  constructor(set: DoubleSet) {
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

  /** The key that it stands at. @throws {InvalidArgumentError} if there is none. */
  get key(): number {
    const cursor = this.#current();
    return doubleOf(cursor.hi, cursor.lo);
  }

  /**
   * Takes out the entry that it stands at. @returns false if it is gone already. @throws as `key`.
   */
  remove(): boolean {
    const cursor = this.#current();
    return this.#set.delete(doubleOf(cursor.hi, cursor.lo));
  }

  #current(): LongCursor {
    if (this.#at === undefined) throw new InvalidArgumentError('cursor: expected it at an entry');
    return this.#at;
  }
}
