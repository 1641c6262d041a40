import { popCount } from './bits.js';
import { DisposedError } from './errors.js';
import { classOfExtent, pagesOfExtent } from './extent.js';
import { longestRun } from './free-runs.js';
import type { FreeRuns } from './free-runs.js';
import { assertHeap } from './guards.js';
import { internalsOf } from './heap.js';
import type { Heap } from './heap.js';
import { CLASS_BITS, HEAD, CLOSED, NEXT, OWNER, PREV, RECORD_SHIFT, USED } from './page-table.js';
import type { PageStore } from './page-store.js';
import type { RegionPages } from './region-pages.js';
import { EXTENTS, PAGES, PEAK_PAGES } from './region-row.js';
import {
  CLASS_COUNT,
  HUGE_CLASS,
  RUN_CLASS,
  SLAB_SLOTS,
  STARTS,
  STARTS_OFFSET,
} from './size-classes.js';
import { assertValidHints, collectOpenSlabs, collectSpares, expectSame } from './validate-row.js';

/**
 * Checks all tables of a heap against each other. O(pages + blocks): for tests. A function, so that
 * programs that do not call it do not carry it.
 * @throws {InvariantError} saying what is wrong. @throws {DisposedError} if the heap has been
 * disposed of. @throws {InvalidArgumentError} if it is a `ThreadHeap`.
 */
export function assertValidHeap(heap: Heap): void {
  assertHeap(heap);
  if (heap.disposed) throw new DisposedError('heap');
  const { store, regions } = internalsOf(heap);
  const pages = regions.map((region) => region.pages);
  assertValidTables(store, pages);
}

/**
 * Checks a heap's tables against each other: every page is free or belongs to exactly one extent of
 * one region, bitmaps agree with counts, lists with hints, and all sums with their parts.
 * Cost: O(pages). @throws {InvariantError} saying what is wrong.
 */
export function assertValidTables(store: PageStore, regions: readonly RegionPages[]): void {
  const { records, bits } = store.table;
  assertValidStore(store);
  const owned = new Set<number>(); // pages
  const alive = new Set(regions.map(({ id }) => id));
  for (const region of regions) assertRegionValid(store, region, owned, alive);
  expectSame('pages', owned.size, store.pagesInUse);
  const rowBytes = regions.reduce((sum, { row }) => sum + row.byteLength, 0);
  const metadataBytes = store.metadata.tableBytes + rowBytes;
  expectSame('metadata', metadataBytes, store.metadata.chargedBytes);
  expectSame('bit of address 0', 1, bits[0]! & 1);
  expectSame('owner of page 0', 0, records[OWNER]!);
  for (let page = 0; page << RECORD_SHIFT < records.length; page++) {
    const isOwned = owned.has(page);
    if (isShared(store, page)) expectSame(`page ${page} taken`, isOwned, isTaken(store, page));
    if (isOwned) continue;
    expectSame(`page ${page} forgotten`, true, isForgotten(records, page, alive));
  }
}

function assertRegionValid(
  store: PageStore,
  region: RegionPages,
  owned: Set<number>,
  alive: ReadonlySet<number>,
): void {
  const { records } = store.table;
  const { row } = region;
  const open = collectOpenSlabs(records, row);
  const ownedBefore = owned.size;
  const spares = collectSpares(records, region);
  let previous = 0;
  for (let head = row[EXTENTS]!; head !== 0; head = records[head + NEXT]!) {
    const sizeClass = classOfExtent(records, head);
    expectSame(`owner at ${head}`, region.id, records[head + OWNER]! >>> CLASS_BITS);
    expectSame(`PREV at ${head}`, previous, records[head + PREV]!);
    claimPages(store, head, owned, alive);
    const owner = store.owners[(head >>> RECORD_SHIFT) >>> store.slotShift]!;
    const isTheirs = sizeClass !== HUGE_CLASS && owner !== 0 && owner !== region.id;
    expectSame(`segment of ${head} another's`, false, isTheirs);
    if (sizeClass < CLASS_COUNT) {
      assertSlabValid(store, head);
      expectSame(`open at ${head}`, open.delete(head), records[head + CLOSED] === 0);
      if (records[head + USED] === 0) expectSame(`spare ${head}`, true, spares.includes(head));
    }
    previous = head;
  }
  const pages = owned.size - ownedBefore;
  expectSame('open slabs', 0, open.size);
  expectSame('region pages', pages, row[PAGES]!);
  assertValidHints(records, region, (page) => page);
  expectSame('peak', true, row[PEAK_PAGES]! >= pages);
  expectSame('limit', true, region.committedBytes <= (region.limitBytes ?? Infinity));
}

