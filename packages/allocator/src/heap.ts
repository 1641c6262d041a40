import type { Address, HeapMode, HeapOptions, HeapStats, RegionOptions } from './api.js';
import { assertOptions } from './assert-options.js';
import { doAll } from './do-all.js';
import { typedArrayEngine } from './engine.js';
import { DisposedError, InvalidArgumentError, assertWithin } from './errors.js';
import {
  ADDRESS_SPACE_BYTES,
  DEFAULT_SEGMENT_BYTES,
  GRANULE_SHIFT,
  MAX_SEGMENT_BYTES,
  MIN_SEGMENT_BYTES,
} from './geometry.js';
import { countLive } from './live-block.js';
import { MAX_REGION_ID } from './page-table.js';
import { PageStore } from './page-store.js';
import { Region } from './region.js';
import { RegionPages } from './region-pages.js';
import { ROW_BYTES } from './region-row.js';

/** What functions beside the heap see of it. */
export interface HeapInternals {
  readonly store: PageStore;
  readonly regions: readonly { readonly region: Region; readonly pages: RegionPages }[];
  readonly mode: HeapMode | undefined;
}

/** A copy, for V8's sake: see region.ts. */
const granuleShift: typeof GRANULE_SHIFT = 4;

export let internalsOf: (heap: Heap) => HeapInternals;

/**
 * Memory outside V8's heap for many small blocks: segments of a few MiB, cut into pages that
 * regions take, and addresses that are plain small integers.
 *
 * Layout: `address = segment slot << (segmentShift − granuleShift) | granule in the segment`, a
 * granule being 16 bytes. The words of a block are
 * `wordsOf(address)[(offsetOf(address) >>> 2) + i]`.
 *
 * Cost: 64 B of tables a page of 4 KiB (1.6 %) beside the pages themselves; no object a block.
 *
 * @example
 * const heap = Heap.create();
 * const region = heap.createRegion('columns');
 * const address = region.allocate(100);
 * region.bytes(address).fill(1);
 * region.free(address);
 */
