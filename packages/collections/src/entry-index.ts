/**
 * Finds the numbers of entries by their hashes: what `StringTable` and `Object2IntMap` have in
 * common. Entries are numbered in the order of their insertion; what an entry's key is, only its
 * owner knows, so the owner runs the search (its loop is hot, and calls what compares keys) and
 * tells this class what it found.
 *
 * Layout, in one Int32Array, beside a share `a` of slots that may be taken:
 *
 *     slots     [3][0][1][0][2] …     number of the entry + 1, 0 is free; linear probing
 *     hashes    [h][h][h] …           32 bits an entry, in the order of their numbers; a · slots
 *     payloads  [p][p][p] …           one word an entry or none, the owner's; a · slots
 *
 * Removing shifts the chain of slots back; the number of a removed entry stays unused until the
 * owner compacts. Floods are noticed by counting, as in the tables of fixed keys
 * (`docs/adr/0003-hash-tables.md`).
 */
import { DisposedError } from './errors.js';
import { imul, mixInt, seedFrom } from './hashing.js';
import type { CollectionRegion, TableOptions } from './options.js';
import {
  checkedSlotsFor,
  entriesIn,
  grownSlotCount,
  mantissaOf,
  maximumLoadOf,
  MAXIMUM_SLOT_COUNT,
  permittedSlotsFor,
  plausibleDisplacement,
  seedOf,
  shiftOf,
  suspiciousDisplacement,
} from './sizing.js';
import { zeroedWords } from './zeroed-words.js';

/** Stands for the storage of an index that has none: one free slot, never written. */
const NO_WORDS = new Int32Array(1);

/** Stands for the storage of a disposed index. Length 0 sends each use to `#reopen`. */
const DISPOSED_WORDS = new Int32Array(0);

/** @internal Its fields are read in the loops of its owners and written here alone. */
export class EntryIndex {
  words: Int32Array = NO_WORDS;
  slotCount = 1;
  /** Word of the first hash; that of the first payload. */
  hashesAt = 1;
  payloadsAt = 1;
  /** Entries that fit, removed ones among them. */
  entryCapacity = 0;
  /** Numbers given, removed entries among them. */
  entryCount = 0;
  /** Entries that are there. */
  liveCount = 0;
  /** Counts all that makes numbers, slots or the storage others. */
  changes = 0;
  reseedCount = 0;
  readonly maximumLoad: number;
  readonly region: CollectionRegion | undefined;

  offset = 0; // the seed's words, see hashing.ts
  multiplier1 = 0;
  multiplier2 = 0;

  mantissa = mantissaOf(1);
  shift = shiftOf(1);
  /** Words of a payload: 1, or 0 for owners that keep what belongs to entries elsewhere. */
  readonly payloadWords: number;
  readonly #ownerName: string;
  readonly #plausible: number;
  #excess = 0; // slots that insertions passed beyond what is plausible; never below 0
  #maximumExcess = 0;
  #address = 0; // of the block in the region; meaningless while words is NO_WORDS

  /** @throws as the constructors of all tables. */
  constructor(ownerName: string, options: TableOptions, payloadWords = 1) {
    this.#ownerName = ownerName;
    this.payloadWords = payloadWords;
    this.maximumLoad = maximumLoadOf(options);
    this.region = options.region;
    this.#plausible = plausibleDisplacement(this.maximumLoad);
    this.#takeSeed(seedOf(options));
    this.ensureCapacity(options.capacity ?? 0);
  }

  get disposed(): boolean {
    return this.words === DISPOSED_WORDS;
  }

  bytes(): number {
    return this.slotCount === 1 ? 0 : this.#wordCountOf(this.slotCount) * 4;
  }

  /** The slot where the search for a hash begins. */
  homeOf(hash: number): number {
    const mixed = mixInt(hash, this.offset, this.multiplier1, this.multiplier2);
    return imul(mixed, this.mantissa) >>> this.shift;
  }

  /** The words, with a view that holds. @throws {DisposedError} after `dispose`. */
  open(): Int32Array {
    const words = this.words;
    return words.length === 0 ? this.#reopen() : words;
  }

