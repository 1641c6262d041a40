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
import { imul, mixInt, seedFrom } from '../hashing.js';
import type { MixSeed } from '../hashing.js';
import { invalidInt } from '../int.js';
import { internals } from '../internals.js';
import type { TableInternals } from '../internals.js';
import { entriesOf, optionsOf, staleIndex } from '../options.js';
import type { CollectionRegion, TableOptions } from '../options.js';
import type { IntCursor, KeyReading } from '../reading.js';
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
import { invalidInt32 } from '../values.js';

/** Stands for the storage of a table that has none: one free bucket, never written. */
const NO_WORDS = new Int32Array(4 * 2 + (4 >> 2));

/**
 * Stands for the storage of a disposed table. Length 0 sends each method to `#reopen`, which
 * throws.
 */
const DISPOSED_WORDS = new Int32Array(0);

/**
 * Map from int keys to int values: fastutil's `Int2IntOpenHashMap`. For those that are asked mostly
 * for what they do not hold: a miss reads a byte a slot in place of the slots, and a hit reads
 * both.
 *
 * Layout: open addressing with linear probing, in buckets of four slots, over one Int32Array:
 *
 *     words   [key value][key value] …   a slot each
 *     tags    a byte a slot, those of a bucket in one word; 0 is that of a free slot
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
export class Int2IntTaggedMap {
  #words: Int32Array = NO_WORDS;
  #end = 0; // words of the slots; 0 without storage
  #mantissa = 0; // bucket of a hash = hash * mantissa >>> shift, see sizing.ts
  #shift = 31;
  #size = 0;
  #capacity = 0;
  readonly #maximumLoad: number;

  #offset = 0; // the seed's words, see hashing.ts; keys lie in slots XOR this one
  #multiplier1 = 0;
  #multiplier2 = 0;

  #excess = 0; // words that insertions passed beyond what is plausible
  #straight = 0; // insertions since, which passed nothing
  #maximumExcess = 0;
  #reseedCount = 0;

  #reading: KeyReading | undefined = undefined; // iterations that walk the live slots
  readonly #region: CollectionRegion | undefined;
  #address = 0; // of the block in the region; meaningless while #words is NO_WORDS

  /**
   * @param entries What it holds at first: pairs of key and value, or another Int2IntTaggedMap.
   * Options may stand in their place.
   * @throws {CapacityError} if `capacity` is no count, or beyond what a table holds.
   * @throws {InvalidArgumentError} if an option is unknown or out of range.
   * @throws {InvalidKeyError} for keys that are none. What `region.allocate` throws passes through.
   */
  constructor(
    entries?: Iterable<readonly [number, number]> | TableOptions | null,
    options?: TableOptions,
  ) {
    const checked = optionsOf(entries, options);
    this.#maximumLoad = maximumLoadOf(checked);
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
   * The same as `new`, for code that is handed a class: `mod.create(Int2IntTaggedMap, options)`.
   */
  static create(options?: TableOptions): Int2IntTaggedMap {
    return new Int2IntTaggedMap(options);
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
    return ((this.#end >> 1) * 2 + ((this.#end >> 1) >> 2)) * 4;
  }

  /**
   * Whether the key is there.
   * @throws {InvalidKeyError} if it is not an int32: NaN, a fraction, out of its range. −0 is 0.
   * @throws {DisposedError} after `dispose`.
   */
  has(key: number): boolean {
    return this.#find(this.#open(), key) >= 0;
  }

  /**
   * Value of the key, or undefined.
   * @throws {InvalidKeyError} if it is not an int32.
   * @throws {DisposedError} after `dispose`.
   */
  get(key: number): number | undefined {
    const words = this.#open();
    const index = this.#find(words, key);
    return index < 0 ? undefined : words[(index + 1) | 0]!;
  }

  /**
   * Puts `value` under the key, in place of a value that is there.
   * @throws {InvalidKeyError} if the key is not an int32.
   * @throws {InvalidArgumentError} if the value is not an int32.
   * @throws {CapacityError} if it would have to grow beyond what a table holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through; then, as
   * with every other error, nothing has changed.
   */
  set(key: number, value: number): this {
    if ((value | 0) !== value) throw invalidInt32(value);
    const placed = this.#place(key);
    const index = placed < 0 ? ~placed : placed;
    this.#words[index + 1] = value;
    return this;
  }

  /**
   * Takes the key out. @returns false if it was not there.
   * @throws {InvalidKeyError} if it is not an int32.
   * @throws {DisposedError} after `dispose`.
   */
  delete(key: number): boolean {
    const index = this.#find(this.#open(), key);
    if (index < 0) return false;
    this.indexRemove(index);
    return true;
  }

  /**
   * Where the key is, or a negative number if it is not there. It holds until the table changes.
   * One search serves several steps, without a closure.
   * @throws {InvalidKeyError} if it is not an int32.
   * @throws {DisposedError} after `dispose`.
   */
  indexOf(key: number): number {
    return this.#find(this.#open(), key);
  }

  /**
   * Puts in the key that {@link indexOf} has just missed, in the place that its search has brought
   * near: it is looked at again, since a key in a wrong place would be hidden for good.
   * @throws {InvalidArgumentError} if the index is not negative.
   * @throws as `set`; nothing has changed then.
   */
  indexInsert(index: number, key: number, value: number): void {
    if (index >= 0) throw staleIndex(index);
    this.set(key, value);
  }

  /** The value at an index that {@link indexOf} gave and nothing has changed since. */
  indexGet(index: number): number {
    return this.#words[index + 1]!;
  }

  /** Puts a value at an index that {@link indexOf} gave and nothing has changed since. */
  indexReplace(index: number, value: number): void {
    if ((value | 0) !== value) throw invalidInt32(value);
    this.#words[index + 1] = value;
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
  forEach(callback: (value: number, key: number) => void): void {
    const cursor = this.#openCursor();
    try {
      while (this.#advance(cursor)) callback(this.#words[cursor.index + 1]!, cursor.key);
    } finally {
      this.#closeCursor(cursor);
    }
  }

  /**
   * The keys. The table may be changed meanwhile, as in `forEach`.
   * @throws {DisposedError} at the next step after `dispose`.
   */
  keys(): IterableIterator<number> {
    return this.#walk((cursor) => cursor.key);
  }

  /** The values. @throws {DisposedError} at the next step after `dispose`. */
  values(): IterableIterator<number> {
    return this.#walk((cursor) => this.#words[cursor.index + 1]!);
  }

  /** Keys and values. @throws {DisposedError} at the next step after `dispose`. */
  entries(): IterableIterator<[number, number]> {
    return this.#walk((cursor) => [cursor.key, this.#words[cursor.index + 1]!]);
  }

  /** The same as `entries`: `for (const [key, value] of map)`. */
  [Symbol.iterator](): IterableIterator<[number, number]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return 'Int2IntTaggedMap';
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
      (key) => this.#find(this.#open(), key) / 2,
      (key) => this.#homeOf(key ^ this.#offset) / 2,
      1,
      (cursor: IntCursor = this.#openCursor()) =>
        this.#advance(cursor) ? cursor : this.#closeCursor(cursor),
    ];
  }

  /** Word of the key's slot, or a negative number. */
  #find(words: Int32Array, key: number): number {
    if ((key | 0) !== key) throw invalidInt(key);
    const masked = key ^ this.#offset;
    if (masked === 0) return -1;
    return this.#probe(words, masked, this.#homeOf(masked));
  }

  /**
   * Word of the slot of a key as it lies there, or ~word of the bucket where its search ends.
   *
   * The slots of a bucket are compared without branches: a processor that guesses wrong where a key
   * lies waits for memory, instead of asking for the next keys meanwhile. The taken slots of a
   * bucket come first, so the last says whether one is free.
   */
  #probe(words: Int32Array, key: number, home: number): number {
    const end = this.#end;
    let word = home;
    const sought = imul((imul(key, 0x2c1b3c6d) >>> 25) | 128, 0x01010101);
    for (;;) {
      const tags = words[end + (word >> 3)]!;
      const other = tags ^ sought;
      // A byte that is 0 borrows from the bit that it has not. Some other byte may seem to.
      if (((other - 0x01010101) & ~other & 0x80808080) === 0) {
        if (tags >= 0) return ~word; // the tag of a taken slot has the highest bit
        word = (word + 8) | 0;
        if (word === end) word = 0;
        continue;
      }
      const last = words[word | 6]!;
      const found =
        (word +
          (+(words[word | 2]! === key) | 0) * 2 +
          (+(words[word | 4]! === key) | 0) * 4 +
          (+(last === key) | 0) * 6) |
        0;
      if (words[found] === key) return found;
      if (last === 0) return ~word; // load < 1, so a free slot exists
      word = (word + 8) | 0;
      if (word === end) word = 0;
    }
  }

  /** Word of the key's slot, or ~word if it had to be put there, with an undefined value. */
  #place(key: number): number {
    if ((key | 0) !== key) throw invalidInt(key);
    for (;;) {
      const words = this.#open();
      const masked = key ^ this.#offset;
      if (masked === 0) {
        this.#reseed();
        continue;
      }
      const home = this.#homeOf(masked);
      const found = this.#probe(words, masked, home);
      if (found >= 0) return found;
      if (this.#size < this.#capacity) return this.#insert(words, masked, home, ~found);
      // All slots are new then, and a region that takes memory may call back into this table.
      this.#resize(grownSlotCount(this.#end >> 1, MAXIMUM_SLOT_COUNT));
    }
  }

  /** Puts a key that is not there in the bucket where its search ends. @returns ~its word. */
  #insert(words: Int32Array, key: number, home: number, bucket: number): number {
    const word = this.#freeSlotIn(words, bucket);
    if (this.#reading !== undefined) this.#detachReaders();
    words[word] = key;
    this.#setTag(words, word, (imul(key, 0x2c1b3c6d) >>> 25) | 128);
    this.#size++;
    if (bucket === home) this.#straight++;
    if (bucket === home || !this.#isFlooded(this.#displacement(home, bucket))) return ~word;
    const unmasked = key ^ this.#offset;
    this.#reseed();
    return ~this.#find(words, unmasked);
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
  #homeOf(key: number): number {
    const hash = mixInt(key, 0, this.#multiplier1, this.#multiplier2);
    return (imul(hash, this.#mantissa) >>> this.#shift) << 3;
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
      const bucket = hole - (hole % 8);
      let last = bucket + 8 - 2;
      const wasFull = words[last] !== 0;
      while (!(words[last] !== 0)) last -= 2;
      if (last !== hole) this.#move(words, hole, last);
      words[last] = 0;
      this.#setTag(words, last, 0);
      if (!wasFull) return; // no search went on from here
      hole = this.#nextDisplaced(words, bucket);
      if (hole >= 0) this.#move(words, last, hole);
    }
  }

  /** Puts the entry of one slot into another one, too. */
  #move(words: Int32Array, to: number, from: number): void {
    const key = words[from]!;
    words[to] = key;
    this.#setTag(words, to, (imul(key, 0x2c1b3c6d) >>> 25) | 128);
    words[to + 1] = words[from + 1]!;
  }

  /** Word of the first entry behind a bucket whose search passed it; −1 if there is none. */
  #nextDisplaced(words: Int32Array, bucket: number): number {
    let word = bucket + 8;
    for (;;) {
      if (word === this.#end) word = 0;
      const start = word;
      const distance = this.#displacement(bucket, start);
      for (; word < start + 8; word += 2) {
        const key = words[word]!;
        if (key === 0) return -1;
        if (this.#displacement(this.#homeOf(key), start) >= distance) return word;
      }
    }
  }

  /**
   * Moves the entries to a storage of `slotCount` slots, 0 for none. If a region called back into
   * this table and the entries no longer fit, nothing happens: callers look again.
   */
  #resize(slotCount: number): void {
    const region = slotCount === 0 ? undefined : this.#region;
    const address = region?.allocate((slotCount * 2 + (slotCount >> 2)) * 4) ?? 0;
    if (this.disposed || this.#size > entriesIn(slotCount, this.#maximumLoad)) {
      region?.free(address);
      this.#open();
      return;
    }
    const words =
      slotCount === 0 ? NO_WORDS : zeroedWords(region, address, slotCount * 2 + (slotCount >> 2));
    const oldWords = this.#open(); // after allocate and words: growing memory ends older views
    const oldAddress = this.#address;
    if (this.#reading !== undefined) this.#detachReaders();
    const oldEnd = this.#end;
    this.#words = words;
    this.#address = address;
    this.#end = slotCount * 2;
    this.#mantissa = mantissaOf(slotCount);
    this.#shift = shiftOf(slotCount, 4);
    this.#capacity = entriesIn(slotCount, this.#maximumLoad);
    this.#excess = 0;
    this.#maximumExcess = suspiciousDisplacement(slotCount, this.#maximumLoad) * 2;
    this.#refill(oldWords, oldEnd, 0);
    if (oldEnd > 0) this.#region?.free(oldAddress);
  }

  #takeSeed(seed: MixSeed): void {
    [this.#offset, this.#multiplier1, this.#multiplier2] = seed;
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
    } while (this.#probe(words, masked, this.#homeOf(masked)) >= 0);
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
    for (let oldWord = 0; oldWord < oldEnd;) {
      if (!(oldWords[oldWord] !== 0)) {
        oldWord = (oldWord | 7) + 1; // the taken slots of a bucket come first
        continue;
      }
      const key = oldWords[oldWord]! ^ remask;
      const word = this.#freeSlotIn(words, ~this.#probe(words, key, this.#homeOf(key)));
      words[word] = key;
      words[word + 1] = oldWords[oldWord + 1]!;
      this.#setTag(words, word, (imul(key, 0x2c1b3c6d) >>> 25) | 128);
      oldWord += 2;
    }
  }

  /** Writes the tag of a slot, a byte in the word of its bucket. */
  #setTag(words: Int32Array, word: number, tag: number): void {
    const at = this.#end + (word >> 3);
    const shift = ((word >> 1) & 3) * 8;
    words[at] = (words[at]! & ~(0xff << shift)) | (tag << shift);
  }

  /** Word of the first free slot of a bucket that has one. */
  #freeSlotIn(words: Int32Array, bucket: number): number {
    const taken =
      (+(words[bucket]! !== 0) | 0) +
      (+(words[bucket | 2]! !== 0) | 0) +
      (+(words[bucket | 4]! !== 0) | 0);
    return (bucket + taken * 2) | 0;
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
      throw new DisposedError('Int2IntTaggedMap: expected one in use, got a disposed one');
    }
    this.#words = region.words(this.#address, (this.#end >> 1) * 2 + ((this.#end >> 1) >> 2));
    return this.#words;
  }

  /** A cursor in front of the first slot, counted in `#reading`. */
  #openCursor(): IntCursor {
    this.#open();
    const reading = (this.#reading ??= { words: undefined, offset: this.#offset, readerCount: 0 });
    reading.readerCount++;
    return { reading, next: 0, key: 0, index: 0 };
  }

  #closeCursor(cursor: IntCursor): void {
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
  #advance(cursor: IntCursor): boolean {
    const live = this.#open();
    const copy = cursor.reading.words;
    const words = copy ?? live;
    const end = copy === undefined ? this.#end : copy.length;
    const offset = cursor.reading.offset;
    while (cursor.next < end) {
      const word = cursor.next;
      const key = words[word]!;
      if (key === 0) {
        cursor.next = (word | 7) + 1; // the taken slots of a bucket come first
        continue;
      }
      cursor.next = word + 2;
      cursor.key = key ^ offset;
      cursor.index = copy === undefined ? word : this.#find(live, cursor.key);
      if (cursor.index < 0) continue; // removed before its turn
      return true;
    }
    return false;
  }

  /** What `pick` makes of each key, one after the other. */
  *#walk<T>(pick: (cursor: IntCursor) => T): IterableIterator<T> {
    const cursor = this.#openCursor();
    try {
      while (this.#advance(cursor)) yield pick(cursor);
    } finally {
      this.#closeCursor(cursor);
    }
  }
}
