// Written by `npm run codegen` from packages/collections/templates/shared-map.ts.template:
// change that file and run the command again.
/**
 * The template of the handles that write to a table shared between threads; that of the handles
 * that read is `shared-map-reader.ts.template`. `tools/codegen/shared.mjs` fills both in. How the
 * table lies in memory, and what the order of the stores is good for: `src/shared/table-layout.ts`.
 */
import { CapacityError, expected } from '../errors.js';
import { filled } from '../filled.js';
import { mixLong, seedFrom } from '../hashing.js';
import type { MixSeed } from '../hashing.js';
import { internals } from '../internals.js';
import { invalidLanes, joinLanes, longHi, longLo } from '../long.js';
import { entriesOf } from '../options.js';
import { claimRole, NO_CLAIM, releaseRole, roleLost } from '../shared/roles.js';
import type { SharedRoleOptions } from '../shared/roles.js';
import type { SharedTableInternals } from '../shared/shared-map-validity.js';
import {
  areaOf,
  bitsFor,
  checkedTableOptions,
  checkedTableToken,
  CLAIMS,
  createTableToken,
  CURRENT,
  headerOf,
  markSequences,
  retireAreas,
  spareArea,
  stripeBitsOf,
  unmarkSequences,
} from '../shared/table-layout.js';
import type { SharedTableOptions, SharedTableToken } from '../shared/table-layout.js';
import { entriesIn, plausibleDisplacement, suspiciousDisplacement } from '../sizing.js';
import { invalidInt32 } from '../values.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

/** Words of a slot, and of the key in it. */
const STRIDE = 3;
const KEY_WORDS = 2;

// Words of the header that are needed often: here, since V8 does not fold what is imported.
const WRITER = 1;
const SIZE = 3;
const HOLE = 4;

const HASH_BITS = 27;

/** A token in the place of options: the table is there already. */
class Attachment {
  readonly token: SharedTableToken;
  readonly role: SharedRoleOptions | undefined;

  constructor(token: SharedTableToken, role: SharedRoleOptions | undefined) {
    this.token = token;
    this.role = role;
  }
}

/**
 * Map from 64-bit keys, two int32 lanes `(hi, lo)`, to int values that many threads read while one
 * writes: this is the handle that writes. The others attach with a {@link SharedLong2IntMapReader}.
 *
 * A thread that ends in the middle of a change leaves a table whose readers throw
 * `SharedTableError` where they meet it and go on elsewhere; a handle that takes over
 * ({@link attach}) closes it. All that was done by then is there; what was in the middle is done or
 * not done as a whole.
 *
 * Layout: open addressing with linear probing over a SharedArrayBuffer, `hi lo value` a slot, in an
 * area that is replaced by one twice as large when it is full; see `src/shared/table-layout.ts`.
 * Each table has a secret seed, and draws another one if crafted keys flood it.
 *
 * Cost: 12 B a slot at a load of 3/8 to 3/4, and as much again for the areas that it grew
 * out of: they are never given back, so give `capacity` where it is known. get and has take O(1) as
 * in `Long2IntMap`; set and delete, which are atomic stores, two to five times as long. Growing
 * takes O(n) here and does not stop readers. Order of iteration: that of the slots.
 */
export class SharedLong2IntMap {
  readonly #token: SharedTableToken;
  readonly #header: Int32Array;
  readonly #claim: number;
  #isDisposed = false;

  #words!: Int32Array;
  #bits = 0; // log2 of the slots
  #end = 0; // words of the slots; there stand the sequences
  #tail = 0; // there stands the key (0, 0)
  #shift = 0; // from a hash to its slot
  #stripeWidth = 0; // words of the slots of a stripe
  #stripeMask = 0; // stripes − 1
  #slotted = 0; // entries in slots, all but that of the key (0, 0)
  #maximumSlotted = 0;

  #seed!: MixSeed;
  #offset = 0; // the seed's words, see hashing.ts
  #multiplier1 = 0;
  #multiplier2 = 0;
  #multiplier3 = 0;

  #firstStripe = 0; // those whose sequences are odd now
  #openStripes = 0;