  /**
   * Gives the next number to an entry. There must be room, and the search for its hash must have
   * ended at `slot`, a free one. @returns the number.
   */
  insert(slot: number, hash: number, payload: number): number {
    const words = this.words;
    const entry = this.entryCount++;
    words[slot] = entry + 1;
    words[this.hashesAt + entry] = hash;
    if (this.payloadWords > 0) words[this.payloadsAt + entry] = payload;
    this.liveCount++;
    this.changes++;
    const excess = this.#excess + this.#displacement(this.homeOf(hash), slot) - this.#plausible;
    this.#excess = excess > 0 ? excess : 0;
    return entry;
  }

  /** Whether insertions have passed more slots than chance explains: then `reseed` it. */
  get isSuspicious(): boolean {
    return this.#excess > this.#maximumExcess;
  }

  /** Takes an entry out of its slot. Its number stays unused until the entries are compacted. */
  remove(entry: number): void {
    const words = this.open();
    let slot = this.homeOf(words[this.hashesAt + entry]!);
    while (words[slot] !== entry + 1) slot = slot + 1 === this.slotCount ? 0 : slot + 1;
    this.liveCount--;
    this.changes++;
    this.#shiftBack(words, slot);
  }

  /** Forgets all entries and keeps the storage. */
  clear(): void {
    this.open().fill(0, 0, this.slotCount);
    this.entryCount = 0;
    this.liveCount = 0;
    this.#excess = 0;
    this.changes++;
  }

  /** Entries 0 to `liveCount` − 1 were written anew: gives them slots. Allocates nothing. */
  compacted(): void {
    const words = this.open();
    words.fill(0, 0, this.slotCount);
    this.entryCount = this.liveCount;
    this.#excess = 0;
    this.changes++;
    for (let entry = 0; entry < this.entryCount; entry++) this.#seat(words, entry);
  }

  /**
   * Draws a seed that nobody can know and gives all entries their slots anew, in place. `rehash` is
   * called between, for owners whose hashes depend on the seed: it writes them into the words.
   * The passing copy lies outside the region: it must not fail where memory is short.
   */
  reseed(rehash?: () => void): void {
    const words = this.open();
    this.#takeSeed(undefined);
    this.reseedCount++;
    this.changes++;
    rehash?.();
    const old = words.slice(0, this.slotCount);
    words.fill(0, 0, this.slotCount);
    this.#excess = 0;
    // The next time costs as much again, so let insertions pass as many slots too many before: more
    // than n where hashes are equal and no seed helps.
    this.#maximumExcess += this.liveCount + this.#seatAll(words, old);
  }

  /** @throws {CapacityError} if it is no count, or too large. What the region throws passes. */
  ensureCapacity(entryCount: number): void {
    this.open();
    const slotCount = checkedSlotsFor(entryCount, this.maximumLoad, MAXIMUM_SLOT_COUNT);
    while (this.entryCapacity < entryCount) this.#resize(slotCount);
  }

  /** @throws {CapacityError} if it is as large as it can be. What the region throws passes. */
  grow(): void {
    this.#resize(grownSlotCount(this.slotCount, MAXIMUM_SLOT_COUNT));
  }

  /** Shrinks to what the numbered entries need. What the region throws passes. */
  trim(): void {
    this.open();
    const slotCount = permittedSlotsFor(this.entryCount, this.maximumLoad) || 1;
    if (slotCount < this.slotCount) this.#resize(slotCount);
  }

  dispose(): void {
    if (this.disposed) return;
    const hadBlock = this.words !== NO_WORDS;
    this.words = DISPOSED_WORDS;
    this.slotCount = 1;
    this.entryCapacity = 0;
    this.entryCount = 0;
    this.liveCount = 0;
    this.changes++;
    if (hadBlock && this.region?.disposed !== true) this.region?.free(this.#address);
  }

  #takeSeed(seed: number | undefined): void {
    [this.offset, this.multiplier1, this.multiplier2] = seedFrom(seed);
  }

