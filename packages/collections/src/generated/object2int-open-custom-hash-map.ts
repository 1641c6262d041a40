// Written by `npm run codegen` from packages/collections/templates/open-hash-map.ts.template:
// change that file and run the command again.
import { Object2IntMap } from './object2int-map.js';
import { CapacityError } from '../errors.js';
import { filled } from '../filled.js';
import type { ObjectTableOptions } from '../objects/key-strategy.js';
import type { TableOptions } from '../options.js';

/**
 * {@link Object2IntMap} with all the operations of fastutil's `Object2IntOpenCustomHashMap`, each
 * with one search where it can. What a callback changes in the map meanwhile is kept: the result of
 * the operation is put after it.
 */
export class Object2IntOpenCustomHashMap<K> extends Object2IntMap<K> {
  /**
   * What operations return for a key that is not there: fastutil's `defaultReturnValue`. Callbacks
   * get undefined all the same.
   */
  missingValue: number | undefined = undefined;

  /**
   * The same as `new`, for code that is handed a class:
   * `mod.create(Object2IntOpenCustomHashMap, options)`.
   */
  static override create<K>(options: ObjectTableOptions<K>): Object2IntOpenCustomHashMap<K> {
    return new Object2IntOpenCustomHashMap<K>(options);
  }

  /**
   * A map of the keys and values at equal places.
   * @throws {CapacityError} if there are more of one than of the other.
   */
  static fromArrays<K>(
    keys: ArrayLike<K>,
    values: ArrayLike<number>,
    options: ObjectTableOptions<K>,
  ): Object2IntOpenCustomHashMap<K> {
    const count = values.length;
    if (keys.length !== count) throw new CapacityError('fromArrays: expected arrays of one length');
    const map = new Object2IntOpenCustomHashMap<K>(options);
    return filled(map, () => {
      map.ensureCapacity(count);
      for (let i = 0; i < count; i++) map.set(keys[i] as K, values[i]!);
    });
  }

  /** Value of the key, or `missingValue`. */
  override get(key: K): number | undefined {
    const index = this.indexOf(key);
    return index < 0 ? this.missingValue : this.indexGet(index);
  }

  /** Value of the key, or `fallback`. */
  getOrDefault(key: K, fallback: number): number {
    const index = this.indexOf(key);
    return index < 0 ? fallback : this.indexGet(index);
  }

  /** Puts `value` unless the key is there. @returns the value that was there, or `missingValue`. */
  putIfAbsent(key: K, value: number): number | undefined {
    const index = this.indexOf(key);
    if (index >= 0) return this.indexGet(index);
    this.indexInsert(index, key, value);
    return this.missingValue;
  }

  /** Puts `value` under the key. @returns the value that was there, or `missingValue`. */
  put(key: K, value: number): number | undefined {
    const index = this.indexOf(key);
    if (index < 0) {
      this.indexInsert(index, key, value);
      return this.missingValue;
    }
    const before = this.indexGet(index);
    this.indexReplace(index, value);
    return before;
  }

  /** Takes the key out. @returns the value that was there, or `missingValue`. */
  remove(key: K): number | undefined {
    const index = this.indexOf(key);
    if (index < 0) return this.missingValue;
    const before = this.indexGet(index);
    this.indexRemove(index);
    return before;
  }

  /** Takes the key out if it has that value. @returns whether it did. */
  removeEntry(key: K, value: number): boolean {
    const index = this.indexOf(key);
    if (index < 0 || !(this.indexGet(index) === value)) return false;
    this.indexRemove(index);
    return true;
  }

  /** Puts `value` if the key is there. @returns the value that was there, or `missingValue`. */
  replace(key: K, value: number): number | undefined {
    const index = this.indexOf(key);
    if (index < 0) return this.missingValue;
    const before = this.indexGet(index);
    this.indexReplace(index, value);
    return before;
  }

  /** Puts `value` if the key has the value `expected`. @returns whether it had. */
  replaceEntry(key: K, expected: number, value: number): boolean {
    const index = this.indexOf(key);
    if (index < 0 || !(this.indexGet(index) === expected)) return false;
    this.indexReplace(index, value);
    return true;
  }

  /**
   * Value of the key; where it is not there, what `make` returns is put first.
   */
  computeIfAbsent(key: K, make: (key: K) => number): number {
    const index = this.indexOf(key);
    if (index >= 0) return this.indexGet(index);
    const value = make(key);
    this.set(key, value);
    return value;
  }

  /**
   * Puts what `remake` returns in place of the value of the key, if it is there, or takes it out if
   * that is undefined. @returns the new value.
   */
  computeIfPresent(
    key: K,
    remake: (key: K, value: number) => number | undefined,
  ): number | undefined {
    const index = this.indexOf(key);
    if (index < 0) return this.missingValue;
    return this.#conclude(key, remake(key, this.indexGet(index)));
  }

  /**
   * Puts what `remake` returns for the value of the key, or for undefined where it is not there; or
   * takes it out if that is undefined. @returns the new value.
   */
  compute(
    key: K,
    remake: (key: K, value: number | undefined) => number | undefined,
  ): number | undefined {
    return this.#conclude(key, remake(key, super.get(key)));
  }

  /**
   * Puts `value`, or what `join` makes of the value that is there and `value`; takes the key out if
   * that is undefined. @returns the new value.
   */
  merge(
    key: K,
    value: number,
    join: (before: number, value: number) => number | undefined,
  ): number | undefined {
    const index = this.indexOf(key);
    if (index >= 0) return this.#conclude(key, join(this.indexGet(index), value));
    this.indexInsert(index, key, value);
    return value;
  }

  /** Takes out the entries for which `test` holds. @returns how many. */
  removeIf(test: (key: K, value: number) => boolean): number {
    const before = this.size;
    this.forEach((value, key) => {
      if (test(key, value)) this.delete(key);
    });
    return before - this.size;
  }

  /** Puts what `remake` returns in place of each value. */
  replaceAll(remake: (key: K, value: number) => number): void {
    this.forEach((value, key) => {
      const replacement = remake(key, value);
      this.set(key, replacement);
    });
  }

  /** Whether some key has that value. Cost: O(slots). */
  containsValue(value: number): boolean {
    for (const candidate of this.values()) if (candidate === value) return true;
    return false;
  }

  /** Puts all entries of another map, or pairs of key and value. */
  putAll(entries: Iterable<readonly [K, number]>): void {
    for (const [key, value] of entries) this.set(key, value);
  }

  /** A map with the same entries, which lies in memory of its own unless `options` has a region. */
  clone(options?: TableOptions): Object2IntOpenCustomHashMap<K> {
    const copy = new Object2IntOpenCustomHashMap<K>({
      capacity: this.size,
      ...options,
      strategy: this.strategy,
    });
    return filled(copy, () => this.forEach((value, key) => void copy.set(key, value)));
  }

  /** Whether another map has the same keys with the same values. */
  equals(other: Object2IntMap<K>): boolean {
    if (other.size !== this.size) return false;
    for (const [key, value] of other) {
      const index = this.indexOf(key);
      if (index < 0 || !(this.indexGet(index) === value)) return false;
    }
    return true;
  }

  override get [Symbol.toStringTag](): string {
    return 'Object2IntOpenCustomHashMap';
  }

  /** Puts what was computed, or takes the key out where it is undefined. */
  #conclude(key: K, value: number | undefined): number | undefined {
    if (value === undefined) this.delete(key);
    else this.set(key, value);
    return value;
  }
}
