import { assertOptions } from '../assert-options.js';
import type { Account, Address, HeapStats, RegionOptions } from '../api.js';
import { doAll } from '../do-all.js';
import { DisposedError, InvalidArgumentError, InvalidFreeError, assertWithin } from '../errors.js';
import { GRANULE_SHIFT, PAGE_GRANULE_SHIFT } from '../geometry.js';
import { countLive } from '../live-block.js';
import { RECORD_SHIFT } from '../page-table.js';
import { LIVE_STATE, MAX_REGIONS, SPAN, regionAt, segmentAt } from './layout.js';
import { OwnSegments } from './own-segments.js';
import { claimRegion, releaseRegion, termsOfRegion } from './region-terms.js';
import { announceFree, takeMarks } from './remote-frees.js';
import { createToken } from './create-token.js';
import type { ThreadHeapOptions } from './create-token.js';
import { SegmentViews } from './segment-views.js';
import { regionIdOf, usableBytesOf } from './thread-blocks.js';
import { THREAD_ROW_BYTES, ThreadExtents } from './thread-extents.js';
import type { ThreadExtentsOptions } from './thread-extents.js';
import { ThreadRegion } from './thread-region.js';
import { attachTables, issueToken, releaseParticipant } from './thread-tables.js';
import type { ThreadTables, ThreadToken } from './thread-tables.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

/** What a region is made with. */
type NewRegion = Pick<ThreadExtentsOptions, 'name' | 'account' | 'limitBytes'>;

/** What functions beside the heap see of it. */
export interface ThreadHeapInternals {
  readonly tables: ThreadTables;
  readonly segments: OwnSegments;
  /** By region id. */
  readonly regions: readonly (ThreadRegion | undefined)[];
  readonly extents: readonly (ThreadExtents | undefined)[];
  addRegion(id: number, terms: NewRegion): ThreadRegion;
  /**
   * Looks for what other threads have freed; may run code of accounts. @returns whether there was
   * anything
   */
  collect(): boolean;
  /** As `ThreadHeap.stats`, as far as the thread has heard what others have freed. */
  stats(): HeapStats;
}

export let threadInternalsOf: (heap: ThreadHeap) => ThreadHeapInternals;

/**
 * A heap in shared memory, as one thread sees it: every thread attaches with a token of its own,
 * makes regions of its own and allocates in them without waiting for anybody; every thread may
 * read, write and free every block.
 *
 * When a thread has ended, whether it was done or terminated, {@link adoptThread} makes its regions
 * another thread's.
 *
 * Layout: addresses and views as in `Heap`; the tables that threads share are described in
 * layout.ts.
 * Cost: 320 B of tables a page of 4 KiB (7.8 %): a block has a byte of its own for each granule, so
 * that allocating is a plain store and freeing one atomic operation.
 *
 * @example
 * const heap = ThreadHeap.create();
 * const worker = new Worker(file, { workerData: heap.issueToken() }); // there:
 * ThreadHeap.attach(workerData)
 */
export class ThreadHeap {
  static {
    threadInternalsOf = (heap) => ({
      tables: heap.#tables,
      segments: heap.#segments,
      regions: heap.#regions,
      extents: heap.#extents,
      addRegion: (id, terms) => heap.#addRegion(id, terms),
      collect: () => heap.#collect(),
      stats: () => heap.#stats(),
    });
  }

  /** log2 of the granule in bytes. */
  readonly granuleShift = GRANULE_SHIFT;
  /** log2 of a segment in bytes. */
  readonly segmentShift: number;
  /** This thread's number. */
  readonly participant: number;
  /**
   * The views that this thread has made so far; ask {@link bytesOf} first for blocks of other
   * threads.
   */
  readonly segmentBytes: readonly Uint8Array[];
  readonly segmentWords: readonly Int32Array[];
  readonly #tables: ThreadTables;
  readonly #views: SegmentViews;
  readonly #segments: OwnSegments;
  readonly #shift: number; // from an address to its segment
  readonly #mask: number; // granules of a segment − 1
  readonly #spans: Int32Array;
  readonly #regions: (ThreadRegion | undefined)[] = [];
  readonly #extents: (ThreadExtents | undefined)[] = [];
  #isDisposed = false;

  private constructor(token: ThreadToken, account: Account | undefined, tableBytes: number) {
    const tables = attachTables(token);
    this.#tables = tables;
    this.#views = new SegmentViews(tables);
    this.#spans = this.#views.spans;
    this.#shift = tables.shift;
    this.#mask = 2 ** tables.shift - 1;
    this.segmentShift = tables.shift + GRANULE_SHIFT;
    this.segmentBytes = this.#views.bytes;
    this.segmentWords = this.#views.words;
    this.participant = token.participant;
    this.#segments = new OwnSegments(tables, this.#views, token.participant, account);
    try {
      this.#segments.charge(this.#segments.freeRuns.byteLengthFor(tables.slotCount) + tableBytes);
    } catch (error) {
      releaseParticipant(tables, token.participant, 0);
      throw error;
    }
    this.#segments.trimRegions = () => doAll([...this.#regions], (region) => region?.trim());
  }

