import { popCount } from './bits.js';
import { pagesOfExtent, unlinkExtent } from './extent.js';
import type * as layout from './page-table.js';
import type { PageTable } from './page-table.js';
import { EXTENTS, PAGES } from './region-row.js';
import type * as rows from './region-row.js';
import type { RegionParts } from './region.js';
import type * as sizes from './size-classes.js';
import { SCAN_STEPS, STARTS_OFFSET } from './size-classes.js';
import { clearSlab, closeSlab, forgetHints, openSlab } from './slab.js';

/**
 * The steps of `freeMany`, each over all blocks before the next: the bits, which show what was
 * named twice; the slabs' counts; pages that nobody uses now. No foreign code runs before all of it
 * is settled.
 */

// Copies of constants, for V8's sake: see region.ts.
const HEAD: typeof layout.HEAD = 0;
const OWNER: typeof layout.OWNER = 1;
const USED: typeof layout.USED = 2;
const CLOSED: typeof layout.CLOSED = 3;
const NEXT: typeof layout.NEXT = 6;
const CLASS_BITS: typeof layout.CLASS_BITS = 8;
const CLASS_MASK: typeof layout.CLASS_MASK = 255;
const RECORD_SHIFT: typeof layout.RECORD_SHIFT = 3;
const WORD_TO_RECORD: typeof layout.WORD_TO_RECORD = -8;
const RECORD_TO_ADDRESS: typeof layout.RECORD_TO_ADDRESS = 5;
const RUN_CLASS: typeof sizes.RUN_CLASS = 46;
const HUGE_CLASS: typeof sizes.HUGE_CLASS = 47;
const SPARES: typeof rows.SPARES = 96;
const SPARE_COUNT: typeof rows.SPARE_COUNT = 8;
const startsOffsets = STARTS_OFFSET;
const scanSteps = SCAN_STEPS;

/**
 * Addresses per call of the loop over them. V8 compiles a loop that is entered seldom from its
 * middle on, which came out almost half as quick, and stayed so in half of the processes measured.
 */
const CHUNK = 512;
/** From so many blocks a page of the region on, all slabs are counted anew. */
const COUNT_ALL_FROM = 4;

/**
 * Makes blocks free as far as the bits say, and takes the owner of runs away: a second mention
 * finds no live block.
 * @param runs - gets the heads of the runs among them
 * @returns the index of the first that is no live block, or `count`
 */
export function clearLive(
  { table, pages }: RegionParts,
  addresses: ArrayLike<number>,
  count: number,
  runs: number[],
): number {
  const { records } = table;
  const owned = pages.id << CLASS_BITS;
  let i = 0;
  while (i < count) {
    const end = Math.min(i + CHUNK, count);
    i = clearSlots(table, owned, { addresses, from: i, end });
    if (i === end) continue;
    const address = addresses[i]!;
    const record = (address >>> 5) & WORD_TO_RECORD;
    const sizeClass = records[record + OWNER]! - owned;
    const isRun = sizeClass === RUN_CLASS || sizeClass === HUGE_CLASS;
    if (!isRun || record << RECORD_TO_ADDRESS !== address) return i;
    records[record + OWNER] = sizeClass;
    runs.push(record);
    i++;
  }
  return count;
}

interface Chunk {
  readonly addresses: ArrayLike<number>;
  readonly from: number;
  readonly end: number;
}

/** @returns the index of the first that is no live block of a slab, or `end` */
function clearSlots(
  { records, bits }: PageTable,
  owned: number,
  { addresses, from, end }: Chunk,
): number {
  const { length } = bits;
  let i = from;
  for (; i < end; i++) {
    const address = addresses[i]!;
    const index = address >>> 5;
    if ((address | 0) !== address || index >= length) break;
    const sizeClass = records[(index & WORD_TO_RECORD) + OWNER]! - owned;
    if (sizeClass >>> 0 >= RUN_CLASS) break; // or it is another's: below 0, or above every class
    const live = bits[index]!;
    const bit = 1 << address; // modulo 32
    if ((live & bit) === 0) break;
    bits[index] = live ^ bit;
  }
  return i;
}

/** Undoes what {@link clearLive} did to the first `count`. */
export function restoreLive(
  { table, pages }: RegionParts,
  addresses: ArrayLike<number>,
  count: number,
): void {
  const { records, bits } = table;
  for (let i = 0; i < count; i++) {
    const index = addresses[i]! >>> 5;
    const owner = (index & WORD_TO_RECORD) + OWNER;
    if ((records[owner]! & CLASS_MASK) < RUN_CLASS) bits[index]! |= 1 << addresses[i]!;
    else records[owner]! |= pages.id << CLASS_BITS;
  }
}

