import type * as layout from './page-table.js';
import type { PageTable } from './page-table.js';
import type * as rows from './region-row.js';
import { SLAB_PAGES, SLAB_SLOTS, STARTS, STARTS_OFFSET } from './size-classes.js';

/**
 * Slabs, the lists of open ones and the hints, as functions over the page table and a region's row.
 *
 * A slab is *open* while it is in its region's list for its class; where hints lead to nothing,
 * allocations look in the first slab of the list. It stays open when its last slot is taken, is
 * closed when a search finds nothing in it, and opened again, in second place, by the next free.
 * (In second place, the first slab is used up before the list changes again: measured 10–15 %
 * faster under random load than in first place.)
 *
 * The index of a slab's head in `records` is also that of its first word in `bits`.
 */

// Copies of constants, for V8's sake: see region.ts.
const HEAD: typeof layout.HEAD = 0;
const OWNER: typeof layout.OWNER = 1;
const USED: typeof layout.USED = 2;
const CLOSED: typeof layout.CLOSED = 3;
const NEXT_OPEN: typeof layout.NEXT_OPEN = 4;
const PREV_OPEN: typeof layout.PREV_OPEN = 5;
const CLASS_MASK: typeof layout.CLASS_MASK = 255;
const RECORD_SHIFT: typeof layout.RECORD_SHIFT = 3;
const RECORD_WORDS: typeof layout.RECORD_WORDS = 8;
const OPEN: typeof rows.OPEN = 1;
const TOP: typeof rows.TOP = 50;
const HINT_COUNT: typeof rows.HINT_COUNT = 64;
/** Hints that a search leaves: some of the ring stays for what is freed next. */
const FOUND_HINTS = 16;
const slabPages = SLAB_PAGES;
const slabSlots = SLAB_SLOTS;
const slabStarts = STARTS;
const startsOffsets = STARTS_OFFSET;

/** Fills in the records of a new slab, as yet closed. */
export function initSlab({ records, bits }: PageTable, head: number, owner: number): void {
  const end = head + (slabPages[owner & CLASS_MASK]! << RECORD_SHIFT);
  for (let record = head; record < end; record += RECORD_WORDS) {
    records[record + HEAD] = head;
    records[record + OWNER] = owner;
  }
  records[head + USED] = 0;
  records[head + CLOSED] = 1;
  bits.fill(0, head, end);
}

/** Makes the records of a closed slab those of free pages. */
export function clearSlab(records: Int32Array, head: number, sizeClass: number): void {
  const end = head + (slabPages[sizeClass]! << RECORD_SHIFT);
  for (let record = head; record < end; record += RECORD_WORDS) records[record + OWNER] = 0;
}

/** Puts a closed slab into its list, behind the first. */
export function openSlab(records: Int32Array, row: Int32Array, head: number): void {
  const list = OPEN + (records[head + OWNER]! & CLASS_MASK);
  const first = row[list]!;
  const next = first === 0 ? 0 : records[first + NEXT_OPEN]!;
  records[head + CLOSED] = 0;
  records[head + PREV_OPEN] = first;
  records[head + NEXT_OPEN] = next;
  if (next !== 0) records[next + PREV_OPEN] = head;
  if (first !== 0) records[first + NEXT_OPEN] = head;
  else row[list] = head;
}

/** Takes an open slab out of its list. */
export function closeSlab(records: Int32Array, row: Int32Array, head: number): void {
  const next = records[head + NEXT_OPEN]!;
  const previous = records[head + PREV_OPEN]!;
  if (next !== 0) records[next + PREV_OPEN] = previous;
  if (previous !== 0) records[previous + NEXT_OPEN] = next;
  else row[OPEN + (records[head + OWNER]! & CLASS_MASK)] = next;
  records[head + CLOSED] = 1;
}

/** Forgets the hints of a class, some of which may lead to a slab that goes. */
export function forgetHints(row: Int32Array, sizeClass: number): void {
  const hints = row[TOP + sizeClass]! & -HINT_COUNT;
  row.fill(0, hints, hints + HINT_COUNT);
}

/**
 * The first slab of the class's list that has a free slot, closing those before it; 0: none has
 * one.
 */
export function findOpenSlab(records: Int32Array, row: Int32Array, sizeClass: number): number {
  let head: number;
  while ((head = row[OPEN + sizeClass]!) !== 0) {
    if (records[head + USED] !== slabSlots[sizeClass]) break;
    closeSlab(records, row, head);
  }
  return head;
}

/**
 * Leaves hints to the first free slots of an open slab, the first of all the newest.
 * @returns whether the class has a free slot
 */
export function findFreeSlots(
  { records, bits }: PageTable,
  row: Int32Array,
  sizeClass: number,
): boolean {
  const head = findOpenSlab(records, row, sizeClass);
  if (head === 0) return false;
  const start = startsOffsets[sizeClass]! - head;
  const base = row[TOP + sizeClass]! & -HINT_COUNT;
  const top = base + Math.min(slabSlots[sizeClass]! - records[head + USED]!, FOUND_HINTS);
  row[TOP + sizeClass] = top;
  let index = head;
  for (let position = top; position > base; index++) {
    let free = slabStarts[start + index]! & ~bits[index]!;
    for (; free !== 0 && position > base; free &= free - 1) {
      row[position--] = (index << 5) + 31 - Math.clz32(free & -free);
    }
  }
  return true;
}
