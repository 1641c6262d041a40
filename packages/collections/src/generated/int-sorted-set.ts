// Written by `npm run codegen` from packages/collections/templates/sorted-table.ts.template:
// change that file and run the command again.
import { CapacityError } from '../errors.js';
import { filled } from '../filled.js';
import { invalidInt } from '../int.js';
import { entriesOf } from '../options.js';
import { SORTED_OPTION_NAMES } from '../sorted.js';
import type { SortedInternals, SortedOptions } from '../sorted.js';
import { sortedInternals } from '../sorted.js';
import { WordBlock, blockOptionsOf } from '../word-block.js';
import { IntSortedSetView } from './int-sorted-set-view.js';

/** Entries of a leaf. Longer ones make insertions slower, shorter ones the search for a leaf. */
const LEAF_SIZE = 128;
/** Words of a key, of a leaf, and of its row in the index: first key, leaf, entries. */
const KEY_WORDS = 1;
const LEAF_WORDS = LEAF_SIZE * 1;
const ROW_WORDS = KEY_WORDS + 2;
const LEAF = KEY_WORDS;
const COUNT = KEY_WORDS + 1;
/** An index is the row of a leaf and the place in it. */
const PLACE_BITS = 7;
const PLACE_MASK = LEAF_SIZE - 1;
/** So indices are small integers. */
const MAXIMUM_LEAVES = 2 ** 22;

/**
 * Set of int keys in ascending order: fastutil's `IntSortedSet`.
 *
 * Layout: leaves of up to 128 entries, sorted, their keys side by side; above them one array with a
 * row a leaf, in order: its first key, where it lies, how many entries it has. A search is a binary
 * one in that array and one in a leaf. Full leaves are cut in two (the last one is not, where keys
 * come in ascending order), neighbours that are half empty together become one.
 *
 * Cost: 4 B an entry in full leaves (keys that came in order), 1.4 times that after insertions at
 * random. get, set, has and delete take O(log n) and move up to 128 entries; a leaf that is cut or
 * joined moves the rows behind it, 12 to 16 B for each 128 entries of the table.
 *
 * What is given here as an index holds until the table changes. In a region it lies there as a
 * whole and is charged to it. Source: a B+-tree of two levels; sorted lists of blocks as in
 * Python's SortedContainers.
 */
export class IntSortedSet {
  readonly #leaves: WordBlock;
  readonly #rows: WordBlock;
  #rowCount = 0;
  #leafCount = 0; // leaves in use or free
  #freeLeaf = -1; // each free leaf's first word is the next
  #size = 0;
  #changes = 0;

  /**
   * @param entries What it holds at first: keys. Options may stand in their place.
   * @throws {CapacityError} if `capacity` is no count, or beyond what it can hold.
   * @throws {InvalidArgumentError} if an option is unknown.
   * @throws {InvalidKeyError} for keys that are none. What `region.allocate` throws passes through.
   */
  constructor(entries?: Iterable<number> | SortedOptions | null, options?: SortedOptions) {
    const { region, capacity = 0 } = blockOptionsOf<SortedOptions>(
      entries as SortedOptions,
      options,
      SORTED_OPTION_NAMES,
    );
    this.#leaves = new WordBlock('IntSortedSet', region);
    this.#rows = new WordBlock('IntSortedSet', region);
    filled(this, () => {
      this.ensureCapacity(capacity);
      for (const entry of entriesOf<number>(entries)) this.add(entry);
    });
  }

  /** The same as `new`, for code that is handed a class: `mod.create(IntSortedSet, options)`. */
  static create(options?: SortedOptions): IntSortedSet {
    return new IntSortedSet(options);
  }

  /** Entries held; 0 after `dispose`. */
  get size(): number {
    return this.#size;
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#leaves.disposed;
  }

