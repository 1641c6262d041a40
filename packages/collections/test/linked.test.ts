import { describe, expect, it } from '@jest/globals';
import { assertValidTable } from '../src/index.js';
import { FakeRegion } from './support/fake-region.js';
import type { AnyMap, AnySet, AnyTable, Kind, TestKey } from './support/kinds.js';
import { everyMap, everySet } from './support/kinds.js';
import { stepCount, withSeeds } from './support/random.js';

const STEPS = stepCount(1_500);

interface LinkedTable extends AnyTable {
  firstIndex(): number;
  lastIndex(): number;
  indexMoveToFirst(index: number): void;
  indexMoveToLast(index: number): void;
}

const isLinked = ({ name }: { name: string }): boolean => name.includes('Linked');
const kinds = [...everyMap, ...everySet].filter(isLinked) as unknown as Kind<LinkedTable>[];
const rows = kinds.map((kind) => [kind.name, kind] as const);

describe.each(rows)('%s', (name, kind) => {
  const isMap = name.endsWith('Map');
  const put = (table: LinkedTable, key: TestKey, value: unknown): void => {
    if (isMap) (table as unknown as AnyMap).set(...key.args, ...kind.valueArgs(value));
    else (table as unknown as AnySet).add(...key.args);
  };

  it('iterates as Map does, whatever is done to it meanwhile', () => {
    withSeeds(4, (random, seed) => {
      const region = seed % 2 === 0 ? new FakeRegion() : undefined;
      const table = kind.create({ region, maximumLoad: [0.5, 0.75, 0.9, 0.25][seed % 4]! });
      const model = new Map<number | bigint, unknown>();
      const iterators: [Iterator<unknown>, Iterator<unknown>][] = [];
      let spread = 4;
      for (let i = 0; i < STEPS; i++) {
        if (i % 500 === 0) spread = 2 + random.below(12);
        const key = kind.randomKey(random, spread);
        const value = isMap ? kind.valueOf(i) : undefined;
        switch (random.below(12)) {
          case 0:
          case 1:
          case 2:
          case 3:
            put(table, key, value);
            model.set(key.plain, value);
            break;
          case 4:
          case 5:
          case 6:
            expect(table.delete(...key.args)).toBe(model.delete(key.plain));
            break;
          case 7:
            if (random.below(60) === 0) {
              table.clear();
              model.clear();
            }
            if (random.below(20) === 0) table.trim();
            if (random.below(20) === 0) table.ensureCapacity(random.below(300));
            if (random.below(20) === 0) region?.moveMemory();
            break;
          case 8: {
            const index = random.below(2) === 0 ? table.indexOf(...key.args) : table.lastIndex();
            if (index < 0) break;
            const plain =
              table.indexOf(...key.args) === index ? key.plain : [...model.keys()].at(-1)!;
            const kept = model.get(plain);
            table.indexMoveToLast(index);
            if ([...model.keys()].at(-1) !== plain) {
              model.delete(plain); // to Map, what is moved is taken out and put in again
              model.set(plain, kept);
            }
            break;
          }
          default:
            if (iterators.length < 6 && random.below(4) === 0) {
              iterators.push([table.keys(), model.keys()]);
            }
            if (iterators.length > 0) {
              const at = random.below(iterators.length);
              const [ours, theirs] = iterators[at]!;
              const expected = theirs.next();
              expect(ours.next()).toEqual(expected);
              if (expected.done === true) iterators.splice(at, 1);
            }
        }
        if (i % 41 === 0) {
          assertValidTable(table);
          expect([...table.keys()]).toEqual([...model.keys()]);
          if (isMap) {
            expect([...(table as Iterable<unknown>)]).toEqual([...model]);
          }
        }
      }
      table.dispose();
      expect(region?.liveBytes ?? 0).toBe(0);
    });
  });

  it('moves entries to both ends, and tells which stand there', () => {
    withSeeds(6, (random) => {
      const table = kind.create({ maximumLoad: 0.9 });
      let model: (number | bigint)[] = [];
      for (let i = 0; i < 600; i++) {
        const key = kind.randomKey(random, 4);
        const without = (): (number | bigint)[] => model.filter((each) => each !== key.plain);
        const index = table.indexOf(...key.args);
        expect(index >= 0).toBe(model.includes(key.plain));
        if (index < 0) {
          put(table, key, kind.valueOf(i));
          model.push(key.plain);
        } else if (random.below(3) === 0) {
          table.indexRemove(index);
          model = without();
        } else if (random.below(2) === 0) {
          table.indexMoveToFirst(index);
          model = [key.plain, ...without()];
        } else {
          table.indexMoveToLast(index);
          model = [...without(), key.plain];
        }
        if (i % 7 === 0) {
          const ends = [table.firstIndex(), table.lastIndex()];
          const expected = [model[0], model.at(-1)].map((plain) =>
            plain === undefined ? -1 : table.indexOf(...kind.keyOf(plain).args),
          );
          expect(ends).toEqual(expected);
        }
        expect([...table.keys()]).toEqual(model);
      }
      assertValidTable(table);
    });
  });
});

