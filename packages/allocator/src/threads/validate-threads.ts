import { DisposedError } from '../errors.js';
import { classOfExtent, pagesOfExtent } from '../extent.js';
import { PAGE_GRANULE_SHIFT } from '../geometry.js';
import {
  CLASS_BITS,
  CLOSED,
  HEAD,
  NEXT,
  OWNER,
  PREV,
  RECORD_SHIFT,
  RECORD_TO_ADDRESS,
  USED,
} from '../page-table.js';
import { EXTENTS, PAGES, PEAK_PAGES } from '../region-row.js';
import { CLASS_COUNT, SLAB_SLOTS, STARTS, STARTS_OFFSET } from '../size-classes.js';
import { assertValidHints, collectOpenSlabs, collectSpares, expectSame } from '../validate-row.js';
import { SPAN, regionAt, segmentAt } from './layout.js';
import { scanParticipant } from './scan-segment.js';
import type { ThreadExtents } from './thread-extents.js';
import { assertThreadHeap } from './thread-guards.js';
import { regionsOfParticipant, threadInternalsOf } from './thread-heap.js';
import type { ThreadHeap } from './thread-heap.js';
import type { ThreadTables } from './thread-tables.js';

/**
 * Checks this thread's part of a heap in shared memory: what the shared tables say against what the
 * thread knows. No other thread may use its blocks meanwhile. O(pages + blocks): for tests.
 * @throws {InvariantError} saying what is wrong. @throws {DisposedError} if this thread has left
 * the heap. @throws {InvalidArgumentError} if it is a `Heap`.
 */
export function assertValidThreadHeap(heap: ThreadHeap): void {
  assertThreadHeap(heap);
  if (heap.disposed) throw new DisposedError('thread heap');
  const { tables, segments, extents } = threadInternalsOf(heap);
  const { blockCount } = heap.stats(); // takes the marks
  const known = new Set<number>(); // heads
  for (const each of extents) if (each !== undefined) assertRegion(tables, each, known);
  const contents = scanParticipant(tables, (slot) => segments.slots.has(slot));
  let pages = 0;
  let slotCount = 0;
  for (const content of contents) {
    const { slot, heads, free } = content;
    slotCount += content.slotCount;
    for (const head of heads) {
      const id = tables.records[head + OWNER]! >>> CLASS_BITS;
      if (extents[id] !== undefined) expectSame(`head ${head} listed`, true, known.delete(head));
      pages += pagesOfExtent(tables.records, head);
    }
    assertSlots(tables, content, heap.participant);
    if (content.hugePages > 0) continue;
    let freePages = 0;
    for (const [page, pageCount] of free) {
      expectSame(`pages from ${page} free`, true, segments.freeRuns.isFree(page, pageCount));
      assertNoBlock(tables, page, pageCount);
      freePages += pageCount;
    }
    const own = tables.pagesPerSlot - (slot === 0 ? 1 : 0);
    expectSame(`used pages of slot ${slot}`, own - freePages, segments.usedPages.get(slot)!);
  }
  expectSame('heads in own segments', 0, known.size);
  expectSame('pages', pages, segments.pagesInUse);
  expectSame('slots', slotCount, segments.slotsInUse);
  expectSame('slots in the table', countSlots(tables, heap.participant), slotCount);
  const regionIds = regionsOfParticipant(tables, heap.participant);
  for (const id of regionIds) expectSame(`region ${id} known`, true, extents[id] !== undefined);
  expectSame('regions', regionIds.length, extents.filter(Boolean).length);
  expectSame('blocks', countStates(tables, contents), blockCount);
}

