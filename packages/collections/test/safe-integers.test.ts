/** Keys of 64 bits as numbers, as far as these are exact. */
import { describe, expect, it } from '@jest/globals';
import {
  Long2IntOpenHashMap,
  Long2LongOpenHashMap,
  Long2ObjectLinkedOpenHashMap,
  longHi,
  longLo,
  LongLinkedOpenHashSet,
  LongOpenHashSet,
  safeHi,
  safeLo,
  safeOf,
} from '../src/index.js';
import { withSeeds } from './support/random.js';
import { thrownBy } from './support/throwing.js';

const edges = [
  0,
  1,
  -1,
  2 ** 31,
  -(2 ** 31),
  2 ** 32 - 1,
  2 ** 32,
  -(2 ** 32),
  -(2 ** 32) - 1,
].concat([2 ** 53 - 1, -(2 ** 53) + 1, 2 ** 52, -(2 ** 52)]);
const unsafe = [
  NaN,
  0.5,
  -1e-9,
  2 ** 53,
  -(2 ** 53),
  Infinity,
  -Infinity,
  '1',
  1n,
  null,
  undefined,
];

describe('a safe integer', () => {
  it.each(edges)('%d has the lanes of the bigint, and comes back', (key) => {
    expect([safeHi(key), safeLo(key)]).toEqual([longHi(BigInt(key)), longLo(BigInt(key))]);
    expect(safeOf(safeHi(key), safeLo(key))).toBe(key);
  });

  it('of any size has the lanes of the bigint', () => {
    withSeeds(3, (random) => {
      for (let i = 0; i < 2_000; i++) {
        const key = random.word() * 2 ** random.below(22) + random.below(100);
        expect([safeHi(key), safeLo(key)]).toEqual([longHi(BigInt(key)), longLo(BigInt(key))]);
        expect(safeOf(safeHi(key), safeLo(key))).toBe(key);
      }
    });
  });

  it('may be −0, which is 0', () => {
    expect([Object.is(safeHi(-0), 0), Object.is(safeLo(-0), 0)]).toEqual([true, true]);
  });

  it.each(unsafe)('is not %p', (bad) => {
    const [key, map, set] = [bad as number, new Long2IntOpenHashMap(), new LongOpenHashSet()];
    for (const action of [
      () => safeHi(key),
      () => safeLo(key),
      () => map.getNumber(key),
      () => map.hasNumber(key),
      () => map.setNumber(key, 1),
      () => map.deleteNumber(key),
      () => set.hasNumber(key),
      () => set.addNumber(key),
      () => set.deleteNumber(key),
    ]) {
      expect(thrownBy(action)).toMatchObject({
        code: 'ERR_SANDY_INVALID_KEY',
        message: expect.stringMatching(/^key: expected a safe integer, got /) as unknown,
      });
    }
    expect([map.size, set.size]).toEqual([0, 0]);
  });

  it.each([
    [2 ** 21, 0],
    [-(2 ** 21), 0],
    [2 ** 31 - 1, -1],
  ])('has not the lanes %d, %d', (hi, lo) => {
    expect(thrownBy(() => safeOf(hi, lo))).toMatchObject({ code: 'ERR_SANDY_INVALID_KEY' });
  });

  it.each([0.5, NaN, 2 ** 31, '1'])('has no lane %p', (bad) => {
    expect(thrownBy(() => safeOf(bad as number, 0))).toMatchObject({
      code: 'ERR_SANDY_INVALID_KEY',
    });
    expect(thrownBy(() => safeOf(0, bad as number))).toMatchObject({
      code: 'ERR_SANDY_INVALID_KEY',
    });
  });

  it('is a key of maps and sets, the same as the bigint', () => {
    const maps = [new Long2ObjectLinkedOpenHashMap<bigint>(), new Long2LongOpenHashMap()] as Pick<
      Long2LongOpenHashMap,
      'setNumber' | 'getNumber' | 'getBigInt' | 'hasNumber' | 'deleteNumber'
    >[];
    for (const map of maps) {
      for (const key of edges) {
        expect(map.setNumber(key, BigInt(key) * 2n)).toBe(map);
        expect(map.getNumber(key)).toBe(BigInt(key) * 2n);
        expect(map.getBigInt(BigInt(key))).toBe(BigInt(key) * 2n);
      }
      expect([map.deleteNumber(1), map.hasNumber(1), map.hasNumber(-1)]).toEqual([
        true,
        false,
        true,
      ]);
      expect([map.deleteNumber(1), map.getNumber(1)]).toEqual([false, undefined]);
    }
    for (const set of [new LongOpenHashSet(), new LongLinkedOpenHashSet()]) {
      for (const key of edges)
        expect([set.addNumber(key), set.addNumber(key)]).toEqual([true, false]);
      expect(new Set(set)).toEqual(new Set(edges.map(BigInt)));
      expect([set.hasNumber(1), set.deleteNumber(1), set.hasNumber(1)]).toEqual([
        true,
        true,
        false,
      ]);
    }
  });

  it('gives the missing value for a key that is not there', () => {
    const map = new Long2IntOpenHashMap();
    map.missingValue = -1;
    expect(map.getNumber(5)).toBe(-1);
  });
});
