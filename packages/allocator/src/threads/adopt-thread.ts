import type { Account } from '../api.js';
import { DisposedError, InvalidArgumentError } from '../errors.js';
import { pagesOfExtent } from '../extent.js';
import { PAGE_BYTES } from '../geometry.js';
import { CLASS_BITS, HEAD, OWNER, RECORD_SHIFT } from '../page-table.js';
import { ROW_BYTES } from '../region-row.js';
import {
  ABSENT,
  ADOPTER,
  MAX_PARTICIPANTS,
  STATE,
  participantAt,
  regionAt,
  segmentAt,
} from './layout.js';
import { scanParticipant } from './scan-segment.js';
import type { SegmentContent } from './scan-segment.js';
import { nameOfRegion } from './thread-blocks.js';
import { regionsOfParticipant, threadInternalsOf } from './thread-heap.js';
import type { ThreadHeap, ThreadHeapInternals } from './thread-heap.js';
import type { ThreadRegion } from './thread-region.js';
import { ownerOfSlot, releaseParticipant } from './thread-tables.js';
import type { ThreadTables } from './thread-tables.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

/** Who answers for what is adopted. */
export interface AdoptOptions {
  /** Pays for the pages of all adopted regions from now on. @defaultValue nobody */
  readonly account?: Account;
}

/** What is to be adopted of one region. */
interface Heritage {
  readonly id: number;
  readonly heads: number[];
  pageCount: number;
}

/**
 * Makes the regions of a thread that has ended this thread's, with all their blocks, wherever it ended: in the middle
 * of an allocation, or of an adoption of its own (then what it had not finished adopting is adopted after it). Frees
 * its number. Also takes back a token that nobody has used.
 *
 * That the thread has ended is for the caller to know (`worker.on('exit', …)`): adopting from one that runs leads to
 * pages that two threads give out. Its accounts have ended with it and hear nothing.
 *
 * Cost: O(pages) of that thread and of this one.
 *
 * @param participant - that of the token: {@link ThreadToken}
 * @returns the regions, none if it had none
 * @throws {InvalidArgumentError} if `participant` is no thread, this one, or being adopted by one that is to be
 * adopted first.
 * @throws whatever an account throws that refuses; then nothing has changed.
 */
export function adoptThread(
  heap: ThreadHeap,
  participant: number,
  options: AdoptOptions = {},
): ThreadRegion[] {
  const internals = threadInternalsOf(heap);
  const { tables, segments } = internals;
  assertInUse(heap);
  claimAdoption(tables, participant, heap.participant);
  const contents = scanParticipant(tables, (slot) => ownerOfSlot(tables, slot) === participant);
  const heritages = heritagesOf(internals, contents, participant);
  try {
    pay(heap, contents, heritages, options.account);
  } catch (error) {
    Atomics.store(tables.control, participantAt(participant) + ADOPTER, 0);
    throw error;
  }
  for (const content of contents) takeSegment(internals, content);
  const regions = heritages.map((heritage) => takeRegion(internals, heritage, options));
  releaseParticipant(tables, participant);
  // From here on everything is this thread's, and accounts may run code that uses it. Its own regions are counted,
  // too: the thread may have freed blocks of theirs and not have said so.
  for (const extents of [...internals.extents]) extents?.recountAll();
  segments.trim();
  return regions;
}

/**
 * Gives back all that a thread which has ended held. @returns how many blocks were live.
 * @throws {InvalidArgumentError} as {@link adoptThread}
 */
export function disposeThread(heap: ThreadHeap, participant: number): number {
  let blockCount = 0;
  for (const region of adoptThread(heap, participant)) {
    blockCount += region.stats().blockCount;
    region.dispose();
  }
  return blockCount;
}

/** @throws {InvalidArgumentError} if there is nothing to adopt */
function claimAdoption(tables: ThreadTables, participant: number, heir: number): void {
  const { control } = tables;
  const isNumber =
    Number.isInteger(participant) && participant > 0 && participant <= MAX_PARTICIPANTS;
  const at = isNumber ? participantAt(participant) : 0;
  if (participant === heir || !isNumber || Atomics.load(control, at + STATE) === ABSENT) {
    throw new InvalidArgumentError('participant', 'a thread that has ended', participant);
  }
  const before = Atomics.compareExchange(control, at + ADOPTER, 0, heir);
  if (before === 0) return;
  const isOver = Atomics.load(control, participantAt(before) + STATE) === ABSENT;
  if (isOver && Atomics.compareExchange(control, at + ADOPTER, before, heir) === before) return;
  throw new InvalidArgumentError(
    'participant',
    `one that thread ${before} is not adopting`,
    participant,
  );
}

/**
 * The regions of a participant and their extents: in its own segments, and in those of the heir where somebody
 * between them had adopted these already.
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

/** Charges for all that is to be adopted. @throws whatever an account throws; then nothing is charged. */
function pay(
  heap: ThreadHeap,
  contents: readonly SegmentContent[],
  heritages: readonly Heritage[],
  account: Account | undefined,
): void {
  const { tables, segments } = threadInternalsOf(heap);
  const slotCount = contents.reduce((sum, content) => sum + content.slotCount, 0);
  const tableBytes = slotCount * tables.bytesPerSlot + heritages.length * ROW_BYTES;
  const pageBytes = heritages.reduce((sum, { pageCount }) => sum + pageCount, 0) * PAGE_BYTES;
  if (tableBytes > 0) segments.charge(tableBytes);
  try {
    if (pageBytes > 0) account?.charge(pageBytes);
    try {
      assertInUse(heap); // the accounts' code may have left the heap
    } catch (error) {
      if (pageBytes > 0) account?.release(pageBytes);
      throw error;
    }
  } catch (error) {
    // A heap that was left has given back all that was charged for its tables.
    if (tableBytes > 0 && !heap.disposed) segments.release(tableBytes);
    throw error;
  }
}

function takeSegment({ tables, segments }: ThreadHeapInternals, content: SegmentContent): void {
  const { slot, slotCount, hugePages, free } = content;
  for (let each = slot; each < slot + slotCount; each++) {
    Atomics.store(tables.control, segmentAt(each), segments.participant);
  }
  for (const [page, pageCount] of free) {
    // What a slab that was half made or dropped has left in the records of free pages.
    for (let each = page; each < page + pageCount; each++) {
      tables.records[(each << RECORD_SHIFT) + HEAD] = 0;
    }
  }
  segments.inherit(content);
  if (hugePages === 0) segments.inheritPages(slot, free);
}

function takeRegion(
  { tables, segments, extents, addRegion }: ThreadHeapInternals,
  { id, heads }: Heritage,
  { account }: AdoptOptions,
): ThreadRegion {
  Atomics.store(tables.control, regionAt(id), segments.participant);
  const name = nameOfRegion(tables, id) || 'unnamed'; // its thread ended before it had written the name
  const region = addRegion(id, name, account === undefined ? {} : { account });
  for (const head of heads) extents[id]!.inherit(head);
  return region;
}

function assertInUse(heap: ThreadHeap): void {
  if (heap.disposed) throw new DisposedError('thread heap');
}