  #wordCountOf(slotCount: number): number {
    return slotCount + (1 + this.payloadWords) * entriesIn(slotCount, this.maximumLoad);
  }

  /** Slots between `home` and `slot`, around the end if need be. */
  #displacement(home: number, slot: number): number {
    return slot >= home ? slot - home : slot - home + this.slotCount;
  }

  /** Frees `slot` and moves later entries of the chain into the hole where their search passes. */
  #shiftBack(words: Int32Array, slot: number): void {
    let hole = slot;
    let next = slot;
    let gap = 0; // slots from the hole to `next`
    for (;;) {
      gap++;
      next++;
      if (next === this.slotCount) next = 0;
      const taken = words[next]!;
      if (taken === 0) break;
      const home = this.homeOf(words[this.hashesAt + taken - 1]!);
      if (this.#displacement(home, next) < gap) continue; // begins behind the hole
      words[hole] = taken;
      hole = next;
      gap = 0;
    }
    words[hole] = 0;
  }

  /** Gives entry `entry`, which has none, a slot. @returns the slots that were passed. */
  #seat(words: Int32Array, entry: number): number {
    const home = this.homeOf(words[this.hashesAt + entry]!);
    let slot = home;
    while (words[slot] !== 0) slot = slot + 1 === this.slotCount ? 0 : slot + 1;
    words[slot] = entry + 1;
    return this.#displacement(home, slot);
  }

  /** Gives all entries in `oldSlots` a slot. @returns the slots that were passed. */
  #seatAll(words: Int32Array, oldSlots: Int32Array): number {
    let passed = 0;
    for (let slot = 0; slot < oldSlots.length; slot++) {
      const taken = oldSlots[slot]!;
      if (taken !== 0) passed += this.#seat(words, taken - 1);
    }
    return passed;
  }

  /**
   * Moves to a storage of `slotCount` slots, 1 for none. If a region called back and the entries no
   * longer fit, nothing happens: callers look again.
   */
  #resize(slotCount: number): void {
    const entryCapacity = entriesIn(slotCount, this.maximumLoad);
    const wordCount = this.#wordCountOf(slotCount);
    const region = slotCount === 1 ? undefined : this.region;
    const address = region?.allocate(wordCount * 4) ?? 0;
    if (this.disposed || this.entryCount > entryCapacity) {
      region?.free(address);
      this.open();
      return;
    }
    const words = slotCount === 1 ? NO_WORDS : zeroedWords(region, address, wordCount);
    const old = this.open(); // after allocate and words: growing memory ends older views
    const oldAddress = this.#address;
    const [oldHashesAt, oldPayloadsAt, oldSlotCount] = [
      this.hashesAt,
      this.payloadsAt,
      this.slotCount,
    ];
    this.words = words;
    this.#address = address;
    this.slotCount = slotCount;
    this.mantissa = mantissaOf(slotCount);
    this.shift = shiftOf(slotCount);
    this.entryCapacity = entryCapacity;
    this.hashesAt = slotCount;
    this.payloadsAt = slotCount + entryCapacity;
    this.changes++;
    this.#excess = 0;
    this.#maximumExcess = suspiciousDisplacement(slotCount, this.maximumLoad);
    words.set(old.subarray(oldHashesAt, oldHashesAt + this.entryCount), this.hashesAt);
    const oldPayloadsEnd = oldPayloadsAt + this.entryCount * this.payloadWords;
    words.set(old.subarray(oldPayloadsAt, oldPayloadsEnd), this.payloadsAt);
    this.#seatAll(words, old.subarray(0, oldSlotCount));
    if (old !== NO_WORDS) this.region?.free(oldAddress);
  }

  /** Called when the view has length 0: disposed, or the region's memory has moved. */
  #reopen(): Int32Array {
    if (this.disposed || this.region === undefined) {
      throw new DisposedError(`${this.#ownerName}: expected one in use, got a disposed one`);
    }
    this.words = this.region.words(this.#address, this.#wordCountOf(this.slotCount));
    return this.words;
  }
}
