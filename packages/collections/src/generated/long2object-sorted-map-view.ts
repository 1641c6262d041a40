// Written by `npm run codegen` from packages/collections/templates/sorted-view.ts.template:
// change that file and run the command again.
import { InvalidKeyError } from '../errors.js';
import { joinLanes } from '../long.js';
import type { Long2ObjectSortedMap } from './long2object-sorted-map.js';

/**
 * A part of a {@link Long2ObjectSortedMap}, by a range of keys, as it is at each time: what is put
 * in or taken out of one is in or out of the other. It has no memory of its own.
 */
export class Long2ObjectSortedMapView<V> {
  readonly #table: Long2ObjectSortedMap<V>;
  readonly #from: { readonly hi: number; readonly lo: number } | undefined;
  readonly #to: { readonly hi: number; readonly lo: number } | undefined;

  /**
   * @internal Use `head`, `tail` and `sub`. @throws {InvalidKeyError} for bounds that are no keys
   */
  constructor(
    table: Long2ObjectSortedMap<V>,
    from: { readonly hi: number; readonly lo: number } | undefined,
    to: { readonly hi: number; readonly lo: number } | undefined,
  ) {
    if (from !== undefined) table.has(from.hi, from.lo);
    if (to !== undefined) table.has(to.hi, to.lo);
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

  has(hi: number, lo: number): boolean {
    return this.#includes(hi, lo) && this.#table.has(hi, lo);
  }

  get(hi: number, lo: number): V | undefined {
    return this.#includes(hi, lo) ? this.#table.get(hi, lo) : undefined;
  }

  /** @throws {InvalidKeyError} if the key is not in the range. */
  set(hi: number, lo: number, value: V): this {
    this.#assertIncluded(hi, lo);
    this.#table.set(hi, lo, value);
    return this;
  }

  delete(hi: number, lo: number): boolean {
    return this.#includes(hi, lo) && this.#table.delete(hi, lo);
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
    const index =
      from === undefined ? this.#table.firstIndex() : this.#table.ceilingIndex(from.hi, from.lo);
    return index >= 0 && this.#includesIndex(index) ? index : -1;
  }

  /** Where the highest key of the range is in the table; −1 if there is none. */
  lastIndex(): number {
    const to = this.#to;
    const index = to === undefined ? this.#table.lastIndex() : this.#table.lowerIndex(to.hi, to.lo);
    return index >= 0 && this.#includesIndex(index) ? index : -1;
  }

  /** Lowest key of the range, or undefined. */
  firstKey(): bigint | undefined {
    return this.#keyAt(this.firstIndex());
  }

  /** Highest key of the range, or undefined. */
  lastKey(): bigint | undefined {
    return this.#keyAt(this.lastIndex());
  }

  /** As that of the table, within the range. */
  forEach(callback: (value: V, hi: number, lo: number) => void): void {
    const table = this.#table;
    let index = this.firstIndex();
    while (index >= 0) {
      const hi = table.indexKeyHi(index);
      const lo = table.indexKeyLo(index);
      callback(table.indexGet(index), hi, lo);
      index = table.higherIndex(hi, lo);
      if (index >= 0 && !this.#includesIndex(index)) return;
    }
  }

  /** The keys of the range in ascending order as bigints, −2^63 to 2^63 − 1,. */
  *keys(): IterableIterator<bigint> {
    const table = this.#table;
    let index = this.firstIndex();
    while (index >= 0) {
      const hi = table.indexKeyHi(index);
      const lo = table.indexKeyLo(index);
      yield joinLanes(hi, lo);
      index = table.higherIndex(hi, lo);
      if (index >= 0 && !this.#includesIndex(index)) return;
    }
  }

  /** Keys and values of the range in ascending order of keys. */
  *entries(): IterableIterator<[bigint, V]> {
    const table = this.#table;
    let index = this.firstIndex();
    while (index >= 0) {
      const hi = table.indexKeyHi(index);
      const lo = table.indexKeyLo(index);
      yield [joinLanes(hi, lo), table.indexGet(index)];
      index = table.higherIndex(hi, lo);
      if (index >= 0 && !this.#includesIndex(index)) return;
    }
  }

  /** The same as `entries`. */
  [Symbol.iterator](): IterableIterator<[bigint, V]> {
    return this.entries();
  }

  #keyAt(index: number): bigint | undefined {
    if (index < 0) return undefined;
    const table = this.#table;
    const hi = table.indexKeyHi(index);
    const lo = table.indexKeyLo(index);
    return joinLanes(hi, lo);
  }

  #includesIndex(index: number): boolean {
    const table = this.#table;
    const hi = table.indexKeyHi(index);
    const lo = table.indexKeyLo(index);
    return this.#includes(hi, lo);
  }

  #includes(hi: number, lo: number): boolean {
    const from = this.#from;
    const to = this.#to;
    return (
      (from === undefined || !(hi < from.hi || (hi === from.hi && lo >>> 0 < from.lo >>> 0))) &&
      (to === undefined || hi < to.hi || (hi === to.hi && lo >>> 0 < to.lo >>> 0))
    );
  }

  #assertIncluded(hi: number, lo: number): void {
    if (this.#includes(hi, lo)) return;
    throw new InvalidKeyError(
      `key: expected one in the range of the view, got ${String(joinLanes(hi, lo))}`,
    );
  }
}
