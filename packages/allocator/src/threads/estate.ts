import type { Account } from '../api.js';
import { doAll } from '../do-all.js';
import { DisposedError, InvalidArgumentError } from '../errors.js';
import { pagesOfExtent } from '../extent.js';
import { PAGE_BYTES } from '../geometry.js';
import { CLASS_BITS, HEAD, OWNER, RECORD_SHIFT } from '../page-table.js';
import { ADOPTER, participantAt, segmentAt } from './layout.js';
import { scanParticipant } from './scan-segment.js';
import type { SegmentContent } from './scan-segment.js';
import { regionsOfParticipant, threadInternalsOf } from './thread-heap.js';
import type { ThreadHeap, ThreadHeapInternals } from './thread-heap.js';
import { THREAD_ROW_BYTES } from './thread-extents.js';
import { isPresent, ownerOfSlot, releaseParticipant } from './thread-tables.js';
import type { ThreadTables } from './thread-tables.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

/** What is to be adopted of one region. */
export interface Heritage {
  readonly id: number;
  readonly heads: number[];
  pageCount: number;
}

/** What a participant has left. */
export interface Estate {
  readonly contents: readonly SegmentContent[];
  readonly heritages: readonly Heritage[];
}

/**
 * Makes this thread the only one that adopts another.
 * @throws {InvalidArgumentError} if there is nothing to adopt. @throws {DisposedError} if this
 * thread has left the heap.
 */
export function claimEstate(heap: ThreadHeap, participant: number): Estate {
  const internals = threadInternalsOf(heap);
  const { tables } = internals;
  assertInUse(heap);
  claimAdoption(tables, participant, heap.participant);
  const contents = scanParticipant(tables, (slot) => ownerOfSlot(tables, slot) === participant);
  return { contents, heritages: heritagesOf(internals, contents, participant) };
}

/**
 * Called when the participant owns nothing any more. Runs code of accounts, and drops what that
 * throws at a release: what was adopted is told by the result of whoever calls this.
 */
export function closeEstate(heap: ThreadHeap, participant: number): void {
  const { tables, segments, extents } = threadInternalsOf(heap);
  releaseParticipant(tables, participant, heap.participant);
  // From here on everything is this thread's, and accounts may run code that uses it. Its own
  // regions are counted, too: the thread may have freed blocks of theirs and not have said so.
  dropErrors(() => doAll([...extents], (each) => each?.recountAll()));
  dropErrors(() => segments.trim());
}

/** Runs what is done even where an account throws at a release. */
export function dropErrors(giveBack: () => void): void {
  try {
    giveBack();
  } catch {
    // What was given back is gone even so.
  }
}

/** @throws {InvalidArgumentError} if there is nothing to adopt */
function claimAdoption(tables: ThreadTables, participant: number, heir: number): void {
  const { control } = tables;
  assertGone(tables, participant, heir);
  const at = participantAt(participant) + ADOPTER;
  const before = Atomics.load(control, at);
  // An heir that is gone has left the rest to whoever is next.
  const isOver = before === 0 || !isPresent(tables, before);
  if (!isOver || Atomics.compareExchange(control, at, before, heir) !== before) {
    const expected = `one that thread ${Atomics.load(control, at)} is not adopting`;
    throw new InvalidArgumentError('participant', expected, participant);
  }
  try {
    assertGone(tables, participant, heir); // another thread may have adopted it meanwhile
  } catch (error) {
    Atomics.store(control, at, 0);
    throw error;
  }
}

function assertGone(tables: ThreadTables, participant: number, heir: number): void {
  const isNumber = Number.isInteger(participant) && participant > 0;
  if (isNumber && participant !== heir && isPresent(tables, participant)) return;
  const expected = 'the number of a thread that has ended and was not adopted before';
  throw new InvalidArgumentError('participant', expected, participant);
}

/**
 * The regions of a participant and their extents: in its own segments, and in those of the heir
 * where somebody between them had adopted these already.
 */
function heritagesOf(
  { tables, segments }: ThreadHeapInternals,
  contents: readonly SegmentContent[],
  participant: number,
): Heritage[] {
  const { records } = tables;
  const heritages = new Map<number, Heritage>();
  for (const id of regionsOfParticipant(tables, participant)) {
    heritages.set(id, { id, heads: [], pageCount: 0 });
  }
  const own = scanParticipant(tables, (slot) => segments.slots.has(slot));
  for (const { heads } of [...contents, ...own]) {
    for (const head of heads) {
      const heritage = heritages.get(records[head + OWNER]! >>> CLASS_BITS);
      if (heritage === undefined) continue;
      heritage.heads.push(head);
      heritage.pageCount += pagesOfExtent(records, head);
    }
  }
  return [...heritages.values()];
}

/**
 * Charges for what is to be adopted. @throws whatever an account throws; then everything is as
 * before the claim.
 */
export function payFor(
  heap: ThreadHeap,
  participant: number,
  { contents, heritages }: Estate,
  account?: Account,
): void {
  const { tables, segments } = threadInternalsOf(heap);
  const slotCount = contents.reduce((sum, content) => sum + content.slotCount, 0);
  const tableBytes = slotCount * tables.bytesPerSlot + heritages.length * THREAD_ROW_BYTES;
  const pageBytes = heritages.reduce((sum, { pageCount }) => sum + pageCount, 0) * PAGE_BYTES;
  let paidTables = 0;
  let paidPages = 0;
  try {
    if (tableBytes > 0) segments.charge(tableBytes);
    paidTables = tableBytes;
    if (pageBytes > 0) account?.charge(pageBytes);
    paidPages = pageBytes;
    assertInUse(heap); // the accounts' code may have left the heap
  } catch (error) {
    Atomics.store(tables.control, participantAt(participant) + ADOPTER, 0);
    // A heap that was left has given back all that had been charged for its tables by then.
    const owed = Math.min(paidTables, segments.metadataBytes);
    if (owed > 0) segments.release(owed);
    if (paidPages > 0) account?.release(paidPages);
    throw error;
  }
}

/**
 * Makes a segment this thread's; one in which nothing lies, and which perhaps has no memory yet,
 * nobody's.
 */
export function takeSegment(
  { tables, segments }: ThreadHeapInternals,
  content: SegmentContent,
): void {
  const { slot, slotCount, hugePages, heads, free } = content;
  for (const [page, pageCount] of free) {
    // What a slab that was half made or dropped has left in the records of free pages.
    for (let each = page; each < page + pageCount; each++) {
      tables.records[(each << RECORD_SHIFT) + HEAD] = 0;
    }
  }
  if (heads.length === 0) return segments.unclaim(slot, slotCount);
  for (let each = slot; each < slot + slotCount; each++) {
    Atomics.store(tables.control, segmentAt(each), segments.participant);
  }
  segments.inherit(content);
  if (hugePages === 0) segments.inheritPages(slot, free);
}

function assertInUse(heap: ThreadHeap): void {
  if (heap.disposed) throw new DisposedError('thread heap');
}
