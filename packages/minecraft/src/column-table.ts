/**
 * A column's table: a word for each of its p pieces that says where the piece is, some words more
 * of the kind of table, and for shared tables the ids of what the pieces are.
 *
 *   [0 … p)            places         what reads look at:
 *                        −2^30 … 0      no piece: the word itself says what is there
 *                        < −2^30        −2^30 − address of content of the pool: immutable, shared
 *                        > 0            address of an own copy, in the owner's region (in overlays
 *                        only)
 *   [p … length)       further words  never above 0 (the masks of light)
 *   [length … + p)     ids            ContentId of each shared piece, else 0
 *
 * A loaded column points to a table that is itself a node of the pool, shared by every column that
 * is equal. The ids in it keep the pieces alive, and as long as they live their addresses stay: so
 * a read is a look at the table and one at the piece, and tables of equal columns are equal
 * although they name addresses.
 *
 * The first write puts an *overlay* in front of it: a copy of all but the ids in the owner's
 * region, in which written pieces are replaced by own copies. The shared table stays held as long
 * as the overlay lives, and through it every piece that the overlay still names.
 */
import type { Address, Heap, Region } from '@sandy/allocator';
import { type ContentId, type ContentPool, UnloadedError } from '@sandy/pools';
import type { ColumnLayout } from './column-layout.js';
import type { ColumnOwner, ColumnStore, Scratch } from './column-store.js';
import { ReentrantChangeError } from './errors.js';

/** What a column's parts share; one object for all columns of a dimension. */
export interface ColumnContext {
  /** That of the pool and of the owner's region. */
  readonly heap: Heap;
  /** The heap's segments and how an address is cut: what reads need of the heap, without a call. */
  readonly segments: readonly Int32Array[];
  readonly segmentShift: number;
  readonly granuleMask: number;
  readonly pool: ContentPool;
  readonly store: ColumnStore;
  readonly owner: ColumnOwner;
  readonly layout: ColumnLayout;
  /**
   * Set when the owner's holder was disposed: what its columns name may be somebody else's by then.
   */
  isUnloaded: boolean;
}

/** Places below it are shared content, places from it to 0 no piece. */
const LEAST_VALUE = -(2 ** 30);
const CLOSED = -1;
/** Table of a column that has none: every word is 0. Longer than any. */
const NO_WORDS = new Int32Array(2048);

/** Whether a place is no piece, but says itself what is there. */
export function isValue(place: number): boolean {
  return place <= 0 && place >= LEAST_VALUE;
}

/** How the pieces of columns are held, counted over one or many columns. */
export interface ColumnSummary {
  columnCount: number;
  /** Block and biome containers of one single value. */
  singleValueCount: number;
  /** Light sections that are one nibble throughout: 2,048 bytes each as arrays. */
  uniformLightCount: number;
  /** Pieces held as shared content. */
  sharedPieceCount: number;
  /** Pieces held as own copies. */
  ownPieceCount: number;
  /** Bytes of own copies and overlays, as requested from the region. */
  ownBytes: number;
}

/** A segment's words and where in them a piece begins. */
export interface Piece {
  readonly words: Int32Array;
  readonly base: number;
}

/**
 * There are two for each column of each bot, so they are small: no #method in this class or those
 * below it, since a class with one costs each of its instances a word.
 */
export abstract class ColumnTable {
  protected readonly context: ColumnContext;
  /** Shared table, 0 where every word is 0, or CLOSED. */
  #content = 0;
  /** Address of the overlay + 1, or 0. */
  #overlay = 0;
  /** Where the table's words are: the segment that holds them, and the first one's index. */
  #words: Int32Array = NO_WORDS;
  #base = 0;
  /** Whether a change is under way, and whether the column was closed meanwhile. */
  #state: 'idle' | 'changing' | 'closing' = 'idle';

  constructor(context: ColumnContext) {
    this.context = context;
  }

  /** Pieces that it has places for. */
  protected abstract get pieceCount(): number;

  /** Words of the table without its ids. */
  protected abstract get length(): number;

  /** Words of the own piece at table index `index`, for the summary. */
  protected abstract pieceLength(words: Int32Array, base: number, index: number): number;

  get layout(): ColumnLayout {
    return this.context.layout;
  }

