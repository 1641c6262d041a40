/**
 * What lists and queues that lie in one array have in common: their options, how they grow, and the
 * errors for positions that they do not have. Nothing here runs once an element.
 */
import { CapacityError, InvalidArgumentError, expected } from './errors.js';
import type { CollectionRegion } from './options.js';

/** Options of lists and queues. */
export interface ArrayOptions {
  /**
   * Elements that fit before the first growth, an integer.
   * @defaultValue 0: memory is taken with the first element
   */
  readonly capacity?: number | undefined;
  /**
   * Holds the elements. Its blocks must begin at multiples of 8 bytes for elements of 8 bytes, as
   * those of `@sandy/allocator` do. @defaultValue a typed array of the collection's own
   */
  readonly region?: CollectionRegion | undefined;
}

/** Elements that a collection holds at most, of which two words each are counted in 31 bits. */
export const MAXIMUM_LENGTH = 2 ** 30;

/** Capacity of the smallest storage that growth makes. */
const MINIMUM_GROWN_CAPACITY = 8;

const OPTION_NAMES = ['capacity', 'region'];

/**
 * The options among the arguments of a constructor.
 * @throws {InvalidArgumentError} if there are others than lists and queues have.
 */
export function arrayOptionsOf(first: unknown, second: ArrayOptions | undefined): ArrayOptions {
  const options = hasElements(first) ? second : ((first as ArrayOptions | null) ?? second);
  if (options !== undefined && typeof options !== 'object') {
    throw new InvalidArgumentError(expected('options', 'an object', options)); // as of Array(5)
  }
  const unknown = Object.keys(options ?? {}).find((name) => !OPTION_NAMES.includes(name));
  if (unknown === undefined) return options ?? {};
  throw new InvalidArgumentError(expected('options', OPTION_NAMES.join(', '), unknown));
}

/** Whether the first argument of a constructor is no options. */
export function hasElements(first: unknown): boolean {
  return (first as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] !== undefined;
}

/** Values that can be counted: an array as it is, of anything else a copy. */
export function arrayOf<T>(values: Iterable<T> | ArrayLike<T>): ArrayLike<T> {
  return Array.isArray(values) || ArrayBuffer.isView(values)
    ? (values as ArrayLike<T>)
    : [...(values as Iterable<T>)];
}

/** @throws {CapacityError} unless `count` is one, up to `maximum`. */
export function checkedCount(count: number, maximum: number): number {
  if (Number.isInteger(count) && count >= 0 && count <= maximum) return count;
  throw new CapacityError(expected('capacity', `an integer from 0 to ${maximum}`, count));
}

/**
 * Capacity of a storage that has to grow to `count` elements: half as much again, as the arrays of
 * V8 grow, so that at most a third is free.
 * @throws {CapacityError} if that is more than `maximum`.
 */
export function grownCapacity(capacity: number, count: number, maximum: number): number {
  if (count > maximum) throw new CapacityError(`size: expected at most ${maximum}, got ${count}`);
  const grown = Math.max(capacity + (capacity >> 1), count, MINIMUM_GROWN_CAPACITY);
  return Math.min(grown, maximum);
}

/** The error for an index at which there is nothing. */
export function invalidIndex(index: unknown, size: number): InvalidArgumentError {
  return new InvalidArgumentError(expected('index', `an integer below ${size}`, index));
}

/** @throws {InvalidArgumentError} unless 0 ≤ `from` ≤ `to` ≤ `limit`, all integers. */
export function checkRange(from: number, to: number, limit: number): void {
  if (Number.isInteger(from) && from >= 0 && Number.isInteger(to) && to <= limit && from <= to) {
    return;
  }
  throw new InvalidArgumentError(
    `range: expected integers 0 ≤ from ≤ to ≤ ${limit}, got ${String(from)} and ${String(to)}`,
  );
}

/** Runs what takes memory. @throws {CapacityError} if there is none. */
export function allocated<T>(byteLength: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new CapacityError(`capacity: expected memory for ${byteLength} bytes, got none`, {
      cause: error,
    });
  }
}
