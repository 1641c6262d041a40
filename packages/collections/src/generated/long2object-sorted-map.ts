// Written by `npm run codegen` from packages/collections/templates/sorted-table.ts.template:
// change that file and run the command again.
import { CapacityError } from '../errors.js';
import { filled } from '../filled.js';
import { invalidLanes, joinLanes, longHi, longLo } from '../long.js';
import { entriesOf } from '../options.js';
import { SORTED_OPTION_NAMES } from '../sorted.js';
import type { SortedInternals, SortedOptions } from '../sorted.js';
import { sortedInternals } from '../sorted.js';
import { WordBlock, blockOptionsOf } from '../word-block.js';
import { Long2ObjectSortedMapView } from './long2object-sorted-map-view.js';

/** Entries of a leaf. Longer ones make insertions slower, shorter ones the search for a leaf. */
const LEAF_SIZE = 128;
/** Words of a key, of a leaf, and of its row in the index: first key, leaf, entries. */
const KEY_WORDS = 2;
const LEAF_WORDS = LEAF_SIZE * 2;
const ROW_WORDS = KEY_WORDS + 2;
const LEAF = KEY_WORDS;
const COUNT = KEY_WORDS + 1;
/** An index is the row of a leaf and the place in it. */
const PLACE_BITS = 7;
const PLACE_MASK = LEAF_SIZE - 1;
/** V8 makes a plain array of 2^25 elements a dictionary. */
const MAXIMUM_LEAVES = 2 ** 18 - 1;

/**
 * Map from long keys in ascending order: fastutil's `Long2ObjectSortedMap`.
 *
 * Layout: leaves of up to 128 entries, sorted, their keys side by side; above them one array with a
 * row a leaf, in order: its first key, where it lies, how many entries it has. A search is a binary
 * one in that array and one in a leaf. Full leaves are cut in two (the last one is not, where keys
 * come in ascending order), neighbours that are half empty together become one.
 *
 * Cost: 16 B an entry in full leaves (keys that came in order), 1.4 times that after insertions at
 * random. get, set, has and delete take O(log n) and move up to 128 entries; a leaf that is cut or
 * joined moves the rows behind it, 12 to 16 B for each 128 entries of the table.
 *
 * What is given here as an index holds until the table changes. In a region only the keys lie there
 * and are charged to it. Source: a B+-tree of two levels; sorted lists of blocks as in Python's
 * SortedContainers.
 */
export class Long2ObjectSortedMap<V> {
  readonly #leaves: WordBlock;
  readonly #rows: WordBlock;
  #values: (V | undefined)[] = [];
  #rowCount = 0;
  #leafCount = 0; // leaves in use or free
  #freeLeaf = -1; // each free leaf's first word is the next
  #size = 0;
  #changes = 0;

  /**
   * @param entries What it holds at first: pairs of key and value. Options may stand in their
   * place.
   * @throws {CapacityError} if `capacity` is no count, or beyond what it can hold.
   * @throws {InvalidArgumentError} if an option is unknown.
   * @throws {InvalidKeyError} for keys that are none. What `region.allocate` throws passes through.
   */
  constructor(
    entries?: Iterable<readonly [bigint, V]> | SortedOptions | null,
    options?: SortedOptions,
  ) {
    const { region, capacity = 0 } = blockOptionsOf<SortedOptions>(
      entries as SortedOptions,
      options,
      SORTED_OPTION_NAMES,
    );
    this.#leaves = new WordBlock('Long2ObjectSortedMap', region);
    this.#rows = new WordBlock('Long2ObjectSortedMap', region);
    filled(this, () => {
      this.ensureCapacity(capacity);
      for (const entry of entriesOf<readonly [bigint, V]>(entries))
        this.set(longHi(entry[0]), longLo(entry[0]), entry[1]);
    });
  }

  /**
   * The same as `new`, for code that is handed a class:
   * `mod.create(Long2ObjectSortedMap, options)`.
   */
  static create<V>(options?: SortedOptions): Long2ObjectSortedMap<V> {
    return new Long2ObjectSortedMap<V>(options);
  }

