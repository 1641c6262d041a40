// Written by `npm run codegen` from packages/collections/templates/lru-map.ts.template:
// change that file and run the command again.
import { Long2IntLinkedMap } from './long2int-linked-map.js';
import { assertLruOptions, checkedSize } from '../lru.js';
import type { DisposeReason, LruOptions } from '../lru.js';
import type { TableOptions } from '../options.js';

/** Options of a {@link Long2ObjectLruMap}: its limits, and those of its table. */
export type LongLruOptions<V> = LruOptions<V, [hi: number, lo: number]> &
  Pick<TableOptions, 'region' | 'seed' | 'maximumLoad'>;

/**
 * Map from 64-bit keys to any values that forgets what was used longest ago when a limit is
 * reached: entries, bytes or both; and what is older than `ttlMs`. `get` and `set` count as use.
 *
 * Layout: a {@link Long2IntLinkedMap} from keys to numbers of entries, in the order of use, and an
 * array a kind of figure by those numbers: values, and only where they are asked for sizes and
 * times.
 *
 * Cost: about 35 B an entry at a load of 3/4 and what the value takes, 8 more with
 * `maximumBytes` and with `ttlMs`. get, set, has and delete take O(1); nothing is allocated per
 * entry.
 */
export class Long2ObjectLruMap<V> {
  readonly #numbers: Long2IntLinkedMap;
  readonly #options: LongLruOptions<V>;
  readonly #now: () => number;
  readonly #maximumSize: number;
  readonly #maximumBytes: number;
  #values: (V | undefined)[] = [];
  #sizes: number[] | undefined = undefined; // bytes of each, where there is a limit for them
  #ends: number[] | undefined = undefined; // when the time of each is over, where they have one
  #free: number[] = []; // numbers that no entry has
  #totalBytes = 0;

  /**
   * @throws {InvalidArgumentError} if an option is unknown or malformed, or there is no limit
   */
  constructor(options: LongLruOptions<V>) {
    const { region, seed, maximumLoad, ...limits } = options;
    assertLruOptions(limits as LruOptions<never, never>);
    this.#options = limits;
    this.#now = limits.now ?? Date.now;
    this.#maximumSize = limits.maximumSize ?? Infinity;
    this.#maximumBytes = limits.maximumBytes ?? Infinity;
    this.#numbers = new Long2IntLinkedMap({ region, seed, maximumLoad });
    if (limits.maximumBytes !== undefined) this.#sizes = [];
    if (limits.ttlMs !== undefined) this.#ends = [];
  }

  /**
   * The same as `new`, for code that is handed a class: `mod.create(Long2ObjectLruMap, options)`.
   */
  static create<V>(options: LongLruOptions<V>): Long2ObjectLruMap<V> {
    return new Long2ObjectLruMap<V>(options);
  }

  /** Entries held, also those whose time is over but that nobody has asked for since. */
  get size(): number {
    return this.#numbers.size;
  }

  /** Bytes of the values by `sizeOf`; 0 without `maximumBytes`. */
  get totalBytes(): number {
    return this.#totalBytes;
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#numbers.disposed;
  }

