/**
 * How an iteration stays right while the table under it changes.
 *
 * An iteration walks the live slots. All iterations that run at one time share a `KeyReading`; the
 * first insertion, removal or move copies the keys into it before changing anything (once, however
 * many changes follow) and the iterations go on in the copy, asking the table about each key. So
 * each entry that stays is visited exactly once, entries removed before their turn are not visited,
 * and entries inserted meanwhile are not visited either. A loop that changes nothing copies
 * nothing.
 */

/** What iterations that began between two changes of a table have in common. */
export interface KeyReading {
  /** The keys as they were before the change; undefined while nothing has changed. */
  words: Int32Array | undefined;
  /** What they are XOR there. */
  readonly offset: number;
  /** Iterations under way. One that was dropped half-way counts on, and costs one copy at most. */
  readerCount: number;
}

/** Where one iteration stands. */
interface Cursor {
  readonly reading: KeyReading;
  /** The next word of the table to look at. */
  next: number;
  /** Where the current key lies now. */
  index: number;
}

/** Of a table with keys of one word. */
export interface IntCursor extends Cursor {
  key: number;
}

/** Of a table with keys of two lanes. */
export interface LongCursor extends Cursor {
  hi: number;
  lo: number;
}
