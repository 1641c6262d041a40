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

/** Words of a slot. */
const STRIDE = 2;
/** Which of them says where the entry stands in the order. */
const POSITION = STRIDE - 1;

/** Stands for the storage of a table that has none: one free slot, never written. */
const NO_WORDS = new Int32Array((1 + 1) * 2 + 1);

/**
 * Stands for the storage of a disposed table. Length 0 sends each method to `#reopen`, which
 * throws.
 */
const DISPOSED_WORDS = new Int32Array(0);

/**
 * Set of int keys: fastutil's `IntLinkedOpenHashSet`.
 *
 * Layout: open addressing with linear probing over one Int32Array:
 *
 *     words   [key at][key at] …   a slot each; the key 0 means a free one
 *             [0 …]   behind them, that of the key 0
 *     order   where each slot begins, + 1, as they follow; `at` is its place here
 *
 * The key 0 lies in no slot: a flag says whether it is there. Removing shifts the chain back,
 * so there are no tombstones and nothing slows down with age. Each table has a secret seed of its
 * own; insertions that pass more slots than chance explains make it draw another one, so crafted
 * keys cannot flood it (`docs/adr/0003-hash-tables.md`).
 *
 * Cost: 12 B a slot at a load of 3/8 to 3/4: 16 to 32 B an entry. Nothing is allocated per entry.
 * get, set, add, has and delete take O(1), whatever the keys; growing takes O(n) and doubles the
 * slots; the table never shrinks by itself. Order of iteration: that in which keys were put, as in
 * `Map`.
 *
 * In a region it lies there as a whole and is charged to it.
 * Source: Knuth, TAOCP vol. 3, 6.4, Algorithms L and R; the flag for key 0 is fastutil's idea.
 */
export class IntLinkedSet {
  #words: Int32Array = NO_WORDS;
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

  #excess = 0; // words that insertions passed beyond what is plausible; never below 0
  #maximumExcess = 0;
  readonly #plausible: number;
  #reseedCount = 0;

  #changes = 0; // of the keys and their places
  #missedAt = -1; // #changes when indexOf missed the key below
  #missedKey = 0;

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
    this.#plausible = plausibleDisplacement(this.#maximumLoad) * STRIDE;
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

  /** Bytes of the storage. */
  bytes(): number {
    return this.#slotCount === 1 ? 0 : ((this.#slotCount + 1) * 2 + this.#slotCount) * 4;
  }

  /**
   * Whether the key is there.
   * @throws {InvalidKeyError} if it is not an int32: NaN, a fraction, out of its range. −0 is 0.
   * @throws {DisposedError} after `dispose`.
   */
  has(key: number): boolean {
    return this.#find(key) >= 0;
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
    const index = this.#find(key);
    if (index < 0) return false;
    this.indexRemove(index);
    return true;
  }

  /**
   * Where the key is, or a negative number that {@link indexInsert} takes if it is not there. It
   * holds until the table changes. One search serves several steps, without a closure.
   * @throws {InvalidKeyError} if it is not an int32.
   * @throws {DisposedError} after `dispose`.
   */
  indexOf(key: number): number {
    const index = this.#find(key);
    if (index < 0) {
      this.#missedAt = this.#changes;
      this.#missedKey = key;
    }
    return index;
  }

