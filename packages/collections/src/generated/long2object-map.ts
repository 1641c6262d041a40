// Written by `npm run codegen` from packages/collections/templates/key2value-table.ts:
// change that file and run the command again.
import { CapacityError, DisposedError } from '../errors.js';
import { imul, mixLong, seedFrom } from '../hashing.js';
import type { MixSeed } from '../hashing.js';
import { internals } from '../internals.js';
import type { TableInternals } from '../internals.js';
import { invalidLanes, joinLanes, longHi, longLo } from '../long.js';
import type { CollectionRegion, TableOptions } from '../options.js';
import type { KeyCursor, KeyReading } from '../reading.js';
import {
  checkedSlotsFor,
  entriesIn,
  grownSlotCount,
  mantissaOf,
  MAXIMUM_SLOT_COUNT_WITH_OBJECTS,
  maximumLoadOf,
  permittedSlotsFor,
  plausibleDisplacement,
  seedOf,
  shiftOf,
  suspiciousDisplacement,
} from '../sizing.js';

const LANES = 2;
const BYTES_A_SLOT = 8; // LANES of 4 bytes

/** Stands for the storage of a table that has none: one free slot, never written. */
const NO_LANES = new Int32Array(LANES);

/**
 * Stands for the storage of a disposed table. Length 0 sends each method to `#reopen`, which
 * throws.
 */
const DISPOSED_LANES = new Int32Array(0);

/**
 * Map from 64-bit keys, two int32 lanes `(hi, lo)`, to any values: fastutil's
 * `Long2ObjectOpenHashMap`.
 *
 * Layout: open addressing with linear probing over one Int32Array, the lanes of a key side by side:
 *
 *     lanes   [hi lo][hi lo][0 0][hi lo] …     slot s at words 2s and 2s + 1; (0, 0) is a free slot
 *     values  [ v   ][ v   ][ – ][ v   ] … [z] value of slot s; the last one belongs to the key (0,
 *     0)
 *
 * The key (0, 0) lies in no slot: a flag says whether it is there. Removing shifts the chain back,
 * so there are no tombstones and nothing slows down with age. Each table has a secret seed of its
 * own; insertions that pass more slots than chance explains make it draw another one, so crafted
 * keys cannot flood it (`docs/adr/0003-hash-tables.md`).
 *
 * Cost: 8 B a slot for the key and 8 B (a pointer of V8) for the value, at a load of 3/8 to 3/4:
 * 21.3 to 42.7 B an entry, 22 after `trim`. Nothing is allocated per entry. Get, set, has and
 * delete take O(1), whatever the keys; growing takes O(n) and doubles the slots; the table never
 * shrinks by itself. Order of iteration: that of the slots, different for each table.
 *
 * In a region only the keys lie there (a region holds no JavaScript values) and are charged to it.
 * Source: Knuth, TAOCP vol. 3, 6.4, Algorithms L and R; the flag for key 0 is fastutil's idea.
 */
export class Long2ObjectMap<V> {
  #lanes: Int32Array = NO_LANES;
  #values: (V | undefined)[] = [undefined, undefined];
  #slotCount = 1;
  #mantissa = mantissaOf(1); // slot of a hash = hash * mantissa >>> shift, see sizing.ts
  #shift = shiftOf(1);
  #slotted = 0; // entries in slots, all but that of the key (0, 0)
  #zeroCount = 0; // 1 if the key (0, 0) is there
  #maximumSlotted = 0;
  readonly #maximumLoad: number;

  #offset = 0; // the seed's words, see hashing.ts
  #multiplier1 = 0;
  #multiplier2 = 0;
  #multiplier3 = 0;

  #excess = 0; // slots that insertions passed beyond what is plausible; never below 0
  #maximumExcess = 0;
  readonly #plausible: number;
  #reseedCount = 0;

  #reading: KeyReading | undefined = undefined; // iterations that walk the live slots
  readonly #region: CollectionRegion | undefined;
  #address = 0; // of the block in the region; meaningless while #lanes is NO_LANES

  /**
   * @throws {CapacityError} if `capacity` is no count, or beyond what a table holds.
   * @throws {InvalidArgumentError} if `seed` or `maximumLoad` is out of range.
   * What `region.allocate` throws passes through.
   */
  constructor(options?: TableOptions) {
    this.#maximumLoad = maximumLoadOf(options);
    this.#plausible = plausibleDisplacement(this.#maximumLoad);
    this.#takeSeed(seedFrom(seedOf(options)));
    this.#region = options?.region;
    const slotCount = this.#checkedSlotsFor(options?.capacity ?? 0);
    if (slotCount > 1) this.#resize(slotCount);
  }

