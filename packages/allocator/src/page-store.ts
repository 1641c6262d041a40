import type { Account } from './api.js';
import type { SegmentSource } from './engine.js';
import { OutOfMemoryError } from './errors.js';
import { PAGE_BYTES, PAGE_GRANULE_SHIFT } from './geometry.js';
import { Metadata } from './metadata.js';
import { CLASS_BITS, OWNER, RECORD_WORDS } from './page-table.js';
import type { PageTable } from './page-table.js';
import { SegmentList } from './segment-list.js';

/**
 * As many empty segments as this, and no more pages of them (but one segment at least), are kept
 * until `trim`. A program that allocates 2 MiB, frees all and begins again is a third faster for
 * it: fresh memory costs a fault a page. Each time that one is made after one was dropped, one more
 * is kept, up to {@link MAX_KEPT_PAGES}.
 */
const INITIAL_KEPT_SEGMENTS = 4;
/** 8 MiB. */
const KEPT_PAGES = 2048;
/** 64 MiB. */
const MAX_KEPT_PAGES = 16_384;

/** What a page store is made of; checked by `Heap.create`. */
export interface PageStoreOptions {
  readonly segmentByteLength: number;
  readonly maximumByteLength: number;
  readonly source: SegmentSource;
  readonly metadataAccount: Account | undefined;
}

/**
 * Hands out runs of pages and knows how many are out. A segment is made when no free run is long
 * enough, and dropped when it has no page in use and as many others as are kept have none: they
 * stay so that a load that swings does not make and drop segments each time.
 *
 * The metadata account runs foreign code, which may use this heap before it returns. So it is
 * charged before anything has been decided, and what was looked up before is looked up again.
 */
export class PageStore {
  /** Where segments come from. */
  readonly source: SegmentSource;
  readonly metadata: Metadata;
  readonly table: PageTable;
  readonly segments: SegmentList;
  readonly pagesPerSegment: number;
  /** Should give back the empty slabs that regions keep. */
  trimRegions: () => void = () => undefined;
  /** Pages in use by slot, of shared segments. */
  readonly usedPages: number[] = [];
  /**
   * By slot, the id of the region that has the ordinary segment whole; 0: several have some of it.
   */
  readonly owners: number[] = [];
  /** From a page to its slot. */
  readonly slotShift: number;
  /** Shared segments without a page in use. */
  emptySegments = 0;
  pagesInUse = 0;
  /** Ids are given out once, until all were. */
  nextRegionId = 1;
  #maximumByteLength: number;
  #keptLimit = 0;
  #droppedSegments = 0; // since the last trim, and not made again
  #peakCommittedBytes = 0;

  /** @throws whatever the metadata account throws. */
  constructor(options: PageStoreOptions) {
    const { segmentByteLength, maximumByteLength, source, metadataAccount: account } = options;
    this.source = source;
    this.#maximumByteLength = maximumByteLength;
    this.pagesPerSegment = segmentByteLength / PAGE_BYTES;
    this.metadata = new Metadata({ pagesPerSlot: this.pagesPerSegment, account });
    this.table = this.metadata.table;
    this.segments = new SegmentList(source, segmentByteLength);
    this.slotShift = this.segments.shift - PAGE_GRANULE_SHIFT;
    this.#resetKept();
  }

  get committedBytes(): number {
    return this.pagesInUse * PAGE_BYTES + this.metadata.chargedBytes;
  }

