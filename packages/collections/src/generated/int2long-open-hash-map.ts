// Written by `npm run codegen` from packages/collections/templates/open-hash-map.ts.template:
// change that file and run the command again.
import { Int2LongMap } from './int2long-map.js';
import { CapacityError, InvalidArgumentError } from '../errors.js';
import { joinLanes, longHi, longLo } from '../long.js';
import { filled } from '../filled.js';
import { internals, STEP } from '../internals.js';
import type { IntCursor } from '../reading.js';
import type { TableOptions } from '../options.js';

/**
 * {@link Int2LongMap} with all the operations of fastutil's `Int2LongOpenHashMap`, each with one
 * search where it can. What a callback changes in the map meanwhile is kept: the result of the
 * operation is put after it.
 */
export class Int2LongOpenHashMap extends Int2LongMap {
  /**
   * What operations return for a key that is not there: fastutil's `defaultReturnValue`. Callbacks
   * get undefined all the same.
   */
  missingValue: bigint | undefined = undefined;

  /**
   * The same as `new`, for code that is handed a class: `mod.create(Int2LongOpenHashMap, options)`.
   */
  static override create(options?: TableOptions): Int2LongOpenHashMap {
    return new Int2LongOpenHashMap(options);
  }

  /**
   * A map of the keys and values at equal places.
   * @throws {CapacityError} if there are more of one than of the other.
   */
  static fromArrays(
    keys: ArrayLike<number>,
    values: ArrayLike<bigint>,
    options?: TableOptions,
  ): Int2LongOpenHashMap {
    const count = values.length;
    if (keys.length !== count) throw new CapacityError('fromArrays: expected arrays of one length');
    const map = new Int2LongOpenHashMap(options);
    return filled(map, () => {
      map.ensureCapacity(count);
      for (let i = 0; i < count; i++) map.set(keys[i]!, longHi(values[i]!), longLo(values[i]!));
    });
  }

  /** Value of the key, or `missingValue`. */
  override get(key: number): bigint | undefined {
    const index = this.indexOf(key);
    return index < 0 ? this.missingValue : this.indexGet(index);
  }

  /** Value of the key, or `fallback`. */
  getOrDefault(key: number, fallback: bigint): bigint {
    const index = this.indexOf(key);
    return index < 0 ? fallback : this.indexGet(index);
  }

  /** Puts `value` unless the key is there. @returns the value that was there, or `missingValue`. */
  putIfAbsent(key: number, value: bigint): bigint | undefined {
    const index = this.indexOf(key);
    if (index >= 0) return this.indexGet(index);
    this.indexInsert(index, key, longHi(value), longLo(value));
    return this.missingValue;
  }

  /** Puts `value` under the key. @returns the value that was there, or `missingValue`. */
  put(key: number, value: bigint): bigint | undefined {
    const index = this.indexOf(key);
    if (index < 0) {
      this.indexInsert(index, key, longHi(value), longLo(value));
      return this.missingValue;
    }
    const before = this.indexGet(index);
    this.indexReplace(index, longHi(value), longLo(value));
    return before;
  }

  /** Takes the key out. @returns the value that was there, or `missingValue`. */
  remove(key: number): bigint | undefined {
    const index = this.indexOf(key);
    if (index < 0) return this.missingValue;
    const before = this.indexGet(index);
    this.indexRemove(index);
    return before;
  }

  /** Takes the key out if it has that value. @returns whether it did. */
  removeEntry(key: number, value: bigint): boolean {
    const index = this.indexOf(key);
    if (index < 0 || !(this.indexGet(index) === value)) return false;
    this.indexRemove(index);
    return true;
  }

  /** Puts `value` if the key is there. @returns the value that was there, or `missingValue`. */
  replace(key: number, value: bigint): bigint | undefined {
    const index = this.indexOf(key);
    if (index < 0) return this.missingValue;
    const before = this.indexGet(index);
    this.indexReplace(index, longHi(value), longLo(value));
    return before;
  }

  /** Puts `value` if the key has the value `expected`. @returns whether it had. */
  replaceEntry(key: number, expected: bigint, value: bigint): boolean {
    const index = this.indexOf(key);
    if (index < 0 || !(this.indexGet(index) === expected)) return false;
    this.indexReplace(index, longHi(value), longLo(value));
    return true;
  }

  /**
   * Value of the key; where it is not there, what `make` returns is put first.
   */
  computeIfAbsent(key: number, make: (key: number) => bigint): bigint {
    const index = this.indexOf(key);
    if (index >= 0) return this.indexGet(index);
    const value = make(key);
    this.set(key, longHi(value), longLo(value));
    return value;
  }

  /**
   * Puts what `remake` returns in place of the value of the key, if it is there, or takes it out if
   * that is undefined. @returns the new value.
   */
  computeIfPresent(
    key: number,
    remake: (key: number, value: bigint) => bigint | undefined,
  ): bigint | undefined {
    const index = this.indexOf(key);
    if (index < 0) return this.missingValue;
    return this.#conclude(key, remake(key, this.indexGet(index)));
  }

  /**
   * Puts what `remake` returns for the value of the key, or for undefined where it is not there; or
   * takes it out if that is undefined. @returns the new value.
   */
  compute(
    key: number,
    remake: (key: number, value: bigint | undefined) => bigint | undefined,
  ): bigint | undefined {
    return this.#conclude(key, remake(key, super.get(key)));
  }

