import { describe, expect, it } from '@jest/globals';
import { PAGE_BYTES } from '../src/geometry.js';
import { Heap, internalsOf } from '../src/heap.js';
import { PageStore } from '../src/page-store.js';
import { HEAD, NEXT, NEXT_OPEN, OWNER, PREV_OPEN, USED } from '../src/page-table.js';
import { Region } from '../src/region.js';
import { RegionPages } from '../src/region-pages.js';
import {
  EXTENTS,
  HINT_COUNT,
  OPEN,
  PAGES,
  PEAK_PAGES,
  ROW_BYTES,
  SPARES,
  SPARE_COUNT,
  TOP,
} from '../src/region-row.js';
import { CLASS_OF_GRANULES } from '../src/size-classes.js';
import { closeSlab } from '../src/slab.js';
import { assertValidTables } from '../src/validate.js';
import { arrayBufferEngine } from './support/engines.js';
import { thrownBy } from './support/heap-state.js';

/** A heap taken apart: 400 blocks of 100 bytes (some freed), others, a run and a huge block. */
function parts() {
  const store = new PageStore({
    segmentByteLength: 1 << 17,
    maximumByteLength: 2 ** 30,
    source: arrayBufferEngine.open({ segmentByteLength: 1 << 17, maximumByteLength: 2 ** 30 }),
    metadataAccount: undefined,
  });
  const pages = new RegionPages({
    store,
    id: 3,
    name: 'a',
    account: undefined,
    limitBytes: 1 << 20,
    onDispose: () => undefined,
  });
  store.metadata.charge(ROW_BYTES);
  const region = new Region({} as Heap, pages); // allocate and free do not need the heap
  const small = Array.from({ length: 400 }, () => region.allocate(100));
  for (let i = 0; i < 100; i += 2) region.free(small[i]!);
  const run = region.allocate(20_000);
  const huge = region.allocate(200_000);
  const emptied = region.allocate(5000);
  region.free(emptied);
  const { records, bits } = store.table;
  const { row } = pages; // when all rings of hints are there
  return {
    store,
    row,
    records,
    bits,
    /** Record of the page of an address. */
    recordOf: (address: number) => (address >>> 8) << 3,
    small,
    emptied,
    run,
    huge,
    smallClass: CLASS_OF_GRANULES[7]!,
    check: () => assertValidTables(store, [pages]),
  };
}

type Parts = ReturnType<typeof parts>;

describe('hints', () => {
  it('lead to what was freed last, first', () => {
    const region = Heap.create().createRegion('a');
    const blocks = Array.from({ length: 40 }, () => region.allocate(100));
    const freed = [3, 30, 7, 21].map((index) => blocks[index]!);
    for (const address of freed) region.free(address);
    expect(freed.map(() => region.allocate(100))).toEqual(freed.reverse());
  });

  it('are forgotten oldest first, and what they led to is found all the same', () => {
    const region = Heap.create().createRegion('a');
    const slotsOfSlab = Math.floor(PAGE_BYTES / 112);
    const blocks = Array.from({ length: 6 * slotsOfSlab }, () => region.allocate(100));
    const { committedBytes } = region;
    const freed = blocks.filter((_, index) => index % 2 === 1);
    expect(freed.length).toBeGreaterThan(HINT_COUNT);
    for (const address of freed) region.free(address);
    expect(new Set(freed.map(() => region.allocate(100)))).toEqual(new Set(freed));
    expect(region.committedBytes).toBe(committedBytes);
  });

  it('have a ring for each class of which there was a slab, paid for until the end', () => {
    const heap = Heap.create();
    const { metadataBytes } = heap.stats();
    const region = heap.createRegion('a');
    for (const byteLength of [100, 16, 100, 2048]) region.allocate(byteLength);
    const { pages } = internalsOf(heap).regions[0]!;
    expect(pages.row.byteLength).toBe(ROW_BYTES + 3 * HINT_COUNT * 4);
    const tableBytes = internalsOf(heap).store.metadata.tableBytes;
    expect(heap.stats().metadataBytes).toBe(tableBytes + pages.row.byteLength);
    region.dispose();
    heap.trim();
    expect(heap.stats().metadataBytes).toBe(metadataBytes);
  });
});

