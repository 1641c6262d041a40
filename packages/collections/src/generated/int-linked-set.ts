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
import { beginEpoch, endEpoch, positionNow } from '../order.js';
import type { Epoch, IntOrderCursor } from '../order.js';
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

/** Stands for the storage of a table that has none: one free bucket, never written. */
const NO_WORDS = new Int32Array(4 * 2 + 4);

/**
 * Stands for the storage of a disposed table. Length 0 sends each method to `#reopen`, which
 * throws.
 */
const DISPOSED_WORDS = new Int32Array(0);

/**
 * Set of int keys: fastutil's `IntLinkedOpenHashSet`.
 *
 * Layout: open addressing with linear probing, in buckets of four slots, over one Int32Array:
 *
 *     words   [key at][key at] …   a slot each
 *     order   where each slot begins, + 1, as they follow; `at` is its place here
 *
 * A free slot is 0, and keys lie there XOR a secret that no key of the table is equal to: one that
 * comes makes it draw another. Removing fills the hole, so there are no tombstones and nothing
 * slows down with age. Each table has a secret seed of its own; insertions that pass more slots
 * than chance explains make it draw another one, so crafted keys cannot flood it
 * (`docs/adr/0003-hash-tables.md`).
 *
 * Cost: 12 B a slot at a load of 3/8 to 3/4: 16 to 32 B an entry. Nothing is allocated per entry.
 * get, set, add, has and delete take O(1), whatever the keys; growing takes O(n) and doubles the
 * slots; the table never shrinks by itself. Order of iteration: that in which keys were put, as in
 * `Map`.
 *
 * In a region it lies there as a whole and is charged to it.
 * Source: Knuth, TAOCP vol. 3, 6.4, Algorithms L and R.
 */
export class IntLinkedSet {
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

  #head = 0; // the order's entries stand from here to #tail
  #tail = 0;
  #epoch: Epoch = beginEpoch();
  #cursorCount = 0; // one that was dropped half-way counts on
  readonly #region: CollectionRegion | undefined;
  #address = 0; // of the block in the region; meaningless while #words is NO_WORDS

