import { popCount } from './bits.js';
import { InvariantError } from './errors.js';
import { classOfExtent, pagesOfExtent } from './extent.js';
import { BITMAP_WORDS, PAGE_BYTES } from './geometry.js';
import {
  CLASS_BITS,
  HEAD,
  HINT,
  HINT_CLOSED,
  NEXT,
  NEXT_OPEN,
  OWNER,
  PREV,
  PREV_OPEN,
  RECORD_SHIFT,
  RECORD_WORDS,
  USED,
} from './page-table.js';
import type { PageStore } from './page-store.js';
import type { RegionPages } from './region-pages.js';
import { EXTENTS, LIVE, PAGES, PEAK_PAGES, ROW_BYTES, RUN_PAGES, SPARE } from './region-row.js';
import {
  CLASS_COUNT,
  HUGE_CLASS,
  RUN_CLASS,
  SLAB_SLOTS,
  STARTS,
  STARTS_OFFSET,
} from './size-classes.js';

/**
 * Checks a heap's tables against each other: every page is free or belongs to exactly one extent of one
 * region, bitmaps agree with counts, lists with hints, and all sums with their parts.
 * Cost: O(pages). @throws {InvariantError} saying what is wrong.
 */
export function assertHeapValid(store: PageStore, regions: readonly RegionPages[]): void {
  const { records, bits } = store.table;
  store.assertValid();
  const owners = new Map<number, number>(); // page → head of its extent
  let pages = 0;
  for (const region of regions) {
    assertRegionValid(store, region, owners);
    pages += region.row[PAGES]!;
  }
  expectEqual('pages in use', pages, store.pagesInUse);
  expectEqual(
    'metadata',
    store.metadata.tableBytes + regions.length * ROW_BYTES,
    store.metadata.chargedBytes,
  );
  for (let word = 0; word < RECORD_WORDS; word++) {
    expectEqual(`word ${word} of the empty record`, 0, records[word]!);
  }
  for (let word = 0; word < BITMAP_WORDS; word++) {
    expectEqual(`word ${word} of the empty bitmap`, 0, bits[word]!);
  }
  for (let record = 0; record < records.length; record += RECORD_WORDS) {
    const page = record >>> RECORD_SHIFT;
    if (records[record + HEAD] !== 0 && !owners.has(page))
      fail(`page ${page}: an extent of no region`);
    if (store.isShared(page) && store.isTaken(page) !== owners.has(page)) {
      fail(`page ${page}: ${owners.has(page) ? 'owned, yet free' : 'neither owned nor free'}`);
    }
  }
}

function assertRegionValid(
  store: PageStore,
  region: RegionPages,
  owners: Map<number, number>,
): void {
  const { records } = store.table;
  const { row } = region;
  const where = `region "${region.name}"`;
  const live = new Int32Array(HUGE_CLASS + 1);
  const open = collectOpenSlabs(records, row, where);
  let pages = 0;
  let runPages = 0;
  let previous = 0;
  for (let head = row[EXTENTS]!; head !== 0; head = records[head + NEXT]!) {
    const extent = `${where}, extent at page ${head >>> RECORD_SHIFT}`;
    const sizeClass = classOfExtent(records, head);
    const pageCount = pagesOfExtent(records, head);
    expectEqual(`${extent}: owner`, region.id, records[head + OWNER]! >>> CLASS_BITS);
    expectEqual(`${extent}: PREV`, previous, records[head + PREV]!);
    claimPages(store, { head, sizeClass, pageCount }, owners);
    if (sizeClass < CLASS_COUNT) {
      assertSlabValid(store, head, extent);
      expectEqual(`${extent}: open`, records[head + HINT] !== HINT_CLOSED, open.delete(head));
      if (records[head + USED] === 0 && row[SPARE] !== head)
        fail(`${extent}: empty, not the spare`);
      live[sizeClass]! += records[head + USED]!;
    } else {
      live[sizeClass]!++;
      runPages += pageCount;
    }
    pages += pageCount;
    previous = head;
  }
  expectEqual(`${where}: open slabs that are no extents`, 0, open.size);
  expectEqual(`${where}: pages`, pages, row[PAGES]!);
  expectEqual(`${where}: pages of runs`, runPages, row[RUN_PAGES]!);
  for (let sizeClass = 0; sizeClass <= HUGE_CLASS; sizeClass++) {
    expectEqual(
      `${where}: live blocks of class ${sizeClass}`,
      live[sizeClass]!,
      row[LIVE + sizeClass]!,
    );
  }
  if (row[PEAK_PAGES]! < pages) fail(`${where}: peak below the pages held`);
  if (region.limitBytes !== undefined && pages * PAGE_BYTES > region.limitBytes) {
    fail(`${where}: above its limit`);
  }
}

function collectOpenSlabs(records: Int32Array, row: Int32Array, where: string): Set<number> {
  const open = new Set<number>();
  for (let sizeClass = 0; sizeClass < CLASS_COUNT; sizeClass++) {
    let previous = 0;
    for (let head = row[sizeClass]!; head !== 0; head = records[head + NEXT_OPEN]!) {
      if (open.has(head)) fail(`${where}: the list of class ${sizeClass} is a circle`);
      expectEqual(`${where}: class of an open slab`, sizeClass, classOfExtent(records, head));
      expectEqual(`${where}: PREV_OPEN`, previous, records[head + PREV_OPEN]!);
      open.add(head);
      previous = head;
    }
  }
  return open;
}

/** Marks the pages of an extent as its own, and checks that HEAD says so. */
function claimPages(
  store: PageStore,
  extent: { head: number; sizeClass: number; pageCount: number },
  owners: Map<number, number>,
): void {
  const { records } = store.table;
  const { head, sizeClass, pageCount } = extent;
  const first = head >>> RECORD_SHIFT;
  expectEqual(`page ${first}: segment is shared`, sizeClass !== HUGE_CLASS, store.isShared(first));
  for (let page = first; page < first + pageCount; page++) {
    if (owners.has(page)) fail(`page ${page}: in two extents`);
    const isPart = page === first || sizeClass < RUN_CLASS;
    expectEqual(`page ${page}: HEAD`, isPart ? head : 0, records[(page << RECORD_SHIFT) + HEAD]!);
    owners.set(page, head);
  }
}

function assertSlabValid(store: PageStore, head: number, where: string): void {
  const { records, bits } = store.table;
  const sizeClass = classOfExtent(records, head);
  const hint = records[head + HINT]!;
  let start = STARTS_OFFSET[sizeClass]!;
  const end = head + STARTS_OFFSET[sizeClass + 1]! - start;
  let freeSlots = 0;
  for (let index = head; index < end; index++, start++) {
    if ((bits[index]! & ~STARTS[start]!) !== 0) fail(`${where}: a free slot where none begins`);
    if (bits[index] !== 0 && index < hint) fail(`${where}: a free slot before the hint`);
    freeSlots += popCount(bits[index]!);
  }
  expectEqual(`${where}: live slots`, SLAB_SLOTS[sizeClass]! - freeSlots, records[head + USED]!);
}

/** `expected` is what the parts add up to, `actual` what the table says. */
function expectEqual(what: string, expected: number | boolean, actual: number | boolean): void {
  if (expected !== actual) fail(`${what}: expected ${expected}, got ${actual}`);
}

function fail(message: string): never {
  throw new InvariantError(message);
}