  /** Entries held; 0 after `dispose`. */
  get size(): number {
    return this.#size;
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#leaves.disposed;
  }

  /** Bytes of the storage, without what the values themselves take. */
  bytes(): number {
    const words = (this.#leaves.length + this.#rows.length) * 4;
    return words + this.#values.length * 8;
  }

  /** Whether the key is there. @throws {InvalidKeyError} @throws {DisposedError} */
  has(hi: number, lo: number): boolean {
    return this.indexOf(hi, lo) >= 0;
  }

  /** Value of the key, or undefined. @throws {InvalidKeyError} @throws {DisposedError} */
  get(hi: number, lo: number): V | undefined {
    const index = this.indexOf(hi, lo);
    return index < 0 ? undefined : this.indexGet(index);
  }

  /**
   * Puts `value` under the key, in place of a value that is there.
   * @throws {InvalidKeyError} if the key is not two int32 lanes.
   * @throws {CapacityError} if it would have to grow beyond what it can hold.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through; then, as
   * with every other error, nothing has changed.
   */
  set(hi: number, lo: number, value: V): this {
    this.indexReplace(this.#place(hi, lo), value);
    return this;
  }

  /** Takes the key out. @returns false if it was not there. @throws as `has`. */
  delete(hi: number, lo: number): boolean {
    const index = this.indexOf(hi, lo);
    if (index < 0) return false;
    this.indexRemove(index);
    return true;
  }

  /** Takes all entries out and keeps the storage. @throws {DisposedError} after `dispose`. */
  clear(): void {
    this.#leaves.open();
    this.#values.fill(undefined);
    this.#rowCount = this.#leafCount = this.#size = 0;
    this.#freeLeaf = -1;
    this.#changes++;
  }

  /** Where the key is; negative if it is not there. @throws as `has`. */
  indexOf(hi: number, lo: number): number {
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidLanes(hi, lo);
    const leaves = this.#leaves.open();
    const row = this.#rowOf(hi, lo);
    if (row < 0) return -1;
    const place = this.#placeIn(leaves, row, hi, lo);
    return place < this.#countOf(row) && this.#isAt(leaves, row, place, hi, lo)
      ? (row << PLACE_BITS) | place
      : -1;
  }

  /**
   * Where the lowest key is that is not below the given one; −1 if there is none. @throws as `has`.
   */
  ceilingIndex(hi: number, lo: number): number {
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidLanes(hi, lo);
    const leaves = this.#leaves.open();
    const row = this.#rowOf(hi, lo);
    if (row < 0) return this.firstIndex();
    const place = this.#placeIn(leaves, row, hi, lo);
    if (place < this.#countOf(row)) return (row << PLACE_BITS) | place;
    return row + 1 < this.#rowCount ? (row + 1) << PLACE_BITS : -1;
  }

  /** Where the lowest key is that is above the given one; −1 if there is none. @throws as `has`. */
  higherIndex(hi: number, lo: number): number {
    const index = this.ceilingIndex(hi, lo);
    return index >= 0 && this.#isIndexAt(index, hi, lo) ? this.nextIndex(index) : index;
  }

  /**
   * Where the highest key is that is below the given one; −1 if there is none. @throws as `has`.
   */
  lowerIndex(hi: number, lo: number): number {
    const index = this.ceilingIndex(hi, lo);
    return index < 0 ? this.lastIndex() : this.previousIndex(index);
  }

  /**
   * Where the highest key is that is not above the given one; −1 if there is none. @throws as
   * `has`.
   */
  floorIndex(hi: number, lo: number): number {
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidLanes(hi, lo);
    const leaves = this.#leaves.open();
    const row = this.#rowOf(hi, lo);
    if (row < 0) return -1;
    const place = this.#placeIn(leaves, row, hi, lo);
    const isThere = place < this.#countOf(row) && this.#isAt(leaves, row, place, hi, lo);
    return (row << PLACE_BITS) | (isThere ? place : place - 1); // the row's first is not above
  }

  /** Where the lowest key is; −1 if there is none. */
  firstIndex(): number {
    this.#leaves.open();
    return this.#rowCount === 0 ? -1 : 0;
  }

  /** Where the highest key is; −1 if there is none. */
  lastIndex(): number {
    this.#leaves.open();
    const row = this.#rowCount - 1;
    return row < 0 ? -1 : (row << PLACE_BITS) | (this.#countOf(row) - 1);
  }

  /** Where the next higher key is; −1 if there is none. */
  nextIndex(index: number): number {
    const row = index >> PLACE_BITS;
    if ((index & PLACE_MASK) + 1 < this.#countOf(row)) return index + 1;
    return row + 1 < this.#rowCount ? (row + 1) << PLACE_BITS : -1;
  }

  /** Where the next lower key is; −1 if there is none. */
  previousIndex(index: number): number {
    if ((index & PLACE_MASK) > 0) return index - 1;
    const row = (index >> PLACE_BITS) - 1;
    return row < 0 ? -1 : (row << PLACE_BITS) | (this.#countOf(row) - 1);
  }

  /** How many keys are below the one at an index. Cost: O(n / 64). */
  indexRank(index: number): number {
    let rank = index & PLACE_MASK;
    for (let row = 0; row < index >> PLACE_BITS; row++) rank += this.#countOf(row);
    return rank;
  }

  /** The high lane of the key at an index. */
  indexKeyHi(index: number): number {
    return this.#leaves.open()[this.#keyWord(index)]!;
  }

  /** The low lane of the key at an index. */
  indexKeyLo(index: number): number {
    return this.#leaves.open()[this.#keyWord(index) + 1]!;
  }

  /** The value at an index. */
  indexGet(index: number): V {
    return this.#values[this.#entryOf(index)] as V;
  }

  /** Puts a value at an index. */
  indexReplace(index: number, value: V): void {
    this.#values[this.#entryOf(index)] = value;
  }

  /** Takes out the entry at an index. */
  indexRemove(index: number): void {
    const row = index >> PLACE_BITS;
    const place = index & PLACE_MASK;
    const count = this.#countOf(row) - 1;
    this.#changes++;
    this.#size--;
    this.#moveEntries(row, place + 1, count + 1, row, place);
    this.#setCount(row, count);
    this.#values[this.#leafOf(row) * LEAF_SIZE + count] = undefined;
    if (count === 0) this.#dropRow(row);
    else {
      if (place === 0) this.#noteFirst(row);
      this.#join(row);
    }
  }

  /**
   * Grows so that `entryCount` entries fit without growing again, in leaves that are half full.
   * @throws {CapacityError} if that is no count, or beyond what it can hold.
   */
  ensureCapacity(entryCount: number): void {
    this.#leaves.open();
    const leafCount = Math.ceil(entryCount / (LEAF_SIZE / 2));
    if (!Number.isInteger(entryCount) || entryCount < 0 || leafCount > MAXIMUM_LEAVES) {
      const maximum = (MAXIMUM_LEAVES * LEAF_SIZE) / 2;
      throw new CapacityError(
        `capacity: expected an integer from 0 to ${maximum}, got ${String(entryCount)}`,
      );
    }
    if (entryCount > 0) this.#grow(leafCount);
  }

  /**
   * Moves the entries together into full leaves and shrinks the storage to those.
   * Cost: O(n), with a passing copy outside the region.
   * @returns bytes given back; 0 if there were none to give.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through; the
   * entries are all there then.
   */
  trim(): number {
    this.#leaves.open();
    const before = this.bytes();
    if (this.#leafCount > Math.ceil(this.#size / LEAF_SIZE)) this.#pack();
    const rows = this.#leafCount * ROW_WORDS;
    const leaves = this.#leafCount * LEAF_WORDS;
    // What is used is asked behind `allocate`, in which a region may call back into this table.
    if (rows < this.#rows.length) this.#rows.resize(rows, () => this.#rowCount * ROW_WORDS);
    if (leaves < this.#leaves.length) {
      this.#leaves.resize(leaves, () => this.#leafCount * LEAF_WORDS);
    }
    return Math.max(before - this.bytes(), 0);
  }

  /**
   * Gives the storage back. Every later use but `dispose`, `disposed`, `size` and `bytes` throws.
   */
  dispose(): void {
    this.#leaves.dispose();
    this.#rows.dispose();
    this.#values = [];
    this.#rowCount = this.#leafCount = this.#size = 0;
    this.#changes++;
  }

  /** Lowest key, or undefined. */
  firstKey(): bigint | undefined {
    return this.#keyAtIndex(this.firstIndex());
  }

  /** Highest key, or undefined. */
  lastKey(): bigint | undefined {
    return this.#keyAtIndex(this.lastIndex());
  }

  /** Highest key that is not above the given one, or undefined. @throws as `has`. */
  floorKey(hi: number, lo: number): bigint | undefined {
    return this.#keyAtIndex(this.floorIndex(hi, lo));
  }

  /** Lowest key that is not below the given one, or undefined. @throws as `has`. */
  ceilingKey(hi: number, lo: number): bigint | undefined {
    return this.#keyAtIndex(this.ceilingIndex(hi, lo));
  }

  /** Highest key that is below the given one, or undefined. @throws as `has`. */
  lowerKey(hi: number, lo: number): bigint | undefined {
    return this.#keyAtIndex(this.lowerIndex(hi, lo));
  }

  /** Lowest key that is above the given one, or undefined. @throws as `has`. */
  higherKey(hi: number, lo: number): bigint | undefined {
    return this.#keyAtIndex(this.higherIndex(hi, lo));
  }

  /** Takes out the entry with the lowest key. @returns it, or undefined. */
  pollFirst(): [bigint, V] | undefined {
    return this.#poll(this.firstIndex());
  }

  /** Takes out the entry with the highest key. @returns it, or undefined. */
  pollLast(): [bigint, V] | undefined {
    return this.#poll(this.lastIndex());
  }

  /** What is below `to`, as it is at each time. @throws as `has`. */
  head(toHi: number, toLo: number): Long2ObjectSortedMapView<V> {
    return new Long2ObjectSortedMapView(this, undefined, { hi: toHi, lo: toLo });
  }

  /** What is not below `from`, as it is at each time. @throws as `has`. */
  tail(fromHi: number, fromLo: number): Long2ObjectSortedMapView<V> {
    return new Long2ObjectSortedMapView(this, { hi: fromHi, lo: fromLo }, undefined);
  }

  /** What is not below `from` and below `to`, as it is at each time. @throws as `has`. */
  sub(fromHi: number, fromLo: number, toHi: number, toLo: number): Long2ObjectSortedMapView<V> {
    return new Long2ObjectSortedMapView(this, { hi: fromHi, lo: fromLo }, { hi: toHi, lo: toLo });
  }

  /**
   * Calls `callback` with each value and its key, in ascending order of keys. The table may be
   * changed meanwhile: what is there when its turn comes is visited.
   * @throws {DisposedError} after `dispose`, in the middle too.
   */
  forEach(callback: (value: V, hi: number, lo: number) => void): void {
    let index = this.firstIndex();
    while (index >= 0) {
      const changes = this.#changes;
      const hi = this.indexKeyHi(index);
      const lo = this.indexKeyLo(index);
      callback(this.indexGet(index), hi, lo);
      index = changes === this.#changes ? this.nextIndex(index) : this.higherIndex(hi, lo);
    }
  }

  /**
   * The keys in ascending order as bigints, −2^63 to 2^63 − 1,. The table may be changed meanwhile,
   * as in `forEach`.
   */
  *keys(): IterableIterator<bigint> {
    let index = this.firstIndex();
    while (index >= 0) {
      const changes = this.#changes;
      const hi = this.indexKeyHi(index);
      const lo = this.indexKeyLo(index);
      yield joinLanes(hi, lo);
      index = changes === this.#changes ? this.nextIndex(index) : this.higherIndex(hi, lo);
    }
  }

  /** The values in the order of their keys. */
  *values(): IterableIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  /** Keys and values in ascending order of keys. */
  *entries(): IterableIterator<[bigint, V]> {
    let index = this.firstIndex();
    while (index >= 0) {
      const changes = this.#changes;
      const hi = this.indexKeyHi(index);
      const lo = this.indexKeyLo(index);
      yield [joinLanes(hi, lo), this.indexGet(index)];
      index = changes === this.#changes ? this.nextIndex(index) : this.higherIndex(hi, lo);
    }
  }

  /** The same as `entries`. */
  [Symbol.iterator](): IterableIterator<[bigint, V]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return 'Long2ObjectSortedMap';
  }

  /** @internal What `assertValidSorted` sees. */
  [sortedInternals](): SortedInternals {
    return {
      leaves: this.#leaves.open(),
      rows: this.#rows.open(),
      rowCount: this.#rowCount,
      leafCount: this.#leafCount,
      freeLeaf: this.#freeLeaf,
      keyWords: KEY_WORDS,
      leafWords: LEAF_WORDS,
      leafSize: LEAF_SIZE,
      values: this.#values,
    };
  }

  /** The last row whose first key is not above the key; −1 if there is none. */
  #rowOf(hi: number, lo: number): number {
    const rows = this.#rows.open();
    let low = 0;
    let high = this.#rowCount;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (
        rows[middle * ROW_WORDS]! > hi ||
        (rows[middle * ROW_WORDS] === hi && rows[middle * ROW_WORDS + 1]! >>> 0 > lo >>> 0)
      )
        high = middle;
      else low = middle + 1;
    }
    return low - 1;
  }

  /** The first place in the leaf of a row whose key is not below the key. */
  #placeIn(leaves: Int32Array, row: number, hi: number, lo: number): number {
    const base = this.#leafOf(row) * LEAF_WORDS;
    let low = 0;
    let high = this.#countOf(row);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (
        leaves[base + middle * KEY_WORDS]! < hi ||
        (leaves[base + middle * KEY_WORDS] === hi &&
          leaves[base + middle * KEY_WORDS + 1]! >>> 0 < lo >>> 0)
      )
        low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #isAt(leaves: Int32Array, row: number, place: number, hi: number, lo: number): boolean {
    const word = this.#leafOf(row) * LEAF_WORDS + place * KEY_WORDS;
    return leaves[word] === hi && leaves[word + 1] === lo;
  }

  #isIndexAt(index: number, hi: number, lo: number): boolean {
    return this.#isAt(this.#leaves.open(), index >> PLACE_BITS, index & PLACE_MASK, hi, lo);
  }

  #leafOf(row: number): number {
    return this.#rows.open()[row * ROW_WORDS + LEAF]!;
  }

