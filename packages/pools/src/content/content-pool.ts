import { DisposedError, InvalidArgumentError, assertOptions } from '@sandy/allocator';
import type { Address } from '@sandy/allocator';
import { assertRegion } from '../assert-region.js';
import type { WordSource } from './content-table.js';
import type { HolderOptions } from '../sharing/api.js';
import type { Holder } from '../sharing/holder.js';
import type { ContentId, ContentPoolOptions, ContentPoolStats, ContentRegion } from './api.js';
import {
  ContentStore,
  MAXIMUM_WORDS,
  NODE,
  byteLengthOfShape,
  shapeOf,
  wordLengthOfShape,
} from './content-store.js';
import { mix32 } from './hash-words.js';
import { HolderBooks } from './holder-books.js';
import type { HolderState } from './holder-books.js';
import { MetadataMeter } from './metadata-meter.js';
import { ReferenceCounts } from './reference-counts.js';

const MAXIMUM_REFERENCES = 2 ** 31 - 1;

/** Scratch for bytes is kept up to this length; longer contents get one for the call. */
const KEPT_SCRATCH_WORDS = 2 ** 16;

/** What the checks in content-pool-check.ts see of a pool. */
export interface PoolInternals {
  readonly store: ContentStore;
  readonly books: HolderBooks;
}

export let internalsOf: (pool: ContentPool) => PoolInternals;

/**
 * Stores equal contents once: who interns gets the id of the one copy, with a reference counted for
 * it.
 *
 * Contents are immutable sequences of int32 words (or of bytes) in blocks of a region that belongs
 * to the pool alone. Equality is exact: the hash only finds candidates, whose every word is
 * compared. A *node* is a content whose words above 0 are ids of other contents, which it keeps
 * alive; so a chunk column is one reference for its holder. Everything else is counted out of band:
 *
 *   holder ── id → count ──▶ ContentTable entry ── address ──▶ block in the region
 *                            hash, shape, references,          words; in nodes
 *                            address, weight         ◀─────────── ids of children
 *
 * Each step that adds something either happens whole or not at all: if the region, an account or
 * the holder's `onCharge` throws, pool and holder are as before. These callbacks may use the pool
 * themselves.
 *
 * Cost: intern on a hit compares the content and, where a guess by a few words fails, hashes it
 * before: about 60 ns and 0.2 or 0.5 ns a byte. It allocates nothing. A content costs 40–68 B
 * beside its block, a content held 11–21 B in its holder's table.
 */
export class ContentPool {
  static {
    internalsOf = (pool) => ({ store: pool.#store, books: pool.#books });
  }

  /** Names the store and its accounts in reports. */
  static readonly storeName = 'content-pool';
  /** What it saves by. */
  static readonly trick = 'one copy of equal content';

  readonly #store: ContentStore;
  readonly #books: HolderBooks;
  readonly #meter: MetadataMeter;
  #scratch: Int32Array<ArrayBuffer> | undefined;
  #nextHolderSeed: number;
  #hitCount = 0;
  #missCount = 0;

  /**
   * @param region - used by nobody else, and disposed after the pool
   * @throws {InvalidArgumentError} if `region` is none, `maximumReferenceCount` is not in 1..2^31 −
   * 1, or for an unknown option
   */
  constructor(region: ContentRegion, options: ContentPoolOptions = {}) {
    assertRegion(region);
    assertOptions(options, 'hash', 'seed', 'metadataAccount', 'maximumReferenceCount', 'region');
    const { maximumReferenceCount = MAXIMUM_REFERENCES } = options;
    if (
      !Number.isInteger(maximumReferenceCount) ||
      maximumReferenceCount < 1 ||
      maximumReferenceCount > MAXIMUM_REFERENCES
    ) {
      throw new InvalidArgumentError(
        'maximumReferenceCount',
        'an integer in 1..2^31 - 1',
        maximumReferenceCount,
      );
    }
    const seed = (options.seed ?? Math.random() * 2 ** 32) | 0;
    this.#meter = new MetadataMeter(options.metadataAccount);
    this.#store = new ContentStore(region, this.#meter, {
      ...options,
      seed,
      maximumReferenceCount,
    });
    this.#books = new HolderBooks(this.#store);
    this.#nextHolderSeed = mix32(seed + 1);
  }

  /** As the constructor. */
  static create(options: ContentPoolOptions & { readonly region: ContentRegion }): ContentPool {
    return new ContentPool(options.region, options);
  }

  /** The heap of the pool's region, in which `addressOf` finds contents. */
  get heap(): WordSource {
    return this.#store.region.heap;
  }

  /** Whether it was disposed; nothing can be interned then. */
  get disposed(): boolean {
    return this.#store.closed;
  }

