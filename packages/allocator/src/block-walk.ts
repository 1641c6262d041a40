import type { Address, BlockVisitor } from './api.js';
import { lowestBit } from './bits.js';
import { DisposedError } from './errors.js';
import { classOfExtent, pagesOfExtent } from './extent.js';
import { PAGE_BYTES } from './geometry.js';
import { assertHeap } from './guards.js';
import { internalsOf } from './heap.js';
import type { Heap } from './heap.js';
import { NEXT, RECORD_SHIFT, RECORD_TO_ADDRESS } from './page-table.js';
import type { PageTable } from './page-table.js';
import { EXTENTS } from './region-row.js';
import { CLASS_COUNT, SLOT_BYTES } from './size-classes.js';

/**
 * Calls `visit` for every live block of a heap, region by region. `visit` must not allocate or free
 * in this heap. A function, so that programs that do not call it do not carry it.
 * Cost: O(pages + blocks).
 *
 * @throws {DisposedError} if the heap has been disposed of
 * @throws {InvalidArgumentError} if it is a `ThreadHeap`: see {@link visitThreadBlocks}
 */
export function visitBlocks(heap: Heap, visit: BlockVisitor): void {
  assertHeap(heap);
  if (heap.disposed) throw new DisposedError('heap');
  const { store, regions } = internalsOf(heap);
  for (const { region, pages } of regions) {
    walkBlocks(store.table, pages.row, (address, byteLength) => visit(address, byteLength, region));
  }
}

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
  for (let index = slab.head; index < slab.end; index++) {
    let live = bits[index]!;
    while (live !== 0) {
      visit(((index << 5) + lowestBit(live)) as Address, byteLength);
      live &= live - 1;
    }
  }
}
