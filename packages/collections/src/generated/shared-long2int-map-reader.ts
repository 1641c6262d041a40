// Written by `npm run codegen` from packages/collections/templates/shared-map-reader.ts.template:
// change that file and run the command again.
/**
 * The template of the handles that read a table shared between threads; that of the handles that
 * write is `shared-map.ts.template`. `tools/codegen/shared.mjs` fills both in. How the table lies
 * in memory: `src/shared/table-layout.ts`.
 */
import { DisposedError } from '../errors.js';
import { mixLong } from '../hashing.js';
import { internals } from '../internals.js';
import { invalidLanes, joinLanes, longHi, longLo } from '../long.js';
import { Patience, patienceOf } from '../shared/patience.js';
import type { SharedReaderOptions } from '../shared/patience.js';
import type { SharedTableInternals } from '../shared/shared-map-validity.js';
import {
  areaOf,
  checkedTableToken,
  CURRENT,
  headerOf,
  NAP,
  SIZE,
  stripeBitsOf,
} from '../shared/table-layout.js';
import type { SharedTableToken } from '../shared/table-layout.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

/** Words of a slot, and of the key in it. */
const STRIDE = 3;
const KEY_WORDS = 2;

/** Bits of a hash. */
const HASH_BITS = 27;

/**
 * Stands for the area of a disposed handle: a free slot, and a sequence that is odd, so that each
 * look ends in `#settle`, which throws.
 */
const DISPOSED_WORDS = new Int32Array(STRIDE + 1).fill(1, STRIDE);

/**
 * Reads a {@link SharedLong2IntMap} of another thread, or of this one: as many handles as there are
 * threads.
 *
 * Nobody waits for anybody: a look is plain reads, and one more at the end which tells whether what
 * was read held together; while the writer changes something near the key it is repeated. So each
 * value was the key's at some moment during the call, and what the writer had done before it told
 * this thread (by a message, or `Atomics`) is seen.
 *
 * Cost: get, has and getOrDefault take O(1), allocate nothing and write nothing that is shared.
 * `size` may be ahead of or behind what a look finds. Iterations go over a copy that is made as
 * they begin, O(n): each key is in it at most once, and those that the writer does not touch
 * meanwhile are in it.
 */
export class SharedLong2IntMapReader {
  #words: Int32Array = DISPOSED_WORDS;
  #end = STRIDE; // words of the slots; there stand the sequences
  #tail = 0; // there stands the key (0, 0)
  #shift = HASH_BITS; // from a hash to its slot
  #stripeShift = HASH_BITS; // from a hash to its stripe
  #seen = new Int32Array(1); // sequences as they were when they were looked at, all even
  #area = -1;

  #offset = 0; // the seed's words, see hashing.ts
  #multiplier1 = 0;
  #multiplier2 = 0;
  #multiplier3 = 0;

  /**
   * Always 0, though no compiler can know: what is read at an index that contains it is read after
   * what the index was computed of, on processors that reorder reads, too.
   */
  #nothing = -1;

  readonly #token: SharedTableToken;
  readonly #header: Int32Array;
  readonly #patienceMs: number;

  private constructor(token: SharedTableToken, patienceMs: number) {
    this.#token = token;
    this.#header = headerOf(token);
    this.#patienceMs = patienceMs;
    this.#nothing = 0; // the second assignment: V8 takes fields with one for constants
    this.#enter();
  }

  /**
   * A handle on the table that `token` is of: what `token()` of the table returned, sent to this
   * thread by `postMessage` or `workerData`.
   * @throws {InvalidArgumentError} if it is none, or an option is unknown or out of range.
   */
  static attach(token: SharedTableToken, options?: SharedReaderOptions): SharedLong2IntMapReader {
    return new SharedLong2IntMapReader(
      checkedTableToken(token, 'sandy-shared-long2int-map-1'),
      patienceOf(options),
    );
  }

  /** What another thread needs to attach. */
  token(): SharedTableToken {
    return this.#token;
  }

