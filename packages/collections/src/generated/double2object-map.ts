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
import { doubleKeyHi, doubleKeyLo } from '../double.js';
import { entriesOf, optionsOf, staleIndex } from '../options.js';
import type { CollectionRegion, TableOptions } from '../options.js';
import type { LongCursor, KeyReading } from '../reading.js';
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
import { zeroedWords } from '../zeroed-words.js';
import { doubleOf } from '../values.js';

/** Words of a slot. */
const STRIDE = 2;

/** Stands for the storage of a table that has none: one free slot, never written. */
const NO_WORDS = new Int32Array(1 * 2);

/**
 * Stands for the storage of a disposed table. Length 0 sends each method to `#reopen`, which
 * throws.
 */
const DISPOSED_WORDS = new Int32Array(0);

/**
 * Map from double keys to any values: fastutil's `Double2ObjectOpenHashMap`.
 *
 * Layout: open addressing with linear probing over one Int32Array:
 *
 *     words   [hi lo][hi lo] …   a slot each; the key 0 means a free one
 *             hi and lo are the bits of the key; all NaN are one key, and −0 is 0
 *     values  [v][v] … [z]   one a slot, and that of the key 0
 *
 * The key 0 lies in no slot: a flag says whether it is there. Removing shifts the chain back,
 * so there are no tombstones and nothing slows down with age. Each table has a secret seed of its
 * own; insertions that pass more slots than chance explains make it draw another one, so crafted
 * keys cannot flood it (`docs/adr/0003-hash-tables.md`).
 *
 * Cost: 16 B a slot at a load of 3/8 to 3/4: 21.3 to 42.7 B an entry. Nothing is allocated per
 * entry. get, set, add, has and delete take O(1), whatever the keys; growing takes O(n) and doubles
 * the slots; the table never shrinks by itself. Order of iteration: that of the slots, different
 * for each table.
 *
 * In a region only what is no value lies there (a region holds no JavaScript values) and is charged
 * to it. Source: Knuth, TAOCP vol. 3, 6.4, Algorithms L and R; the flag for key 0 is fastutil's
 * idea.
 */
export class Double2ObjectMap<V> {
  #words: Int32Array = NO_WORDS;
  #values: (V | undefined)[] = [undefined, undefined];
  #slotCount = 1;
  #end = STRIDE; // words of the slots; there stands the key 0
  #mantissa = mantissaOf(1); // slot of a hash = hash * mantissa >>> shift, see sizing.ts
  #shift = shiftOf(1);
  #slotted = 0; // entries in slots, all but that of the key 0
  #zeroCount = 0; // 1 if the key 0 is there
  #maximumSlotted = 0;
  readonly #maximumLoad: number;

  #offset = 0; // the seed's words, see hashing.ts
  #multiplier1 = 0;
  #multiplier2 = 0;
  #multiplier3 = 0;

  #excess = 0; // words that insertions passed beyond what is plausible; never below 0
  #maximumExcess = 0;
  readonly #plausible: number;
  #reseedCount = 0;

  #changes = 0; // of the keys and their places
  #missedAt = -1; // #changes when indexOf missed the key below
  #missedHi = 0;
  #missedLo = 0;

  #reading: KeyReading | undefined = undefined; // iterations that walk the live slots
  readonly #region: CollectionRegion | undefined;
  #address = 0; // of the block in the region; meaningless while #words is NO_WORDS

