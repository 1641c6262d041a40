import type { Address } from '@sandy/allocator';
import { equalWords, hashSample } from './hash-words.js';
import type { MetadataMeter } from './metadata-meter.js';

/** Words of an entry. */
export const STRIDE = 4;
export const HASH = 0;
const SHAPE = 1;
const REFERENCES = 2;
export const ADDRESS = 3;

export const FREE = -1; // as SHAPE
const ENTRY_BYTES = STRIDE * 4 + 8;
const INITIAL_CAPACITY = 64;
const INITIAL_INDEX_LENGTH = 128;

/**
 * Contents from this length on are guessed before they are hashed; shorter ones are hashed as fast.
 */
const SHORTEST_GUESS = 64;

/** What the table needs of a heap: where the words of an address lie. */
export interface WordSource {
  /** The views of all segments. */
  readonly segmentWords: readonly Int32Array[];
  wordsOf(address: Address): Int32Array;
  offsetOf(address: Address): number;
}

/** What the checks in content-pool-check.ts see of a table. */
export interface TableInternals {
  readonly entries: Int32Array;
  readonly index: Int32Array;
  readonly firstFree: number;
}

export let internalsOf: (table: ContentTable) => TableInternals;

/**
 * What is known of each content, out of band: the contents themselves lie in blocks of a region.
 *
 * Layout: entry `id` is four words of `#entries`, one cache line for all that a hit needs, and a
 * double.
 *
 *   id × 4      +1       +2           +3                        #weights[id]
 *   hash        shape    references   address of the block      bytes that a hold of it counts for
 *   next dying  shape    0            address of the block      a content that is being freed
 *   –           FREE     0            next free id, or 0        an id to be given out again
 *
 * The shape tells contents of equal words apart; see content-store.ts. `#index` maps hash → id by
 * open addressing with linear probing at load ≤ 1/2; 0 is an empty slot, and removal shifts the
 * chain back. `#guesses` maps a hash of a few sampled words to ids found for it before, two for a
 * pair of slots: a longer content is compared with these first, which on most hits saves hashing
 * every word, half of the cost. A wrong guess costs a comparison up to the first difference. Stale
 * guesses may stand there; all is always compared.
 * Cost: 24 B an entry (grown by half) and 16–32 B of index and guesses. Id 0 is never given out.
 */
export class ContentTable {
  static {
    internalsOf = (table) => ({
      entries: table.#entries,
      index: table.#index,
      firstFree: table.#firstFree,
    });
  }

  readonly #heap: WordSource;
  readonly #meter: MetadataMeter;
  #entries = new Int32Array(INITIAL_CAPACITY * STRIDE);
  #weights = new Float64Array(INITIAL_CAPACITY);
  #index = new Int32Array(INITIAL_INDEX_LENGTH);
  #guesses = new Int32Array(INITIAL_INDEX_LENGTH);
  #indexMask = INITIAL_INDEX_LENGTH - 1;
  #capacity = INITIAL_CAPACITY;
  #next = 1; // ids below were given out at some time
  #firstFree = 0;
  #size = 0; // contents in the index

  /** @throws what the meter's account throws */
  constructor(heap: WordSource, meter: MetadataMeter) {
    meter.charge(INITIAL_CAPACITY * ENTRY_BYTES + INITIAL_INDEX_LENGTH * 8);
    this.#heap = heap;
    this.#meter = meter;
  }

  /** Contents that can be found. */
  get size(): number {
    return this.#size;
  }

  /** Ids are below this. */
  get idLimit(): number {
    return this.#next;
  }

  /** Whether `id` is an id whose content is alive; takes any value whatever. */
  isLive(id: number): boolean {
    return id === (id | 0) && this.#entries[id * STRIDE + REFERENCES]! > 0;
  }

  shapeOf(id: number): number {
    return this.#entries[id * STRIDE + SHAPE]!;
  }

  addressOf(id: number): Address {
    return this.#entries[id * STRIDE + ADDRESS] as Address;
  }

  referencesOf(id: number): number {
    return this.#entries[id * STRIDE + REFERENCES]!;
  }

  weightOf(id: number): number {
    return this.#weights[id]!;
  }

  addReference(id: number): void {
    this.#entries[id * STRIDE + REFERENCES]!++;
  }

