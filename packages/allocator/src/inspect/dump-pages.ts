import { nextClear } from '../bits.js';
import { classOfExtent, pagesOfExtent } from '../extent.js';
import type { FreeRuns } from '../free-runs.js';
import { CLASS_BITS, HEAD, OWNER, RECORD_SHIFT, USED } from '../page-table.js';
import { CLASS_COUNT, SLOT_BYTES } from '../size-classes.js';
import type { SegmentDump } from './api.js';

/**
 * What lies in the pages of one segment; what is free by the index of who owns them, and in use by
 * the records.
 */
export function dumpPages(
  { records, freeRuns }: { records: Int32Array; freeRuns: FreeRuns },
  { first, pageCount }: { first: number; pageCount: number },
  indexOfRegion: ReadonlyMap<number, number>,
): Pick<SegmentDump, 'extents' | 'free'> {
  const extents: number[] = [];
  const free: number[] = [];
  const end = first + pageCount;
  for (let page = first; page < end;) {
    const region = regionAt(records, page, indexOfRegion);
    let count = 1;
    if (region !== undefined) {
      const head = page << RECORD_SHIFT;
      count = pagesOfExtent(records, head);
      const sizeClass = classOfExtent(records, head);
      const isSlab = sizeClass < CLASS_COUNT;
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

/**
 * Index of the region that has an extent beginning on a page. Regions that are gone leave their
 * heads behind on free pages.
 */
export function regionAt(
  records: Int32Array,
  page: number,
  indexOfRegion: ReadonlyMap<number, number>,
): number | undefined {
  const head = page << RECORD_SHIFT;
  return records[head + HEAD] === head
    ? // Of page 0, whose record is empty, no region
      indexOfRegion.get(records[head + OWNER]! >>> CLASS_BITS)
    : undefined;
}
