// Written by `npm run codegen` from packages/collections/templates/array-table.ts.template:
// change that file and run the command again.
import { invalidInt } from '../int.js';
import { CapacityError } from '../errors.js';
import { checkCapacity, disposedError } from '../objects/chunked.js';
import { entriesOf, optionsOf, staleIndex } from '../options.js';
import type { TableOptions } from '../options.js';

/** Items of an entry. */
const STRIDE = 1;

/** More would be searched for milliseconds. */
const MAXIMUM_ENTRIES = 2 ** 20;

/** Stands for the items of a table that has none. */
const NO_ITEMS: never[] = [];

/**
 * Stands for those of a disposed table. Without items each method goes to `#open`, which throws.
 */
const DISPOSED_ITEMS: never[] = [];

/**
 * Set of int keys: fastutil's `IntArraySet`, for a handful of entries: thousands of such tables,
 * most of them small.
 *
 * Layout: a JavaScript array, always exactly full, in the order of insertion:
 *
 *     items   [key, key, …]
 *
 * It is replaced as a whole when an entry comes or goes, so iterations go on with theirs. In V8 no
 * typed array is as small: each has some 190 B beside its elements.
 *
 * Cost: 32 B and, with entries, 48 B and 8 B an entry, all on V8's heap. get, set,
 * add, has and delete look at one entry after the other, some nanoseconds more than a hash table at
 * 8 entries and slow from some tens on; what comes or goes copies the array.
 *
 * Options are those of all tables, so that any code can make one; but nothing is held by a region
 * or charged to it, and `capacity` reserves nothing.
 */
export class IntArraySet {
  #items: number[] = NO_ITEMS;

  /**
   * @param entries What it holds at first: keys, or another IntArraySet. Options may stand in
   * their place.
   * @throws {CapacityError} if `capacity` is no count.
   * @throws {InvalidArgumentError} if an option is unknown.
   * @throws {InvalidKeyError} for keys that are none.
   */
  constructor(entries?: Iterable<number> | TableOptions | null, options?: TableOptions) {
    checkCapacity(optionsOf(entries, options));
    for (const entry of entriesOf(entries)) this.add(entry);
  }

  /** The same as `new`, for code that is handed a class: `mod.create(IntArraySet, options)`. */
  static create(options?: TableOptions): IntArraySet {
    return new IntArraySet(options);
  }

  /** Entries held; 0 after `dispose`. */
  get size(): number {
    return this.#items.length / STRIDE;
  }

  /** The same as `size`: it takes memory entry by entry. */
  get capacity(): number {
    return this.size;
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#items === DISPOSED_ITEMS;
  }

  /** Bytes of the array in V8's heap: computed from V8's layout. */
  bytes(): number {
    const count = this.#items.length;
    return count === 0 ? 0 : 48 + count * 8;
  }

  /**
   * Whether the key is there.
   * @throws {InvalidKeyError} if it is not an int32: NaN, a fraction, out of its range. −0 is 0.
   * @throws {DisposedError} after `dispose`.
   */
  has(key: number): boolean {
    return this.indexOf(key) >= 0;
  }

  /**
   * Puts the key in. @returns false if it was there.
   * @throws {CapacityError} beyond 2^20 keys. @throws as `has`.
   */
  add(key: number): boolean {
    const isNew = this.indexOf(key) < 0;
    if (isNew) this.#append(key);
    return isNew;
  }

  /** Takes the key out. @returns false if it was not there. @throws as `has`. */
  delete(key: number): boolean {
    const index = this.indexOf(key);
    if (index < 0) return false;
    this.indexRemove(index);
    return true;
  }

  /**
   * Where the key is, or a negative number that {@link indexInsert} takes if it is not there. It
   * holds until an entry goes. @throws as `has`.
   */
  indexOf(key: number): number {
    if ((key | 0) !== key) throw invalidInt(key);
    const items = this.#items;
    for (let at = 0; at < items.length; at += STRIDE) {
      if (items[at] === key) return at;
    }
    if (items.length === 0) this.#open();
    return -1;
  }

  /**
   * Puts in the key that {@link indexOf} has just missed.
   * @throws {InvalidArgumentError} if the key is there. @throws as `add`.
   */
  indexInsert(index: number, key: number): void {
    if (index >= 0 || !this.add(key)) throw staleIndex(index);
  }

  /** Takes out the entry at an index that {@link indexOf} gave. */
  indexRemove(index: number): void {
    const items = this.#open();
    const count = items.length - STRIDE;
    if (count === 0) {
      this.#items = NO_ITEMS;
      return;
    }
    const kept = new Array<number>(count);
    for (let i = 0; i < index; i++) kept[i] = items[i]!;
    for (let i = index; i < count; i++) kept[i] = items[i + STRIDE]!;
    this.#items = kept;
  }

  /** Takes all entries out. @throws {DisposedError} after `dispose`. */
  clear(): void {
    this.#open();
    this.#items = NO_ITEMS;
  }

  /** Does nothing but to check: memory comes with the entries. @throws {CapacityError} */
  ensureCapacity(entryCount: number): void {
    this.#open();
    checkCapacity({ capacity: entryCount });
  }

  /** Does nothing: it is always full. @returns 0. @throws {DisposedError} after `dispose`. */
  trim(): number {
    this.#open();
    return 0;
  }

  /**
   * Drops the entries. Every later use but `dispose`, `disposed`, `size`, `capacity` and `bytes`
   * throws.
   */
  dispose(): void {
    this.#items = DISPOSED_ITEMS;
  }

  /**
   * Calls `callback` with each key, in the order of insertion. The table may be changed
   * meanwhile: entries that stay are visited once, entries that come are not visited.
   * @throws {DisposedError} after `dispose`, in the middle too.
   */
  forEach(callback: (key: number) => void): void {
    const items = this.#open();
    for (let at = 0; at < items.length; at += STRIDE) {
      const index = this.#indexNow(items, at);
      if (index >= 0) callback(items[at] as number);
    }
    this.#open();
  }

  /** The keys. The table may be changed meanwhile, as in `forEach`. */
  *keys(): IterableIterator<number> {
    const items = this.#open();
    for (let at = 0; at < items.length; at += STRIDE) {
      if (this.#indexNow(items, at) >= 0) yield items[at] as number;
    }
    this.#open();
  }

  /** The same as `keys`, as in `Set`. */
  values(): IterableIterator<number> {
    return this.keys();
  }

  /** The same as `keys`: `for (const key of set)`. */
  [Symbol.iterator](): IterableIterator<number> {
    return this.keys();
  }

  get [Symbol.toStringTag](): string {
    return 'IntArraySet';
  }

  /** The items. @throws {DisposedError} after `dispose`. */
  #open(): number[] {
    if (this.#items === DISPOSED_ITEMS) throw disposedError('IntArraySet');
    return this.#items;
  }

  #append(key: number): void {
    const items = this.#items;
    const count = items.length;
    if (count >= MAXIMUM_ENTRIES * STRIDE) {
      throw new CapacityError(`size: expected at most ${MAXIMUM_ENTRIES}, got one more`);
    }
    const grown = new Array<number>(count + STRIDE); // `push` would reserve 17 places more
    for (let i = 0; i < count; i++) grown[i] = items[i]!;
    grown[count] = key | 0; // −0 is 0
    this.#items = grown;
  }

  /** Where an entry of what an iteration began with is now; negative if it is gone. */
  #indexNow(items: readonly number[], at: number): number {
    if (this.#open() === items) return at;
    return this.indexOf(items[at] as number);
  }
}