  /** The same as `new`, for code that is handed a class: `mod.create(Long2ObjectMap, options)`. */
  static create<V>(options?: TableOptions): Long2ObjectMap<V> {
    return new Long2ObjectMap<V>(options);
  }

  /** Entries held; 0 after `dispose`. */
  get size(): number {
    return this.#slotted + this.#zeroCount;
  }

  /** Entries that fit before the table grows (the key (0, 0) always does); 0 after `dispose`. */
  get capacity(): number {
    return this.#maximumSlotted;
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#lanes === DISPOSED_LANES;
  }

  /**
   * Bytes of the storage, without what the values themselves take.
   * A pointer in an array counts as 8 B, as in Node; engines that compress pointers take 4.
   */
  bytes(): number {
    let byteLength = this.#slotCount === 1 ? 0 : this.#slotCount * BYTES_A_SLOT;
    byteLength += this.#values.length * 8;
    return byteLength;
  }

  /**
   * Whether the key is there.
   * @throws {InvalidKeyError} if a lane is not an int32: NaN, fractions, 2^31. −0 is 0.
   * @throws {DisposedError} after `dispose`.
   */
  has(hi: number, lo: number): boolean {
    return this.#find(hi, lo) >= 0;
  }

  /**
   * Value of the key, or undefined.
   * @throws {InvalidKeyError} if a lane is not an int32.
   * @throws {DisposedError} after `dispose`.
   */
  get(hi: number, lo: number): V | undefined {
    const slot = this.#find(hi, lo);
    return slot < 0 ? undefined : this.#values[slot];
  }

  /**
   * Puts `value` under the key, in place of a value that is there.
   * @throws {InvalidKeyError} if a lane is not an int32.
   * @throws {CapacityError} if it would have to grow beyond what a table holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through; then, as
   * with every other error, nothing has changed.
   */
  set(hi: number, lo: number, value: V): this {
    const slot = this.#place(hi, lo);
    this.#values[slot < 0 ? ~slot : slot] = value;
    return this;
  }