/** What the classes of fastutil's names add. */
interface LinkedOpenHash extends LinkedTable {
  firstKey?(): number | bigint | undefined;
  lastKey?(): number | bigint | undefined;
  first?(): number | bigint | undefined;
  last?(): number | bigint | undefined;
  removeFirst(): unknown;
  removeLast(): unknown;
  readonly getAndMoveToFirst?: (...args: unknown[]) => unknown;
  readonly getAndMoveToLast?: (...args: unknown[]) => unknown;
  readonly putAndMoveToFirst?: (...args: unknown[]) => unknown;
  readonly putAndMoveToLast?: (...args: unknown[]) => unknown;
  readonly addAndMoveToFirst?: (...args: unknown[]) => unknown;
  readonly addAndMoveToLast?: (...args: unknown[]) => unknown;
}

describe.each(rows.filter(([name]) => name.includes('OpenHash')))('%s', (name, kind) => {
  const plainOf = (i: number): number | bigint => (name.startsWith('Long') ? BigInt(i) : i);
  const args = (i: number): readonly number[] => kind.keyOf(plainOf(i)).args;
  const isMap = name.endsWith('Map');
  const create = (...keys: number[]): LinkedOpenHash =>
    kind.from(
      keys.map((i) => (isMap ? [plainOf(i), kind.valueOf(i)] : plainOf(i))),
    ) as LinkedOpenHash;
  const keysOf = (table: LinkedOpenHash): number[] => [...table.keys()].map(Number);

  it('takes from both ends', () => {
    const table = create(5, 0, 7);
    const ends = (): unknown[] =>
      isMap ? [table.firstKey!(), table.lastKey!()] : [table.first!(), table.last!()];
    const shown = (i: number): unknown => (isMap ? kind.valueOf(i) : plainOf(i));
    expect(ends()).toEqual([plainOf(5), plainOf(7)]);
    expect(table.removeFirst()).toEqual(shown(5));
    expect(table.removeLast()).toEqual(shown(7));
    expect(ends()).toEqual([plainOf(0), plainOf(0)]);
    expect(table.removeLast()).toEqual(shown(0));
    expect([table.removeLast(), table.removeFirst(), ...ends()]).toEqual(Array(4).fill(undefined));
    assertValidTable(table);
  });

  it('moves what is asked for or put', () => {
    const table = create(1, 2, 3);
    if (isMap) {
      expect(table.getAndMoveToFirst!(...args(3))).toEqual(kind.valueOf(3));
      expect(table.getAndMoveToLast!(...args(1))).toEqual(kind.valueOf(1));
      expect(keysOf(table)).toEqual([3, 2, 1]);
      expect(table.getAndMoveToLast!(...args(9))).toBe(undefined);
      expect(table.getAndMoveToFirst!(...args(9))).toBe(undefined);
      expect(table.putAndMoveToFirst!(...args(1), kind.valueOf(8))).toEqual(kind.valueOf(1));
      expect(table.putAndMoveToLast!(...args(3), kind.valueOf(9))).toEqual(kind.valueOf(3));
      expect(table.putAndMoveToFirst!(...args(4), kind.valueOf(7))).toBe(undefined);
      expect([...(table as Iterable<unknown>)]).toEqual([
        [plainOf(4), kind.valueOf(7)],
        [plainOf(1), kind.valueOf(8)],
        [plainOf(2), kind.valueOf(2)],
        [plainOf(3), kind.valueOf(9)],
      ]);
    } else {
      expect(table.addAndMoveToFirst!(...args(3))).toBe(false);
      expect(table.addAndMoveToLast!(...args(1))).toBe(false);
      expect(table.addAndMoveToFirst!(...args(4))).toBe(true);
      expect(table.addAndMoveToLast!(...args(5))).toBe(true);
      expect(keysOf(table)).toEqual([4, 3, 2, 1, 5]);
    }
    assertValidTable(table);
  });
});
