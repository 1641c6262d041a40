// Written by `npm run codegen` from packages/collections/templates/open-hash-map.ts.template:
// change that file and run the command again.
import { Object2ObjectMap } from './object2object-map.js';
import { CapacityError } from '../errors.js';
import { filled } from '../filled.js';
import type { ObjectTableOptions } from '../objects/key-strategy.js';
import type { TableOptions } from '../options.js';

/**
 * {@link Object2ObjectMap} with all the operations of fastutil's `Object2ObjectOpenCustomHashMap`,
 * each with one search where it can. What a callback changes in the map meanwhile is kept: the
 * result of the operation is put after it.
 */
export class Object2ObjectOpenCustomHashMap<K, V> extends Object2ObjectMap<K, V> {
  /**
   * What operations return for a key that is not there: fastutil's `defaultReturnValue`. Callbacks
   * get undefined all the same.
   */
  missingValue: V | undefined = undefined;

  /**
   * The same as `new`, for code that is handed a class:
   * `mod.create(Object2ObjectOpenCustomHashMap, options)`.
   */
  static override create<K, V>(
    options: ObjectTableOptions<K>,
  ): Object2ObjectOpenCustomHashMap<K, V> {
    return new Object2ObjectOpenCustomHashMap<K, V>(options);
  }

  /**
   * A map of the keys and values at equal places.
   * @throws {CapacityError} if there are more of one than of the other.
   */
  static fromArrays<K, V>(
    keys: ArrayLike<K>,
    values: ArrayLike<V>,
    options: ObjectTableOptions<K>,
  ): Object2ObjectOpenCustomHashMap<K, V> {
    const count = values.length;
    if (keys.length !== count) throw new CapacityError('fromArrays: expected arrays of one length');
    const map = new Object2ObjectOpenCustomHashMap<K, V>(options);
    return filled(map, () => {
      map.ensureCapacity(count);
      for (let i = 0; i < count; i++) map.set(keys[i] as K, values[i]!);
    });
  }

  /** Value of the key, or `missingValue`. */
  override get(key: K): V | undefined {
    const index = this.indexOf(key);
    return index < 0 ? this.missingValue : this.indexGet(index);
  }

  /** Value of the key, or `fallback`. */
  getOrDefault(key: K, fallback: V): V {
    const index = this.indexOf(key);
    return index < 0 ? fallback : this.indexGet(index);
  }

  /** Puts `value` unless the key is there. @returns the value that was there, or `missingValue`. */
  putIfAbsent(key: K, value: V): V | undefined {
    const index = this.indexOf(key);
    if (index >= 0) return this.indexGet(index);
    this.indexInsert(index, key, value);
    return this.missingValue;
  }

  /** Puts `value` under the key. @returns the value that was there, or `missingValue`. */
  put(key: K, value: V): V | undefined {
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
  remove(key: K): V | undefined {
    const index = this.indexOf(key);
    if (index < 0) return this.missingValue;
    const before = this.indexGet(index);
    this.indexRemove(index);
    return before;
  }

  /** Takes the key out if it has that value. @returns whether it did. */
  removeEntry(key: K, value: V): boolean {
    const index = this.indexOf(key);
    if (index < 0 || !Object.is(this.indexGet(index), value)) return false;
    this.indexRemove(index);
    return true;
  }

  /** Puts `value` if the key is there. @returns the value that was there, or `missingValue`. */
  replace(key: K, value: V): V | undefined {
    const index = this.indexOf(key);
    if (index < 0) return this.missingValue;
    const before = this.indexGet(index);
    this.indexReplace(index, value);
    return before;
  }

  /** Puts `value` if the key has the value `expected`. @returns whether it had. */
  replaceEntry(key: K, expected: V, value: V): boolean {
    const index = this.indexOf(key);
    if (index < 0 || !Object.is(this.indexGet(index), expected)) return false;
    this.indexReplace(index, value);
    return true;
  }

  /**
   * Value of the key; where it is not there, what `make` returns is put first.
   * Nothing is put if that is undefined.
   */
  computeIfAbsent(key: K, make: (key: K) => V | undefined): V | undefined {
    const index = this.indexOf(key);
    if (index >= 0) return this.indexGet(index);
    const value = make(key);
    if (value === undefined) return value;
    this.set(key, value);
    return value;
  }

  /**
   * Puts what `remake` returns in place of the value of the key, if it is there, or takes it out if
   * that is undefined. @returns the new value.
   */
  computeIfPresent(key: K, remake: (key: K, value: V) => V | undefined): V | undefined {
    const index = this.indexOf(key);
    if (index < 0) return this.missingValue;
    return this.#conclude(key, remake(key, this.indexGet(index)));
  }

  /**
   * Puts what `remake` returns for the value of the key, or for undefined where it is not there; or
   * takes it out if that is undefined. @returns the new value.
   */
  compute(key: K, remake: (key: K, value: V | undefined) => V | undefined): V | undefined {
    return this.#conclude(key, remake(key, super.get(key)));
  }

  /**
   * Puts `value`, or what `join` makes of the value that is there and `value`; takes the key out if
   * that is undefined. @returns the new value.
   */
  merge(key: K, value: V, join: (before: V, value: V) => V | undefined): V | undefined {
    const index = this.indexOf(key);
    if (index >= 0) return this.#conclude(key, join(this.indexGet(index), value));
    this.indexInsert(index, key, value);
    return value;
  }

  /** Takes out the entries for which `test` holds. @returns how many. */
  removeIf(test: (key: K, value: V) => boolean): number {
    const before = this.size;
    this.forEach((value, key) => {
      if (test(key, value)) this.delete(key);
    });
    return before - this.size;
  }

  /** Puts what `remake` returns in place of each value. */
  replaceAll(remake: (key: K, value: V) => V): void {
    this.forEach((value, key) => {
      const replacement = remake(key, value);
      this.set(key, replacement);
    });
  }

  /** Whether some key has that value. Cost: O(slots). */
  containsValue(value: V): boolean {
    for (const candidate of this.values()) if (Object.is(candidate, value)) return true;
    return false;
  }

  /** Puts all entries of another map, or pairs of key and value. */
  putAll(entries: Iterable<readonly [K, V]>): void {
    for (const [key, value] of entries) this.set(key, value);
  }

  /** A map with the same entries, which lies in memory of its own unless `options` has a region. */
  clone(options?: TableOptions): Object2ObjectOpenCustomHashMap<K, V> {
    const copy = new Object2ObjectOpenCustomHashMap<K, V>({
      capacity: this.size,
      ...options,
      strategy: this.strategy,
    });
    return filled(copy, () => this.forEach((value, key) => void copy.set(key, value)));
  }

  /** Whether another map has the same keys with the same values. */
  equals(other: Object2ObjectMap<K, V>): boolean {
    if (other.size !== this.size) return false;
    for (const [key, value] of other) {
      const index = this.indexOf(key);
      if (index < 0 || !Object.is(this.indexGet(index), value)) return false;
    }
    return true;
  }

  override get [Symbol.toStringTag](): string {
    return 'Object2ObjectOpenCustomHashMap';
  }

  /** Puts what was computed, or takes the key out where it is undefined. */
  #conclude(key: K, value: V | undefined): V | undefined {
    if (value === undefined) this.delete(key);
    else this.set(key, value);
    return value;
  }
}
