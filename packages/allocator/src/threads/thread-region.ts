import type { Address, RegionStats } from '../api.js';
import { copyWords } from '../copy.js';
import {
  DisposedError,
  InvalidArgumentError,
  InvalidFreeError,
  assertWithin,
  isRefusal,
} from '../errors.js';
import { classOfExtent } from '../extent.js';
import { GRANULE_BYTES, pagesFor } from '../geometry.js';
import { usableBytesOf } from './thread-blocks.js';
import type * as layout from '../page-table.js';
import type * as rows from '../region-row.js';
import { CLASS_OF_GRANULES } from '../size-classes.js';
import type * as sizes from '../size-classes.js';
import { openSlab } from '../slab.js';
import type * as threads from './layout.js';
import type { ThreadExtents } from './thread-extents.js';
import type { ThreadHeap } from './thread-heap.js';
import type { ThreadTables } from './thread-tables.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

// Copies of constants, for V8's sake: see region.ts.
const HEAD: typeof layout.HEAD = 0;
const OWNER: typeof layout.OWNER = 1;
const USED: typeof layout.USED = 2;
const CLOSED: typeof layout.CLOSED = 3;
const TOP: typeof rows.TOP = 50;
const HINT_COUNT: typeof rows.HINT_COUNT = 64;
const CLASS_BITS: typeof layout.CLASS_BITS = 8;
const CLASS_MASK: typeof layout.CLASS_MASK = 255;
const RECORD_TO_ADDRESS: typeof layout.RECORD_TO_ADDRESS = 5;
const WORD_TO_RECORD: typeof layout.WORD_TO_RECORD = -8;
const MAX_SLOT_BYTES: typeof sizes.MAX_SLOT_BYTES = 8192;
const RUN_CLASS: typeof sizes.RUN_CLASS = 46;
const LIVE_STATE: typeof threads.LIVE_STATE = 1;
const classOfGranules = CLASS_OF_GRANULES;

/**
 * A part of a thread heap with one owner: as `Region`, and used by the thread that made or adopted
 * it. Blocks are given out without an atomic operation, and freed by one, from this or (by
 * {@link ThreadHeap.free}) any other thread.
 *
 * What other threads free is found when an allocation has no free slot left, and by {@link stats}
 * and {@link trim}.
 *
 * Cost: allocate and free of blocks up to 8 KiB are O(1) and allocate no objects.
 */
export class ThreadRegion {
  readonly name: string;
  readonly heap: ThreadHeap;
  /** Its number among the regions of all threads. */
  readonly id: number;
  readonly #tables: ThreadTables;
  readonly #extents: ThreadExtents;
  readonly #row: Int32Array;
  #owner: number; // its id; −1 once disposed of, so that no page's owner equals it

  /** @internal Use {@link ThreadHeap.createRegion}. */
  constructor(heap: ThreadHeap, extents: ThreadExtents) {
    this.heap = heap;
    this.name = extents.options.name;
    this.id = extents.options.id;
    this.#tables = extents.options.tables;
    this.#extents = extents;
    this.#row = extents.row;
    this.#owner = this.id;
  }

  get disposed(): boolean {
    return this.#extents.isDisposed;
  }

