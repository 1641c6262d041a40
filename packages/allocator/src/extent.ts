import { CLASS_MASK, NEXT, OWNER, PREV, USED } from './page-table.js';
import { EXTENTS } from './region-row.js';
import { CLASS_COUNT, SLAB_PAGES } from './size-classes.js';

/**
 * An extent is a slab, a run or a huge block: pages that were taken together. Its region lists them
 * all.
 */

export function linkExtent(records: Int32Array, row: Int32Array, head: number): void {
  const next = row[EXTENTS]!;
  records[head + NEXT] = next;
  records[head + PREV] = 0;
  if (next !== 0) records[next + PREV] = head;
  row[EXTENTS] = head;
}

export function unlinkExtent(records: Int32Array, row: Int32Array, head: number): void {
  const next = records[head + NEXT]!;
  const previous = records[head + PREV]!;
  if (next !== 0) records[next + PREV] = previous;
  if (previous !== 0) records[previous + NEXT] = next;
  else row[EXTENTS] = next;
}

export function classOfExtent(records: Int32Array, head: number): number {
  return records[head + OWNER]! & CLASS_MASK;
}

export function pagesOfExtent(records: Int32Array, head: number): number {
  const sizeClass = classOfExtent(records, head);
  return sizeClass < CLASS_COUNT ? SLAB_PAGES[sizeClass]! : records[head + USED]!;
}
