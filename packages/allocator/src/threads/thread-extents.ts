import type { Account, RegionStats } from '../api.js';
import { doAll } from '../do-all.js';
import { DisposedError, RegionLimitError, isRefusal } from '../errors.js';
import { classOfExtent, linkExtent, pagesOfExtent, unlinkExtent } from '../extent.js';
import { PAGE_BYTES, PAGE_GRANULE_SHIFT, WORD_BYTES, pagesFor } from '../geometry.js';
import { countLive } from '../live-block.js';
import {
  CLASS_BITS,
  HEAD,
  CLOSED,
  NEXT,
  OWNER,
  RECORD_SHIFT,
  RECORD_TO_ADDRESS,
  USED,
} from '../page-table.js';
import { closeSlab, findFreeSlots, findOpenSlab, forgetHints, openSlab } from '../slab.js';
import { EXTENTS, HINT_COUNT, PAGES, PEAK_PAGES, ROW_WORDS, SPARES, TOP } from '../region-row.js';
import { CLASS_COUNT, HUGE_CLASS, RUN_CLASS, SLAB_PAGES, SLOT_BYTES } from '../size-classes.js';
import { LIVE_STATE } from './layout.js';
import type { OwnSegments } from './own-segments.js';
import { clearThreadSlab, fillThreadSlab, initThreadSlab, recountSlab } from './thread-slab.js';
import type { ThreadTables } from './thread-tables.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

/**
 * Words of a row: hints of all classes are there from the start, so that an heir, too, can take
 * what it finds.
 */
const THREAD_ROW_WORDS = ROW_WORDS + CLASS_COUNT * HINT_COUNT;
/** Charged for each region. */
export const THREAD_ROW_BYTES = THREAD_ROW_WORDS * WORD_BYTES;

export interface ThreadExtentsOptions {
  readonly tables: ThreadTables;
  readonly segments: OwnSegments;
  readonly id: number;
  readonly name: string;
  readonly account: Account | undefined;
  readonly limitBytes: number | undefined;
  /** Looks for blocks that other threads have freed. @returns whether there were any. */
  readonly collect: () => boolean;
  readonly onDispose: () => void;
}

/**
 * The pages of one region of a thread, as slabs, runs and huge blocks. As `RegionPages`, whose
 * order of steps it keeps (own limit, account, pages, tables; nothing that was read before a charge
 * is trusted after it); here a thread may also end between any two steps.
 */
export class ThreadExtents {
  readonly options: ThreadExtentsOptions;
  /**
   * See region-row.ts; here each class has its hints from the start. Private to the thread: its
   * heir makes a new one.
   */
  readonly row = new Int32Array(THREAD_ROW_WORDS);
  #isDisposed = false;

