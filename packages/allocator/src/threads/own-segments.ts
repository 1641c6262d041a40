import type { Account } from '../api.js';
import { DisposedError, OutOfMemoryError } from '../errors.js';
import { FreeRuns } from '../free-runs.js';
import { PAGE_BYTES } from '../geometry.js';
import { SEGMENT_DIRTY, SPAN, segmentAt } from './layout.js';
import type { SegmentViews } from './segment-views.js';
import { isPresent } from './thread-tables.js';
import type { ThreadTables } from './thread-tables.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

/**
 * The segments of one participant and their free pages: takes and gives pages without asking other
 * threads. Segments are what threads compete for, by one exchange of the word that names a slot's
 * owner.
 */
export class OwnSegments {
  readonly participant: number;
  readonly freeRuns: FreeRuns;
  /** Pages in use by slot, of segments that are cut into pages. */
  readonly usedPages = new Map<number, number>();
  /** The first slots of all segments, those of huge blocks too. */
  readonly slots = new Set<number>();
  readonly #tables: ThreadTables;
  readonly #views: SegmentViews;
  readonly #account: Account | undefined;
  /** Should give back what regions only keep for later. */
  trimRegions: () => void = () => undefined;
  metadataBytes = 0;
  pagesInUse = 0;
  slotsInUse = 0;
  #peakCommittedBytes = 0;
  #emptySegments = 0;
  #isDisposed = false;
  #isHeld = false;
  #heldBytes = 0; // of tables that were given back, which the account is still to hear of

  /** @throws whatever `account` throws */
  constructor(
    tables: ThreadTables,
    views: SegmentViews,
    participant: number,
    account: Account | undefined,
  ) {
    this.#tables = tables;
    this.#views = views;
    this.#account = account;
    this.participant = participant;
    this.freeRuns = new FreeRuns(tables.pagesPerSlot);
    this.freeRuns.resize(tables.slotCount);
  }

  get committedBytes(): number {
    return this.pagesInUse * PAGE_BYTES + this.metadataBytes;
  }