  /**
   * Takes the key out. @returns false if it was not there.
   * @throws {InvalidKeyError} if a lane is not an int32.
   * @throws {DisposedError} after `dispose`.
   */
  delete(hi: number, lo: number): boolean {
    const slot = this.#find(hi, lo);
    if (slot < 0) return false;
    if (this.#reading !== undefined) this.#detachReaders();
    if (slot === this.#slotCount) {
      this.#zeroCount = 0;
      this.#values[slot] = undefined;
    } else {
      this.#slotted--;
      this.#shiftBack(slot);
    }
    return true;
  }

  /**
   * Takes all entries out and keeps the storage (`trim` gives it back). @throws {DisposedError}
   * after `dispose`.
   */
  clear(): void {
    const lanes = this.#open();
    if (this.size === 0) return;
    if (this.#reading !== undefined) this.#detachReaders();
    if (this.#slotted > 0) lanes.fill(0);
    this.#values.fill(undefined);
    this.#slotted = 0;
    this.#zeroCount = 0;
    this.#excess = 0;
  }

  /**
   * Grows so that `entryCount` entries fit without growing again.
   * @throws {CapacityError} if that is no count, or beyond what a table holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through.
   */
  ensureCapacity(entryCount: number): void {
    this.#open();
    const slotCount = this.#checkedSlotsFor(entryCount);
    while (this.#maximumSlotted < entryCount) this.#resize(slotCount);
  }

  /**
   * Shrinks to the smallest storage that holds the entries: within 1/16 of the maximum load.
   * @returns bytes given back; 0 if there were none to give.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through.
   */
  trim(): number {
    this.#open();
    const before = this.bytes();
    const slotCount = permittedSlotsFor(this.#slotted, this.#maximumLoad);
    if (slotCount < this.#slotCount) this.#resize(slotCount);
    return Math.max(before - this.bytes(), 0);
  }

  /**
   * Gives the storage back. Every later use but `dispose`, `disposed`, `size`, `capacity` and
   * `bytes` throws.
   */
  dispose(): void {
    if (this.disposed) return;
    const hadBlock = this.#lanes !== NO_LANES;
    this.#lanes = DISPOSED_LANES;
    this.#values = [];
    this.#slotCount = 1;
    this.#slotted = 0;
    this.#zeroCount = 0;
    this.#maximumSlotted = 0;
    if (hadBlock && this.#region?.disposed !== true) this.#region?.free(this.#address);
  }

  /**
   * Calls `callback` with each value and its key. The table may be changed meanwhile: entries that
   * stay are visited once, entries that come are not visited. Cost: O(slots), allocates one cursor;
   * the first change copies the keys.
   * @throws {DisposedError} after `dispose`, in the middle too.
   */
  forEach(callback: (value: V, hi: number, lo: number) => void): void {
    const cursor = this.#openCursor();
    try {
      while (this.#advance(cursor)) {
        callback(this.#values[cursor.slot] as V, cursor.hi, cursor.lo);
      }
    } finally {
      this.#closeCursor(cursor);
    }
  }

  /**
   * The keys as bigints, −2^63 to 2^63 − 1. The table may be changed meanwhile, as in `forEach`.
   * @throws {DisposedError} at the next step after `dispose`.
   */
  keys(): IterableIterator<bigint> {
    return this.#walk((cursor) => joinLanes(cursor.hi, cursor.lo));
  }

  /** The values. @throws {DisposedError} at the next step after `dispose`. */
  values(): IterableIterator<V> {
    return this.#walk((cursor) => this.#values[cursor.slot] as V);
  }

  /** Keys, as bigints, and values. @throws {DisposedError} at the next step after `dispose`. */
  entries(): IterableIterator<[bigint, V]> {
    return this.#walk((cursor) => [
      joinLanes(cursor.hi, cursor.lo),
      this.#values[cursor.slot] as V,
    ]);
  }

  /** The same as `entries`: `for (const [key, value] of map)`. */
  [Symbol.iterator](): IterableIterator<[bigint, V]> {
    return this.entries();
  }

  /**
   * Whether the key, a bigint, is there. @throws {InvalidKeyError} unless it is one of 64 bits with
   * sign.
   */
  hasBigInt(key: bigint): boolean {
    return this.has(longHi(key), longLo(key));
  }

  /** `get` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  getBigInt(key: bigint): V | undefined {
    return this.get(longHi(key), longLo(key));
  }

  /** `set` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  setBigInt(key: bigint, value: V): this {
    return this.set(longHi(key), longLo(key), value);
  }

  /** `delete` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  deleteBigInt(key: bigint): boolean {
    return this.delete(longHi(key), longLo(key));
  }

  get [Symbol.toStringTag](): string {
    return 'Long2ObjectMap';
  }

  /** @internal What `assertValidTable` and `probeStatistics` see. */
  [internals](): TableInternals {
    return [
      this.#open(),
      this.#slotCount,
      this.#slotted,
      this.#zeroCount,
      this.#mantissa,
      this.#shift,
      this.#maximumSlotted,
      this.#maximumLoad,
      this.#reseedCount,
      (hi, lo) => this.#find(hi, lo),
      (hi, lo) => this.#homeOf(hi, lo),
      this.#values,
    ];
  }

  /** Slot of the key, or a negative number. */
  #find(hi: number, lo: number): number {
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidLanes(hi, lo);
    const lanes = this.#open();
    if ((hi | lo) === 0) return this.#zeroCount === 0 ? -1 : this.#slotCount;
    return this.#probe(lanes, hi, lo, this.#homeOf(hi, lo));
  }

  /** Slot of a key that is not (0, 0), or ~slot of the free one where its search ends. */
  #probe(lanes: Int32Array, hi: number, lo: number, home: number): number {
    const end = lanes.length;
    let word = home * LANES;
    for (;;) {
      const slotHi = lanes[word]!;
      const slotLo = lanes[word + 1]!;
      if (slotHi === hi && slotLo === lo) return word >> 1;
      if ((slotHi | slotLo) === 0) return ~(word >> 1); // load < 1, so a free slot exists
      word += LANES;
      if (word === end) word = 0;
    }
  }

  /** Slot of the key, or ~slot if it had to be put there, with an undefined value. */
  #place(hi: number, lo: number): number {
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidLanes(hi, lo);
    for (;;) {
      const lanes = this.#open();
      if ((hi | lo) === 0) return this.#placeZero();
      const home = this.#homeOf(hi, lo);
      const found = this.#probe(lanes, hi, lo, home);
      if (found >= 0) return found;
      if (this.#slotted >= this.#maximumSlotted) {
        this.#resize(grownSlotCount(this.#slotCount, MAXIMUM_SLOT_COUNT_WITH_OBJECTS));
        continue; // all slots are new, and a region that takes memory may have called back into us
      }
      if (this.#reading !== undefined) this.#detachReaders();
      const slot = ~found;
      lanes[slot * LANES] = hi;
      lanes[slot * LANES + 1] = lo;
      this.#slotted++;
      const excess = this.#excess + this.#displacement(home, slot) - this.#plausible;
      this.#excess = excess > 0 ? excess : 0;
      if (excess <= this.#maximumExcess) return found;
      this.#reseed();
      return ~this.#find(hi, lo);
    }
  }

  #placeZero(): number {
    if (this.#zeroCount === 1) return this.#slotCount;
    if (this.#reading !== undefined) this.#detachReaders();
    this.#zeroCount = 1;
    return ~this.#slotCount;
  }

  /** The slot where the search for a key begins. */
  #homeOf(hi: number, lo: number): number {
    const hash = mixLong(
      hi,
      lo,
      this.#offset,
      this.#multiplier1,
      this.#multiplier2,
      this.#multiplier3,
    );
    return imul(hash, this.#mantissa) >>> this.#shift;
  }

  /** Slots between `home` and `slot`, around the end if need be. */
  #displacement(home: number, slot: number): number {
    return slot >= home ? slot - home : slot - home + this.#slotCount;
  }

  /** Frees `slot` and moves later keys of the chain into the hole where their search passes it. */
  #shiftBack(slot: number): void {
    const lanes = this.#lanes;
    const slotCount = this.#slotCount;
    let hole = slot;
    let next = slot;
    let gap = 0; // slots from the hole to `next`
    for (;;) {
      gap++;
      next++;
      if (next === slotCount) next = 0;
      const hi = lanes[next * LANES]!;
      const lo = lanes[next * LANES + 1]!;
      if ((hi | lo) === 0) break;
      if (this.#displacement(this.#homeOf(hi, lo), next) < gap) continue; // begins behind the hole
      lanes[hole * LANES] = hi;
      lanes[hole * LANES + 1] = lo;
      this.#values[hole] = this.#values[next];
      hole = next;
      gap = 0;
    }
    lanes[hole * LANES] = 0;
    lanes[hole * LANES + 1] = 0;
    this.#values[hole] = undefined; // else it would be kept from garbage collection
  }

  #checkedSlotsFor(entryCount: number): number {
    return checkedSlotsFor(entryCount, this.#maximumLoad, MAXIMUM_SLOT_COUNT_WITH_OBJECTS);
  }

  /**
   * Moves the entries to a storage of `slotCount` slots, 1 for none. If a region called back into
   * this table and the entries no longer fit, nothing happens: callers look again.
   */
  #resize(slotCount: number): void {
    const region = slotCount === 1 ? undefined : this.#region;
    const address = region?.allocate(slotCount * BYTES_A_SLOT) ?? 0;
    if (this.disposed || this.#slotted > entriesIn(slotCount, this.#maximumLoad)) {
      region?.free(address);
      this.#open();
      return;
    }
    const lanes = slotCount === 1 ? NO_LANES : zeroedWords(region, address, slotCount * LANES);
    const oldLanes = this.#open(); // after allocate and words: growing memory ends older views
    const oldAddress = this.#address;
    if (this.#reading !== undefined) this.#detachReaders();
    this.#lanes = lanes;
    this.#address = address;
    this.#slotCount = slotCount;
    this.#mantissa = mantissaOf(slotCount);
    this.#shift = shiftOf(slotCount);
    this.#maximumSlotted = entriesIn(slotCount, this.#maximumLoad);
    this.#excess = 0;
    this.#maximumExcess = suspiciousDisplacement(slotCount, this.#maximumLoad);
    this.#refill(oldLanes);
    if (oldLanes !== NO_LANES) this.#region?.free(oldAddress);
  }

  #takeSeed(seed: MixSeed): void {
    [this.#offset, this.#multiplier1, this.#multiplier2, this.#multiplier3] = seed;
  }

  /**
   * Places all keys anew under a seed that nobody can know. In place, with a passing copy of the
   * keys outside the region: it must not fail where memory is short.
   */
  #reseed(): void {
    const lanes = this.#open();
    const oldLanes = lanes.slice();
    lanes.fill(0);
    this.#takeSeed(seedFrom());
    this.#reseedCount++;
    this.#excess = 0;
    // The next time costs O(n) again, so let insertions pass n slots too many before.
    this.#maximumExcess += this.#slotted;
    this.#refill(oldLanes);
  }

  /** Places the keys of `oldLanes`, all different, and their values in the empty lanes. */
  #refill(oldLanes: Int32Array): void {
    const lanes = this.#lanes;
    const end = lanes.length;
    const oldValues = this.#values;
    const values = emptyValues<V>(this.#slotCount);
    values[this.#slotCount] = oldValues[oldValues.length - 1]; // of the key (0, 0)
    this.#values = values;
    for (let oldWord = 0; oldWord < oldLanes.length; oldWord += LANES) {
      const hi = oldLanes[oldWord]!;
      const lo = oldLanes[oldWord + 1]!;
      if ((hi | lo) === 0) continue;
      let word = this.#homeOf(hi, lo) * LANES;
      while ((lanes[word]! | lanes[word + 1]!) !== 0) {
        word += LANES;
        if (word === end) word = 0;
      }
      lanes[word] = hi;
      lanes[word + 1] = lo;
      values[word >> 1] = oldValues[oldWord >> 1];
    }
  }

  /** The lanes, with a view that holds. @throws {DisposedError} after `dispose`. */
  #open(): Int32Array {
    const lanes = this.#lanes;
    return lanes.length === 0 ? this.#reopen() : lanes;
  }

  /** Called when the view has length 0: disposed, or the region's memory has moved. */
  #reopen(): Int32Array {
    const region = this.#region;
    if (this.disposed || region === undefined) {
      throw new DisposedError('Long2ObjectMap: expected one in use, got a disposed one');
    }
    this.#lanes = region.words(this.#address, this.#slotCount * LANES);
    return this.#lanes;
  }

  /** A cursor in front of the first slot, counted in `#reading`. */
  #openCursor(): KeyCursor {
    this.#open();
    const reading = (this.#reading ??= { lanes: undefined, readerCount: 0 });
    reading.readerCount++;
    return { reading, next: -1, hi: 0, lo: 0, slot: 0 };
  }

  #closeCursor(cursor: KeyCursor): void {
    const reading = cursor.reading;
    if (--reading.readerCount === 0 && reading === this.#reading) this.#reading = undefined;
  }

  /** Hands the keys as they are now to the iterations under way: call it before each change. */
  #detachReaders(): void {
    const reading = this.#reading!;
    reading.lanes = this.#open().slice();
    this.#reading = undefined;
  }

  /** Moves to the next key that is to be visited; false at the end. */
  #advance(cursor: KeyCursor): boolean {
    const live = this.#open();
    const copy = cursor.reading.lanes;
    const lanes = copy ?? live;
    if (cursor.next < 0) {
      cursor.next = 0;
      cursor.slot = this.#slotCount;
      if (this.#zeroCount === 1) return true;
    }
    while (cursor.next < lanes.length) {
      const word = cursor.next;
      cursor.next = word + LANES;
      const hi = lanes[word]!;
      const lo = lanes[word + 1]!;
      if ((hi | lo) === 0) continue;
      const slot = copy === undefined ? word >> 1 : this.#find(hi, lo);
      if (slot < 0) continue; // removed before its turn
      cursor.hi = hi;
      cursor.lo = lo;
      cursor.slot = slot;
      return true;
    }
    return false;
  }

  /** What `pick` makes of each key, one after the other. */
  *#walk<T>(pick: (cursor: KeyCursor) => T): IterableIterator<T> {
    const cursor = this.#openCursor();
    try {
      while (this.#advance(cursor)) yield pick(cursor);
    } finally {
      this.#closeCursor(cursor);
    }
  }
}

/**
 * Values for `slotCount` slots and the key (0, 0), all undefined (holes would make reads slower).
 */
function emptyValues<V>(slotCount: number): (V | undefined)[] {
  return new Array<V | undefined>(slotCount + 1).fill(undefined);
}

/** Words, all 0, of the block at `address`, which goes back if that fails, or of their own. */
function zeroedWords(
  region: CollectionRegion | undefined,
  address: number,
  length: number,
): Int32Array {
  try {
    return region === undefined ? new Int32Array(length) : region.words(address, length).fill(0);
  } catch (error) {
    region?.free(address);
    if (region !== undefined) throw error;
    throw new CapacityError(`capacity: expected memory for ${length * 4} bytes, got none`, {
      cause: error,
    });
  }
}
