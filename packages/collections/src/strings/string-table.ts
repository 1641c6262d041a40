import { CapacityError, InvalidKeyError, expected } from '../errors.js';
import { EntryIndex } from '../entry-index.js';
import { internals } from '../internals.js';
import { entriesOf, optionsOf } from '../options.js';
import type { TableOptions } from '../options.js';
import { zeroedWords } from '../zeroed-words.js';
import { hashWords, pack, packed, unpack, wordCountOf } from './packing.js';

/** A piece of the slab. */
interface Chunk {
  /** Length 0 once the region's memory has moved. */
  words: Int32Array;
  /** In the region. */
  readonly address: number;
  /** In words. */
  readonly length: number;
  /** Words that are taken, from the start. */
  filled: number;
}

/** What `assertValidStringTable` sees. */
export type StringTableInternals = readonly [
  index: EntryIndex,
  chunks: readonly Chunk[],
  hashOf: (words: Int32Array, start: number, wordCount: number) => number,
];

/** Low bits of a slab address are the word in the chunk, the high 14 the chunk. */
const CHUNK_BITS = 18;
const CHUNK_WORDS = 2 ** CHUNK_BITS;
const MAXIMUM_CHUNK_COUNT = 2 ** (32 - CHUNK_BITS);
const FIRST_CHUNK_WORDS = 64;

/**
 * Strings as small integers: each string is given an id, 0, 1, 2 and so on, the first time it is
 * interned, and the same id ever after. Ids are never used for another string: nothing can be taken
 * out, and there is no `clear`; dispose of the table and make another one.
 *
 * Layout: characters lie in a slab outside V8's heap, packed four a word where all are below 256,
 * else two; exact for each JavaScript string, the empty one and lone surrogates included. An
 * open-addressed index finds ids by a secretly seeded hash (`entry-index.ts`, `packing.ts`); it
 * draws a new seed when insertions pass more slots than chance explains, so crafted strings cannot
 * flood it (`docs/adr/0003-hash-tables.md`). The slab grows by chunks of up to 1 MiB, which never
 * move; a longer string has one of its own. There is room for 10^8 strings and 16 GiB.
 *
 * Cost: 4 B for the length and the characters, rounded up to 4 B; 8 B an entry and 4 B a slot
 * beside them: 13.3 B an entry at the load of 3/4, 26.7 after growth. The garbage collector sees
 * none of it. `idOf` and `intern` take O(length), `stringOf` too and allocates the string: where
 * strings are looked up more often than kept, a `Map` is faster. Growing takes O(n).
 *
 * In a region the index and the slab lie there and are charged to it.
 */
export class StringTable implements Iterable<string> {
  readonly #index: EntryIndex;
  #chunks: Chunk[] = [];
  #openChunk = -1; // number of the chunk that is being filled, never one of a long string
  #slabWords = 0;

