/** Operations of fastutil over maps without slots: strings, references, keys with a strategy. */
import { describe, expect, it } from '@jest/globals';
import { Object2IntOpenCustomHashMap } from '../src/generated/object2int-open-custom-hash-map.js';
import { Object2ObjectOpenCustomHashMap } from '../src/generated/object2object-open-custom-hash-map.js';
import { assertValidObjectMap } from '../src/objects/object-map-validity.js';
import { Reference2IntOpenHashMap } from '../src/operations/reference2int-open-hash-map.js';
import { String2IntOpenHashMap } from '../src/operations/string2int-open-hash-map.js';
import type { Random } from './support/random.js';
import { stepCount, withSeeds } from './support/random.js';

const STEPS = stepCount(5_000);
const objects = Array.from({ length: 20 }, (_, i) => ({ i }));
const strategy = {
  hashCode: ({ i }: { i: number }) => i & 7,
  equals: (a: { i: number }, b: { i: number }) => a.i === b.i,
};

type AnyMap = Reference2IntOpenHashMap<unknown>;
type Model = Map<unknown, number>;

const kinds = [
  ['String2IntOpenHashMap', String2IntOpenHashMap, (i: number): unknown => `key ${i}`, undefined],
  [
    'Reference2IntOpenHashMap',
    Reference2IntOpenHashMap,
    (i: number): unknown => objects[i],
    undefined,
  ],
  [
    'Object2IntOpenCustomHashMap',
    Object2IntOpenCustomHashMap,
    (i: number): unknown => objects[i],
    { strategy },
  ],
  [
    'Object2ObjectOpenCustomHashMap',
    Object2ObjectOpenCustomHashMap,
    (i: number): unknown => objects[i],
    { strategy },
  ],
] as const;

type Operation = (map: AnyMap, model: Model, key: unknown, value: number) => [unknown, unknown];

function conclude(model: Model, key: unknown, value: number | undefined): number | undefined {
  if (value === undefined) model.delete(key);
  else model.set(key, value);
  return value;
}

/** Takes out what is odd, adds to what is even. */
const remake = (_key: unknown, value = 0): number | undefined =>
  value % 2 === 0 ? value + 1 : undefined;

/** Each operation, on the map and on a `Map`, without a missing value. */
const operations: Record<string, Operation> = {
  getOrDefault: (map, model, key, value) => [map.getOrDefault(key, value), model.get(key) ?? value],
  putIfAbsent: (map, model, key, value) => {
    const expected = model.get(key);
    if (expected === undefined) model.set(key, value);
    return [map.putIfAbsent(key, value), expected];
  },
  put: (map, model, key, value) => {
    const expected = model.get(key);
    model.set(key, value);
    return [map.put(key, value), expected];
  },
  remove: (map, model, key) => {
    const expected = model.get(key);
    model.delete(key);
    return [map.remove(key), expected];
  },
  removeEntry: (map, model, key, value) => {
    const tried = value % 2 === 0 ? value : (model.get(key) ?? value);
    const holds = model.get(key) === tried;
    if (holds) model.delete(key);
    return [map.removeEntry(key, tried), holds];
  },
  replace: (map, model, key, value) => {
    const expected = model.get(key);
    if (expected !== undefined) model.set(key, value);
    return [map.replace(key, value), expected];
  },
  replaceEntry: (map, model, key, value) => {
    const tried = value % 2 === 0 ? value : (model.get(key) ?? value);
    const holds = model.get(key) === tried;
    if (holds) model.set(key, value + 1);
    return [map.replaceEntry(key, tried, value + 1), holds];
  },
  addTo: (map, model, key, value) => {
    if (!('addTo' in map)) return [0, 0];
    const expected = model.get(key) ?? 3;
    model.set(key, expected + value);
    return [map.addTo(key, value, 3), expected];
  },
  computeIfAbsent: (map, model, key, value) => {
    const expected = model.get(key) ?? value;
    model.set(key, expected);
    return [map.computeIfAbsent(key, () => value), expected];
  },
  computeIfPresent: (map, model, key) => {
    const before = model.get(key);
    const expected = before === undefined ? undefined : conclude(model, key, remake(key, before));
    return [map.computeIfPresent(key, remake), expected];
  },
  compute: (map, model, key) => [
    map.compute(key, remake),
    conclude(model, key, remake(key, model.get(key))),
  ],
  merge: (map, model, key, value) => {
    const join = (a: number, b: number): number | undefined => (a % 2 === 0 ? a + b : undefined);
    const before = model.get(key);
    const expected = conclude(model, key, before === undefined ? value : join(before, value));
    return [map.merge(key, value, join), expected];
  },
};

/** A class that takes no options takes no notice of them. */
type AnyClass = new (options?: object) => AnyMap;

