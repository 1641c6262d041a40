// Written by `npm run codegen` from packages/collections/templates/open-hash-map.ts.template:
// change that file and run the command again.
import { Long2FloatLinkedMap } from './long2float-linked-map.js';
import { CapacityError, InvalidArgumentError } from '../errors.js';
import { joinLanes, longHi, longLo } from '../long.js';
import { filled } from '../filled.js';
import { internals, STEP } from '../internals.js';
import type { LongOrderCursor } from '../order.js';
import type { TableOptions } from '../options.js';
import { safeHi, safeLo } from '../safe-integers.js';

/**
 * {@link Long2FloatLinkedMap} with all the operations of fastutil's `Long2FloatLinkedOpenHashMap`,
 * each with one search where it can. What a callback changes in the map meanwhile is kept: the
 * result of the operation is put after it.
 */
export class Long2FloatLinkedOpenHashMap extends Long2FloatLinkedMap {
  /**
   * What operations return for a key that is not there: fastutil's `defaultReturnValue`. Callbacks
   * get undefined all the same.
   */
  missingValue: number | undefined = undefined;

  /**
   * The same as `new`, for code that is handed a class:
   * `mod.create(Long2FloatLinkedOpenHashMap, options)`.
   */
  static override create(options?: TableOptions): Long2FloatLinkedOpenHashMap {
    return new Long2FloatLinkedOpenHashMap(options);
  }

  /**
   * A map of the keys and values at equal places.
   * @throws {CapacityError} if there are more of one than of the other.
   */
  static fromArrays(
    his: ArrayLike<number>,
    los: ArrayLike<number>,
    values: ArrayLike<number>,
    options?: TableOptions,
  ): Long2FloatLinkedOpenHashMap {
    const count = values.length;
    if (his.length !== count || los.length !== count)
      throw new CapacityError('fromArrays: expected arrays of one length');
    const map = new Long2FloatLinkedOpenHashMap(options);
    return filled(map, () => {
      map.ensureCapacity(count);
      for (let i = 0; i < count; i++) map.set(his[i]!, los[i]!, values[i]!);
    });
  }

  /** Value of the key, or `missingValue`. */
  override get(hi: number, lo: number): number | undefined {
    const index = this.indexOf(hi, lo);
    return index < 0 ? this.missingValue : this.indexGet(index);
  }

  /** Value of the key, or `fallback`. */
  getOrDefault(hi: number, lo: number, fallback: number): number {
    const index = this.indexOf(hi, lo);
    return index < 0 ? fallback : this.indexGet(index);
  }

  /** Puts `value` unless the key is there. @returns the value that was there, or `missingValue`. */
  putIfAbsent(hi: number, lo: number, value: number): number | undefined {
    const index = this.indexOf(hi, lo);
    if (index >= 0) return this.indexGet(index);
    this.indexInsert(index, hi, lo, value);
    return this.missingValue;
  }

  /** Puts `value` under the key. @returns the value that was there, or `missingValue`. */
  put(hi: number, lo: number, value: number): number | undefined {
    const index = this.indexOf(hi, lo);
    if (index < 0) {
      this.indexInsert(index, hi, lo, value);
      return this.missingValue;
    }
    const before = this.indexGet(index);
    this.indexReplace(index, value);
    return before;
  }

  /** Takes the key out. @returns the value that was there, or `missingValue`. */
  remove(hi: number, lo: number): number | undefined {
    const index = this.indexOf(hi, lo);
    if (index < 0) return this.missingValue;
    const before = this.indexGet(index);
    this.indexRemove(index);
    return before;
  }

  /** Takes the key out if it has that value. @returns whether it did. */
  removeEntry(hi: number, lo: number, value: number): boolean {
    const index = this.indexOf(hi, lo);
    if (index < 0 || !Object.is(this.indexGet(index), Math.fround(value))) return false;
    this.indexRemove(index);
    return true;
  }

  /** Puts `value` if the key is there. @returns the value that was there, or `missingValue`. */
  replace(hi: number, lo: number, value: number): number | undefined {
    const index = this.indexOf(hi, lo);
    if (index < 0) return this.missingValue;
    const before = this.indexGet(index);
    this.indexReplace(index, value);
    return before;
  }

  /** Puts `value` if the key has the value `expected`. @returns whether it had. */
  replaceEntry(hi: number, lo: number, expected: number, value: number): boolean {
    const index = this.indexOf(hi, lo);
    if (index < 0 || !Object.is(this.indexGet(index), Math.fround(expected))) return false;
    this.indexReplace(index, value);
    return true;
  }

