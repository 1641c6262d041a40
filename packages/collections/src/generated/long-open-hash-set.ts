// Written by `npm run codegen` from packages/collections/templates/open-hash-set.ts.template:
// change that file and run the command again.
import { LongSet } from './long-set.js';
import { CapacityError } from '../errors.js';
import { filled } from '../filled.js';
import { longHi, longLo } from '../long.js';
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
