import { describe, expect, it } from '@jest/globals';
import * as collections from '../src/index.js';
import {
  BitSet,
  entrySet,
  Int2IntMap,
  Int2IntOpenHashMap,
  Int2ObjectMap,
  IntArrayList,
  keySet,
  keysInto,
  Long2IntMap,
  Long2LongMap,
  LongSortedSet,
  SparseSet,
  String2IntMap,
  unmodifiable,
  valuesInto,
  valuesOf,
} from '../src/index.js';
import type { Unmodifiable, WalkedTable } from '../src/index.js';
import type { AnyMap, AnyTable } from './support/kinds.js';
import { everyMap, everySet } from './support/kinds.js';
import { randomFrom } from './support/random.js';
import { serializableClass } from './support/serializable.js';
import { thrownBy } from './support/throwing.js';

const CAPACITY = { code: 'ERR_SANDY_CAPACITY' };
const DISPOSED = { code: 'ERR_SANDY_DISPOSED' };

/** Names of all members, those of classes above it too. */
function membersOf(object: object): string[] {
  const names = new Set<string>();
  for (let at = object; at !== Object.prototype; at = Object.getPrototypeOf(at) as object) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  return [...names].sort();
}

/** Whatever could change a collection, by name. */
const MUTATORS =
  /^(set|add|put|delete|remove|clear|push|pop|poll|enqueue|dequeue|intern|sort|reverse|fill|swap|replace|retain|compute|merge|trim|ensure|dispose$|index(Insert|Remove|Replace|Move)|getAndMove|flip|or$|and|xor|changed|allChanged|truncate|rebase|head$|tail$|sub$|wordsView|keysView|purge|missingValue)/;

describe('unmodifiable', () => {
  const map = new Int2IntOpenHashMap([
    [1, 10],
    [2, 20],
  ]);
  const view = unmodifiable(map);

  it('reads what is there now', () => {
    expect([view.size, view.get(1), view.has(3), view.getOrDefault(3, 7)]).toEqual([
      2,
      10,
      false,
      7,
    ]);
    map.set(3, 30);
    expect([view.size, view.get(3), view.containsValue(30)]).toEqual([3, 30, true]);
    expect(new Map(view)).toEqual(new Map(map));
    expect([...view.keys()]).toEqual([...map.keys()]);
    const seen: number[] = [];
    view.forEach((value, key) => seen.push(value, key));
    expect(seen).toEqual([...map].flatMap(([key, value]) => [value, key]));
    expect(view.equals(map)).toBe(true);
    expect(String(view)).toBe('[object Int2IntOpenHashMap]');
    expect(view.clone()).not.toBe(map);
  });

  it('lets nobody change it, whatever its type is cast to', () => {
    const cast = view as unknown as Int2IntOpenHashMap;
    expect(() => cast.set(1, 2)).toThrow(TypeError);
    expect(() => cast.clear()).toThrow(TypeError);
    expect(() => Object.assign(view, { get: () => 5 })).toThrow(TypeError);
    expect(() => {
      (Object.getPrototypeOf(view) as { get: unknown }).get = () => 5;
    }).toThrow(TypeError);
    const face = Object.getPrototypeOf(view) as object;
    for (const target of [view, face]) {
      for (const name of ['get', 'set', 'other']) {
        const define = (): unknown => Object.defineProperty(target, name, { value: () => 5 });
        expect(define).toThrow(TypeError);
      }
    }
    expect(Object.getOwnPropertyNames(view)).toEqual([]);
    const View = Object.getPrototypeOf(face.constructor) as object; // nothing here leads to the map
    expect(Object.getOwnPropertyNames(View).sort()).toEqual(['length', 'name', 'prototype']);
    expect(view.get(1)).toBe(10);
    expect(() => view.get('1' as unknown as number)).toThrow(
      expect.objectContaining({ code: 'ERR_SANDY_INVALID_KEY' }),
    );
  });

  it('is a type that the collection itself has', () => {
    const read = (table: Unmodifiable<Int2IntMap>): number | undefined => table.get(2);
    expect([read(map), read(view), read(new Int2IntMap([[2, 5]]))]).toEqual([20, 20, 5]);
    // @ts-expect-error there is no such member
    const noSetter = (table: Unmodifiable<Int2IntMap>): unknown => table.set(1, 1);
    expect(() => noSetter(view as never)).toThrow(TypeError);
  });

  it('has classes of its own for lists, sets, bits and strings', () => {
    const list = new IntArrayList([3, 1]);
    const bits = new BitSet([5]);
    const sorted = new LongSortedSet([7n, 9n]);
    const views = [unmodifiable(list), unmodifiable(bits), unmodifiable(sorted)] as const;
    expect([views[0].get(1), views[0].binarySearch(1), views[1].nextSetBit(0)]).toEqual([1, -1, 5]);
    expect([views[2].firstKey(), views[2].floorKey(0, 8)]).toEqual([7n, 7n]);
    expect(unmodifiable(new String2IntMap([['a', 1]])).get('a')).toBe(1);
    expect(Object.getPrototypeOf(unmodifiable(new IntArrayList()))).toBe(
      Object.getPrototypeOf(views[0]),
    );
  });

  it('has no member of any class that changes it or hands out what can be changed', () => {
    const found: string[] = [];
    for (const [name, Class] of Object.entries(collections)) {
      if (typeof Class !== 'function' || !('create' in Class)) continue;
      const prototype = Class.prototype as object;
      const face = Object.getPrototypeOf(
        unmodifiable(Object.create(prototype) as object),
      ) as object;
      const members = membersOf(face).filter((member) => MUTATORS.test(member));
      if (members.length > 0) found.push(`${name}: ${members.join()}`);
      expect(membersOf(face).length).toBeGreaterThan(3);
    }
    expect(found).toEqual([]);
  });

  it('is disposed when the collection is, and is of objects only', () => {
    const other = new Int2IntMap([[1, 1]]);
    const its = unmodifiable(other);
    other.dispose();
    expect(its.disposed).toBe(true);
    expect(thrownBy(() => its.get(1))).toMatchObject(DISPOSED);
    for (const none of [null, 3, undefined, Object.create(null)] as object[]) {
      expect(thrownBy(() => unmodifiable(none))).toMatchObject({
        code: 'ERR_SANDY_INVALID_ARGUMENT',
      });
    }
  });
});