export class Heap {
  static {
    internalsOf = (heap) => ({
      store: heap.#store,
      regions: [...heap.#regions.values()],
      mode: heap.#mode,
    });
  }

  /** log2 of the granule in bytes: byte offset = granule << granuleShift. */
  readonly granuleShift = GRANULE_SHIFT;
  /** log2 of a segment in bytes: segment = address >>> (segmentShift − granuleShift). */
  readonly segmentShift: number;
  /**
   * The views of all segments, by segment: what {@link bytesOf} and {@link wordsOf} look up. The
   * arrays are the same for the life of the heap, so hot code may keep them; their elements come
   * and go.
   */
  readonly segmentBytes: readonly Uint8Array[];
  readonly segmentWords: readonly Int32Array[];
  readonly #store: PageStore;
  readonly #shift: number; // from an address to its segment
  readonly #mask: number; // granules of a segment − 1
  readonly #regions = new Map<number, { region: Region; pages: RegionPages }>(); // by region id
  readonly #mode: HeapMode | undefined;
  #isDisposed = false;

  private constructor(store: PageStore, mode: HeapMode | undefined) {
    this.#store = store;
    this.#mode = mode;
    this.#shift = store.segments.shift;
    this.#mask = 2 ** this.#shift - 1;
    this.segmentShift = this.#shift + GRANULE_SHIFT;
    this.segmentBytes = store.segments.bytes;
    this.segmentWords = store.segments.words;
    store.trimRegions = () => this.#eachRegion((region) => region.trim());
  }

  /**
   * A heap without segments: the first one is made when a region takes its first page.
   * @throws {InvalidArgumentError} if an option is out of range, or the runtime lacks what the
   * engine needs.
   * @throws whatever `metadataAccount` throws when it refuses the first tables.
   */
  static create(options: HeapOptions = {}): Heap {
    assertOptions(
      options,
      'engine',
      'segmentByteLength',
      'maximumByteLength',
      'metadataAccount',
      'mode',
    );
    const {
      engine = 'typed-array',
      segmentByteLength = DEFAULT_SEGMENT_BYTES,
      maximumByteLength = ADDRESS_SPACE_BYTES,
      metadataAccount,
      mode,
    } = options;
    const memory = engine === 'typed-array' ? typedArrayEngine : engine;
    if (typeof memory?.open !== 'function') {
      throw new InvalidArgumentError('engine', "'typed-array' or an engine", engine);
    }
    assertSegmentByteLength(segmentByteLength);
    assertWithin('maximumByteLength', maximumByteLength, ADDRESS_SPACE_BYTES, segmentByteLength);
    const source = memory.open({ segmentByteLength, maximumByteLength });
    return new Heap(
      new PageStore({ segmentByteLength, maximumByteLength, source, metadataAccount }),
      mode,
    );
  }

  get disposed(): boolean {
    return this.#isDisposed;
  }

  /**
   * A region that holds nothing yet.
   * @param name For reports and errors; two regions may have the same.
   * @throws {InvalidArgumentError} if `name` is empty or `limitBytes` is not an integer ≥ 0; if
   * there are 2^23 − 1 regions already.
   * @throws {DisposedError} if the heap has been disposed of; whatever `metadataAccount` throws.
   */
  createRegion(name: string, options: RegionOptions = {}): Region {
    this.#assertInUse();
    if (typeof name !== 'string' || name === '') {
      throw new InvalidArgumentError('name', 'a string that is not empty', name);
    }
    assertOptions(options, 'account', 'limitBytes');
    const { account, limitBytes } = options;
    if (limitBytes !== undefined) assertWithin('limitBytes', limitBytes);
    const store = this.#store;
    store.metadata.charge(ROW_BYTES);
    store.notePages(0);
    let id = 0;
    const onDispose = (rowBytes: number) => this.#forget(id, rowBytes);
    try {
      id = this.#newId();
      const pages = new RegionPages({ store, id, name, account, limitBytes, onDispose });
      const region = this.#mode?.createRegion(this, pages) ?? new Region(this, pages);
      this.#regions.set(id, { region, pages });
      return region;
    } catch (error) {
      onDispose(ROW_BYTES);
      throw error;
    }
  }

  /**
   * The segment that `address` lies in: an index into {@link segmentBytes} and
   * {@link segmentWords}.
   */
  segmentOf(address: Address): number {
    return address >>> this.#shift;
  }

  /** Byte offset of `address` in its segment's views. */
  offsetOf(address: Address): number {
    return (address & this.#mask) << granuleShift;
  }

  /**
   * The bytes of the whole segment that a live block lies in, without allocating anything. The view
   * is the same one for as long as the segment exists; a segment that is gone has an empty view.
   * Nothing is checked: a stale address leads to whatever lies there now.
   */
  bytesOf(address: Address): Uint8Array {
    const slot = address >>> this.#shift;
    // It is gone, or its memory has grown
    if (this.segmentBytes[slot]?.length === 0) this.#store.segments.refresh();
    return this.segmentBytes[slot]!;
  }

  /** As {@link bytesOf}, as int32 words: the block begins at word `offsetOf(address) >>> 2`. */
  wordsOf(address: Address): Int32Array {
    const slot = address >>> this.#shift;
    if (this.segmentWords[slot]?.length === 0) this.#store.segments.refresh();
    return this.segmentWords[slot]!;
  }

  /** Bytes of all pages in use and of the heap's tables: what its accounts pay for. */
  get committedBytes(): number {
    return this.#store.committedBytes;
  }

  /** What it holds at the moment. Cost: O(extents), for what is live is counted by slab. */
  stats(): HeapStats {
    const store = this.#store;
    const live = { liveBytes: 0, blockCount: 0 };
    for (const { pages } of this.#regions.values()) countLive(store.table, pages.row, live);
    return {
      reservedBytes: store.segments.reservedBytes,
      committedBytes: store.committedBytes,
      ...live,
      metadataBytes: store.metadata.chargedBytes,
      peakCommittedBytes: store.peakCommittedBytes,
      segmentCount: store.segments.segmentCount,
      regionCount: this.#regions.size,
    };
  }

  /**
   * Gives back what is kept for later: each region's empty slabs, empty segments, the ends of the
   * tables. Segments that still hold a block stay.
   * @returns the bytes by which `reservedBytes` fell.
   * @throws one of the errors that accounts or modes threw, when all is done
   */
  trim(): number {
    this.#assertInUse();
    return this.#store.trim();
  }

  /**
   * Disposes of every region and drops every segment. Doing it again does nothing. Cost: O(pages).
   * @throws one of the errors that accounts or modes threw, when all is done
   */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    try {
      this.#eachRegion((region) => region.dispose());
    } finally {
      this.#store.dispose();
    }
  }

  #eachRegion(action: (region: Region) => void): void {
    doAll([...this.#regions.values()], ({ region }) => action(region));
  }

  #newId(): number {
    const store = this.#store;
    // The code of the account that pays for the row may have disposed of the heap
    this.#assertInUse();
    assertWithin('regionCount', this.#regions.size + 1, MAX_REGION_ID);
    do {
      if (store.nextRegionId > MAX_REGION_ID) {
        store.forgetOwners(this.#regions);
        store.nextRegionId = 1;
      }
    } while (this.#regions.has(store.nextRegionId++));
    return store.nextRegionId - 1;
  }

  #forget(id: number, rowBytes: number): void {
    const store = this.#store;
    this.#regions.delete(id);
    // The id comes again before all are forgotten
    if (id >= store.nextRegionId) store.forgetOwners(this.#regions);
    store.metadata.release(rowBytes);
  }

  #assertInUse(): void {
    if (this.#isDisposed) throw new DisposedError('heap');
  }
}

function assertSegmentByteLength(value: number): void {
  const isInRange = value >= MIN_SEGMENT_BYTES && value <= MAX_SEGMENT_BYTES;
  if (isInRange && 1 << Math.log2(value) === value) return; // shifts leave no fraction, no text
  throw new InvalidArgumentError(
    'segmentByteLength',
    `a power of two from ${MIN_SEGMENT_BYTES} to ${MAX_SEGMENT_BYTES}`,
    value,
  );
}
