import { describe, expect, it } from '@jest/globals';
import { assertValidTable } from '../src/index.js';
import { FakeRegion } from './support/fake-region.js';
import type { AnyMap, Kind, TestKey } from './support/kinds.js';
import { everyOpenHashMap } from './support/kinds.js';
import type { Random } from './support/random.js';
import { stepCount, withSeeds } from './support/random.js';

const STEPS = stepCount(2_000);

type Model = Map<number | bigint, unknown>;
type Callback = (...args: readonly unknown[]) => unknown;

/** The operations that these maps have beside those of the lean ones. */
interface OpenHashMap extends AnyMap {
  readonly getOrDefault: Callback;
  readonly putIfAbsent: Callback;
  readonly put: Callback;
  readonly remove: Callback;
  readonly removeEntry: Callback;
  readonly replace: Callback;
  readonly replaceEntry: Callback;
  readonly addTo?: Callback;
  readonly computeIfAbsent: Callback;
  readonly computeIfPresent: Callback;
  readonly compute: Callback;
  readonly merge: Callback;
  removeIf(test: Callback): number;
  replaceAll(remake: Callback): void;
  containsValue(value: unknown): boolean;
  putAll(entries: Iterable<unknown>): void;
  clone(options?: object): OpenHashMap;
  equals(other: unknown): boolean;
}

const kinds = everyOpenHashMap as unknown as Kind<OpenHashMap>[];
const rows = kinds.map((kind) => [kind.name, kind] as const);

const isLong = (name: string): boolean => name.startsWith('Long');
const isObject = (name: string): boolean => name.includes('2Object');

/** Puts what a callback made, or takes the key out where that is undefined. */
function conclude(model: Model, plain: number | bigint, value: unknown): unknown {
  if (value === undefined) model.delete(plain);
  else model.set(plain, value);
  return value;
}

/** Each operation, on the map and on a `Map` in the words of fastutil's documentation. */
const operations: Record<
  string,
  (
    map: OpenHashMap,
    model: Model,
    key: TestKey,
    value: unknown,
    random: Random,
  ) => [unknown, unknown]
> = {
  getOrDefault: (map, model, { args, plain }, value) => [
    map.getOrDefault(...args, value),
    model.has(plain) ? model.get(plain) : value,
  ],
  putIfAbsent: (map, model, { args, plain }, value) => {
    const expected = model.get(plain);
    if (!model.has(plain)) model.set(plain, value);
    return [map.putIfAbsent(...args, value), expected];
  },
  put: (map, model, { args, plain }, value) => {
    const expected = model.get(plain);
    model.set(plain, value);
    return [map.put(...args, value), expected];
  },
  remove: (map, model, { args, plain }) => {
    const expected = model.get(plain);
    model.delete(plain);
    return [map.remove(...args), expected];
  },
  removeEntry: (map, model, { args, plain }, value, random) => {
    const tried = random.below(2) === 0 ? value : (model.get(plain) ?? value);
    const isThere = model.has(plain) && Object.is(model.get(plain), tried);
    if (isThere) model.delete(plain);
    return [map.removeEntry(...args, tried), isThere];
  },
  replace: (map, model, { args, plain }, value) => {
    const expected = model.get(plain);
    if (model.has(plain)) model.set(plain, value);
    return [map.replace(...args, value), expected];
  },
  replaceEntry: (map, model, { args, plain }, value, random) => {
    const tried = random.below(2) === 0 ? value : (model.get(plain) ?? value);
    const isThere = model.has(plain) && Object.is(model.get(plain), tried);
    if (isThere) model.set(plain, value);
    return [map.replaceEntry(...args, tried, value), isThere];
  },
  addTo: (map, model, { args, plain }, _value, random) => {
    if (map.addTo === undefined) return [0, 0];
    const before = (model.get(plain) as number | undefined) ?? 100;
    const isShort = /2(Byte|Short)/.test(map.constructor.name);
    const increment = isShort || Math.abs(before) > 2 ** 30 ? -before : random.below(1_000);
    const sum = before + increment;
    model.set(plain, map.constructor.name.includes('2Float') ? Math.fround(sum) : sum);
    return [map.addTo(...args, increment, 100), before];
  },
  computeIfAbsent: (map, model, { args, plain }, value) => {
    const make: Callback = (...got) => {
      expect(got).toEqual(args);
      return value;
    };
    if (!model.has(plain)) model.set(plain, value);
    return [map.computeIfAbsent(...args, make), model.get(plain)];
  },
  computeIfPresent: (map, model, { args, plain }, value, random) => {
    const result = random.below(3) === 0 ? undefined : value;
    const expected = model.has(plain) ? conclude(model, plain, result) : undefined;
    return [map.computeIfPresent(...args, () => result), expected];
  },
  compute: (map, model, { args, plain }, value, random) => {
    const result = random.below(3) === 0 ? undefined : value;
    const before = model.get(plain);
    const remake: Callback = (...got) => {
      expect(got).toEqual([...args, before]);
      return result;
    };
    return [map.compute(...args, remake), conclude(model, plain, result)];
  },
  merge: (map, model, { args, plain }, value, random) => {
    const result = random.below(3) === 0 ? undefined : value;
    const before = model.get(plain);
    const join: Callback = (...got) => {
      expect(got).toEqual([before, value]);
      return result;
    };
    const expected = model.has(plain) ? conclude(model, plain, result) : value;
    if (before === undefined) model.set(plain, value);
    return [map.merge(...args, value, join), expected];
  },
  containsValue: (map, model, _key, value, random) => {
    if (random.below(20) > 0) return [0, 0];
    const [some = value] = model.values();
    return [map.containsValue(some), [...model.values()].includes(some)];
  },
};