  /**
   * A new holder, who holds nothing yet. Names need not differ.
   *
   * @throws {InvalidArgumentError} if the name is not a string of 1 to 128 characters, for an
   * option that there is none of, or an `onCharge` that is no function
   */
  createHolder(name: string, options: HolderOptions = {}): Holder {
    this.#assertOpen();
    return this.#books.shares.open(name, options, () => {
      this.#nextHolderSeed = mix32((this.#nextHolderSeed + 0x9e3779b9) | 0);
      const counts = new ReferenceCounts(this.#meter, this.#nextHolderSeed);
      try {
        this.#assertOpen(); // the account's code may have disposed of it, or of its region
      } catch (error) {
        counts.close();
        throw error;
      }
      return counts;
    });
  }

  /**
   * The content that equals `words[0 … length − 1]`, stored now if there was none, with one
   * reference of `holder` added. `words` must not change during the call.
   *
   * Cost: O(length); a hit allocates nothing.
   * @throws {InvalidArgumentError} if `words` is no Int32Array, or has fewer than `length`; if
   * `holder` is no holder
   * @throws {DisposedError} if the pool or the holder is disposed
   * @throws {ForeignHolderError} if the holder is another pool's
   * @throws {CountOverflowError} if there are too many references
   * @throws what the region or `onCharge` throws; nothing has changed then
   */
  intern(holder: Holder, words: Int32Array, length: number): ContentId {
    const state = this.#enter(holder);
    assertWordLength(words, length);
    return this.#intern(state, words, length, shapeOf(length));
  }

  /**
   * As `intern`, for a node: each word above 0 is the id of a content, which the node keeps alive;
   * others are immediate values. The pool takes references of its own to them; those of the caller
   * stay its own. Its weight is its own bytes and the weights of its children, each as often as it
   * is named.
   *
   * @throws {UnknownContentError} if a word above 0 names no content that is alive
   */
  internNode(holder: Holder, words: Int32Array, length: number): ContentId {
    const state = this.#enter(holder);
    assertWordLength(words, length);
    return this.#intern(state, words, length, shapeOf(length, { node: true }));
  }

  /**
   * As `intern`, for a `Uint8Array`; the number of bytes need not be a multiple of 4 and is kept.
   */
  internBytes(holder: Holder, bytes: Uint8Array): ContentId {
    const state = this.#enter(holder);
    assertTag(bytes, 'bytes', 'Uint8Array');
    const { byteLength } = bytes;
    if (byteLength > MAXIMUM_WORDS * 4) {
      throw new InvalidArgumentError('bytes', `at most ${MAXIMUM_WORDS * 4} bytes`, byteLength);
    }
    const length = (byteLength + 3) >>> 2;
    const scratch = this.#takeScratch(length);
    try {
      if (length > 0) scratch[length - 1] = 0;
      new Uint8Array(scratch.buffer, 0, byteLength).set(bytes);
      const shape = shapeOf(length, { padding: length * 4 - byteLength });
      return this.#intern(state, scratch, length, shape);
    } finally {
      if (scratch.length <= KEPT_SCRATCH_WORDS) this.#scratch = scratch;
    }
  }

  /**
   * Adds one reference of `holder` to a content.
   *
   * @throws {UnknownContentError} if `id` names no content that is alive
   * @throws as `intern`
   */
  retain(holder: Holder, id: ContentId): void {
    const state = this.#enter(holder);
    this.#books.makeRoom(state); // may call back, so before the content is looked at
    this.#store.assertLive(id);
    this.#books.hold(state, id);
  }

  /**
   * Gives one reference of `holder` back; the last reference of all frees the content, and a node's
   * children with it.
   *
   * @throws {OverReleaseError} if this holder has no reference to it
   * @throws {UnknownContentError} if `id` names no content that is alive
   */
  release(holder: Holder, id: ContentId): void {
    this.#books.release(this.#enter(holder), id);
  }

  /**
   * Makes one reference of `from` a reference of `to`.
   *
   * @throws {OverReleaseError} if `from` has no reference to it
   * @throws what `onCharge` of `to` throws; nothing has changed then
   */
  transfer(from: Holder, to: Holder, id: ContentId): void {
    this.#books.transfer(this.#enter(from), this.#enter(to), id);
  }

  /** The segment that holds the content's words; read only. They begin at `wordOffsetOf(id)`. */
  wordsOf(id: ContentId): Int32Array {
    this.#store.assertLive(id);
    return this.#store.region.heap.wordsOf(this.#store.table.addressOf(id));
  }

  /** Index of the content's first word in `wordsOf(id)`. */
  wordOffsetOf(id: ContentId): number {
    this.#store.assertLive(id);
    return this.#store.region.heap.offsetOf(this.#store.table.addressOf(id)) >> 2;
  }

  /** Words of the content; bytes are padded with zeros to a whole word. */
  lengthOf(id: ContentId): number {
    this.#store.assertLive(id);
    return wordLengthOfShape(this.#store.table.shapeOf(id));
  }

  /** Bytes of the content itself. */
  byteLengthOf(id: ContentId): number {
    this.#store.assertLive(id);
    return byteLengthOfShape(this.#store.table.shapeOf(id));
  }

  /** Bytes that one reference counts for: its own and, for a node, the weights of its children. */
  weightOf(id: ContentId): number {
    this.#store.assertLive(id);
    return this.#store.table.weightOf(id);
  }

  /** Whether it was interned as a node. */
  isNode(id: ContentId): boolean {
    this.#store.assertLive(id);
    return (this.#store.table.shapeOf(id) & NODE) !== 0;
  }

  /** Where the content's block lies; valid as long as the content is held. */
  addressOf(id: ContentId): Address {
    this.#store.assertLive(id);
    return this.#store.table.addressOf(id);
  }

  /** A copy of the content's bytes. */
  bytesOf(id: ContentId): Uint8Array {
    return this.viewOf(id).slice();
  }

  /**
   * The content's bytes themselves, to be read only and no longer than the content is held:
   * JavaScript has no read-only view, and a write would change the content for everybody.
   */
  viewOf(id: ContentId): Uint8Array {
    return this.#store.region.bytes(this.addressOf(id), this.byteLengthOf(id));
  }

  /**
   * The holder's fair share of the pool's bytes: poolBytes × held ÷ Σheld, rounded down; 0 if
   * nothing is held, and for a weightless holder, who is not in the sum. Cost: O(1).
   */
  shareOf(holder: Holder): number {
    return this.#books.shares.shareOf(this.#enter(holder));
  }

  /**
   * The shares of all holders, rounded so that they add up to exactly `poolBytes` (all 0 if nobody
   * with weight holds anything); none of a pool that was disposed. Cost: O(n log n) for n holders.
   */
  shares(): Map<Holder, number> {
    return this.#books.shares.shares();
  }

  /** Counters, also of a pool that was disposed. Cost: O(1). */
  stats(): ContentPoolStats {
    const { poolBytes, uniqueBytes } = this.#store;
    const { heldBytes, states } = this.#books.shares;
    return {
      contentCount: this.#store.table.size,
      holderCount: states.size,
      uniqueBytes,
      heldBytes,
      poolBytes,
      metadataBytes: this.#meter.byteLength,
      savedBytes: Math.max(0, heldBytes - uniqueBytes),
      hitCount: this.#hitCount,
      missCount: this.#missCount,
    };
  }

  /**
   * Disposes all holders, those too that their listeners make meanwhile, and with them all
   * contents; the region stays its owner's. Disposing again does nothing. What a listener throws is
   * passed on once all is done.
   *
   * @returns bytes of the contents that were stored
   */
  dispose(): number {
    if (this.disposed) return 0;
    const { uniqueBytes } = this.#store;
    try {
      this.#books.shares.dispose();
    } finally {
      if (!this.disposed) this.#store.close(); // else a listener has done it
      this.#scratch = undefined;
    }
    return uniqueBytes;
  }

  #assertOpen(): void {
    if (this.disposed) throw new DisposedError('content pool');
    if (this.#store.region.disposed) throw new DisposedError('region of the content pool');
  }

  /** State of a holder that may be used here. */
  #enter(holder: Holder): HolderState {
    this.#assertOpen();
    return this.#books.shares.enter(holder);
  }

  #intern(state: HolderState, words: Int32Array, length: number, shape: number): ContentId {
    const store = this.#store;
    this.#books.makeRoom(state); // may call back, so before the table is searched
    let id = store.table.guess(words, length, shape);
    if (id === 0) {
      const hash = store.hash(words, length, shape);
      id = store.table.find(words, length, shape, hash);
      if (id === 0) return this.#internNew(state, words, { length, shape, hash });
      store.table.setGuess(id, words, length, shape);
    }
    this.#books.hold(state, id);
    this.#hitCount++;
    return id as ContentId;
  }

  /** Apart from `#intern`, where the closure would cost every hit an allocation. */
  #internNew(
    state: HolderState,
    words: Int32Array,
    content: { length: number; shape: number; hash: number },
  ): ContentId {
    const id = this.#store.store(words, content, (weight) => {
      this.#books.makeAllRoom(state, weight);
    });
    this.#books.hold(state, id);
    this.#missCount++;
    return id as ContentId;
  }

  /** A scratch of at least `length` words that nobody else uses until it is put back. */
  #takeScratch(length: number): Int32Array<ArrayBuffer> {
    const scratch = this.#scratch;
    // So that a callback that interns bytes meanwhile gets one of its own
    this.#scratch = undefined;
    if (scratch !== undefined && scratch.length >= length) return scratch;
    return new Int32Array(Math.max(length, 1024));
  }
}

/**
 * By the tag, which is the same in every realm. @throws {InvalidArgumentError} if it is another's
 */
function assertTag(array: Int32Array | Uint8Array, name: string, tag: string): void {
  if (array?.[Symbol.toStringTag] === tag) return;
  throw new InvalidArgumentError(name, `${tag === 'Int32Array' ? 'an' : 'a'} ${tag}`, array);
}

function assertWordLength(words: Int32Array, length: number): void {
  assertTag(words, 'words', 'Int32Array');
  if (length === (length | 0) && length >= 0 && length <= words.length && length <= MAXIMUM_WORDS) {
    return;
  }
  const most = Math.min(words.length, MAXIMUM_WORDS);
  throw new InvalidArgumentError('length', `an integer in 0..${most}`, length);
}