  /** Bytes of the storage. */
  bytes(): number {
    const words = (this.#leaves.length + this.#rows.length) * 4;
    return words;
  }

  /** Whether the key is there. @throws {InvalidKeyError} @throws {DisposedError} */
  has(key: number): boolean {
    return this.indexOf(key) >= 0;
  }

  /**
   * Puts the key in. @returns false if it was there.
   * @throws {InvalidKeyError} if it is not an int32.
   * @throws {CapacityError} if it would have to grow beyond what it can hold.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through; then, as
   * with every other error, nothing has changed.
   */
  add(key: number): boolean {
    const before = this.#size;
    this.#place(key);
    return this.#size > before;
  }

  /** Takes the key out. @returns false if it was not there. @throws as `has`. */
  delete(key: number): boolean {
    const index = this.indexOf(key);
    if (index < 0) return false;
    this.indexRemove(index);
    return true;
  }

  /** Takes all entries out and keeps the storage. @throws {DisposedError} after `dispose`. */
  clear(): void {
    this.#leaves.open();
    this.#rowCount = this.#leafCount = this.#size = 0;
    this.#freeLeaf = -1;
    this.#changes++;
  }

  /** Where the key is; negative if it is not there. @throws as `has`. */
  indexOf(key: number): number {
    if ((key | 0) !== key) throw invalidInt(key);
    const leaves = this.#leaves.open();
    const row = this.#rowOf(key);
    if (row < 0) return -1;
    const place = this.#placeIn(leaves, row, key);
    return place < this.#countOf(row) && this.#isAt(leaves, row, place, key)
      ? (row << PLACE_BITS) | place
      : -1;
  }

  /**
   * Where the lowest key is that is not below the given one; −1 if there is none. @throws as `has`.
   */
  ceilingIndex(key: number): number {
    if ((key | 0) !== key) throw invalidInt(key);
    const leaves = this.#leaves.open();
    const row = this.#rowOf(key);
    if (row < 0) return this.firstIndex();
    const place = this.#placeIn(leaves, row, key);
    if (place < this.#countOf(row)) return (row << PLACE_BITS) | place;
    return row + 1 < this.#rowCount ? (row + 1) << PLACE_BITS : -1;
  }

  /** Where the lowest key is that is above the given one; −1 if there is none. @throws as `has`. */
  higherIndex(key: number): number {
    const index = this.ceilingIndex(key);
    return index >= 0 && this.#isIndexAt(index, key) ? this.nextIndex(index) : index;
  }

  /**
   * Where the highest key is that is below the given one; −1 if there is none. @throws as `has`.
   */
  lowerIndex(key: number): number {
    const index = this.ceilingIndex(key);
    return index < 0 ? this.lastIndex() : this.previousIndex(index);
  }

  /**
   * Where the highest key is that is not above the given one; −1 if there is none. @throws as
   * `has`.
   */
  floorIndex(key: number): number {
    if ((key | 0) !== key) throw invalidInt(key);
    const leaves = this.#leaves.open();
    const row = this.#rowOf(key);
    if (row < 0) return -1;
    const place = this.#placeIn(leaves, row, key);
    const isThere = place < this.#countOf(row) && this.#isAt(leaves, row, place, key);
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

  /** The key at an index. */
  indexKey(index: number): number {
    return this.#leaves.open()[this.#keyWord(index)]!;
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
    this.#rowCount = this.#leafCount = this.#size = 0;
    this.#changes++;
  }

  /** Lowest key, or undefined. */
  firstKey(): number | undefined {
    return this.#keyAtIndex(this.firstIndex());
  }

  /** Highest key, or undefined. */
  lastKey(): number | undefined {
    return this.#keyAtIndex(this.lastIndex());
  }

  /** Highest key that is not above the given one, or undefined. @throws as `has`. */
  floorKey(key: number): number | undefined {
    return this.#keyAtIndex(this.floorIndex(key));
  }

  /** Lowest key that is not below the given one, or undefined. @throws as `has`. */
  ceilingKey(key: number): number | undefined {
    return this.#keyAtIndex(this.ceilingIndex(key));
  }

  /** Highest key that is below the given one, or undefined. @throws as `has`. */
  lowerKey(key: number): number | undefined {
    return this.#keyAtIndex(this.lowerIndex(key));
  }

  /** Lowest key that is above the given one, or undefined. @throws as `has`. */
  higherKey(key: number): number | undefined {
    return this.#keyAtIndex(this.higherIndex(key));
  }

  /** Takes out the key with the lowest key. @returns it, or undefined. */
  pollFirst(): number | undefined {
    return this.#poll(this.firstIndex());
  }

  /** Takes out the key with the highest key. @returns it, or undefined. */
  pollLast(): number | undefined {
    return this.#poll(this.lastIndex());
  }

  /** What is below `to`, as it is at each time. @throws as `has`. */
  head(to: number): IntSortedSetView {
    return new IntSortedSetView(this, undefined, to);
  }

  /** What is not below `from`, as it is at each time. @throws as `has`. */
  tail(from: number): IntSortedSetView {
    return new IntSortedSetView(this, from, undefined);
  }

  /** What is not below `from` and below `to`, as it is at each time. @throws as `has`. */
  sub(from: number, to: number): IntSortedSetView {
    return new IntSortedSetView(this, from, to);
  }

  /**
   * Calls `callback` with each key, in ascending order of keys. The table may be changed
   * meanwhile: what is there when its turn comes is visited.
   * @throws {DisposedError} after `dispose`, in the middle too.
   */
  forEach(callback: (key: number) => void): void {
    let index = this.firstIndex();
    while (index >= 0) {
      const changes = this.#changes;
      const key = this.indexKey(index);
      callback(key);
      index = changes === this.#changes ? this.nextIndex(index) : this.higherIndex(key);
    }
  }

  /** The keys in ascending order. The table may be changed meanwhile, as in `forEach`. */
  *keys(): IterableIterator<number> {
    let index = this.firstIndex();
    while (index >= 0) {
      const changes = this.#changes;
      const key = this.indexKey(index);
      yield key;
      index = changes === this.#changes ? this.nextIndex(index) : this.higherIndex(key);
    }
  }

  /** The same as `keys`. */
  values(): IterableIterator<number> {
    return this.keys();
  }

  /** The same as `keys`. */
  [Symbol.iterator](): IterableIterator<number> {
    return this.keys();
  }

  get [Symbol.toStringTag](): string {
    return 'IntSortedSet';
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
      values: undefined,
    };
  }

  /** The last row whose first key is not above the key; −1 if there is none. */
  #rowOf(key: number): number {
    const rows = this.#rows.open();
    let low = 0;
    let high = this.#rowCount;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (rows[middle * ROW_WORDS]! > key) high = middle;
      else low = middle + 1;
    }
    return low - 1;
  }

