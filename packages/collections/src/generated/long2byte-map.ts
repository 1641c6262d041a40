// Written by `npm run codegen` from packages/collections/templates/hash-table.ts.template:
// change that file and run the command again.
/**
 * The template of every hash table whose keys have a fixed width: `npm run codegen` makes the
 * classes under `src/generated/` of it, by the directives and macros that
 * `tools/codegen/generate.mjs` describes and `tools/codegen/tables.mjs` fills in.
 *
 * Over 500 lines, since private fields end with the class and each call across would be one the JIT
 * must see through.
 */
import { DisposedError } from '../errors.js';
import { imul, mixLong, seedFrom } from '../hashing.js';
import type { MixSeed } from '../hashing.js';
import { internals } from '../internals.js';
import type { TableInternals } from '../internals.js';
import { invalidLanes, joinLanes, longHi, longLo } from '../long.js';
import { entriesOf, optionsOf, staleIndex } from '../options.js';
import type { CollectionRegion, TableOptions } from '../options.js';
import type { LongCursor, KeyReading } from '../reading.js';
import {
  checkedSlotsFor,
  entriesIn,
  grownSlotCount,
  mantissaOf,
  MAXIMUM_SLOT_COUNT,
  maximumLoadOf,
  permittedSlotsFor,
  plausibleDisplacement,
  seedOf,
  shiftOf,
  suspiciousDisplacement,
} from '../sizing.js';
import { zeroedWords } from '../zeroed-words.js';
import { invalidInt8 } from '../values.js';

/** Stands for the storage of a table that has none: one free bucket, never written. */
const NO_WORDS = new Int32Array(1 * 2 + ((1 + 3) >> 2));

/**
 * Stands for the storage of a disposed table. Length 0 sends each method to `#reopen`, which
 * throws.
 */
const DISPOSED_WORDS = new Int32Array(0);

/**
 * Map from 64-bit keys, two int32 lanes `(hi, lo)` to byte values: fastutil's
 * `Long2ByteOpenHashMap`.
 *
 * Layout: open addressing with linear probing over one Int32Array:
 *
 *     words   [hi lo][hi lo] …   a slot each
 *     values  [v][v] …   one a slot
 *
 * A free slot is 0, and keys lie there XOR a secret that no key of the table is equal to: one that
 * comes makes it draw another. Removing fills the hole, so there are no tombstones and nothing
 * slows down with age. Each table has a secret seed of its own; insertions that pass more slots
 * than chance explains make it draw another one, so crafted keys cannot flood it
 * (`docs/adr/0003-hash-tables.md`).
 *
 * Cost: 9 B a slot at a load of 3/8 to 3/4: 12 to 24 B an entry. Nothing is allocated per entry.
 * get, set, add, has and delete take O(1), whatever the keys; growing takes O(n) and doubles the
 * slots; the table never shrinks by itself. Order of iteration: that of the slots, different for
 * each table.
 *
 * In a region it lies there as a whole and is charged to it.
 * Source: Knuth, TAOCP vol. 3, 6.4, Algorithms L and R.
 */
export class Long2ByteMap {
  #words: Int32Array = NO_WORDS;
  #values: Int8Array = new Int8Array(0); // what lies behind the keys
  #end = 0; // words of the slots; 0 without storage
  #mantissa = 0; // bucket of a hash = hash * mantissa >>> shift, see sizing.ts
  #shift = 31;
  #size = 0;
  #capacity = 0;
  readonly #maximumLoad: number;

  #offset = 0; // the seed's words, see hashing.ts; keys lie in slots XOR this one
  #multiplier1 = 0;
  #multiplier2 = 0;
  #multiplier3 = 0;

  #excess = 0; // words that insertions passed beyond what is plausible
  #straight = 0; // insertions since, which passed nothing
  #maximumExcess = 0;
  #reseedCount = 0;

  #reading: KeyReading | undefined = undefined; // iterations that walk the live slots
  readonly #region: CollectionRegion | undefined;
  #address = 0; // of the block in the region; meaningless while #words is NO_WORDS

