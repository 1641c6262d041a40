/**
 * Keys of 64 bits as numbers, as far as numbers are exact: up to 53 bits and a sign. Faster than
 * bigints, which are objects. Apart from `long.ts`: not every table needs it.
 */
import { InvalidKeyError, expected } from './errors.js';
import { invalidLanes, joinLanes } from './long.js';

// Looked up once: see `imul`.
const isSafe = Number.isSafeInteger;
const { floor } = Math;

/**
 * The high lane of a key that is a safe integer.
 * @throws {InvalidKeyError} unless `key` is an integer from −2^53 + 1 to 2^53 − 1.
 */
export function safeHi(key: number): number {
  if (!isSafe(key)) throw new InvalidKeyError(expected('key', 'a safe integer', key));
  return floor(key / 2 ** 32) | 0; // exact: a power of two
}

/**
 * The low lane of a key that is a safe integer.
 * @throws {InvalidKeyError} unless `key` is an integer from −2^53 + 1 to 2^53 − 1.
 */
export function safeLo(key: number): number {
  if (!isSafe(key)) throw new InvalidKeyError(expected('key', 'a safe integer', key));
  return key | 0;
}

/**
 * The safe integer of two lanes.
 * @throws {InvalidKeyError} if a lane is not an int32, or the integer is beyond 53 bits and a sign.
 */
export function safeOf(hi: number, lo: number): number {
  if ((hi | 0) !== hi || (lo | 0) !== lo) throw invalidLanes(hi, lo);
  const key = hi * 2 ** 32 + (lo >>> 0);
  if (!isSafe(key)) {
    throw new InvalidKeyError(expected('key', 'lanes of a safe integer', joinLanes(hi, lo)));
  }
  return key;
}
