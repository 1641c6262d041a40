import type { Address, RegionStats } from './api.js';
import { copyWords } from './copy.js';
import { InvalidArgumentError, InvalidFreeError, assertWithin, isRefusal } from './errors.js';
import { GRANULE_BYTES, PAGE_BYTES, pagesFor } from './geometry.js';
import type * as geometry from './geometry.js';
import type { Heap } from './heap.js';
import { countLive, whyNotLive } from './live-block.js';
import type * as layout from './page-table.js';
import type { PageTable } from './page-table.js';
import type { RegionPages } from './region-pages.js';
import { PEAK_PAGES } from './region-row.js';
import type * as rows from './region-row.js';
import { CLASS_OF_GRANULES, HUGE_CLASS, SLOT_GRANULES } from './size-classes.js';
import type * as sizes from './size-classes.js';
import { findFreeSlots, openSlab } from './slab.js';

// Copies, because V8 folds a module's own constants into optimised code, but loads and checks
// imported ones at each use (measured: 25 % of allocate and free). The types hold them to the
// originals.
const HEAD: typeof layout.HEAD = 0;
const OWNER: typeof layout.OWNER = 1;
const USED: typeof layout.USED = 2;
const CLOSED: typeof layout.CLOSED = 3;
const CLASS_BITS: typeof layout.CLASS_BITS = 8;
const CLASS_MASK: typeof layout.CLASS_MASK = 255;
const RECORD_TO_ADDRESS: typeof layout.RECORD_TO_ADDRESS = 5;
const WORD_TO_RECORD: typeof layout.WORD_TO_RECORD = -8;
const MAX_SLOT_BYTES: typeof sizes.MAX_SLOT_BYTES = 8192;
const RUN_CLASS: typeof sizes.RUN_CLASS = 46;
const TOP: typeof rows.TOP = 50;
const HINT_COUNT: typeof rows.HINT_COUNT = 64;
const WORD_BYTES: typeof geometry.WORD_BYTES = 4;
const classOfGranules = CLASS_OF_GRANULES;
const slotGranules = SLOT_GRANULES;

/** What functions beside the region see of it. */
export interface RegionParts {
  readonly table: PageTable;
  readonly pages: RegionPages;
  /** Whether no mode stands between the region's methods and its pages. */
  readonly isPlain: boolean;
}

export let partsOf: (region: Region) => RegionParts;

/**
 * A part of a heap with one owner. It holds whole pages, pays for them with one account, and gives
 * all of them back at once when it is disposed of.
 *
 * Blocks up to 8 KiB come from slabs of their size class, longer ones are runs of whole pages, and
 * those longer than a segment have one to themselves. The address is the only thing a block costs
 * outside its pages.
 *
 * Freeing what is not a live block of this region at that moment (freed already, inside a block,
 * never allocated, another region's) always throws, for the record of the page and a bit for each
 * possible beginning of a block tell. What cannot be seen in a number: that the block at this
 * address was freed and allocated again.
 *
 * Cost: allocate and free of blocks up to 8 KiB are O(1) and allocate no objects.
 */
export class Region {
  static {
    partsOf = (region) => ({
      table: region.#table,
      pages: region.#pages,
      isPlain: region.allocate === Region.prototype.allocate,
    });
  }

  readonly name: string;
  readonly heap: Heap;
  readonly #table: PageTable;
  readonly #pages: RegionPages;
  #id: number; // −1 once disposed of, so that no page's owner equals it

  /** @internal Use {@link Heap.createRegion}. */
  constructor(heap: Heap, pages: RegionPages) {
    this.name = pages.name;
    this.heap = heap;
    this.#table = pages.store.table;
    this.#pages = pages;
    this.#id = pages.id;
  }

  get disposed(): boolean {
    return this.#pages.disposed;
  }

  /**
   * A block of at least `byteLength` bytes, beginning on a multiple of 16 (of 4,096 if it is longer
   * than 8 KiB). Its content is undefined: it may be what the block before it left.
   *
   * @param byteLength 0 … 2^53 − 1; 0 gives a block of the smallest size.
   * @throws {InvalidArgumentError} if `byteLength` is no such integer.
   * @throws {RegionLimitError} if the region's limit refuses the pages.
   * @throws {OutOfMemoryError} if the heap may not or cannot grow.
   * @throws {DisposedError} if the region has been disposed of.
   * @throws whatever the account throws when it refuses. After any of these, every block is as it
   * was.
   */
  allocate(byteLength: number): Address {
    // >>> 0 leaves nothing as it is but integers 0 … 2^32 − 1.
    if (byteLength >>> 0 !== byteLength || byteLength > MAX_SLOT_BYTES) {
      return this.#allocatePages(byteLength);
    }
    const sizeClass = classOfGranules[(byteLength + 15) >>> 4]!;
    const table = this.#table;
    const pages = this.#pages;
    // Again after each search, for charging runs foreign code, which may allocate and free in this
    // class.
    for (;;) {
      const { row } = pages;
      const { records, bits } = table;
      const top = row[TOP + sizeClass]!;
      const address = row[top]!;
      const index = address >>> 5;
      const live = bits[index]!;
      const bit = 1 << address; // modulo 32
      if ((live & bit) === 0) {
        bits[index] = live | bit;
        row[TOP + sizeClass] = (top & -HINT_COUNT) | ((top - 1) & (HINT_COUNT - 1));
        records[records[(index & WORD_TO_RECORD) + HEAD]! + USED]!++;
        return address as Address;
      }
      if (!findFreeSlots(table, row, sizeClass)) {
        const run = pages.addSlabOrRun(sizeClass);
        if (run !== 0) return (run << RECORD_TO_ADDRESS) as Address;
      }
    }
  }