  /**
   * @param entries What it holds at first: pairs of key and value, or another Long2ByteMap. Options
   * may stand in their place.
   * @throws {CapacityError} if `capacity` is no count, or beyond what a table holds.
   * @throws {InvalidArgumentError} if an option is unknown or out of range.
   * @throws {InvalidKeyError} for keys that are none. What `region.allocate` throws passes through.
   */
  constructor(
    entries?: Iterable<readonly [bigint, number]> | TableOptions | null,
    options?: TableOptions,
  ) {
    const checked = optionsOf(entries, options);
    this.#maximumLoad = maximumLoadOf(checked);
    this.#takeSeed(seedFrom(seedOf(checked)));
    this.#region = checked.region;
    this.ensureCapacity(checked.capacity ?? 0);
    try {
      for (const entry of entriesOf(entries)) this.setBigInt(entry[0], entry[1]);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** The same as `new`, for code that is handed a class: `mod.create(Long2ByteMap, options)`. */
  static create(options?: TableOptions): Long2ByteMap {
    return new Long2ByteMap(options);
  }

  /** Entries held; 0 after `dispose`. */
  get size(): number {
    return this.#size;
  }

  /** Entries that fit before the table grows; 0 after `dispose`. */
  get capacity(): number {
    return this.#capacity;
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#words === DISPOSED_WORDS;
  }

  /** Bytes of the storage. */
  bytes(): number {
    return ((this.#end >> 1) * 2 + (((this.#end >> 1) + 3) >> 2)) * 4;
  }

  /**
   * Whether the key is there.
   * @throws {InvalidKeyError} if it is not two int32 lanes: NaN, fractions, 2^31. −0 is 0.
   * @throws {DisposedError} after `dispose`.
   */
  has(hi: number, lo: number): boolean {
    return this.#find(this.#open(), hi, lo) >= 0;
  }

  /**
   * Value of the key, or undefined.
   * @throws {InvalidKeyError} if it is not two int32 lanes.
   * @throws {DisposedError} after `dispose`.
   */
  get(hi: number, lo: number): number | undefined {
    const words = this.#open();
    const index = this.#find(words, hi, lo);
    return index < 0 ? undefined : this.#values[index >> 1]!;
  }

  /**
   * Puts `value` under the key, in place of a value that is there.
   * @throws {InvalidKeyError} if the key is not two int32 lanes.
   * @throws {InvalidArgumentError} if the value is not an integer from −128 to 127.
   * @throws {CapacityError} if it would have to grow beyond what a table holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through; then, as
   * with every other error, nothing has changed.
   */
  set(hi: number, lo: number, value: number): this {
    if ((value << 24) >> 24 !== value) throw invalidInt8(value);
    const placed = this.#place(hi, lo);
    const index = placed < 0 ? ~placed : placed;
    this.#values[index >> 1] = value;
    return this;
  }

  /**
   * Takes the key out. @returns false if it was not there.
   * @throws {InvalidKeyError} if it is not two int32 lanes.
   * @throws {DisposedError} after `dispose`.
   */
  delete(hi: number, lo: number): boolean {
    const index = this.#find(this.#open(), hi, lo);
    if (index < 0) return false;
    this.indexRemove(index);
    return true;
  }

  /**
   * Where the key is, or a negative number if it is not there. It holds until the table changes.
   * One search serves several steps, without a closure.
   * @throws {InvalidKeyError} if it is not two int32 lanes.
   * @throws {DisposedError} after `dispose`.
   */
  indexOf(hi: number, lo: number): number {
    return this.#find(this.#open(), hi, lo);
  }

  /**
   * Puts in the key that {@link indexOf} has just missed, in the place that its search has brought
   * near: it is looked at again, since a key in a wrong place would be hidden for good.
   * @throws {InvalidArgumentError} if the index is not negative.
   * @throws as `set`; nothing has changed then.
   */
  indexInsert(index: number, hi: number, lo: number, value: number): void {
    if (index >= 0) throw staleIndex(index);
    this.set(hi, lo, value);
  }

  /** The value at an index that {@link indexOf} gave and nothing has changed since. */
  indexGet(index: number): number {
    return this.#values[index >> 1]!;
  }

  /** Puts a value at an index that {@link indexOf} gave and nothing has changed since. */
  indexReplace(index: number, value: number): void {
    if ((value << 24) >> 24 !== value) throw invalidInt8(value);
    this.#values[index >> 1] = value;
  }

  /** Takes out the entry at an index that {@link indexOf} gave and nothing has changed since. */
  indexRemove(index: number): void {
    if (this.#reading !== undefined) this.#detachReaders();
    this.#size--;
    this.#fillHole(index);
  }

  /**
   * Takes all entries out and keeps the storage (`trim` gives it back). @throws {DisposedError}
   * after `dispose`.
   */
  clear(): void {
    const words = this.#open();
    if (this.#reading !== undefined) this.#detachReaders();
    if (this.#size > 0) words.fill(0);
    this.#size = 0;
    this.#excess = 0;
  }

  /**
   * Grows so that `entryCount` entries fit without growing again.
   * @throws {CapacityError} if that is no count, or beyond what a table holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through.
   */
  ensureCapacity(entryCount: number): void {
    this.#open();
    const slotCount = checkedSlotsFor(entryCount, this.#maximumLoad, MAXIMUM_SLOT_COUNT);
    while (this.#capacity < entryCount) this.#resize(slotCount);
  }

  /**
   * Shrinks to the smallest storage that holds the entries: within 1/16 of the maximum load.
   * @returns bytes given back; 0 if there were none to give.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through.
   */
  trim(): number {
    this.#open();
    const before = this.bytes();
    const slotCount = permittedSlotsFor(this.#size, this.#maximumLoad);
    if (slotCount < this.#end >> 1) this.#resize(slotCount);
    return before - this.bytes();
  }

  /**
   * Gives the storage back. Every later use but `dispose`, `disposed`, `size`, `capacity` and
   * `bytes` throws.
   */
  dispose(): void {
    if (this.disposed) return;
    const hadBlock = this.#end > 0;
    this.#words = DISPOSED_WORDS;
    this.#values = new Int8Array(0);
    this.#end = 0;
    this.#size = 0;
    this.#capacity = 0;
    if (hadBlock && this.#region?.disposed !== true) this.#region?.free(this.#address);
  }

  /**
   * Calls `callback` with each value and its key. The table may be changed meanwhile: entries that
   * stay are visited once, entries that come are not visited. Cost: O(slots), allocates one cursor;
   * the first change copies the keys.
   * @throws {DisposedError} after `dispose`, in the middle too.
   */
  forEach(callback: (value: number, hi: number, lo: number) => void): void {
    const cursor = this.#openCursor();
    try {
      while (this.#advance(cursor))
        callback(this.#values[cursor.index >> 1]!, cursor.hi, cursor.lo);
    } finally {
      this.#closeCursor(cursor);
    }
  }

  /**
   * The keys as bigints, −2^63 to 2^63 − 1,. The table may be changed meanwhile, as in `forEach`.
   * @throws {DisposedError} at the next step after `dispose`.
   */
  keys(): IterableIterator<bigint> {
    return this.#walk((cursor) => joinLanes(cursor.hi, cursor.lo));
  }

  /** The values. @throws {DisposedError} at the next step after `dispose`. */
  values(): IterableIterator<number> {
    return this.#walk((cursor) => this.#values[cursor.index >> 1]!);
  }

  /**
   * Keys as bigints, −2^63 to 2^63 − 1, and values. @throws {DisposedError} at the next step after
   * `dispose`.
   */
  entries(): IterableIterator<[bigint, number]> {
    return this.#walk((cursor) => [
      joinLanes(cursor.hi, cursor.lo),
      this.#values[cursor.index >> 1]!,
    ]);
  }

  /** The same as `entries`: `for (const [key, value] of map)`. */
  [Symbol.iterator](): IterableIterator<[bigint, number]> {
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
  getBigInt(key: bigint): number | undefined {
    return this.get(longHi(key), longLo(key));
  }

  /** `set` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  setBigInt(key: bigint, value: number): this {
    return this.set(longHi(key), longLo(key), value);
  }

  /** `delete` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  deleteBigInt(key: bigint): boolean {
    return this.delete(longHi(key), longLo(key));
  }

  get [Symbol.toStringTag](): string {
    return 'Long2ByteMap';
  }

  /** @internal What `assertValidTable` and `probeStatistics` see. */
  [internals](): TableInternals {
    return [
      this.#open(),
      this.#end >> 1,
      [this.#offset, this.#multiplier1, this.#multiplier2],
      this.#mantissa,
      this.#shift,
      this.#maximumLoad,
      this.#reseedCount,
      2,
      (hi, lo) => this.#find(this.#open(), hi, lo) / 2,
      (hi, lo) => this.#homeOf(hi ^ this.#offset, lo ^ this.#offset) / 2,
      2,
      (cursor: LongCursor = this.#openCursor()) =>
        this.#advance(cursor) ? cursor : this.#closeCursor(cursor),
    ];
  }

  /** Word of the key's slot, or a negative number. */
  #find(words: Int32Array, hi: number, lo: number): number {
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidLanes(hi, lo);
    const maskedHi = hi ^ this.#offset;
    const maskedLo = lo ^ this.#offset;
    if ((maskedHi | maskedLo) === 0) return -1;
    return this.#probe(words, maskedHi, maskedLo, this.#homeOf(maskedHi, maskedLo));
  }

  /** Word of the slot of a key as it lies there, or ~word of the free one where its search ends. */
  #probe(words: Int32Array, hi: number, lo: number, home: number): number {
    const end = this.#end;
    let word = home;
    for (;;) {
      const slotHi = words[word]!;
      const slotLo = words[word + 1]!;
      if (slotHi === hi && slotLo === lo) return word;
      if ((slotHi | slotLo) === 0) return ~word; // load < 1, so a free slot exists
      word = (word + 2) | 0;
      if (word === end) word = 0;
    }
  }

  /** Word of the key's slot, or ~word if it had to be put there, with an undefined value. */
  #place(hi: number, lo: number): number {
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidLanes(hi, lo);
    for (;;) {
      const words = this.#open();
      const maskedHi = hi ^ this.#offset;
      const maskedLo = lo ^ this.#offset;
      if ((maskedHi | maskedLo) === 0) {
        this.#reseed();
        continue;
      }
      const home = this.#homeOf(maskedHi, maskedLo);
      const found = this.#probe(words, maskedHi, maskedLo, home);
      if (found >= 0) return found;
      if (this.#size < this.#capacity) return this.#insert(words, maskedHi, maskedLo, home, ~found);
      // All slots are new then, and a region that takes memory may call back into this table.
      this.#resize(grownSlotCount(this.#end >> 1, MAXIMUM_SLOT_COUNT));
    }
  }

  /** Puts a key that is not there in the bucket where its search ends. @returns ~its word. */
  #insert(words: Int32Array, hi: number, lo: number, home: number, bucket: number): number {
    const word = bucket;
    if (this.#reading !== undefined) this.#detachReaders();
    words[word] = hi;
    words[word + 1] = lo;
    this.#size++;
    if (bucket === home) this.#straight++;
    if (bucket === home || !this.#isFlooded(this.#displacement(home, bucket))) return ~word;
    const keyHi = hi ^ this.#offset;
    const keyLo = lo ^ this.#offset;
    this.#reseed();
    return ~this.#find(words, keyHi, keyLo);
  }

  /** Notes that an insertion passed words; whether that is more by now than chance explains. */
  #isFlooded(passed: number): boolean {
    // Each insertion makes up for what is plausible, also those that passed nothing.
    const plausible = plausibleDisplacement(this.#maximumLoad) * 2;
    const left = this.#excess - (this.#straight + 1) * plausible;
    this.#straight = 0;
    this.#excess = left > 0 ? left + passed : passed;
    return this.#excess > this.#maximumExcess;
  }

  /** Word of the bucket where the search for a key begins. */
  #homeOf(hi: number, lo: number): number {
    const hash = mixLong(hi, lo, 0, this.#multiplier1, this.#multiplier2, this.#multiplier3);
    return (imul(hash, this.#mantissa) >>> this.#shift) << 1;
  }

  /** Words from one bucket to another, around the end if need be. */
  #displacement(home: number, bucket: number): number {
    return bucket >= home ? bucket - home : bucket - home + this.#end;
  }

  /**
   * Frees a slot. The taken slots of a bucket come first, so its last entry fills the hole. If the
   * bucket was full, an entry that found no room there may lie behind it, and comes back.
   */
  #fillHole(word: number): void {
    const words = this.#words;
    let hole = word;
    while (hole >= 0) {
      const bucket = hole - (hole % 2);
      let last = bucket + 2 - 2;
      const wasFull = (words[last]! | words[last + 1]!) !== 0;
      while (!((words[last]! | words[last + 1]!) !== 0)) last -= 2;
      if (last !== hole) this.#move(words, hole, last);
      words[last] = 0;
      words[last + 1] = 0;
      if (!wasFull) return; // no search went on from here
      hole = this.#nextDisplaced(words, bucket);
      if (hole >= 0) this.#move(words, last, hole);
    }
  }

  /** Puts the entry of one slot into another one, too. */
  #move(words: Int32Array, to: number, from: number): void {
    const hi = words[from]!;
    const lo = words[from + 1]!;
    words[to] = hi;
    words[to + 1] = lo;
    this.#values[to >> 1] = this.#values[from >> 1]!;
  }

  /** Word of the first entry behind a bucket whose search passed it; −1 if there is none. */
  #nextDisplaced(words: Int32Array, bucket: number): number {
    let word = bucket + 2;
    for (;;) {
      if (word === this.#end) word = 0;
      const start = word;
      const distance = this.#displacement(bucket, start);
      for (; word < start + 2; word += 2) {
        const hi = words[word]!;
        const lo = words[word + 1]!;
        if ((hi | lo) === 0) return -1;
        if (this.#displacement(this.#homeOf(hi, lo), start) >= distance) return word;
      }
    }
  }

  /**
   * Moves the entries to a storage of `slotCount` slots, 0 for none. If a region called back into
   * this table and the entries no longer fit, nothing happens: callers look again.
   */
  #resize(slotCount: number): void {
    const region = slotCount === 0 ? undefined : this.#region;
    const address = region?.allocate((slotCount * 2 + ((slotCount + 3) >> 2)) * 4) ?? 0;
    if (this.disposed || this.#size > entriesIn(slotCount, this.#maximumLoad)) {
      region?.free(address);
      this.#open();
      return;
    }
    const words =
      slotCount === 0
        ? NO_WORDS
        : zeroedWords(region, address, slotCount * 2 + ((slotCount + 3) >> 2));
    const oldWords = this.#open(); // after allocate and words: growing memory ends older views
    const oldAddress = this.#address;
    if (this.#reading !== undefined) this.#detachReaders();
    const oldEnd = this.#end;
    this.#words = words;
    this.#address = address;
    this.#end = slotCount * 2;
    this.#values = valuesIn(words, slotCount);
    this.#mantissa = mantissaOf(slotCount);
    this.#shift = shiftOf(slotCount, 1);
    this.#capacity = entriesIn(slotCount, this.#maximumLoad);
    this.#excess = 0;
    this.#maximumExcess = suspiciousDisplacement(slotCount, this.#maximumLoad) * 2;
    this.#refill(oldWords, oldEnd, 0);
    if (oldEnd > 0) this.#region?.free(oldAddress);
  }

  #takeSeed(seed: MixSeed): void {
    [this.#offset, this.#multiplier1, this.#multiplier2, this.#multiplier3] = seed;
  }

  /**
   * Places all keys anew under a seed that nobody can know and whose offset is none of them. In
   * place, with a passing copy of the keys outside the region: it must not fail where memory is
   * short.
   */
  #reseed(): void {
    const words = this.#open();
    if (this.#reading !== undefined) this.#detachReaders();
    const oldWords = words.slice();
    const oldOffset = this.#offset;
    let seed: MixSeed;
    let masked: number;
    do {
      seed = seedFrom();
      masked = seed[0] ^ oldOffset;
    } while (this.#probe(words, masked, masked, this.#homeOf(masked, masked)) >= 0);
    words.fill(0);
    this.#takeSeed(seed);
    this.#reseedCount++;
    this.#excess = 0;
    // The next time costs O(n) again, so let insertions pass n slots too many before.
    this.#maximumExcess += this.#size * 2;
    this.#refill(oldWords, this.#end, oldOffset ^ this.#offset);
  }

  /**
   * Places the keys of `oldWords`, all different, and their values in the empty words.
   * @param remask - what makes keys as they lay there such as they lie now, by XOR
   */
  #refill(oldWords: Int32Array, oldEnd: number, remask: number): void {
    const words = this.#words;
    const values = this.#values;
    const oldValues = valuesIn(oldWords, oldEnd >> 1);
    for (let oldWord = 0; oldWord < oldEnd;) {
      if (!((oldWords[oldWord]! | oldWords[oldWord + 1]!) !== 0)) {
        oldWord = (oldWord | 1) + 1; // the taken slots of a bucket come first
        continue;
      }
      const hi = oldWords[oldWord]! ^ remask;
      const lo = oldWords[oldWord + 1]! ^ remask;
      const word = ~this.#probe(words, hi, lo, this.#homeOf(hi, lo));
      words[word] = hi;
      words[word + 1] = lo;
      values[word >> 1] = oldValues[oldWord >> 1]!;
      oldWord += 2;
    }
  }

  /** The words, with a view that holds. @throws {DisposedError} after `dispose`. */
  #open(): Int32Array {
    const words = this.#words;
    return words.length === 0 ? this.#reopen() : words;
  }

  /** Called when the view has length 0: disposed, or the region's memory has moved. */
  #reopen(): Int32Array {
    const region = this.#region;
    if (this.disposed || region === undefined) {
      throw new DisposedError('Long2ByteMap: expected one in use, got a disposed one');
    }
    this.#words = region.words(this.#address, (this.#end >> 1) * 2 + (((this.#end >> 1) + 3) >> 2));
    this.#values = valuesIn(this.#words, this.#end >> 1);
    return this.#words;
  }

  /** A cursor in front of the first slot, counted in `#reading`. */
  #openCursor(): LongCursor {
    this.#open();
    const reading = (this.#reading ??= { words: undefined, offset: this.#offset, readerCount: 0 });
    reading.readerCount++;
    return { reading, next: 0, hi: 0, lo: 0, index: 0 };
  }

  #closeCursor(cursor: LongCursor): void {
    const reading = cursor.reading;
    if (--reading.readerCount === 0 && reading === this.#reading) this.#reading = undefined;
  }

  /** Hands the keys as they are now to the iterations under way: call it before each change. */
  #detachReaders(): void {
    const reading = this.#reading!;
    reading.words = this.#open().slice(0, this.#end);
    this.#reading = undefined;
  }

  /** Moves to the next key that is to be visited; false at the end. */
  #advance(cursor: LongCursor): boolean {
    const live = this.#open();
    const copy = cursor.reading.words;
    const words = copy ?? live;
    const end = copy === undefined ? this.#end : copy.length;
    const offset = cursor.reading.offset;
    while (cursor.next < end) {
      const word = cursor.next;
      const hi = words[word]!;
      const lo = words[word + 1]!;
      if ((hi | lo) === 0) {
        cursor.next = (word | 1) + 1; // the taken slots of a bucket come first
        continue;
      }
      cursor.next = word + 2;
      cursor.hi = hi ^ offset;
      cursor.lo = lo ^ offset;
      cursor.index = copy === undefined ? word : this.#find(live, cursor.hi, cursor.lo);
      if (cursor.index < 0) continue; // removed before its turn
      return true;
    }
    return false;
  }

  /** What `pick` makes of each key, one after the other. */
  *#walk<T>(pick: (cursor: LongCursor) => T): IterableIterator<T> {
    const cursor = this.#openCursor();
    try {
      while (this.#advance(cursor)) yield pick(cursor);
    } finally {
      this.#closeCursor(cursor);
    }
  }
}

/** The values of `slotCount` slots, behind the keys in the same memory. */
function valuesIn(words: Int32Array, slotCount: number): Int8Array {
  const byteOffset = words.byteOffset + slotCount * 2 * 4;
  return new Int8Array(words.buffer, byteOffset, slotCount);
}