  /**
   * A heap that this thread is the first to use.
   * @throws {InvalidArgumentError} if an option is out of range, or the runtime has no shared
   * memory.
   * @throws whatever `metadataAccount` throws when it refuses the first tables, or the runtime has
   * no address space.
   */
  static create(options: ThreadHeapOptions = {}): ThreadHeap {
    assertOptions(
      options,
      'segmentByteLength',
      'maximumByteLength',
      'memory',
      'reservedByteLength',
      'metadataAccount',
    );
    const token = createToken(options);
    return new ThreadHeap(token, options.metadataAccount, token.control.byteLength);
  }

  /**
   * The heap that a token is of, for the thread that calls this.
   * @throws {InvalidArgumentError} if `token` is none, or one that has been used: each thread needs
   * its own.
   * @throws whatever `metadataAccount` throws; then the token is used up.
   */
  static attach(token: ThreadToken, options: { metadataAccount?: Account } = {}): ThreadHeap {
    assertOptions(options, 'metadataAccount');
    return new ThreadHeap(token, options.metadataAccount, 0);
  }

  get disposed(): boolean {
    return this.#isDisposed;
  }

  /**
   * What one further thread needs to attach: send it as it is.
   * @throws {InvalidArgumentError} if there are 63 threads and tokens already, this thread among
   * them. A token that nobody will use is {@link adoptThread}ed.
   * @throws {DisposedError} if this thread has left the heap.
   */
  issueToken(): ThreadToken {
    this.#assertInUse();
    return issueToken(this.#tables);
  }

  /**
   * A region of this thread that holds nothing yet.
   * @param name For reports and errors; other threads see its first 28 characters.
   * @throws {InvalidArgumentError} if `name` is empty or `limitBytes` is not an integer ≥ 0; if all
   * threads together have 4,095 regions already.
   * @throws {DisposedError} if this thread has left the heap; whatever `metadataAccount` throws.
   */
  createRegion(name: string, options: RegionOptions = {}): ThreadRegion {
    this.#assertInUse();
    this.#segments.assertPresent();
    if (typeof name !== 'string' || name === '') {
      throw new InvalidArgumentError('name', 'a string that is not empty', name);
    }
    assertOptions(options, 'account', 'limitBytes');
    const { account, limitBytes } = options;
    if (limitBytes !== undefined) assertWithin('limitBytes', limitBytes);
    const terms = { name, account, limitBytes };
    this.#segments.charge(THREAD_ROW_BYTES);
    const id = this.#isDisposed ? 0 : claimRegion(this.#tables, this.participant, terms);
    try {
      if (id > 0) return this.#addRegion(id, terms);
      this.#assertInUse(); // the account's code may have left the heap
      throw new InvalidArgumentError('region', `at most ${MAX_REGIONS} at a time`, 'one more');
    } catch (error) {
      if (id > 0) releaseRegion(this.#tables, id); // the runtime has no memory for its row
      this.#segments.release(THREAD_ROW_BYTES);
      throw error;
    }
  }

  /**
   * Ends the life of a block of any thread.
   * @throws {InvalidFreeError} if `address` is no live block (freed already, by whichever thread;
   * inside a block; never allocated). Nothing has changed then. Of two frees of one block at once,
   * one throws.
   * @throws {DisposedError} if this thread has left the heap.
   */
  free(address: Address): void {
    const { states, control } = this.#tables;
    if (address >>> 0 !== address || address >= states.length) this.#refuseFree(address);
    if (control[segmentAt(address >>> this.#shift)] === this.participant) {
      const region = this.#regions[regionIdOf(this.#tables, address)];
      if (region !== undefined) return region.free(address);
    }
    this.#assertInUse();
    if (Atomics.compareExchange(states, address, LIVE_STATE, 0) === 0) this.#refuseFree(address);
    announceFree(this.#tables, address >>> PAGE_GRANULE_SHIFT);
  }

  /** The segment that `address` lies in. */
  segmentOf(address: Address): number {
    return address >>> this.#shift;
  }

  /** Byte offset of `address` in its segment's views. */
  offsetOf(address: Address): number {
    return (address & this.#mask) << GRANULE_SHIFT;
  }

  /**
   * The bytes of the whole segment that a live block lies in, whoever owns it; allocates something
   * only at the first call for a segment. Nothing is checked.
   */
  bytesOf(address: Address): Uint8Array {
    this.#see(address >>> this.#shift);
    return this.segmentBytes[address >>> this.#shift]!;
  }

  /** As {@link bytesOf}, as int32 words: the block begins at word `offsetOf(address) >>> 2`. */
  wordsOf(address: Address): Int32Array {
    this.#see(address >>> this.#shift);
    return this.segmentWords[address >>> this.#shift]!;
  }

  /**
   * The bytes of a block of any thread, as a new view.
   * @throws {InvalidArgumentError} if `address` is no live block, or `byteLength` longer than it
   * is.
   */
  bytes(address: Address, byteLength?: number): Uint8Array {
    if (address >>> 0 !== address || this.#tables.states[address] !== LIVE_STATE) {
      throw new InvalidArgumentError('address', 'a live block', address);
    }
    const usable = usableBytesOf(this.#tables, address);
    const length = byteLength ?? usable;
    assertWithin('byteLength', length, usable);
    const segment = this.bytesOf(address);
    return new Uint8Array(segment.buffer, segment.byteOffset + this.offsetOf(address), length);
  }

  /** As {@link bytes}, as int32 words. @param length 0 … usable bytes / 4 */
  words(address: Address, length?: number): Int32Array {
    const bytes = this.bytes(address);
    const usable = bytes.length / Int32Array.BYTES_PER_ELEMENT;
    const count = length ?? usable;
    assertWithin('length', count, usable);
    return new Int32Array(bytes.buffer, bytes.byteOffset, count);
  }

  /** Bytes of the pages of this thread's regions and of its tables: what its accounts pay for. */
  get committedBytes(): number {
    return this.#segments.committedBytes;
  }

  /**
   * This thread's part of the heap: its segments, its regions. Exact as long as no other thread
   * frees its blocks.
   */
  stats(): HeapStats {
    this.#collect();
    return this.#stats();
  }

  #stats(): HeapStats {
    const segments = this.#segments;
    const live = { liveBytes: 0, blockCount: 0 };
    let regionCount = 0;
    for (const extents of this.#extents) {
      if (extents === undefined) continue;
      countLive(extents.options.tables, extents.row, live);
      regionCount++;
    }
    return {
      reservedBytes: segments.slotsInUse * 2 ** this.segmentShift,
      committedBytes: segments.committedBytes,
      ...live,
      metadataBytes: segments.metadataBytes,
      peakCommittedBytes: segments.peakCommittedBytes,
      segmentCount: segments.slots.size,
      regionCount,
    };
  }

  /**
   * Gives back what this thread keeps for later, for any thread to take: each region's empty slab,
   * empty segments.
   * @returns the bytes by which `reservedBytes` fell.
   * @throws one of the errors that accounts threw at a release, when all is done
   */
  trim(): number {
    this.#assertInUse();
    this.#segments.assertPresent();
    return this.#segments.trimAll();
  }

  /**
   * Leaves the heap: disposes of this thread's regions and gives its segments and its number back.
   * The other threads go on. A thread whose blocks are to stay just ends; another one adopts them.
   * @throws one of the errors that accounts threw at a release, when all is done
   */
  dispose(): void {
    if (this.#isDisposed) return;
    const segments = this.#segments;
    segments.assertPresent();
    this.#isDisposed = true;
    try {
      doAll([...this.#regions, segments], (each) => each?.dispose());
    } finally {
      // What it adopted by half stays, and can be adopted from it.
      if (segments.slots.size === 0) releaseParticipant(this.#tables, this.participant, 0);
    }
  }

  #addRegion(id: number, terms: NewRegion): ThreadRegion {
    const extents = new ThreadExtents({
      ...terms,
      tables: this.#tables,
      segments: this.#segments,
      id,
      collect: () => this.#collect(),
      onDispose: () => this.#forget(id),
    });
    const region = new ThreadRegion(this, extents);
    this.#regions[id] = region;
    this.#extents[id] = extents;
    return region;
  }

  #forget(id: number): void {
    this.#regions[id] = undefined;
    this.#extents[id] = undefined;
    releaseRegion(this.#tables, id);
    this.#segments.release(THREAD_ROW_BYTES);
  }

  /**
   * Looks at the pages in which other threads have freed blocks. @returns whether there were any.
   */
  #collect(): boolean {
    if (this.#isDisposed) return false; // the marks are those of whoever came after
    return takeMarks(this.#tables, this.#segments, (page) => {
      const head = this.#tables.records[page << RECORD_SHIFT]!; // its HEAD
      const address = page << PAGE_GRANULE_SHIFT;
      if (head !== 0) this.#extents[regionIdOf(this.#tables, address)]?.recount(head);
    });
  }

  #see(slot: number): void {
    const span = this.#tables.control[segmentAt(slot) + SPAN];
    if (this.#spans[slot] !== span) this.#views.see(slot);
  }

  #refuseFree(address: Address): never {
    this.#assertInUse();
    const id = address >>> 0 === address ? regionIdOf(this.#tables, address) : 0;
    if (id === 0) throw new InvalidFreeError('(none)', address, 'no region has its page');
    throw new InvalidFreeError(termsOfRegion(this.#tables, id).name, address, 'not live');
  }

  #assertInUse(): void {
    if (this.#isDisposed) throw new DisposedError('thread heap');
  }
}

/** The regions that a participant owns, by id. */
export function regionsOfParticipant(tables: ThreadTables, participant: number): number[] {
  const ids: number[] = [];
  for (let id = 1; id <= MAX_REGIONS; id++) {
    if (tables.control[regionAt(id)] === participant) ids.push(id);
  }
  return ids;
}