  /**
   * @param entries What it holds at first: keys, or another IntLinkedSet. Options may stand in
   * their place.
   * @throws {CapacityError} if `capacity` is no count, or beyond what a table holds.
   * @throws {InvalidArgumentError} if an option is unknown or out of range.
   * @throws {InvalidKeyError} for keys that are none. What `region.allocate` throws passes through.
   */
  constructor(entries?: Iterable<number> | TableOptions | null, options?: TableOptions) {
    const checked = optionsOf(entries, options);
    this.#maximumLoad = maximumLoadOf(checked);
    this.#takeSeed(seedFrom(seedOf(checked)));
    this.#region = checked.region;
    this.ensureCapacity(checked.capacity ?? 0);
    try {
      for (const entry of entriesOf(entries)) this.add(entry);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** The same as `new`, for code that is handed a class: `mod.create(IntLinkedSet, options)`. */
  static create(options?: TableOptions): IntLinkedSet {
    return new IntLinkedSet(options);
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
    return ((this.#end >> 1) * 2 + (this.#end >> 1)) * 4;
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
   * Puts the key in. @returns false if it was there.
   * @throws {InvalidKeyError} if it is not an int32.
   * @throws {CapacityError} if it would have to grow beyond what a table holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through; then, as
   * with every other error, nothing has changed.
   */
  add(key: number): boolean {
    return this.#place(key) < 0;
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
   * @throws as `add`; nothing has changed then.
   */
  indexInsert(index: number, key: number): void {
    if (index >= 0) throw staleIndex(index);
    this.add(key);
  }

  /** Takes out the entry at an index that {@link indexOf} gave and nothing has changed since. */
  indexRemove(index: number): void {
    this.#takeFromOrder(index);
    this.#size--;
    this.#fillHole(index);
  }

  /** Index of the entry that is first in order; −1 without one. */
  firstIndex(): number {
    const words = this.#open();
    const order = this.#orderWord(0);
    while (this.#head < this.#tail && words[order + this.#head] === 0) this.#head++;
    return this.#head === this.#tail ? -1 : words[order + this.#head]! - 1;
  }

  /** Index of the entry that is last in order; −1 without one. */
  lastIndex(): number {
    const words = this.#open();
    const order = this.#orderWord(0);
    let tail = this.#tail;
    while (tail > this.#head && words[order + tail - 1] === 0) tail--;
    this.#cutTo(tail);
    return this.#head === this.#tail ? -1 : words[order + this.#tail - 1]! - 1;
  }

  /** The key at an index. */
  indexKey(index: number): number {
    return this.#words[index]! ^ this.#offset;
  }

  /** Makes the entry at an index the first in order. */
  indexMoveToFirst(index: number): void {
    this.#takeFromOrder(index);
    this.#putFirst(index);
  }

  /** Makes the entry at an index the last in order. */
  indexMoveToLast(index: number): void {
    if (this.#words[index + 1] === this.#tail - 1) return;
    this.#takeFromOrder(index);
    this.#putLast(index);
  }

  /**
   * Takes all entries out and keeps the storage (`trim` gives it back). @throws {DisposedError}
   * after `dispose`.
   */
  clear(): void {
    const words = this.#open();
    words.fill(0); // the order, too
    this.#head = this.#tail = 0;
    this.#epoch = endEpoch(this.#epoch, { head: 0, offset: 0 });
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
    this.#head = this.#tail = 0;
    this.#words = DISPOSED_WORDS;
    this.#end = 0;
    this.#size = 0;
    this.#capacity = 0;
    if (hadBlock && this.#region?.disposed !== true) this.#region?.free(this.#address);
  }

  /**
   * Calls `callback` with each key. The table may be changed meanwhile: entries that stay are
   * visited once, entries that come are not visited. Cost: O(slots), allocates one cursor; the
   * first change copies the keys.
   * @throws {DisposedError} after `dispose`, in the middle too.
   */
  forEach(callback: (key: number) => void): void {
    const cursor = this.#openCursor();
    try {
      while (this.#advance(cursor)) callback(cursor.key);
    } finally {
      this.#closeCursor();
    }
  }

  /**
   * The keys. The table may be changed meanwhile, as in `forEach`.
   * @throws {DisposedError} at the next step after `dispose`.
   */
  keys(): IterableIterator<number> {
    return this.#walk((cursor) => cursor.key);
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
    return 'IntLinkedSet';
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
      (cursor: IntOrderCursor = this.#openCursor()) =>
        this.#advance(cursor) ? cursor : this.#closeCursor(),
      undefined,
      [this.#orderWord(0), this.#head, this.#tail],
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
    for (;;) {
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
    words[word] = key;
    this.#size++;
    this.#putLast(word);
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
      if (!wasFull) return; // no search went on from here
      hole = this.#nextDisplaced(words, bucket);
      if (hole >= 0) this.#move(words, last, hole);
    }
  }

  /** Puts the entry of one slot into another one, too. */
  #move(words: Int32Array, to: number, from: number): void {
    const key = words[from]!;
    words[to] = key;
    const position = words[from + 1]!;
    words[to + 1] = position;
    words[this.#orderWord(position)] = to + 1;
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
    const address = region?.allocate((slotCount * 2 + slotCount) * 4) ?? 0;
    if (this.disposed || this.#size > entriesIn(slotCount, this.#maximumLoad)) {
      region?.free(address);
      this.#open();
      return;
    }
    const words =
      slotCount === 0 ? NO_WORDS : zeroedWords(region, address, slotCount * 2 + slotCount);
    const oldWords = this.#open(); // after allocate and words: growing memory ends older views
    const oldAddress = this.#address;
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
    const order = this.#orderWord(0);
    const before = { head: this.#head, tail: this.#tail };
    this.#epoch = endEpoch(this.#epoch, { ...before, offset: 0, words: oldWords, order: oldEnd });
    let count = 0;
    for (let position = before.head; position < before.tail; position++) {
      const oldWord = oldWords[oldEnd + position]! - 1;
      if (oldWord < 0) continue;
      const key = oldWords[oldWord]! ^ remask;
      const word = this.#freeSlotIn(words, ~this.#probe(words, key, this.#homeOf(key)));
      words[word] = key;
      words[word + 1] = count;
      words[order + count++] = word + 1;
    }
    this.#head = 0;
    this.#tail = count;
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
      throw new DisposedError('IntLinkedSet: expected one in use, got a disposed one');
    }
    this.#words = region.words(this.#address, (this.#end >> 1) * 2 + (this.#end >> 1));
    return this.#words;
  }

  /** Puts an entry that the order has not yet at its end. */
  #putLast(word: number): void {
    if (this.#tail === this.#end >> 1) this.#compact(0);
    this.#order(word, this.#tail++);
  }

  #putFirst(word: number): void {
    if (this.#head === 0) this.#compact(((this.#end >> 1) - this.size + 2) >> 1);
    this.#order(word, --this.#head);
  }

  #order(word: number, position: number): void {
    this.#words[word + 1] = position;
    this.#words[this.#orderWord(position)] = word + 1;
  }

  #orderWord(position: number): number {
    return this.#end + position;
  }

  #takeFromOrder(word: number): void {
    const position = this.#words[word + 1]!;
    this.#words[this.#orderWord(position)] = 0;
    if (position === this.#head) this.#head++;
    else if (position === this.#tail - 1) this.#cutTo(position);
  }

  /** Lets the order end at `tail`, behind which it has gaps alone. */
  #cutTo(tail: number): void {
    if (tail === this.#tail) return;
    this.#tail = tail;
    // Cursors that stand behind it would not meet what is put there.
    this.#epoch = endEpoch(this.#epoch, { head: this.#head, tail, offset: this.#head });
  }

  /** Closes the gaps that removed entries left in the order, which begins at `offset` then. */
  #compact(offset: number): void {
    const words = this.#words;
    const order = this.#orderWord(0);
    const head = this.#head;
    const tail = this.#tail;
    this.#epoch = endEpoch(this.#epoch, { head, tail, offset, words, order });
    const kept = words.slice(order + head, order + tail);
    words.fill(0, order, order + (this.#end >> 1));
    this.#head = this.#tail = offset;
    for (let i = 0; i < kept.length; i++) {
      if (kept[i] !== 0) this.#order(kept[i]! - 1, this.#tail++);
    }
  }

  /** A cursor in front of the first entry. */
  #openCursor(): IntOrderCursor {
    this.#open();
    this.#cursorCount++;
    this.#epoch.isRead = true;
    return { epoch: this.#epoch, position: this.#head, key: 0, index: 0 };
  }

  #closeCursor(): void {
    if (--this.#cursorCount === 0) this.#epoch.isRead = false;
  }

  /** Moves to the next entry; false at the end. */
  #advance(cursor: IntOrderCursor): boolean {
    const words = this.#open();
    if (cursor.epoch !== this.#epoch) {
      cursor.position = positionNow(cursor);
      cursor.epoch = this.#epoch;
    }
    const order = this.#orderWord(0);
    for (let position = cursor.position; position < this.#tail; position++) {
      const word = words[order + position]! - 1;
      if (word < 0) continue;
      cursor.position = position + 1;
      cursor.index = word;
      const key = words[word]!;
      const offset = this.#offset;
      cursor.key = key ^ offset;
      return true;
    }
    cursor.position = this.#tail;
    return false;
  }

  /** What `pick` makes of each key, one after the other. */
  *#walk<T>(pick: (cursor: IntOrderCursor) => T): IterableIterator<T> {
    const cursor = this.#openCursor();
    try {
      while (this.#advance(cursor)) yield pick(cursor);
    } finally {
      this.#closeCursor();
    }
  }
}
