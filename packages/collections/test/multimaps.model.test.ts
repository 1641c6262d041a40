import { describe, expect, it } from '@jest/globals';
import {
  assertValidMultimap,
  Int2IntMultimap,
  Int2ObjectMultimap,
  Long2IntMultimap,
  Long2ObjectMultimap,
} from '../src/index.js';
import type { Multimap, TableOptions } from '../src/index.js';
import { FakeRegion } from './support/fake-region.js';
import type { Random } from './support/random.js';
import { stepCount, withSeeds } from './support/random.js';
import { expectSame, mayBeRefused } from './support/refusals.js';
import { thrownBy } from './support/throwing.js';

type Plain = number | bigint;

/** What all of them have; a key is one argument or two. */
interface AnyMultimap extends Multimap, Iterable<[Plain, unknown]> {
  readonly keyCount: number;
  readonly capacity: number;
  readonly disposed: boolean;
  readonly has: (...key: number[]) => boolean;
  readonly hasEntry: (...keyAndValue: unknown[]) => boolean;
  readonly count: (...key: number[]) => number;
  readonly firstOf: (...key: number[]) => unknown;
  readonly put: (...keyAndValue: unknown[]) => AnyMultimap;
  readonly removeOne: (...keyAndValue: unknown[]) => boolean;
  readonly removeAll: (...key: number[]) => number;
  readonly forEachOf: (...keyAndCallback: unknown[]) => void;
  readonly forEach: (callback: (value: unknown, ...key: number[]) => void) => void;
  readonly valuesOf: (...key: number[]) => unknown[];
  keys(): Iterable<Plain>;
  values(): Iterable<unknown>;
  clear(): void;
  ensureCapacity(keyCount: number, valueCount: number): void;
  trim(): number;
  bytes(): number;
  dispose(): void;
}

interface Kind {
  readonly name: string;
  readonly create: (entries?: unknown, options?: TableOptions) => AnyMultimap;
  readonly args: (key: number) => number[];
  readonly plain: (key: number) => Plain;
  readonly value: (i: number) => unknown;
}

const objects = Array.from({ length: 8 }, (_, i) => (i === 0 ? undefined : { i }));

function kindOf(Class: unknown, isLong: boolean, isInt: boolean): Kind {
  const { name } = Class as { name: string };
  const AnyClass = Class as new (entries?: unknown, options?: TableOptions) => AnyMultimap;
  return {
    name,
    create: (entries, options) => new AnyClass(entries, options),
    args: (key) => (isLong ? [key >> 1, 0 - (key & 1)] : [key]),
    plain: (key) => (isLong ? (BigInt(key >> 1) << 32n) | BigInt(-(key & 1) >>> 0) : key),
    value: (i) => (isInt ? (i - 4) * 0x1fff_ffff : objects[i]),
  };
}

const kinds = [
  kindOf(Int2IntMultimap, false, true),
  kindOf(Int2ObjectMultimap, false, false),
  kindOf(Long2IntMultimap, true, true),
  kindOf(Long2ObjectMultimap, true, false),
];

/** One value that was put: others that are equal are others. */
interface Entry {
  readonly value: unknown;
}

class Model {
  readonly lists = new Map<number, Entry[]>();

  listOf(key: number): Entry[] {
    return this.lists.get(key) ?? [];
  }

  put(key: number, value: unknown): void {
    this.lists.set(key, [...this.listOf(key), { value }]);
  }

  removeOne(key: number, value: unknown): boolean {
    const list = this.listOf(key);
    const at = list.findIndex((entry) => entry.value === value);
    if (at < 0) return false;
    if (list.length === 1) this.lists.delete(key);
    else this.lists.set(key, list.toSpliced(at, 1));
    return true;
  }

  removeAll(key: number): number {
    const { length } = this.listOf(key);
    this.lists.delete(key);
    return length;
  }

  get size(): number {
    let size = 0;
    for (const list of this.lists.values()) size += list.length;
    return size;
  }
}

function expectContent(kind: Kind, map: AnyMultimap, model: Model): void {
  assertValidMultimap(map);
  expectSame(map.size, model.size);
  expectSame(map.keyCount, model.lists.size);
  const expected = new Map<Plain, unknown[]>();
  for (const [key, list] of model.lists) {
    expected.set(
      kind.plain(key),
      list.map(({ value }) => value),
    );
  }
  const actual = new Map<Plain, unknown[]>();
  for (const [key, value] of map) actual.set(key, [...(actual.get(key) ?? []), value]);
  expect(actual).toEqual(expected);
}

