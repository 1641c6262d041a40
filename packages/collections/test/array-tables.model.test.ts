import { describe, expect, it } from '@jest/globals';
import {
  Int2IntArrayMap,
  Int2ObjectArrayMap,
  IntArraySet,
  Long2ObjectArrayMap,
  LongArraySet,
} from '../src/index.js';
import { FakeRegion } from './support/fake-region.js';
import { stepCount, withSeeds } from './support/random.js';
import type { Random } from './support/random.js';
import { expectSame } from './support/refusals.js';
import { thrownBy } from './support/throwing.js';

type Key = number | bigint;

interface ArrayTable extends Iterable<unknown> {
  readonly size: number;
  readonly capacity: number;
  readonly disposed: boolean;
  has(...key: unknown[]): boolean;
  get?(...key: unknown[]): unknown;
  set?(...args: unknown[]): unknown;
  add?(...key: unknown[]): boolean;
  delete(...key: unknown[]): boolean;
  indexOf(...key: unknown[]): number;
  indexGet?(index: number): unknown;
  indexReplace?(index: number, value: unknown): void;
  indexInsert(index: number, ...args: unknown[]): void;
  indexRemove(index: number): void;
  hasBigInt?(key: unknown): boolean;
  getBigInt?(key: bigint): unknown;
  setBigInt?(key: bigint, value: unknown): unknown;
  addBigInt?(key: bigint): boolean;
  deleteBigInt?(key: bigint): boolean;
  forEach(callback: (...args: never[]) => void): void;
  keys(): IterableIterator<Key>;
  values(): IterableIterator<unknown>;
  bytes(): number;
  clear(): void;
  trim(): number;
  ensureCapacity(count: number): void;
  dispose(): void;
}

type Class = new (entries?: unknown, options?: unknown) => ArrayTable;

const classes = {
  Int2IntArrayMap,
  Int2ObjectArrayMap,
  Long2ObjectArrayMap,
  IntArraySet,
  LongArraySet,
} as unknown as Record<string, Class>;

const extremes = [0, -1, 2 ** 31 - 1, -(2 ** 31)];