  /**
   * @param strings What it holds at first, their ids in that order. Options may stand in their
   * place.
   * @throws {CapacityError} if `capacity` is no count, or beyond what a table holds.
   * @throws {InvalidArgumentError} if an option is unknown or out of range.
   * @throws {InvalidKeyError} for what is no string. What `region.allocate` throws passes through.
   */
  constructor(strings?: Iterable<string> | TableOptions | null, options?: TableOptions) {
    this.#index = new EntryIndex('StringTable', optionsOf(strings, options));
    try {
      for (const text of entriesOf<string>(strings)) this.intern(text);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** The same as `new`, for code that is handed a class: `mod.create(StringTable, options)`. */
  static create(options?: TableOptions): StringTable {
    return new StringTable(options);
  }

  /** Strings held, and the id of the next new one; 0 after `dispose`. */
  get size(): number {
    return this.#index.entryCount;
  }

  /** Strings that fit before the index grows (the slab grows apart); 0 after `dispose`. */
  get capacity(): number {
    return this.#index.entryCapacity;
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#index.disposed;
  }

  /** Bytes of the storage: index and slab. */
  bytes(): number {
    return this.#index.bytes() + this.#slabWords * 4;
  }

  /**
   * Id of the string, or −1. Allocates nothing.
   * @throws {InvalidKeyError} if it is no string.
   * @throws {DisposedError} after `dispose`.
   */
  idOf(text: string): number {
    if (typeof text !== 'string') throw notString(text);
    this.#index.open();
    const hash = this.#pack(text);
    const found = this.#find(wordCountOf(packed[0]!), hash);
    return found < 0 ? -1 : found;
  }

  /** Whether the string has an id. @throws as `idOf`. */
  has(text: string): boolean {
    return this.idOf(text) >= 0;
  }

  /**
   * Id of the string; a new one, if it has none yet.
   * @throws {InvalidKeyError} if it is no string.
   * @throws {CapacityError} if it would have to grow beyond what a table holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through; then, as
   * with every other error, nothing has changed.
   */
  intern(text: string): number {
    if (typeof text !== 'string') throw notString(text);
    const index = this.#index;
    for (;;) {
      index.open();
      const hash = this.#pack(text); // again in each round: a region may call back into a table
      const wordCount = wordCountOf(packed[0]!);
      const found = this.#find(wordCount, hash);
      if (found >= 0) return found;
      const chunkNumber = this.#chunkWithRoom(wordCount);
      if (index.entryCount >= index.entryCapacity) index.grow();
      else if (chunkNumber < 0) this.#addChunk(wordCount);
      else return this.#insert(~found, hash, chunkNumber, wordCount);
    }
  }

  /**
   * The string with that id.
   * @throws {InvalidKeyError} unless the id is one that this table has given.
   * @throws {DisposedError} after `dispose`.
   */
  stringOf(id: number): string {
    const address = this.#addressOf(id);
    return unpack(this.#wordsOf(address >>> CHUNK_BITS), address & (CHUNK_WORDS - 1));
  }

  /** Length of the string with that id, in UTF-16 code units. @throws as `stringOf`. */
  lengthOf(id: number): number {
    const address = this.#addressOf(id);
    return this.#wordsOf(address >>> CHUNK_BITS)[address & (CHUNK_WORDS - 1)]! >>> 1;
  }

  /**
   * Makes the index ready for that many strings.
   * @throws {CapacityError} if that is no count, or beyond what a table holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through.
   */
  ensureCapacity(entryCount: number): void {
    this.#index.ensureCapacity(entryCount);
  }

  /**
   * Shrinks the index to the smallest that holds the strings, and the slab to what is filled.
   * @returns bytes given back; 0 if there were none to give.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through.
   */
  trim(): number {
    const before = this.bytes();
    this.#index.trim();
    if (this.#openChunk >= 0) this.#trimChunk(this.#openChunk);
    return Math.max(before - this.bytes(), 0);
  }

  /**
   * Gives the storage back. Every later use but `dispose`, `disposed`, `size`, `capacity` and
   * `bytes` throws.
   */
  dispose(): void {
    if (this.disposed) return;
    const { region } = this.#index;
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#openChunk = -1;
    this.#slabWords = 0;
    this.#index.dispose();
    if (region === undefined || region.disposed === true) return;
    for (const { address } of chunks) region.free(address);
  }

  /**
   * Calls `callback` with each string and its id, in the order of ids; strings that are interned
   * meanwhile are visited, too. @throws {DisposedError} after `dispose`, in the middle too.
   */
  forEach(callback: (text: string, id: number) => void): void {
    this.#index.open();
    for (let id = 0; id < this.#sizeInUse(); id++) callback(this.stringOf(id), id);
  }

  /** The strings, in the order of ids. @throws {DisposedError} at the next step after `dispose`. */
  *values(): IterableIterator<string> {
    for (let id = 0; id < this.#sizeInUse(); id++) yield this.stringOf(id);
  }

  /** The same as `values`: `for (const text of table)`. */
  [Symbol.iterator](): IterableIterator<string> {
    return this.values();
  }

  get [Symbol.toStringTag](): string {
    return 'StringTable';
  }

  /** @internal */
  [internals](): StringTableInternals {
    this.#index.open();
    this.#chunks.forEach((_chunk, number) => this.#wordsOf(number));
    return [
      this.#index,
      this.#chunks,
      (words, start, wordCount) => this.#hashOf(words, start, wordCount),
    ];
  }

  #sizeInUse(): number {
    this.#index.open();
    return this.#index.entryCount;
  }

  /** Packs the string. @returns its hash. */
  #pack(text: string): number {
    const { offset, multiplier1, multiplier2 } = this.#index;
    return pack(text, offset, multiplier1, multiplier2);
  }

  #hashOf(words: Int32Array, start: number, wordCount: number): number {
    const { offset, multiplier1, multiplier2 } = this.#index;
    return hashWords(words, start, wordCount, offset, multiplier1, multiplier2);
  }

  /** Id of the packed string, or ~slot where its search ends. */
  #find(wordCount: number, hash: number): number {
    const index = this.#index;
    const { words, slotCount, hashesAt, payloadsAt } = index;
    let slot = index.homeOf(hash);
    for (;;) {
      const id = words[slot]! - 1;
      if (id < 0) return ~slot; // load < 1, so a free slot exists
      if (words[hashesAt + id] === hash && this.#isPacked(words[payloadsAt + id]!, wordCount)) {
        return id;
      }
      slot++;
      if (slot === slotCount) slot = 0;
    }
  }

  /** Whether the string at a slab address is the packed one. */
  #isPacked(address: number, wordCount: number): boolean {
    const words = this.#wordsOf(address >>> CHUNK_BITS);
    const start = address & (CHUNK_WORDS - 1);
    const other = packed;
    // The header comes first: words behind it are compared for strings of one length only.
    for (let i = 0; i < wordCount; i++) if (words[start + i] !== other[i]) return false;
    return true;
  }

  #insert(slot: number, hash: number, chunkNumber: number, wordCount: number): number {
    const index = this.#index;
    const chunk = this.#chunks[chunkNumber]!;
    const words = this.#wordsOf(chunkNumber);
    const source = packed;
    const start = chunk.filled;
    for (let i = 0; i < wordCount; i++) words[start + i] = source[i]!;
    chunk.filled += wordCount;
    const id = index.insert(slot, hash, (chunkNumber << CHUNK_BITS) | start);
    if (index.isSuspicious) index.reseed(() => this.#rehash());
    return id;
  }

  /** Writes the hashes of all strings anew. */
  #rehash(): void {
    const { words, hashesAt, payloadsAt, entryCount } = this.#index;
    for (let id = 0; id < entryCount; id++) {
      const address = words[payloadsAt + id]!;
      const chunk = this.#wordsOf(address >>> CHUNK_BITS);
      const start = address & (CHUNK_WORDS - 1);
      words[hashesAt + id] = this.#hashOf(chunk, start, wordCountOf(chunk[start]!));
    }
  }