  get hasOverlay(): boolean {
    return this.#overlay !== 0;
  }

  /** @throws {UnloadedError} if the column was closed */
  assertOpen(): void {
    if (this.#content === CLOSED || this.context.isUnloaded) {
      throw new UnloadedError('chunk column: used after it was closed or its owner was unloaded');
    }
  }

  /** Word `index` of the table. @throws {UnloadedError} if the column was closed */
  protected word(index: number): number {
    const word = this.#words[this.#base + index];
    // A closed column has no words, and a view of a memory that has grown meanwhile has none
    // either.
    if (!word || this.context.isUnloaded) return this.freshWord(index);
    return word;
  }

  private freshWord(index: number): number {
    this.assertOpen();
    if (this.#words.length === 0) this.pointAnew();
    return this.#words[this.#base + index]!;
  }

  /** Finds the table again in a memory that has grown, which ends all views of it. */
  private pointAnew(): void {
    const address =
      this.#overlay !== 0
        ? ((this.#overlay - 1) as Address)
        : this.context.pool.addressOf(this.#content as ContentId);
    this.pointTo(address);
  }

  /** Address of the piece at `place`, which is one. */
  protected addressOf(place: number): Address {
    return (place > 0 ? place : LEAST_VALUE - place) as Address;
  }

  /** The segment that holds `address`, for reads: as `heap.wordsOf`, with less on the way. */
  protected wordsAt(address: Address): Int32Array {
    const { heap, segments, segmentShift } = this.context;
    const words = segments[address >>> segmentShift]!;
    return words.length === 0 ? heap.wordsOf(address) : words;
  }

  /** Finds the piece at `place`, which is one. Reads of single entries do without this object. */
  protected locate(place: number): Piece {
    const { heap } = this.context;
    const address = this.addressOf(place);
    return { words: heap.wordsOf(address), base: heap.offsetOf(address) >> 2 };
  }

  /** Address of the own piece at `index`, or undefined where it is shared or no piece. */
  protected ownPiece(index: number): Address | undefined {
    const place = this.word(index);
    return place > 0 ? (place as Address) : undefined;
  }

  /** Sets a word of the overlay, which must be there; for an own piece its address. */
  protected setWord(index: number, word: number): void {
    if (this.#words.length === 0) this.pointAnew();
    this.#words[this.#base + index] = word;
  }

  /**
   * Puts `scratch.piece[0 … length − 1]` as shared content at `index` of `table`, kept alive by
   * `scratch`.
   */
  protected stagePiece(table: Int32Array, index: number, length: number, scratch: Scratch): void {
    const id = scratch.stage(length);
    table[index] = LEAST_VALUE - this.context.pool.addressOf(id);
    table[this.length + index] = id;
  }

  /** Puts a value that is no piece at `index` of `table`. */
  protected stageValue(table: Int32Array, index: number, word: number): void {
    table[index] = word;
    table[this.length + index] = 0;
  }

  /**
   * Begins a change. Until `endChange` every step may run a callback of somebody's (a limit's),
   * which may close the column or try to change it: closing then waits for the end, and a change is
   * refused.
   *
   * @returns scratch memory, to be given to `endChange`
   * @throws {UnloadedError} if the column was closed
   * @throws {ReentrantChangeError} if a change of it is under way
   * @throws {DisposedError} if the store is disposed
   */
  protected beginChange(): Scratch {
    this.assertOpen();
    if (this.#state !== 'idle') {
      throw new ReentrantChangeError(
        'chunk column: expected no change of it while another one is under way',
      );
    }
    const scratch = this.context.store.borrow();
    this.#state = 'changing';
    return scratch;
  }

  protected endChange(scratch: Scratch): void {
    this.context.store.giveBack(scratch);
    const wasClosed = this.#state === 'closing';
    this.#state = 'idle';
    if (wasClosed) this.close();
  }

  /**
   * Puts the overlay in place if there is none. @throws what the region throws; nothing has changed
   */
  protected detach(): void {
    if (this.#overlay !== 0) return;
    const { region } = this.context.owner;
    const address = region.allocate(this.length * 4);
    this.copyWordsInto(region.words(address, this.length));
    this.#overlay = address + 1;
    this.pointTo(address);
  }

  /** A new table for `adopt`, in scratch memory. */
  protected newTable(scratch: Scratch): Int32Array {
    return scratch.table(this.length + this.pieceCount);
  }

  /** As `newTable`, with what this one holds: own pieces included, which have yet to be staged. */
  protected copyTable(scratch: Scratch): Int32Array {
    const table = this.newTable(scratch);
    this.copyWordsInto(table);
    if (this.#content <= 0) return table;
    const { heap, pool } = this.context;
    const address = pool.addressOf(this.#content as ContentId);
    const [words, base] = [heap.wordsOf(address), heap.offsetOf(address) >> 2];
    const end = this.length + this.pieceCount;
    for (let i = this.length; i < end; i++) table[i] = words[base + i]!;
    return table;
  }

  private copyWordsInto(out: Int32Array): void {
    for (let i = 0, length = this.length; i < length; i++) out[i] = this.word(i);
  }

  /**
   * Makes `table` (whose pieces are staged content) the table; what was there before is given back.
   *
   * @throws what the holder's limit or the pool's region throws; nothing has changed then
   */
  protected adopt(table: Int32Array): void {
    const { pool, owner } = this.context;
    const content = isAllZero(table, this.length)
      ? 0
      : pool.internNode(owner.holder, table, this.length + this.pieceCount);
    this.giveBack();
    this.#content = content;
    if (content !== 0) this.pointTo(pool.addressOf(content as ContentId));
  }

  private pointTo(address: Address): void {
    const { heap } = this.context;
    this.#words = heap.wordsOf(address);
    this.#base = heap.offsetOf(address) >> 2;
  }

  /** Puts own pieces back among the shared content, staged, so that `table` can be adopted. */
  protected stageOwnPieces(table: Int32Array, scratch: Scratch): void {
    for (let i = 0; i < this.pieceCount; i++) {
      if (table[i]! <= 0) continue;
      const { words, base } = this.locate(table[i]!);
      const length = this.pieceLength(words, base, i);
      scratch.piece.set(words.subarray(base, base + length));
      this.stagePiece(table, i, length, scratch);
    }
  }

  /**
   * Gives own copies back to the shared content: what became equal again to what others hold is one
   * copy again. Reads are as before.
   *
   * @throws what the holder's limit or the pool's region throws; nothing has changed then
   */
  reshare(): void {
    const scratch = this.beginChange();
    try {
      if (this.#overlay === 0) return;
      const table = this.copyTable(scratch);
      this.stageOwnPieces(table, scratch);
      this.adopt(table);
    } finally {
      this.endChange(scratch);
    }
  }

  /** Gives everything back; the table answers no more. Closing twice does nothing. */
  close(): void {
    if (this.#content === CLOSED) return;
    if (this.#state !== 'idle') {
      this.#state = 'closing';
      return;
    }
    try {
      if (!this.context.isUnloaded) this.giveBack();
    } finally {
      this.forget();
      this.#content = CLOSED;
    }
  }

  /** Adds how its pieces are held to `summary`. */
  addTo(summary: ColumnSummary): void {
    if (this.#overlay !== 0) summary.ownBytes += this.length * 4;
    for (let i = 0; i < this.pieceCount; i++) {
      const place = this.word(i);
      if (place > 0) {
        const { words, base } = this.locate(place);
        summary.ownPieceCount++;
        summary.ownBytes += this.pieceLength(words, base, i) * 4;
      } else if (place < LEAST_VALUE) summary.sharedPieceCount++;
    }
  }

  private giveBack(): void {
    const { pool, owner } = this.context;
    if (this.#overlay !== 0) this.freeOverlay(owner.region);
    if (this.#content > 0) pool.release(owner.holder, this.#content as ContentId);
    this.forget();
  }

  private forget(): void {
    this.#content = 0;
    this.#overlay = 0;
    this.#words = NO_WORDS;
    this.#base = 0;
  }

  private freeOverlay(region: Region): void {
    for (let i = 0; i < this.pieceCount; i++) {
      const own = this.ownPiece(i);
      if (own !== undefined) region.free(own);
    }
    region.free((this.#overlay - 1) as Address);
    this.#overlay = 0;
  }
}

function isAllZero(words: Int32Array, length: number): boolean {
  for (let i = 0; i < length; i++) if (words[i] !== 0) return false;
  return true;
}
