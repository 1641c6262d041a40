import { invalidInt32 } from '../values.js';
import { entriesOf, optionsOf, staleIndex } from '../options.js';
import type { TableOptions } from '../options.js';
import { checkCapacity, disposedError, nativeBytes, SAFE_ENTRY_COUNT } from './chunked.js';

/** Stands for the maps of a disposed one; never written. */
const DISPOSED = new Map<never, number>();

/** Stands for later maps where there are none. */
const NO_LATER: Map<never, number>[] = [];

/**
 * The part that `String2IntMap` and `Reference2IntMap` have in common: V8's own `Map` inside, and
 * further ones where the first ends.
 */
export abstract class NativeIntMap<K> implements Iterable<[K, number]> {
  #first = new Map<K, number>();
  /** Asked when the first does not know a key; disposed ones have others than NO_LATER. */
  #later: Map<K, number>[] = NO_LATER;
  #token = 0; // the last one that indexOf gave
  #foundKey: K | undefined; // what it stands for; none if the key was missed or is gone
  #foundValue: number | undefined; // undefined while there is no #foundKey

  constructor(
    entries?: Iterable<readonly [K, number]> | TableOptions | null,
    options?: TableOptions,
  ) {
    checkCapacity(optionsOf(entries, options));
    for (const entry of entriesOf<readonly [K, number]>(entries)) this.set(entry[0], entry[1]);
  }