  #excess = 0; // words that insertions passed beyond what is plausible; never below 0
  #maximumExcess = 0;
  readonly #plausible: number;
  #reseedCount = 0;

  /**
   * A new table; this handle may write to it.
   * @param entries What it holds at first: pairs of key and value. Options may stand in their
   * place.
   * @throws {CapacityError} if a capacity is no count, or there is no memory for it.
   * @throws {InvalidArgumentError} if an option is unknown or out of range, or the runtime has no
   * SharedArrayBuffer.
   * @throws {InvalidKeyError} for keys that are none.
   */
  constructor(
    entries?: Iterable<readonly [bigint, number]> | SharedTableOptions | null,
    options?: SharedTableOptions,
  ) {
    const given = isIterable(entries) ? options : (entries ?? options);
    const attachment = given instanceof Attachment ? given : undefined;
    const terms = attachment?.token ?? checkedTableOptions(given as SharedTableOptions | undefined);
    const token =
      attachment?.token ?? createTableToken('sandy-shared-long2int-map-1', STRIDE, terms);
    this.#token = token;
    this.#header = headerOf(token);
    this.#plausible = plausibleDisplacement(token.maximumLoad) * STRIDE;
    const role = { role: WRITER, claims: CLAIMS, name: 'SharedLong2IntMap' };
    const claim = claimRole(this.#header, role, attachment?.role);
    this.#claim = claim.number;
    if (attachment === undefined) {
      const { capacity, seed } = terms as ReturnType<typeof checkedTableOptions>;
      this.#build(
        bitsFor(capacity, token.maximumLoad, token.maximumCapacity),
        seedFrom(seed),
        false,
      );
      filled(this, () => {
        for (const [key, value] of entriesOf(entries)) this.setBigInt(key, value);
      });
    } else {
      this.#enter();
      if (claim.wasHeld) this.#repair();
    }
  }

  /** The same as `new`, for code that is handed a class. */
  static create(options?: SharedTableOptions): SharedLong2IntMap {
    return new SharedLong2IntMap(options);
  }

  /**
   * The handle that writes to a table that another thread has made, and does not write to any more.
   * @param token - what `token()` of that handle returned, sent to this thread by `postMessage` or
   * `workerData`
   * @throws {SharedRoleError} if another handle writes, and `takeOver` is not set. What that leaves
   * unfinished is made good.
   * @throws {InvalidArgumentError} if `token` is none, or an option is unknown.
   */
  static attach(token: SharedTableToken, options?: SharedRoleOptions): SharedLong2IntMap {
    return new SharedLong2IntMap(
      new Attachment(checkedTableToken(token, 'sandy-shared-long2int-map-1'), options) as object,
    );
  }

  /** What another thread needs to attach: an object for `postMessage` and `workerData`. */
  token(): SharedTableToken {
    return this.#token;
  }

  /** Entries held; 0 after `dispose`. */
  get size(): number {
    return this.#isDisposed ? 0 : this.#header[SIZE]!;
  }

  /** Entries that fit before the table grows (the key (0, 0) always does); 0 after `dispose`. */
  get capacity(): number {
    return this.#isDisposed ? 0 : this.#maximumSlotted;
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#isDisposed;
  }

  /** Bytes of the memory that all threads share; 0 after `dispose`. */
  bytes(): number {
    return this.#isDisposed ? 0 : this.#token.buffer.byteLength;
  }