  /**
   * Puts in the key that {@link indexOf} has just missed.
   * @param index - what that returned
   * @throws {InvalidArgumentError} if it was another key or the table has changed since.
   * @throws as `add`; nothing has changed then.
   */
  indexInsert(index: number, key: number): void {
    if (index >= 0 || this.#missedAt !== this.#changes || this.#missedKey !== key)
      throw staleIndex(index);
    const words = this.#open();
    const isFree = !(key === 0) && this.#slotted < this.#maximumSlotted;
    if (isFree) this.#insert(words, key, this.#homeOf(key), ~index);
    else this.#place(key);
  }

  /** Takes out the entry at an index that {@link indexOf} gave and nothing has changed since. */
  indexRemove(index: number): void {
    this.#takeFromOrder(index);
    this.#changes++;
    if (index === this.#end) {
      this.#zeroCount = 0;
    } else {
      this.#slotted--;
      this.#shiftBack(index);
    }
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
    return index === this.#end ? 0 : this.#words[index]!;
  }

  /** Makes the entry at an index the first in order. */
  indexMoveToFirst(index: number): void {
    this.#takeFromOrder(index);
    this.#putFirst(index);
  }

  /** Makes the entry at an index the last in order. */
  indexMoveToLast(index: number): void {
    if (this.#words[index + POSITION] === this.#tail - 1) return;
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
    const slotCount = checkedSlotsFor(entryCount, this.#maximumLoad, MAXIMUM_SLOT_COUNT);
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
    const slotCount = permittedSlotsFor(this.#slotted || this.#zeroCount, this.#maximumLoad);
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
    this.#head = this.#tail = 0;
    this.#words = DISPOSED_WORDS;
    this.#slotCount = 1;
    this.#end = STRIDE;
    this.#slotted = 0;
    this.#zeroCount = 0;
    this.#maximumSlotted = 0;
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
      this.#slotCount,
      this.#zeroCount,
      this.#mantissa,
      this.#shift,
      this.#maximumLoad,
      this.#reseedCount,
      STRIDE,
      (key) => this.#find(key) / STRIDE,
      (key) => this.#homeOf(key) / STRIDE,
      1,
      (cursor: IntOrderCursor = this.#openCursor()) =>
        this.#advance(cursor) ? cursor : this.#closeCursor(),
      undefined,
      [this.#orderWord(0), this.#head, this.#tail],
    ];
  }

  /** Word of the key's slot, or ~word of that where it would be put. */
  #find(key: number): number {
    if ((key | 0) !== key) throw invalidInt(key);
    const words = this.#open();
    if (key === 0) return this.#zeroCount === 0 ? ~this.#end : this.#end;
    return this.#probe(words, key, this.#homeOf(key));
  }

  /** Word of the slot of a key that is not 0, or ~word of the free one where its search ends. */
  #probe(words: Int32Array, key: number, home: number): number {
    const end = this.#end;
    let word = home;
    for (;;) {
      const slotKey = words[word]!;
      if (slotKey === key) return word;
      if (slotKey === 0) return ~word; // load < 1, so a free slot exists
      word += STRIDE;
      if (word === end) word = 0;
    }
  }

  /** Word of the key's slot, or ~word if it had to be put there, with an undefined value. */
  #place(key: number): number {
    if ((key | 0) !== key) throw invalidInt(key);
    for (;;) {
      const words = this.#open();
      if (key === 0) return this.#placeZero();
      const home = this.#homeOf(key);
      const found = this.#probe(words, key, home);
      if (found >= 0) return found;
      if (this.#slotted >= this.#maximumSlotted) {
        this.#resize(grownSlotCount(this.#slotCount, MAXIMUM_SLOT_COUNT));
        continue; // all slots are new, and a region that takes memory may have called back into us
      }
      return this.#insert(words, key, home, ~found);
    }
  }

  /** Puts a key that is not there in the free slot where its search ends. @returns ~its word. */
  #insert(words: Int32Array, key: number, home: number, word: number): number {
    this.#changes++;
    words[word] = key;
    this.#slotted++;
    this.#putLast(word);
    const excess = this.#excess + this.#displacement(home, word) - this.#plausible;
    this.#excess = excess > 0 ? excess : 0;
    if (excess <= this.#maximumExcess) return ~word;
    this.#reseed();
    return ~this.#find(key);
  }

  #placeZero(): number {
    while (this.#slotCount === 1) this.#resize(permittedSlotsFor(1, this.#maximumLoad));
    if (this.#zeroCount === 1) return this.#end;
    this.#zeroCount = 1;
    this.#putLast(this.#end);
    this.#changes++;
    return ~this.#end;
  }

  /** Word of the slot where the search for a key begins. */
  #homeOf(key: number): number {
    const hash = mixInt(key, this.#offset, this.#multiplier1, this.#multiplier2);
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
      const key = words[next]!;
      if (key === 0) break;
      if (this.#displacement(this.#homeOf(key), next) < gap) continue; // begins behind the hole
      words[hole] = key;
      const position = words[next + POSITION]!;
      words[hole + POSITION] = position;
      words[this.#orderWord(position)] = hole + 1;
      hole = next;
      gap = 0;
    }
    words[hole] = 0;
  }

  /**
   * Moves the entries to a storage of `slotCount` slots, 1 for none. If a region called back into
   * this table and the entries no longer fit, nothing happens: callers look again.
   */
  #resize(slotCount: number): void {
    const region = slotCount === 1 ? undefined : this.#region;
    const address = region?.allocate(((slotCount + 1) * 2 + slotCount) * 4) ?? 0;
    if (
      this.disposed ||
      (this.#slotted || this.#zeroCount) > entriesIn(slotCount, this.#maximumLoad)
    ) {
      region?.free(address);
      this.#open();
      return;
    }
    const words =
      slotCount === 1 ? NO_WORDS : zeroedWords(region, address, (slotCount + 1) * 2 + slotCount);
    const oldWords = this.#open(); // after allocate and words: growing memory ends older views
    const oldAddress = this.#address;
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
    [this.#offset, this.#multiplier1, this.#multiplier2] = seed;
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
    const oldOrder = (oldSlotCount + 1) * STRIDE;
    const order = (this.#slotCount + 1) * STRIDE;
    const before = { head: this.#head, tail: this.#tail };
    this.#epoch = endEpoch(this.#epoch, { ...before, offset: 0, words: oldWords, order: oldOrder });
    let count = 0;
    for (let position = before.head; position < before.tail; position++) {
      const oldWord = oldWords[oldOrder + position]! - 1;
      if (oldWord < 0) continue;
      let word = end;
      if (oldWord < oldEnd) {
        const key = oldWords[oldWord]!;
        word = this.#homeOf(key);
        while (!(words[word] === 0)) {
          word += STRIDE;
          if (word === end) word = 0;
        }
        words[word] = key;
      }
      words[word + POSITION] = count;
      words[order + count++] = word + 1;
    }
    this.#head = 0;
    this.#tail = count;
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
    this.#words = region.words(this.#address, (this.#slotCount + 1) * 2 + this.#slotCount);
    return this.#words;
  }

  /** Puts an entry that the order has not yet at its end. */
  #putLast(word: number): void {
    if (this.#tail === this.#slotCount) this.#compact(0);
    this.#order(word, this.#tail++);
  }

  #putFirst(word: number): void {
    if (this.#head === 0) this.#compact((this.#slotCount - this.size + 2) >> 1);
    this.#order(word, --this.#head);
  }

  #order(word: number, position: number): void {
    this.#words[word + POSITION] = position;
    this.#words[this.#orderWord(position)] = word + 1;
  }

  #orderWord(position: number): number {
    return (this.#slotCount + 1) * STRIDE + position;
  }

  #takeFromOrder(word: number): void {
    const position = this.#words[word + POSITION]!;
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
    words.fill(0, order, order + this.#slotCount);
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
      if (word === this.#end) {
        cursor.key = 0;
      } else {
        const key = words[word]!;
        cursor.key = key;
      }
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