  /** Bytes of the storage, without what the values themselves take. */
  bytes(): number {
    const arrays = 1 + (this.#sizes === undefined ? 0 : 1) + (this.#ends === undefined ? 0 : 1);
    return this.#numbers.bytes() + this.#values.length * arrays * 8 + this.#free.length * 8;
  }

  /**
   * Value of the key, or undefined. It counts as use.
   * @throws {InvalidKeyError} if the key is not two int32 lanes. @throws {DisposedError} after
   * `dispose`.
   */
  get(hi: number, lo: number): V | undefined {
    const index = this.#indexOf(hi, lo);
    if (index < 0) return undefined;
    const numbers = this.#numbers;
    numbers.indexMoveToLast(index);
    return this.#values[numbers.indexGet(index)];
  }

  /** Value of the key, or undefined, without counting as use. @throws as `get`. */
  peek(hi: number, lo: number): V | undefined {
    const index = this.#indexOf(hi, lo);
    return index < 0 ? undefined : this.#values[this.#numbers.indexGet(index)];
  }

  /** Whether the key is there, without counting as use. @throws as `get`. */
  has(hi: number, lo: number): boolean {
    return this.#indexOf(hi, lo) >= 0;
  }

  /**
   * Puts `value` under the key and lets others go until it fits. A value that is longer than
   * `maximumBytes` by itself is not kept, nor is the one before it: both are disposed of.
   * @throws {InvalidKeyError} if the key is not two int32 lanes.
   * @throws {InvalidArgumentError} if `sizeOf` returns no size; what it and `region.allocate` throw
   * passes through: nothing has changed then, but what had to go is gone.
   */
  set(hi: number, lo: number, value: V): this {
    const { sizeOf, ttlMs } = this.#options;
    const byteLength = this.#sizes === undefined ? 0 : checkedSize(sizeOf!(value, hi, lo));
    if (byteLength > this.#maximumBytes) {
      this.#delete(hi, lo, 'set');
      this.#options.onDispose?.(value, 'evict', hi, lo);
      return this;
    }
    const end = ttlMs === undefined ? 0 : this.#now() + ttlMs;
    let index = this.#makeRoom(hi, lo, byteLength);
    const numbers = this.#numbers;
    let before: V | undefined;
    const isNew = index < 0;
    if (isNew) {
      const number = this.#takeNumber();
      try {
        numbers.indexInsert(index, hi, lo, number);
      } catch (error) {
        this.#free.push(number);
        throw error;
      }
      index = numbers.lastIndex();
    } else {
      numbers.indexMoveToLast(index);
      before = this.#values[numbers.indexGet(index)];
    }
    const number = numbers.indexGet(index);
    this.#values[number] = value;
    if (this.#ends !== undefined) this.#ends[number] = end;
    if (this.#sizes !== undefined) {
      this.#totalBytes += byteLength - (isNew ? 0 : this.#sizes[number]!);
      this.#sizes[number] = byteLength;
    }
    if (!isNew && before !== value) this.#options.onDispose?.(before as V, 'set', hi, lo);
    return this;
  }

  /** Takes the key out. @returns false if it was not there. @throws as `get`. */
  delete(hi: number, lo: number): boolean {
    return this.#delete(hi, lo, 'delete');
  }

  /** Takes out the entries whose time is over. @returns how many. Cost: O(entries). */
  purgeExpired(): number {
    const before = this.size;
    if (this.#ends !== undefined) this.#numbers.forEach((_, hi, lo) => void this.#indexOf(hi, lo));
    return before - this.size;
  }

  /** Takes all entries out. `onDispose` hears of each, in the order of use. */
  clear(): void {
    const last = this.#numbers.lastIndex();
    if (last < 0) return;
    for (let left = this.size; left > 0 && this.size > 0; left--) this.#evict('clear');
  }

  /** Gives the storage back, after `clear`. Every later use but `disposed` and `size` throws. */
  dispose(): void {
    if (this.disposed) return;
    try {
      this.clear();
    } finally {
      this.#numbers.dispose();
      this.#values = [];
      this.#free = [];
    }
  }

  /**
   * Calls `callback` with each value and its key, what was used longest ago first, without counting
   * as use. The map may be changed meanwhile, as `Map` may.
   */
  forEach(callback: (value: V, hi: number, lo: number) => void): void {
    this.#numbers.forEach((number, hi, lo) => {
      if (!this.#isOver(number)) callback(this.#values[number] as V, hi, lo);
    });
  }

  /** The keys, what was used longest ago first. */
  *keys(): IterableIterator<bigint> {
    for (const [key, number] of this.#numbers) if (!this.#isOver(number)) yield key;
  }

  /** Keys and values, what was used longest ago first. */
  *entries(): IterableIterator<[bigint, V]> {
    for (const [key, number] of this.#numbers) {
      if (!this.#isOver(number)) yield [key, this.#values[number] as V];
    }
  }

  /** The same as `entries`. */
  [Symbol.iterator](): IterableIterator<[bigint, V]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return 'Long2ObjectLruMap';
  }

  #isOver(number: number): boolean {
    return this.#ends !== undefined && this.#ends[number]! <= this.#now();
  }

  /** A number that nobody has, whatever a region that takes memory puts in meanwhile. */
  #takeNumber(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const number = this.#values.push(undefined) - 1;
    // There will be no more: what V8 allotted beyond goes back.
    if (number === this.#maximumSize - 1) this.#values = this.#values.slice();
    return number;
  }

  /** Slot of the key, if it is there and its time is not over. */
  #indexOf(hi: number, lo: number): number {
    const numbers = this.#numbers;
    const index = numbers.indexOf(hi, lo);
    if (index < 0 || this.#ends === undefined || !this.#isOver(numbers.indexGet(index))) {
      return index;
    }
    this.#removeAt(index, 'expire');
    return this.#indexOf(hi, lo); // `onDispose` may have put it in again
  }

  #delete(hi: number, lo: number, reason: DisposeReason): boolean {
    const index = this.#indexOf(hi, lo);
    if (index < 0) return false;
    this.#removeAt(index, reason);
    return true;
  }

  /** Lets entries go until a value of `byteLength` fits under the key. @returns the key's slot */
  #makeRoom(hi: number, lo: number, byteLength: number): number {
    let index = this.#indexOf(hi, lo);
    for (;;) {
      const isThere = index >= 0;
      const size = this.size + (isThere ? 0 : 1);
      const freed = isThere ? (this.#sizes?.[this.#numbers.indexGet(index)] ?? 0) : 0;
      const total = this.#totalBytes - freed + byteLength;
      if (size <= this.#maximumSize && total <= this.#maximumBytes) return index;
      if (isThere) this.#numbers.indexMoveToLast(index); // it is what is being put
      this.#evict('evict');
      index = this.#indexOf(hi, lo); // again: an eviction runs foreign code
    }
  }

  /** Lets the entry go that was used longest ago. */
  #evict(reason: DisposeReason): void {
    const index = this.#numbers.firstIndex();
    if (index >= 0) this.#removeAt(index, reason);
  }

  #removeAt(index: number, reason: DisposeReason): void {
    const numbers = this.#numbers;
    const number = numbers.indexGet(index);
    const value = this.#values[number] as V;
    const hi = numbers.indexKeyHi(index);
    const lo = numbers.indexKeyLo(index);
    numbers.indexRemove(index);
    this.#values[number] = undefined;
    this.#free.push(number);
    if (this.#sizes !== undefined) this.#totalBytes -= this.#sizes[number]!;
    this.#options.onDispose?.(value, reason, hi, lo);
  }
}
