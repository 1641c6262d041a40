import { doAll } from '../do-all.js';
import { DIRTY, SEGMENT_DIRTY, participantAt, segmentAt } from './layout.js';
import type { OwnSegments } from './own-segments.js';
import type { ThreadTables } from './thread-tables.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

/**
 * How the owner of a page hears of blocks that other threads have freed: marks, from the page up to
 * the participant. They are hints, and the order makes them reliable: whoever finds a mark set
 * knows that its owner has not taken it yet, and will look at what lies below after it has.
 */

/** Tells the owner of a page that a block in it is not live any more. */
export function announceFree(tables: ThreadTables, page: number): void {
  const { control, dirtyPages } = tables;
  const word = dirtyPages + (page >>> 5);
  const bit = 1 << page; // modulo 32
  if ((Atomics.load(control, word) & bit) === 0) Atomics.or(control, word, bit);
  const segment = segmentAt(page >>> tables.slotShift);
  mark(control, segment + SEGMENT_DIRTY);
  // Read now: whoever adopts the segment from here on sees the block freed when it counts.
  mark(control, participantAt(Atomics.load(control, segment)) + DIRTY);
}

function mark(control: Int32Array, at: number): void {
  if (Atomics.load(control, at) === 0) Atomics.store(control, at, 1);
}

/**
 * Takes the marks of a participant's pages and calls `look` for each of them, also where it throws
 * for one before: a mark that was taken and not followed would be lost.
 * @returns whether there was any.
 * @throws the first of what `look` threw, when all is done
 */
export function takeMarks(
  tables: ThreadTables,
  segments: OwnSegments,
  look: (page: number) => void,
): boolean {
  const { control } = tables;
  const dirty = participantAt(segments.participant) + DIRTY;
  if (Atomics.load(control, dirty) === 0) return false;
  Atomics.store(control, dirty, 0);
  doAll(takePages(tables, segments), look);
  return true;
}

/** The pages of a participant that were marked, each taken as the one before it has been seen. */
function* takePages(tables: ThreadTables, segments: OwnSegments): Iterable<number> {
  const { control, slotShift, pagesPerSlot, dirtyPages } = tables;
  for (const slot of [...segments.slots]) {
    if (!segments.slots.has(slot)) continue; // given back by code of an account meanwhile
    const segmentDirty = segmentAt(slot) + SEGMENT_DIRTY;
    if (Atomics.load(control, segmentDirty) === 0) continue;
    Atomics.store(control, segmentDirty, 0);
    const first = slot << slotShift;
    for (let page = first; page < first + pagesPerSlot; page += 32) {
      const word = dirtyPages + (page >>> 5);
      if (Atomics.load(control, word) === 0) continue;
      let marks = Atomics.exchange(control, word, 0);
      for (; marks !== 0; marks &= marks - 1) yield page + 31 - Math.clz32(marks & -marks);
    }
  }
}
