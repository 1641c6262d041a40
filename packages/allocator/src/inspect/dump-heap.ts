import { DisposedError, InvalidArgumentError } from '../errors.js';
import { PAGE_BYTES } from '../geometry.js';
import { assertHeap } from '../guards.js';
import { Heap, internalsOf } from '../heap.js';
import type { PageStore } from '../page-store.js';
import { RECORD_SHIFT, USED } from '../page-table.js';
import { EXTENT_FIELDS } from './api.js';
import type { HeapDump, SegmentDump } from './api.js';
import { dumpPages, regionAt } from './dump-pages.js';

const FORMAT = 'sandy-heap-dump';
const VERSION = 1;
const EXPECTED = 'a Heap or a dump; of a ThreadHeap, what dumpThreadHeap returns';

type DumpContent = Omit<HeapDump, 'format' | 'version' | 'checksum'>;

/**
 * What lies where in a heap at this moment, as plain data that `JSON.stringify` can write: regions
 * with their figures, segments with the pages of each slab and block, and the free pages. The
 * content of blocks is not in it.
 * Cost: O(pages); 5 numbers for each slab and each block of whole pages.
 *
 * @throws {DisposedError} if the heap has been disposed of
 * @throws {InvalidArgumentError} if it is none
 */
export function dumpHeap(heap: Heap): HeapDump {
  assertHeap(heap);
  if (heap.disposed) throw new DisposedError('heap');
  const { store, regions } = internalsOf(heap);
  store.segments.refresh(); // a view that is dead because the memory grew has length 0
  const indexOfRegion = new Map(regions.map(({ pages }, index) => [pages.id, index]));
  return seal({
    pageByteLength: PAGE_BYTES,
    segmentByteLength: store.pagesPerSegment * PAGE_BYTES,
    stats: heap.stats(),
    regions: regions.map(({ region }) => region.stats()),
    segments: dumpSegments(store, indexOfRegion),
  });
}

/** Makes content a dump. */
export function seal(content: DumpContent): HeapDump {
  return { format: FORMAT, version: VERSION, checksum: checksumOf(content), ...content };
}

/**
 * The dump of a heap, or the one given. @throws {InvalidArgumentError} if that is none, or is
 * damaged
 */
export function dumpOf(source: Heap | HeapDump): HeapDump {
  if (source instanceof Heap) return dumpHeap(source);
  const { format, version, checksum, regions, segments } = asParts(source);
  if (format !== FORMAT) throw new InvalidArgumentError('heap', EXPECTED, format ?? source);
  if (version !== VERSION) {
    throw new InvalidArgumentError('dump', `${FORMAT} ${VERSION}`, `${FORMAT} ${version}`);
  }
  if (!areObjects(regions) || !areObjects(segments)) {
    throw new InvalidArgumentError('dump', 'lists of regions and segments', 'something else');
  }
  if (checksum !== checksumOf(source)) {
    throw new InvalidArgumentError('dump', `the content of checksum ${checksum}`, 'another');
  }
  for (const { extents, free, participant = 0 } of segments) {
    if (!Number.isSafeInteger(participant)) {
      throw new InvalidArgumentError('dump', 'numbers of threads', participant);
    }
    if (!areIntegers(extents) || !areIntegers(free) || extents.length % EXTENT_FIELDS > 0) {
      throw new InvalidArgumentError('dump', 'lists of integers', 'something else');
    }
    for (let i = 2; i < extents.length; i += EXTENT_FIELDS) {
      if (regions[extents[i]!] !== undefined) continue;
      throw new InvalidArgumentError('dump', 'extents of its regions', `region ${extents[i]}`);
    }
  }
  return source;
}

/** What is read of something that may be anything. */
function asParts(source: HeapDump): Partial<HeapDump> {
  return Object(source) as Partial<HeapDump>;
}

function areObjects(list: unknown): list is readonly object[] {
  return Array.isArray(list) && list.every((item) => Object(item) === item);
}

function areIntegers(list: unknown): list is readonly number[] {
  return Array.isArray(list) && list.every(Number.isSafeInteger);
}

function dumpSegments(store: PageStore, indexOfRegion: ReadonlyMap<number, number>): SegmentDump[] {
  const { segments, pagesPerSegment, table } = store;
  const dumps: SegmentDump[] = [];
  for (let slot = 0; slot < segments.slotCount; slot++) {
    const byteLength = segments.bytes[slot]?.length ?? 0;
    if (byteLength === 0) continue; // nothing is there
    const first = slot * pagesPerSegment;
    const isOrdinary = segments.isShared(slot);
    // Only the first slot of a huge block has a head; the others belong to it.
    if (!isOrdinary && regionAt(table.records, first, indexOfRegion) === undefined) continue;
    const pageCount = isOrdinary ? pagesPerSegment : table.records[(first << RECORD_SHIFT) + USED]!;
    const { records } = table;
    const { freeRuns } = store.metadata;
    const lists = dumpPages({ records, freeRuns }, { first, pageCount }, indexOfRegion);
    dumps.push({ slot, kind: isOrdinary ? 'ordinary' : 'huge', byteLength, ...lists });
  }
  return dumps;
}

/**
 * FNV-1a, 32 bits, over UTF-16 units. Piece by piece: the text of a large heap could exceed what a
 * string may.
 */
function checksumOf(content: DumpContent): number {
  const { pageByteLength, segmentByteLength, stats, regions, segments } = content;
  let hash = 0x811c9dc5;
  for (const piece of [pageByteLength, segmentByteLength, stats, ...regions, ...segments]) {
    const text = String(JSON.stringify(piece)); // of a damaged dump there may be nothing
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
