import { describe, expect, it } from '@jest/globals';
import * as errors from '../src/errors.js';
import { Int2IntSortedMap } from '../src/generated/int2int-sorted-map.js';
import { Int2ObjectSortedMap } from '../src/generated/int2object-sorted-map.js';
import { IntSortedSet } from '../src/generated/int-sorted-set.js';
import { Long2ObjectSortedMap } from '../src/generated/long2object-sorted-map.js';
import { LongSortedSet } from '../src/generated/long-sorted-set.js';
import type { SortedTable } from '../src/sorted.js';
import { assertValidSorted } from '../src/sorted-validity.js';
import { FakeRegion } from './support/fake-region.js';
import type { Random } from './support/random.js';
import { stepCount, withSeeds } from './support/random.js';

type Key = number | bigint;
type Args = readonly number[];
type Method = (...args: readonly unknown[]) => unknown;

/** What tables and their views have in common, whatever their keys and values. */
interface Range {
  readonly size: number;
  readonly has: Method;
  readonly delete: Method;
  readonly get?: Method;
  readonly set?: Method;
  readonly add?: Method;
  readonly forEach: (callback: Method) => void;
  firstKey(): Key | undefined;
  lastKey(): Key | undefined;
  keys(): IterableIterator<Key>;
  entries?(): IterableIterator<[Key, unknown]>;
  clear(): void;
}

interface Sorted extends SortedTable, Range, Iterable<unknown> {
  readonly size: number;
  readonly disposed: boolean;
  readonly floorKey: Method;
  readonly ceilingKey: Method;
  readonly lowerKey: Method;
  readonly higherKey: Method;
  readonly indexOf: (...args: Args) => number;
  indexRank(index: number): number;
  firstIndex(): number;
  lastIndex(): number;
  nextIndex(index: number): number;
  previousIndex(index: number): number;
  indexRemove(index: number): void;
  pollFirst(): unknown;
  pollLast(): unknown;
  readonly head: (...args: Args) => Range;
  readonly tail: (...args: Args) => Range;
  readonly sub: (...args: Args) => Range;
  ensureCapacity(count: number): void;
  bytes(): number;
  dispose(): void;
}

type Class = new (...args: unknown[]) => Sorted;
const classes = {
  IntSortedSet,
  Int2IntSortedMap,
  Int2ObjectSortedMap,
  LongSortedSet,
  Long2ObjectSortedMap,
} as unknown as Record<string, Class>;
const rows = Object.entries(classes);

