import { classOfExtent } from '../extent.js';
import type * as layout from '../page-table.js';
import { SLAB_PAGES, SLAB_SLOTS, STARTS, STARTS_OFFSET } from '../size-classes.js';
import type { ThreadTables } from './thread-tables.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

/**
 * What slabs in shared tables need beside slab.ts, whose lists and hints serve them too: they are
 * made and cleared so that a thread which ends between any two steps leaves either a slab or free
 * pages. Here a bit is 1 where the owner has not heard yet that the block is free, and only heads
 * have an OWNER; later pages of runs and free ones have no HEAD.
 */

// Copies of constants, for V8's sake: see region.ts.
const HEAD: typeof layout.HEAD = 0;
const OWNER: typeof layout.OWNER = 1;
const USED: typeof layout.USED = 2;
const CLOSED: typeof layout.CLOSED = 3;
const RECORD_SHIFT: typeof layout.RECORD_SHIFT = 3;
const RECORD_WORDS: typeof layout.RECORD_WORDS = 8;
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
  bits.fill(0, head, end);
  records[head + OWNER] = owner;
  records[head + USED] = 0;
  records[head + CLOSED] = 1;
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

/** Makes all slots of a slab taken, as far as is known: {@link recountSlab} comes next. */
export function fillThreadSlab({ records, bits }: ThreadTables, head: number): void {
  const sizeClass = classOfExtent(records, head);
  const start = startsOffsets[sizeClass]!;
  bits.set(STARTS.subarray(start, startsOffsets[sizeClass + 1]!), head);
  records[head + USED] = SLAB_SLOTS[sizeClass]!;
  records[head + CLOSED] = 1;
}

/**
 * Makes the bits of a slab say what its states say: every slot is free whose byte is 0. USED is put
 * right.
 * @returns how many slots were not known to be free
 */
export function recountSlab(tables: ThreadTables, head: number, sizeClass: number): number {
  const { records, bits, states } = tables;
  const end = head + startsOffsets[sizeClass + 1]! - startsOffsets[sizeClass]!;
  let freed = 0;
  for (let index = head; index < end; index++) {
    for (let live = bits[index]!; live !== 0; live &= live - 1) {
      const bit = live & -live;
      if (states[(index << 5) + 31 - Math.clz32(bit)] !== 0) continue;
      bits[index]! ^= bit;
      freed++;
    }
  }
  records[head + USED]! -= freed;
  return freed;
}
