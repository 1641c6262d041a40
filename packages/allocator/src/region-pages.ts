import type { Account } from './api.js';
import { DisposedError, RegionLimitError, isRefusal } from './errors.js';
import { classOfExtent, linkExtent, pagesOfExtent, unlinkExtent } from './extent.js';
import { PAGE_BYTES, WORD_BYTES, pagesFor } from './geometry.js';
import type { PageStore } from './page-store.js';
import { CLASS_BITS } from './page-table.js';
import type * as layout from './page-table.js';
import {
  EXTENTS,
  HINT_COUNT,
  PAGES,
  PEAK_PAGES,
  ROW_WORDS,
  SPARES,
  SPARE_COUNT,
  TOP,
} from './region-row.js';
import { HUGE_CLASS, RUN_CLASS, SLAB_PAGES, SLOT_BYTES } from './size-classes.js';
import { clearSlab, closeSlab, findOpenSlab, forgetHints, initSlab, openSlab } from './slab.js';

// Copies of constants, for V8's sake: see region.ts.
const HEAD: typeof layout.HEAD = 0;
const OWNER: typeof layout.OWNER = 1;
const USED: typeof layout.USED = 2;
const NEXT: typeof layout.NEXT = 6;
const CLASS_MASK: typeof layout.CLASS_MASK = 255;
const RECORD_SHIFT: typeof layout.RECORD_SHIFT = 3;

export interface RegionPagesOptions {
  readonly store: PageStore;
  /** Unique among the regions of the heap, 1 or more. */
  readonly id: number;
  readonly name: string;
  readonly account: Account | undefined;
  readonly limitBytes: number | undefined;
  /** Called when the region has given its pages back, before its account hears of it. */
  readonly onDispose: (rowBytes: number) => void;
}

/**
 * The pages of one region, as slabs, runs and huge blocks: takes them, pays for them, gives them
 * back.
 *
 * Order of every step that takes pages: own limit, account, pages, tables; what fails undoes what
 * came before it. Accounts run foreign code, which may free, allocate or dispose in this very
 * region, so nothing that was read before a charge is trusted after it.
 */
export class RegionPages {
  readonly store: PageStore;
  readonly id: number;
  readonly name: string;
  readonly limitBytes: number | undefined;
  disposed = false;
  /** See region-row.ts. Replaced when it grows: never keep it across a call that may take pages. */
  row = new Int32Array(ROW_WORDS);
  readonly #account: Account | undefined;
  readonly #onDispose: (rowBytes: number) => void;

  constructor(options: RegionPagesOptions) {
    this.store = options.store;
    this.id = options.id;
    this.name = options.name;
    this.limitBytes = options.limitBytes;
    this.#account = options.account;
    this.#onDispose = options.onDispose;
  }

  get committedBytes(): number {
    return this.row[PAGES]! * PAGE_BYTES;
  }

  /**
   * Adds an empty slab and opens it, unless an account's code has made room in the class meanwhile.
   * Where its pages are refused but those of one block are not (a region near its limit), adds a
   * run for that block.
   * @returns 0 (look again, the account may have taken that room), or the head of the run.
   */
  addSlabOrRun(sizeClass: number): number {
    try {
      this.#addSlab(sizeClass);
      return 0;
    } catch (error) {
      const pageCount = pagesFor(SLOT_BYTES[sizeClass]!);
      if (pageCount === SLAB_PAGES[sizeClass] || !isRefusal(error)) throw error;
      return this.addBlock(pageCount);
    }
  }

  /**
   * Called when the last block of a slab was freed: keeps it as the first of the spares, and drops
   * the last one if there are too many.
   * @throws what the account throws at its release; the slab is dropped then
   */
  noteEmpty(head: number): void {
    const { row } = this;
    let displaced = head;
    for (let index = SPARES; index < SPARES + SPARE_COUNT; index++) {
      const spare = row[index]!;
      row[index] = displaced;
      if (spare === head) return;
      displaced = spare;
    }
    this.#dropIfEmpty(displaced);
  }

