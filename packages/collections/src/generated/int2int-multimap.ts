// Written by `npm run codegen` from packages/collections/templates/multimap.ts.template:
// change that file and run the command again.
import { Int2IntMap } from './int2int-map.js';
import { internals } from '../internals.js';
import type { MultimapInternals } from '../multimap-validity.js';
import { entriesOf, optionsOf } from '../options.js';
import type { TableOptions } from '../options.js';
import { entriesIn, maximumLoadOf, MAXIMUM_SLOT_COUNT } from '../sizing.js';
import { invalidInt32 } from '../values.js';
import { checkedCapacity, grownCapacity, WordBlock } from '../word-block.js';

/** Words of a cell. */
const STRIDE = 2;
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
 * Map from int keys to many int values each, in the order in which they were put; a value may be
 * there twice. Guava's `ListMultimap`, compact.
 *
 * Layout: a {@link Int2IntMap} from keys to the number of the cell of their last value, and cells:
 *
 *     words   [next value][next value] …   the cell of the key’s next value, the value
 *
 * The cells of a key are a circle: the last one leads to the first. Cells that values left are used
 * again.
 *
 * Cost: 8 B a value, up to twice that after growth, and an entry of a {@link Int2IntMap} a key.
 * Nothing is allocated per value. put takes O(1), and what looks for a value or counts them
 * O(values of the key). `trim` lets the values of a key lie side by side.
 *
 * In a region all integers lie there and are charged to it.
 */
export class Int2IntMultimap {
  readonly #tails: Int2IntMap;
  readonly #cells: WordBlock;
  readonly #maximumKeyCount: number;
  #cellCount = 0; // cells that were in use, free ones among them
  #free = NONE; // the first free cell, which leads to the next one
  #size = 0;
  #walk: Walk | undefined = undefined; // the innermost that is under way