function assertRegion(tables: ThreadTables, extents: ThreadExtents, known: Set<number>): void {
  const { records, control } = tables;
  const { row, options } = extents;
  const { id, segments, limitBytes } = options;
  expectSame(`owner of region ${id}`, segments.participant, control[regionAt(id)]!);
  const open = collectOpenSlabs(records, row);
  const spares = collectSpares(records, { id, row });
  let pages = 0;
  let previous = 0;
  for (let head = row[EXTENTS]!; head !== 0; head = records[head + NEXT]!) {
    const sizeClass = classOfExtent(records, head);
    expectSame(`owner at ${head}`, id, records[head + OWNER]! >>> CLASS_BITS);
    expectSame(`PREV at ${head}`, previous, records[head + PREV]!);
    expectSame(`listed once: ${head}`, false, known.has(head));
    known.add(head);
    pages += pagesOfExtent(records, head);
    if (sizeClass < CLASS_COUNT) {
      assertSlab(tables, head);
      expectSame(`open at ${head}`, open.delete(head), records[head + CLOSED] === 0);
      if (records[head + USED] === 0) expectSame(`spare ${head}`, true, spares.includes(head));
    } else {
      expectSame(`block at ${head}`, 1, tables.states[head << RECORD_TO_ADDRESS]!);
    }
    previous = head;
  }
  expectSame('open slabs', 0, open.size);
  expectSame('region pages', pages, row[PAGES]!);
  expectSame('peak', true, row[PEAK_PAGES]! >= pages);
  expectSame('spares kept', true, spares.length <= 1);
  // Only heads have an OWNER here.
  assertValidHints(records, { id, row }, (record) => records[record + HEAD]!);
  expectSame('limit', true, extents.committedBytes <= (limitBytes ?? Infinity));
}

/** The slots that name a participant as their owner. */
function countSlots({ control, slotCount }: ThreadTables, participant: number): number {
  let count = 0;
  for (let slot = 0; slot < slotCount; slot++)
    if (control[segmentAt(slot)] === participant) count++;
  return count;
}

/** A slot is taken in `bits` exactly if its byte is 1, and neither where no slot begins. */
function assertSlab({ records, bits, states }: ThreadTables, head: number): void {
  const sizeClass = classOfExtent(records, head);
  const start = STARTS_OFFSET[sizeClass]!;
  const length = STARTS_OFFSET[sizeClass + 1]! - start;
  let used = 0;
  for (let i = 0; i < length * 32; i++) {
    const isStart = (STARTS[start + (i >>> 5)]! & (1 << i)) !== 0;
    const isTaken = (bits[head + (i >>> 5)]! & (1 << i)) !== 0;
    const isLive = states[(head << RECORD_TO_ADDRESS) + i] !== 0;
    expectSame(`granule ${i} of slab ${head}`, isTaken, isLive);
    if (isTaken) expectSame(`start ${i} of slab ${head}`, true, isStart);
    if (isLive) used++;
  }
  expectSame(`used slots of ${head}`, used, records[head + USED]!);
  expectSame(`slots of ${head}`, true, used <= SLAB_SLOTS[sizeClass]!);
}

function assertSlots(
  { control }: ThreadTables,
  { slot, slotCount }: { slot: number; slotCount: number },
  participant: number,
): void {
  for (let each = slot; each < slot + slotCount; each++) {
    expectSame(`owner of slot ${each}`, participant, control[segmentAt(each)]!);
    expectSame(`span of slot ${each}`, slot + slotCount - each, control[segmentAt(each) + SPAN]!);
  }
}

function assertNoBlock({ records, states }: ThreadTables, first: number, pageCount: number): void {
  for (let page = first; page < first + pageCount; page++) {
    expectSame(`HEAD of free page ${page}`, 0, records[page << RECORD_SHIFT]!);
  }
  const live = states
    .subarray(first << PAGE_GRANULE_SHIFT, (first + pageCount) << PAGE_GRANULE_SHIFT)
    .indexOf(1);
  expectSame(`block in free pages from ${first}`, -1, live);
}

function countStates(
  { states, records }: ThreadTables,
  contents: readonly { readonly heads: readonly number[] }[],
): number {
  let count = 0;
  for (const { heads } of contents) {
    for (const head of heads) {
      const first = head << RECORD_TO_ADDRESS;
      const end = first + (pagesOfExtent(records, head) << PAGE_GRANULE_SHIFT);
      for (let at = states.indexOf(1, first); at >= 0 && at < end; at = states.indexOf(1, at + 1)) {
        count++;
      }
    }
  }
  return count;
}
