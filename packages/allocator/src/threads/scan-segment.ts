import { HEAD, RECORD_SHIFT } from '../page-table.js';
import { classOfExtent, pagesOfExtent } from '../extent.js';
import { HUGE_CLASS } from '../size-classes.js';
import type { ThreadTables } from './thread-tables.js';

/** What lies in a segment, read from the records alone. */
export interface SegmentContent {
  readonly slot: number;
  readonly slotCount: number;
  /** 0: it is cut into pages. */
  readonly hugePages: number;
  readonly heads: readonly number[];
  readonly free: readonly (readonly [page: number, pageCount: number])[];
}

/**
 * Reads the segment that begins at `slot`. Its owner must not change it meanwhile. Cost: O(pages).
 */
export function scanSegment(tables: ThreadTables, slot: number): SegmentContent {
  const { records, slotShift, pagesPerSlot } = tables;
  const first = slot << slotShift;
  const heads: number[] = [];
  const free: [number, number][] = [];
  let freeFrom = slot === 0 ? 1 : first; // page 0 is nobody's
  let page = freeFrom;
  while (page < first + pagesPerSlot) {
    const head = page << RECORD_SHIFT;
    if (records[head + HEAD] !== head) {
      page++; // free, whatever a slab that was half made or dropped has left here
      continue;
    }
    const pageCount = pagesOfExtent(records, head);
    heads.push(head);
    if (classOfExtent(records, head) === HUGE_CLASS) {
      const slotCount = Math.ceil(pageCount / pagesPerSlot);
      return { slot, slotCount, hugePages: pageCount, heads, free };
    }
    if (page > freeFrom) free.push([freeFrom, page - freeFrom]);
    page += pageCount;
    freeFrom = page;
  }
  if (page > freeFrom) free.push([freeFrom, page - freeFrom]);
  return { slot, slotCount: 1, hugePages: 0, heads, free };
}

/** What lies in all segments of a participant. */
export function scanParticipant(
  tables: ThreadTables,
  isOwned: (slot: number) => boolean,
): SegmentContent[] {
  const contents: SegmentContent[] = [];
  for (let slot = 0; slot < tables.slotCount;) {
    if (!isOwned(slot)) {
      slot++;
      continue;
    }
    const content = scanSegment(tables, slot);
    contents.push(content);
    slot += content.slotCount;
  }
  return contents;
}