  /** Takes `count` references away and returns how many are left. */
  dropReferences(id: number, count: number): number {
    return (this.#entries[id * STRIDE + REFERENCES]! -= count);
  }

  /** As `find`, but without a hash, and it may miss what is there. */
  guess(words: Int32Array, length: number, shape: number): number {
    if (length < SHORTEST_GUESS) return 0;
    const slot = hashSample(words, length, shape) & this.#indexMask;
    const first = this.#guesses[slot]!;
    if (this.#isGuessed(first, words, length, shape)) return first;
    const second = this.#guesses[slot ^ 1]!;
    return this.#isGuessed(second, words, length, shape) ? second : 0;
  }

  #isGuessed(id: number, words: Int32Array, length: number, shape: number): boolean {
    const entry = id * STRIDE;
    const entries = this.#entries;
    // The id may be free or dying by now; entry 0 has no references.
    if (entries[entry + SHAPE] !== shape || entries[entry + REFERENCES]! <= 0) return false;
    return this.#equals(id, words, length);
  }

  /** Makes `id` the first guess for contents like this one, and what was the first the second. */
  setGuess(id: number, words: Int32Array, length: number, shape: number): void {
    if (length < SHORTEST_GUESS) return;
    const slot = hashSample(words, length, shape) & this.#indexMask;
    this.#guesses[slot ^ 1] = this.#guesses[slot]!;
    this.#guesses[slot] = id;
  }

  #equals(id: number, words: Int32Array, length: number): boolean {
    const address = this.#entries[id * STRIDE + ADDRESS] as Address;
    const base = this.#heap.offsetOf(address) >> 2;
    return equalWords(this.#heap.wordsOf(address), base, words, length);
  }

  /** Id of the content that equals `words[0 … length − 1]` in shape and every word, or 0. */
  find(words: Int32Array, length: number, shape: number, hash: number): number {
    const index = this.#index;
    const mask = this.#indexMask;
    const entries = this.#entries;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = index[slot]!;
      if (id === 0) return 0; // load ≤ 1/2, so there is a hole
      const entry = id * STRIDE;
      if (entries[entry + HASH] !== hash || entries[entry + SHAPE] !== shape) continue;
      if (this.#equals(id, words, length)) return id;
    }
  }

  /** Whether one more content fits in. */
  get hasRoom(): boolean {
    return (this.#firstFree !== 0 || this.#next < this.#capacity) && !this.#indexIsFull;
  }

  get #indexIsFull(): boolean {
    return this.#size * 2 > this.#indexMask;
  }

  /** Makes one table larger. @throws what the meter's account throws; nothing has changed then */
  grow(): void {
    if (this.#indexIsFull) this.#growIndex();
    else this.#growEntries();
  }

  #growEntries(): void {
    const old = this.#capacity;
    const capacity = old + (old >> 1);
    this.#meter.charge((capacity - old) * ENTRY_BYTES);
    if (old !== this.#capacity) {
      this.#meter.release((capacity - old) * ENTRY_BYTES); // grown by a callback of the account
      return;
    }
    try {
      const entries = new Int32Array(capacity * STRIDE);
      const weights = new Float64Array(capacity);
      entries.set(this.#entries);
      weights.set(this.#weights);
      this.#entries = entries;
      this.#weights = weights;
      this.#capacity = capacity;
    } catch (error) {
      this.#meter.release((capacity - old) * ENTRY_BYTES);
      throw error;
    }
  }

  #growIndex(): void {
    const old = this.#indexMask + 1;
    this.#meter.charge(old * 8);
    if (old !== this.#indexMask + 1) {
      this.#meter.release(old * 8);
      return;
    }
    let index: Int32Array<ArrayBuffer>;
    let guesses: Int32Array<ArrayBuffer>;
    try {
      index = new Int32Array(old * 2);
      guesses = new Int32Array(old * 2);
    } catch (error) {
      this.#meter.release(old * 8);
      throw error;
    }
    const mask = old * 2 - 1;
    for (let i = 0; i < old; i++) {
      const id = this.#index[i]!;
      if (id === 0) continue;
      let slot = this.#entries[id * STRIDE + HASH]! & mask;
      while (index[slot] !== 0) slot = (slot + 1) & mask;
      index[slot] = id;
    }
    this.#index = index;
    this.#guesses = guesses; // empty: they are learnt again
    this.#indexMask = mask;
  }

  /** Adds a content without references, which the caller sees to; there is room for it. */
  add(content: { hash: number; shape: number; address: Address; weight: number }): number {
    let id = this.#firstFree;
    if (id === 0) id = this.#next++;
    else this.#firstFree = this.#entries[id * STRIDE + ADDRESS]!;
    const entry = id * STRIDE;
    this.#entries[entry + HASH] = content.hash;
    this.#entries[entry + SHAPE] = content.shape;
    this.#entries[entry + REFERENCES] = 0;
    this.#entries[entry + ADDRESS] = content.address;
    this.#weights[id] = content.weight;
    let slot = content.hash & this.#indexMask;
    while (this.#index[slot] !== 0) slot = (slot + 1) & this.#indexMask;
    this.#index[slot] = id;
    this.#size++;
    return id;
  }

  /**
   * Takes a content without references out of the index, so that nobody finds it any more, and puts
   * it before `nextDying` in the list of those whose blocks are still to be freed.
   */
  unlink(id: number, nextDying: number): void {
    const entries = this.#entries;
    const index = this.#index;
    const mask = this.#indexMask;
    let hole = entries[id * STRIDE + HASH]! & mask;
    while (index[hole] !== id) hole = (hole + 1) & mask;
    for (let next = (hole + 1) & mask; ; next = (next + 1) & mask) {
      const moved = index[next]!;
      if (moved === 0) break;
      const home = entries[moved * STRIDE + HASH]! & mask;
      // It would come before its home
      if (((next - home) & mask) < ((next - hole) & mask)) continue;
      index[hole] = moved;
      hole = next;
    }
    index[hole] = 0;
    this.#size--;
    entries[id * STRIDE + HASH] = nextDying;
  }

  nextDying(id: number): number {
    return this.#entries[id * STRIDE + HASH]!;
  }

  /** Makes the id of an unlinked content free to be given out again. */
  recycle(id: number): void {
    this.#entries[id * STRIDE + SHAPE] = FREE;
    this.#entries[id * STRIDE + ADDRESS] = this.#firstFree;
    this.#firstFree = id;
  }

  /** Drops everything and gives the tables' bytes back. */
  close(): void {
    this.#meter.release(this.#capacity * ENTRY_BYTES + (this.#indexMask + 1) * 8);
    this.#entries = new Int32Array(0);
    this.#weights = new Float64Array(0);
    this.#index = new Int32Array(1);
    this.#guesses = new Int32Array(1);
    this.#indexMask = 0;
    this.#capacity = 0;
    this.#next = 1;
    this.#firstFree = 0;
    this.#size = 0;
  }
}