  /** The first place in the leaf of a row whose key is not below the key. */
  #placeIn(leaves: Int32Array, row: number, key: number): number {
    const base = this.#leafOf(row) * LEAF_WORDS;
    let low = 0;
    let high = this.#countOf(row);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (leaves[base + middle * KEY_WORDS]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #isAt(leaves: Int32Array, row: number, place: number, key: number): boolean {
    const word = this.#leafOf(row) * LEAF_WORDS + place * KEY_WORDS;
    return leaves[word] === key;
  }

  #isIndexAt(index: number, key: number): boolean {
    return this.#isAt(this.#leaves.open(), index >> PLACE_BITS, index & PLACE_MASK, key);
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

  #keyAtIndex(index: number): number | undefined {
    if (index < 0) return undefined;
    const key = this.indexKey(index);
    return key;
  }

  #poll(index: number): number | undefined {
    if (index < 0) return undefined;
    const key = this.indexKey(index);
    const entry = key;
    this.indexRemove(index);
    return entry;
  }

  /** Index of the key, which is put there, with an undefined value, if need be. */
  #place(key: number): number {
    if ((key | 0) !== key) throw invalidInt(key);
    for (;;) {
      const leaves = this.#leaves.open();
      const last = this.#rowCount - 1;
      const row = Math.max(this.#rowOf(key), 0);
      const count = last < 0 ? LEAF_SIZE : this.#countOf(row);
      const place = last < 0 ? LEAF_SIZE : this.#placeIn(leaves, row, key);
      if (place < count && this.#isAt(leaves, row, place, key)) {
        return (row << PLACE_BITS) | place;
      }
      if (count < LEAF_SIZE) {
        this.#changes++;
        this.#moveEntries(row, place, count, row, place + 1);
        this.#setCount(row, count + 1);
        this.#putKey(row, place, key);
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
        this.#putKey(last + 1, 0, key);
        this.#size++;
        return (last + 1) << PLACE_BITS;
      }
      this.#insertRow(row + 1, LEAF_SIZE / 2);
      this.#moveEntries(row, LEAF_SIZE / 2, LEAF_SIZE, row + 1, 0);
      this.#setCount(row, LEAF_SIZE / 2);
      this.#noteFirst(row + 1);
    }
  }

  #putKey(row: number, place: number, key: number): void {
    const leaves = this.#leaves.open();
    const word = this.#leafOf(row) * LEAF_WORDS + place * KEY_WORDS;
    leaves[word] = key;
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
  }

  /** Moves all entries to the first leaves, which become full, in the order of keys. */
  #pack(): void {
    const rows = this.#rows.open();
    const leaves = this.#leaves.open();
    const oldRows = rows.slice(0, this.#rowCount * ROW_WORDS);
    const old = leaves.slice();
    const rowCount = Math.ceil(this.#size / LEAF_SIZE);
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
        moved += to - from;
      }
    }
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