  #addressOf(id: number): number {
    const index = this.#index;
    const words = index.open();
    if ((id | 0) !== id || id < 0 || id >= index.entryCount) {
      throw new InvalidKeyError(expected('id', 'one that this table has given', id));
    }
    return words[index.payloadsAt + id]!;
  }

  /** The words of a chunk, with a view that holds. */
  #wordsOf(chunkNumber: number): Int32Array {
    const chunk = this.#chunks[chunkNumber]!;
    if (chunk.words.length === 0) {
      chunk.words = this.#index.region!.words(chunk.address, chunk.length);
    }
    return chunk.words;
  }

  /** Number of a chunk that has room, or −1. */
  #chunkWithRoom(wordCount: number): number {
    const isLong = wordCount > CHUNK_WORDS;
    const number = isLong ? this.#chunks.length - 1 : this.#openChunk;
    const chunk = this.#chunks[number];
    if (chunk === undefined) return -1;
    if (isLong && chunk.filled > 0) return -1; // a long string must begin at word 0
    return chunk.length - chunk.filled >= wordCount ? number : -1;
  }

  /** Adds a chunk: half of what there is already, so that little stays empty. */
  #addChunk(wordCount: number): void {
    if (this.#chunks.length >= MAXIMUM_CHUNK_COUNT) {
      throw new CapacityError(`size: expected at most ${MAXIMUM_CHUNK_COUNT} chunks`);
    }
    const usual = Math.min(Math.max(this.#slabWords >>> 1, FIRST_CHUNK_WORDS), CHUNK_WORDS);
    const chunk = this.#newChunk(Math.max(usual, wordCount));
    if (wordCount <= CHUNK_WORDS) this.#openChunk = this.#chunks.length;
    this.#chunks.push(chunk);
    this.#slabWords += chunk.length;
  }

  #newChunk(length: number): Chunk {
    const { region } = this.#index;
    const address = region?.allocate(length * 4) ?? 0;
    if (this.disposed) region?.free(address);
    this.#index.open();
    return { words: zeroedWords(region, address, length), address, length, filled: 0 };
  }

  /** Moves what a chunk holds to one that it fills. */
  #trimChunk(number: number): void {
    const { filled } = this.#chunks[number]!;
    if (filled === 0 || filled === this.#chunks[number]!.length) return;
    const chunk = this.#newChunk(filled);
    const { region } = this.#index;
    const old = this.#chunks[number]!;
    if (old.filled !== filled || old.length <= filled) {
      region?.free(chunk.address); // a region called back into the table: leave it
      return;
    }
    chunk.words.set(this.#wordsOf(number).subarray(0, filled));
    chunk.filled = filled;
    this.#chunks[number] = chunk;
    this.#slabWords += filled - old.length;
    region?.free(old.address);
  }
}

function notString(text: unknown): InvalidKeyError {
  return new InvalidKeyError(expected('string', 'a string', text));
}
