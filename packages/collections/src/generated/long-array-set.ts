// Written by `npm run codegen` from packages/collections/templates/array-table.ts.template:
// change that file and run the command again.
import { invalidLanes, joinLanes, longHi, longLo } from '../long.js';
import { CapacityError } from '../errors.js';
import { checkCapacity, disposedError } from '../objects/chunked.js';
import { entriesOf, optionsOf, staleIndex } from '../options.js';
import type { TableOptions } from '../options.js';

/** Items of an entry. */
const STRIDE = 2;

/** More would be searched for milliseconds. */
const MAXIMUM_ENTRIES = 2 ** 20;

/** Stands for the items of a table that has none. */
const NO_ITEMS: never[] = [];

/**
 * Stands for those of a disposed table. Without items each method goes to `#open`, which throws.
 */
const DISPOSED_ITEMS: never[] = [];

/**
 * Set of 64-bit keys, two int32 lanes `(hi, lo)`,: fastutil's `LongArraySet`, for a handful of
 * entries: thousands of such tables, most of them small.
 *
 * Layout: a JavaScript array, always exactly full, in the order of insertion:
 *
 *     items   [hi, lo, hi, lo, …]
 *
 * It is replaced as a whole when an entry comes or goes, so iterations go on with theirs. In V8 no
 * typed array is as small: each has some 190 B beside its elements.
 *
 * Cost: 32 B and, with entries, 48 B and 16 B an entry, all on V8's heap. get, set,
 * add, has and delete look at one entry after the other, some nanoseconds more than a hash table at
 * 8 entries and slow from some tens on; what comes or goes copies the array.
 *
 * Options are those of all tables, so that any code can make one; but nothing is held by a region
 * or charged to it, and `capacity` reserves nothing.
 */
export class LongArraySet {
  #items: number[] = NO_ITEMS;

  /**
   * @param entries What it holds at first: keys, or another LongArraySet. Options may stand in
   * their place.
   * @throws {CapacityError} if `capacity` is no count.
   * @throws {InvalidArgumentError} if an option is unknown.
   * @throws {InvalidKeyError} for keys that are none.
   */
  constructor(entries?: Iterable<bigint> | TableOptions | null, options?: TableOptions) {
    checkCapacity(optionsOf(entries, options));
    for (const entry of entriesOf(entries)) this.addBigInt(entry);
  }

  /** The same as `new`, for code that is handed a class: `mod.create(LongArraySet, options)`. */
  static create(options?: TableOptions): LongArraySet {
    return new LongArraySet(options);
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
   * @throws {InvalidKeyError} if it is not two int32 lanes: NaN, fractions, 2^31. −0 is 0.
   * @throws {DisposedError} after `dispose`.
   */
  has(hi: number, lo: number): boolean {
    return this.indexOf(hi, lo) >= 0;
  }

  /**
   * Puts the key in. @returns false if it was there.
   * @throws {CapacityError} beyond 2^20 keys. @throws as `has`.
   */
  add(hi: number, lo: number): boolean {
    const isNew = this.indexOf(hi, lo) < 0;
    if (isNew) this.#append(hi, lo);
    return isNew;
  }

  /** Takes the key out. @returns false if it was not there. @throws as `has`. */
  delete(hi: number, lo: number): boolean {
    const index = this.indexOf(hi, lo);
    if (index < 0) return false;
    this.indexRemove(index);
    return true;
  }

  /**
   * Where the key is, or a negative number that {@link indexInsert} takes if it is not there. It
   * holds until an entry goes. @throws as `has`.
   */
  indexOf(hi: number, lo: number): number {
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidLanes(hi, lo);
    const items = this.#items;
    for (let at = 0; at < items.length; at += STRIDE) {
      if (items[at] === hi && items[at + 1] === lo) return at;
    }
    if (items.length === 0) this.#open();
    return -1;
  }

  /**
   * Puts in the key that {@link indexOf} has just missed.
   * @throws {InvalidArgumentError} if the key is there. @throws as `add`.
   */
  indexInsert(index: number, hi: number, lo: number): void {
    if (index >= 0 || !this.add(hi, lo)) throw staleIndex(index);
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
  forEach(callback: (hi: number, lo: number) => void): void {
    const items = this.#open();
    for (let at = 0; at < items.length; at += STRIDE) {
      const index = this.#indexNow(items, at);
      if (index >= 0) callback(items[at] as number, items[at + 1] as number);
    }
    this.#open();
  }

  /**
   * The keys as bigints, −2^63 to 2^63 − 1,. The table may be changed meanwhile, as in `forEach`.
   */
  *keys(): IterableIterator<bigint> {
    const items = this.#open();
    for (let at = 0; at < items.length; at += STRIDE) {
      if (this.#indexNow(items, at) >= 0)
        yield joinLanes(items[at] as number, items[at + 1] as number);
    }
    this.#open();
  }

  /** The same as `keys`, as in `Set`. */
  values(): IterableIterator<bigint> {
    return this.keys();
  }

  /** The same as `keys`: `for (const key of set)`. */
  [Symbol.iterator](): IterableIterator<bigint> {
    return this.keys();
  }

  /** `has` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  hasBigInt(key: bigint): boolean {
    return this.has(longHi(key), longLo(key));
  }

  /** `add` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  addBigInt(key: bigint): boolean {
    return this.add(longHi(key), longLo(key));
  }

  /** `delete` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  deleteBigInt(key: bigint): boolean {
    return this.delete(longHi(key), longLo(key));
  }

  get [Symbol.toStringTag](): string {
    return 'LongArraySet';
  }

  /** The items. @throws {DisposedError} after `dispose`. */
  #open(): number[] {
    if (this.#items === DISPOSED_ITEMS) throw disposedError('LongArraySet');
    return this.#items;
  }

  #append(hi: number, lo: number): void {
    const items = this.#items;
    const count = items.length;
    if (count >= MAXIMUM_ENTRIES * STRIDE) {
      throw new CapacityError(`size: expected at most ${MAXIMUM_ENTRIES}, got one more`);
    }
    const grown = new Array<number>(count + STRIDE); // `push` would reserve 17 places more
    for (let i = 0; i < count; i++) grown[i] = items[i]!;
    grown[count] = hi | 0; // −0 is 0
    grown[count + 1] = lo | 0;
    this.#items = grown;
  }

  /** Where an entry of what an iteration began with is now; negative if it is gone. */
  #indexNow(items: readonly number[], at: number): number {
    if (this.#open() === items) return at;
    return this.indexOf(items[at] as number, items[at + 1] as number);
  }
}
