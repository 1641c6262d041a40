// Written by `npm run codegen` from packages/collections/templates/sorted-view.ts.template:
// change that file and run the command again.
import { InvalidKeyError } from '../errors.js';
import type { Int2ObjectSortedMap } from './int2object-sorted-map.js';

/**
 * A part of a {@link Int2ObjectSortedMap}, by a range of keys, as it is at each time: what is put
 * in or taken out of one is in or out of the other. It has no memory of its own.
 */
export class Int2ObjectSortedMapView<V> {
  readonly #table: Int2ObjectSortedMap<V>;
  readonly #from: number | undefined;
  readonly #to: number | undefined;

  /**
   * @internal Use `head`, `tail` and `sub`. @throws {InvalidKeyError} for bounds that are no keys
   */
  constructor(table: Int2ObjectSortedMap<V>, from: number | undefined, to: number | undefined) {
    if (from !== undefined) table.has(from);
    if (to !== undefined) table.has(to);
    this.#table = table;
    this.#from = from;
    this.#to = to;
  }

  /** Entries in the range. Cost: O(entries of the table / 64). */
  get size(): number {
    const first = this.firstIndex();
    if (first < 0) return 0;
    return this.#table.indexRank(this.lastIndex()) - this.#table.indexRank(first) + 1;
  }

  has(key: number): boolean {
    return this.#includes(key) && this.#table.has(key);
  }

  get(key: number): V | undefined {
    return this.#includes(key) ? this.#table.get(key) : undefined;
  }

  /** @throws {InvalidKeyError} if the key is not in the range. */
  set(key: number, value: V): this {
    this.#assertIncluded(key);
    this.#table.set(key, value);
    return this;
  }

  delete(key: number): boolean {
    return this.#includes(key) && this.#table.delete(key);
  }

  /** Takes out all entries of the range. */
  clear(): void {
    for (let index = this.firstIndex(); index >= 0; index = this.firstIndex()) {
      this.#table.indexRemove(index);
    }
  }

  /** Where the lowest key of the range is in the table; −1 if there is none. */
  firstIndex(): number {
    const from = this.#from;
    const index = from === undefined ? this.#table.firstIndex() : this.#table.ceilingIndex(from);
    return index >= 0 && this.#includesIndex(index) ? index : -1;
  }

  /** Where the highest key of the range is in the table; −1 if there is none. */
  lastIndex(): number {
    const to = this.#to;
    const index = to === undefined ? this.#table.lastIndex() : this.#table.lowerIndex(to);
    return index >= 0 && this.#includesIndex(index) ? index : -1;
  }

  /** Lowest key of the range, or undefined. */
  firstKey(): number | undefined {
    return this.#keyAt(this.firstIndex());
  }

  /** Highest key of the range, or undefined. */
  lastKey(): number | undefined {
    return this.#keyAt(this.lastIndex());
  }

  /** As that of the table, within the range. */
  forEach(callback: (value: V, key: number) => void): void {
    const table = this.#table;
    let index = this.firstIndex();
    while (index >= 0) {
      const key = table.indexKey(index);
      callback(table.indexGet(index), key);
      index = table.higherIndex(key);
      if (index >= 0 && !this.#includesIndex(index)) return;
    }
  }

  /** The keys of the range in ascending order. */
  *keys(): IterableIterator<number> {
    const table = this.#table;
    let index = this.firstIndex();
    while (index >= 0) {
      const key = table.indexKey(index);
      yield key;
      index = table.higherIndex(key);
      if (index >= 0 && !this.#includesIndex(index)) return;
    }
  }

  /** Keys and values of the range in ascending order of keys. */
  *entries(): IterableIterator<[number, V]> {
    const table = this.#table;
    let index = this.firstIndex();
    while (index >= 0) {
      const key = table.indexKey(index);
      yield [key, table.indexGet(index)];
      index = table.higherIndex(key);
      if (index >= 0 && !this.#includesIndex(index)) return;
    }
  }

  /** The same as `entries`. */
  [Symbol.iterator](): IterableIterator<[number, V]> {
    return this.entries();
  }

  #keyAt(index: number): number | undefined {
    if (index < 0) return undefined;
    const table = this.#table;
    const key = table.indexKey(index);
    return key;
  }

  #includesIndex(index: number): boolean {
    const table = this.#table;
    const key = table.indexKey(index);
    return this.#includes(key);
  }

  #includes(key: number): boolean {
    const from = this.#from;
    const to = this.#to;
    return (from === undefined || !(key < from)) && (to === undefined || key < to);
  }

  #assertIncluded(key: number): void {
    if (this.#includes(key)) return;
    throw new InvalidKeyError(`key: expected one in the range of the view, got ${String(key)}`);
  }
}