  /**
   * A block of at least `byteLength` bytes, beginning on a multiple of 16 (of 4,096 if it is longer
   * than 8 KiB). Its content is undefined.
   *
   * @param byteLength 0 … 2^53 − 1; 0 gives a block of the smallest size.
   * @throws {InvalidArgumentError} if `byteLength` is no such integer.
   * @throws {RegionLimitError} if the region's limit refuses the pages.
   * @throws {OutOfMemoryError} if no thread's memory is left.
   * @throws {DisposedError} if the region has been disposed of.
   * @throws whatever the account throws when it refuses. After any of these, every block is as it
   * was.
   */
  allocate(byteLength: number): Address {
    if (byteLength >>> 0 !== byteLength || byteLength > MAX_SLOT_BYTES) {
      return this.#allocatePages(byteLength);
    }
    const sizeClass = classOfGranules[(byteLength + 15) >>> 4]!;
    const { records, bits, states } = this.#tables;
    const row = this.#row;
    for (;;) {
      const top = row[TOP + sizeClass]!;
      const address = row[top]!; // 0 where there are no hints
      const index = address >>> 5;
      const live = bits[index]!;
      const bit = 1 << address; // modulo 32
      if ((live & bit) === 0) {
        bits[index] = live | bit;
        row[TOP + sizeClass] = (top & -HINT_COUNT) | ((top - 1) & (HINT_COUNT - 1));
        records[records[(index & WORD_TO_RECORD) + HEAD]! + USED]!++;
        states[address] = LIVE_STATE; // last; nobody else writes here before he knows the address
        return address as Address;
      }
      const run = this.#extents.refill(sizeClass);
      if (run !== 0) return (run << RECORD_TO_ADDRESS) as Address;
    }
  }

  /** As {@link allocate}, filled with zeros. */
  allocateZeroed(byteLength: number): Address {
    const address = this.allocate(byteLength);
    this.bytes(address).fill(0);
    return address;
  }