  /**
   * Value of the key, or undefined.
   * @throws {InvalidKeyError} if it is not two int32 lanes: NaN, fractions, 2^31.
   * @throws {SharedRoleError} if another handle has taken over. @throws {DisposedError} after
   * `dispose`.
   */
  get(hi: number, lo: number): number | undefined {
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidLanes(hi, lo);
    const words = this.#open();
    if ((hi | lo) === 0) return words[this.#tail] === 0 ? undefined : words[this.#tail + 1]!;
    const word = this.#probe(words, hi, lo, this.#homeOf(hi, lo));
    return word < 0 ? undefined : words[word + KEY_WORDS]!;
  }

  /** Whether the key is there. @throws as {@link get}. */
  has(hi: number, lo: number): boolean {
    return this.get(hi, lo) !== undefined;
  }

  /** Value of the key, or `missing`. @throws as {@link get}. */
  getOrDefault(hi: number, lo: number, missing: number): number {
    return this.get(hi, lo) ?? missing;
  }

  /**
   * Puts `value` under the key, in place of a value that is there.
   * @throws {InvalidKeyError} if the key is not two int32 lanes.
   * @throws {InvalidArgumentError} if the value is not an int32.
   * @throws {CapacityError} if it would have to grow beyond `maximumCapacity`, or there is no
   * memory; then, as with every other error, nothing has changed.
   * @throws {SharedRoleError} if another handle has taken over. @throws {DisposedError} after
   * `dispose`.
   */
  set(hi: number, lo: number, value: number): this {
    if ((value | 0) !== value) throw invalidInt32(value);
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidLanes(hi, lo);
    let words = this.#open();
    if ((hi | lo) === 0) return this.#setZero(value);
    let home = this.#homeOf(hi, lo);
    let word = this.#probe(words, hi, lo, home);
    if (word >= 0) {
      Atomics.store(words, word + KEY_WORDS, value);
      return this;
    }
    if (this.#slotted >= this.#maximumSlotted) {
      this.#grow();
      words = this.#words;
      home = this.#homeOf(hi, lo);
      word = this.#probe(words, hi, lo, home);
    }
    this.#insert(words, hi, lo, value, ~word);
    const excess = this.#excess + this.#displacement(home, ~word) - this.#plausible;
    this.#excess = excess > 0 ? excess : 0;
    if (excess > this.#maximumExcess) this.#reseed();
    return this;
  }

  /**
   * Takes the key out. @returns false if it was not there.
   * @throws as {@link get}.
   */
  delete(hi: number, lo: number): boolean {
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidLanes(hi, lo);
    const words = this.#open();
    if ((hi | lo) === 0) return this.#deleteZero();
    const word = this.#probe(words, hi, lo, this.#homeOf(hi, lo));
    if (word < 0) return false;
    this.#openStripe(words, word);
    this.#close(words, word);
    this.#closeStripes(words);
    this.#count(-1);
    return true;
  }

  /**
   * Takes all entries out, for readers at once, and keeps the storage.
   * @throws {CapacityError} if there is no memory: the first time it takes as much again.
   * @throws {SharedRoleError} if another handle has taken over. @throws {DisposedError} after
   * `dispose`.
   */
  clear(): void {
    this.#open();
    this.#build(this.#bits, this.#seed, false);
  }

  /**
   * Grows so that `entryCount` entries fit without growing again: at least to twice the capacity,
   * if at all.
   * @throws {CapacityError} if that is no count, or beyond `maximumCapacity`, or there is no
   * memory.
   * @throws {SharedRoleError} if another handle has taken over. @throws {DisposedError} after
   * `dispose`.
   */
  ensureCapacity(entryCount: number): void {
    this.#open();
    const { maximumLoad, maximumCapacity } = this.#token;
    const bits = bitsFor(entryCount, maximumLoad, maximumCapacity);
    if (bits > this.#bits) this.#build(bits, this.#seed, true);
  }

  /** Ends this handle, so that another may write; the table and its readers stay. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    releaseRole(this.#header, WRITER, this.#claim);
  }

  /** `get` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  getBigInt(key: bigint): number | undefined {
    return this.get(longHi(key), longLo(key));
  }

  /** `has` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  hasBigInt(key: bigint): boolean {
    return this.has(longHi(key), longLo(key));
  }

  /** `set` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  setBigInt(key: bigint, value: number): this {
    return this.set(longHi(key), longLo(key), value);
  }

  /** `delete` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  deleteBigInt(key: bigint): boolean {
    return this.delete(longHi(key), longLo(key));
  }

  /**
   * Calls `callback` with each value and its key, as they were when it was called; the table may be
   * changed meanwhile. Cost: O(slots), and a copy of the entries. @throws as {@link get}.
   */
  forEach(callback: (value: number, hi: number, lo: number) => void): void {
    const found = this.#collect();
    for (let i = 0; i < found.length; i += STRIDE)
      callback(found[i + KEY_WORDS]!, found[i]!, found[i + 1]!);
  }

  /** The keys, as they were at the first step. */
  *keys(): IterableIterator<bigint> {
    const found = this.#collect();
    for (let i = 0; i < found.length; i += STRIDE) yield joinLanes(found[i]!, found[i + 1]!);
  }

  /** The values, as they were at the first step. */
  *values(): IterableIterator<number> {
    const found = this.#collect();
    for (let i = KEY_WORDS; i < found.length; i += STRIDE) yield found[i]!;
  }

  /** Keys and values, as they were at the first step. */
  *entries(): IterableIterator<[bigint, number]> {
    const found = this.#collect();
    for (let i = 0; i < found.length; i += STRIDE)
      yield [joinLanes(found[i]!, found[i + 1]!), found[i + KEY_WORDS]!];
  }

  /** The same as `entries`: `for (const [key, value] of map)`. */
  [Symbol.iterator](): IterableIterator<[bigint, number]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return 'SharedLong2IntMap';
  }

  /** @internal What `assertValidSharedMap` sees. */
  [internals](): SharedTableInternals {
    const words = this.#open();
    return [
      this.#token,
      words,
      this.#bits,
      STRIDE,
      (hi, lo) => this.#hashOf(hi, lo),
      this.#reseedCount,
    ];
  }

  /** The words. @throws unless this handle may write. */
  #open(): Int32Array {
    if (this.#header[WRITER] !== this.#claim || this.#isDisposed) {
      throw roleLost('SharedLong2IntMap', this.#isDisposed ? NO_CLAIM : this.#claim);
    }
    return this.#words;
  }

  #hashOf(hi: number, lo: number): number {
    return mixLong(hi, lo, this.#offset, this.#multiplier1, this.#multiplier2, this.#multiplier3);
  }

  /** Word of the slot where the search for a key begins. */
  #homeOf(hi: number, lo: number): number {
    return (this.#hashOf(hi, lo) >>> this.#shift) * STRIDE;
  }

  /** Words between `home` and `word`, around the end if need be. */
  #displacement(home: number, word: number): number {
    return word >= home ? word - home : word - home + this.#end;
  }

  /**
   * Word of the slot of a key that is not (0, 0), or ~word of the free one where its search ends.
   */
  #probe(words: Int32Array, hi: number, lo: number, home: number): number {
    const end = this.#end;
    let word = home;
    for (;;) {
      const slotHi = words[word]!;
      const slotLo = words[word + 1]!;
      if (slotLo === lo && slotHi === hi) return word;
      if ((slotHi | slotLo) === 0) return ~word; // load < 1, so a free slot exists
      word += STRIDE;
      if (word === end) word = 0;
    }
  }