/**
 * Counts what is live in slabs after {@link clearLive}, and opens them.
 * @param emptied - gets the heads of slabs that are empty now
 */
export function recountSlabs(
  parts: RegionParts,
  addresses: ArrayLike<number>,
  count: number,
  emptied: number[],
): void {
  const { table, pages } = parts;
  const { row } = pages;
  const { records } = table;
  if (count >= row[PAGES]! * COUNT_ALL_FROM) return countAll(table, row, emptied);
  for (let i = 0; i < count; i++) {
    const record = (addresses[i]! >>> 5) & WORD_TO_RECORD;
    if ((records[record + OWNER]! & CLASS_MASK) >= RUN_CLASS) continue;
    const head = records[record + HEAD]!;
    const used = records[head + USED]! - 1;
    records[head + USED] = used;
    if (records[head + CLOSED] !== 0) openSlab(records, row, head);
    if (used === 0) emptied.push(head);
  }
}

/** Over all slabs: quicker where many blocks of each have become free. */
function countAll(table: PageTable, row: Int32Array, emptied: number[]): void {
  const { records } = table;
  for (let head = row[EXTENTS]!; head !== 0; head = records[head + NEXT]!) {
    const sizeClass = records[head + OWNER]! & CLASS_MASK;
    if (sizeClass >= RUN_CLASS) continue;
    const used = liveSlots(table.bits, head, sizeClass);
    if (used === records[head + USED]) continue;
    records[head + USED] = used;
    if (records[head + CLOSED] !== 0) openSlab(records, row, head);
    if (used === 0) emptied.push(head);
  }
}

function liveSlots(bits: Int32Array, head: number, sizeClass: number): number {
  const start = startsOffsets[sizeClass]! - head;
  const end = startsOffsets[sizeClass + 1]! - start;
  let count = 0;
  for (let index = head; index < end; index += scanSteps[start + index]!) {
    const live = bits[index]!;
    if (live !== 0) count += popCount(live);
  }
  return count;
}

/**
 * Gives back the pages of runs, and those of empty slabs unless they are kept as spares; neighbours
 * at once where they stand together. The account hears of it once, when all is settled.
 */
export function giveBack({ table, pages }: RegionParts, heads: readonly number[]): void {
  const { row, store } = pages;
  const { records } = table;
  const inSegment = store.pagesPerSegment - 1;
  let given = 0;
  let first = 0; // of the pages that are about to be given: `length` from there on
  let length = 0;
  let forgotten = -1;
  for (let i = 0; i < heads.length; i++) {
    const head = heads[i]!;
    const sizeClass = records[head + OWNER]! & CLASS_MASK;
    if (sizeClass < RUN_CLASS && isSpare(records, row, head)) continue;
    const page = head >>> RECORD_SHIFT;
    const pageCount = pagesOfExtent(records, head);
    unlinkExtent(records, row, head);
    if (sizeClass < RUN_CLASS) {
      closeSlab(records, row, head);
      clearSlab(records, head, sizeClass);
      if (sizeClass !== forgotten) forgetHints(row, sizeClass);
      forgotten = sizeClass;
    } else records[head + OWNER] = 0;
    given += pageCount;
    const isBelow = page + pageCount === first && (first & inSegment) !== 0;
    const isAbove = page === first + length && (page & inSegment) !== 0;
    if (!isBelow && !isAbove) {
      if (length > 0) store.give(first, length);
      length = 0;
    }
    if (!isAbove) first = page;
    length += pageCount;
  }
  if (given === 0) return;
  store.give(first, length);
  row[PAGES]! -= given;
  pages.refund(given); // last: it may call back
}

/**
 * Whether an empty slab is one of the spares, or becomes one in the place of none or of one that is
 * in use.
 */
function isSpare(records: Int32Array, row: Int32Array, head: number): boolean {
  let place = 0;
  for (let index = SPARES; index < SPARES + SPARE_COUNT; index++) {
    const spare = row[index]!;
    if (spare === head) return true;
    if (spare === 0 || records[spare + USED] !== 0) place = index;
  }
  if (place > 0) row[place] = head;
  return place > 0;
}