  get peakCommittedBytes(): number {
    return Math.max(this.#peakCommittedBytes, this.committedBytes);
  }

  /** Books tables. @throws whatever the account throws; then nothing has changed. */
  charge(byteLength: number): void {
    this.#account?.charge(byteLength);
    this.metadataBytes += byteLength;
    this.#notePeak();
  }

  release(byteLength: number): void {
    if (this.#isHeld) {
      this.#heldBytes += byteLength;
      return;
    }
    this.metadataBytes -= byteLength;
    this.#account?.release(byteLength);
  }

  /**
   * Runs what gives back, without foreign code between: the account hears of all of it when it is
   * done.
   */
  giveTogether(give: () => void): void {
    this.#isHeld = true;
    try {
      give();
    } finally {
      this.#isHeld = false;
      const byteLength = this.#heldBytes;
      this.#heldBytes = 0;
      if (byteLength > 0) this.release(byteLength);
    }
  }

  /**
   * A look that keeps mistakes from spreading: what another thread has adopted is not this one's
   * any more.
   * @throws {DisposedError} if somebody has adopted this thread though it runs
   */
  assertPresent(): void {
    if (isPresent(this.#tables, this.participant)) return;
    throw new DisposedError('thread heap that another thread has adopted');
  }

  /**
   * Takes neighbouring pages of one segment, at most as many as a segment has.
   * @returns the number of the first.
   * @throws {OutOfMemoryError} if a segment is needed and there is none; what the metadata account
   * throws.
   */
  take(pageCount: number): number {
    this.assertPresent();
    let page = this.freeRuns.find(pageCount);
    if (page < 0) {
      this.#orReclaim(() => {
        page = this.freeRuns.find(pageCount);
        if (page < 0) this.#addSegment(pageCount);
      });
      // Claiming charged an account, whose code may have taken pages of the new segment.
      if (page < 0) return this.take(pageCount);
    }
    this.#claim(page, pageCount);
    return page;
  }

  /** Whether the `more` pages behind a run are free and in the same segment. */
  canExtend(page: number, pageCount: number, more: number): boolean {
    const { pagesPerSlot } = this.#tables;
    const room = pagesPerSlot - (page & (pagesPerSlot - 1)) - pageCount;
    return more <= room && this.freeRuns.isFree(page + pageCount, more);
  }

  extend(page: number, pageCount: number, more: number): void {
    this.#claim(page + pageCount, more);
  }

  /** Gives pages back, whose records and states lead to no block any more. */
  give(page: number, pageCount: number): void {
    const slot = page >>> this.#tables.slotShift;
    this.freeRuns.give(slot, page, pageCount);
    this.pagesInUse -= pageCount;
    const used = this.usedPages.get(slot)! - pageCount;
    this.usedPages.set(slot, used);
    if (used === 0 && ++this.#emptySegments > 1) this.#dropSegment(slot);
  }

  /** Segments for a block that is longer than one. @returns its first page. @throws as take */
  takeHuge(pageCount: number): number {
    this.assertPresent();
    const slotCount = Math.ceil(pageCount / this.#tables.pagesPerSlot);
    const slot = this.#orReclaim(() => this.#claimSlots(slotCount, 1)); // page 0 is left out
    this.pagesInUse += pageCount;
    this.#notePeak();
    return slot << this.#tables.slotShift;
  }

  giveHuge(page: number, pageCount: number): void {
    this.pagesInUse -= pageCount;
    const slotCount = Math.ceil(pageCount / this.#tables.pagesPerSlot);
    this.releaseSlots(page >>> this.#tables.slotShift, slotCount);
  }

  /** Trims the regions and gives empty segments back. @returns the bytes of these. */
  trimAll(): number {
    let byteLength = 0;
    try {
      this.trimRegions();
    } finally {
      byteLength = this.trim();
    }
    return byteLength;
  }

  /** Gives empty segments back. @returns their bytes. */
  trim(): number {
    let count = 0;
    this.giveTogether(() => {
      for (const [slot, used] of this.usedPages) {
        if (used > 0) continue;
        this.#dropSegment(slot);
        count++;
      }
    });
    return count * this.#tables.token.segmentByteLength;
  }

  /** Gives everything back but segments that hold pages of others. */
  dispose(): void {
    this.#isDisposed = true;
    try {
      this.trim();
    } finally {
      if (this.metadataBytes > 0) this.release(this.metadataBytes);
    }
  }

  /** Takes on a segment whose word names this participant already, and which is paid for. */
  inherit(segment: { slot: number; slotCount: number; hugePages: number }): void {
    this.#own(segment.slot, segment.slotCount);
    this.pagesInUse += segment.hugePages;
  }

  /** Of a segment that was inherited and is cut into pages: those of `free` are free. */
  inheritPages(slot: number, free: readonly (readonly [page: number, pageCount: number])[]): void {
    let used = this.#tables.pagesPerSlot - (slot === 0 ? 1 : 0);
    for (const [page, pageCount] of free) {
      this.freeRuns.give(slot, page, pageCount);
      used -= pageCount;
    }
    this.usedPages.set(slot, used);
    this.pagesInUse += used;
    if (used === 0) this.#emptySegments++;
    this.#notePeak();
  }

  /** Gives segments back that are no longer cut into pages. */
  releaseSlots(slot: number, slotCount: number): void {
    this.slotsInUse -= slotCount;
    this.slots.delete(slot);
    this.unclaim(slot, slotCount);
    this.release(slotCount * this.#tables.bytesPerSlot); // last: it may run foreign code
  }

  #addSegment(pageCount: number): void {
    const { pagesPerSlot, slotShift } = this.#tables;
    const slot = this.#claimSlots(1, pageCount === pagesPerSlot ? 1 : 0);
    const skipped = slot === 0 ? 1 : 0; // page 0 is left out, so that no block has address 0
    this.usedPages.set(slot, 0);
    this.#emptySegments++;
    this.freeRuns.give(slot, (slot << slotShift) + skipped, pagesPerSlot - skipped);
  }

  #dropSegment(slot: number): void {
    this.freeRuns.takeAll(slot);
    this.usedPages.delete(slot);
    this.#emptySegments--;
    this.releaseSlots(slot, 1);
  }

  #claim(page: number, pageCount: number): void {
    const slot = page >>> this.#tables.slotShift;
    const used = this.usedPages.get(slot)!;
    if (used === 0) this.#emptySegments--;
    this.usedPages.set(slot, used + pageCount);
    this.freeRuns.take(page, pageCount);
    this.pagesInUse += pageCount;
    this.#notePeak();
  }

  #notePeak(): void {
    this.#peakCommittedBytes = this.peakCommittedBytes;
  }

  /**
   * Pays for the tables of neighbouring slots, takes them and makes their memory. @returns the
   * first.
   */
  #claimSlots(count: number, from: number): number {
    const { bytesPerSlot, token } = this.#tables;
    const byteLength = count * token.segmentByteLength;
    if (count > this.#tables.slotCount) throw this.#outOfMemory(byteLength);
    this.charge(count * bytesPerSlot);
    let slot: number;
    try {
      if (this.#isDisposed) throw new DisposedError('thread heap'); // by the account's code
      slot = this.#findSlots(count, from);
      if (slot < 0) throw this.#outOfMemory(byteLength);
      try {
        this.#views.reserve(slot, count);
      } catch (cause) {
        this.unclaim(slot, count);
        throw this.#outOfMemory(byteLength, cause);
      }
    } catch (error) {
      this.release(count * bytesPerSlot);
      throw error;
    }
    this.#own(slot, count);
    return slot;
  }

  #own(slot: number, count: number): void {
    this.slotsInUse += count;
    this.slots.add(slot);
    this.#setSpans(slot, count);
  }

  /**
   * Makes neighbouring slots this participant's. @returns the first of them, or −1 if there are
   * none.
   */
  #findSlots(count: number, from: number): number {
    const { control, slotCount, slotsPerChunk } = this.#tables;
    for (let first = from; first + count <= slotCount;) {
      let slot = first + count - 1;
      while (slot >= first && Atomics.load(control, segmentAt(slot)) === 0) slot--;
      const crosses =
        Math.floor(first / slotsPerChunk) !== Math.floor((first + count - 1) / slotsPerChunk);
      if (slot >= first) first = slot + 1;
      else if (crosses) first = Math.ceil((first + 1) / slotsPerChunk) * slotsPerChunk;
      else if (this.#tryClaim(first, count)) return first;
      // Else another thread was quicker: these slots once more.
    }
    return -1;
  }

  #tryClaim(first: number, count: number): boolean {
    const { control } = this.#tables;
    for (let slot = first; slot < first + count; slot++) {
      if (Atomics.compareExchange(control, segmentAt(slot), 0, this.participant) === 0) continue;
      this.unclaim(first, slot - first);
      return false;
    }
    return true;
  }

  #setSpans(first: number, count: number): void {
    const { control } = this.#tables;
    for (let slot = first; slot < first + count; slot++) {
      Atomics.store(control, segmentAt(slot) + SEGMENT_DIRTY, 0);
      Atomics.store(control, segmentAt(slot) + SPAN, first + count - slot);
      this.#views.see(slot);
    }
  }

  /** Makes slots nobody's. */
  unclaim(first: number, count: number): void {
    const { control } = this.#tables;
    for (let slot = first; slot < first + count; slot++) {
      Atomics.store(control, segmentAt(slot) + SPAN, 0);
      this.#views.see(slot);
      Atomics.store(control, segmentAt(slot), 0); // last: from here on it may be another's
    }
  }

  #orReclaim<T>(get: () => T): T {
    try {
      return get();
    } catch (error) {
      if (!(error instanceof OutOfMemoryError)) throw error;
      try {
        this.trimAll();
      } catch {
        // Another's account threw at a release: whoever allocates has nothing to do with it.
      }
      return get();
    }
  }

  #outOfMemory(requestedBytes: number, cause?: unknown): OutOfMemoryError {
    const { control, slotCount, token } = this.#tables;
    let used = 0; // by all threads
    for (let slot = 0; slot < slotCount; slot++) {
      if (Atomics.load(control, segmentAt(slot)) !== 0) used++;
    }
    const usedBytes = used * token.segmentByteLength;
    const limitBytes = slotCount * token.segmentByteLength;
    return new OutOfMemoryError({ requestedBytes, usedBytes, limitBytes }, cause);
  }
}