  /**
   * As {@link allocate}, but undefined where memory is refused.
   * @throws {InvalidArgumentError} @throws {DisposedError} as allocate, and what an account throws
   * that is no refusal
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
    const { records, bits, states } = this.#tables;
    const index = address >>> 5;
    if ((address | 0) !== address || index >= bits.length) this.#refuseFree(address);
    const head = records[(index & WORD_TO_RECORD) + HEAD]!;
    const owner = records[head + OWNER]!;
    // Pages of this region stay so while its own thread is here.
    if (owner >>> CLASS_BITS !== this.#owner) this.#refuseFree(address);
    if (Atomics.compareExchange(states, address, LIVE_STATE, 0) === 0) this.#refuseFree(address);
    const sizeClass = owner & CLASS_MASK;
    if (sizeClass >= RUN_CLASS) return this.#extents.dropBlock(head);
    bits[index]! ^= 1 << address; // modulo 32
    const row = this.#row;
    const top = row[TOP + sizeClass]!;
    const next = (top & -HINT_COUNT) | ((top + 1) & (HINT_COUNT - 1));
    row[next] = address;
    row[TOP + sizeClass] = next;
    const used = records[head + USED]! - 1;
    records[head + USED] = used;
    if (records[head + CLOSED] !== 0) openSlab(records, row, head);
    if (used === 0) this.#extents.noteEmpty(head);
  }

  /**
   * Makes a block longer or shorter and keeps its content up to the shorter of both lengths; in
   * place where it can. No other thread may use or free the block meanwhile. What the account
   * throws when the old block is released is dropped: the result is all that leads to the new one.
   * What it throws when a block was shortened in place is passed on; the block is shorter then.
   * @returns the address, which may be another; then the old one is free.
   * @throws {InvalidFreeError} if `address` is not a live block of this region.
   * @throws as {@link allocate}; the block is as it was then. Shortening never fails for want of
   * memory.
   */
  reallocate(address: Address, byteLength: number): Address {
    if (!this.#isLive(address)) this.#refuseFree(address);
    assertWithin('byteLength', byteLength);
    const head = this.#headOf(address);
    const isRun = classOfExtent(this.#tables.records, head) === RUN_CLASS;
    const usable = usableBytesOf(this.#tables, address);
    if (byteLength > usable) {
      if (isRun && this.#extents.growRun(head, pagesFor(byteLength))) return address;
      return this.#move(address, this.allocate(byteLength));
    }
    if (byteLength * 2 > usable || (isRun && byteLength > MAX_SLOT_BYTES)) {
      if (isRun) this.#extents.shrinkRun(head, pagesFor(byteLength));
      return address;
    }
    if (usable === GRANULE_BYTES) return address;
    const shorter = this.tryAllocate(byteLength);
    if (shorter !== undefined) return this.#move(address, shorter);
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
    this.#assertLive(address);
    return usableBytesOf(this.#tables, address);
  }

  /**
   * The block's bytes, as a new view. Do not use it after the block was freed.
   * @param byteLength 0 … usableByteLength. @defaultValue usableByteLength
   * @throws {InvalidArgumentError} if `address` is not a live block of this region, or `byteLength`
   * too long.
   */
  bytes(address: Address, byteLength?: number): Uint8Array {
    this.#assertLive(address);
    return this.heap.bytes(address, byteLength);
  }

  /**
   * The block as int32 words, as a new view; see {@link bytes}. @param length 0 … usableByteLength
   * / 4
   */
  words(address: Address, length?: number): Int32Array {
    this.#assertLive(address);
    return this.heap.words(address, length);
  }

  /**
   * Bytes of its pages: what its account pays for, those included in which other threads have freed
   * everything, until this one has heard of that.
   */
  get committedBytes(): number {
    return this.#extents.committedBytes;
  }

  /** What it holds at the moment. Exact as long as no other thread frees blocks of the region. */
  stats(): RegionStats {
    this.#extents.options.collect();
    return this.#extents.stats();
  }

  /**
   * Gives back the one empty slab that the region may keep, having looked at every page for what
   * other threads freed.
   * Cost: O(pages). @returns the bytes given back.
   */
  trim(): number {
    const before = this.#extents.committedBytes;
    try {
      this.#extents.recountAll();
    } finally {
      this.#extents.dropSpare();
    }
    return before - this.#extents.committedBytes;
  }

  /**
   * Gives back all pages; every block of the region is gone. Doing it again does nothing. Cost:
   * O(pages).
   */
  dispose(): void {
    if (this.disposed) return;
    this.#extents.options.segments.assertPresent();
    this.#owner = -1;
    this.#extents.dispose();
  }

  #allocatePages(byteLength: number): Address {
    if (this.disposed) this.#refuse();
    assertWithin('byteLength', byteLength);
    return (this.#extents.addBlock(pagesFor(byteLength)) << RECORD_TO_ADDRESS) as Address;
  }

  /** Copies what fits from one block to a new one and frees the old one. */
  #move(from: Address, to: Address): Address {
    if (to === from || !this.#isLive(from)) {
      // The code of the account freed this block, whose place may have been given out anew
      this.free(to);
      this.#refuseFree(from);
    }
    const tables = this.#tables;
    const { heap } = this;
    // Only now, for that code may also have made the block longer or shorter in place.
    const byteLength = Math.min(usableBytesOf(tables, from), usableBytesOf(tables, to));
    copyWords(
      heap.wordsOf(from),
      heap.offsetOf(from) >>> 2,
      heap.wordsOf(to),
      heap.offsetOf(to) >>> 2,
      byteLength / Int32Array.BYTES_PER_ELEMENT,
    );
    try {
      this.free(from);
    } catch {
      // The account threw at the release; the block is free, and the new one is all there is.
    }
    return to;
  }

  #headOf(address: number): number {
    return this.#tables.records[((address >>> 5) & WORD_TO_RECORD) + HEAD]!;
  }

  #isLive(address: number): boolean {
    const { records, states } = this.#tables;
    if (address >>> 0 !== address || states[address] !== LIVE_STATE) return false;
    return records[this.#headOf(address) + OWNER]! >>> CLASS_BITS === this.#owner;
  }

  #assertLive(address: Address): void {
    if (this.#isLive(address)) return;
    if (this.disposed) this.#refuse();
    throw new InvalidArgumentError('address', `a live block of region "${this.name}"`, address);
  }

  #refuseFree(address: Address): never {
    if (this.disposed) this.#refuse();
    throw new InvalidFreeError(this.name, address, 'not live in this region');
  }

  #refuse(): never {
    throw new DisposedError(`region "${this.name}"`);
  }
}
