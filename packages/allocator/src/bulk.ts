import type { Address } from './api.js';
import { clearLive, giveBack, recountSlabs, restoreLive } from './bulk-free.js';
import { isKept } from './blocks/is-kept.js';
import { throwFirst } from './do-all.js';
import { DisposedError, InvalidFreeError, assertWithin } from './errors.js';
import { partsOfRegion } from './guards.js';
import { whyNotLive } from './live-block.js';
import type * as layout from './page-table.js';
import type { Region, RegionParts } from './region.js';
import type * as sizes from './size-classes.js';
import { CLASS_OF_GRANULES, SCAN_STEPS, STARTS, STARTS_OFFSET } from './size-classes.js';
import { findOpenSlab } from './slab.js';

// Copies of constants, for V8's sake: see region.ts.
const USED: typeof layout.USED = 2;
const RECORD_TO_ADDRESS: typeof layout.RECORD_TO_ADDRESS = 5;
const MAX_SLOT_BYTES: typeof sizes.MAX_SLOT_BYTES = 8192;
const startsOffsets = STARTS_OFFSET;
const slabStarts = STARTS;
const scanSteps = SCAN_STEPS;

/**
 * Allocates `count` blocks of one length; all or none. Quicker than one by one, since a slab is
 * looked up once.
 *
 * @param out - the addresses are written to out[0 … count − 1]; what it held there is lost, also on
 * failure
 * @param count - @defaultValue out.length
 * @throws {InvalidArgumentError} if `count` is not an integer from 0 to out.length, or `region` is
 * one of a `ThreadHeap`
 * @throws as `region.allocate`; then there are no new blocks
 */
export function allocateManyInto(
  region: Region,
  byteLength: number,
  out: Int32Array | number[],
  count: number = out.length,
): void {
  const parts = partsOfRegion(region);
  assertWithin('count', count, out.length);
  const isSlab = byteLength >>> 0 === byteLength && byteLength <= MAX_SLOT_BYTES;
  let filled = 0;
  try {
    while (filled < count) {
      if (!isSlab || !parts.isPlain) {
        const address = region.allocate(byteLength); // first: where it throws, none was filled
        out[filled++] = address;
      } else {
        const sizeClass = CLASS_OF_GRANULES[(byteLength + 15) >>> 4]!;
        filled = takeSlots(parts, sizeClass, { out, from: filled, to: count });
      }
    }
  } catch (error) {
    try {
      if (!region.disposed) freeMany(region, out, filled);
    } catch {
      // The account threw at the release: what is to be told is why there are no more.
    }
    throw error;
  }
}

/**
 * Takes slots of the first open slab, or what the region has in its place. @returns how many are
 * filled now
 */
function takeSlots(
  { table, pages }: RegionParts,
  sizeClass: number,
  { out, from, to }: { out: Int32Array | number[]; from: number; to: number },
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
 * Frees the blocks addresses[0 … count − 1]; all or none, and the account hears of all their pages
 * at once.
 *
 * @param count - @defaultValue addresses.length
 * @throws {InvalidFreeError} if one of them is not a live block of the region, or is named twice;
 * nothing has changed then
 * @throws what a mode throws that finds a block damaged; those before it are free then
 * @throws what the account throws at its release; all are free then
 * @throws {InvalidArgumentError} if `count` is not an integer from 0 to addresses.length, or
 * `region` is one of a `ThreadHeap`
 */
export function freeMany(
  region: Region,
  addresses: ArrayLike<number>,
  count: number = addresses.length,
): void {
  const parts = partsOfRegion(region);
  assertWithin('count', count, addresses.length);
  if (!parts.isPlain) {
    const bad = findBad(region, addresses, count);
    if (bad < count) refuse(region, parts, addresses, bad);
    return freeEach(region, addresses, count);
  }
  if (region.disposed) throw new DisposedError(`region "${region.name}"`);
  const heads: number[] = []; // of what may be given back
  const bad = clearLive(parts, addresses, count, heads);
  if (bad < count) {
    restoreLive(parts, addresses, bad);
    refuse(region, parts, addresses, bad);
  }
  recountSlabs(parts, addresses, count, heads);
  giveBack(parts, heads);
}

/** For regions with a mode, which has to see each of the blocks. */
function freeEach(region: Region, addresses: ArrayLike<number>, count: number): void {
  const errors: unknown[] = []; // of the account, which keeps none of the blocks
  for (let i = 0; i < count && !region.disposed; i++) {
    const address = addresses[i] as Address;
    try {
      region.free(address);
    } catch (error) {
      if (isKept(region, address, error)) throw error;
      errors.push(error);
    }
  }
  throwFirst(errors);
}

/** As `clearLive`, for regions with a mode; changes nothing. */
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