/** One change of both; `region` may refuse it or change `nested` inside. */
function change(
  kind: Kind,
  map: AnyMultimap,
  model: Model,
  random: Random,
  region?: FakeRegion,
): void {
  const key = random.below(7);
  const value = kind.value(random.below(8));
  const args = kind.args(key);
  switch (random.below(16)) {
    case 0:
    case 1:
    case 2:
    case 3:
      expectSame(map.removeOne(...args, value), model.removeOne(key, value));
      break;
    case 4:
      expectSame(map.removeAll(...args), model.removeAll(key));
      break;
    case 5:
      if (random.below(30) === 0) {
        map.clear();
        model.lists.clear();
      }
      break;
    case 6:
      mayBeRefused(
        region,
        random,
        () => void map.trim(),
        () => {
          change(kind, map, model, random);
        },
      );
      break;
    default: {
      const isPut = mayBeRefused(
        region,
        random,
        () => map.put(...args, value),
        () => {
          change(kind, map, model, random);
        },
      );
      if (isPut) model.put(key, value);
    }
  }
}

describe.each(kinds.map((kind) => [kind.name, kind] as const))('%s', (name, kind) => {
  it('holds what was put, in order', () => {
    withSeeds(6, (random, seed) => {
      const region = seed % 2 === 0 ? new FakeRegion() : undefined;
      const map = kind.create({ region, maximumLoad: [0.5, 0.75, 0.9][seed % 3]! });
      const model = new Model();
      for (let i = 0; i < stepCount(2_500); i++) {
        change(kind, map, model, random, region);
        const key = random.below(7);
        const args = kind.args(key);
        const list = model.listOf(key).map((entry) => entry.value);
        const value = kind.value(random.below(8));
        expectSame(map.has(...args), list.length > 0);
        expectSame(map.hasEntry(...args, value), list.includes(value));
        expectSame(map.count(...args), list.length);
        expectSame(map.firstOf(...args), list[0]);
        if (i % 7 === 0) expect(map.valuesOf(...args)).toEqual(list);
        if (i % 61 === 0) expectContent(kind, map, model);
      }
      map.dispose();
      expectSame(region?.liveBytes ?? 0, 0);
    });
  });

  it('visits what stays once, and nothing that comes, whatever happens meanwhile', () => {
    /** Walks a key, changes all in the callback, and walks others in there. */
    function walk(map: AnyMultimap, model: Model, random: Random, depth: number): void {
      const key = random.below(7);
      const due = model.listOf(key);
      let at = 0;
      const skipGone = (): void => {
        while (at < due.length && !model.listOf(key).includes(due[at]!)) at++;
      };
      map.forEachOf(...kind.args(key), (value: unknown, ...args: number[]) => {
        skipGone();
        expectSame(value, due[at++]?.value);
        expectSame(String(args), String(kind.args(key)));
        for (let k = random.below(5); k > 0; k--) change(kind, map, model, random);
        if (depth < 2 && random.below(3) === 0) walk(map, model, random, depth + 1);
      });
      skipGone();
      expectSame(at, due.length);
    }
    withSeeds(6, (random) => {
      const map = kind.create();
      const model = new Model();
      for (let i = 0; i < stepCount(80); i++) {
        for (let k = 0; k < 20; k++) {
          const [key, value] = [random.below(7), kind.value(random.below(8))];
          map.put(...kind.args(key), value);
          model.put(key, value);
        }
        walk(map, model, random, 0);
        expectContent(kind, map, model);
        if (model.size > 200) {
          map.clear();
          model.lists.clear();
        }
      }
    });
  });

  const pairs = [1, 2, 1, 0, 1].map((key, i) => [kind.plain(key), kind.value(i + 1)]);

  it('takes pairs, and another of its kind', () => {
    const map = kind.create(pairs, { capacity: 9 });
    const capacity = map.capacity;
    expect(capacity).toBeGreaterThanOrEqual(9);
    const copy = kind.create(map);
    for (const each of [map, copy]) {
      expect([each.size, each.keyCount]).toEqual([5, 3]);
      expect(each.valuesOf(...kind.args(1))).toEqual([1, 3, 5].map((i) => kind.value(i)));
      expect(new Set(each.keys())).toEqual(new Set([0, 1, 2].map((key) => kind.plain(key))));
      const seen: unknown[] = [];
      each.forEach((value, ...args) => void seen.push([args, value]));
      expect(seen).toHaveLength(5);
      expect(seen).toContainEqual([kind.args(2), kind.value(2)]);
      expect([...each.values()]).toEqual([...each].map(([, value]) => value));
    }
    expect(Object.prototype.toString.call(map)).toBe(`[object ${name}]`);
    expect(map.trim()).toBeGreaterThan(0);
    expect(map.capacity).toBe(5);
    expect(kind.create().bytes()).toBe(0);
  });

  it('gives its memory back when a pair is none', () => {
    const region = new FakeRegion();
    const key = name.startsWith('Long') ? 2n ** 64n : 0.5;
    expect(() => kind.create([...pairs, [key, kind.value(1)]], { region })).toThrow(
      expect.objectContaining({ code: 'ERR_SANDY_INVALID_KEY' }),
    );
    expect(region.liveBytes).toBe(0);
  });

  it('is as it was when its region refuses', () => {
    for (let refused = 0; refused < 8; refused++) {
      const region = new FakeRegion();
      let left = refused;
      const map = kind.create({ region });
      region.onAllocate = () => {
        if (left-- === 0) throw new Error('refused');
      };
      let errorCount = 0;
      for (let i = 0; i < 40; i++) {
        const before = [...map];
        try {
          map.put(...kind.args(i % 20), kind.value(i & 7));
        } catch {
          errorCount++;
          expect([...map]).toEqual(before);
          assertValidMultimap(map);
          map.put(...kind.args(i % 20), kind.value(i & 7));
        }
      }
      expect([map.size, errorCount <= 1]).toEqual([40, true]);
      map.dispose();
      expect(region.addresses).toEqual([]);
    }
  });

  it('refuses keys, values, capacities and options that are none', () => {
    const map = kind.create(pairs);
    const refused = (code: string, use: () => unknown): void => {
      expect(thrownBy(use)).toMatchObject({ code: `ERR_SANDY_${code}` });
    };
    for (const bad of [NaN, 0.5, 2 ** 31, '1', undefined]) {
      const args = kind.args(1).map(() => bad as number);
      refused('INVALID_KEY', () => map.put(...args, kind.value(1)));
      refused('INVALID_KEY', () => map.removeOne(...args, kind.value(1)));
      refused('INVALID_KEY', () => map.removeAll(...args));
      refused('INVALID_KEY', () => map.valuesOf(...args));
      refused('INVALID_KEY', () => map.count(...args));
      refused('INVALID_KEY', () => map.hasEntry(...args, kind.value(1)));
      refused('INVALID_KEY', () => void map.forEachOf(...args, () => undefined));
      if (name.endsWith('IntMultimap')) {
        refused('INVALID_ARGUMENT', () => map.put(...kind.args(1), bad));
      }
    }
    for (const bad of [-1, NaN, 0.5, 2 ** 40]) {
      refused('CAPACITY', () => void map.ensureCapacity(bad, 0));
      refused('CAPACITY', () => void map.ensureCapacity(0, bad));
      refused('CAPACITY', () => kind.create({ capacity: bad }));
    }
    refused('INVALID_ARGUMENT', () => kind.create({ capasity: 1 }));
    expect(map.size).toBe(5);
    assertValidMultimap(map);
  });

  it('can be used no more after dispose, in the middle of a walk too', () => {
    const region = new FakeRegion();
    const map = kind.create(pairs, { region });
    const walk = (): void => {
      map.forEachOf(...kind.args(1), () => {
        map.dispose();
      });
    };
    const error = expect.objectContaining({ code: 'ERR_SANDY_DISPOSED' });
    expect(walk).toThrow(error);
    for (const use of [
      walk,
      () => map.put(...kind.args(1), kind.value(1)),
      () => map.valuesOf(...kind.args(1)),
      () => map.removeAll(...kind.args(1)),
      () => map.trim(),
      () => map.clear(),
      () => [...map],
    ]) {
      expect(use).toThrow(error);
    }
    map.dispose();
    expect([map.disposed, map.size, map.capacity, map.bytes(), region.liveBytes]).toEqual([
      ...[true, 0, 0, 0, 0],
    ]);
  });
});

describe('a multimap of longs', () => {
  it('takes bigints', () => {
    const map = new Long2ObjectMultimap<string>();
    expect(map.putBigInt(-5n, 'a').putBigInt(-5n, 'b')).toBe(map);
    expect([map.valuesOfBigInt(-5n), map.hasBigInt(-5n), map.has(-1, -5)]).toEqual([
      ['a', 'b'],
      true,
      true,
    ]);
    expect([map.removeOneBigInt(-5n, 'a'), map.removeOneBigInt(-5n, 'a')]).toEqual([true, false]);
    expect([map.removeAllBigInt(-5n), map.size]).toEqual([1, 0]);
  });
});

describe('a multimap of objects', () => {
  it('keeps no value that was removed', () => {
    const map = new Int2ObjectMultimap<object>();
    const value = {};
    map.put(1, value).put(1, {}).put(2, value);
    map.removeOne(1, value);
    map.removeAll(2);
    assertValidMultimap(map); // values of free cells are undefined
    expect(map.size).toBe(1);
  });
});
