/**
 * Keys of 64 bits as two signed 32-bit lanes, `hi` (bits 32 to 63) and `lo` (bits 0 to 31), as
 * bigint, and those of up to 53 bits as numbers. The lanes are the fast form: a bigint is an object
 * of 24 bytes that each operation creates.
 */
import { InvalidKeyError } from './errors.js';

const longCell = new BigInt64Array(1);
const laneCell = new Int32Array(longCell.buffer);
longCell[0] = 1n;
const HI = laneCell[0]!; // the machine's byte order decides which lane lies first
const LO = 1 - HI;

/**
 * The high lane of a 64-bit key, int32.
 * @throws {InvalidKeyError} unless `key` is a bigint of at most 64 bits with sign.
 */
export function longHi(key: bigint): number {
  storeLong(key);
  return laneCell[HI]!;
}

/**
 * The low lane of a 64-bit key, int32.
 * @throws {InvalidKeyError} unless `key` is a bigint of at most 64 bits with sign.
 */
export function longLo(key: bigint): number {
  storeLong(key);
  return laneCell[LO]!;
}

/**
 * The key of two lanes as bigint, −2^63 to 2^63 − 1. Cost: allocates 24 B.
 * @throws {InvalidKeyError} if a lane is not an int32.
 */
export function longOf(hi: number, lo: number): bigint {
  if ((hi | 0) !== hi || (lo | 0) !== lo) throw invalidLanes(hi, lo);
  return joinLanes(hi, lo);
}

/** `longOf` for lanes that are known to be int32. */
export function joinLanes(hi: number, lo: number): bigint {
  laneCell[HI] = hi;
  laneCell[LO] = lo;
  return longCell[0]!;
}

/** The error for lanes that are NaN, fractions, no numbers or beyond 32 bits with sign. */
export function invalidLanes(hi: unknown, lo: unknown): InvalidKeyError {
  return new InvalidKeyError(
    `key: expected int32 lanes (of bigints: getBigInt, …), ` +
      `got ${typeof hi} ${String(hi)}, ${typeof lo} ${String(lo)}`,
  );
}

/** Writes the cell, which cuts the key to 64 bits. */
function storeLong(key: bigint): void {
  if (typeof key !== 'bigint' || (longCell[0] = key) !== longCell[0]) {
    throw new InvalidKeyError(
      `key: expected a bigint of 64 bits with sign, got ${String(key)} (${typeof key})`,
    );
  }
}
