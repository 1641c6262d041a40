// Written by `npm run codegen` from packages/collections/templates/object-map.ts.template:
// change that file and run the command again.
import { EntryIndex } from '../entry-index.js';
import { InvalidArgumentError, expected } from '../errors.js';
import { internals } from '../internals.js';
import { entriesOf, staleIndex } from '../options.js';
import { KeyChunks } from '../objects/key-chunks.js';
import { strategyOf } from '../objects/key-strategy.js';
import type { KeyStrategy, ObjectTableOptions } from '../objects/key-strategy.js';
import type { ObjectMapInternals } from '../objects/object-map-validity.js';
import { invalidInt32 } from '../values.js';

/** Stands where the key of a removed entry was. */
const REMOVED = Symbol('removed');

/**
 * The entries between two compactions. Iterations that began in it find their place in the next one
 * by the numbers that were dropped.
 */
interface Epoch {
  /** Numbers of removed entries, ascending; undefined if all went. */
  dropped: Int32Array | undefined;
  next: Epoch | undefined;
}

/** Where one iteration stands. */
interface Cursor<K> {
  epoch: Epoch;
  /** Number of the next entry to look at. */
  next: number;
  /** The current entry. */
  key: K | undefined;
  value: number;
}

/**
 * Map from keys of any kind, told apart by a strategy of yours, to int values: fastutil's
 * `Object2IntOpenCustomHashMap`. (For keys that are told apart by identity, `Reference2IntMap`.)
 *
 * Layout: entries in the order of insertion, their keys in plain arrays of 4,096, their hashes and
 * values in one Int32Array with the slots of an open-addressed index (`entry-index.ts`). A removed
 * entry leaves a gap that holds no reference; gaps are closed when a quarter of a full map is such.
 * There is room for 10^8 entries.
 *
 * Cost: 8 B (a pointer of V8) for the key, 8 B for hash and value and 4 B a slot: 21.3 B an entry
 * at the load of 3/4, up to 34.7 after growth; a `Map` takes 28 to 56. Nothing is allocated per
 * entry. All operations take O(1) if the strategy's hashes differ; equal hashes cannot be told
 * apart by any table. Where a key is found, the strategy is called twice. Growing takes O(n).
 *
 * Order of iteration: that of insertion, and as in `Map` under changes: entries that come meanwhile
 * are visited, those that go are not.
 *
 * In a region slots and hashes and values lie there (a region holds no JavaScript values) and are
 * charged to it.
 *
 * Source: the order of "compact dict" is Raymond Hettinger's, of CPython 3.6.
 */
export class Object2IntMap<K> implements Iterable<[K, number]> {
  readonly #index: EntryIndex;
  readonly #strategy: KeyStrategy<K>;
  readonly #keys = new KeyChunks<K | typeof REMOVED>();
  #epoch: Epoch | undefined; // none before the first iteration
  #missedAt = -1; // changes of the index when indexOf missed a key

