/**
 * What a table shows of itself to `validity.ts` and `statistics.ts`, which are functions so that
 * programs that do not call them do not carry them.
 */

/** Key of the method that shows it; not exported by the package. */
export const internals: unique symbol = Symbol('internals');

/**
 * See the fields and methods of the same names in the tables. A tuple: names would weigh in every
 * bundle.
 */
export type TableInternals = readonly [
  words: Int32Array,
  slotCount: number,
  /** Its first words; keys lie in slots XOR the first. */
  seed: readonly [offset: number, multiplier1: number, multiplier2: number],
  mantissa: number,
  shift: number,
  maximumLoad: number,
  reseedCount: number,
  /** Words of a slot. */
  stride: number,
  /** Of a key's words; those of keys of one word take no notice of the second. */
  find: (hi: number, lo: number) => number,
  homeOf: (hi: number, lo: number) => number,
  /** Words of a key. */
  keyWords: number,
  /**
   * Moves a cursor of the table to the next entry, without one a new cursor to the first;
   * undefined at the end.
   */
  step: (cursor?: never) => unknown,
  /** Where values are JavaScript's. */
  values?: readonly unknown[] | undefined,
  /**
   * Of linked tables: the word where the order begins, and the positions that it has entries at.
   */
  order?: readonly [word: number, head: number, tail: number],
];

/** Where `step` stands in them. */
export const STEP = 11;

/** Any hash table of this package. */
export interface HashTable {
  readonly size: number;
  readonly capacity: number;
  bytes(): number;
  /** @internal */
  [internals](): TableInternals;
}
