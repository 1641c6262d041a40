import type { Heap } from '../heap.js';
import { EXTENT_FIELDS } from './api.js';
import type {
  HeapDump,
  HeapInspection,
  SegmentDump,
  SegmentInspection,
  SlabFigures,
} from './api.js';
import { dumpOf } from './dump-heap.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What slabs and blocks of whole pages add up to: of the heap, or of one region. */
interface Sums {
  readonly slabs: Mutable<SlabFigures>;
  runCount: number;
  runBytes: number;
}

/**
 * All figures of a heap, or of its dump: per size class, region and segment, with the waste in
 * slabs and the fragmentation of free pages. They add up: `stats.committedBytes` is slabs + runs +
 * metadata, `stats.liveBytes` is slabs + runs − free slots − tails.
 * Cost: O(pages).
 *
 * @throws {DisposedError} if the heap has been disposed of
 * @throws {InvalidArgumentError} if the dump is of another version or damaged
 */
export function inspectHeap(source: Heap | HeapDump): HeapInspection {
  const dump = dumpOf(source);
  const total = newSums();
  const sizeClasses = new Map<number, Mutable<SlabFigures>>();
  const regions = dump.regions.map((stats) => ({ ...stats, ...newSums() }));
  for (const { extents } of dump.segments) {
    for (let i = 0; i < extents.length; i += EXTENT_FIELDS) {
      const byteLength = extents[i + 1]! * dump.pageByteLength;
      const slotByteLength = extents[i + 3]!;
      const liveCount = extents[i + 4]!;
      const owner = regions[extents[i + 2]!]!;
      if (slotByteLength === 0) {
        addRun(total, byteLength);
        addRun(owner, byteLength);
        continue;
      }
      let figures = sizeClasses.get(slotByteLength);
      if (figures === undefined) sizeClasses.set(slotByteLength, (figures = newFigures()));
      const slab = { byteLength, slotByteLength, liveCount };
      for (const sum of [total.slabs, owner.slabs, figures]) addSlab(sum, slab);
    }
  }
  const segments = dump.segments.map((segment) => inspectSegment(segment, dump.pageByteLength));
  return {
    stats: dump.stats,
    sizeClasses: [...sizeClasses]
      .map(([slotByteLength, figures]) => ({ slotByteLength, ...figures }))
      .sort((a, b) => a.slotByteLength - b.slotByteLength),
    ...total,
    external: externalOf(segments),
    internal: internalOf(total),
    regions,
    segments,
  };
}

function newFigures(): Mutable<SlabFigures> {
  return {
    slabCount: 0,
    slabBytes: 0,
    slotCount: 0,
    liveCount: 0,
    liveBytes: 0,
    freeSlotBytes: 0,
    tailBytes: 0,
  };
}

function newSums(): Sums {
  return { slabs: newFigures(), runCount: 0, runBytes: 0 };
}

function addRun(sums: Sums, byteLength: number): void {
  sums.runCount++;
  sums.runBytes += byteLength;
}

function addSlab(
  figures: Mutable<SlabFigures>,
  slab: { byteLength: number; slotByteLength: number; liveCount: number },
): void {
  const { byteLength, slotByteLength, liveCount } = slab;
  const slotCount = Math.floor(byteLength / slotByteLength);
  figures.slabCount++;
  figures.slabBytes += byteLength;
  figures.slotCount += slotCount;
  figures.liveCount += liveCount;
  figures.liveBytes += liveCount * slotByteLength;
  figures.freeSlotBytes += (slotCount - liveCount) * slotByteLength;
  figures.tailBytes += byteLength - slotCount * slotByteLength;
}

function inspectSegment(segment: SegmentDump, pageByteLength: number): SegmentInspection {
  const { slot, kind, byteLength, participant, extents, free } = segment;
  let usedPages = 0;
  let liveBytes = 0;
  for (let i = 0; i < extents.length; i += EXTENT_FIELDS) {
    const slotByteLength = extents[i + 3]!;
    usedPages += extents[i + 1]!;
    liveBytes +=
      slotByteLength === 0 ? extents[i + 1]! * pageByteLength : extents[i + 4]! * slotByteLength;
  }
  let freePages = 0;
  let largest = 0;
  for (let i = 0; i < free.length; i += 2) {
    freePages += free[i + 1]!;
    largest = Math.max(largest, free[i + 1]!);
  }
  return {
    slot,
    kind,
    byteLength,
    ...(participant === undefined ? {} : { participant }),
    usedBytes: usedPages * pageByteLength,
    freeBytes: freePages * pageByteLength,
    withheldBytes: byteLength - (usedPages + freePages) * pageByteLength,
    largestFreeBytes: largest * pageByteLength,
    liveBytes,
  };
}

function externalOf(segments: readonly SegmentInspection[]): HeapInspection['external'] {
  let freeBytes = 0;
  let largestFreeBytes = 0;
  for (const segment of segments) {
    if (segment.usedBytes === 0) continue; // `trim` gives it back whole
    freeBytes += segment.freeBytes;
    largestFreeBytes = Math.max(largestFreeBytes, segment.largestFreeBytes);
  }
  const ratio = freeBytes === 0 ? 0 : 1 - largestFreeBytes / freeBytes;
  return { freeBytes, largestFreeBytes, ratio };
}

function internalOf({ slabs, runBytes }: Sums): HeapInspection['internal'] {
  const { freeSlotBytes, tailBytes } = slabs;
  const usedBytes = slabs.slabBytes + runBytes;
  return {
    freeSlotBytes,
    tailBytes,
    ratio: usedBytes === 0 ? 0 : (freeSlotBytes + tailBytes) / usedBytes,
  };
}