  constructor(options: ThreadExtentsOptions) {
    this.options = options;
    for (let sizeClass = 0; sizeClass < CLASS_COUNT; sizeClass++) {
      this.row[TOP + sizeClass] = ROW_WORDS + sizeClass * HINT_COUNT;
    }
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  get committedBytes(): number {
    return this.row[PAGES]! * PAGE_BYTES;
  }

  /** As far as the thread has heard what others have freed. */
  stats(): RegionStats {
    const { tables, name, limitBytes } = this.options;
    return {
      name,
      committedBytes: this.committedBytes,
      ...countLive(tables, this.row),
      peakCommittedBytes: this.row[PEAK_PAGES]! * PAGE_BYTES,
      limitBytes,
    };
  }

  /**
   * Makes the first open slab of the class one with a free slot: of what other threads have freed,
   * or a new one. Where the pages of a slab are refused but those of one block are not (a region
   * near its limit), adds a run for that block.
   * @returns 0, or the head of the run.
   */
  refill(sizeClass: number): number {
    const { tables, collect } = this.options;
    while (!findFreeSlots(tables, this.row, sizeClass)) {
      this.#assertInUse();
      if (collect()) continue;
      try {
        this.#addSlab(sizeClass);
      } catch (error) {
        const pageCount = pagesFor(SLOT_BYTES[sizeClass]!);
        const isLeast = this.#isDisposed || pageCount === SLAB_PAGES[sizeClass];
        if (isLeast || !isRefusal(error)) throw error;
        return this.addBlock(pageCount);
      }
    }
    return 0;
  }

  /** Adds a block of whole pages. @returns its head; the block is live. */
  addBlock(pageCount: number): number {
    const { tables, id } = this.options;
    const isHuge = pageCount > tables.pagesPerSlot;
    const head = this.#take(pageCount, isHuge);
    const { records } = tables;
    records[head + OWNER] = (id << CLASS_BITS) | (isHuge ? HUGE_CLASS : RUN_CLASS);
    records[head + USED] = pageCount;
    Atomics.store(records, head + HEAD, head); // last: now it is an extent
    linkExtent(records, this.row, head);
    tables.states[head << RECORD_TO_ADDRESS] = LIVE_STATE;
    return head;
  }

  /** Drops a run or huge block that is live no more. */
  dropBlock(head: number): void {
    const { records } = this.options.tables;
    const sizeClass = classOfExtent(records, head);
    const pageCount = records[head + USED]!;
    unlinkExtent(records, this.row, head);
    Atomics.store(records, head + HEAD, 0);
    this.#give(head, pageCount, sizeClass === HUGE_CLASS);
  }

  /**
   * Called when a slab has no live block any more: keeps it as the spare, and drops the spare
   * before it.
   */
  noteEmpty(head: number): void {
    const spare = this.row[SPARES]!;
    if (spare === head) return;
    this.row[SPARES] = head;
    if (spare !== 0 && this.options.tables.records[spare + USED] === 0) this.#dropSlab(spare);
  }

  /** Gives back the spare slab if it is empty still. @returns its bytes, or 0. */
  dropSpare(): number {
    const spare = this.row[SPARES]!;
    this.row[SPARES] = 0;
    if (spare === 0 || this.options.tables.records[spare + USED] !== 0) return 0;
    return this.#dropSlab(spare);
  }

  /** Makes a run longer in place. @returns whether there was room for it. */
  growRun(head: number, pageCount: number): boolean {
    const { tables, segments, id } = this.options;
    const { records } = tables;
    const page = head >>> RECORD_SHIFT;
    const before = records[head + USED]!;
    const more = pageCount - before;
    if (!segments.canExtend(page, before, more)) return false;
    this.#charge(more);
    const owner = (id << CLASS_BITS) | RUN_CLASS;
    const isOurs = records[head + HEAD] === head && records[head + OWNER] === owner;
    const isSame = isOurs && records[head + USED] === before;
    if (!isSame || !segments.canExtend(page, before, more)) {
      this.#refund(more); // charging ran foreign code that changed the heap
      return false;
    }
    segments.extend(page, before, more);
    records[head + USED] = pageCount;
    this.#book(more);
    return true;
  }

  /** Makes a run shorter in place. */
  shrinkRun(head: number, pageCount: number): void {
    const { records } = this.options.tables;
    const less = records[head + USED]! - pageCount;
    if (less === 0) return;
    records[head + USED] = pageCount;
    this.#give(head + (pageCount << RECORD_SHIFT), less, false);
  }

  /** Finds out which blocks of an extent other threads have freed. May drop it. */
  recount(head: number): void {
    const { tables } = this.options;
    const { records, states } = tables;
    const sizeClass = classOfExtent(records, head);
    if (sizeClass >= CLASS_COUNT) {
      if (states[head << RECORD_TO_ADDRESS] === 0) this.dropBlock(head);
      return;
    }
    if (recountSlab(tables, head, sizeClass) === 0) return;
    if (records[head + CLOSED] !== 0) openSlab(records, this.row, head);
    if (records[head + USED] === 0) this.noteEmpty(head);
  }

  /**
   * Looks at every extent, whether marked or not: finds what a thread freed that ended before it
   * could say so.
   * @throws one of the errors that the account threw, when all is done
   */
  recountAll(): void {
    const { tables, id } = this.options;
    const { records } = tables;
    const heads: number[] = [];
    for (let head = this.row[EXTENTS]!; head !== 0; head = records[head + NEXT]!) heads.push(head);
    doAll(heads, (head) => {
      // What was there when the list was made may be gone since, and another region's be in its
      // place: dropping what is empty runs the account's code.
      if (this.#isDisposed) return;
      const isOurs = records[head + OWNER]! >>> CLASS_BITS === id;
      if (isOurs && records[head + HEAD] === head) this.recount(head);
    });
  }

  /**
   * Takes on an extent that a thread left behind, full as far as is known; {@link recountAll} comes
   * next.
   */
  inherit(head: number): void {
    const { tables } = this.options;
    const { records } = tables;
    this.#book(pagesOfExtent(records, head));
    if (classOfExtent(records, head) < CLASS_COUNT) fillThreadSlab(tables, head);
    linkExtent(records, this.row, head);
  }

  /** Gives everything back. Cost: O(pages). */
  dispose(): void {
    const { segments, account, onDispose } = this.options;
    const { row, committedBytes } = this;
    this.#isDisposed = true;
    try {
      segments.giveTogether(() => {
        this.#giveExtents();
        row.fill(0); // before any foreign code: its hints and lists lead to what is others' by then
        onDispose();
      });
    } finally {
      if (committedBytes > 0) account?.release(committedBytes);
    }
  }

  #giveExtents(): void {
    const { tables } = this.options;
    const { records, states } = tables;
    const { row } = this;
    for (let head = row[EXTENTS]!; head !== 0;) {
      const next = records[head + NEXT]!;
      const sizeClass = classOfExtent(records, head);
      const pageCount = pagesOfExtent(records, head);
      const page = head >>> RECORD_SHIFT;
      const first = head << RECORD_TO_ADDRESS;
      if (sizeClass < CLASS_COUNT) {
        states.fill(0, first, first + (pageCount << PAGE_GRANULE_SHIFT));
        clearThreadSlab(tables, head, sizeClass);
      } else {
        Atomics.store(states, first, 0);
        Atomics.store(records, head + HEAD, 0);
      }
      this.#return(page, pageCount, sizeClass === HUGE_CLASS);
      head = next;
    }
  }

  #addSlab(sizeClass: number): void {
    const { tables, id } = this.options;
    const head = this.#take(SLAB_PAGES[sizeClass]!, false);
    if (findOpenSlab(tables.records, this.row, sizeClass) !== 0) {
      // Foreign code added or freed one meanwhile: the slab would stay empty, and nobody would drop
      // it.
      this.#give(head, SLAB_PAGES[sizeClass]!, false);
      return;
    }
    initThreadSlab(tables, head, { owner: (id << CLASS_BITS) | sizeClass, sizeClass });
    linkExtent(tables.records, this.row, head);
    openSlab(tables.records, this.row, head);
  }

