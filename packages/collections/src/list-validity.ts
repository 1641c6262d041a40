import { InvariantError } from './errors.js';
import { internals } from './internals.js';

/** What lists and queues show of themselves; see their fields of the same names. */
export type ListInternals = readonly [
  items: ArrayLike<unknown>,
  /** Items of an element. */
  stride: number,
  size: number,
  capacity: number,
  /** Place of the first element; those of queues go on at the beginning. */
  head: number,
  moves: number,
];

/** Any list or queue that lies in one array. */
export interface ArrayCollection {
  readonly size: number;
  /** @internal */
  [internals](): ListInternals;
}

/**
 * Checks every promise of the layout of a list or queue. Cost: O(capacity); for tests.
 * @throws {InvariantError} naming the first that is broken. @throws {DisposedError} after
 * `dispose`.
 */
export function assertValidList(list: ArrayCollection): void {
  const [items, stride, size, capacity, head] = list[internals]();
  assertTrue('as many items as the capacity says', items.length === capacity * stride);
  assertTrue('a size', Number.isInteger(size) && size >= 0 && size === list.size);
  assertTrue('a size up to the capacity', size <= capacity);
  assertTrue('a first place', Number.isInteger(head) && head >= 0);
  assertTrue('a first place below the capacity', head < Math.max(capacity, 1));
  if (!Array.isArray(items)) return;
  for (let i = size; i < capacity; i++) {
    assertTrue('nothing in free places', items[(head + i) % capacity] === undefined);
  }
}

function assertTrue(what: string, isTrue: boolean): void {
  if (!isTrue) throw new InvariantError(`list: expected ${what}`);
}
