/**
 * What a table shows of itself to `validity.ts` and `statistics.ts`, which are functions so that programs
 * that do not call them do not carry them.
 */

/** Key of the method that shows it; not exported by the package. */
export const internals: unique symbol = Symbol('internals');

/** See the fields of the same names in the tables. */
export interface TableInternals {
  readonly lanes: Int32Array;
  /** Absent in sets. */
  readonly values?: readonly unknown[];
  readonly slotCount: number;
  readonly mantissa: number;
  readonly shift: number;
  readonly slotted: number;
  readonly zeroCount: number;
  readonly maximumSlotted: number;
  readonly maximumLoad: number;
  readonly reseedCount: number;
  find(hi: number, lo: number): number;
  homeOf(hi: number, lo: number): number;
}

/** Any hash table of this package. */
export interface HashTable {
  readonly size: number;
  /** @internal */
  [internals](): TableInternals;
}