  #dropSlab(head: number): number {
    const { tables } = this.options;
    const sizeClass = classOfExtent(tables.records, head);
    closeSlab(tables.records, this.row, head);
    unlinkExtent(tables.records, this.row, head);
    clearThreadSlab(tables, head, sizeClass);
    forgetHints(this.row, sizeClass);
    this.#give(head, SLAB_PAGES[sizeClass]!, false);
    return SLAB_PAGES[sizeClass]! * PAGE_BYTES;
  }

  /** Pays for pages and takes them. @returns the record of the first. */
  #take(pageCount: number, isHuge: boolean): number {
    const { segments } = this.options;
    this.#charge(pageCount);
    let page = 0;
    try {
      page = isHuge ? segments.takeHuge(pageCount) : segments.take(pageCount);
      this.#assertMayHold(pageCount); // the account that pays for tables runs foreign code, too
    } catch (error) {
      try {
        if (page > 0) this.#return(page, pageCount, isHuge);
      } finally {
        this.#refund(pageCount);
      }
      this.#assertInUse(); // first: it may be what was refused that is told otherwise
      throw error;
    }
    this.#book(pageCount);
    return page << RECORD_SHIFT;
  }

  #give(record: number, pageCount: number, isHuge: boolean): void {
    this.row[PAGES]! -= pageCount;
    try {
      this.#return(record >>> RECORD_SHIFT, pageCount, isHuge); // may tell who pays for tables
    } finally {
      this.#refund(pageCount); // last: it may call back into this region
    }
  }

  #return(page: number, pageCount: number, isHuge: boolean): void {
    const { segments } = this.options;
    if (isHuge) segments.giveHuge(page, pageCount);
    else segments.give(page, pageCount);
  }

  #refund(pageCount: number): void {
    this.options.account?.release(pageCount * PAGE_BYTES);
  }

  #book(pageCount: number): void {
    const { row } = this;
    row[PAGES]! += pageCount;
    if (row[PAGES]! > row[PEAK_PAGES]!) row[PEAK_PAGES] = row[PAGES]!;
  }

  /** Pays for pages. If that is refused, gives back what is spare and tries once more. */
  #charge(pageCount: number): void {
    try {
      this.#chargeOnce(pageCount);
    } catch (error) {
      if (this.#isDisposed || !isRefusal(error)) throw error;
      const before = this.row[PAGES]!;
      this.recountAll();
      this.dropSpare();
      if (this.row[PAGES]! >= before) throw error;
      this.#chargeOnce(pageCount);
    }
  }

  #chargeOnce(pageCount: number): void {
    const { account } = this.options;
    this.#assertMayHold(pageCount);
    if (account === undefined) return;
    account.charge(pageCount * PAGE_BYTES);
    try {
      this.#assertMayHold(pageCount);
    } catch (error) {
      account.release(pageCount * PAGE_BYTES);
      throw error;
    }
  }

  #assertMayHold(pageCount: number): void {
    this.#assertInUse();
    const { name, limitBytes } = this.options;
    if (limitBytes === undefined) return;
    const usedBytes = this.committedBytes;
    const requestedBytes = pageCount * PAGE_BYTES;
    if (usedBytes + requestedBytes > limitBytes) {
      throw new RegionLimitError(name, { requestedBytes, usedBytes, limitBytes });
    }
  }

  #assertInUse(): void {
    if (this.#isDisposed) throw new DisposedError(`region "${this.options.name}"`);
  }
}