  /**
   * Puts `value`, or what `join` makes of the value that is there and `value`; takes the key out if
   * that is undefined. @returns the new value.
   */
  merge(
    key: number,
    value: bigint,
    join: (before: bigint, value: bigint) => bigint | undefined,
  ): bigint | undefined {
    const index = this.indexOf(key);
    if (index >= 0) return this.#conclude(key, join(this.indexGet(index), value));
    this.indexInsert(index, key, longHi(value), longLo(value));
    return value;
  }

  /** Takes out the entries for which `test` holds. @returns how many. */
  removeIf(test: (key: number, value: bigint) => boolean): number {
    const before = this.size;
    this.forEach((value, key) => {
      if (test(key, value)) this.delete(key);
    });
    return before - this.size;
  }

  /** Puts what `remake` returns in place of each value. */
  replaceAll(remake: (key: number, value: bigint) => bigint): void {
    this.forEach((value, key) => {
      const replacement = remake(key, value);
      this.set(key, longHi(replacement), longLo(replacement));
    });
  }

  /** Whether some key has that value. Cost: O(slots). */
  containsValue(value: bigint): boolean {
    for (const candidate of this.values()) if (candidate === value) return true;
    return false;
  }

  /** Puts all entries of another map, or pairs of key and value. */
  putAll(entries: Iterable<readonly [number, bigint]>): void {
    for (const [key, value] of entries) this.set(key, longHi(value), longLo(value));
  }

  /** A map with the same entries, which lies in memory of its own unless `options` has a region. */
  clone(options?: TableOptions): Int2LongOpenHashMap {
    const copy = new Int2LongOpenHashMap({ capacity: this.size, ...options });
    return filled(copy, () =>
      this.forEach((value, key) => void copy.set(key, longHi(value), longLo(value))),
    );
  }

  /** Whether another map has the same keys with the same values. */
  equals(other: Int2LongMap): boolean {
    if (other.size !== this.size) return false;
    for (const [key, value] of other) {
      const index = this.indexOf(key);
      if (index < 0 || !(this.indexGet(index) === value)) return false;
    }
    return true;
  }

  /** A cursor in front of the first entry: a loop that allocates nothing per entry. */
  cursor(): Int2LongOpenHashMapCursor {
    return new Int2LongOpenHashMapCursor(this);
  }

  override get [Symbol.toStringTag](): string {
    return 'Int2LongOpenHashMap';
  }

  /** Puts what was computed, or takes the key out where it is undefined. */
  #conclude(key: number, value: bigint | undefined): bigint | undefined {
    if (value === undefined) this.delete(key);
    else this.set(key, longHi(value), longLo(value));
    return value;
  }
}

/** Steps of a cursor of the table: see `internals.ts`. */
type Step = (cursor?: IntCursor) => IntCursor | undefined;

/**
 * Walks a {@link Int2LongOpenHashMap} entry by entry: `while (cursor.next()) …`. fastutil's fast
 * iterator: one object for all entries, nothing is allocated per entry.
 *
 * The map may be changed meanwhile, as in `forEach`; what the cursor stands at is read when it
 * moves there.
 */
export class Int2LongOpenHashMapCursor {
  readonly #map: Int2LongOpenHashMap;
  readonly #step: Step;
  #at: IntCursor | undefined = undefined; // none in front of the first entry and at the end
  #isOver = false;
  #valueHi = 0;
  #valueLo = 0;

  constructor(map: Int2LongOpenHashMap) {
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
    else {
      this.#valueHi = this.#map.indexGetHi(cursor.index);
      this.#valueLo = this.#map.indexGetLo(cursor.index);
    }
    return cursor !== undefined;
  }

  /** The key that it stands at. @throws {InvalidArgumentError} if there is none. */
  get key(): number {
    const cursor = this.#current();
    return cursor.key;
  }

  /** The high lane of the value that it stands at. @throws as `key`. */
  get valueHi(): number {
    this.#current();
    return this.#valueHi;
  }

  /** The low lane of the value that it stands at. @throws as `key`. */
  get valueLo(): number {
    this.#current();
    return this.#valueLo;
  }

  /** The value that it stands at. @throws as `key`. */
  get value(): bigint {
    this.#current();
    return joinLanes(this.#valueHi, this.#valueLo);
  }

  /**
   * Puts another value in place of that which it stands at. @returns false if the entry is gone.
   * @throws {InvalidArgumentError} if the value is not two int32 lanes; as `key`.
   */
  setValue(valueHi: number, valueLo: number): boolean {
    const cursor = this.#current();
    const index = this.#map.indexOf(cursor.key);
    if (index < 0) return false;
    this.#map.indexReplace(index, valueHi, valueLo);
    this.#valueHi = this.#map.indexGetHi(index);
    this.#valueLo = this.#map.indexGetLo(index);
    return true;
  }

  /**
   * Takes out the entry that it stands at. @returns false if it is gone already. @throws as `key`.
   */
  remove(): boolean {
    const cursor = this.#current();
    return this.#map.delete(cursor.key);
  }

  #current(): IntCursor {
    if (this.#at === undefined) throw new InvalidArgumentError('cursor: expected it at an entry');
    return this.#at;
  }
}