describe.each(rows)('%s', (name, kind) => {
  it('does what fastutil says', () => {
    withSeeds(3, (random, seed) => {
      const region = seed % 2 === 0 ? new FakeRegion() : undefined;
      const map = kind.create({ region, maximumLoad: [0.5, 0.75, 0.9][seed % 3] });
      const model: Model = new Map();
      const names = Object.keys(operations);
      for (let i = 0; i < STEPS; i++) {
        const key = kind.randomKey(random, 3 + ((i / 500) & 7));
        const operation = names[random.below(names.length)]!;
        const value = kind.valueOf(random.below(40));
        const [actual, expected] = operations[operation]!(map, model, key, value, random);
        if (!Object.is(actual, expected))
          expect([operation, actual]).toEqual([operation, expected]);
        if (random.below(100) === 0) region?.moveMemory();
        if (map.size !== model.size) expect([operation, map.size]).toEqual([operation, model.size]);
        if (i % 61 === 0) assertValidTable(map);
      }
      expect(map.size).toBe(model.size);
      for (const [key, value] of map as Iterable<[number | bigint, unknown]>) {
        expect(value).toBe(model.get(key));
      }
      map.dispose();
      expect(region?.liveBytes ?? 0).toBe(0);
    });
  });

  const plainOf = (i: number): number | bigint => (isLong(name) ? BigInt(i) << 30n : i);
  const filled = (count: number, options?: object): OpenHashMap =>
    kind.from(
      Array.from({ length: count }, (_, i) => [plainOf(i), kind.valueOf(i)]),
      options,
    );

  it('removes and replaces by what callbacks say', () => {
    const map = filled(50);
    const values = new Map(map as Iterable<[number | bigint, unknown]>);
    const keyOf = (args: readonly unknown[]): number | bigint =>
      isLong(name)
        ? (BigInt(args[0] as number) << 32n) | BigInt((args[1] as number) >>> 0)
        : (args[0] as number);
    const seen: unknown[] = [];
    const isRemoved = (key: number | bigint): boolean => Number(BigInt(key) >> 3n) % 2 === 0;
    const removed = map.removeIf((...args) => {
      const key = keyOf(args);
      seen.push(key);
      expect(args.at(-1)).toBe(values.get(key));
      return isRemoved(key);
    });
    expect(seen).toHaveLength(50);
    expect(removed).toBe([...values.keys()].filter(isRemoved).length);
    expect(map.size).toBe(50 - removed);
    const replacement = kind.valueOf(77);
    map.replaceAll(() => replacement);
    expect([...new Set((map as unknown as { values(): Iterable<unknown> }).values())]).toEqual(
      map.size === 0 ? [] : [replacement],
    );
    assertValidTable(map);
  });

  it('is cloned, compared and joined with others', () => {
    const map = filled(30);
    const region = new FakeRegion();
    const copy = map.clone({ region });
    expect(copy).not.toBe(map);
    expect(Object.getPrototypeOf(copy)).toBe(Object.getPrototypeOf(map));
    expect(copy.equals(map)).toBe(isObject(name) ? true : map.equals(copy));
    expect(region.liveBytes).toBeGreaterThan(0);
    copy.delete(...kind.keyOf(plainOf(4)).args);
    expect([copy.equals(map), map.equals(copy)]).toEqual([false, false]);
    copy.set(...kind.keyOf(plainOf(400)).args, ...kind.valueArgs(kind.valueOf(4)));
    expect([copy.equals(map), map.equals(copy)]).toEqual([false, false]);
    copy.delete(...kind.keyOf(plainOf(400)).args);
    copy.putAll(map);
    expect(copy.equals(map)).toBe(true);
    copy.set(...kind.keyOf(plainOf(4)).args, ...kind.valueArgs(kind.valueOf(5)));
    expect(copy.equals(map)).toBe(false);
  });

  it('is made of arrays of one length', () => {
    const Class = Object.getPrototypeOf(kind.create()).constructor as {
      fromArrays(...args: unknown[]): OpenHashMap;
    };
    const values = [kind.valueOf(1), kind.valueOf(2)];
    const keys = isLong(name)
      ? [
          [1, 2],
          [3, 4],
        ]
      : [[1, 2]];
    const map = Class.fromArrays(...keys, values);
    expect(map.size).toBe(2);
    expect(map.get(...keys.map((lane) => lane[1]))).toBe(values[1]);
    const region = new FakeRegion();
    expect(() => Class.fromArrays(...keys, [...values, values[0]], { region })).toThrow(
      expect.objectContaining({ code: 'ERR_SANDY_CAPACITY' }),
    );
    expect(() => Class.fromArrays(...keys.map(() => [1, undefined]), values, { region })).toThrow(
      expect.objectContaining({ code: 'ERR_SANDY_INVALID_KEY' }),
    );
    expect(region.liveBytes).toBe(0);
  });

  it('returns its missing value for keys that are not there', () => {
    const map = filled(3) as OpenHashMap & { missingValue: unknown };
    const missing = kind.valueOf(123);
    const other = kind.valueOf(9);
    const args = kind.keyOf(plainOf(70)).args;
    map.missingValue = missing;
    expect(map.get(...args)).toBe(missing);
    expect(map.remove(...args)).toBe(missing);
    expect(map.replace(...args, other)).toBe(missing);
    expect(map.computeIfPresent(...args, () => other)).toBe(missing);
    expect(map.getOrDefault(...args, other)).toBe(other);
    expect(map.has(...args)).toBe(false);
    expect(
      map.compute(...args, (...got: readonly unknown[]) =>
        got.at(-1) === undefined ? other : missing,
      ),
    ).toBe(other);
    map.delete(...args);
    expect(map.computeIfAbsent(...args, () => other)).toBe(other);
    map.delete(...args);
    expect(map.putIfAbsent(...args, other)).toBe(missing);
    expect(map.putIfAbsent(...args, missing)).toBe(other);
    map.delete(...args);
    expect(map.put(...args, missing)).toBe(missing); // a stored one, too, is put and not missing
    expect(map.putIfAbsent(...args, other)).toBe(missing);
    expect(map.get(...args)).toBe(missing);
    expect(map.size).toBe(4);
  });

  it('keeps what callbacks change in the map that calls them', () => {
    const map = filled(10);
    const fresh = kind.keyOf(plainOf(1_000));
    const value = kind.valueOf(3);
    const got = map.computeIfAbsent(...fresh.args, () => {
      for (let i = 10; i < 200; i++)
        map.set(...kind.keyOf(plainOf(i)).args, ...kind.valueArgs(kind.valueOf(i))); // grows
      map.set(...fresh.args, ...kind.valueArgs(kind.valueOf(99)));
      return value;
    });
    expect(got).toBe(value);
    expect(map.get(...fresh.args)).toBe(value);
    expect(map.size).toBe(201);
    map.computeIfPresent(...fresh.args, () => {
      map.clear();
      return value;
    });
    expect(map.size).toBe(1);
    const dispose = (): unknown =>
      map.merge(...fresh.args, value, () => {
        map.dispose();
        return value;
      });
    expect(dispose).toThrow(expect.objectContaining({ code: 'ERR_SANDY_DISPOSED' }));
  });
});