  /** Gives back the spare slabs that are empty still. @returns their bytes. */
  trim(): number {
    let byteLength = 0;
    for (let index = SPARES; index < SPARES + SPARE_COUNT; index++) {
      const spare = this.row[index]!;
      // First, for dropping it may run foreign code, which may also make the row longer
      this.row[index] = 0;
      byteLength += this.#dropIfEmpty(spare);
    }
    return byteLength;
  }

  /**
   * Adds a block of whole pages: a run, or a huge block if it does not fit in a segment.
   * @returns its head.
   * @throws {OutOfMemoryError} if the heap may not or cannot grow. @throws as {@link charge}
   */
  addBlock(pageCount: number): number {
    const isHuge = pageCount > this.store.pagesPerSegment;
    this.store.assertPossible(pageCount);
    const head = this.#take(pageCount);
    const sizeClass = isHuge ? HUGE_CLASS : RUN_CLASS;
    const { records } = this.store.table;
    records[head + HEAD] = head;
    records[head + OWNER] = (this.id << CLASS_BITS) | sizeClass;
    records[head + USED] = pageCount;
    linkExtent(records, this.row, head);
    return head;
  }

  /** Drops a run or a huge block. */
  dropBlock(head: number): void {
    const { records } = this.store.table;
    const pageCount = records[head + USED]!;
    unlinkExtent(records, this.row, head);
    records[head + OWNER] = 0;
    this.#give(head, pageCount);
  }

  /**
   * Makes a run longer in place. @returns whether there was room for it.
   * @throws as {@link charge}, {@link refund}; it is as long as it was then
   */
  growRun(head: number, pageCount: number): boolean {
    const { table } = this.store;
    const before = table.records[head + USED]!;
    const more = pageCount - before;
    const page = head >>> RECORD_SHIFT;
    if (!this.store.canExtend(page, before, more)) return false;
    this.charge(more);
    const { records } = table;
    const owner = (this.id << CLASS_BITS) | RUN_CLASS;
    const isSame = records[head + OWNER] === owner && records[head + USED] === before;
    if (!isSame || !this.store.extend(page, before, more)) {
      this.refund(more); // charging ran foreign code that changed the heap
      return false;
    }
    records[head + USED] = pageCount;
    this.book(more);
    return true;
  }

  /** Makes a run shorter in place. */
  shrinkRun(head: number, pageCount: number): void {
    const { records } = this.store.table;
    const less = records[head + USED]! - pageCount;
    if (less === 0) return;
    records[head + USED] = pageCount;
    this.#give(head + (pageCount << RECORD_SHIFT), less);
  }

  /**
   * Gives everything back. Cost: O(segments) where no other region has pages in them, O(extents)
   * elsewhere.
   *
   * The pages keep their records, since the heap gives no other region this one's id while records
   * may name it: whoever reads them finds an owner that is nobody.
   */
  dispose(): void {
    const { store, row, committedBytes } = this;
    this.disposed = true;
    if (store.giveOwned(this.id) !== row[PAGES]) this.#giveShared();
    row.fill(0);
    try {
      this.#onDispose(row.byteLength);
    } finally {
      if (committedBytes > 0) this.#account?.release(committedBytes);
    }
  }

