import type { Address } from '../api.js';
import { assertWithin } from '../errors.js';
import type * as layout from '../page-table.js';
import { CLASS_OF_GRANULES, STARTS, STARTS_OFFSET } from '../size-classes.js';
import type * as sizes from '../size-classes.js';
import { findOpenSlab } from '../slab.js';
import type * as threads from './layout.js';
import { assertThreadRegion } from './thread-guards.js';
import { threadInternalsOf } from './thread-heap.js';
import type { ThreadRegion } from './thread-region.js';
import type { ThreadTables } from './thread-tables.js';

// Copies of constants, for V8's sake: see region.ts.
const USED: typeof layout.USED = 2;
const MAX_SLOT_BYTES: typeof sizes.MAX_SLOT_BYTES = 8192;
const RUN_CLASS: typeof sizes.RUN_CLASS = 46;
const LIVE_STATE: typeof threads.LIVE_STATE = 1;
const slabStarts = STARTS;
const startsOffsets = STARTS_OFFSET;

/**
 * Allocates `count` blocks of one length in a region of this thread; all or none. As
 * `allocateManyInto`: quicker than one by one, since a slab is looked up once.
 *
 * There is no such function for frees: each of them needs its atomic operation.
 *
 * @param out - the addresses are written to out[0 … count − 1]; what it held there is lost, also on
 * failure
 * @param count - @defaultValue out.length
 * @throws {InvalidArgumentError} if `count` is not an integer from 0 to out.length, or `region` is
 * one of a `Heap`
 * @throws as `region.allocate`; then there are no new blocks
 */
export function allocateThreadBlocksInto(
  region: ThreadRegion,
  byteLength: number,
  out: Int32Array | number[],
  count: number = out.length,
): void {
  assertThreadRegion(region);
  assertWithin('count', count, out.length);
  const { tables, regions, extents } = threadInternalsOf(region.heap);
  const isSlab = byteLength >>> 0 === byteLength && byteLength <= MAX_SLOT_BYTES;
  const sizeClass = isSlab ? CLASS_OF_GRANULES[(byteLength + 15) >>> 4]! : RUN_CLASS;
  let filled = 0;
  try {
    while (filled < count) {
      // Anew each time: an account's code may have disposed of the region, and its number be
      // another's.
      const isOpen = isSlab && regions[region.id] === region;
      const head = isOpen ? findOpenSlab(tables.records, extents[region.id]!.row, sizeClass) : 0;
      if (head === 0) {
        const address = region.allocate(byteLength); // first: where it throws, none was filled
        out[filled++] = address;
      } else filled = takeSlots(tables, { head, sizeClass }, { out, from: filled, to: count });
    }
  } catch (error) {
    for (let i = 0; i < filled && !region.disposed; i++) freeAnyway(region, out[i] as Address);
    throw error;
  }
}

function freeAnyway(region: ThreadRegion, address: Address): void {
  try {
    region.free(address);
  } catch {
    // By an account's code at a release: the block is free, and what is to be told is why there are
    // no more.
  }
}

/** Takes slots of an open slab that has some. @returns how many of `out` are filled now */
function takeSlots(
  { records, bits, states }: ThreadTables,
  { head, sizeClass }: { head: number; sizeClass: number },
  { out, from, to }: { out: Int32Array | number[]; from: number; to: number },
): number {
  const start = startsOffsets[sizeClass]! - head;
  const end = startsOffsets[sizeClass + 1]! - start;
  let filled = from;
  for (let index = head; index < end && filled < to; index++) {
    const starts = slabStarts[start + index]!;
    let free = starts & ~bits[index]!;
    for (; free !== 0 && filled < to; free &= free - 1) {
      const address = (index << 5) + 31 - Math.clz32(free & -free);
      out[filled++] = address;
      states[address] = LIVE_STATE;
    }
    bits[index] = starts & ~free;
  }
  records[head + USED]! += filled - from;
  return filled;
}
