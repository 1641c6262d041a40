/**
 * Beyond the end of `Map` and `Set`. V8's take 2^24 entries, those deleted and not yet swept among
 * them; then they throw a RangeError. So a collection is a first `Map` or `Set` and, once that has
 * refused an entry, later ones.
 */
import { CapacityError, DisposedError, expected } from '../errors.js';
import type { TableOptions } from '../options.js';
import { MAXIMUM_SLOT_COUNT } from '../sizing.js';

/**
 * Entries below which no engine's `Map` or `Set` refuses another one. (V8's have places for four
 * times as many as there are at most, until it shrinks them.)
 */
export const SAFE_ENTRY_COUNT = 2 ** 22;

/**
 * Bytes of V8's table for that many entries: entries of `entryWords` words of 8 B, a bucket for two
 * and 5 words. Exact while nothing was deleted (V8 doubles the entries and halves them when three
 * quarters are gone).
 */
export function nativeBytes(size: number, entryWords: number): number {
  let entryCount = 4;
  while (entryCount < size) entryCount *= 2;
  return 8 * (5 + entryCount * entryWords + entryCount / 2);
}

/** @throws {CapacityError} unless the option is absent or a count. It has no effect. */
export function checkCapacity({ capacity = 0 }: TableOptions): void {
  if (!Number.isInteger(capacity) || capacity < 0 || capacity > MAXIMUM_SLOT_COUNT) {
    const noun = `an integer from 0 to ${MAXIMUM_SLOT_COUNT}`;
    throw new CapacityError(expected('capacity', noun, capacity));
  }
}

export function disposedError(name: string): DisposedError {
  return new DisposedError(`${name}: expected one in use, got a disposed one`);
}