describe.each(rows)('%s', (name, TestedClass) => {
  const isLong = name.startsWith('Long');
  const isMap = name.includes('2');
  const valueOf = (i: number): unknown => (name.includes('2Object') ? { i } : i);
  const argsOf = (key: Key): Args =>
    typeof key === 'bigint' ? [Number(key >> 32n), Number(BigInt.asIntN(32, key))] : [key];
  const keyOf = (args: Args): Key =>
    isLong ? (BigInt(args[0]!) << 32n) | BigInt(args[1]! >>> 0) : args[0]!;
  /** Low lanes of both signs, extremes, 0. */
  const randomKey = (random: Random, spread: number): Key => {
    const lane = random.below(40) === 0 ? 2 ** 31 - 1 - random.below(2) : random.below(spread);
    const signed = random.below(2) === 0 ? lane : -lane - (random.below(2) & lane);
    return isLong ? keyOf([signed >> 5, random.below(32) << 27]) : keyOf([signed | 0]);
  };
  const put = (range: Range, key: Key, value: unknown): unknown =>
    isMap ? range.set!(...argsOf(key), value) : range.add!(...argsOf(key));
  const shown = (key: Key, value: unknown): unknown => (isMap ? [key, value] : key);

  /** The same in a sorted array. */
  class Model {
    keys: Key[] = [];
    readonly values = new Map<Key, unknown>();

    set(key: Key, value: unknown): void {
      if (!this.values.has(key)) {
        this.keys.push(key);
        this.keys.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      }
      this.values.set(key, value);
    }

    delete(key: Key): boolean {
      this.keys = this.keys.filter((each) => each !== key);
      return this.values.delete(key);
    }

    entries(keys = this.keys): unknown[] {
      return keys.map((key) => shown(key, this.values.get(key)));
    }
  }

  const entriesOf = (range: Range): unknown[] => [...(isMap ? range.entries!() : range.keys())];

  function expectNeighbours(table: Sorted, model: Model, key: Key): void {
    const args = argsOf(key);
    const { keys } = model;
    expect(table.floorKey(...args)).toBe(keys.filter((each) => each <= key).at(-1));
    expect(table.lowerKey(...args)).toBe(keys.filter((each) => each < key).at(-1));
    expect(table.ceilingKey(...args)).toBe(keys.find((each) => each >= key));
    expect(table.higherKey(...args)).toBe(keys.find((each) => each > key));
    expect(table.has(...args)).toBe(model.values.has(key));
    if (isMap) expect(table.get!(...args)).toBe(model.values.get(key));
    const index = table.indexOf(...args);
    expect(index >= 0 ? table.indexRank(index) : -1).toBe(keys.indexOf(key));
    expect([table.firstKey(), table.lastKey()]).toEqual([keys[0], keys.at(-1)]);
  }

  it('does what a sorted array does', () => {
    withSeeds(4, (random, seed) => {
      const region = seed % 2 === 0 ? new FakeRegion() : undefined;
      const table = new TestedClass({ region });
      const model = new Model();
      let spread = 500;
      let growth = 8;
      for (let i = 0; i < stepCount(2_000); i++) {
        if (i % 800 === 0) {
          spread = 50 + random.below(3_000);
          growth = 3 + random.below(8); // of ten steps, so many put
        }
        const key = randomKey(random, spread);
        if (random.below(10) < growth) {
          const value = valueOf(i);
          const isNew = !model.values.has(key);
          expect(put(table, key, value)).toBe(isMap ? table : isNew);
          model.set(key, value);
        } else {
          const near = model.keys[random.below(model.keys.length)] ?? key;
          expect(table.delete(...argsOf(near))).toBe(model.delete(near));
        }
        if (random.below(200) === 0) {
          const first = model.keys[0];
          const expected = first === undefined ? undefined : model.entries([first])[0];
          expect(table.pollFirst()).toEqual(expected);
          if (first !== undefined) model.delete(first);
          const last = model.keys.at(-1);
          const expectedLast = last === undefined ? undefined : model.entries([last])[0];
          expect(table.pollLast()).toEqual(expectedLast);
          if (last !== undefined) model.delete(last);
        }
        if (random.below(400) === 0) region?.moveMemory();
        if (random.below(1_500) === 0) {
          table.clear();
          model.keys = [];
          model.values.clear();
        }
        if (table.size !== model.keys.length) expect(table.size).toBe(model.keys.length);
        if (i % 50 === 0) expectNeighbours(table, model, randomKey(random, spread));
        if (i % 200 === 0) {
          assertValidSorted(table);
          expect(entriesOf(table)).toEqual(model.entries());
          const backwards: Key[] = [];
          for (let at = table.lastIndex(); at >= 0; at = table.previousIndex(at)) {
            backwards.push(model.keys[table.indexRank(at)]!);
          }
          expect(backwards.reverse()).toEqual(model.keys);
        }
      }
      table.dispose();
      expect([table.size, table.disposed, region?.liveBytes ?? 0]).toEqual([0, true, 0]);
      expect(() => table.has(...argsOf(keyOf([1, 1])))).toThrow(errors.DisposedError);
    });
  });

  it('shows live ranges of its keys', () => {
    withSeeds(8, (random) => {
      const table = new TestedClass();
      const model = new Model();
      for (let i = 0; i < 600; i++) {
        const key = randomKey(random, 2_000);
        put(table, key, valueOf(i));
        model.set(key, table.get === undefined ? undefined : table.get(...argsOf(key)));
      }
      for (let i = 0; i < 12; i++) {
        const from = randomKey(random, 2_000);
        const to = randomKey(random, 2_000);
        const ranges: [Range, (key: Key) => boolean][] = [
          [table.head(...argsOf(to)), (key) => key < to],
          [table.tail(...argsOf(from)), (key) => key >= from],
          [table.sub(...argsOf(from), ...argsOf(to)), (key) => key >= from && key < to],
        ];
        for (const [range, isIn] of ranges) {
          const keys = model.keys.filter(isIn);
          expect(range.size).toBe(keys.length);
          expect([range.firstKey(), range.lastKey()]).toEqual([keys[0], keys.at(-1)]);
          expect(entriesOf(range)).toEqual(model.entries(keys));
          const seen: unknown[] = [];
          range.forEach((...args) => void seen.push(keyOf((isMap ? args.slice(1) : args) as Args)));
          expect(seen).toEqual(keys);
          const key = randomKey(random, 2_000);
          expect(range.has(...argsOf(key))).toBe(isIn(key) && model.values.has(key));
          if (isIn(key)) {
            const value = valueOf(i);
            put(range, key, value);
            model.set(key, isMap ? value : undefined);
          } else {
            expect(() => put(range, key, valueOf(i))).toThrow(errors.InvalidKeyError);
            expect(range.delete(...argsOf(key))).toBe(false);
          }
        }
      }
      const middle = model.keys[model.keys.length >> 1]!;
      table.head(...argsOf(middle)).clear();
      expect([...table.keys()]).toEqual(model.keys.filter((key) => key >= middle));
      assertValidSorted(table);
    });
  });

  it('visits what is there when its turn comes, whatever changes meanwhile', () => {
    const table = new TestedClass();
    const plain = (i: number): Key => keyOf([i, 0]);
    for (let i = 0; i < 1_000; i += 2) put(table, plain(i), valueOf(i));
    const seen: Key[] = [];
    for (const key of table.keys()) {
      seen.push(key);
      const i = Number(isLong ? BigInt(key) >> 32n : key);
      table.delete(...argsOf(key));
      if (i % 4 === 0) table.delete(...argsOf(plain(i + 2))); // not reached yet
      if (i % 100 === 0) put(table, plain(i + 1), valueOf(i)); // ahead
      put(table, plain(i - 1), valueOf(i)); // behind
    }
    const expected: number[] = [];
    for (let i = 0; i < 1_000; i += 4) expected.push(...(i % 100 === 0 ? [i, i + 1] : [i]));
    expect(seen).toEqual(expected.map(plain));
    assertValidSorted(table);
  });

  it('keeps its leaves full where keys come in order', () => {
    const table = new TestedClass({ capacity: 0 });
    for (let i = 0; i < 12_800; i++) put(table, keyOf([i, 0]), valueOf(i));
    assertValidSorted(table);
    const entryBytes = (isLong ? 8 : 4) + (name.includes('2Int') ? 4 : isMap ? 8 : 0);
    expect(table.bytes() / table.size).toBeLessThan(entryBytes * 1.6); // it grows by half
  });

  it('is made of entries, or gives its memory back', () => {
    const entries = [3, 1, 2].map((i) => shown(keyOf([i, i]), i));
    const region = new FakeRegion();
    const table = new TestedClass(entries, { region });
    expect(entriesOf(table)).toEqual([1, 2, 3].map((i) => shown(keyOf([i, i]), i)));
    expect([...new TestedClass(table)]).toEqual([...table]);
    table.dispose();
    expect(() => new TestedClass([...entries, isMap ? [NaN, 1] : NaN], { region })).toThrow();
    expect(region.liveBytes).toBe(0);
    expect(() => new TestedClass({ maximumLoad: 0.5 })).toThrow(errors.InvalidArgumentError);
    for (const capacity of [-1, NaN, 0.5, 2 ** 40]) {
      expect(() => new TestedClass({ capacity })).toThrow(errors.CapacityError);
    }
    expect(Object.prototype.toString.call(table)).toBe(`[object ${name}]`);
  });

  it('is as it was when its region refuses, and may be changed while the region is asked', () => {
    const region = new FakeRegion();
    const table = new TestedClass({ region });
    const model = new Model();
    let refusals = 0;
    for (let i = 0; i < 700; i++) {
      const key = keyOf([(i * 7_919) % 10_000, i]);
      region.limitBytes = i % 3 === 0 ? region.liveBytes : Infinity;
      region.onAllocate = () => {
        region.onAllocate = undefined;
        const other = keyOf([20_000 + i, 1]);
        region.limitBytes = Infinity;
        put(table, other, valueOf(i));
        model.set(other, isMap ? table.get!(...argsOf(other)) : undefined);
      };
      const value = valueOf(i);
      try {
        put(table, key, value);
        model.set(key, isMap ? value : undefined);
      } catch {
        refusals++;
      }
      if (i % 25 === 0) {
        assertValidSorted(table);
        expect(entriesOf(table)).toEqual(model.entries());
      }
    }
    expect(refusals).toBeGreaterThan(0);
    expect(entriesOf(table)).toEqual(model.entries());
    table.dispose();
    expect(region.liveBytes).toBe(0);
  });
});