/** Each breaks one thing in tables that are right; `assertValidHeap` must notice. */
const faults: Record<string, (p: Parts) => void> = {
  'a live slot that the bitmap has as free': ({ bits, small }) => {
    const address = small[1]!;
    bits[address >>> 5]! &= ~(1 << address);
  },
  'a free slot that the bitmap has as live': ({ bits, small }) => {
    const address = small[0]!;
    bits[address >>> 5]! |= 1 << address;
  },
  'a live slot where none begins': ({ bits, small }) => {
    const address = small[0]! + 1;
    bits[address >>> 5]! |= 1 << address;
  },
  'a wrong count of live slots': ({ records, recordOf, small }) => {
    records[recordOf(small[1]!) + USED]!++;
  },
  'a slab with a free slot that is closed': ({ records, row, recordOf, small, smallClass }) => {
    closeSlab(records, row, recordOf(small[0]!));
    expect(row[OPEN + smallClass]).not.toBe(0);
  },
  'a hint into a slab of another class': ({ row, emptied, smallClass }) => {
    row[row[TOP + smallClass]!] = emptied;
  },
  'a hint between slots': ({ row, smallClass }) => {
    row[row[TOP + smallClass]!]!++;
  },
  'hints of two classes in one ring': ({ row, smallClass }) => {
    const other = row.findIndex(
      (top, index) => index > TOP && top >= 128 && index !== TOP + smallClass,
    );
    row[other] = row[TOP + smallClass]!;
  },
  'a class without hints that has one': ({ row }) => {
    row[0] = 8;
  },
  "an owner that is another region's": ({ records, recordOf, small }) => {
    records[recordOf(small[1]!) + OWNER]! += 1 << 8;
  },
  'an open slab that is not in its list': ({ row, smallClass }) => {
    row[OPEN + smallClass] = 0;
  },
  'a list of open slabs that is a circle': ({ records, row, smallClass }) => {
    const head = row[OPEN + smallClass]!;
    records[head + NEXT_OPEN] = head;
  },
  'a backward link that leads elsewhere': ({ records, row, smallClass }) => {
    const second = records[row[OPEN + smallClass]! + NEXT_OPEN]!;
    expect(second).not.toBe(0);
    records[second + PREV_OPEN] = second;
  },
  'an extent that is not in the list of all': ({ records, row }) => {
    row[EXTENTS] = records[row[EXTENTS]! + NEXT]!;
  },
  'a page of a slab whose record leads nowhere': ({ records, recordOf, store }) => {
    const spare = [...records.keys()].find(
      (index) => index % 8 === 0 && records[index + OWNER] !== 0 && records[index] !== index,
    )!;
    expect(store.metadata.freeRuns.isFree(spare >>> 3, 1)).toBe(false);
    records[recordOf((spare >>> 3) << 8) + HEAD] = 0;
  },
  'a page in the middle of a run that claims to be in a slab': ({ records, recordOf, run }) => {
    records[recordOf(run) + 8 + OWNER] = records[recordOf(run) + OWNER]! & ~255;
  },
  'a run that is longer than its pages': ({ records, recordOf, run }) => {
    records[recordOf(run) + USED]!++;
  },
  'a huge block that is one page longer': ({ records, recordOf, huge }) => {
    records[recordOf(huge) + USED]!++;
  },
  'an empty slab that is not the spare': ({ row }) => {
    expect(row.subarray(SPARES, SPARES + SPARE_COUNT).some((head) => head !== 0)).toBe(true);
    row.fill(0, SPARES, SPARES + SPARE_COUNT);
  },
  'a spare that is a run': ({ row, recordOf, run }) => {
    row[SPARES + 3] = recordOf(run);
  },
  'a spare that is there twice': ({ row }) => {
    row[SPARES + 3] = row[SPARES]!;
  },
  'a wrong count of pages': ({ row }) => {
    row[PAGES]!++;
  },
  'a segment that another region is to have alone': ({ store, small }) => {
    const page = small[0]! >>> 8;
    store.give(page, 1);
    for (const slot of store.usedPages.keys()) store.usedPages[slot] = 0;
    store.emptySegments = store.usedPages.length;
    store.take(1, 7);
  },
  'a peak below what is held': ({ row }) => {
    row[PEAK_PAGES] = 1;
  },
  'a page in use that is free': ({ store, run }) => {
    store.metadata.freeRuns.give(0, run >>> 8, 1);
  },
  'a free page that nobody has': ({ store }) => {
    store.metadata.freeRuns.take(store.metadata.freeRuns.find(1), 1);
  },
  'a bound below the longest free run': ({ store }) => {
    const { freeRuns } = store.metadata;
    const page = freeRuns.find(1);
    freeRuns.takeAll(0);
    freeRuns.resize(64);
    freeRuns.give(1, page, 1); // books the page in another slot
  },
  'metadata that nobody pays for': ({ store }) => {
    store.metadata.charge(8);
  },
  'an owner of page 0': ({ records }) => {
    records[OWNER] = 3 << 8;
  },
  'an address 0 that could be given out': ({ bits }) => {
    bits[0] = 0;
  },
};

describe('assertValidHeap', () => {
  it('finds nothing wrong with tables that are right', () => {
    const { check, row } = parts();
    check();
    expect(row[EXTENTS]).not.toBe(0);
  });

  it.each(Object.keys(faults))('finds %s', (name) => {
    const heap = parts();
    heap.check();
    faults[name]!(heap);
    expect(thrownBy(heap.check).code).toBe('ERR_SANDY_INVARIANT');
  });
});
