/** What inspection answers with. All of it can go through JSON. */

import type { HeapStats, RegionStats } from '../api.js';

/**
 * A heap at one moment, page by page, without the content of blocks: what {@link heapMapSvg} draws
 * and {@link inspectHeap} adds up, here or on another machine.
 */
export interface HeapDump {
  readonly format: 'sandy-heap-dump';
  readonly version: 1;
  /** FNV-1a of all that follows, as JSON text: finds what was cut off or edited. */
  readonly checksum: number;
  readonly pageByteLength: number;
  readonly segmentByteLength: number;
  readonly stats: HeapStats;
  readonly regions: readonly RegionStats[];
  /** By slot. */
  readonly segments: readonly SegmentDump[];
}

export interface SegmentDump {
  /** The segment's place among the addresses: its first is slot × segmentByteLength ÷ 16. */
  readonly slot: number;
  /** `huge`: made for one block that is longer than a segment. */
  readonly kind: 'ordinary' | 'huge';
  readonly byteLength: number;
  /**
   * Of a thread heap, where the segment is another thread's: the number of that thread. Then both
   * lists are empty, since only its owner knows what lies where.
   */
  readonly participant?: number;
  /**
   * Pages in use, {@link EXTENT_FIELDS} numbers for each slab or block of whole pages, by page:
   * first page in the segment, pages, index of the region, bytes of a slab's slots (0: a block of
   * whole pages), live blocks.
   */
  readonly extents: readonly number[];
  /**
   * Runs of free pages, two numbers each: first page, pages. What is in neither list is withheld:
   * page 0 of the heap, segments of other threads, what rounding added to the segment of a huge
   * block.
   */
  readonly free: readonly number[];
}

/** Numbers for each extent of a {@link SegmentDump}. */
export const EXTENT_FIELDS = 5;

/** Slabs of one size class, in all regions or in one. */
export interface SlabFigures {
  readonly slabCount: number;
  readonly slabBytes: number;
  /** Places for blocks, live or free. */
  readonly slotCount: number;
  readonly liveCount: number;
  readonly liveBytes: number;
  /** Waste that further blocks of the class would use. */
  readonly freeSlotBytes: number;
  /** Waste behind the last slots, which no block can use. */
  readonly tailBytes: number;
}

export interface SizeClassInspection extends SlabFigures {
  /** Usable bytes of a block. */
  readonly slotByteLength: number;
}

export interface RegionInspection extends RegionStats {
  readonly slabs: SlabFigures;
  /** Blocks of whole pages, huge ones included: they waste nothing that the heap could know of. */
  readonly runCount: number;
  readonly runBytes: number;
}

export interface SegmentInspection {
  readonly slot: number;
  readonly kind: 'ordinary' | 'huge';
  readonly byteLength: number;
  /** See {@link SegmentDump.participant}: all of it counts as withheld. */
  readonly participant?: number;
  /** Pages of slabs and of blocks. */
  readonly usedBytes: number;
  readonly freeBytes: number;
  /** Neither in use nor free: see {@link SegmentDump.free}. */
  readonly withheldBytes: number;
  readonly largestFreeBytes: number;
  /** Usable bytes of live blocks. */
  readonly liveBytes: number;
}

/** What could be used, but lies in pieces. */
export interface ExternalFragmentation {
  /** Free pages in segments of which some page is in use. */
  readonly freeBytes: number;
  /** The longest run of them: longer blocks need a segment more. */
  readonly largestFreeBytes: number;
  /**
   * 1 − largestFreeBytes ÷ freeBytes: 0 if they lie together (or there are none), near 1 if they
   * are scattered.
   */
  readonly ratio: number;
}

/**
 * Waste inside the pages that regions hold. What a block's owner asked for is written down nowhere,
 * so the part of a block that nobody asked for (less than 16 bytes up to 256, less than a quarter
 * above) counts as live.
 */
export interface InternalFragmentation {
  readonly freeSlotBytes: number;
  readonly tailBytes: number;
  /** Both of them ÷ the bytes of all pages in use. */
  readonly ratio: number;
}

/** All figures of a heap; see {@link inspectHeap}. */
export interface HeapInspection {
  /** With the peak. The parts below add up to these. */
  readonly stats: HeapStats;
  /** By `slotByteLength`; only those of which there is a slab. */
  readonly sizeClasses: readonly SizeClassInspection[];
  readonly slabs: SlabFigures;
  /** Blocks of whole pages, huge ones included. */
  readonly runCount: number;
  readonly runBytes: number;
  readonly external: ExternalFragmentation;
  readonly internal: InternalFragmentation;
  readonly regions: readonly RegionInspection[];
  readonly segments: readonly SegmentInspection[];
}

export interface HeapMapOptions {
  /** Stands above the picture, and is what a screen reader says first. @defaultValue 'Heap map' */
  readonly title?: string;
  /**
   * Prefix of all ids of the picture, so that a page may hold several: a letter, then letters,
   * digits, `-` or `_`.
   * @defaultValue 'heap-map'
   */
  readonly id?: string;
  /** `auto` follows what the viewer prefers. @defaultValue 'auto' */
  readonly theme?: 'auto' | 'light' | 'dark';
}
