import { DisposedError } from '../errors.js';
import { PAGE_BYTES } from '../geometry.js';
import { SPAN, segmentAt } from '../threads/layout.js';
import { assertThreadHeap } from '../threads/thread-guards.js';
import { threadInternalsOf } from '../threads/thread-heap.js';
import type { ThreadHeap, ThreadHeapInternals } from '../threads/thread-heap.js';
import { ownerOfSlot } from '../threads/thread-tables.js';
import { seal } from './dump-heap.js';
import { dumpPages } from './dump-pages.js';
import type { HeapDump, SegmentDump } from './api.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

/**
 * What lies where in a thread heap at this moment, as `dumpHeap` tells it of a heap: of this
 * thread's regions and segments all, of other threads' segments who owns them. Figures are this
 * thread's, as those of `ThreadHeap.stats`; blocks count as live until their owner has heard that
 * another thread has freed them.
 *
 * {@link inspectHeap} and {@link heapMapSvg} take the dump.
 * Cost: O(pages of this thread + segments).
 *
 * @throws {DisposedError} if this thread has left the heap
 * @throws {InvalidArgumentError} if it is none
 */
export function dumpThreadHeap(heap: ThreadHeap): HeapDump {
  assertThreadHeap(heap);
  const internals = threadInternalsOf(heap);
  const { tables, extents } = internals;
  internals.collect();
  // From here on no code of accounts runs, so that the parts add up.
  if (heap.disposed) throw new DisposedError('thread heap');
  const own = extents.filter((each) => each !== undefined);
  const indexOfRegion = new Map(own.map(({ options }, index) => [options.id, index]));
  return seal({
    pageByteLength: PAGE_BYTES,
    segmentByteLength: tables.token.segmentByteLength,
    stats: internals.stats(),
    regions: own.map((each) => each.stats()),
    segments: dumpSegments(internals, indexOfRegion),
  });
}

function dumpSegments(
  { tables, segments }: ThreadHeapInternals,
  indexOfRegion: ReadonlyMap<number, number>,
): SegmentDump[] {
  const { control, records, slotCount, pagesPerSlot } = tables;
  const { freeRuns, usedPages } = segments;
  const dumps: SegmentDump[] = [];
  for (let slot = 0; slot < slotCount;) {
    const owner = ownerOfSlot(tables, slot);
    const span = Atomics.load(control, segmentAt(slot) + SPAN);
    const isOwn = segments.slots.has(slot);
    if (!isOwn && (owner === 0 || span === 0)) {
      slot++; // nobody's, or not yet, or not any more
      continue;
    }
    const isOrdinary = isOwn ? usedPages.has(slot) : span === 1;
    const lists = isOwn
      ? dumpPages(
          { records, freeRuns },
          { first: slot * pagesPerSlot, pageCount: span * pagesPerSlot },
          indexOfRegion,
        )
      : { participant: owner, extents: [], free: [] };
    const kind = isOrdinary ? 'ordinary' : 'huge';
    dumps.push({ slot, kind, byteLength: span * tables.token.segmentByteLength, ...lists });
    slot += span;
  }
  return dumps;
}