  /**
   * Gives back huge blocks and what is in segments that other regions have pages in; the rest is
   * given back already.
   */
  #giveShared(): void {
    const { store } = this;
    const { records } = store.table;
    for (let head = this.row[EXTENTS]!; head !== 0; head = records[head + NEXT]!) {
      const sizeClass = records[head + OWNER]! & CLASS_MASK;
      const page = head >>> RECORD_SHIFT;
      if (sizeClass === HUGE_CLASS || store.owners[page >>> store.slotShift] !== this.id) {
        store.give(page, pagesOfExtent(records, head));
      }
    }
  }

  #addSlab(sizeClass: number): void {
    this.assertInUse();
    this.#addHints(sizeClass);
    const head = this.#take(SLAB_PAGES[sizeClass]!);
    const { table } = this.store;
    if (findOpenSlab(table.records, this.row, sizeClass)) {
      // Foreign code added or freed one meanwhile: the slab would stay empty, and nobody would drop
      // it.
      this.#give(head, SLAB_PAGES[sizeClass]!);
      return;
    }
    const { records } = table;
    initSlab(table, head, (this.id << CLASS_BITS) | sizeClass);
    linkExtent(records, this.row, head);
    openSlab(records, this.row, head);
  }

  /**
   * Makes room for the hints of a class, if it has none. @throws whatever the metadata account
   * throws
   */
  #addHints(sizeClass: number): void {
    const { row, store } = this;
    if (this.disposed || row[TOP + sizeClass] !== 0) return;
    // First: where the runtime has no memory for it, nothing is charged
    const longer = new Int32Array(row.length + HINT_COUNT);
    store.metadata.charge(HINT_COUNT * WORD_BYTES);
    if (this.disposed || this.row !== row) {
      // Foreign code did it, or made the row longer for another class, or nobody needs it any more
      store.metadata.release(HINT_COUNT * WORD_BYTES);
      return this.#addHints(sizeClass);
    }
    longer.set(row);
    longer[TOP + sizeClass] = row.length;
    this.row = longer;
    store.notePages(0);
  }

  /** Drops a slab, if it has no live block. `head` may be 0, for none. @returns its bytes. */
  #dropIfEmpty(head: number): number {
    const { records } = this.store.table;
    if (head === 0 || records[head + USED] !== 0) return 0;
    const sizeClass = classOfExtent(records, head);
    closeSlab(records, this.row, head);
    unlinkExtent(records, this.row, head);
    clearSlab(records, head, sizeClass);
    forgetHints(this.row, sizeClass);
    this.#give(head, SLAB_PAGES[sizeClass]!);
    return SLAB_PAGES[sizeClass]! * PAGE_BYTES;
  }

  /** Pays for pages and takes them. @returns the record of the first. */
  #take(pageCount: number): number {
    const { store } = this;
    this.charge(pageCount);
    let page = 0;
    try {
      // Spares make no new peak
      if (this.row[PAGES]! + pageCount > this.row[PEAK_PAGES]!) this.trim();
      page = store.take(pageCount, this.id);
      this.#assertMayHold(pageCount); // the account that pays for tables runs foreign code, too
    } catch (error) {
      if (page > 0) store.give(page, pageCount);
      this.refund(pageCount);
      this.assertInUse(); // where the region has gone meanwhile, that is why
      throw error;
    }
    this.book(pageCount);
    return page << RECORD_SHIFT;
  }

  #give(record: number, pageCount: number): void {
    this.store.give(record >>> RECORD_SHIFT, pageCount);
    this.row[PAGES]! -= pageCount;
    this.refund(pageCount); // last: it may call back into this region
  }

  /** Takes back a charge for pages. @throws what the account throws at its release */
  refund(pageCount: number): void {
    this.#account?.release(pageCount * PAGE_BYTES);
  }

  /** Counts pages that were paid for as the region's. */
  book(pageCount: number): void {
    const { row } = this;
    row[PAGES]! += pageCount;
    if (row[PAGES]! > row[PEAK_PAGES]!) row[PEAK_PAGES] = row[PAGES]!;
  }

  /**
   * Pays for pages. If that is refused, gives back the spare slabs and tries once more.
   * @throws {RegionLimitError} @throws {DisposedError} and whatever the account throws; nothing is
   * paid for then
   */
  charge(pageCount: number): void {
    try {
      this.#chargeOnce(pageCount);
    } catch (error) {
      if (!isRefusal(error) || this.trim() === 0) throw error;
      this.#chargeOnce(pageCount);
    }
  }

  #chargeOnce(pageCount: number): void {
    this.#assertMayHold(pageCount);
    this.#account?.charge(pageCount * PAGE_BYTES);
    try {
      this.#assertMayHold(pageCount);
    } catch (error) {
      this.refund(pageCount);
      throw error;
    }
  }

  /** @throws {DisposedError} if the region has been disposed of */
  assertInUse(): void {
    if (this.disposed) throw new DisposedError(`region "${this.name}"`);
  }

  #assertMayHold(pageCount: number): void {
    this.assertInUse();
    if (this.limitBytes === undefined) return;
    const usedBytes = this.committedBytes;
    const requestedBytes = pageCount * PAGE_BYTES;
    if (usedBytes + requestedBytes > this.limitBytes) {
      throw new RegionLimitError(this.name, {
        requestedBytes,
        usedBytes,
        limitBytes: this.limitBytes,
      });
    }
  }
}
