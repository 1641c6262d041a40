import { InvalidArgumentError } from '../errors.js';

/** How entries lie in longs. */
export interface PackedFormat {
  /** Length of an entry, 1 to 32. */
  readonly bits: number;
  /**
   * Whether an entry may begin in one long and end in the next, as in Minecraft before 1.16; else a
   * long holds floor(64 / bits) entries from its lowest bit up. A long is two int32 words, the low
   * one first.
   * @defaultValue false
   */
  readonly straddles?: boolean;
}

/** Longs that hold the first `count` entries. Exact below 2^47 entries. */
export function longsOf({ bits, straddles = false }: PackedFormat, count: number): number {
  return straddles ? Math.ceil((count * bits) / 64) : Math.ceil(count / Math.floor(64 / bits));
}

/**
 * @returns the most entries, up to `limit` (a multiple of 64), that fill longs to their last entry:
 * the next one begins a long.
 * @throws {InvalidArgumentError} if it is no format
 */
export function assertFormat(format: PackedFormat, limit: number): number {
  const bits = format?.bits;
  if (!(bits >= 1 && bits <= 32) || !Number.isInteger(bits)) {
    throw new InvalidArgumentError('format.bits', 'an integer from 1 to 32', bits);
  }
  return format.straddles === true ? limit : limit - (limit % Math.floor(64 / bits));
}

/** Kernels count in 32 bits. */
const LENGTH_LIMIT = 2 ** 32;

/**
 * @throws {InvalidArgumentError} unless elements `start` … `start + length − 1` are within the view
 */
export function assertRange(
  name: string,
  view: Uint8Array | Int32Array | Uint32Array,
  start: number,
  length: number,
): void {
  if (!(start >= 0 && length >= 0 && start + length <= view.length)) {
    const range = `${start} to ${start + length}`;
    throw new InvalidArgumentError(name, `a range within ${view.length} elements`, range);
  }
  if (!Number.isInteger(start) || !Number.isInteger(length) || length >= LENGTH_LIMIT) {
    throw new InvalidArgumentError(name, 'a range of integers below 2^32', `${start}, ${length}`);
  }
}

/**
 * @throws {InvalidArgumentError} unless it is a number of entries, and their longs are within the
 * view
 */
export function assertPacked(
  format: PackedFormat,
  words: Int32Array,
  start: number,
  count: number,
): void {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new InvalidArgumentError('count', 'an integer from 0', count);
  }
  assertRange('words', words, start, longsOf(format, count) * 2);
}

export function assertSeed(seed: number): void {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new InvalidArgumentError('seed', 'an integer from 0 to 2^53 − 1', seed);
  }
}

/** Below this many bytes a loop beats the built-in copies. */
const LOOP_BYTES = 32;

/** Copies bytes; the places may overlap. */
export function copyBytes(
  source: Uint8Array,
  sourceStart: number,
  target: Uint8Array,
  targetStart: number,
  byteLength: number,
): void {
  if (source === target) {
    target.copyWithin(targetStart, sourceStart, sourceStart + byteLength);
  } else if (byteLength <= LOOP_BYTES && source.buffer !== target.buffer) {
    for (let i = 0; i < byteLength; i++) target[targetStart + i] = source[sourceStart + i]!;
  } else {
    target.set(source.subarray(sourceStart, sourceStart + byteLength), targetStart);
  }
}