  /** Puts a key that is not there in the free slot where its search ends. */
  #insert(words: Int32Array, hi: number, lo: number, value: number, word: number): void {
    this.#openStripe(words, word);
    Atomics.store(this.#header, HOLE, word + 1); // a key of two words may be there by half
    Atomics.store(words, word + KEY_WORDS, value);
    Atomics.store(words, word, hi);
    Atomics.store(words, word + 1, lo);
    Atomics.store(this.#header, HOLE, 0);
    this.#closeStripes(words);
    this.#slotted++;
    this.#header[SIZE] = this.#header[SIZE]! + 1;
  }

  #count(change: number): void {
    this.#slotted += change;
    this.#header[SIZE] = this.#header[SIZE]! + change;
  }

  #setZero(value: number): this {
    const words = this.#words;
    const tail = this.#tail;
    const wasThere = words[tail]!;
    this.#mark(words, 0);
    Atomics.store(words, tail + 1, value);
    Atomics.store(words, tail, 1);
    this.#closeStripes(words);
    this.#header[SIZE] = this.#header[SIZE]! + 1 - wasThere;
    return this;
  }

  #deleteZero(): boolean {
    const words = this.#words;
    const wasThere = words[this.#tail]!;
    if (wasThere === 0) return false;
    this.#mark(words, 0);
    Atomics.store(words, this.#tail, 0);
    this.#closeStripes(words);
    this.#header[SIZE] = this.#header[SIZE]! - 1;
    return true;
  }

  /** Makes the sequence of one stripe odd. */
  #mark(words: Int32Array, stripe: number): void {
    const at = this.#end + stripe;
    this.#firstStripe = stripe;
    this.#openStripes = 1;
    Atomics.store(words, at, words[at]! | 1);
  }

  /** Makes the sequences odd of all keys whose search may pass the slot. */
  #openStripe(words: Int32Array, word: number): void {
    const width = this.#stripeWidth;
    let first = word - (word % width); // of the stripe
    this.#mark(words, first / width);
    // Those of stripes before, too, from which taken slots reach up to here.
    for (let at = word; ;) {
      if (at === first) {
        if (this.#openStripes > this.#stripeMask) return;
        first = (at === 0 ? this.#end : at) - width;
      }
      at = (at === 0 ? this.#end : at) - STRIDE;
      if ((words[at]! | words[at + 1]!) === 0) return;
      if (first / width === this.#firstStripe) continue;
      this.#firstStripe = first / width;
      this.#openStripes++;
      const sequence = this.#end + this.#firstStripe;
      Atomics.store(words, sequence, words[sequence]! | 1);
    }
  }

  /** Makes the sequences odd up to that of the stripe of a slot, which lies behind the others. */
  #openUpTo(words: Int32Array, word: number): void {
    const stripe = (word - (word % this.#stripeWidth)) / this.#stripeWidth;
    while (((stripe - this.#firstStripe) & this.#stripeMask) >= this.#openStripes) {
      const at = this.#end + ((this.#firstStripe + this.#openStripes) & this.#stripeMask);
      this.#openStripes++;
      Atomics.store(words, at, words[at]! | 1);
    }
  }

  /** Makes the sequences even that `#openStripe` has made odd. */
  #closeStripes(words: Int32Array): void {
    for (let i = 0; i < this.#openStripes; i++) {
      const at = this.#end + ((this.#firstStripe + i) & this.#stripeMask);
      Atomics.store(words, at, (words[at]! + 1) | 0);
    }
  }

  /** Frees a slot and moves later keys of the chain into the hole where their search passes it. */
  #close(words: Int32Array, word: number): void {
    const header = this.#header;
    const end = this.#end;
    let hole = word;
    let next = word;
    let gap = 0; // words from the hole to `next`
    Atomics.store(header, HOLE, hole + 1);
    for (;;) {
      gap += STRIDE;
      next += STRIDE;
      if (next === end) next = 0;
      const hi = words[next]!;
      const lo = words[next + 1]!;
      if ((hi | lo) === 0) break;
      if (this.#displacement(this.#homeOf(hi, lo), next) < gap) continue; // begins behind the hole
      this.#openUpTo(words, next);
      Atomics.store(words, hole + KEY_WORDS, words[next + KEY_WORDS]!);
      Atomics.store(words, hole, hi);
      Atomics.store(words, hole + 1, lo);
      hole = next;
      gap = 0;
      Atomics.store(header, HOLE, hole + 1);
    }
    Atomics.store(words, hole, 0);
    Atomics.store(words, hole + 1, 0);
    if (header[HOLE] !== 0) Atomics.store(header, HOLE, 0);
  }

  #grow(): void {
    const { maximumCapacity } = this.#token;
    const needed = this.#slotted + 1;
    if (needed > maximumCapacity) {
      throw new CapacityError(expected('size', `at most ${maximumCapacity}`, needed));
    }
    this.#build(this.#bits + 1, this.#seed, true);
  }

  /** Places all keys anew under a seed that nobody can know, if there is memory for it. */
  #reseed(): void {
    const allowed = this.#maximumExcess + this.#slotted * STRIDE; // the next time costs O(n) again
    try {
      this.#build(this.#bits, seedFrom(), true);
      this.#reseedCount++;
    } catch {
      this.#excess = 0;
    }
    this.#maximumExcess = allowed;
  }

  /**
   * Makes an area of 2^bits slots, with the entries or without, and then the current one.
   * @throws {CapacityError} if there is no memory; nothing has changed then.
   */
  #build(bits: number, seed: MixSeed, keep: boolean): void {
    const token = this.#token;
    const header = this.#header;
    const area = spareArea(token, header, bits, STRIDE);
    const oldWords = this.#words;
    const [oldBits, oldEnd, oldTail] = [this.#bits, this.#end, this.#tail];
    const words = areaOf(token, header, area, STRIDE);
    this.#adopt(words, bits, seed);
    const isNew = words[this.#end] === 0; // sequences of one that was used are odd
    markSequences(words, bits, STRIDE);
    if (!isNew) {
      words.fill(0, 0, this.#end);
      words.fill(0, this.#tail);
    }
    words.set(seed, this.#tail + 2);
    if (keep) {
      this.#refill(oldWords, oldEnd);
      words[this.#tail] = oldWords[oldTail]!;
      words[this.#tail + 1] = oldWords[oldTail + 1]!;
    } else {
      this.#slotted = 0;
    }
    unmarkSequences(words, bits, STRIDE);
    Atomics.store(header, CURRENT, area);
    if (oldBits > 0) markSequences(oldWords, oldBits, STRIDE);
    header[SIZE] = this.#slotted + words[this.#tail]!;
  }

  /** Takes an area over as that in which this handle works. */
  #adopt(words: Int32Array, bits: number, seed: MixSeed): void {
    const { maximumLoad, maximumCapacity } = this.#token;
    const stripeBits = stripeBitsOf(bits);
    const slotCount = 2 ** bits;
    this.#words = words;
    this.#bits = bits;
    this.#end = slotCount * STRIDE;
    this.#tail = this.#end + 2 ** stripeBits;
    this.#shift = HASH_BITS - bits;
    this.#stripeMask = 2 ** stripeBits - 1;
    this.#stripeWidth = this.#end / 2 ** stripeBits;
    this.#maximumSlotted = Math.min(entriesIn(slotCount, maximumLoad), maximumCapacity);
    this.#excess = 0;
    this.#maximumExcess = suspiciousDisplacement(slotCount, maximumLoad) * STRIDE;
    this.#seed = seed;
    [this.#offset, this.#multiplier1, this.#multiplier2, this.#multiplier3] = seed;
  }

  /** Works in the area that is current. */
  #enter(): void {
    const area = Atomics.load(this.#header, CURRENT);
    const words = areaOf(this.#token, this.#header, area, STRIDE);
    const tail = words.length - 4;
    const seed = [words[tail]!, words[tail + 1]!, words[tail + 2]!, words[tail + 3]!] as const;
    this.#adopt(words, area >>> 1, seed);
    this.#slotted = this.#header[SIZE]! - words[this.#tail]!;
  }

  /** Makes good what another handle may have left unfinished. */
  #repair(): void {
    const words = this.#words;
    const hole = Atomics.load(this.#header, HOLE) - 1;
    if (hole >= 0) {
      this.#openStripe(words, hole);
      this.#close(words, hole);
    }
    retireAreas(this.#token, this.#header, STRIDE);
    this.#slotted = 0;
    for (let word = 0; word < this.#end; word += STRIDE) {
      if (!((words[word]! | words[word + 1]!) === 0)) this.#slotted++;
    }
    this.#header[SIZE] = this.#slotted + words[this.#tail]!;
    unmarkSequences(words, this.#bits, STRIDE); // those that were odd before, too
  }

  /** Places the keys of `oldWords`, all different, and their values in the empty words. */
  #refill(oldWords: Int32Array, oldEnd: number): void {
    const words = this.#words;
    const end = this.#end;
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
      words[word + KEY_WORDS] = oldWords[oldWord + KEY_WORDS]!;
    }
  }

  /** Slots and all that is in them, one behind the other. */
  #collect(): number[] {
    const words = this.#open();
    const found: number[] = [];
    if (words[this.#tail] !== 0) found.push(0, 0, words[this.#tail + 1]!);
    for (let word = 0; word < this.#end; word += STRIDE) {
      const hi = words[word]!;
      const lo = words[word + 1]!;
      if (!((hi | lo) === 0)) found.push(hi, lo, words[word + KEY_WORDS]!);
    }
    return found;
  }
}

function isIterable(value: unknown): boolean {
  return (value as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] !== undefined;
}
