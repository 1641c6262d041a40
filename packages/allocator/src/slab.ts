import type * as layout from './page-table.js';
import type { PageTable } from './page-table.js';
import type * as rows from './region-row.js';
import { SCAN_STEPS, SLAB_PAGES, SLAB_SLOTS, STARTS, STARTS_OFFSET } from './size-classes.js';

/**
 * Slabs and the lists of open ones, as functions over the page table and a region's row.
 *
 * A slab is *open* while it is in its region's list for its class; allocations take from the first slab of
 * the list. It stays open when its last slot is taken, is closed when an allocation finds nothing in it,
 * and opened again, in second place, by the next free. (In second place, the first slab is used up before
 * the list changes again: measured 10–15 % faster under random load than in first place.)
 *
 * The index of a slab's head in `records` is also that of its first word in `bits`.
 */

// Copies of constants, for V8's sake: see region.ts.
const HEAD: typeof layout.HEAD = 0;
const OWNER: typeof layout.OWNER = 1;
const USED: typeof layout.USED = 2;
const HINT: typeof layout.HINT = 3;
const NEXT_OPEN: typeof layout.NEXT_OPEN = 4;
const PREV_OPEN: typeof layout.PREV_OPEN = 5;
const HINT_CLOSED: typeof layout.HINT_CLOSED = 0x7fffffff;
const CLASS_BITS: typeof layout.CLASS_BITS = 8;
const CLASS_MASK: typeof layout.CLASS_MASK = 255;
const RECORD_SHIFT: typeof layout.RECORD_SHIFT = 3;
const RECORD_WORDS: typeof layout.RECORD_WORDS = 8;
const CURSOR: typeof rows.CURSOR = 50;
const scanSteps = SCAN_STEPS;
const slabPages = SLAB_PAGES;
const slabSlots = SLAB_SLOTS;
const slabStarts = STARTS;
const startsOffsets = STARTS_OFFSET;

/** Fills in the records of a new slab, as yet closed. The records from `head` on are those of free pages. */
export function initSlab(
  table: PageTable,
  head: number,
  owner: { regionId: number; sizeClass: number },
): void {
  const { records, bits } = table;
  const { regionId, sizeClass } = owner;
  const end = head + (slabPages[sizeClass]! << RECORD_SHIFT);
  for (let record = head; record < end; record += RECORD_WORDS) records[record + HEAD] = head;
  records[head + OWNER] = (regionId << CLASS_BITS) | sizeClass;
  records[head + USED] = 0;
  records[head + HINT] = HINT_CLOSED;
  let start = startsOffsets[sizeClass]!;
  for (let index = head; index < end; index++, start++) bits[index] = slabStarts[start]!;
}

/** Makes the records of a closed slab those of free pages. */
export function clearSlab(records: Int32Array, head: number, sizeClass: number): void {
  const end = head + (slabPages[sizeClass]! << RECORD_SHIFT);
  for (let record = head; record < end; record += RECORD_WORDS) records[record + HEAD] = 0;
}

/** Puts a closed slab into its list, behind the first. */
export function openSlab(records: Int32Array, row: Int32Array, head: number, hint: number): void {
  const sizeClass = records[head + OWNER]! & CLASS_MASK;
  const first = row[sizeClass]!;
  const next = first === 0 ? 0 : records[first + NEXT_OPEN]!;
  records[head + HINT] = hint;
  records[head + PREV_OPEN] = first;
  records[head + NEXT_OPEN] = next;
  if (next !== 0) records[next + PREV_OPEN] = head;
  if (first !== 0) records[first + NEXT_OPEN] = head;
  else row[sizeClass] = head;
}

/** Takes an open slab out of its list. */
export function closeSlab(records: Int32Array, row: Int32Array, head: number): void {
  const sizeClass = records[head + OWNER]! & CLASS_MASK;
  const next = records[head + NEXT_OPEN]!;
  const previous = records[head + PREV_OPEN]!;
  if (next !== 0) records[next + PREV_OPEN] = previous;
  if (previous !== 0) records[previous + NEXT_OPEN] = next;
  else row[sizeClass] = next;
  records[head + HINT] = HINT_CLOSED;
}

/**
 * Makes the first slab of the class's list one whose HINT leads to a free slot, closing those that are full, and
 * moves the cursor there.
 * @returns the word of `bits`, or 0 if the class has no free slot.
 */
export function findFreeSlot(table: PageTable, row: Int32Array, sizeClass: number): number {
  const { records, bits } = table;
  const start = startsOffsets[sizeClass]!;
  for (let head = row[sizeClass]!; head !== 0; head = row[sizeClass]!) {
    if (records[head + USED] !== slabSlots[sizeClass]) {
      let index = records[head + HINT]!;
      // A slot is free, and none before the hint.
      while (bits[index] === 0) index += scanSteps[start + index - head]!;
      records[head + HINT] = index;
      row[CURSOR + sizeClass] = index;
      return index;
    }
    closeSlab(records, row, head);
  }
  return 0;
}