  get peakCommittedBytes(): number {
    return Math.max(this.#peakCommittedBytes, this.committedBytes);
  }

  /**
   * So that an account is not charged, even for a moment, for more than the whole heap may have.
   * @throws {OutOfMemoryError}
   */
  assertPossible(pageCount: number): void {
    const byteLength = pageCount * PAGE_BYTES;
    this.#assertFits(byteLength, byteLength);
  }

  /**
   * Takes `pageCount` ≥ 1 neighbouring pages of one segment; more than `pagesPerSegment` get one of
   * their own.
   * @param regionId - of the region that they are for
   * @returns the number of the first page; the records lead to no extent that is there.
   * @throws {OutOfMemoryError} if a segment is needed and cannot be had; what the metadata account
   * throws.
   */
  take(pageCount: number, regionId: number): number {
    if (pageCount > this.pagesPerSegment) return this.#takeHuge(pageCount);
    let page = this.metadata.freeRuns.find(pageCount);
    if (page < 0) page = this.#makeRoom(pageCount);
    const slot = page >>> this.slotShift;
    if (this.usedPages[slot] === 0) {
      this.emptySegments--;
      this.owners[slot] = regionId;
    } else if (this.owners[slot] !== regionId) this.owners[slot] = 0;
    this.#claim(page, pageCount);
    return page;
  }

  /** Whether the `more` pages behind a run are free and in the same segment. */
  canExtend(page: number, pageCount: number, more: number): boolean {
    const room = this.pagesPerSegment - (page & (this.pagesPerSegment - 1)) - pageCount;
    return more <= room && this.metadata.freeRuns.isFree(page + pageCount, more);
  }

  /**
   * Takes the `more` pages behind a run as well, if it {@link canExtend}. @returns whether it can.
   */
  extend(page: number, pageCount: number, more: number): boolean {
    const can = this.canExtend(page, pageCount, more);
    if (can) this.#claim(page + pageCount, more);
    return can;
  }

  /** Gives pages of one shared segment, or all of another, back. No extent is there any more. */
  give(page: number, pageCount: number): void {
    const slot = page >>> this.slotShift;
    if (pageCount > this.pagesPerSegment) {
      this.pagesInUse -= pageCount;
      this.segments.remove(slot);
      return;
    }
    this.metadata.freeRuns.give(slot, page, pageCount);
    this.#noteGiven(slot, pageCount);
  }

  /**
   * Gives back all that a region has in segments that it has to itself. @returns the number of
   * those pages.
   */
  giveOwned(regionId: number): number {
    let given = 0;
    const end = this.segments.slotCount;
    for (let slot = 0; slot < end; slot++) {
      const pageCount = this.usedPages[slot]!;
      if (this.owners[slot] !== regionId || pageCount === 0) continue; // or it was emptied before
      given += pageCount;
      this.usedPages[slot] = 0;
      if (++this.emptySegments > this.#keptLimit) this.#dropSegment(slot);
      else this.#makeFree(slot);
    }
    this.pagesInUse -= given;
    return given;
  }

  /**
   * Makes the records of pages whose region is gone those of free pages, so that its id may be
   * given out again.
   */
  forgetOwners(alive: ReadonlyMap<number, unknown>): void {
    const { records } = this.table;
    for (let record = 0; record < records.length; record += RECORD_WORDS) {
      const id = records[record + OWNER]! >>> CLASS_BITS;
      if (id !== 0 && !alive.has(id)) records[record + OWNER] = 0;
    }
  }

  /**
   * Trims the regions, drops all empty segments and cuts the tables. @returns bytes by which the
   * segments shrank. @throws one of the errors that accounts threw, when all is done
   */
  trim(): number {
    let released = this.segments.reservedBytes;
    try {
      this.trimRegions();
    } finally {
      for (let slot = this.segments.slotCount - 1; slot >= 0; slot--) {
        if (this.segments.isShared(slot) && this.usedPages[slot] === 0) this.#dropSegment(slot);
      }
      this.#resetKept();
      released -= this.segments.reservedBytes;
      this.metadata.shrinkTo(this.segments.slotCount); // last: it may call foreign code
    }
    return released;
  }

  /** Drops everything, for good. Every region has given its pages back. */
  dispose(): void {
    // For whoever is about to make a segment: charging for its tables led here
    this.#maximumByteLength = 0;
    try {
      this.trim();
    } finally {
      // Also where the account threw at a release before
      this.metadata.release(this.metadata.chargedBytes);
    }
  }

  #takeHuge(pageCount: number): number {
    const slot = this.#orReclaim(() => this.#addSegment(pageCount, 1));
    const page = slot * this.pagesPerSegment;
    this.notePages(pageCount);
    return page;
  }

  /** Apart from {@link take}, which would make a context for the closure at each call. */
  #makeRoom(pageCount: number): number {
    return this.#orReclaim(() => this.#findOrAddSegment(pageCount));
  }

