import { describe, expect, it } from '@jest/globals';
import { IntOpenHashSet, LongOpenHashSet, assertValidTable } from '../src/index.js';
import { FakeRegion } from './support/fake-region.js';
import type { Random } from './support/random.js';
import { withSeeds } from './support/random.js';

/** What both classes do, on keys as `Set` has them. */
interface OpenHashSet extends Iterable<number | bigint> {
  readonly size: number;
  addAll(keys: Iterable<number | bigint>): number;
  deleteAll(keys: Iterable<number | bigint>): number;
  containsAll(keys: Iterable<number | bigint>): boolean;
  retainAll(other: OpenHashSet): number;
  removeIf(test: (...args: number[]) => boolean): number;
  clone(options?: object): OpenHashSet;
  equals(other: OpenHashSet): boolean;
  union(other: OpenHashSet): OpenHashSet;
  intersection(other: OpenHashSet): OpenHashSet;
  difference(other: OpenHashSet): OpenHashSet;
  symmetricDifference(other: OpenHashSet): OpenHashSet;
  isSubsetOf(other: OpenHashSet): boolean;
  isSupersetOf(other: OpenHashSet): boolean;
  isDisjointFrom(other: OpenHashSet): boolean;
}

type Class = new (keys?: Iterable<number | bigint>, options?: object) => OpenHashSet;
const rows: [string, Class, (i: number) => number | bigint][] = [
  ['IntOpenHashSet', IntOpenHashSet as unknown as Class, (i) => i],
  ['LongOpenHashSet', LongOpenHashSet as unknown as Class, (i) => BigInt(i) << 31n],
];

const sorted = (keys: Iterable<number | bigint>): string[] => [...keys].map(String).sort();

describe.each(rows)('%s', (name, TestedSet, keyOf) => {
  const keysFrom = (random: Random): (number | bigint)[] =>
    Array.from({ length: random.below(30) }, () => keyOf(random.below(40) - 20));

  it('does with other sets what the words say', () => {
    withSeeds(60, (random) => {
      const [first, second] = [keysFrom(random), keysFrom(random)];
      if (random.below(4) === 0) second.push(...first); // a superset
      const [a, b] = [new Set(first), new Set(second)];
      const [set, other] = [new TestedSet(first), new TestedSet(second)];
      const isIn = (keys: Set<number | bigint>) => (key: number | bigint) => keys.has(key);
      const both = first.filter(isIn(b));
      const onlyFirst = [...a].filter((key) => !b.has(key));
      const onlySecond = [...b].filter((key) => !a.has(key));
      const expectKeys = (result: OpenHashSet, keys: Iterable<number | bigint>): void => {
        assertValidTable(result as unknown as IntOpenHashSet);
        expect(sorted(result)).toEqual(sorted(new Set(keys)));
      };
      expectKeys(set.union(other), [...first, ...second]);
      expectKeys(set.intersection(other), both);
      expectKeys(set.difference(other), onlyFirst);
      expectKeys(set.symmetricDifference(other), [...onlyFirst, ...onlySecond]);
      expect(set.isSubsetOf(other)).toBe(onlyFirst.length === 0);
      expect(set.isSupersetOf(other)).toBe(onlySecond.length === 0);
      expect(set.isDisjointFrom(other)).toBe(both.length === 0);
      expect(set.containsAll(second)).toBe(onlySecond.length === 0);
      expect(set.equals(other)).toBe(onlyFirst.length + onlySecond.length === 0);
      expect(set.equals(set.clone())).toBe(true);
      expectKeys(set, first); // unchanged by all that
      const added = set.clone();
      expect(added.addAll(second)).toBe(onlySecond.length);
      expectKeys(added, [...first, ...second]);
      expect(added.deleteAll(first)).toBe(a.size);
      expectKeys(added, onlySecond);
      const retained = set.clone();
      expect(retained.retainAll(other)).toBe(onlyFirst.length);
      expectKeys(retained, both);
      const isOdd = (...args: number[]): boolean => (args[0]! & 1) === 1;
      const removed = set.clone().removeIf(isOdd);
      const lanes = first.map((key) => Number(typeof key === 'bigint' ? key >> 32n : key));
      const odd = new Set(first.filter((_, i) => isOdd(lanes[i]!)));
      expect(removed).toBe(odd.size);
    });
  });

  it('is cloned into a region, and says its name', () => {
    const region = new FakeRegion();
    const set = new TestedSet([1, 2, 3].map(keyOf));
    const copy = set.clone({ region });
    expect(region.liveBytes).toBeGreaterThan(0);
    expect(Object.prototype.toString.call(copy)).toBe(`[object ${name}]`);
  });
});

it('sets are made of arrays, or their memory goes back', () => {
  expect(sorted(IntOpenHashSet.fromArray(Int32Array.of(5, 0, 5)))).toEqual(['0', '5']);
  expect([...LongOpenHashSet.fromArrays([1], [2])]).toEqual([(1n << 32n) | 2n]);
  const region = new FakeRegion();
  expect(() => IntOpenHashSet.fromArray([1, NaN], { region })).toThrow(/NaN/);
  expect(() => LongOpenHashSet.fromArrays([1, 2], [2], { region })).toThrow(/one length/);
  expect(() => LongOpenHashSet.fromArrays([1], [0.5], { region })).toThrow(/0\.5/);
  expect(region.liveBytes).toBe(0);
});
