// Written by `npm run codegen` from packages/collections/templates/multimap.ts.template:
// change that file and run the command again.
import { Long2IntMap } from './long2int-map.js';
import { internals } from '../internals.js';
import { longHi, longLo } from '../long.js';
import type { MultimapInternals } from '../multimap-validity.js';
import { KeyChunks } from '../objects/key-chunks.js';
import { entriesOf, optionsOf } from '../options.js';
import type { TableOptions } from '../options.js';
import { entriesIn, maximumLoadOf, MAXIMUM_SLOT_COUNT } from '../sizing.js';
import { checkedCapacity, grownCapacity, WordBlock } from '../word-block.js';

/** Words of a cell. */
const STRIDE = 1;
const MAXIMUM_CELL_COUNT = 2 ** 28;

/** Where no cell is. */
const NONE = -1;

/** Where one walk over the values of a key stands. */
interface Walk {
  /** The cell to visit next, NONE at the end. */
  next: number;
  /** The one that was last when the walk began: what is put meanwhile lies behind it. */
  last: number;
  /** The walk in whose callback it began. */
  readonly outer: Walk | undefined;
}

/**
 * Map from 64-bit keys to many values each, in the order in which they were put; a value may be
 * there twice. Guava's `ListMultimap`, compact.
 *
 * Layout: a {@link Long2IntMap} from keys to the number of the cell of their last value, and cells:
 *
 *     words   [next][next] …   the cell of the key’s next value
 *     values  [value][value] …
 *
 * The cells of a key are a circle: the last one leads to the first. Cells that values left are used
 * again.
 *
 * Cost: 12 B a value, up to twice that after growth, and an entry of a {@link Long2IntMap} a key.
 * Nothing is allocated per value. put takes O(1), and what looks for a value or counts them
 * O(values of the key). `trim` lets the values of a key lie side by side.
 *
 * In a region all integers lie there and are charged to it.
 */
export class Long2ObjectMultimap<V> {
  readonly #tails: Long2IntMap;
  readonly #cells: WordBlock;
  #values = new KeyChunks<V | undefined>(); // undefined in cells that are free
  readonly #maximumKeyCount: number;
  #cellCount = 0; // cells that were in use, free ones among them
  #free = NONE; // the first free cell, which leads to the next one
  #size = 0;
  #walk: Walk | undefined = undefined; // the innermost that is under way

