import type { Address } from './api.js';
import { DisposedError, InvalidArgumentError, InvalidFreeError } from './errors.js';
import { whyNotLive } from './live-block.js';
import type * as layout from './page-table.js';
import { partsOf } from './region.js';
import type { Region, RegionParts } from './region.js';
import type * as sizes from './size-classes.js';
import { CLASS_OF_GRANULES, SCAN_STEPS, STARTS, STARTS_OFFSET } from './size-classes.js';
import { findOpenSlab, openSlab } from './slab.js';

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
const startsOffsets = STARTS_OFFSET;
const slabStarts = STARTS;
const scanSteps = SCAN_STEPS;

/**
 * Allocates `count` blocks of one length; all or none. Quicker than one by one, since a slab is looked up once.
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
  { table, pages }: RegionParts,
  sizeClass: number,
  out: Int32Array | number[],
  from: number,
  to: number,
): number {
  const { records, bits } = table;
  const head = findOpenSlab(records, pages.row, sizeClass);
  if (head === 0) {
    const run = pages.addSlabOrRun(sizeClass); // runs foreign code
    if (run !== 0) out[from] = run << RECORD_TO_ADDRESS;
    return run === 0 ? from : from + 1;
  }
  const start = startsOffsets[sizeClass]! - head;
  const end = startsOffsets[sizeClass + 1]! - start;
  let filled = from;
  for (let index = head; index < end && filled < to; index += scanSteps[start + index]!) {
    const starts = slabStarts[start + index]!;
    let free = starts & ~bits[index]!;
    for (; free !== 0 && filled < to; free &= free - 1) {
      out[filled++] = (index << 5) + 31 - Math.clz32(free & -free);
    }
    bits[index] = starts & ~free;
  }
  records[head + USED]! += filled - from;
  return filled;
}

/**
 * Frees the blocks addresses[0 … count − 1]; all or none. Quickest where blocks that lie together stand together.
 *
 * @param count - @defaultValue addresses.length
 * @throws {InvalidFreeError} if one of them is not a live block of the region, or is named twice; nothing has
 * changed then
 * @throws what a mode throws that finds a block damaged; those before it are free then
 * @throws the first that an account threw at a release, when all are free
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
  const runs: number[] = [];
  const emptied: number[] = [];
  const bad = book(parts, { addresses, count, runs, emptied });
  if (bad < count) {
    restore(parts, addresses, bad);
    refuse(region, parts, addresses, bad);
  }
  giveBack(parts, runs, emptied);
}

interface Frees {
  readonly addresses: ArrayLike<number>;
  readonly count: number;
  /** Gets the heads of runs among the blocks: their owner is taken away, so that no foreign code frees them too. */
  readonly runs: number[];
  /** Gets the heads of slabs that are empty now. */
  readonly emptied: number[];
}

/**
 * Books blocks as freed, those of one slab that stand together at once. Runs no foreign code.
 * @returns the index of the first that is no live block, or `count`
 */
function book(parts: RegionParts, { addresses, count, runs, emptied }: Frees): number {
  const { table, pages } = parts;
  const { records, bits } = table;
  const { id, row } = pages;
  let head = 0; // the words of the slab are head … end − 1
  let end = 0;
  let freed = 0; // of that slab
  let i = 0;
  for (; i < count; i++) {
    const address = addresses[i]!;
    const index = address >>> 5;
    if ((address | 0) !== address) break;
    if (index < head || index >= end) {
      if (freed !== 0 && bookSlab(records, row, head, freed)) emptied.push(head);
      freed = end = 0;
      if (index >= bits.length) break;
      const record = index & WORD_TO_RECORD;
      const owner = records[record + OWNER]!;
      if (owner >>> CLASS_BITS !== id) break;
      const sizeClass = owner & CLASS_MASK;
      if (sizeClass >= RUN_CLASS) {
        if (record << RECORD_TO_ADDRESS !== address) break;
        records[record + OWNER] = sizeClass;
        runs.push(record);
        continue;
      }
      head = records[record + HEAD]!;
      end = head + startsOffsets[sizeClass + 1]! - startsOffsets[sizeClass]!;
    }
    const live = bits[index]!;
    const bit = 1 << address;
    if ((live & bit) === 0) break;
    bits[index] = live ^ bit;
    freed++;
  }
  if (freed !== 0 && bookSlab(records, row, head, freed)) emptied.push(head);
  return i;
}

/** Books `freed` slots of a slab, whose bits say so already. @returns whether it is empty now */
function bookSlab(records: Int32Array, row: Int32Array, head: number, freed: number): boolean {
  const used = records[head + USED]! - freed;
  records[head + USED] = used;
  if (records[head + HINT] === HINT_CLOSED) openSlab(records, row, head, head);
  return used === 0;
}

/** Makes the first `count` blocks live again. Open slabs stay so: that promises no free slots. */
function restore(parts: RegionParts, addresses: ArrayLike<number>, count: number): void {
  const { records, bits } = parts.table;
  for (let i = 0; i < count; i++) {
    const address = addresses[i]!;
    const index = address >>> 5;
    const record = index & WORD_TO_RECORD;
    if ((records[record + OWNER]! & CLASS_MASK) >= RUN_CLASS) {
      records[record + OWNER]! |= parts.pages.id << CLASS_BITS;
      continue;
    }
    bits[index]! |= 1 << address;
    records[records[record + HEAD]! + USED]!++;
  }
}

/** Gives back runs and slabs that were booked. Each runs foreign code: the first that it threw, when all is done. */
function giveBack(parts: RegionParts, runs: number[], emptied: number[]): void {
  const errors: unknown[] = [];
  const runCount = runs.length;
  for (let i = 0; i < runCount + emptied.length && !parts.pages.disposed; i++) {
    try {
      if (i < runCount) giveRun(parts, runs[i]!);
      else giveSlab(parts, emptied[i - runCount]!);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

function giveRun({ table, pages }: RegionParts, head: number): void {
  table.records[head + OWNER]! |= pages.id << CLASS_BITS;
  pages.dropBlock(head);
}

function giveSlab({ table, pages }: RegionParts, head: number): void {
  const { records } = table; // anew: foreign code may have let it grow, used the slab or dropped it
  const isOurs =
    records[head + HEAD] === head && records[head + OWNER]! >>> CLASS_BITS === pages.id;
  const isSlab = (records[head + OWNER]! & CLASS_MASK) < RUN_CLASS;
  if (isOurs && isSlab && records[head + USED] === 0) pages.noteEmpty(head);
}

/** As `book`, for regions with a mode; books nothing. */
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