  /** Entries held; 0 after `dispose`. */
  get size(): number {
    let size = this.#first.size;
    for (const { size: laterSize } of this.#later) size += laterSize;
    return size;
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#first === DISPOSED;
  }

  /**
   * Bytes of the storage in V8's heap, without what the keys themselves take: computed from V8's
   * layout, exact while nothing was deleted.
   */
  bytes(): number {
    if (this.disposed) return 0;
    let bytes = nativeBytes(this.#first.size, 3);
    for (const { size } of this.#later) bytes += nativeBytes(size, 3);
    return bytes;
  }

  /** Whether the key is there. @throws as `get`. */
  has(key: K): boolean {
    return this.#find(key) !== undefined;
  }

  /** Value of the key, or undefined. @throws {DisposedError} after `dispose`. */
  get(key: K): number | undefined {
    return this.#find(key);
  }

  /**
   * Puts `value` under the key, in place of a value that is there.
   * @throws {InvalidArgumentError} if the value is not an int32.
   * @throws {DisposedError} after `dispose`.
   */
  set(key: K, value: number): this {
    if ((value | 0) !== value) throw invalidInt32(value);
    if (this.#later !== NO_LATER) {
      this.#setInLarge(key, value | 0); // −0 is 0
      return this;
    }
    try {
      this.#first.set(key, value | 0);
    } catch (error) {
      if (this.#first.size < SAFE_ENTRY_COUNT) throw error; // such as too deep a recursion
      this.#later = [new Map([[key, value | 0]])];
    }
    return this;
  }

  /**
   * Adds to the value of the key, or to `initial` where it is not there.
   * @returns the value that was there, or `initial`.
   * @throws {InvalidArgumentError} if the sum is not an int32; as `set`.
   */
  addTo(key: K, increment: number, initial = 0): number {
    const before = this.#find(key) ?? initial;
    this.set(key, before + increment);
    return before;
  }

  /** Takes the key out. @returns false if it was not there. @throws as `get`. */
  delete(key: K): boolean {
    this.#forget();
    if (this.#first.delete(key)) return true;
    this.#open();
    return this.#later.some((map) => map.delete(key));
  }

  /**
   * A token for the key: it holds until the next one is asked for or something is taken out, and is
   * negative if the key is not there. Saves no search here: an engine's `Map` shows no places.
   * @throws as `get`.
   */
  indexOf(key: K): number {
    const value = this.#find(key);
    this.#token = (this.#token + 1) & 0x3fff_ffff;
    this.#foundValue = value;
    this.#foundKey = value === undefined ? undefined : key; // a missed key is not kept alive
    return value === undefined ? ~this.#token : this.#token;
  }

  /**
   * Puts in the key that {@link indexOf} has just missed.
   * @throws {InvalidArgumentError} if the token does not hold, or the key is there.
   * @throws as `set`; nothing has changed then.
   */
  indexInsert(index: number, key: K, value: number): void {
    if (~index !== this.#token || this.#find(key) !== undefined) throw staleIndex(index);
    this.set(key, value);
    this.#forget();
  }

  /** The value that {@link indexOf} found. @throws {InvalidArgumentError} for stale tokens. */
  indexGet(index: number): number {
    const value = this.#foundValue;
    if (index !== this.#token || value === undefined) throw staleIndex(index);
    return value;
  }

  /** Puts a value under the key that {@link indexOf} found. @throws as `indexGet` and `set`. */
  indexReplace(index: number, value: number): void {
    this.indexGet(index);
    this.set(this.#foundKey as K, value);
    this.#foundValue = value | 0;
  }

  /** Takes out the key that {@link indexOf} found. @throws as `indexGet`. */
  indexRemove(index: number): void {
    this.indexGet(index);
    this.delete(this.#foundKey as K);
  }

  /** Takes all entries out. @throws {DisposedError} after `dispose`. */
  clear(): void {
    this.#open();
    this.#forget();
    this.#first.clear();
    for (const map of this.#later) map.clear(); // iterations may be under way in them
    this.#later = NO_LATER;
  }

  /** Does nothing but to check: V8 lays out a `Map` itself. @throws {CapacityError} if no count. */
  ensureCapacity(entryCount: number): void {
    this.#open();
    checkCapacity({ capacity: entryCount });
  }

  /** Does nothing: V8 shrinks a `Map` itself. @returns 0. @throws {DisposedError} */
  trim(): number {
    this.#open();
    return 0;
  }

  /** Drops all. Every later use but `dispose`, `disposed`, `size` and `bytes` throws. */
  dispose(): void {
    if (this.disposed) return;
    this.clear(); // ends the iterations under way
    this.#first = DISPOSED;
    this.#later = [];
  }

  /**
   * Calls `callback` with each value and its key, in the order of insertion. The map may be changed
   * meanwhile, as a `Map` may. @throws {DisposedError} after `dispose`, in the middle too.
   */
  forEach(callback: (value: number, key: K) => void): void {
    for (let i = 0; i <= this.#open().length; i++) {
      this.#at(i).forEach((value, key) => callback(value, key));
    }
  }

  /** The keys. @throws {DisposedError} at the next step after `dispose`. */
  *keys(): IterableIterator<K> {
    for (const entry of this.entries()) yield entry[0];
  }

  /** The values. @throws {DisposedError} at the next step after `dispose`. */
  *values(): IterableIterator<number> {
    for (const entry of this.entries()) yield entry[1];
  }

  /** Keys and values. @throws {DisposedError} at the next step after `dispose`. */
  *entries(): IterableIterator<[K, number]> {
    for (let i = 0; i <= this.#open().length; i++) {
      yield* this.#at(i);
    }
  }

  /** The same as `entries`: `for (const [key, value] of map)`. */
  [Symbol.iterator](): IterableIterator<[K, number]> {
    return this.entries();
  }

  /** Name of the class. */
  abstract get [Symbol.toStringTag](): string;

  /** The maps behind the first. @throws {DisposedError} after `dispose`. */
  #open(): readonly Map<K, number>[] {
    if (this.disposed) throw disposedError(this[Symbol.toStringTag]);
    return this.#later;
  }

  #at(number: number): Map<K, number> {
    return number === 0 ? this.#first : this.#later[number - 1]!;
  }

  #find(key: K): number | undefined {
    const value = this.#first.get(key);
    return value === undefined && this.#later !== NO_LATER ? this.#getLater(key) : value;
  }

  /** Ends the last token, and keeps no key alive. */
  #forget(): void {
    this.#token = (this.#token + 1) & 0x3fff_ffff;
    this.#foundKey = undefined;
    this.#foundValue = undefined;
  }

  #getLater(key: K): number | undefined {
    for (const map of this.#open()) {
      const value = map.get(key);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  #setInLarge(key: K, value: number): void {
    const later = this.#open();
    for (let i = 0; i < later.length; i++) {
      const map = this.#at(i); // all but the last one
      if (map.has(key)) return void map.set(key, value);
    }
    const last = this.#at(later.length);
    try {
      last.set(key, value);
    } catch (error) {
      if (last.size < SAFE_ENTRY_COUNT) throw error;
      this.#later = [...later, new Map([[key, value]])];
    }
  }
}
