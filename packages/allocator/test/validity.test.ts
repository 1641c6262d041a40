import { describe, expect, it } from '@jest/globals';
import { Heap, internalsOf } from '../src/heap.js';
import { PageStore } from '../src/page-store.js';
import { HEAD, HINT, NEXT, NEXT_OPEN, OWNER, PREV_OPEN, USED } from '../src/page-table.js';
import { Region } from '../src/region.js';
import { RegionPages } from '../src/region-pages.js';
import { CURSOR, EXTENTS, PAGES, PEAK_PAGES, ROW_BYTES, SPARE } from '../src/region-row.js';
import { CLASS_OF_GRANULES } from '../src/size-classes.js';
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
  const emptied = region.allocate(5000);
  region.free(emptied);
  const run = region.allocate(20_000);
  const huge = region.allocate(200_000);
  const { records, bits } = store.table;
  const { row } = pages;
  return {
    store,
    row,
    records,
    bits,
    /** Record of the page of an address. */
    recordOf: (address: number) => (address >>> 8) << 3,
    small,
    run,
    huge,
    smallClass: CLASS_OF_GRANULES[7]!,
    check: () => assertValidTables(store, [pages]),
  };
}

type Parts = ReturnType<typeof parts>;

describe('a cursor', () => {
  it('leads to where a slot was last given out or freed', () => {
    const { row, records, bits, smallClass, small, recordOf } = parts();
    const index = row[CURSOR + smallClass]!;
    expect(index).toBe(small[98]! >>> 5); // freed last
    expect(records[recordOf(index << 5) + HEAD]).toBe(recordOf(small[98]!));
    expect(bits[index]).not.toBe(0);
  });

  it('is set by the first allocation of a class', () => {
    const heap = Heap.create();
    const address = heap.createRegion('a').allocate(100);
    const { pages } = internalsOf(heap).regions[0]!;
    expect(pages.row[CURSOR + CLASS_OF_GRANULES[7]!]).toBe(address >>> 5);
  });
});

/** Each breaks one thing in tables that are right; `assertValidHeap` must notice. */
const faults: Record<string, (p: Parts) => void> = {
  'a live slot that the bitmap has as free': ({ bits, small }) => {
    const address = small[1]!;
    bits[address >>> 5]! |= 1 << address;
  },
  'a free slot that the bitmap has as live': ({ bits, small }) => {
    const address = small[0]!;
    bits[address >>> 5]! &= ~(1 << address);
  },
  'a free slot where none begins': ({ bits, small }) => {
    const address = small[0]! + 1;
    bits[address >>> 5]! |= 1 << address;
  },
  'a wrong count of live slots': ({ records, recordOf, small }) => {
    records[recordOf(small[1]!) + USED]!++;
  },
  'a hint behind a free slot': ({ records, recordOf, small }) => {
    records[recordOf(small[0]!) + HINT]!++;
  },
  "an owner that is another region's": ({ records, recordOf, small }) => {
    records[recordOf(small[1]!) + OWNER]! += 1 << 8;
  },
  'an open slab that is not in its list': ({ row, smallClass }) => {
    row[smallClass] = 0;
  },
  'a list of open slabs that is a circle': ({ records, row, smallClass }) => {
    const head = row[smallClass]!;
    records[head + NEXT_OPEN] = head;
  },
  'a backward link that leads elsewhere': ({ records, row, smallClass }) => {
    const second = records[row[smallClass]! + NEXT_OPEN]!;
    expect(second).not.toBe(0);
    records[second + PREV_OPEN] = second;
  },
  'an extent that is not in the list of all': ({ records, row }) => {
    row[EXTENTS] = records[row[EXTENTS]! + NEXT]!;
  },
  'a page of a slab whose record leads nowhere': ({ records, recordOf, store }) => {
    const spare = [...records.keys()].find(
      (index) => index % 8 === 0 && index !== 0 && records[index] !== 0 && records[index] !== index,
    )!;
    expect(store.metadata.freeRuns.isFree(spare >>> 3, 1)).toBe(false);
    records[recordOf((spare >>> 3) << 8) + HEAD] = 0;
  },
  'a page in the middle of a run that claims to be in a slab': ({ records, recordOf, run }) => {
    records[recordOf(run) + 8 + HEAD] = recordOf(run);
  },
  'a run that is longer than its pages': ({ records, recordOf, run }) => {
    records[recordOf(run) + USED]!++;
  },
  'a huge block that is one page longer': ({ records, recordOf, huge }) => {
    records[recordOf(huge) + USED]!++;
  },
  'an empty slab that is not the spare': ({ row }) => {
    expect(row[SPARE]).not.toBe(0);
    row[SPARE] = 0;
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
  'an empty record that is not empty': ({ records }) => {
    records[OWNER] = 3 << 8;
  },
  'an empty bitmap with a free slot': ({ bits }) => {
    bits[5] = 1;
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