  #countOf(row: number): number {
    return this.#rows.open()[row * ROW_WORDS + COUNT]!;
  }

  #setCount(row: number, count: number): void {
    this.#rows.open()[row * ROW_WORDS + COUNT] = count;
  }

  #keyWord(index: number): number {
    return this.#leafOf(index >> PLACE_BITS) * LEAF_WORDS + (index & PLACE_MASK) * KEY_WORDS;
  }

  #entryOf(index: number): number {
    return this.#leafOf(index >> PLACE_BITS) * LEAF_SIZE + (index & PLACE_MASK);
  }

  #keyAtIndex(index: number): bigint | undefined {
    if (index < 0) return undefined;
    const hi = this.indexKeyHi(index);
    const lo = this.indexKeyLo(index);
    return joinLanes(hi, lo);
  }

  #poll(index: number): [bigint, V] | undefined {
    if (index < 0) return undefined;
    const hi = this.indexKeyHi(index);
    const lo = this.indexKeyLo(index);
    const entry: [bigint, V] = [joinLanes(hi, lo), this.indexGet(index)];
    this.indexRemove(index);
    return entry;
  }

  /** Index of the key, which is put there, with an undefined value, if need be. */
  #place(hi: number, lo: number): number {
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidLanes(hi, lo);
    for (;;) {
      const leaves = this.#leaves.open();
      const last = this.#rowCount - 1;
      const row = Math.max(this.#rowOf(hi, lo), 0);
      const count = last < 0 ? LEAF_SIZE : this.#countOf(row);
      const place = last < 0 ? LEAF_SIZE : this.#placeIn(leaves, row, hi, lo);
      if (place < count && this.#isAt(leaves, row, place, hi, lo)) {
        return (row << PLACE_BITS) | place;
      }
      if (count < LEAF_SIZE) {
        this.#changes++;
        this.#moveEntries(row, place, count, row, place + 1);
        this.#setCount(row, count + 1);
        this.#putKey(row, place, hi, lo);
        this.#size++;
        return (row << PLACE_BITS) | place;
      }
      if (this.#freeLeaf < 0 && this.#leafCount === this.#leafCapacity) {
        this.#grow(this.#leafCount + 1);
        continue; // a region that takes memory may have called back into us
      }
      this.#changes++;
      if (last < 0 || (row === last && place === LEAF_SIZE)) {
        // At the end, or there is nothing: keys that come in order leave full leaves behind.
        this.#insertRow(last + 1, 1);
        this.#putKey(last + 1, 0, hi, lo);
        this.#size++;
        return (last + 1) << PLACE_BITS;
      }
      this.#insertRow(row + 1, LEAF_SIZE / 2);
      this.#moveEntries(row, LEAF_SIZE / 2, LEAF_SIZE, row + 1, 0);
      this.#setCount(row, LEAF_SIZE / 2);
      this.#noteFirst(row + 1);
    }
  }

  #putKey(row: number, place: number, hi: number, lo: number): void {
    const leaves = this.#leaves.open();
    const word = this.#leafOf(row) * LEAF_WORDS + place * KEY_WORDS;
    leaves[word] = hi;
    leaves[word + 1] = lo;
    if (place === 0) this.#noteFirst(row);
  }

  /** Copies the first key of a leaf into its row. */
  #noteFirst(row: number): void {
    const word = this.#leafOf(row) * LEAF_WORDS;
    this.#rows.open().set(this.#leaves.open().subarray(word, word + KEY_WORDS), row * ROW_WORDS);
  }

  /** Adds a row with a leaf of `count` entries, which are still to be put there. */
  #insertRow(row: number, count: number): void {
    const rows = this.#rows.open();
    let leaf = this.#freeLeaf;
    if (leaf < 0) leaf = this.#leafCount++;
    else this.#freeLeaf = this.#leaves.open()[leaf * LEAF_WORDS]!;
    while (this.#values.length < this.#leafCount * LEAF_SIZE) this.#values.push(undefined);
    rows.copyWithin((row + 1) * ROW_WORDS, row * ROW_WORDS, this.#rowCount * ROW_WORDS);
    rows[row * ROW_WORDS + LEAF] = leaf;
    rows[row * ROW_WORDS + COUNT] = count;
    this.#rowCount++;
  }

  /** Takes out a row whose leaf has no entries. */
  #dropRow(row: number): void {
    const rows = this.#rows.open();
    const leaf = this.#leafOf(row);
    this.#leaves.open()[leaf * LEAF_WORDS] = this.#freeLeaf;
    this.#freeLeaf = leaf;
    rows.copyWithin(row * ROW_WORDS, (row + 1) * ROW_WORDS, this.#rowCount * ROW_WORDS);
    this.#rowCount--;
  }

  /** Makes one leaf of that of a row and a neighbour, if both fill half of one. */
  #join(row: number): void {
    for (const left of [row, row - 1]) {
      if (left < 0 || left + 1 >= this.#rowCount) continue;
      const count = this.#countOf(left);
      const more = this.#countOf(left + 1);
      if (count + more > LEAF_SIZE / 2) continue;
      this.#moveEntries(left + 1, 0, more, left, count);
      this.#setCount(left, count + more);
      this.#dropRow(left + 1);
      return;
    }
  }

  /** Moves the entries of places from … to − 1; in objects, what they leave is undefined. */
  #moveEntries(row: number, from: number, to: number, targetRow: number, target: number): void {
    const leaves = this.#leaves.open();
    const base = this.#leafOf(row) * LEAF_WORDS;
    const targetBase = this.#leafOf(targetRow) * LEAF_WORDS;
    leaves.copyWithin(
      targetBase + target * KEY_WORDS,
      base + from * KEY_WORDS,
      base + to * KEY_WORDS,
    );
    const values = this.#values;
    const source = this.#leafOf(row) * LEAF_SIZE;
    const sink = this.#leafOf(targetRow) * LEAF_SIZE + target - from;
    const isUp = sink > source;
    for (let i = isUp ? to - 1 : from; isUp ? i >= from : i < to; i += isUp ? -1 : 1) {
      values[sink + i] = values[source + i];
      values[source + i] = undefined;
    }
  }

  /** Moves all entries to the first leaves, which become full, in the order of keys. */
  #pack(): void {
    const rows = this.#rows.open();
    const leaves = this.#leaves.open();
    const oldRows = rows.slice(0, this.#rowCount * ROW_WORDS);
    const old = leaves.slice();
    const rowCount = Math.ceil(this.#size / LEAF_SIZE);
    const oldValues = this.#values;
    const values = new Array<V | undefined>(rowCount * LEAF_SIZE).fill(undefined);
    let moved = 0;
    for (let row = 0; row < oldRows.length; row += ROW_WORDS) {
      const count = oldRows[row + COUNT]!;
      const base = oldRows[row + LEAF]! * LEAF_WORDS;
      for (let from = 0, to = 0; from < count; from = to) {
        const place = moved & PLACE_MASK;
        const target = (moved >> PLACE_BITS) * LEAF_WORDS;
        to = Math.min(count, from + LEAF_SIZE - place);
        const keys = old.subarray(base + from * KEY_WORDS, base + to * KEY_WORDS);
        leaves.set(keys, target + place * KEY_WORDS);
        const source = oldRows[row + LEAF]! * LEAF_SIZE;
        for (let i = from; i < to; i++) values[moved + i - from] = oldValues[source + i];
        moved += to - from;
      }
    }
    this.#values = values;
    this.#changes++;
    this.#rowCount = this.#leafCount = rowCount;
    this.#freeLeaf = -1;
    for (let row = 0; row < rowCount; row++) {
      rows[row * ROW_WORDS + LEAF] = row;
      this.#setCount(row, Math.min(LEAF_SIZE, moved - row * LEAF_SIZE));
      this.#noteFirst(row);
    }
  }

  /** Leaves that fit. */
  get #leafCapacity(): number {
    const leaves = Math.floor(this.#leaves.length / LEAF_WORDS);
    return Math.min(leaves, Math.floor(this.#rows.length / ROW_WORDS));
  }

  /** Makes room for so many leaves, or more; regions may call back into this table. */
  #grow(leafCount: number): void {
    if (leafCount > MAXIMUM_LEAVES) {
      throw new CapacityError(`size: expected at most ${MAXIMUM_LEAVES} leaves`);
    }
    const grown = Math.min(Math.max(leafCount, (this.#leafCapacity * 3) >> 1), MAXIMUM_LEAVES);
    if (this.#rows.length < grown * ROW_WORDS) this.#rows.resize(grown * ROW_WORDS);
    if (this.#leaves.length < grown * LEAF_WORDS) this.#leaves.resize(grown * LEAF_WORDS);
  }
}
