import { describe, expect, it } from '@jest/globals';
import { HASH_BITS } from '../src/hashing.js';
import {
  entriesIn,
  mantissaOf,
  MAXIMUM_SLOT_COUNT,
  MAXIMUM_SLOT_COUNT_WITH_OBJECTS,
  permittedSlotsFor,
  roundUpSlotCount,
  shiftOf,
  slotsFor,
} from '../src/sizing.js';

const LAST_HASH = 2 ** HASH_BITS - 1;
const slotOf = (hash: number, slotCount: number): number =>
  Math.imul(hash, mantissaOf(slotCount)) >>> shiftOf(slotCount);
const bucketOf = (hash: number, slotCount: number): number =>
  Math.imul(hash, mantissaOf(slotCount)) >>> shiftOf(slotCount, 4);

/** All permitted slot counts: each is the one that follows its predecessor. */
const slotCounts: number[] = [];
for (let n = 1; n <= MAXIMUM_SLOT_COUNT; n = slotCounts.at(-1)! + 1) {
  slotCounts.push(roundUpSlotCount(n));
}

describe('slot counts', () => {
  it('are whole buckets of 4, then 16 steps to each doubling', () => {
    const small = Array.from({ length: 31 }, (_, i) => 8 + 4 * i);
    expect(slotCounts.slice(0, 34)).toEqual([...small, 136, 144, 152]);
    expect(slotCounts.at(-1)).toBe(MAXIMUM_SLOT_COUNT);
    expect(slotCounts).toContain(MAXIMUM_SLOT_COUNT_WITH_OBJECTS);
  });

  it('waste at most 1/16, or a bucket', () => {
    for (const n of [17, 33, 1_000, 1_025, 999_999, 1_048_577, 100_000_001]) {
      expect(roundUpSlotCount(n)).toBeGreaterThanOrEqual(n);
      expect(roundUpSlotCount(n)).toBeLessThan(n + Math.max(n / 16 + 1, 4));
    }
  });

  it('are all reached by hashes, from the first slot to the last and no further', () => {
    for (const slotCount of slotCounts) {
      expect(slotOf(0, slotCount)).toBe(0);
      expect(slotOf(LAST_HASH, slotCount)).toBe(slotCount - 1);
      expect(bucketOf(LAST_HASH, slotCount)).toBe(slotCount / 4 - 1);
    }
    for (const slotCount of [8, 9, 15, 16, 23, 31, 62, 100, 992]) {
      const reached = new Set<number>();
      for (let hash = 0; hash <= LAST_HASH; hash += 2 ** 12 - 1)
        reached.add(slotOf(hash, slotCount));
      expect(reached.size).toBe(slotCount);
    }
  });

  it('grow with the hash, so that a larger table has the same order', () => {
    for (const slotCount of [8, 17, 1_984]) {
      const slots: number[] = [];
      for (let hash = 0; hash <= LAST_HASH; hash += 54_321) slots.push(slotOf(hash, slotCount));
      expect(slots).toEqual([...slots].sort((a, b) => a - b));
    }
  });

  it('send everything to the first slot of a table without storage', () => {
    expect([slotOf(0, 1), slotOf(LAST_HASH, 1), bucketOf(LAST_HASH, 0)]).toEqual([0, 0, 0]);
    expect(permittedSlotsFor(0, 0.75)).toBe(0);
    expect(entriesIn(1, 0.9)).toBe(0);
  });
});

describe('the threshold', () => {
  it('can tell all slots apart', () => {
    expect(MAXIMUM_SLOT_COUNT).toBe(2 ** HASH_BITS);
  });

  it('leaves a slot free and is met exactly', () => {
    const wrong: number[][] = [];
    for (const load of [0.25, 0.5, 0.75, 0.9]) {
      for (let entries = 1; entries < 5_000; entries++) {
        const slotCount = slotsFor(entries, load);
        const isExact =
          slotCount > entries &&
          entriesIn(slotCount, load) >= entries &&
          entriesIn(slotCount - 1, load) < entries;
        if (!isExact) wrong.push([load, entries, slotCount]);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is kept where the division is rounded to a slot too few', () => {
    expect(entriesIn(Math.ceil(63 / 0.7), 0.7)).toBe(62);
    expect(entriesIn(slotsFor(63, 0.7), 0.7)).toBe(63);
  });

  it('is exact where single precision would not be', () => {
    // fastutil computed it in float: off by one from 2^24 on.
    expect(entriesIn(2 ** 26 + 2 ** 22, 0.75)).toBe(53_477_376);
    expect(entriesIn(slotsFor(33_554_433, 0.75), 0.75)).toBe(33_554_433);
  });
});