  /**
   * @param entries What it holds at first: pairs of key and value, or another map. Options may
   * stand in their place.
   * @param options - a `strategy`, and those of all tables
   * @throws {CapacityError} if `capacity` is no count, or beyond what a table holds.
   * @throws {InvalidArgumentError} if there is no strategy, an option is unknown or out of range.
   * What `region.allocate` throws passes through.
   */
  constructor(
    entries?: Iterable<readonly [K, number]> | ObjectTableOptions<K> | null,
    options?: ObjectTableOptions<K>,
  ) {
    const [strategy, rest] = strategyOf<K>(entries, options);
    this.#strategy = strategy;
    this.#index = new EntryIndex('Object2IntMap', rest, 1);
    try {
      for (const [key, value] of entriesOf<readonly [K, number]>(entries)) this.set(key, value);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** The same as `new`, for code that is handed a class: `mod.create(Object2IntMap, options)`. */
  static create<K>(options: ObjectTableOptions<K>): Object2IntMap<K> {
    return new Object2IntMap<K>(options);
  }

  /** Entries held; 0 after `dispose`. */
  get size(): number {
    return this.#index.liveCount;
  }

  /** Entries that fit before the map grows or closes gaps; 0 after `dispose`. */
  get capacity(): number {
    return this.#index.entryCapacity;
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#index.disposed;
  }

  /** The strategy it was made with. */
  get strategy(): KeyStrategy<K> {
    return this.#strategy;
  }

  /**
   * Bytes of the storage, without what the keys themselves take. A pointer in an array counts as
   * 8 B, as in Node.
   */
  bytes(): number {
    return this.#index.bytes() + this.#keys.length * 8;
  }

  /** Whether the key is there. @throws as `get`. */
  has(key: K): boolean {
    return this.#find(key) >= 0;
  }

  /**
   * Value of the key, or undefined.
   * @throws {InvalidArgumentError} if the strategy gives a hash that is none, or changes the map.
   * @throws {DisposedError} after `dispose`. What the strategy throws passes through.
   */
  get(key: K): number | undefined {
    const entry = this.#find(key);
    return entry < 0 ? undefined : this.indexGet(entry);
  }

  /**
   * Puts `value` under the key, in place of a value that is there; the key stays the one that was
   * there.
   * @throws {InvalidArgumentError} if the value is not an int32; as `get`.
   * @throws {CapacityError} if it would have to grow beyond what a table holds.
   * @throws {DisposedError} after `dispose`. What the strategy and `region.allocate` throw passes
   * through; then, as with every other error, nothing has changed.
   */
  set(key: K, value: number): this {
    if ((value | 0) !== value) throw invalidInt32(value);
    const placed = this.#place(key);
    this.#put(placed < 0 ? ~placed : placed, value);
    return this;
  }

  /**
   * Adds to the value of the key, or to `initial` where it is not there.
   * @returns the value that was there, or `initial`.
   * @throws {InvalidArgumentError} if the sum is not an int32; as `set`.
   */
  addTo(key: K, increment: number, initial = 0): number {
    const entry = this.#find(key);
    const before = entry < 0 ? initial : this.indexGet(entry);
    const sum = before + increment;
    if (entry < 0) this.set(key, sum);
    else this.indexReplace(entry, sum);
    return before;
  }

  /** Takes the key out. @returns false if it was not there. @throws as `get`. */
  delete(key: K): boolean {
    const entry = this.#find(key);
    if (entry < 0) return false;
    this.indexRemove(entry);
    return true;
  }

  /**
   * Where the key is: the number of its entry, or a negative number that {@link indexInsert} takes
   * if it is not there. It holds until the map changes. @throws as `get`.
   */
  indexOf(key: K): number {
    const index = this.#find(key);
    if (index < 0) this.#missedAt = this.#index.changes;
    return index;
  }

  /**
   * Puts in the key that {@link indexOf} has just missed. The search is done again: which key was
   * missed is not kept, as that would keep it alive.
   * @param index - what that returned
   * @throws {InvalidArgumentError} if the map has changed since, or the key is there.
   * @throws as `set`; nothing has changed then.
   */
  indexInsert(index: number, key: K, value: number): void {
    if ((value | 0) !== value) throw invalidInt32(value);
    if (index >= 0 || this.#missedAt !== this.#index.changes) throw staleIndex(index);
    const placed = this.#place(key);
    if (placed >= 0) throw staleIndex(index);
    this.#put(~placed, value);
  }

  /** The value at a number that {@link indexOf} gave and nothing has changed since. */
  indexGet(index: number): number {
    const entries = this.#index;
    return entries.open()[entries.payloadsAt + index]!;
  }

  /**
   * Puts a value at a number that {@link indexOf} gave and nothing has changed since.
   * @throws {InvalidArgumentError} if the value is not an int32.
   */
  indexReplace(index: number, value: number): void {
    if ((value | 0) !== value) throw invalidInt32(value);
    this.#put(index, value);
  }

  /** Takes out the entry with a number that {@link indexOf} gave and nothing has changed since. */
  indexRemove(index: number): void {
    this.#index.remove(index);
    this.#keys.replace(index, REMOVED);
  }

  /** Takes all entries out and keeps the storage. @throws {DisposedError} after `dispose`. */
  clear(): void {
    this.#index.clear();
    this.#keys.truncate(0);
    this.#beginEpoch(undefined);
  }

  /**
   * Grows so that `entryCount` entries fit without growing again.
   * @throws {CapacityError} if that is no count, or beyond what a table holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through.
   */
  ensureCapacity(entryCount: number): void {
    this.#index.ensureCapacity(entryCount);
  }

  /**
   * Closes the gaps and shrinks to the smallest storage that holds the entries.
   * @returns bytes given back; 0 if there were none to give.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through.
   */
  trim(): number {
    const before = this.bytes();
    this.#index.open();
    if (this.#index.entryCount > this.#index.liveCount) this.#compact();
    this.#index.trim();
    return Math.max(before - this.bytes(), 0);
  }

  /**
   * Gives the storage back and drops the keys. Every later use but `dispose`, `disposed`, `size`,
   * `capacity` and `bytes` throws.
   */
  dispose(): void {
    if (this.disposed) return;
    this.#keys.truncate(0);
    this.#index.dispose();
  }

  /**
   * Calls `callback` with each value and its key. The map may be changed meanwhile, as a `Map` may.
   * @throws {DisposedError} after `dispose`, in the middle too.
   */
  forEach(callback: (value: number, key: K) => void): void {
    const cursor = this.#openCursor();
    while (this.#advance(cursor)) {
      callback(cursor.value, cursor.key as K);
    }
  }

  /** The keys. @throws {DisposedError} at the next step after `dispose`. */
  *keys(): IterableIterator<K> {
    const cursor = this.#openCursor();
    while (this.#advance(cursor)) yield cursor.key as K;
  }

  /** The values. @throws {DisposedError} at the next step after `dispose`. */
  *values(): IterableIterator<number> {
    const cursor = this.#openCursor();
    while (this.#advance(cursor)) yield cursor.value;
  }

  /** Keys and values. @throws {DisposedError} at the next step after `dispose`. */
  *entries(): IterableIterator<[K, number]> {
    const cursor = this.#openCursor();
    while (this.#advance(cursor)) {
      yield [cursor.key as K, cursor.value];
    }
  }

  /** The same as `entries`: `for (const [key, value] of map)`. */
  [Symbol.iterator](): IterableIterator<[K, number]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return 'Object2IntMap';
  }

  /** @internal */
  [internals](): ObjectMapInternals {
    this.#index.open();
    return [this.#index, this.#keys, REMOVED];
  }

  #put(entry: number, value: number): void {
    const index = this.#index;
    index.open()[index.payloadsAt + entry] = value;
  }

  /** The strategy's hash. It may do anything to the map, which is looked at afterwards. */
  #hashOf(key: K): number {
    const hash = this.#strategy.hashCode(key);
    if ((hash | 0) !== hash && hash >>> 0 !== hash) {
      throw new InvalidArgumentError(expected('strategy.hashCode', 'an integer of 32 bits', hash));
    }
    return hash | 0;
  }

  #find(key: K): number {
    this.#index.open();
    return this.#search(key, this.#hashOf(key));
  }

  /** Number of the key's entry, or ~slot where its search ends. */
  #search(key: K, hash: number): number {
    const index = this.#index;
    let words = index.open();
    const { changes, slotCount, hashesAt } = index;
    let slot = index.homeOf(hash);
    for (;;) {
      const entry = words[slot]! - 1;
      if (entry < 0) return ~slot; // load < 1, so a free slot exists
      if (words[hashesAt + entry] === hash) {
        const other = this.#keys.at(entry) as K; // removed ones have no slot
        if (other === key) return entry;
        const isEqual = this.#strategy.equals(other, key);
        words = index.open(); // the strategy may have made a memory grow
        if (index.changes !== changes) {
          throw new InvalidArgumentError('strategy: expected equals to leave the map as it is');
        }
        if (isEqual) return entry;
      }
      slot++;
      if (slot === slotCount) slot = 0;
    }
  }

  /** Number of the key's entry, or ~number if it had to be put there, with no value. */
  #place(key: K): number {
    const index = this.#index;
    index.open();
    const hash = this.#hashOf(key);
    for (;;) {
      const found = this.#search(key, hash);
      if (found >= 0) return found;
      if (index.entryCount < index.entryCapacity) {
        this.#keys.push(key);
        const entry = index.insert(~found, hash, 0);
        if (index.isSuspicious) index.reseed();
        return ~entry;
      }
      // All slots are new afterwards, and a region may call back into this map.
      if ((index.entryCount - index.liveCount) * 4 > index.entryCount) this.#compact();
      else index.grow();
    }
  }

  /** Closes the gaps. Allocates no storage: it must not fail where memory is short. */
  #compact(): void {
    const { entryCount, liveCount, hashesAt, payloadsAt } = this.#index;
    const words = this.#index.open();
    const keys = this.#keys;
    const isRead = this.#epoch !== undefined;
    const dropped = isRead ? new Int32Array(entryCount - liveCount) : undefined;
    let to = 0;
    for (let entry = 0; entry < entryCount; entry++) {
      const key = keys.at(entry);
      if (key === REMOVED) {
        if (dropped !== undefined) dropped[entry - to] = entry;
        continue;
      }
      keys.replace(to, key);
      words[hashesAt + to] = words[hashesAt + entry]!;
      words[payloadsAt + to] = words[payloadsAt + entry]!;
      to++;
    }
    keys.truncate(to);
    this.#index.compacted();
    this.#beginEpoch(dropped);
  }