  /** As {@link allocate}, filled with zeros. */
  allocateZeroed(byteLength: number): Address {
    const address = this.allocate(byteLength);
    this.fillZeros(address);
    return address;
  }

  /** Fills a block that was just allocated. @internal */
  protected fillZeros(address: Address): void {
    const record = (address >>> 5) & WORD_TO_RECORD;
    const isOwnSegment = (this.#table.records[record + OWNER]! & CLASS_MASK) === HUGE_CLASS;
    // Not touching what is zeroed already leaves it without real memory.
    if (!isOwnSegment || !this.#pages.store.source.arrivesZeroed) this.bytes(address).fill(0);
  }

  /**
   * As {@link allocate}, but undefined where memory is refused: by the region's limit, the account
   * or the heap's maximum.
   * @throws {InvalidArgumentError} @throws {DisposedError} as allocate, and what an account throws
   * that is no refusal by its code (see `Account`).
   */
  tryAllocate(byteLength: number): Address | undefined {
    try {
      return this.allocate(byteLength);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return undefined;
    }
  }

  /**
   * Ends the life of a block.
   * @throws {InvalidFreeError} if `address` is not a live block of this region; nothing has changed
   * then.
   * @throws {DisposedError} if the region has been disposed of.
   */
  free(address: Address): void {
    const { records, bits } = this.#table;
    const index = address >>> 5;
    if ((address | 0) !== address || index >= bits.length) this.#refuseFree(address);
    const record = index & WORD_TO_RECORD;
    const owner = records[record + OWNER]!;
    if (owner >>> CLASS_BITS !== this.#id) this.#refuseFree(address);
    const sizeClass = owner & CLASS_MASK;
    if (sizeClass >= RUN_CLASS) return this.#freePages(record, address);
    const live = bits[index]!;
    const bit = 1 << address; // modulo 32
    if ((live & bit) === 0) this.#refuseFree(address);
    bits[index] = live ^ bit;
    const { row } = this.#pages;
    const top = row[TOP + sizeClass]!;
    const next = (top & -HINT_COUNT) | ((top + 1) & (HINT_COUNT - 1));
    row[next] = address;
    row[TOP + sizeClass] = next;
    const head = records[record + HEAD]!;
    const used = records[head + USED]! - 1;
    records[head + USED] = used;
    if (records[head + CLOSED] !== 0) openSlab(records, row, head);
    if (used === 0) this.#pages.noteEmpty(head);
  }

  /**
   * Makes a block longer or shorter and keeps its content up to the shorter of both lengths.
   *
   * In place: a block up to 8 KiB within its usable length, down to half of it; a longer one, which
   * is whole pages, to any number of pages as long as those behind it are free. Else it moves, and
   * needs the memory for both blocks until the old one is free. What the account throws when that
   * is released is dropped: the result is all that leads to the new one. What it throws when a
   * block was shortened in place is passed on; the block is shorter then.
   *
   * @returns the address, which may be another; then the old one is free.
   * @throws {InvalidFreeError} if `address` is not a live block of this region.
   * @throws as {@link allocate}; the block is as it was then. Shortening never fails for want of
   * memory.
   */
  reallocate(address: Address, byteLength: number): Address {
    if (!this.#isLive(address)) this.#refuseFree(address);
    assertWithin('byteLength', byteLength);
    const record = (address >>> 5) & WORD_TO_RECORD;
    const usable = this.#usableOf(address);
    const isRun = (this.#table.records[record + OWNER]! & CLASS_MASK) === RUN_CLASS;
    if (byteLength > usable) {
      if (isRun && this.#pages.growRun(record, pagesFor(byteLength))) return address;
      return this.#move(address, this.allocate(byteLength), byteLength);
    }
    if (byteLength * 2 > usable || (isRun && byteLength > MAX_SLOT_BYTES)) {
      if (isRun) this.#pages.shrinkRun(record, pagesFor(byteLength));
      return address;
    }
    if (usable === GRANULE_BYTES) return address;
    const shorter = this.tryAllocate(byteLength);
    if (shorter !== undefined) return this.#move(address, shorter, byteLength);
    // Freed by the code of the account that refused
    if (!this.#isLive(address)) this.#refuseFree(address);
    return address;
  }

  /**
   * Bytes of the block that may be used: what was asked for, rounded up.
   * @throws {InvalidArgumentError} if `address` is not a live block of this region.
   * @throws {DisposedError} if the region has been disposed of.
   */
  usableByteLength(address: Address): number {
    if (!this.#isLive(address)) this.#refuseUse(address);
    return this.#usableOf(address);
  }

  /**
   * The block's bytes, as a new view (about 200 B of garbage; hot code reads `heap.bytesOf`
   * instead). Do not use it after the block was freed.
   * @param byteLength 0 … usableByteLength. @defaultValue usableByteLength
   * @throws {InvalidArgumentError} if `address` is not a live block of this region, or `byteLength`
   * too long.
   */
  bytes(address: Address, byteLength?: number): Uint8Array {
    const usable = this.usableByteLength(address);
    const length = byteLength ?? usable;
    assertWithin('byteLength', length, usable);
    const segment = this.heap.bytesOf(address);
    return new Uint8Array(segment.buffer, segment.byteOffset + this.heap.offsetOf(address), length);
  }

  /**
   * The block as int32 words, as a new view; see {@link bytes}.
   * @param length 0 … usableByteLength / 4. @defaultValue usableByteLength / 4
   */
  words(address: Address, length?: number): Int32Array {
    const bytes = this.bytes(address);
    const usable = bytes.length / WORD_BYTES;
    const count = length ?? usable;
    assertWithin('length', count, usable);
    return new Int32Array(bytes.buffer, bytes.byteOffset, count);
  }

  /** Bytes of its pages: what its account pays for. */
  get committedBytes(): number {
    return this.#pages.committedBytes;
  }

  /** What it holds at the moment. Cost: O(extents), for what is live is counted by slab. */
  stats(): RegionStats {
    return {
      name: this.name,
      committedBytes: this.committedBytes,
      ...countLive(this.#table, this.#pages.row),
      peakCommittedBytes: this.#pages.row[PEAK_PAGES]! * PAGE_BYTES,
      limitBytes: this.#pages.limitBytes,
    };
  }

  /**
   * Gives back the empty slabs, eight at most, that the region keeps for its next allocations.
   * @returns their bytes.
   */
  trim(): number {
    return this.#pages.trim();
  }

  /**
   * Gives back all pages; every block of the region is gone. Doing it again does nothing.
   * Cost: O(segments) where it has them to itself, O(extents) elsewhere, however many blocks there
   * were.
   */
  dispose(): void {
    if (this.disposed) return;
    this.#id = -1;
    this.#pages.dispose();
  }

  #allocatePages(byteLength: number): Address {
    this.#pages.assertInUse();
    assertWithin('byteLength', byteLength);
    const head = this.#pages.addBlock(pagesFor(byteLength));
    return (head << RECORD_TO_ADDRESS) as Address;
  }

  #freePages(head: number, address: Address): void {
    if (head << RECORD_TO_ADDRESS !== address) this.#refuseFree(address);
    this.#pages.dropBlock(head);
  }

  /**
   * Copies what there is of `byteLength` bytes from one block to a new one and frees the old one.
   */
  #move(from: Address, to: Address, byteLength: number): Address {
    if (to === from || !this.#isLive(from)) {
      // Taking the pages charged an account, and its code freed this block (whose place may be
      // given out anew).
      this.free(to);
      this.#refuseFree(from);
    }
    const { heap } = this;
    // Only now, for that code may also have made the block longer or shorter in place.
    const before = this.#usableOf(from);
    copyWords(
      heap.wordsOf(from),
      heap.offsetOf(from) >>> 2,
      heap.wordsOf(to),
      heap.offsetOf(to) >>> 2,
      Math.ceil(Math.min(before, byteLength) / WORD_BYTES),
    );
    try {
      this.free(from);
    } catch {
      // The account threw at the release; the block is free, and the new one is all there is.
    }
    return to;
  }

  /** Usable bytes of a live block. */
  #usableOf(address: Address): number {
    const { records } = this.#table;
    const record = (address >>> 5) & WORD_TO_RECORD;
    const sizeClass = records[record + OWNER]! & CLASS_MASK;
    return sizeClass < RUN_CLASS ? slotGranules[sizeClass]! * 16 : records[record + USED]! * 4096;
  }

  #isLive(address: Address): boolean {
    const { records, bits } = this.#table;
    const index = address >>> 5;
    if ((address | 0) !== address || index >= bits.length) return false;
    const record = index & WORD_TO_RECORD;
    const owner = records[record + OWNER]!;
    if (owner >>> CLASS_BITS !== this.#id) return false;
    if ((owner & CLASS_MASK) >= RUN_CLASS) return record << RECORD_TO_ADDRESS === address;
    return (bits[index]! & (1 << address)) !== 0;
  }

  #refuseFree(address: Address): never {
    this.#pages.assertInUse();
    throw new InvalidFreeError(this.name, address, whyNotLive(this.#table, this.#id, address));
  }

  #refuseUse(address: Address): never {
    this.#pages.assertInUse();
    throw new InvalidArgumentError('address', `a live block of region "${this.name}"`, address);
  }
}
