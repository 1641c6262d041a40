/**
 * What a region may do to a collection in the middle of an operation, at random: refuse, call back
 * into it, move its memory.
 */
import { expect } from '@jest/globals';
import type { FakeRegion } from './fake-region.js';
import type { Random } from './random.js';

/** Cheaper than `expect`, which would take most of the time of a model test. */
export function expectSame(actual: unknown, expected: unknown): void {
  if (!Object.is(actual, expected)) expect(actual).toBe(expected);
}

/**
 * Does `operate`, which is to change `region`'s user, with a region that may refuse and may call
 * `nested` inside `allocate`.
 * @returns whether it came through; if not, it must have changed nothing.
 */
export function mayBeRefused(
  region: FakeRegion | undefined,
  random: Random,
  operate: () => void,
  nested: () => void,
): boolean {
  if (region === undefined) {
    operate();
    return true;
  }
  if (random.below(50) === 0) region.moveMemory();
  if (random.below(3) === 0) region.limitBytes = region.liveBytes;
  else if (random.below(3) === 0) {
    region.onAllocate = () => {
      region.onAllocate = undefined;
      region.moveMemory();
      nested();
    };
  }
  const blockCount = region.addresses.length;
  try {
    operate();
    return true;
  } catch (error) {
    if (!String(error).includes('region is full')) throw error;
    if (region.addresses.length > blockCount) throw new Error('a block is lost', { cause: error });
    return false;
  } finally {
    region.limitBytes = Infinity;
    region.onAllocate = undefined;
  }
}

/** NaN, fractions, bounds, other types: what is no integer from 0 to 2^31 − 1. */
export const noIndices = [
  NaN,
  0.5,
  -1,
  -0.5,
  2 ** 32,
  2 ** 53,
  Infinity,
  -Infinity,
  '1',
  undefined,
  null,
  {},
] as unknown as number[];