describe('views of a map', () => {
  it('show its keys, and take them out of it', () => {
    const map = new Int2ObjectMap([
      [1, 'a'],
      [0, 'b'],
    ]);
    const keys = keySet(map);
    map.set(5, 'c');
    expect([keys.size, keys.has(5), keys.has(6)]).toEqual([3, true, false]);
    expect([...keys].sort()).toEqual([0, 1, 5]);
    const seen: number[] = [];
    keys.forEach((key) => seen.push(key));
    expect(seen).toEqual([...map.keys()]);
    expect([keys.delete(1), keys.delete(1), map.has(1)]).toEqual([true, false, false]);
    keys.clear();
    expect(map.size).toBe(0);
    map.dispose();
    expect(thrownBy(() => [...keys])).toMatchObject(DISPOSED);
  });

  it('take keys of 64 bits as lanes', () => {
    const map = new Long2IntMap([[-1n, 3]]);
    const keys = keySet(map);
    expect([keys.has(-1, -1), [...keys]]).toEqual([true, [-1n]]);
    const seen: number[][] = [];
    keys.forEach((hi, lo) => seen.push([hi, lo]));
    expect(seen).toEqual([[-1, -1]]);
    expect([keys.delete(-1, -1), map.size]).toEqual([true, 0]);
  });

  it('show its values and entries', () => {
    const map = new Long2LongMap([
      [1n, 5n],
      [2n, 5n],
    ]);
    const values = valuesOf(map);
    const entries = entrySet(map);
    expect([[...values], values.size, values.includes(5n), values.includes(6n)]).toEqual([
      [5n, 5n],
      2,
      true,
      false,
    ]);
    expect([entries.has([1n, 5n]), entries.has([1n, 6n]), entries.has([3n, 5n])]).toEqual([
      true,
      false,
      false,
    ]);
    expect([entries.delete([1n, 6n]), entries.delete([1n, 5n]), [...entries]]).toEqual([
      false,
      true,
      [[2n, 5n]],
    ]);
    const seen: unknown[] = [];
    values.forEach((value) => seen.push(value));
    entries.forEach((entry) => seen.push(entry));
    expect(seen).toEqual([5n, [2n, 5n]]);
    const texts = entrySet(new String2IntMap([['x', 1]]));
    expect([texts.has(['x', 1]), texts.has(['y', 1]), texts.size]).toEqual([true, false, 1]);
  });

  it('let what is walked be changed as the map does', () => {
    const map = new Int2IntMap(Array.from({ length: 50 }, (_, i) => [i, i] as const));
    const keys = keySet(map);
    let count = 0;
    keys.forEach((key) => {
      count++;
      keys.delete(key);
      keys.delete(key ^ 1);
    });
    expect([count, map.size]).toEqual([25, 0]);
  });
});

