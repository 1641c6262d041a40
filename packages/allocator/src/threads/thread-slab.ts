import type * as layout from '../page-table.js';
import { SCAN_STEPS, SLAB_PAGES, SLAB_SLOTS, STARTS, STARTS_OFFSET } from '../size-classes.js';
import type { ThreadTables } from './thread-tables.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

/**
 * Slabs in shared tables: as in slab.ts, but written so that a thread which ends between any two steps leaves either a
 * slab or free pages.
 */

// Copies of constants, for V8's sake: see region.ts.
const HEAD: typeof layout.HEAD = 0;
const OWNER: typeof layout.OWNER = 1;
const USED: typeof layout.USED = 2;
const HINT: typeof layout.HINT = 3;
const NEXT_OPEN: typeof layout.NEXT_OPEN = 4;
const PREV_OPEN: typeof layout.PREV_OPEN = 5;
const HINT_CLOSED: typeof layout.HINT_CLOSED = 0x7fffffff;
const CLASS_MASK: typeof layout.CLASS_MASK = 255;
const RECORD_SHIFT: typeof layout.RECORD_SHIFT = 3;
const RECORD_WORDS: typeof layout.RECORD_WORDS = 8;
const scanSteps = SCAN_STEPS;
const slabSlots = SLAB_SLOTS;
const startsOffsets = STARTS_OFFSET;

/** Makes free pages an empty slab, as yet closed. `owner` is its OWNER word. */
export function initThreadSlab(
  tables: ThreadTables,
  head: number,
  slab: { owner: number; sizeClass: number },
): void {
  const { records, bits } = tables;
  const { owner, sizeClass } = slab;
  const end = head + (SLAB_PAGES[sizeClass]! << RECORD_SHIFT);
  records[head + OWNER] = owner;
  records[head + USED] = 0;
  records[head + HINT] = HINT_CLOSED;
  let start = startsOffsets[sizeClass]!;
  for (let index = head; index < end; index++, start++) bits[index] = STARTS[start]!;
  for (let record = end - RECORD_WORDS; record > head; record -= RECORD_WORDS) {
    records[record + HEAD] = head;
  }
  Atomics.store(records, head + HEAD, head); // last: now it is a slab
}

/** Makes a slab without live blocks free pages. */
export function clearThreadSlab(tables: ThreadTables, head: number, sizeClass: number): void {
  const { records } = tables;
  const end = head + (SLAB_PAGES[sizeClass]! << RECORD_SHIFT);
  Atomics.store(records, head + HEAD, 0); // first: from here on the pages are free
  for (let record = head + RECORD_WORDS; record < end; record += RECORD_WORDS) {
    records[record + HEAD] = 0;
  }
}

/** Puts a closed slab into the list of its class, behind the first. */
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
  const next = records[head + NEXT_OPEN]!;
  const previous = records[head + PREV_OPEN]!;
  if (next !== 0) records[next + PREV_OPEN] = previous;
  if (previous !== 0) records[previous + NEXT_OPEN] = next;
  else row[records[head + OWNER]! & CLASS_MASK] = next;
  records[head + HINT] = HINT_CLOSED;
}

/**
 * Makes the first slab of the class's list one whose HINT leads to a free slot, closing those that are full.
 * @returns whether there is one.
 */
export function findFreeSlotIn(tables: ThreadTables, row: Int32Array, sizeClass: number): boolean {
  const { records, bits } = tables;
  const start = startsOffsets[sizeClass]!;
  for (let head = row[sizeClass]!; head !== 0; head = row[sizeClass]!) {
    if (records[head + USED] !== slabSlots[sizeClass]) {
      let index = records[head + HINT]!;
      // A slot is free, and none before the hint.
      while (bits[index] === 0) index += scanSteps[start + index - head]!;
      records[head + HINT] = index;
      return true;
    }
    closeSlab(records, row, head);
  }
  return false;
}

/**
 * Makes the bits of a slab say what its states say: every slot is free whose byte is 0.
 * @returns the first word of its bits with a slot that was not known to be free, or −1. USED is put right.
 */
export function recountSlab(tables: ThreadTables, head: number, sizeClass: number): number {
  const { records, bits, states } = tables;
  let start = startsOffsets[sizeClass]!;
  const end = head + startsOffsets[sizeClass + 1]! - start;
  let first = -1;
  let freed = 0;
  for (let index = head; index < end; index++, start++) {
    let known = STARTS[start]! & ~bits[index]!;
    for (; known !== 0; known &= known - 1) {
      const bit = known & -known;
      if (states[(index << 5) + 31 - Math.clz32(bit)] !== 0) continue;
      bits[index]! |= bit;
      freed++;
      if (first < 0) first = index;
    }
  }
  records[head + USED]! -= freed;
  return first;
}
