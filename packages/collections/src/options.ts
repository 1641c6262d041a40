/**
 * What a table may be given when it is made, and what it is asked in return.
 */
import { InvalidArgumentError, expected } from './errors.js';

/**
 * Where a table may keep its integers instead of in a typed array of its own: a region of
 * `@sandy/allocator`, or anything that looks like one. The block is charged to the region's owner.
 */
export interface CollectionRegion {
  /**
   * Takes a block. @param byteLength in bytes, a positive multiple of 4. @returns its address,
   * never 0 in error: it throws.
   */
  allocate(byteLength: number): number;
  /** Gives a block back. */
  free(address: number): void;
  /**
   * The block's first `length` 32-bit words. Asked again whenever an earlier view has length 0, as
   * it has after a WebAssembly memory grew.
   */
  words(address: number, length: number): Int32Array;
  /** True once the region has given back all its blocks by itself. */
  readonly disposed?: boolean | undefined;
}

/** Options of every hash table. */
export interface TableOptions {
  /**
   * Entries that fit before the first growth, an integer.
   * @defaultValue 0: memory is taken with the first entry
   */
  readonly capacity?: number | undefined;
  /** Holds the integers of the table. @defaultValue a typed array of the table's own */
  readonly region?: CollectionRegion | undefined;
  /**
   * Makes the hash function repeatable, for tests and simulations: an integer of 32 bits. Whoever
   * knows it can craft colliding keys, until the table notices and draws a seed nobody knows.
   * @defaultValue random, different for each table
   */
  readonly seed?: number | undefined;
  /**
   * Share of the slots that may be taken before the table grows, 0.25 to 0.9. 0.5 is faster and
   * larger, above 0.75 misses become slow.
   * @defaultValue 0.75
   */
  readonly maximumLoad?: number | undefined;
}

const OPTION_NAMES = ['capacity', 'region', 'seed', 'maximumLoad'];

/**
 * The options among the arguments of a constructor.
 * @throws {InvalidArgumentError} if there are others than tables have
 */
export function optionsOf(first: unknown, second: TableOptions | undefined): TableOptions {
  const options = ((isIterable(first) ? second : first) as TableOptions | null) ?? second ?? {};
  const unknown = Object.keys(options).find((name) => !OPTION_NAMES.includes(name));
  if (unknown === undefined) return options;
  throw new InvalidArgumentError(expected('options', OPTION_NAMES.join(', '), unknown));
}

/** The entries among the arguments of a constructor. */
export function entriesOf<T>(first: Iterable<T> | object | null | undefined): Iterable<T> {
  return isIterable(first) ? (first as Iterable<T>) : [];
}

function isIterable(value: unknown): boolean {
  return (value as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] !== undefined;
}

/** The error for a token that `indexInsert` may not trust. */
export function staleIndex(index: unknown): InvalidArgumentError {
  return new InvalidArgumentError(expected('index', 'a negative one', index));
}