describe.each(Object.entries(classes))('%s', (name, TestedClass) => {
  const isLong = name.startsWith('Long');
  const isMap = name.endsWith('Map');
  const argsOf = (key: Key): number[] =>
    typeof key === 'bigint' ? [Number(key >> 32n), Number(BigInt.asIntN(32, key))] : [key];
  const joined = (hi: number, lo: number): bigint => (BigInt(hi) << 32n) | BigInt(lo >>> 0);
  const lane = (random: Random): number => extremes[random.below(20)] ?? random.below(5) - 2;
  const randomKey = (random: Random): Key =>
    isLong ? joined(lane(random), lane(random)) : (lane(random) * (1 + random.below(2))) | 0;
  const keyOf = (i: number): Key => (isLong ? joined(i, -i) : i);
  const valueOf = (i: number): unknown =>
    name.includes('2Int') ? (i * 0x9e3779b1) | 0 : isMap ? { i } : undefined;
  const put = (table: ArrayTable, key: Key, value: unknown): unknown =>
    isMap ? table.set!(...argsOf(key), value) : table.add!(...argsOf(key));
  const entryBytes = ((isLong ? 2 : 1) + (isMap ? 1 : 0)) * 8;

  function expectContent(table: ArrayTable, model: Map<Key, unknown>): void {
    expectSame(table.size, model.size);
    expectSame(table.bytes(), model.size === 0 ? 0 : 48 + model.size * entryBytes);
    const expected = isMap ? [...model] : [...model.keys()];
    expect([...table]).toEqual(expected);
    expect([...table.keys()]).toEqual([...model.keys()]);
    expect([...table.values()]).toEqual(isMap ? [...model.values()] : expected);
    const seen: unknown[] = [];
    table.forEach((...args: unknown[]) => {
      const key = args.slice(isMap ? 1 : 0) as [number, number];
      const plain = isLong ? joined(...key) : key[0];
      seen.push(isMap ? [plain, args[0]] : plain);
    });
    expect(seen).toEqual(expected);
  }

  it('does what Map or Set does', () => {
    withSeeds(3, (random) => {
      const table = new TestedClass();
      const model = new Map<Key, unknown>();
      for (let i = 0; i < stepCount(2_000); i++) {
        const key = randomKey(random);
        const args = argsOf(key);
        const value = valueOf(i);
        const kind = random.below(6);
        if (kind < 2) {
          const isNew = !model.has(key);
          expectSame(put(table, key, value), isMap ? table : isNew);
          model.set(key, value);
        } else if (kind === 2) {
          expectSame(table.delete(...args), model.delete(key));
        } else if (kind === 3) {
          const index = table.indexOf(...args);
          expectSame(index >= 0, model.has(key));
          if (index < 0) table.indexInsert(index, ...args, value);
          else if (isMap && random.below(2) === 0) table.indexReplace!(index, value);
          else {
            table.indexRemove(index);
            model.delete(key);
            continue;
          }
          model.set(key, value);
        } else if (kind === 4 && random.below(60) === 0) {
          table.clear();
          model.clear();
        }
        expectSame(table.has(...args), model.has(key));
        if (isMap) expectSame(table.get!(...args), model.get(key));
        if (i % 20 === 0) expectContent(table, model);
      }
      expectContent(table, model);
    });
  });

  it('goes on with what is there, whatever comes and goes while it is walked', () => {
    for (const walk of ['forEach', 'keys', 'values'] as const) {
      const table = new TestedClass();
      for (let i = 0; i < 8; i++) put(table, keyOf(i), valueOf(i));
      let count = 0;
      const change = (): void => {
        if (count === 0) table.delete(...argsOf(keyOf(0))); // the one that is visited
        if (count === 1) table.delete(...argsOf(keyOf(3))); // not reached yet
        put(table, keyOf(100 + count), valueOf(1)); // comes
        count++;
      };
      if (walk === 'forEach') table.forEach(change);
      else for (const each of table[walk]()) if (each !== table) change();
      expect(count).toBe(7);
      expect(table.size).toBe(8 - 2 + 7);
    }
    const table = new TestedClass();
    for (let i = 0; i < 3; i++) put(table, keyOf(i), valueOf(i));
    let count = 0;
    for (const each of table) if (each !== table && count++ === 0) table.clear();
    expect(count).toBe(1);
    if (!isMap) return;
    for (let i = 0; i < 3; i++) put(table, keyOf(i), valueOf(i));
    const seen: unknown[] = [];
    const later = valueOf(9);
    for (const value of table.values()) {
      seen.push(value);
      table.delete(...argsOf(keyOf(0)));
      put(table, keyOf(2), later);
    }
    expect(seen.at(-1)).toEqual(later);
  });

  it('takes entries, another of its kind, and options that have no effect', () => {
    const region = new FakeRegion();
    const entries = [1, 0, -5].map((i) => (isMap ? [keyOf(i), valueOf(i)] : keyOf(i)));
    const table = new TestedClass(entries, { region, capacity: 50, seed: 1, maximumLoad: 0.5 });
    expect([...new TestedClass(table)]).toEqual(entries);
    expect([table.size, table.capacity, table.trim(), region.allocationCount]).toEqual([
      3, 3, 0, 0,
    ]);
    table.ensureCapacity(1_000);
    expect(table.capacity).toBe(3);
    expect(Object.prototype.toString.call(table)).toBe(`[object ${name}]`);
    const ARGUMENT = { code: 'ERR_SANDY_INVALID_ARGUMENT' };
    const CAPACITY = { code: 'ERR_SANDY_CAPACITY' };
    expect(thrownBy(() => new TestedClass({ capasity: 4 }))).toMatchObject(ARGUMENT);
    expect(thrownBy(() => new TestedClass({ capacity: -1 }))).toMatchObject(CAPACITY);
    expect(thrownBy(() => table.ensureCapacity(NaN))).toMatchObject(CAPACITY);
  });

  it('refuses what is no key, no value and no index of a missing key', () => {
    const table = new TestedClass();
    put(table, keyOf(1), valueOf(1));
    const KEY = { code: 'ERR_SANDY_INVALID_KEY' };
    const ARGUMENT = { code: 'ERR_SANDY_INVALID_ARGUMENT' };
    for (const bad of [NaN, 0.5, 2 ** 31, -(2 ** 31) - 1, '1', null, undefined, {}]) {
      const keys = isLong ? [[bad, 0], [0, bad]] : [[bad]]; // prettier-ignore
      for (const key of keys) {
        expect(thrownBy(() => table.has(...key))).toMatchObject(KEY);
        expect(thrownBy(() => table.delete(...key))).toMatchObject(KEY);
        const method = isMap ? table.set! : table.add!;
        expect(thrownBy(() => method.call(table, ...key, valueOf(1)))).toMatchObject(KEY);
        expect(thrownBy(() => table.indexInsert(-1, ...key, valueOf(1)))).toMatchObject(KEY);
      }
      if (!name.includes('2Int')) continue;
      expect(thrownBy(() => table.set!(7, bad))).toMatchObject(ARGUMENT);
      expect(thrownBy(() => table.set!(1, bad))).toMatchObject(ARGUMENT);
      expect(thrownBy(() => table.indexReplace!(0, bad))).toMatchObject(ARGUMENT);
    }
    const [there, missing] = [argsOf(keyOf(1)), argsOf(keyOf(2))];
    expect(thrownBy(() => table.indexInsert(0, ...missing, valueOf(1)))).toMatchObject(ARGUMENT);
    expect(thrownBy(() => table.indexInsert(-1, ...there, valueOf(1)))).toMatchObject(ARGUMENT);
    expect(table.size).toBe(1);
  });

  it('has 0 for −0', () => {
    const table = new TestedClass();
    const zero = isLong ? [-0, -0] : [-0];
    if (isMap) table.set!(...zero, name.includes('2Int') ? -0 : 'zero');
    else table.add!(...zero);
    expectSame(table.has(...zero.map(() => 0)), true);
    expectSame([...table.keys()][0], isLong ? 0n : 0);
    if (name.includes('2Int')) expectSame(table.get!(0), 0);
    table.forEach((...args: unknown[]) => expectSame(args.at(-1), 0));
  });

  it('throws after dispose, in the middle of a walk too', () => {
    const table = new TestedClass();
    for (let i = 0; i < 3; i++) put(table, keyOf(i), valueOf(i));
    const DISPOSED = { code: 'ERR_SANDY_DISPOSED' };
    const walk = table.keys();
    walk.next();
    expect(thrownBy(() => table.forEach(() => table.dispose()))).toMatchObject(DISPOSED);
    expect([table.size, table.bytes(), table.disposed]).toEqual([0, 0, true]);
    table.dispose();
    const key = argsOf(keyOf(1));
    for (const action of [
      () => walk.next(),
      () => table.has(...key),
      () => put(table, keyOf(1), valueOf(1)),
      () => table.delete(...key),
      () => table.indexOf(...key),
      () => table.clear(),
      () => table.trim(),
      () => table.ensureCapacity(1),
      () => table.forEach(() => undefined),
      () => [...table],
      () => [...table.values()],
    ]) {
      expect(thrownBy(action)).toMatchObject(DISPOSED);
    }
  });

  it('holds more than a handful, too', () => {
    const table = new TestedClass();
    for (let i = 0; i < 300; i++) put(table, keyOf(i), valueOf(i));
    for (let i = 0; i < 300; i += 2) table.delete(...argsOf(keyOf(i)));
    const odd = Array.from({ length: 150 }, (_, i) => keyOf(i * 2 + 1));
    expect([...table.keys()]).toEqual(odd);
  });
});

it('tables with keys of 64 bits take bigints', () => {
  const map = new Long2ObjectArrayMap<string>();
  map.setBigInt(-1n, 'a');
  expect([map.getBigInt(-1n), map.get(-1, -1), map.hasBigInt(1n)]).toEqual(['a', 'a', false]);
  expect([map.deleteBigInt(-1n), map.deleteBigInt(-1n)]).toEqual([true, false]);
  const set = new LongArraySet();
  expect([set.addBigInt(5n), set.addBigInt(5n), set.has(0, 5), set.deleteBigInt(5n)]).toEqual([
    true,
    false,
    true,
    true,
  ]);
  expect(thrownBy(() => set.hasBigInt(2n ** 63n))).toMatchObject({
    code: 'ERR_SANDY_INVALID_KEY',
  });
});

it('an object value stays apart from keys that look like it', () => {
  const map = new Int2ObjectArrayMap<number>([
    [1, 2],
    [3, 1],
  ]);
  expect([map.get(2), map.get(1), map.get(3), map.has(2)]).toEqual([undefined, 2, 1, false]);
});