  /**
   * @param entries What it holds at first: pairs of key and value, or another Int2IntMultimap.
   * Options may stand in their place.
   * @param options - `capacity` is that of keys and of values
   * @throws {CapacityError} if `capacity` is no count, or beyond what a table holds.
   * @throws {InvalidArgumentError} if an option is unknown or out of range. As `put`.
   */
  constructor(
    entries?: Iterable<readonly [number, number]> | TableOptions | null,
    options?: TableOptions,
  ) {
    const checked = optionsOf(entries, options);
    this.#maximumKeyCount = entriesIn(MAXIMUM_SLOT_COUNT, maximumLoadOf(checked));
    this.#tails = new Int2IntMap(checked);
    this.#cells = new WordBlock('Int2IntMultimap', checked.region);
    try {
      this.ensureCapacity(0, checked.capacity ?? 0);
      for (const [key, value] of entriesOf<readonly [number, number]>(entries)) {
        this.put(key, value);
      }
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** The same as `new`, for code that is handed a class: `mod.create(Int2IntMultimap, options)`. */
  static create(options?: TableOptions): Int2IntMultimap {
    return new Int2IntMultimap(options);
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

  /** Bytes of the storage. */
  bytes(): number {
    return this.#tails.bytes() + this.#cells.length * 4;
  }

  /**
   * Whether the key has values.
   * @throws {InvalidKeyError} if it is not an int32.
   * @throws {DisposedError} after `dispose`.
   */
  has(key: number): boolean {
    return this.#tails.has(key);
  }

  /** Whether the key has that value. Cost: O(values of the key). @throws as `has`. */
  hasEntry(key: number, value: number): boolean {
    return this.#previousOf(this.#tails.get(key), value) !== NONE;
  }

  /** Values of the key. Cost: as many steps. @throws as `has`. */
  count(key: number): number {
    const tail = this.#tails.get(key);
    if (tail === undefined) return 0;
    const words = this.#cells.open();
    let count = 1;
    for (let cell = words[tail * STRIDE]!; cell !== tail; cell = words[cell * STRIDE]!) count++;
    return count;
  }

  /** The value of the key that was put first, or undefined without one. @throws as `has`. */
  firstOf(key: number): number | undefined {
    const tail = this.#tails.get(key);
    if (tail === undefined) return undefined;
    const words = this.#cells.open();
    return words[words[tail * STRIDE]! * STRIDE + 1]!;
  }

  /**
   * Puts another value behind those of the key.
   * @throws {InvalidKeyError} if the key is not an int32.
   * @throws {InvalidArgumentError} if the value is not an int32.
   * @throws {CapacityError} if it would have to grow beyond what a table holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through; then, as
   * with every other error, nothing has changed.
   */
  put(key: number, value: number): this {
    if ((value | 0) !== value) throw invalidInt32(value);
    const tails = this.#tails;
    for (;;) {
      const index = tails.indexOf(key);
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
          tails.indexInsert(index, key, cell);
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
  removeOne(key: number, value: number): boolean {
    const tails = this.#tails;
    const index = tails.indexOf(key);
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
  removeAll(key: number): number {
    const index = this.#tails.indexOf(key);
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
  forEachOf(key: number, callback: (value: number, key: number) => void): void {
    const tail = this.#tails.get(key);
    if (tail === undefined) return;
    const walk: Walk = { next: this.#cells.open()[tail * STRIDE]!, last: tail, outer: this.#walk };
    this.#walk = walk;
    try {
      while (walk.next !== NONE) {
        const words = this.#cells.open();
        const cell = walk.next;
        walk.next = cell === walk.last ? NONE : words[cell * STRIDE]!;
        callback(words[cell * STRIDE + 1]!, key);
      }
    } finally {
      this.#walk = walk.outer;
    }
  }

  /** Calls `callback` with each value and its key, key by key; as `forEachOf`. */
  forEach(callback: (value: number, key: number) => void): void {
    this.#tails.forEach((_, key) => {
      this.forEachOf(key, callback);
    });
  }

  /** The values of the key, in order, in an array of their own. @throws as `has`. */
  valuesOf(key: number): number[] {
    const values: number[] = [];
    const tail = this.#tails.get(key);
    if (tail === undefined) return values;
    const words = this.#cells.open();
    for (let cell = NONE, previous = tail; cell !== tail; previous = cell) {
      cell = words[previous * STRIDE]!;
      values.push(words[cell * STRIDE + 1]!);
    }
    return values;
  }

  /** The keys, each once. @throws {DisposedError} at the next step after `dispose`. */
  keys(): IterableIterator<number> {
    return this.#tails.keys();
  }

  /** All values, key by key. @throws {DisposedError} at the next step after `dispose`. */
  *values(): IterableIterator<number> {
    for (const key of this.keys()) yield* this.valuesOf(key);
  }

  /**
   * Keys and values, key by key. What a key has is read when its turn comes.
   * @throws {DisposedError} at the next step after `dispose`.
   */
  *entries(): IterableIterator<[number, number]> {
    for (const key of this.keys()) {
      for (const value of this.valuesOf(key)) yield [key, value];
    }
  }

  /** The same as `entries`: `for (const [key, value] of map)`. */
  [Symbol.iterator](): IterableIterator<[number, number]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return 'Int2IntMultimap';
  }

  /** @internal What `assertValidMultimap` sees. */
  [internals](): MultimapInternals {
    return {
      tails: this.#tails,
      words: this.#cells.open(),
      stride: STRIDE,
      cellCount: this.#cellCount,
      free: this.#free,
    };
  }

  /** The cell in front of the first that has the value; NONE if no cell has. */
  #previousOf(tail: number | undefined, value: number): number {
    if (tail === undefined) return NONE;
    const words = this.#cells.open();
    let previous = tail;
    do {
      const cell = words[previous * STRIDE]!;
      if (words[cell * STRIDE + 1]! === value) return previous;
      previous = cell;
    } while (previous !== tail);
    return NONE;
  }

  /** A cell for a value; there must be one. */
  #take(words: Int32Array, value: number): number {
    let cell = this.#free;
    if (cell === NONE) {
      cell = this.#cellCount++;
    } else this.#free = words[cell * STRIDE]!;
    words[cell * STRIDE + 1] = value;
    return cell;
  }

  /** Makes a cell that no circle has a free one. */
  #release(words: Int32Array, cell: number): void {
    words[cell * STRIDE] = this.#free;
    this.#free = cell;
    this.#size--;
  }

  #forget(): void {
    this.#cellCount = 0;
    this.#free = NONE;
    this.#size = 0;
  }

  /** Numbers the cells anew, key by key, without free ones. In place: it must not fail. */
  #pack(): void {
    const words = this.#cells.open();
    const old = words.slice(0, this.#cellCount * STRIDE);
    let count = 0;
    this.#tails.forEach((tail, key) => {
      const first = count;
      for (let cell = NONE, previous = tail; cell !== tail; previous = cell) {
        cell = old[previous * STRIDE]!;
        words[count * STRIDE + 1] = old[cell * STRIDE + 1]!;
        words[count * STRIDE] = ++count;
      }
      words[(count - 1) * STRIDE] = first;
      this.#tails.indexReplace(this.#tails.indexOf(key), count - 1);
    });
    this.#cellCount = count;
    this.#free = NONE;
  }
}