  /**
   * Adds to the value of the key, or to `initial` where it is not there.
   * @returns the value that was there, or `initial`.
   * @throws {InvalidArgumentError} if the sum is not a number.
   */
  addTo(hi: number, lo: number, increment: number, initial = 0): number {
    const index = this.indexOf(hi, lo);
    if (index < 0) {
      this.indexInsert(index, hi, lo, initial + increment);
      return initial;
    }
    const before = this.indexGet(index);
    this.indexReplace(index, before + increment);
    return before;
  }

  /**
   * Value of the key; where it is not there, what `make` returns is put first.
   */
  computeIfAbsent(hi: number, lo: number, make: (hi: number, lo: number) => number): number {
    const index = this.indexOf(hi, lo);
    if (index >= 0) return this.indexGet(index);
    const value = make(hi, lo);
    this.set(hi, lo, value);
    return value;
  }

  /**
   * Puts what `remake` returns in place of the value of the key, if it is there, or takes it out if
   * that is undefined. @returns the new value.
   */
  computeIfPresent(
    hi: number,
    lo: number,
    remake: (hi: number, lo: number, value: number) => number | undefined,
  ): number | undefined {
    const index = this.indexOf(hi, lo);
    if (index < 0) return this.missingValue;
    return this.#conclude(hi, lo, remake(hi, lo, this.indexGet(index)));
  }

  /**
   * Puts what `remake` returns for the value of the key, or for undefined where it is not there; or
   * takes it out if that is undefined. @returns the new value.
   */
  compute(
    hi: number,
    lo: number,
    remake: (hi: number, lo: number, value: number | undefined) => number | undefined,
  ): number | undefined {
    return this.#conclude(hi, lo, remake(hi, lo, super.get(hi, lo)));
  }

  /**
   * Puts `value`, or what `join` makes of the value that is there and `value`; takes the key out if
   * that is undefined. @returns the new value.
   */
  merge(
    hi: number,
    lo: number,
    value: number,
    join: (before: number, value: number) => number | undefined,
  ): number | undefined {
    const index = this.indexOf(hi, lo);
    if (index >= 0) return this.#conclude(hi, lo, join(this.indexGet(index), value));
    this.indexInsert(index, hi, lo, value);
    return value;
  }

  /** Takes out the entries for which `test` holds. @returns how many. */
  removeIf(test: (hi: number, lo: number, value: number) => boolean): number {
    const before = this.size;
    this.forEach((value, hi, lo) => {
      if (test(hi, lo, value)) this.delete(hi, lo);
    });
    return before - this.size;
  }

  /** Puts what `remake` returns in place of each value. */
  replaceAll(remake: (hi: number, lo: number, value: number) => number): void {
    this.forEach((value, hi, lo) => {
      const replacement = remake(hi, lo, value);
      this.set(hi, lo, replacement);
    });
  }

  /** Whether some key has that value. Cost: O(slots). */
  containsValue(value: number): boolean {
    for (const candidate of this.values())
      if (Object.is(candidate, Math.fround(value))) return true;
    return false;
  }

  /** Puts all entries of another map, or pairs of key and value. */
  putAll(entries: Iterable<readonly [bigint, number]>): void {
    for (const [key, value] of entries) this.setBigInt(key, value);
  }

  /** A map with the same entries, which lies in memory of its own unless `options` has a region. */
  clone(options?: TableOptions): Long2FloatLinkedOpenHashMap {
    const copy = new Long2FloatLinkedOpenHashMap({ capacity: this.size, ...options });
    return filled(copy, () => this.forEach((value, hi, lo) => void copy.set(hi, lo, value)));
  }

  /** Whether another map has the same keys with the same values. */
  equals(other: Long2FloatLinkedMap): boolean {
    if (other.size !== this.size) return false;
    for (const [key, value] of other) {
      const index = this.indexOf(longHi(key), longLo(key));
      if (index < 0 || !Object.is(this.indexGet(index), Math.fround(value))) return false;
    }
    return true;
  }

  /** Key of the first entry in order, or undefined. */
  firstKey(): bigint | undefined {
    const index = this.firstIndex();
    return index < 0 ? undefined : joinLanes(this.indexKeyHi(index), this.indexKeyLo(index));
  }

  /** Key of the last entry in order, or undefined. */
  lastKey(): bigint | undefined {
    const index = this.lastIndex();
    return index < 0 ? undefined : joinLanes(this.indexKeyHi(index), this.indexKeyLo(index));
  }

  /** Takes out the first entry in order. @returns its value, or `missingValue` without one. */
  removeFirst(): number | undefined {
    return this.#removeAt(this.firstIndex());
  }

  /** Takes out the last entry in order. @returns its value, or `missingValue` without one. */
  removeLast(): number | undefined {
    return this.#removeAt(this.lastIndex());
  }

  /** Value of the key, whose entry becomes the first in order; or `missingValue`. */
  getAndMoveToFirst(hi: number, lo: number): number | undefined {
    const index = this.indexOf(hi, lo);
    if (index < 0) return this.missingValue;
    this.indexMoveToFirst(index);
    return this.indexGet(index);
  }

