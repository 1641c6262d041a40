/** What sorted maps and sets are made with, and what they show of themselves. */
import type { BlockOptions } from './word-block.js';

/** Options of sorted maps and sets. */
export type SortedOptions = BlockOptions;

export const SORTED_OPTION_NAMES = ['capacity', 'region'];

/** Key of the method that shows it; not exported by the package. */
export const sortedInternals: unique symbol = Symbol('sortedInternals');

/** See the fields of the same names in the classes. */
export interface SortedInternals {
  readonly leaves: Int32Array;
  readonly rows: Int32Array;
  readonly rowCount: number;
  readonly leafCount: number;
  readonly freeLeaf: number;
  readonly keyWords: number;
  readonly leafWords: number;
  readonly leafSize: number;
  readonly values: readonly unknown[] | undefined;
}

/** Any sorted map or set of this package. */
export interface SortedTable {
  readonly size: number;
  /** @internal */
  [sortedInternals](): SortedInternals;
}