  /**
   * @param entries What it holds at first: pairs of key and value, or another Long2ObjectMultimap.
   * Options may stand in their place.
   * @param options - `capacity` is that of keys and of values
   * @throws {CapacityError} if `capacity` is no count, or beyond what a table holds.
   * @throws {InvalidArgumentError} if an option is unknown or out of range. As `put`.
   */
  constructor(
    entries?: Iterable<readonly [bigint, V]> | TableOptions | null,
    options?: TableOptions,
  ) {
    const checked = optionsOf(entries, options);
    this.#maximumKeyCount = entriesIn(MAXIMUM_SLOT_COUNT, maximumLoadOf(checked));
    this.#tails = new Long2IntMap(checked);
    this.#cells = new WordBlock('Long2ObjectMultimap', checked.region);
    try {
      this.ensureCapacity(0, checked.capacity ?? 0);
      for (const [key, value] of entriesOf<readonly [bigint, V]>(entries)) {
        this.put(longHi(key), longLo(key), value);
      }
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /**
   * The same as `new`, for code that is handed a class: `mod.create(Long2ObjectMultimap, options)`.
   */
  static create<V>(options?: TableOptions): Long2ObjectMultimap<V> {
    return new Long2ObjectMultimap<V>(options);
  }

  /** Values of all keys; 0 after `dispose`. */
  get size(): number {
    return this.#size;
  }

  /** Keys that have values; 0 after `dispose`. */
  get keyCount(): number {
    return this.#tails.size;
  }

  /** Values that fit before it grows; 0 after `dispose`. */
  get capacity(): number {
    return this.#cells.length / STRIDE;
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#tails.disposed;
  }

  /** Bytes of the storage, without what the values themselves take; a pointer counts as 8 B. */
  bytes(): number {
    return this.#tails.bytes() + this.#cells.length * 4 + this.#values.length * 8;
  }

  /**
   * Whether the key has values.
   * @throws {InvalidKeyError} if it is not two int32 lanes.
   * @throws {DisposedError} after `dispose`.
   */
  has(hi: number, lo: number): boolean {
    return this.#tails.has(hi, lo);
  }

  /** Whether the key has that value. Cost: O(values of the key). @throws as `has`. */
  hasEntry(hi: number, lo: number, value: V): boolean {
    return this.#previousOf(this.#tails.get(hi, lo), value) !== NONE;
  }

  /** Values of the key. Cost: as many steps. @throws as `has`. */
  count(hi: number, lo: number): number {
    const tail = this.#tails.get(hi, lo);
    if (tail === undefined) return 0;
    const words = this.#cells.open();
    let count = 1;
    for (let cell = words[tail * STRIDE]!; cell !== tail; cell = words[cell * STRIDE]!) count++;
    return count;
  }

  /** The value of the key that was put first, or undefined without one. @throws as `has`. */
  firstOf(hi: number, lo: number): V | undefined {
    const tail = this.#tails.get(hi, lo);
    if (tail === undefined) return undefined;
    const words = this.#cells.open();
    return this.#values.at(words[tail * STRIDE]!) as V;
  }

  /**
   * Puts another value behind those of the key.
   * @throws {InvalidKeyError} if the key is not two int32 lanes.
   * @throws {CapacityError} if it would have to grow beyond what a table holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through; then, as
   * with every other error, nothing has changed.
   */
  put(hi: number, lo: number, value: V): this {
    const tails = this.#tails;
    for (;;) {
      const index = tails.indexOf(hi, lo);
      // Whatever grows may run foreign code, which may change all: look again.
      if (index < 0 && tails.size >= tails.capacity) {
        tails.ensureCapacity(grownCapacity(tails.capacity, tails.size + 1, this.#maximumKeyCount));
      } else if (this.#free === NONE && this.#cellCount === this.capacity) {
        this.#cells.resize(
          grownCapacity(this.capacity, this.capacity + 1, MAXIMUM_CELL_COUNT) * STRIDE,
        );
      } else {
        const words = this.#cells.open();
        const cell = this.#take(words, value);
        if (index < 0) {
          words[cell * STRIDE] = cell;
          tails.indexInsert(index, hi, lo, cell);
        } else {
          const tail = tails.indexGet(index);
          words[cell * STRIDE] = words[tail * STRIDE]!;
          words[tail * STRIDE] = cell;
          tails.indexReplace(index, cell);
        }
        this.#size++;
        return this;
      }
    }
  }

  /**
   * Takes the first value of the key out that equals `value`. Cost: O(values of the key).
   * @returns false if there was none. @throws as `has`.
   */
  removeOne(hi: number, lo: number, value: V): boolean {
    const tails = this.#tails;
    const index = tails.indexOf(hi, lo);
    if (index < 0) return false;
    const tail = tails.indexGet(index);
    const previous = this.#previousOf(tail, value);
    if (previous === NONE) return false;
    const words = this.#cells.open();
    const cell = words[previous * STRIDE]!;
    const next = words[cell * STRIDE]!;
    if (next === cell) tails.indexRemove(index);
    else {
      words[previous * STRIDE] = next;
      if (tail === cell) tails.indexReplace(index, previous);
    }
    for (let walk = this.#walk; walk !== undefined; walk = walk.outer) {
      if (walk.next === cell) walk.next = walk.last === cell ? NONE : next;
      else if (walk.last === cell) walk.last = previous;
    }
    this.#release(words, cell);
    return true;
  }

  /** Takes the key out with all its values. @returns how many these were. @throws as `has`. */
  removeAll(hi: number, lo: number): number {
    const index = this.#tails.indexOf(hi, lo);
    if (index < 0) return 0;
    const words = this.#cells.open();
    const before = this.#size;
    const tail = this.#tails.indexGet(index);
    this.#tails.indexRemove(index);
    let next = words[tail * STRIDE]!;
    for (let cell = NONE; cell !== tail;) {
      cell = next;
      next = words[cell * STRIDE]!;
      for (let walk = this.#walk; walk !== undefined; walk = walk.outer) {
        if (walk.next === cell) walk.next = NONE;
      }
      this.#release(words, cell);
    }
    return before - this.#size;
  }

  /** Takes all out and keeps the storage. @throws {DisposedError} after `dispose`. */
  clear(): void {
    this.#tails.clear();
    for (let walk = this.#walk; walk !== undefined; walk = walk.outer) walk.next = NONE;
    this.#forget();
  }

  /**
   * Grows so that so many keys and values fit without growing again.
   * @throws {CapacityError} if one is no count, or beyond what a table holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through.
   */
  ensureCapacity(keyCount: number, valueCount: number): void {
    const needed = checkedCapacity(valueCount, MAXIMUM_CELL_COUNT);
    this.#tails.ensureCapacity(keyCount);
    while (this.capacity < needed) this.#cells.resize(needed * STRIDE);
  }

  /**
   * Lets the values of each key lie side by side and shrinks to what they take; inside a callback
   * of `forEachOf` and `forEach` the table of keys alone. Cost: O(values).
   * @returns bytes given back; 0 if there were none to give.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through.
   */
  trim(): number {
    const before = this.bytes();
    this.#tails.trim();
    if (this.#walk === undefined) {
      this.#pack();
      const length = this.#cellCount * STRIDE;
      if (length < this.#cells.length) {
        this.#cells.resize(length, () => this.#cellCount * STRIDE);
      }
    }
    return Math.max(before - this.bytes(), 0);
  }

  /** Gives the storage back. Every later use but `dispose`, `disposed` and sizes throws. */
  dispose(): void {
    if (this.disposed) return;
    this.#forget();
    this.#tails.dispose();
    this.#cells.dispose();
  }

  /**
   * Calls `callback` with each value of the key, in order. All may be changed meanwhile: values
   * that stay are visited once, values that come are not visited. Allocates one cursor.
   * @throws as `has`, in the middle too.
   */
  forEachOf(hi: number, lo: number, callback: (value: V, hi: number, lo: number) => void): void {
    const tail = this.#tails.get(hi, lo);
    if (tail === undefined) return;
    const walk: Walk = { next: this.#cells.open()[tail * STRIDE]!, last: tail, outer: this.#walk };
    this.#walk = walk;
    try {
      while (walk.next !== NONE) {
        const words = this.#cells.open();
        const cell = walk.next;
        walk.next = cell === walk.last ? NONE : words[cell * STRIDE]!;
        callback(this.#values.at(cell) as V, hi, lo);
      }
    } finally {
      this.#walk = walk.outer;
    }
  }

  /** Calls `callback` with each value and its key, key by key; as `forEachOf`. */
  forEach(callback: (value: V, hi: number, lo: number) => void): void {
    this.#tails.forEach((_, hi, lo) => {
      this.forEachOf(hi, lo, callback);
    });
  }

  /** The values of the key, in order, in an array of their own. @throws as `has`. */
  valuesOf(hi: number, lo: number): V[] {
    const values: V[] = [];
    const tail = this.#tails.get(hi, lo);
    if (tail === undefined) return values;
    const words = this.#cells.open();
    for (let cell = NONE, previous = tail; cell !== tail; previous = cell) {
      cell = words[previous * STRIDE]!;
      values.push(this.#values.at(cell) as V);
    }
    return values;
  }

  /**
   * The keys as bigints, −2^63 to 2^63 − 1,, each once. @throws {DisposedError} at the next step
   * after `dispose`.
   */
  keys(): IterableIterator<bigint> {
    return this.#tails.keys();
  }

  /** All values, key by key. @throws {DisposedError} at the next step after `dispose`. */
  *values(): IterableIterator<V> {
    for (const key of this.keys()) yield* this.valuesOf(longHi(key), longLo(key));
  }

  /**
   * Keys as bigints, −2^63 to 2^63 − 1, and values, key by key. What a key has is read when its
   * turn comes.
   * @throws {DisposedError} at the next step after `dispose`.
   */
  *entries(): IterableIterator<[bigint, V]> {
    for (const key of this.keys()) {
      for (const value of this.valuesOf(longHi(key), longLo(key))) yield [key, value];
    }
  }

  /** The same as `entries`: `for (const [key, value] of map)`. */
  [Symbol.iterator](): IterableIterator<[bigint, V]> {
    return this.entries();
  }

  /** `has` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  hasBigInt(key: bigint): boolean {
    return this.has(longHi(key), longLo(key));
  }

  /** `put` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  putBigInt(key: bigint, value: V): this {
    return this.put(longHi(key), longLo(key), value);
  }

  /** `valuesOf` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  valuesOfBigInt(key: bigint): V[] {
    return this.valuesOf(longHi(key), longLo(key));
  }

  /** `removeOne` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  removeOneBigInt(key: bigint, value: V): boolean {
    return this.removeOne(longHi(key), longLo(key), value);
  }

  /** `removeAll` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  removeAllBigInt(key: bigint): number {
    return this.removeAll(longHi(key), longLo(key));
  }

  get [Symbol.toStringTag](): string {
    return 'Long2ObjectMultimap';
  }

  /** @internal What `assertValidMultimap` sees. */
  [internals](): MultimapInternals {
    return {
      tails: this.#tails,
      words: this.#cells.open(),
      stride: STRIDE,
      cellCount: this.#cellCount,
      free: this.#free,
      values: this.#values,
    };
  }

  /** The cell in front of the first that has the value; NONE if no cell has. */
  #previousOf(tail: number | undefined, value: V): number {
    if (tail === undefined) return NONE;
    const words = this.#cells.open();
    let previous = tail;
    do {
      const cell = words[previous * STRIDE]!;
      if (Object.is(this.#values.at(cell) as V, value)) return previous;
      previous = cell;
    } while (previous !== tail);
    return NONE;
  }

  /** A cell for a value; there must be one. */
  #take(words: Int32Array, value: V): number {
    let cell = this.#free;
    if (cell === NONE) {
      cell = this.#cellCount++;
      this.#values.push(undefined);
    } else this.#free = words[cell * STRIDE]!;
    this.#values.replace(cell, value);
    return cell;
  }

  /** Makes a cell that no circle has a free one. */
  #release(words: Int32Array, cell: number): void {
    words[cell * STRIDE] = this.#free;
    this.#free = cell;
    this.#size--;
    this.#values.replace(cell, undefined);
  }

  #forget(): void {
    this.#cellCount = 0;
    this.#free = NONE;
    this.#size = 0;
    this.#values.truncate(0);
  }

  /** Numbers the cells anew, key by key, without free ones. In place: it must not fail. */
  #pack(): void {
    const words = this.#cells.open();
    const old = words.slice(0, this.#cellCount * STRIDE);
    const values = new KeyChunks<V | undefined>();
    let count = 0;
    this.#tails.forEach((tail, hi, lo) => {
      const first = count;
      for (let cell = NONE, previous = tail; cell !== tail; previous = cell) {
        cell = old[previous * STRIDE]!;
        values.push(this.#values.at(cell));
        words[count * STRIDE] = ++count;
      }
      words[(count - 1) * STRIDE] = first;
      this.#tails.indexReplace(this.#tails.indexOf(hi, lo), count - 1);
    });
    this.#values = values;
    this.#cellCount = count;
    this.#free = NONE;
  }
}