  /** Value of the key, whose entry becomes the last in order; or `missingValue`. */
  getAndMoveToLast(hi: number, lo: number): number | undefined {
    const index = this.indexOf(hi, lo);
    if (index < 0) return this.missingValue;
    this.indexMoveToLast(index);
    return this.indexGet(index);
  }

  /** As `put`; the entry becomes the first in order. */
  putAndMoveToFirst(hi: number, lo: number, value: number): number | undefined {
    const before = this.put(hi, lo, value);
    this.indexMoveToFirst(this.indexOf(hi, lo));
    return before;
  }

  /** As `put`; the entry becomes the last in order. */
  putAndMoveToLast(hi: number, lo: number, value: number): number | undefined {
    const before = this.put(hi, lo, value);
    this.indexMoveToLast(this.indexOf(hi, lo));
    return before;
  }

  #removeAt(index: number): number | undefined {
    if (index < 0) return this.missingValue;
    const before = this.indexGet(index);
    this.indexRemove(index);
    return before;
  }

  /** `has` with a number. @throws {InvalidKeyError} unless it is a safe integer. */
  hasNumber(key: number): boolean {
    return this.has(safeHi(key), safeLo(key));
  }

  /** `get` with a number. @throws {InvalidKeyError} unless it is a safe integer. */
  getNumber(key: number): number | undefined {
    return this.get(safeHi(key), safeLo(key));
  }

  /** `set` with a number. @throws {InvalidKeyError} unless it is a safe integer. */
  setNumber(key: number, value: number): this {
    return this.set(safeHi(key), safeLo(key), value);
  }

  /** `delete` with a number. @throws {InvalidKeyError} unless it is a safe integer. */
  deleteNumber(key: number): boolean {
    return this.delete(safeHi(key), safeLo(key));
  }

  /** A cursor in front of the first entry: a loop that allocates nothing per entry. */
  cursor(): Long2FloatLinkedOpenHashMapCursor {
    return new Long2FloatLinkedOpenHashMapCursor(this);
  }

  override get [Symbol.toStringTag](): string {
    return 'Long2FloatLinkedOpenHashMap';
  }

  /** Puts what was computed, or takes the key out where it is undefined. */
  #conclude(hi: number, lo: number, value: number | undefined): number | undefined {
    if (value === undefined) this.delete(hi, lo);
    else this.set(hi, lo, value);
    return value;
  }
}

/** Steps of a cursor of the table: see `internals.ts`. */
type Step = (cursor?: LongOrderCursor) => LongOrderCursor | undefined;

/**
 * Walks a {@link Long2FloatLinkedOpenHashMap} entry by entry: `while (cursor.next()) …`. fastutil's
 * fast iterator: one object for all entries, nothing is allocated per entry.
 *
 * The map may be changed meanwhile, as in `forEach`; what the cursor stands at is read when it
 * moves there.
 */
export class Long2FloatLinkedOpenHashMapCursor {
  readonly #map: Long2FloatLinkedOpenHashMap;
  readonly #step: Step;
  #at: LongOrderCursor | undefined = undefined; // none in front of the first entry and at the end
  #isOver = false;
  #value: number | undefined = undefined;

  constructor(map: Long2FloatLinkedOpenHashMap) {
    this.#map = map;
    this.#step = map[internals]()[STEP] as Step;
  }

  /**
   * Moves to the next entry; false at the end, again and again.
   * @throws {DisposedError} after `dispose` of the map.
   */
  next(): boolean {
    if (this.#isOver) return false;
    const cursor = this.#step(this.#at);
    this.#at = cursor;
    if (cursor === undefined) this.#isOver = true;
    this.#value = cursor === undefined ? undefined : this.#map.indexGet(cursor.index);
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

  /** The value that it stands at. @throws as `key`. */
  get value(): number {
    this.#current();
    return this.#value as number;
  }

  /**
   * Puts another value in place of that which it stands at. @returns false if the entry is gone.
   * @throws {InvalidArgumentError} if the value is not a number; as `key`.
   */
  setValue(value: number): boolean {
    const cursor = this.#current();
    const index = this.#map.indexOf(cursor.hi, cursor.lo);
    if (index < 0) return false;
    this.#map.indexReplace(index, value);
    this.#value = this.#map.indexGet(index);
    return true;
  }

  /**
   * Takes out the entry that it stands at. @returns false if it is gone already. @throws as `key`.
   */
  remove(): boolean {
    const cursor = this.#current();
    return this.#map.delete(cursor.hi, cursor.lo);
  }

  #current(): LongOrderCursor {
    if (this.#at === undefined) throw new InvalidArgumentError('cursor: expected it at an entry');
    return this.#at;
  }
}
