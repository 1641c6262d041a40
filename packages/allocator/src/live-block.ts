import { classOfExtent } from './extent.js';
import { GRANULE_SHIFT, PAGE_BYTES } from './geometry.js';
import {
  CLASS_BITS,
  CLASS_MASK,
  HEAD,
  NEXT,
  OWNER,
  RECORD_TO_ADDRESS,
  USED,
  WORD_TO_RECORD,
} from './page-table.js';
import type { PageTable } from './page-table.js';
import { EXTENTS } from './region-row.js';
import { RUN_CLASS, SLOT_GRANULES, STARTS, STARTS_OFFSET } from './size-classes.js';

/**
 * Whether `address` is a live block of the region. Takes any number, and never throws for one.
 * `Region.free` does the same in line: there the steps are part of its work.
 */
export function isLiveBlock(table: PageTable, regionId: number, address: number): boolean {
  const { records, bits } = table;
  const index = address >>> 5;
  if ((address | 0) !== address || index >= bits.length) return false;
  const record = index & WORD_TO_RECORD;
  const owner = records[record + OWNER]!;
  if (owner >>> CLASS_BITS !== regionId) return false;
  if ((owner & CLASS_MASK) >= RUN_CLASS) return record << RECORD_TO_ADDRESS === address;
  return (bits[index]! & (1 << address)) !== 0;
}

/** The head of the extent that a live block lies in. */
export function headOfBlock(table: PageTable, address: number): number {
  return table.records[((address >>> 5) & WORD_TO_RECORD) + HEAD]!;
}

/** Usable bytes of a block in the extent. */
export function usableBytesIn({ records }: Pick<PageTable, 'records'>, head: number): number {
  const sizeClass = records[head + OWNER]! & CLASS_MASK;
  if (sizeClass < RUN_CLASS) return SLOT_GRANULES[sizeClass]! << GRANULE_SHIFT;
  return records[head + USED]! * PAGE_BYTES;
}

/**
 * Adds what is live in the extents of a region to `sums`, which begin at nothing. Cost: O(extents).
 */
export function countLive(
  table: PageTable,
  row: Int32Array,
  sums = { liveBytes: 0, blockCount: 0 },
): typeof sums {
  const { records } = table;
  for (let head = row[EXTENTS]!; head !== 0; head = records[head + NEXT]!) {
    const count = classOfExtent(records, head) < RUN_CLASS ? records[head + USED]! : 1;
    sums.blockCount += count;
    sums.liveBytes += count * usableBytesIn(table, head);
  }
  return sums;
}

/** Why an address is not a live block of the region, for an error's message. */
export function whyNotLive(table: PageTable, regionId: number, address: number): string {
  const { records } = table;
  const index = address >>> 5;
  const owner = records[(index & WORD_TO_RECORD) + OWNER]!;
  if (owner >>> CLASS_BITS !== regionId) return 'its page is not one of the region';
  const sizeClass = owner & CLASS_MASK;
  const isSlot =
    sizeClass < RUN_CLASS &&
    (STARTS[STARTS_OFFSET[sizeClass]! + index - headOfBlock(table, address)]! & (1 << address)) !==
      0;
  return isSlot ? 'free already, or never allocated' : 'no block begins there';
}
