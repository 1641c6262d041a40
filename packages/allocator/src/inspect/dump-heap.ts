import { DisposedError, InvalidArgumentError } from '../errors.js';
import { classOfExtent, pagesOfExtent } from '../extent.js';
import { nextClear } from '../bits.js';
import { PAGE_BYTES } from '../geometry.js';
import { internalsOf } from '../heap.js';
import type { Heap } from '../heap.js';
import type { PageStore } from '../page-store.js';
import { CLASS_BITS, HEAD, OWNER, RECORD_SHIFT, USED } from '../page-table.js';
import { CLASS_COUNT, SLOT_BYTES } from '../size-classes.js';
import { EXTENT_FIELDS } from './api.js';
import type { HeapDump, SegmentDump } from './api.js';

const FORMAT = 'sandy-heap-dump';
const VERSION = 1;

/**
 * What lies where in a heap at this moment, as plain data that `JSON.stringify` can write: regions with their
 * figures, segments with the pages of each slab and block, and the free pages. The content of blocks is not in it.
 * Cost: O(pages); 5 numbers for each slab and each block of whole pages.
 *
 * @throws {DisposedError} if the heap has been disposed of
 */
export function dumpHeap(heap: Heap): HeapDump {
  if (heap.disposed) throw new DisposedError('heap');
  const { store, regions } = internalsOf(heap);
  store.segments.refresh(); // a view that is dead because the memory grew has length 0
  const indexOfRegion = new Map(regions.map(({ pages }, index) => [pages.id, index]));
  const content = {
    pageByteLength: PAGE_BYTES,
    segmentByteLength: store.pagesPerSegment * PAGE_BYTES,
    stats: heap.stats(),
    regions: regions.map(({ region }) => region.stats()),
    segments: dumpSegments(store, indexOfRegion),
  };
  return { format: FORMAT, version: VERSION, checksum: checksumOf(content), ...content };
}

/** The dump of a heap, or the one given. @throws {InvalidArgumentError} if that is none, or is damaged */
export function dumpOf(source: Heap | HeapDump): HeapDump {
  if (!('format' in source)) return dumpHeap(source);
  const { format, version, checksum } = source;
  if (format !== FORMAT || version !== VERSION) {
    throw new InvalidArgumentError('dump', `${FORMAT} ${VERSION}`, `${format} ${version}`);
  }
  if (checksum !== checksumOf(source)) {
    throw new InvalidArgumentError('dump', `the content of checksum ${checksum}`, 'another');
  }
  for (const { extents, free } of source.segments) {
    if (![...extents, ...free].every(Number.isSafeInteger) || extents.length % EXTENT_FIELDS > 0) {
      throw new InvalidArgumentError('dump', 'lists of integers', 'something else');
    }
  }
  return source;
}

function dumpSegments(store: PageStore, indexOfRegion: ReadonlyMap<number, number>): SegmentDump[] {
  const { segments, pagesPerSegment, table } = store;
  const dumps: SegmentDump[] = [];
  for (let slot = 0; slot < segments.slotCount; slot++) {
    const first = slot * pagesPerSegment;
    const isOrdinary = segments.isShared(slot);
    const byteLength = segments.bytes[slot]!.length;
    // Elsewhere only the first slot of a huge block has a head; there may be nothing, or the rest of the block.
    const head = first << RECORD_SHIFT;
    if (!isOrdinary && (head === 0 || table.records[head + HEAD] !== head)) continue;
    const pageCount = isOrdinary ? pagesPerSegment : table.records[head + USED]!;
    const lists = dumpPages(store, { first, pageCount }, indexOfRegion);
    dumps.push({ slot, kind: isOrdinary ? 'ordinary' : 'huge', byteLength, ...lists });
  }
  return dumps;
}

function dumpPages(
  store: PageStore,
  { first, pageCount }: { first: number; pageCount: number },
  indexOfRegion: ReadonlyMap<number, number>,
): Pick<SegmentDump, 'extents' | 'free'> {
  const { records } = store.table;
  const { freeRuns } = store.metadata;
  const extents: number[] = [];
  const free: number[] = [];
  const end = first + pageCount;
  for (let page = first; page < end;) {
    const head = page << RECORD_SHIFT;
    let count = 1;
    if (head !== 0 && records[head + HEAD] === head) {
      count = pagesOfExtent(records, head);
      const sizeClass = classOfExtent(records, head);
      const isSlab = sizeClass < CLASS_COUNT;
      const region = indexOfRegion.get(records[head + OWNER]! >>> CLASS_BITS)!;
      const live = isSlab ? records[head + USED]! : 1;
      extents.push(page - first, count, region, isSlab ? SLOT_BYTES[sizeClass]! : 0, live);
    } else if (freeRuns.isFree(page, 1)) {
      count = nextClear(freeRuns.bits, page, end) - page;
      free.push(page - first, count);
    }
    page += count;
  }
  return { extents, free };
}

/** FNV-1a, 32 bits, over UTF-16 units. Piece by piece: the text of a large heap could exceed what a string may. */
function checksumOf(
  content: Pick<
    HeapDump,
    'pageByteLength' | 'segmentByteLength' | 'stats' | 'regions' | 'segments'
  >,
): number {
  const { pageByteLength, segmentByteLength, stats, regions, segments } = content;
  let hash = 0x811c9dc5;
  for (const piece of [pageByteLength, segmentByteLength, stats, ...regions, ...segments]) {
    const text = JSON.stringify(piece);
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
