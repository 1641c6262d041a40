/**
 * How iterations over an order find their place again when its positions change.
 *
 * A linked table keeps its order as a list of slots, with gaps where entries were removed. A cursor
 * is a position in that list, so what is removed, added or moved to the end meanwhile is met as
 * ECMAScript says of `Map`. Only when gaps are closed, or all is cleared, do positions change: then
 * an epoch ends, and cursors of that epoch count how many gaps lay before them. An epoch is kept by
 * the cursors that need it alone.
 */

/** Between two changes of positions. */
export interface Epoch {
  /** Whether a cursor of this or an earlier epoch may need to know how it ended. */
  isRead: boolean;
  end: EpochEnd | undefined;
}

interface EpochEnd {
  readonly next: Epoch;
  /** Where the first entry stood. */
  readonly head: number;
  /** Where it stands in the next epoch. */
  readonly offset: number;
  /** Positions of gaps behind it, ascending. */
  readonly gaps: Int32Array;
  /** Positions that are left: those behind the last entry become one. */
  readonly tail: number;
}

/** Where one iteration stands. */
interface Cursor {
  epoch: Epoch;
  /** The next to look at. */
  position: number;
  index: number;
}

/** Of a table with keys of one word. */
export interface IntOrderCursor extends Cursor {
  key: number;
}

/** Of a table with keys of two lanes. */
export interface LongOrderCursor extends Cursor {
  hi: number;
  lo: number;
}

export function beginEpoch(): Epoch {
  return { isRead: false, end: undefined };
}

/**
 * Ends an epoch, before the order is changed.
 * @param order.words the order's slots + 1, 0 for gaps, from word `order.order` on; without them,
 * all is gone
 * @returns the next one
 */
export function endEpoch(
  epoch: Epoch,
  {
    head,
    tail = head,
    offset,
    words,
    order = 0,
  }: { head: number; tail?: number; offset: number; words?: Int32Array; order?: number },
): Epoch {
  if (!epoch.isRead) return epoch;
  const gaps: number[] = [];
  for (let position = head; words !== undefined && position < tail; position++) {
    if (words[order + position] === 0) gaps.push(position);
  }
  const next = { ...beginEpoch(), isRead: true }; // by the same cursors
  epoch.end = { next, head, tail, offset, gaps: Int32Array.from(gaps) };
  return next;
}

/** Where a cursor of an earlier epoch stands now. */
export function positionNow({ epoch, position }: Cursor): number {
  let now = position;
  for (let { end } = epoch; end !== undefined; { end } = end.next) {
    const { head, tail, offset, gaps } = end;
    const behind = Math.min(Math.max(now, head), tail);
    now = offset + behind - head - countBelow(gaps, behind);
  }
  return now;
}

/** How many elements of an ascending array are less than `limit`. */
function countBelow(array: Int32Array, limit: number): number {
  let low = 0;
  let high = array.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (array[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