  /** Entries held; 0 after `dispose`. */
  get size(): number {
    return this.disposed ? 0 : Atomics.load(this.#header, SIZE);
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#words === DISPOSED_WORDS;
  }

  /** Bytes of the memory that all threads share; 0 after `dispose`. */
  bytes(): number {
    return this.disposed ? 0 : this.#token.buffer.byteLength;
  }

  /**
   * Value of the key, or undefined.
   * @throws {InvalidKeyError} if it is not two int32 lanes: NaN, fractions, 2^31.
   * @throws {SharedTableError} if the writer has ended in the middle of a change near the key.
   * @throws {DisposedError} after `dispose`.
   */
  get(hi: number, lo: number): number | undefined {
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidLanes(hi, lo);
    if ((hi | lo) === 0) return this.#readZero();
    const nothing = this.#nothing;
    for (;;) {
      const hash = this.#hashOf(hi, lo);
      const words = this.#words;
      const end = this.#end;
      const stripe = hash >>> this.#stripeShift;
      let word = (hash >>> this.#shift) * STRIDE;
      let value: number | undefined;
      let read = 0; // of all that was read
      for (;;) {
        const slotHi = words[word]!;
        const slotLo = words[word + 1]!;
        read |= slotHi | slotLo;
        if (slotLo === lo && slotHi === hi) {
          value = words[word + KEY_WORDS]!;
          read |= value;
          break;
        }
        if ((slotHi | slotLo) === 0) break; // load < 1, so a free slot exists
        word += STRIDE;
        if (word === end) word = 0;
      }
      if (words[end + stripe + (read & nothing)] === this.#seen[stripe]) return value;
      this.#settle(stripe);
    }
  }

  /** Whether the key is there. @throws as {@link get}. */
  has(hi: number, lo: number): boolean {
    return this.get(hi, lo) !== undefined;
  }

  /** Value of the key, or `missing`. @throws as {@link get}. */
  getOrDefault(hi: number, lo: number, missing: number): number {
    return this.get(hi, lo) ?? missing;
  }

  /** `get` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  getBigInt(key: bigint): number | undefined {
    return this.get(longHi(key), longLo(key));
  }

  /** `has` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  hasBigInt(key: bigint): boolean {
    return this.has(longHi(key), longLo(key));
  }

  /**
   * Calls `callback` with each value and its key, as they were when it was called. @throws as
   * {@link get}.
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

  /** The same as `entries`: `for (const [key, value] of reader)`. */
  [Symbol.iterator](): IterableIterator<[bigint, number]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return 'SharedLong2IntMapReader';
  }

  /** Ends this handle; the table and the others stay. Every later look throws. */
  dispose(): void {
    this.#words = DISPOSED_WORDS;
    this.#end = STRIDE;
    this.#tail = 0;
    this.#shift = this.#stripeShift = HASH_BITS;
    this.#seen = new Int32Array(1);
  }

  /** @internal What `assertValidSharedMap` sees. */
  [internals](): SharedTableInternals {
    this.#settle(0);
    return [this.#token, this.#words, this.#area >>> 1, STRIDE, (hi, lo) => this.#hashOf(hi, lo)];
  }

  #hashOf(hi: number, lo: number): number {
    return mixLong(hi, lo, this.#offset, this.#multiplier1, this.#multiplier2, this.#multiplier3);
  }

  #readZero(): number | undefined {
    for (;;) {
      const words = this.#words;
      const tail = this.#tail;
      const isThere = words[tail]!;
      const value = words[tail + 1]!;
      if (words[this.#end + ((isThere | value) & this.#nothing)] === this.#seen[0]) {
        return isThere === 0 ? undefined : value;
      }
      this.#settle(0);
    }
  }

  /**
   * Waits until nothing changes in a stripe and remembers its sequence, or goes to the area that is
   * current now.
   */
  #settle(stripe: number): void {
    if (this.disposed)
      throw new DisposedError('SharedLong2IntMapReader: expected one in use, got a disposed one');
    for (let patience: Patience | undefined; ;) {
      if (Atomics.load(this.#header, CURRENT) !== this.#area) {
        this.#enter();
        return;
      }
      // Atomic: what is read later is at least as new
      const sequence = Atomics.load(this.#words, this.#end + stripe);
      if ((sequence & 1) === 0) {
        this.#seen[stripe] = sequence;
        return;
      }
      patience ??= new Patience(this.#patienceMs);
      patience.lose('SharedLong2IntMapReader', this.#header, NAP);
    }
  }

  /** Goes to the area that is current. */
  #enter(): void {
    const header = this.#header;
    for (;;) {
      const area = Atomics.load(header, CURRENT);
      const bits = area >>> 1;
      const words = areaOf(this.#token, header, area, STRIDE);
      const end = 2 ** bits * STRIDE;
      const stripeBits = stripeBitsOf(bits);
      const before = Atomics.load(words, end);
      const seen = new Int32Array(2 ** stripeBits);
      // One that is odd now will not be what is remembered when it is even.
      for (let i = 0; i < seen.length; i++) seen[i] = Atomics.load(words, end + i) & ~1;
      this.#area = area;
      this.#words = words;
      this.#end = end;
      this.#seen = seen;
      this.#shift = HASH_BITS - bits;
      this.#stripeShift = HASH_BITS - stripeBits;
      this.#tail = end + seen.length;
      this.#offset = Atomics.load(words, this.#tail + 2);
      this.#multiplier1 = Atomics.load(words, this.#tail + 3);
      this.#multiplier2 = Atomics.load(words, this.#tail + 4);
      this.#multiplier3 = Atomics.load(words, this.#tail + 5);
      // Else it was put to another use meanwhile, and the seed may be half of each.
      if (Atomics.load(words, end) === before && Atomics.load(header, CURRENT) === area) return;
    }
  }

  /** Slots and all that is in them, one behind the other: each stripe as it was at some moment. */
  #collect(): number[] {
    const found: number[] = [];
    this.#settle(0);
    for (let words = this.#words, stripe = 0; stripe < this.#seen.length;) {
      const length = found.length;
      const isWhole = this.#collectStripe(found, stripe);
      if (isWhole) {
        stripe++;
        continue;
      }
      found.length = length;
      this.#settle(stripe);
      if (this.#words === words) continue;
      words = this.#words; // another area: from the beginning
      found.length = stripe = 0;
    }
    return found;
  }

  /** Adds the entries whose search begins in a stripe. @returns false if they changed meanwhile. */
  #collectStripe(found: number[], stripe: number): boolean {
    const words = this.#words;
    const end = this.#end;
    const width = end / this.#seen.length;
    const last = (stripe + 1) * width;
    let read = 0;
    if (stripe === 0) {
      const isThere = words[this.#tail]!;
      const value = words[this.#tail + 1]!;
      read |= isThere | value;
      if (isThere !== 0) found.push(0, 0, value);
    }
    // On from the stripe's end while slots are taken: its keys may lie there.
    for (let at = stripe * width; at < last + end; at += STRIDE) {
      const word = at < end ? at : at - end;
      const hi = words[word]!;
      const lo = words[word + 1]!;
      const value = words[word + KEY_WORDS]!;
      read |= hi | lo | value;
      if ((hi | lo) === 0) {
        if (at < last) continue;
        break;
      }
      if (this.#hashOf(hi, lo) >>> this.#stripeShift === stripe) found.push(hi, lo, value);
    }
    return Atomics.load(words, end + stripe + (read & this.#nothing)) === this.#seen[stripe];
  }
}