describe('keysInto and valuesInto', () => {
  const tables = [...everyMap, ...everySet].map((kind) => [kind.name, kind] as const);

  it.each(tables)('write what %s holds, in its order', (name, kind) => {
    const table = kind.create() as unknown as AnyTable & WalkedTable;
    const random = randomFrom(4);
    for (let i = 0; i < 200; i++) {
      const { args } = kind.randomKey(random, 12);
      if ('set' in table)
        (table as unknown as AnyMap).set(...args, ...kind.valueArgs(kind.valueOf(i)));
      else (table as unknown as { add(...key: unknown[]): void }).add(...args);
    }
    const keys = [...table.keys()];
    const isLong = name.startsWith('Long');
    const room = table.size + 1;
    const [out, lows] = [new Float64Array(room).fill(-7), new Int32Array(room)];
    expect(isLong ? keysInto(table, out, lows) : keysInto(table, out)).toBe(table.size);
    const written = isLong
      ? keys.map((_key, i) => (BigInt(out[i]!) << 32n) | BigInt(lows[i]! >>> 0))
      : [...out.subarray(0, table.size)];
    expect(written).toEqual(keys);
    expect(out[table.size]).toBe(-7);
    if (!('set' in table)) return;
    const map = table as typeof table & { values(): Iterable<unknown> };
    const values: unknown[] = new Array<unknown>(map.size).fill('none');
    expect(valuesInto(map, values)).toBe(map.size);
    expect(values).toEqual([...map.values()]);
  });

  it('write into typed arrays', () => {
    const longs = new BigInt64Array(1);
    valuesInto(new Long2LongMap([[1n, -5n]]), longs);
    expect(longs[0]).toBe(-5n);
    const sorted = serializableClass('Int2IntSortedMap').filled(300, randomFrom(2));
    const out = new Int32Array(sorted.size);
    keysInto(sorted, out);
    expect([...out]).toEqual([...(sorted as unknown as Int2IntMap).keys()]);
    const sparse = new SparseSet(9);
    sparse.add(4);
    expect([keysInto(sparse, out), out[0]]).toEqual([1, 4]);
    expect([keysInto(new BitSet([70]), out), out[0]]).toEqual([1, 70]);
  });

  it('write nothing where there is no room, or an array is missing', () => {
    const map = new Long2IntMap([
      [1n, 1],
      [2n, 2],
    ]);
    const [long, short] = [new Int32Array(2), new Int32Array(1)];
    for (const action of [
      () => keysInto(map, long),
      () => keysInto(map, long, short),
      () => keysInto(map, short, long),
      () => keysInto(new Int2IntMap([[1, 1]]), []),
      () => valuesInto(map, short),
    ]) {
      expect(thrownBy(action)).toMatchObject(CAPACITY);
    }
    expect([...long, ...short]).toEqual([0, 0, 0]);
    map.dispose();
    expect(thrownBy(() => keysInto(map, long, long))).toMatchObject(DISPOSED);
    expect(thrownBy(() => valuesInto(map, long))).toMatchObject(DISPOSED);
  });
});