  /** Runs `get`; if that is out of memory, takes back what can be spared and runs it once more. */
  #orReclaim(get: () => number): number {
    try {
      return get();
    } catch (error) {
      if (!(error instanceof OutOfMemoryError)) throw error;
      try {
        this.trim();
      } catch {
        // Another's account threw at a release: whoever allocates has nothing to do with it.
      }
      return get();
    }
  }

  #findOrAddSegment(pageCount: number): number {
    const { freeRuns } = this.metadata;
    const found = freeRuns.find(pageCount);
    if (found >= 0) return found;
    // Page 0 is never given out, so that no block has address 0: a run as long as a segment does
    // not fit there.
    const from = pageCount === this.pagesPerSegment ? 1 : 0;
    const slot = this.#addSegment(this.pagesPerSegment, from);
    this.#makeFree(slot);
    this.usedPages[slot] = 0;
    this.emptySegments++;
    if (this.#droppedSegments > 0) {
      this.#droppedSegments--;
      if (this.#keptLimit * this.pagesPerSegment < MAX_KEPT_PAGES) this.#keptLimit++;
    }
    return freeRuns.find(pageCount);
  }

  /** Makes all pages of a shared segment free. */
  #makeFree(slot: number): void {
    const first = slot * this.pagesPerSegment;
    const start = first || 1; // page 0 is never given out
    this.metadata.freeRuns.give(slot, start, first + this.pagesPerSegment - start);
  }

  /**
   * Makes a segment of `pageCount` pages in the lowest empty slots from `from` on. @returns its
   * slot.
   */
  #addSegment(pageCount: number, from: number): number {
    const byteLength = pageCount * PAGE_BYTES;
    const segmentBytes = this.source.roundUp(byteLength);
    const slotCount = Math.ceil(segmentBytes / PAGE_BYTES / this.pagesPerSegment);
    for (;;) {
      this.#assertFits(byteLength, this.segments.reservedBytes + segmentBytes);
      const slot = this.segments.findEmpty(slotCount, from);
      if (slot < 0 || !this.metadata.cover(slot + slotCount)) this.#refuse(byteLength);
      // Charging for metadata ran foreign code: if that took the slot or the room, once more.
      if (this.segments.findEmpty(slotCount, from) !== slot) continue;
      this.#assertFits(byteLength, this.segments.reservedBytes + segmentBytes);
      try {
        this.segments.add(slot, segmentBytes);
      } catch (cause) {
        this.#refuse(byteLength, cause as object);
      }
      return slot;
    }
  }

  #assertFits(requestedBytes: number, reservedBytes: number): void {
    if (reservedBytes > this.#maximumByteLength) this.#refuse(requestedBytes);
  }

  #refuse(requestedBytes: number, cause?: object): never {
    // If they have grown for a segment that cannot be had
    this.metadata.shrinkTo(this.segments.slotCount);
    throw new OutOfMemoryError(
      {
        requestedBytes,
        usedBytes: this.segments.reservedBytes,
        // A memory that would not grow is the limit that was met
        limitBytes: (cause && this.source.byteLength) ?? this.#maximumByteLength,
      },
      cause,
    );
  }

  /** Drops the segment if the last of its pages was given, and enough are empty already. */
  #noteGiven(slot: number, pageCount: number): void {
    this.pagesInUse -= pageCount;
    this.usedPages[slot]! -= pageCount;
    if (this.usedPages[slot] !== 0) return;
    this.emptySegments++;
    if (this.emptySegments > this.#keptLimit) this.#dropSegment(slot);
  }

  #resetKept(): void {
    this.#keptLimit = Math.max(
      1,
      Math.min(INITIAL_KEPT_SEGMENTS, KEPT_PAGES / this.pagesPerSegment),
    );
    this.#droppedSegments = 0;
  }

  #dropSegment(slot: number): void {
    const { freeRuns } = this.metadata;
    if (freeRuns.bound(slot) > 0) freeRuns.takeAll(slot); // not where every page was in use
    this.emptySegments--;
    this.#droppedSegments++;
    this.segments.remove(slot);
  }

  #claim(page: number, pageCount: number): void {
    this.metadata.freeRuns.take(page, pageCount);
    this.usedPages[page >>> this.slotShift]! += pageCount;
    this.notePages(pageCount);
  }

  /** Counts pages in use; to be called with 0 where the tables' bytes have grown. */
  notePages(pageCount: number): void {
    this.pagesInUse += pageCount;
    this.#peakCommittedBytes = this.peakCommittedBytes;
  }
}
