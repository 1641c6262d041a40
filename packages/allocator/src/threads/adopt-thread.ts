import type { Account } from '../api.js';
import { assertOptions } from '../assert-options.js';
import { classOfExtent, pagesOfExtent } from '../extent.js';
import { PAGE_GRANULE_SHIFT } from '../geometry.js';
import { CLASS_BITS, HEAD, OWNER, RECORD_SHIFT, RECORD_TO_ADDRESS } from '../page-table.js';
import { CLASS_COUNT, HUGE_CLASS } from '../size-classes.js';
import { claimEstate, closeEstate, dropErrors, payFor, takeSegment } from './estate.js';
import type { Heritage } from './estate.js';
import { LIVE_STATE, regionAt } from './layout.js';
import { releaseRegion, termsOfRegion } from './region-terms.js';
import { scanSegment } from './scan-segment.js';
import { assertThreadHeap } from './thread-guards.js';
import { threadInternalsOf } from './thread-heap.js';
import type { ThreadHeap, ThreadHeapInternals } from './thread-heap.js';
import type { ThreadRegion } from './thread-region.js';
import { clearThreadSlab } from './thread-slab.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

/** Who answers for what is adopted. */
export interface AdoptOptions {
  /** Pays for the pages of all adopted regions from now on. @defaultValue nobody */
  readonly account?: Account;
}

/**
 * Makes the regions of a thread that has ended this thread's, with all their blocks, wherever it
 * ended: in the middle of an allocation, or of an adoption of its own (then what it had not
 * finished adopting is adopted after it). Makes room for another thread. Also takes back a token
 * that nobody has used.
 *
 * **Only of a thread that has ended**, which is for the caller to know (`worker.on('exit', …)`,
 * `await worker.terminate()`): nothing here notices that one still runs. It goes on allocating in
 * pages that this one gives out, so that a block is given out twice, until it needs new pages and
 * gets a {@link DisposedError}. Its accounts have ended with it and hear nothing. Its regions keep
 * their limits, in whole pages, and the first 28 characters of their names.
 *
 * What an account throws at a release meanwhile is not passed on: all is adopted by then, and the
 * result is what leads to it.
 *
 * Cost: O(pages) of that thread and of this one.
 *
 * @param participant - that of the token: {@link ThreadToken}
 * @returns the regions, none if it had none
 * @throws {InvalidArgumentError} if `participant` is no thread, this one, one that has left or was
 * adopted already, or being adopted by one that is to be adopted first; if `heap` is no
 * `ThreadHeap`, or there is another option.
 * @throws {DisposedError} if this thread has left the heap.
 * @throws whatever an account throws that refuses; then nothing has changed.
 */
export function adoptThread(
  heap: ThreadHeap,
  participant: number,
  options: AdoptOptions = {},
): ThreadRegion[] {
  assertThreadHeap(heap);
  assertOptions(options, 'account');
  const internals = threadInternalsOf(heap);
  const { contents, heritages } = claimEstate(heap, participant);
  const held = contents.filter(({ heads }) => heads.length > 0);
  payFor(heap, participant, { contents: held, heritages }, options.account);
  for (const content of contents) takeSegment(internals, content);
  const regions = heritages.map((heritage) => takeRegion(internals, heritage, options));
  closeEstate(heap, participant);
  return regions;
}

/**
 * Gives back all that a thread which has ended held. What is said of {@link adoptThread} holds
 * here, but that no account is charged, so that it is possible where memory is short.
 *
 * (But for the tables of segments in which that thread was adopting regions of another: these stay,
 * for whoever adopts the other.)
 *
 * Cost: O(pages) of that thread and of this one.
 *
 * @param participant - that of the token: {@link ThreadToken}
 * @returns how many blocks were live
 * @throws {InvalidArgumentError} @throws {DisposedError} as {@link adoptThread}
 */
export function disposeThread(heap: ThreadHeap, participant: number): number {
  assertThreadHeap(heap);
  const internals = threadInternalsOf(heap);
  const { tables, segments } = internals;
  const { contents, heritages } = claimEstate(heap, participant);
  const ids = new Set(heritages.map(({ id }) => id));
  const isOthers = (head: number): boolean =>
    !ids.has(tables.records[head + OWNER]! >>> CLASS_BITS);
  const shared = contents.filter(({ heads }) => heads.some(isOthers));
  payFor(heap, participant, { contents: shared, heritages: [] });
  let blockCount = 0;
  const give = (): void => {
    for (const { id, heads } of heritages) {
      for (const head of heads) blockCount += clearExtent(internals, head);
      releaseRegion(tables, id);
    }
    for (const { slot, slotCount } of contents) {
      // Gives back what is empty now
      takeSegment(internals, { ...scanSegment(tables, slot), slotCount });
    }
  };
  dropErrors(() => segments.giveTogether(give));
  closeEstate(heap, participant);
  return blockCount;
}

/** Makes an extent free pages. @returns how many of its blocks were live */
function clearExtent({ tables, segments }: ThreadHeapInternals, head: number): number {
  const { records, states } = tables;
  const sizeClass = classOfExtent(records, head);
  const pageCount = pagesOfExtent(records, head);
  const isSlab = sizeClass < CLASS_COUNT;
  const first = head << RECORD_TO_ADDRESS;
  const end = first + (isSlab ? pageCount << PAGE_GRANULE_SHIFT : 1);
  let blockCount = 0;
  const part = states.subarray(first, end);
  for (let at = part.indexOf(LIVE_STATE); at >= 0; at = part.indexOf(LIVE_STATE, at + 1)) {
    blockCount++;
  }
  states.fill(0, first, end);
  if (isSlab) clearThreadSlab(tables, head, sizeClass);
  else Atomics.store(records, head + HEAD, 0);
  const page = head >>> RECORD_SHIFT;
  // What that thread was adopting lies in this one's segments, if this one has adopted its heir
  // before.
  if (!segments.slots.has(page >>> tables.slotShift)) return blockCount;
  if (sizeClass === HUGE_CLASS) segments.giveHuge(page, pageCount);
  else segments.give(page, pageCount);
  return blockCount;
}

function takeRegion(
  { tables, segments, extents, addRegion }: ThreadHeapInternals,
  { id, heads }: Heritage,
  { account }: AdoptOptions,
): ThreadRegion {
  Atomics.store(tables.control, regionAt(id), segments.participant);
  const { name, limitBytes } = termsOfRegion(tables, id);
  // Without a name where its thread ended before it had written it.
  const region = addRegion(id, { name: name || 'unnamed', account, limitBytes });
  for (const head of heads) extents[id]!.inherit(head);
  return region;
}
