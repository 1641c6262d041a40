import type { Address } from './api.js';
import { DisposedError, InvalidArgumentError, InvalidFreeError } from './errors.js';
import { whyNotLive } from './live-block.js';
import type * as layout from './page-table.js';
import { partsOf } from './region.js';
import type { Region, RegionParts } from './region.js';
import type * as rows from './region-row.js';
import type * as sizes from './size-classes.js';
import { CLASS_OF_GRANULES, SCAN_STEPS, STARTS, STARTS_OFFSET } from './size-classes.js';
import { findFreeSlot, openSlab } from './slab.js';

// Copies of constants, for V8's sake: see region.ts.
const HEAD: typeof layout.HEAD = 0;
const OWNER: typeof layout.OWNER = 1;
const USED: typeof layout.USED = 2;
const HINT: typeof layout.HINT = 3;
const HINT_CLOSED: typeof layout.HINT_CLOSED = 0x7fffffff;
const CLASS_BITS: typeof layout.CLASS_BITS = 8;
const CLASS_MASK: typeof layout.CLASS_MASK = 255;
const WORD_TO_RECORD: typeof layout.WORD_TO_RECORD = -8;
const RECORD_TO_ADDRESS: typeof layout.RECORD_TO_ADDRESS = 5;
const MAX_SLOT_BYTES: typeof sizes.MAX_SLOT_BYTES = 8192;
const RUN_CLASS: typeof sizes.RUN_CLASS = 46;
const LIVE: typeof rows.LIVE = 46;
const startsOffsets = STARTS_OFFSET;
const slabStarts = STARTS;
const scanSteps = SCAN_STEPS;

/**
 * Allocates `count` blocks of one length; all or none. About three times as fast as one by one.
 *
 * @param out - the addresses are written to out[0 … count − 1]; what it held there is lost, also on failure
 * @param count - @defaultValue out.length
 * @throws {InvalidArgumentError} if `count` is not an integer from 0 to out.length
 * @throws as `region.allocate`; then there are no new blocks
 */
export function allocateManyInto(
  region: Region,
  byteLength: number,
  out: Int32Array | number[],
  count: number = out.length,
): void {
  assertCount(count, out.length);
  const parts = partsOf(region);
  const isSlab = byteLength >>> 0 === byteLength && byteLength <= MAX_SLOT_BYTES;
  let filled = 0;
  try {
    while (filled < count) {
      if (!isSlab || !parts.isPlain) {
        const address = region.allocate(byteLength); // first: where it throws, none was filled
        out[filled++] = address;
      } else
        filled = takeSlots(parts, CLASS_OF_GRANULES[(byteLength + 15) >>> 4]!, out, filled, count);
    }
  } catch (error) {
    if (!region.disposed) freeMany(region, out, filled);
    throw error;
  }
}

/** Takes slots of the first open slab, or what the region has in its place. @returns how many are filled now */
function takeSlots(
  { table, row, pages }: RegionParts,
  sizeClass: number,
  out: Int32Array | number[],
  from: number,
  to: number,
): number {
  if (!findFreeSlot(table, row, sizeClass)) {
    const run = pages.addSlabOrRun(sizeClass); // runs foreign code
    if (run !== 0) out[from] = run << RECORD_TO_ADDRESS;
    return run === 0 ? from : from + 1;
  }
  const { records, bits } = table;
  const head = row[sizeClass]!;
  const start = startsOffsets[sizeClass]! - head;
  const end = startsOffsets[sizeClass + 1]! - start;
  let index = records[head + HINT]!;
  let filled = from;
  for (; index < end; index += scanSteps[start + index]!) {
    let free = bits[index]!;
    while (free !== 0 && filled < to) {
      out[filled++] = (index << 5) + 31 - Math.clz32(free & -free);
      free &= free - 1;
    }
    bits[index] = free;
    if (filled === to) break;
  }
  records[head + HINT] = index;
  records[head + USED]! += filled - from;
  row[LIVE + sizeClass]! += filled - from;
  return filled;
}

/**
 * Frees the blocks addresses[0 … count − 1]; all or none. Quickest where blocks that lie together stand together.
 *
 * @param count - @defaultValue addresses.length
 * @throws {InvalidFreeError} if one of them is not a live block of the region, or is named twice; nothing has
 * changed then
 * @throws {InvalidArgumentError} if `count` is not an integer from 0 to addresses.length
 */
export function freeMany(
  region: Region,
  addresses: ArrayLike<number>,
  count: number = addresses.length,
): void {
  assertCount(count, addresses.length);
  const parts = partsOf(region);
  if (!parts.isPlain) {
    const bad = findBad(region, addresses, count);
    if (bad < count) refuse(region, parts, addresses, bad);
    for (let i = 0; i < count; i++) region.free(addresses[i] as Address);
    return;
  }
  if (region.disposed) throw new DisposedError(`region "${region.name}"`);
  const bad = mark(parts, addresses, count);
  if (bad < count) {
    unmark(parts, addresses, bad);
    refuse(region, parts, addresses, bad);
  }
  settle(parts, addresses, count);
}