/** Marks the pages of an extent as owned, and checks that their records say so. */
function claimPages(
  store: PageStore,
  head: number,
  owned: Set<number>,
  alive: ReadonlySet<number>,
): void {
  const { records } = store.table;
  const sizeClass = classOfExtent(records, head);
  const first = head >>> RECORD_SHIFT;
  const end = first + pagesOfExtent(records, head);
  expectSame(`page ${first} shared`, sizeClass !== HUGE_CLASS, isShared(store, first));
  for (let page = first; page < end; page++) {
    const record = page << RECORD_SHIFT;
    expectSame(`page ${page} owned`, false, owned.has(page));
    if (page === first || sizeClass < RUN_CLASS) {
      expectSame(`page ${page} HEAD`, head, records[record + HEAD]!);
      expectSame(`page ${page} OWNER`, records[head + OWNER]!, records[record + OWNER]!);
    } else expectSame(`page ${page} forgotten`, true, isForgotten(records, page, alive));
    owned.add(page);
  }
}

/**
 * Whether the record of a page that heads no extent is left over from a region that is gone, if
 * from any.
 */
function isForgotten(records: Int32Array, page: number, alive: ReadonlySet<number>): boolean {
  return !alive.has(records[(page << RECORD_SHIFT) + OWNER]! >>> CLASS_BITS);
}

function assertSlabValid(store: PageStore, head: number): void {
  const { records, bits } = store.table;
  const sizeClass = classOfExtent(records, head);
  const start = STARTS_OFFSET[sizeClass]!;
  const length = STARTS_OFFSET[sizeClass + 1]! - start;
  let used = 0;
  for (let i = 0; i < length; i++) {
    const live = bits[head + i]!;
    expectSame(`live slots of ${head}`, 0, live & ~STARTS[start + i]!);
    used += popCount(live);
  }
  const isFull = used === SLAB_SLOTS[sizeClass]!;
  if (!isFull) expectSame(`open at ${head}`, 0, records[head + CLOSED]!);
  expectSame(`used slots of ${head}`, used, records[head + USED]!);
}

/** Checks segments and free pages against each other. O(pages). */
function assertValidStore(store: PageStore): void {
  const { pagesPerSegment } = store;
  let empty = 0;
  for (let slot = 0; slot < store.segments.slotCount; slot++) {
    if (!store.segments.isShared(slot)) continue;
    const first = slot * pagesPerSegment;
    let taken = 0;
    for (let page = first; page < first + pagesPerSegment; page++) {
      if (isTaken(store, page)) taken++;
    }
    expectSame(`used pages of slot ${slot}`, taken, store.usedPages[slot]!);
    if (taken === 0) empty++;
  }
  expectSame('empty segments', empty, store.emptySegments);
  assertValidRuns(store.metadata.freeRuns);
}

/** Checks the tree against the bits. O(pages). @throws {InvariantError} */
export function assertValidRuns(runs: FreeRuns): void {
  const { tree, pagesPerSlot } = runs;
  for (let slot = 0; slot < runs.capacity; slot++) {
    const start = slot * pagesPerSlot;
    const longest = longestRun(runs.bits, start, start + pagesPerSlot);
    expectSame(`bound of slot ${slot}`, true, runs.bound(slot) >= longest);
  }
  for (let node = 1; node < runs.capacity; node++) {
    expectSame(`tree node ${node}`, Math.max(tree[2 * node]!, tree[2 * node + 1]!), tree[node]!);
  }
}

/** Whether the page lies in a segment that is shared, not in a huge block's own. */
function isShared(store: PageStore, page: number): boolean {
  return store.segments.isShared(Math.floor(page / store.pagesPerSegment));
}

/** Whether a page of a shared segment is in use; page 0 is never given out. */
function isTaken(store: PageStore, page: number): boolean {
  return page !== 0 && !store.metadata.freeRuns.isFree(page, 1);
}
