import type * as layout from '../page-table.js';
import { SCAN_STEPS, SLAB_PAGES, STARTS, STARTS_OFFSET } from '../size-classes.js';
import { findOpenSlab } from '../slab.js';
import type { ThreadTables } from './thread-tables.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

/**
 * What slabs in shared tables need beside slab.ts, whose lists serve them too: they are made and cleared so that a
 * thread which ends between any two steps leaves either a slab or free pages. Here a bit of 1 is a free slot, HINT is
 * the first word of bits that may have one, or HINT_CLOSED, and only heads have an OWNER; later pages of runs and free
 * ones have no HEAD.
 */

// Copies of constants, for V8's sake: see region.ts.
const HEAD: typeof layout.HEAD = 0;
const OWNER: typeof layout.OWNER = 1;
const USED: typeof layout.USED = 2;
const HINT: typeof layout.HINT = 3;
const HINT_CLOSED: typeof layout.HINT_CLOSED = 0x7fffffff;
const RECORD_SHIFT: typeof layout.RECORD_SHIFT = 3;
const RECORD_WORDS: typeof layout.RECORD_WORDS = 8;
const startsOffsets = STARTS_OFFSET;
const scanSteps = SCAN_STEPS;

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

/**
 * Makes the first slab of the class's list one whose HINT leads to a free slot.
 * @returns whether the class has a free slot
 */
export function findFreeSlot(
  { records, bits }: ThreadTables,
  row: Int32Array,
  sizeClass: number,
): boolean {
  const head = findOpenSlab(records, row, sizeClass);
  if (head === 0) return false;
  const start = startsOffsets[sizeClass]! - head;
  let index = records[head + HINT]!;
  while (bits[index] === 0) index += scanSteps[start + index]!;
  records[head + HINT] = index;
  return true;
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
