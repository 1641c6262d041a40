import type { Address } from './api.js';
import { lowestBit } from './bits.js';
import { classOfExtent, pagesOfExtent } from './extent.js';
import { PAGE_BYTES } from './geometry.js';
import { NEXT, RECORD_SHIFT, RECORD_TO_ADDRESS } from './page-table.js';
import type { PageTable } from './page-table.js';
import { EXTENTS } from './region-row.js';
import { CLASS_COUNT, SLOT_BYTES, STARTS, STARTS_OFFSET } from './size-classes.js';

/** Calls `visit` for every live block of one region, in no particular order. */
export function walkBlocks(
  table: PageTable,
  row: Int32Array,
  visit: (address: Address, byteLength: number) => void,
): void {
  const { records } = table;
  for (let head = row[EXTENTS]!; head !== 0; head = records[head + NEXT]!) {
    const sizeClass = classOfExtent(records, head);
    const pageCount = pagesOfExtent(records, head);
    if (sizeClass >= CLASS_COUNT)
      visit((head << RECORD_TO_ADDRESS) as Address, pageCount * PAGE_BYTES);
    else walkSlab(table.bits, { head, sizeClass, end: head + (pageCount << RECORD_SHIFT) }, visit);
  }
}

function walkSlab(
  bits: Int32Array,
  slab: { head: number; end: number; sizeClass: number },
  visit: (address: Address, byteLength: number) => void,
): void {
  const byteLength = SLOT_BYTES[slab.sizeClass]!;
  let start = STARTS_OFFSET[slab.sizeClass]!;
  for (let index = slab.head; index < slab.end; index++, start++) {
    let live = STARTS[start]! & ~bits[index]!;
    while (live !== 0) {
      visit(((index << 5) + lowestBit(live)) as Address, byteLength);
      live &= live - 1;
    }
  }
}
