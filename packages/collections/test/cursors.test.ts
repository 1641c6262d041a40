/** Cursors of all maps and sets of fastutil's names. */
import { describe, expect, it } from '@jest/globals';
import { assertValidTable, Long2LongOpenHashMap } from '../src/index.js';
import { FakeRegion } from './support/fake-region.js';
import type { AnyMap, AnySet, AnyTable, Kind, TestKey } from './support/kinds.js';
import { everyMap, everySet } from './support/kinds.js';
import { stepCount, withSeeds } from './support/random.js';
import { thrownBy } from './support/throwing.js';

type Plain = number | bigint;

interface Cursor {
  readonly key: Plain;
  readonly value: unknown;
  next(): boolean;
  remove(): boolean;
  readonly setValue: (...value: readonly unknown[]) => boolean;
}

type Walked<T> = T & { cursor(): Cursor };

const kinds = [...everyMap, ...everySet].filter(({ name }) =>
  name.includes('OpenHash'),
) as unknown as Kind<Walked<AnyTable>>[];

const isMap = ({ name }: Kind<unknown>): boolean => name.endsWith('Map');

function put(kind: Kind<unknown>, table: AnyTable, key: TestKey, i: number): void {
  if (isMap(kind)) (table as AnyMap).set(...key.args, ...kind.valueArgs(kind.valueOf(i)));
  else (table as AnySet).add(...key.args);
}

function filled(
  kind: Kind<Walked<AnyTable>>,
  count: number,
  region?: FakeRegion,
): Walked<AnyTable> {
  const table = kind.create({ region });
  const scale = kind.name.startsWith('Long') ? (i: number) => BigInt(i) << 30n : (i: number) => i;
  for (let i = 0; i < count; i++) put(kind, table, kind.keyOf(scale(i - 5)), i);
  return table;
}

/** −0 is 0 for a table. */
const plainOf = (key: Plain): Plain => (key === 0 ? 0 : key);

describe.each(kinds.map((kind) => [kind.name, kind] as const))('a cursor of %s', (_, kind) => {
  it('meets each entry once, in the order of iterators', () => {
    for (const count of [0, 1, 5, 6, 60]) {
      const table = filled(kind, count);
      const cursor = table.cursor();
      const seen: unknown[] = [];
      while (cursor.next()) seen.push(isMap(kind) ? [cursor.key, cursor.value] : cursor.key);
      expect(seen).toEqual([...table]);
      expect(seen).toHaveLength(count);
      expect([cursor.next(), cursor.next()]).toEqual([false, false]);
    }
  });

  it('takes out what it stands at', () => {
    const table = filled(kind, 100);
    const isRemoved = (key: Plain): boolean => Number(BigInt(key) >> 3n) % 2 === 0;
    const expected = new Set([...table.keys()].filter((key) => !isRemoved(key)));
    const cursor = table.cursor();
    let count = 0;
    while (cursor.next()) {
      count++;
      if (!isRemoved(cursor.key)) continue;
      expect([cursor.remove(), cursor.remove()]).toEqual([true, false]);
    }
    expect(count).toBe(100);
    expect(new Set(table.keys())).toEqual(expected);
    assertValidTable(table);
  });

  it('is at no entry before the first and behind the last', () => {
    const table = filled(kind, 2);
    const cursor = table.cursor();
    const uses = [() => cursor.key, () => cursor.remove()];
    if (isMap(kind))
      uses.push(
        () => cursor.value as Plain,
        () => cursor.setValue(),
      );
    const expectNone = (): void => {
      for (const use of uses) {
        expect(thrownBy(use)).toMatchObject({ code: 'ERR_SANDY_INVALID_ARGUMENT' });
      }
    };
    expectNone();
    while (cursor.next());
    expectNone();
    expect(table.size).toBe(2);
  });

  it('goes on when the table changes, its memory moves or other cursors walk it', () => {
    withSeeds(2, (random, seed) => {
      const region = seed % 2 === 0 ? new FakeRegion() : undefined;
      const table = kind.create({ region });
      for (let i = 0; i < stepCount(400) / 40; i++) {
        const first = new Set(table.keys());
        const left = new Set(first); // entries that must still be met
        const cursor = table.cursor();
        if (random.below(3) === 0) table.cursor().next(); // one that is dropped half-way
        while (cursor.next()) {
          const key = plainOf(cursor.key);
          const isDue = left.delete(key);
          // Of those that come only linked tables tell, of those that come back all may.
          if (!isDue && !kind.name.includes('Linked')) expect(first.has(key)).toBe(true);
          if (!table.has(...kind.keyOf(key).args)) expect(key).toBe('there');
          if (random.below(3) === 0) expect(cursor.remove()).toBe(true);
          if (random.below(20) === 0) region?.moveMemory();
          const other = kind.randomKey(random, 9);
          if (random.below(4) === 0 && table.delete(...other.args))
            left.delete(plainOf(other.plain));
          if (random.below(8) === 0 && table.size < 200) put(kind, table, other, random.below(50));
        }
        expect(left).toEqual(new Set());
        assertValidTable(table);
        for (let j = 0; j < 40; j++) put(kind, table, kind.randomKey(random, 9), j);
      }
      table.dispose();
      expect(region?.liveBytes ?? 0).toBe(0);
    });
  });

  it('ends with its table', () => {
    const table = filled(kind, 9);
    const cursor = table.cursor();
    cursor.next();
    table.dispose();
    for (const use of [() => cursor.next(), () => cursor.remove(), () => table.cursor()]) {
      expect(thrownBy(use)).toMatchObject({ code: 'ERR_SANDY_DISPOSED' });
    }
  });

  if (!isMap(kind)) return;

  it('replaces the value that it stands at', () => {
    const map = filled(kind, 50) as Walked<AnyMap>;
    const cursor = map.cursor();
    for (let i = 100; cursor.next(); i++) {
      const value = kind.valueOf(i);
      expect(cursor.setValue(...kind.valueArgs(value))).toBe(true);
      expect(cursor.value).toEqual(value);
      expect(map.get(...kind.keyOf(cursor.key).args)).toEqual(value);
      if (i % 3 > 0) continue;
      map.delete(...kind.keyOf(cursor.key).args);
      expect(cursor.setValue(...kind.valueArgs(kind.valueOf(1)))).toBe(false);
      expect(cursor.value).toEqual(value);
    }
    assertValidTable(map);
  });
});

it('a cursor of longs tells their lanes', () => {
  const map = new Long2LongOpenHashMap([[(5n << 32n) - 2n, -(7n << 32n) + 9n]]);
  const cursor = map.cursor();
  expect(cursor.next()).toBe(true);
  expect([cursor.hi, cursor.lo, cursor.valueHi, cursor.valueLo]).toEqual([4, -2, -7, 9]);
});

it('replaceAll asks once for each value', () => {
  const map = new Long2LongOpenHashMap([[1n, 1n]]);
  let count = 0;
  map.replaceAll((_hi, _lo, value) => value + BigInt(++count));
  expect([count, map.getBigInt(1n)]).toEqual([1, 2n]);
});