  #beginEpoch(dropped: Int32Array | undefined): void {
    if (this.#epoch === undefined) return;
    const next = newEpoch();
    this.#epoch.dropped = dropped;
    this.#epoch.next = next;
    this.#epoch = next;
  }

  #openCursor(): Cursor<K> {
    this.#index.open();
    return { epoch: (this.#epoch ??= newEpoch()), next: 0, key: undefined, value: 0 };
  }

  /** Moves to the next entry that is there; false at the end. */
  #advance(cursor: Cursor<K>): boolean {
    const words = this.#index.open();
    while (cursor.epoch.next !== undefined) {
      const { dropped, next } = cursor.epoch;
      cursor.next = dropped === undefined ? 0 : cursor.next - countBelow(dropped, cursor.next);
      cursor.epoch = next;
    }
    const { entryCount, payloadsAt } = this.#index;
    for (let entry = cursor.next; entry < entryCount; entry++) {
      const key = this.#keys.at(entry);
      if (key === REMOVED) continue;
      cursor.key = key;
      cursor.value = words[payloadsAt + entry]!;
      cursor.next = entry + 1;
      return true;
    }
    cursor.key = undefined; // an iterator at its end keeps nothing alive
    cursor.next = entryCount;
    return false;
  }
}

function newEpoch(): Epoch {
  return { dropped: undefined, next: undefined };
}

/** Numbers of an ascending list that are below `limit`. */
function countBelow(numbers: Int32Array, limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