  /**
   * @param entries What it holds at first: pairs of key and value, or another Double2ObjectMap.
   * Options may stand in their place.
   * @throws {CapacityError} if `capacity` is no count, or beyond what a table holds.
   * @throws {InvalidArgumentError} if an option is unknown or out of range.
   * @throws {InvalidKeyError} for keys that are none. What `region.allocate` throws passes through.
   */
  constructor(
    entries?: Iterable<readonly [number, V]> | TableOptions | null,
    options?: TableOptions,
  ) {
    const checked = optionsOf(entries, options);
    this.#maximumLoad = maximumLoadOf(checked);
    this.#plausible = plausibleDisplacement(this.#maximumLoad) * STRIDE;
    this.#takeSeed(seedFrom(seedOf(checked)));
    this.#region = checked.region;
    this.ensureCapacity(checked.capacity ?? 0);
    try {
      for (const entry of entriesOf(entries)) this.set(entry[0], entry[1]);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /**
   * The same as `new`, for code that is handed a class: `mod.create(Double2ObjectMap, options)`.
   */
  static create<V>(options?: TableOptions): Double2ObjectMap<V> {
    return new Double2ObjectMap<V>(options);
  }

  /** Entries held; 0 after `dispose`. */
  get size(): number {
    return this.#slotted + this.#zeroCount;
  }

  /** Entries that fit before the table grows (the key 0 always does); 0 after `dispose`. */
  get capacity(): number {
    return this.#maximumSlotted;
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#words === DISPOSED_WORDS;
  }

  /**
   * Bytes of the storage, without what the values themselves take.
   * A pointer in an array counts as 8 B, as in Node; engines that compress pointers take 4.
   */
  bytes(): number {
    const keyBytes = this.#slotCount === 1 ? 0 : this.#slotCount * 2 * 4;
    return keyBytes + this.#values.length * 8;
  }

  /**
   * Whether the key is there.
   * @throws {InvalidKeyError} if it is not a number: strings, bigints. −0 is 0.
   * @throws {DisposedError} after `dispose`.
   */
  has(key: number): boolean {
    const hi = doubleKeyHi(key);
    const lo = doubleKeyLo(key);
    return this.#find(hi, lo) >= 0;
  }

  /**
   * Value of the key, or undefined.
   * @throws {InvalidKeyError} if it is not a number.
   * @throws {DisposedError} after `dispose`.
   */
  get(key: number): V | undefined {
    const hi = doubleKeyHi(key);
    const lo = doubleKeyLo(key);
    const index = this.#find(hi, lo);
    return index < 0 ? undefined : this.#values[index >> 1];
  }

  /**
   * Puts `value` under the key, in place of a value that is there.
   * @throws {InvalidKeyError} if the key is not a number.
   * @throws {CapacityError} if it would have to grow beyond what a table holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through; then, as
   * with every other error, nothing has changed.
   */
  set(key: number, value: V): this {
    const hi = doubleKeyHi(key);
    const lo = doubleKeyLo(key);
    const placed = this.#place(hi, lo);
    const index = placed < 0 ? ~placed : placed;
    this.#values[index >> 1] = value;
    return this;
  }

  /**
   * Takes the key out. @returns false if it was not there.
   * @throws {InvalidKeyError} if it is not a number.
   * @throws {DisposedError} after `dispose`.
   */
  delete(key: number): boolean {
    const hi = doubleKeyHi(key);
    const lo = doubleKeyLo(key);
    const index = this.#find(hi, lo);
    if (index < 0) return false;
    this.indexRemove(index);
    return true;
  }

  /**
   * Where the key is, or a negative number that {@link indexInsert} takes if it is not there. It
   * holds until the table changes. One search serves several steps, without a closure.
   * @throws {InvalidKeyError} if it is not a number.
   * @throws {DisposedError} after `dispose`.
   */
  indexOf(key: number): number {
    const hi = doubleKeyHi(key);
    const lo = doubleKeyLo(key);
    const index = this.#find(hi, lo);
    if (index < 0) {
      this.#missedAt = this.#changes;
      this.#missedHi = hi;
      this.#missedLo = lo;
    }
    return index;
  }

  /**
   * Puts in the key that {@link indexOf} has just missed.
   * @param index - what that returned
   * @throws {InvalidArgumentError} if it was another key or the table has changed since.
   * @throws as `set`; nothing has changed then.
   */
  indexInsert(index: number, key: number, value: V): void {
    const hi = doubleKeyHi(key);
    const lo = doubleKeyLo(key);
    if (
      index >= 0 ||
      this.#missedAt !== this.#changes ||
      this.#missedHi !== hi ||
      this.#missedLo !== lo
    )
      throw staleIndex(index);
    const words = this.#open();
    const isFree = !((hi | lo) === 0) && this.#slotted < this.#maximumSlotted;
    const placed = isFree
      ? ~this.#insert(words, hi, lo, this.#homeOf(hi, lo), ~index)
      : ~this.#place(hi, lo);
    this.#values[placed >> 1] = value;
  }

  /** The value at an index that {@link indexOf} gave and nothing has changed since. */
  indexGet(index: number): V {
    return this.#values[index >> 1] as V;
  }

  /** Puts a value at an index that {@link indexOf} gave and nothing has changed since. */
  indexReplace(index: number, value: V): void {
    this.#values[index >> 1] = value;
  }

  /** Takes out the entry at an index that {@link indexOf} gave and nothing has changed since. */
  indexRemove(index: number): void {
    if (this.#reading !== undefined) this.#detachReaders();
    this.#changes++;
    if (index === this.#end) {
      this.#zeroCount = 0;
      this.#values[this.#slotCount] = undefined;
    } else {
      this.#slotted--;
      this.#shiftBack(index);
    }
  }

  /**
   * Takes all entries out and keeps the storage (`trim` gives it back). @throws {DisposedError}
   * after `dispose`.
   */
  clear(): void {
    const words = this.#open();
    if (this.#reading !== undefined) this.#detachReaders();
    if (this.#slotted > 0) words.fill(0);
    this.#values.fill(undefined);
    this.#slotted = 0;
    this.#zeroCount = 0;
    this.#excess = 0;
    this.#changes++;
  }

  /**
   * Grows so that `entryCount` entries fit without growing again.
   * @throws {CapacityError} if that is no count, or beyond what a table holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through.
   */
  ensureCapacity(entryCount: number): void {
    this.#open();
    const slotCount = checkedSlotsFor(
      entryCount,
      this.#maximumLoad,
      MAXIMUM_SLOT_COUNT_WITH_OBJECTS,
    );
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
    return before - this.bytes();
  }

  /**
   * Gives the storage back. Every later use but `dispose`, `disposed`, `size`, `capacity` and
   * `bytes` throws.
   */
  dispose(): void {
    if (this.disposed) return;
    const hadBlock = this.#words !== NO_WORDS;
    this.#words = DISPOSED_WORDS;
    this.#values = [];
    this.#slotCount = 1;
    this.#end = STRIDE;
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
  forEach(callback: (value: V, key: number) => void): void {
    const cursor = this.#openCursor();
    try {
      while (this.#advance(cursor))
        callback(this.#values[cursor.index >> 1] as V, doubleOf(cursor.hi, cursor.lo));
    } finally {
      this.#closeCursor(cursor);
    }
  }

  /**
   * The keys. The table may be changed meanwhile, as in `forEach`.
   * @throws {DisposedError} at the next step after `dispose`.
   */
  keys(): IterableIterator<number> {
    return this.#walk((cursor) => doubleOf(cursor.hi, cursor.lo));
  }

  /** The values. @throws {DisposedError} at the next step after `dispose`. */
  values(): IterableIterator<V> {
    return this.#walk((cursor) => this.#values[cursor.index >> 1] as V);
  }

  /** Keys and values. @throws {DisposedError} at the next step after `dispose`. */
  entries(): IterableIterator<[number, V]> {
    return this.#walk((cursor) => [
      doubleOf(cursor.hi, cursor.lo),
      this.#values[cursor.index >> 1] as V,
    ]);
  }

  /** The same as `entries`: `for (const [key, value] of map)`. */
  [Symbol.iterator](): IterableIterator<[number, V]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return 'Double2ObjectMap';
  }

  /** @internal What `assertValidTable` and `probeStatistics` see. */
  [internals](): TableInternals {
    return [
      this.#open(),
      this.#slotCount,
      this.#zeroCount,
      this.#mantissa,
      this.#shift,
      this.#maximumLoad,
      this.#reseedCount,
      STRIDE,
      (hi, lo) => this.#find(hi, lo) / STRIDE,
      (hi, lo) => this.#homeOf(hi, lo) / STRIDE,
      2,
      (cursor: LongCursor = this.#openCursor()) =>
        this.#advance(cursor) ? cursor : this.#closeCursor(cursor),
      this.#values,
    ];
  }

  /** Word of the key's slot, or ~word of that where it would be put. */
  #find(hi: number, lo: number): number {
    const words = this.#open();
    if ((hi | lo) === 0) return this.#zeroCount === 0 ? ~this.#end : this.#end;
    return this.#probe(words, hi, lo, this.#homeOf(hi, lo));
  }

  /** Word of the slot of a key that is not 0, or ~word of the free one where its search ends. */
  #probe(words: Int32Array, hi: number, lo: number, home: number): number {
    const end = this.#end;
    let word = home;
    for (;;) {
      const slotHi = words[word]!;
      const slotLo = words[word + 1]!;
      if (slotHi === hi && slotLo === lo) return word;
      if ((slotHi | slotLo) === 0) return ~word; // load < 1, so a free slot exists
      word += STRIDE;
      if (word === end) word = 0;
    }
  }

  /** Word of the key's slot, or ~word if it had to be put there, with an undefined value. */
  #place(hi: number, lo: number): number {
    for (;;) {
      const words = this.#open();
      if ((hi | lo) === 0) return this.#placeZero();
      const home = this.#homeOf(hi, lo);
      const found = this.#probe(words, hi, lo, home);
      if (found >= 0) return found;
      if (this.#slotted >= this.#maximumSlotted) {
        this.#resize(grownSlotCount(this.#slotCount, MAXIMUM_SLOT_COUNT_WITH_OBJECTS));
        continue; // all slots are new, and a region that takes memory may have called back into us
      }
      return this.#insert(words, hi, lo, home, ~found);
    }
  }

  /** Puts a key that is not there in the free slot where its search ends. @returns ~its word. */
  #insert(words: Int32Array, hi: number, lo: number, home: number, word: number): number {
    if (this.#reading !== undefined) this.#detachReaders();
    this.#changes++;
    words[word] = hi;
    words[word + 1] = lo;
    this.#slotted++;
    const excess = this.#excess + this.#displacement(home, word) - this.#plausible;
    this.#excess = excess > 0 ? excess : 0;
    if (excess <= this.#maximumExcess) return ~word;
    this.#reseed();
    return ~this.#find(hi, lo);
  }

  #placeZero(): number {
    if (this.#zeroCount === 1) return this.#end;
    if (this.#reading !== undefined) this.#detachReaders();
    this.#zeroCount = 1;
    this.#changes++;
    return ~this.#end;
  }

  /** Word of the slot where the search for a key begins. */
  #homeOf(hi: number, lo: number): number {
    const hash = mixLong(
      hi,
      lo,
      this.#offset,
      this.#multiplier1,
      this.#multiplier2,
      this.#multiplier3,
    );
    return (imul(hash, this.#mantissa) >>> this.#shift) * STRIDE;
  }

  /** Words between `home` and `word`, around the end if need be. */
  #displacement(home: number, word: number): number {
    return word >= home ? word - home : word - home + this.#end;
  }

  /** Frees a slot and moves later keys of the chain into the hole where their search passes it. */
  #shiftBack(word: number): void {
    const words = this.#words;
    const end = this.#end;
    let hole = word;
    let next = word;
    let gap = 0; // words from the hole to `next`
    for (;;) {
      gap += STRIDE;
      next += STRIDE;
      if (next === end) next = 0;
      const hi = words[next]!;
      const lo = words[next + 1]!;
      if ((hi | lo) === 0) break;
      if (this.#displacement(this.#homeOf(hi, lo), next) < gap) continue; // begins behind the hole
      words[hole] = hi;
      words[hole + 1] = lo;
      this.#values[hole >> 1] = this.#values[next >> 1];
      hole = next;
      gap = 0;
    }
    words[hole] = 0;
    words[hole + 1] = 0;
    this.#values[hole >> 1] = undefined; // else it would be kept from garbage collection
  }

  /**
   * Moves the entries to a storage of `slotCount` slots, 1 for none. If a region called back into
   * this table and the entries no longer fit, nothing happens: callers look again.
   */
  #resize(slotCount: number): void {
    const region = slotCount === 1 ? undefined : this.#region;
    const address = region?.allocate(slotCount * 2 * 4) ?? 0;
    if (this.disposed || this.#slotted > entriesIn(slotCount, this.#maximumLoad)) {
      region?.free(address);
      this.#open();
      return;
    }
    const words = slotCount === 1 ? NO_WORDS : zeroedWords(region, address, slotCount * 2);
    const oldWords = this.#open(); // after allocate and words: growing memory ends older views
    const oldAddress = this.#address;
    if (this.#reading !== undefined) this.#detachReaders();
    const oldSlotCount = this.#slotCount;
    this.#words = words;
    this.#address = address;
    this.#slotCount = slotCount;
    this.#end = slotCount * STRIDE;
    this.#changes++;
    this.#mantissa = mantissaOf(slotCount);
    this.#shift = shiftOf(slotCount);
    this.#maximumSlotted = entriesIn(slotCount, this.#maximumLoad);
    this.#excess = 0;
    this.#maximumExcess = suspiciousDisplacement(slotCount, this.#maximumLoad) * STRIDE;
    this.#refill(oldWords, oldSlotCount);
    if (oldWords !== NO_WORDS) this.#region?.free(oldAddress);
  }

  #takeSeed(seed: MixSeed): void {
    [this.#offset, this.#multiplier1, this.#multiplier2, this.#multiplier3] = seed;
  }

  /**
   * Places all keys anew under a seed that nobody can know. In place, with a passing copy of the
   * keys outside the region: it must not fail where memory is short.
   */
  #reseed(): void {
    const words = this.#open();
    const oldWords = words.slice();
    words.fill(0);
    this.#takeSeed(seedFrom());
    this.#reseedCount++;
    this.#excess = 0;
    // The next time costs O(n) again, so let insertions pass n slots too many before.
    this.#maximumExcess += this.#slotted * STRIDE;
    this.#refill(oldWords, this.#slotCount);
  }

  /** Places the keys of `oldWords`, all different, and their values in the empty words. */
  #refill(oldWords: Int32Array, oldSlotCount: number): void {
    const words = this.#words;
    const end = this.#end;
    const oldEnd = oldSlotCount * STRIDE;
    const oldValues = this.#values;
    const values = emptyValues<V>(this.#slotCount);
    values[this.#slotCount] = oldValues[oldSlotCount]; // of the key 0
    this.#values = values;
    for (let oldWord = 0; oldWord < oldEnd; oldWord += STRIDE) {
      const hi = oldWords[oldWord]!;
      const lo = oldWords[oldWord + 1]!;
      if ((hi | lo) === 0) continue;
      let word = this.#homeOf(hi, lo);
      while (!((words[word]! | words[word + 1]!) === 0)) {
        word += STRIDE;
        if (word === end) word = 0;
      }
      words[word] = hi;
      words[word + 1] = lo;
      values[word >> 1] = oldValues[oldWord >> 1];
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
      throw new DisposedError('Double2ObjectMap: expected one in use, got a disposed one');
    }
    this.#words = region.words(this.#address, this.#slotCount * 2);
    return this.#words;
  }

  /** A cursor in front of the first slot, counted in `#reading`. */
  #openCursor(): LongCursor {
    this.#open();
    const reading = (this.#reading ??= { words: undefined, readerCount: 0 });
    reading.readerCount++;
    return { reading, next: -1, hi: 0, lo: 0, index: 0 };
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
    if (cursor.next < 0) {
      cursor.next = 0;
      cursor.index = this.#end;
      if (this.#zeroCount === 1) return true;
    }
    while (cursor.next < end) {
      const word = cursor.next;
      cursor.next = word + STRIDE;
      const hi = words[word]!;
      const lo = words[word + 1]!;
      if ((hi | lo) === 0) continue;
      const index = copy === undefined ? word : this.#find(hi, lo);
      if (index < 0) continue; // removed before its turn
      cursor.hi = hi;
      cursor.lo = lo;
      cursor.index = index;
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

/**
 * Values for `slotCount` slots and the key 0, all undefined (holds no holes, which would make
 * reads slower).
 */
function emptyValues<V>(slotCount: number): (V | undefined)[] {
  return new Array<V | undefined>(slotCount + 1).fill(undefined);
}