/**
 * Marks blocks as free in the bits alone, runs by taking their owner away. What was looked up for one is good for the next in the same slab.
 * @returns the index of the first that is no live block, or `count`
 */
function mark({ table, pages }: RegionParts, addresses: ArrayLike<number>, count: number): number {
  const { records, bits } = table;
  const { id } = pages;
  let head = 0; // the words of the slab are head … end − 1
  let end = 0;
  let base = 0; // from a word to its starts
  for (let i = 0; i < count; i++) {
    const address = addresses[i]!;
    const index = address >>> 5;
    if ((address | 0) !== address) return i;
    if (index < head || index >= end) {
      end = 0;
      if (index >= bits.length) return i;
      head = records[(index & WORD_TO_RECORD) + HEAD]!;
      const owner = records[head + OWNER]!;
      if (owner >>> CLASS_BITS !== id) return i;
      const sizeClass = owner & CLASS_MASK;
      if (sizeClass >= RUN_CLASS) {
        if (head << RECORD_TO_ADDRESS !== address) return i;
        records[head + OWNER] = sizeClass; // nobody's, so that no foreign code frees it meanwhile
        continue;
      }
      const start = startsOffsets[sizeClass]!;
      base = start - head;
      end = head + startsOffsets[sizeClass + 1]! - start;
    }
    const free = bits[index]!;
    const bit = 1 << address;
    if ((slabStarts[base + index]! & ~free & bit) === 0) return i;
    bits[index] = free | bit;
  }
  return count;
}

/** Takes the marks of the first `count` blocks away. */
function unmark({ table, pages }: RegionParts, addresses: ArrayLike<number>, count: number): void {
  const { records, bits } = table;
  for (let i = 0; i < count; i++) {
    const address = addresses[i]!;
    const index = address >>> 5;
    const head = records[(index & WORD_TO_RECORD) + HEAD]!;
    if ((records[head + OWNER]! & CLASS_MASK) < RUN_CLASS) bits[index]! &= ~(1 << address);
    else records[head + OWNER]! |= pages.id << CLASS_BITS;
  }
}

/** Books marked blocks as freed, those of one slab that stand together at once. */
function settle(parts: RegionParts, addresses: ArrayLike<number>, count: number): void {
  const { table, pages } = parts;
  for (let i = 0; i < count && !pages.disposed;) {
    const { records } = table; // anew: foreign code may have let it grow
    let lowest = addresses[i]! >>> 5;
    const head = records[(lowest & WORD_TO_RECORD) + HEAD]!;
    const sizeClass = records[head + OWNER]! & CLASS_MASK;
    const from = i++;
    if (sizeClass >= RUN_CLASS) {
      pages.dropBlock(head);
      continue;
    }
    const end = head + startsOffsets[sizeClass + 1]! - startsOffsets[sizeClass]!;
    for (; i < count; i++) {
      const index = addresses[i]! >>> 5;
      if (index < head || index >= end) break;
      if (index < lowest) lowest = index;
    }
    settleSlab(parts, { head, sizeClass, count: i - from, lowest });
  }
}

function settleSlab(
  { table, row, pages }: RegionParts,
  freed: { head: number; sizeClass: number; count: number; lowest: number },
): void {
  const { records } = table;
  const { head, sizeClass, count, lowest } = freed;
  row[LIVE + sizeClass]! -= count;
  const used = records[head + USED]! - count;
  records[head + USED] = used;
  const hint = records[head + HINT]!;
  if (hint === HINT_CLOSED) openSlab(records, row, head, lowest);
  else if (lowest < hint) records[head + HINT] = lowest;
  if (used === 0) pages.noteEmpty(head); // may run foreign code
}

/** As `mark`, for regions with a mode; marks nothing. */
function findBad(region: Region, addresses: ArrayLike<number>, count: number): number {
  const seen = new Set<number>();
  for (let i = 0; i < count; i++) {
    try {
      region.usableByteLength(addresses[i] as Address);
    } catch {
      return i;
    }
    if (seen.size === seen.add(addresses[i]!).size) return i;
  }
  return count;
}

function refuse(
  region: Region,
  parts: RegionParts,
  addresses: ArrayLike<number>,
  at: number,
): never {
  const address = addresses[at]!;
  if (region.disposed) throw new DisposedError(`region "${region.name}"`);
  for (let i = 0; i < at; i++) {
    if (addresses[i] === address) throw new InvalidFreeError(region.name, address, 'named twice');
  }
  const reason = whyNotLive(parts.table, parts.pages.id, address);
  throw new InvalidFreeError(region.name, address, reason);
}

function assertCount(count: number, length: number): void {
  if (Number.isInteger(count) && count >= 0 && count <= length) return;
  throw new InvalidArgumentError('count', `an integer from 0 to ${length}`, count);
}