describe.each(kinds)('%s', (name, Class, keyOf, options) => {
  const create = (): AnyMap => new (Class as unknown as AnyClass)(options);
  const pairs = (count: number): [unknown, number][] =>
    Array.from({ length: count }, (_, i) => [keyOf(i), i]);

  it('has the operations of fastutil', () => {
    const names = Object.keys(operations);
    withSeeds(4, (random: Random) => {
      const map = create();
      const model: Model = new Map();
      for (let i = 0; i < STEPS; i++) {
        const operation = names[random.below(names.length)]!;
        const key = keyOf(random.below(20));
        const [actual, expected] = operations[operation]!(map, model, key, random.below(1_000));
        if (actual !== expected) throw new Error(`${operation}: ${String(actual)}`);
        if (map.size !== model.size) throw new Error(`${operation}: size`);
        if (i % 100 === 0) expect([...map]).toEqual([...model]);
      }
      expect([...map]).toEqual([...model]);
    });
  });

  it('returns its missing value, which is none', () => {
    const map = create();
    map.missingValue = -1;
    const [key] = [keyOf(1)];
    expect(map.get(key)).toBe(-1);
    expect(map.has(key)).toBe(false);
    expect(map.remove(key)).toBe(-1);
    if ('addTo' in map) {
      expect(map.addTo(key, 5)).toBe(0);
      expect(map.get(key)).toBe(5);
    }
    expect(map.put(keyOf(2), 1)).toBe(-1);
    expect(map.compute(keyOf(3), (_, value) => value ?? 7)).toBe(7);
  });

  it('works on all entries at once', () => {
    const map = create();
    map.putAll(pairs(10));
    expect(map.removeIf((_, value) => value % 3 === 0)).toBe(4);
    map.replaceAll((_, value) => value * 2);
    expect([...map.values()]).toEqual([2, 4, 8, 10, 14, 16]);
    expect([map.containsValue(8), map.containsValue(9)]).toEqual([true, false]);
    const copy = map.clone();
    expect([copy.equals(map), map.equals(copy), map.equals(map)]).toEqual([true, true, true]);
    copy.set(keyOf(1), 1);
    expect(copy.equals(map)).toBe(false);
    const made = (Class as unknown as typeof Reference2IntOpenHashMap).fromArrays(
      [keyOf(1), keyOf(2)],
      [1, 2],
      options as never,
    );
    expect([...made]).toEqual([
      [keyOf(1), 1],
      [keyOf(2), 2],
    ]);
    expect(Object.prototype.toString.call(made)).toBe(`[object ${name}]`);
  });

  if (options !== undefined) return; // their tokens are numbers of entries

  it('refuses tokens that do not hold, and keeps no key that went', () => {
    const map = create();
    map.putAll(pairs(3));
    const error = expect.objectContaining({ code: 'ERR_SANDY_INVALID_ARGUMENT' });
    const found = map.indexOf(keyOf(1));
    expect(map.indexGet(found)).toBe(1);
    map.indexReplace(found, 11);
    expect(map.indexGet(found)).toBe(11);
    const missed = map.indexOf(keyOf(9));
    expect(missed).toBeLessThan(0);
    for (const use of [
      () => map.indexGet(found),
      () => map.indexGet(missed),
      () => map.indexReplace(found, 1),
      () => map.indexRemove(found),
      () => map.indexInsert(found, keyOf(9), 1),
      () => map.indexInsert(missed, keyOf(2), 1), // is there
      () => map.indexInsert(missed, keyOf(9), NaN),
    ]) {
      expect(use).toThrow(error);
    }
    map.indexInsert(missed, keyOf(9), 9);
    expect(() => map.indexInsert(missed, keyOf(8), 8)).toThrow(error);
    for (const end of [
      (index: number) => map.indexRemove(index),
      () => map.delete(keyOf(2)),
      () => map.clear(),
    ]) {
      const token = map.indexOf(keyOf(2));
      end(token);
      expect(() => map.indexGet(token)).toThrow(error);
      map.set(keyOf(2), 2);
    }
    expect([...map]).toEqual([[keyOf(2), 2]]);
  });
});

describe.each([
  ['Object2IntOpenCustomHashMap', Object2IntOpenCustomHashMap],
  [
    'Object2ObjectOpenCustomHashMap',
    Object2ObjectOpenCustomHashMap as unknown as typeof Object2IntOpenCustomHashMap,
  ],
] as const)('%s', (_, Class) => {
  it('tells keys apart by its strategy, in every copy', () => {
    const map = Class.create<{ i: number }>({ strategy, capacity: 3 });
    map.put({ i: 1 }, 10);
    expect(map.put({ i: 1 }, 20)).toBe(10);
    const copy = map.clone();
    expect([copy.strategy, copy.get({ i: 1 }), copy.size]).toEqual([strategy, 20, 1]);
    const made = Class.fromArrays([{ i: 1 }, { i: 1 }], [1, 2], { strategy });
    expect([made.size, made.get({ i: 1 })]).toEqual([1, 2]);
    expect(() => Class.fromArrays([{ i: 1 }], [], { strategy })).toThrow(
      expect.objectContaining({ code: 'ERR_SANDY_CAPACITY' }),
    );
    assertValidObjectMap(copy);
  });
});
