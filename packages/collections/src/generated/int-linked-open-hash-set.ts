// Written by `npm run codegen` from packages/collections/templates/open-hash-set.ts.template:
// change that file and run the command again.
import { IntLinkedSet } from './int-linked-set.js';
import { InvalidArgumentError } from '../errors.js';
import { filled } from '../filled.js';
import { internals, STEP } from '../internals.js';
import type { IntOrderCursor } from '../order.js';
import type { TableOptions } from '../options.js';

/**
 * {@link IntLinkedSet} with all the operations of fastutil's `IntLinkedOpenHashSet` and those that
 * sets of ECMAScript 2025 have with other sets.
 */
export class IntLinkedOpenHashSet extends IntLinkedSet {
  /**
   * The same as `new`, for code that is handed a class:
   * `mod.create(IntLinkedOpenHashSet, options)`.
   */
  static override create(options?: TableOptions): IntLinkedOpenHashSet {
    return new IntLinkedOpenHashSet(options);
  }

  /** A set of the keys of an array. @throws {InvalidKeyError} if one is not an int32. */
  static fromArray(keys: ArrayLike<number>, options?: TableOptions): IntLinkedOpenHashSet {
    const set = new IntLinkedOpenHashSet({ capacity: keys.length, ...options });
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
  retainAll(other: IntLinkedSet): number {
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
  clone(options?: TableOptions): IntLinkedOpenHashSet {
    const copy = new IntLinkedOpenHashSet({ capacity: this.size, ...options });
    return filled(copy, () => this.forEach((key) => void copy.add(key)));
  }

  /** Whether another set has the same keys. */
  equals(other: IntLinkedSet): boolean {
    return other.size === this.size && this.isSubsetOf(other);
  }

  /** The keys of both. */
  union(other: IntLinkedSet): IntLinkedOpenHashSet {
    const result = this.clone();
    other.forEach((key) => void result.add(key));
    return result;
  }

  /** The keys that both have. */
  intersection(other: IntLinkedSet): IntLinkedOpenHashSet {
    return this.#filtered((key) => other.has(key));
  }

  /** The keys that `other` has not. */
  difference(other: IntLinkedSet): IntLinkedOpenHashSet {
    return this.#filtered((key) => !other.has(key));
  }

  /** The keys that only one of them has. */
  symmetricDifference(other: IntLinkedSet): IntLinkedOpenHashSet {
    const result = this.difference(other);
    other.forEach((key) => {
      if (!this.has(key)) result.add(key);
    });
    return result;
  }

  /** Whether `other` has all keys. */
  isSubsetOf(other: IntLinkedSet): boolean {
    return this.size <= other.size && this.#every((key) => other.has(key));
  }

  /** Whether all keys of `other` are there. */
  isSupersetOf(other: IntLinkedSet): boolean {
    return other.size <= this.size && this.containsAll(other);
  }

  /** Whether `other` has none of the keys. */
  isDisjointFrom(other: IntLinkedSet): boolean {
    return this.#every((key) => !other.has(key));
  }

  /** The first key in order, or undefined. */
  first(): number | undefined {
    const index = this.firstIndex();
    return index < 0 ? undefined : this.indexKey(index);
  }

  /** The last key in order, or undefined. */
  last(): number | undefined {
    const index = this.lastIndex();
    return index < 0 ? undefined : this.indexKey(index);
  }

  /** Takes out the first key in order. @returns it, or undefined without one. */
  removeFirst(): number | undefined {
    return this.#removeAt(this.firstIndex());
  }

  /** Takes out the last key in order. @returns it, or undefined without one. */
  removeLast(): number | undefined {
    return this.#removeAt(this.lastIndex());
  }

  /** Puts the key in, if need be, and makes it the first in order. @returns whether it was new. */
  addAndMoveToFirst(key: number): boolean {
    const isNew = this.add(key);
    this.indexMoveToFirst(this.indexOf(key));
    return isNew;
  }

  /** Puts the key in, if need be, and makes it the last in order. @returns whether it was new. */
  addAndMoveToLast(key: number): boolean {
    const isNew = this.add(key);
    this.indexMoveToLast(this.indexOf(key));
    return isNew;
  }

  #removeAt(index: number): number | undefined {
    if (index < 0) return undefined;
    const key = this.indexKey(index);
    this.indexRemove(index);
    return key;
  }

  /** A cursor in front of the first entry: a loop that allocates nothing per entry. */
  cursor(): IntLinkedOpenHashSetCursor {
    return new IntLinkedOpenHashSetCursor(this);
  }

  override get [Symbol.toStringTag](): string {
    return 'IntLinkedOpenHashSet';
  }

  #filtered(test: (key: number) => boolean): IntLinkedOpenHashSet {
    const result = new IntLinkedOpenHashSet();
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
type Step = (cursor?: IntOrderCursor) => IntOrderCursor | undefined;

/**
 * Walks a {@link IntLinkedOpenHashSet} entry by entry: `while (cursor.next()) …`. fastutil's fast
 * iterator: one object for all entries, nothing is allocated per entry.
 *
 * The set may be changed meanwhile, as in `forEach`; what the cursor stands at is read when it
 * moves there.
 */
export class IntLinkedOpenHashSetCursor {
  readonly #set: IntLinkedSet;
  readonly #step: Step;
  #at: IntOrderCursor | undefined = undefined; // none in front of the first entry and at the end
  #isOver = false;

  constructor(set: IntLinkedSet) {
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
    return cursor.key;
  }

  /**
   * Takes out the entry that it stands at. @returns false if it is gone already. @throws as `key`.
   */
  remove(): boolean {
    const cursor = this.#current();
    return this.#set.delete(cursor.key);
  }

  #current(): IntOrderCursor {
    if (this.#at === undefined) throw new InvalidArgumentError('cursor: expected it at an entry');
    return this.#at;
  }
}
