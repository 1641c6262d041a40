import { describe, expect, it } from '@jest/globals';
import type { ArrayOptions } from '../src/array-storage.js';
import { DoubleArrayList } from '../src/generated/double-array-list.js';
import { IntArrayList } from '../src/generated/int-array-list.js';
import { LongArrayList } from '../src/generated/long-array-list.js';
import { assertValidList } from '../src/list-validity.js';
import { shuffle } from '../src/shuffle.js';
import { subList } from '../src/sub-list.js';
import type { ViewedList } from '../src/sub-list.js';
import { FakeRegion } from './support/fake-region.js';
import { expectSame } from './support/list-model.js';
import { everyList } from './support/lists.js';
import type { AnyList, Plain } from './support/lists.js';
import { withSeeds } from './support/random.js';
import { thrownBy } from './support/throwing.js';

const invalidArgument = { code: 'ERR_SANDY_INVALID_ARGUMENT' };
const disposed = { code: 'ERR_SANDY_DISPOSED' };

describe.each(everyList.map((kind) => [kind.name, kind] as const))('%s', (name, kind) => {
  const some = (...values: number[]): Plain[] =>
    values.map((value) => (name.startsWith('Long') ? BigInt(value) : value));
  const list = (...values: number[]): AnyList => kind.create(some(...values));
  const args = (value: number): number[] => kind.args(some(value)[0]!);
  /** Without −0 and NaN, which a comparison of arrays tells apart or not as it likes. */
  const expectList = (actual: AnyList, ...values: number[]): void => {
    assertValidList(actual);
    expect(actual.toArray()).toEqual(some(...values));
  };

  it('takes values of any kind, or options in their place', () => {
    const values = some(3, 1, 2);
    expectList(kind.create(values), 3, 1, 2);
    expectList(kind.create(new Set(values), { capacity: 9 }), 3, 1, 2);
    expectList(kind.create(values.values()), 3, 1, 2);
    expectList(kind.create(new kind.typed(values)), 3, 1, 2);
    expectList(kind.create(list(3, 1, 2)), 3, 1, 2);
    expectList(kind.create(null));
    expect(kind.create({ capacity: 20 }).capacity).toBe(20);
    expect(Object.prototype.toString.call(list())).toBe(`[object ${name}]`);
    for (const none of [5, true, () => 5]) {
      expect(thrownBy(() => kind.create(none))).toMatchObject(invalidArgument);
      expect(thrownBy(() => kind.create([], none as ArrayOptions))).toMatchObject(invalidArgument);
    }
    expect(thrownBy(() => kind.create({ capasity: 3 } as ArrayOptions))).toMatchObject({
      ...invalidArgument,
      message: expect.stringContaining('capasity'),
    });
  });

  it.each(kind.bad.map((bad) => [bad]))('refuses the value %p and stays as it was', (bad) => {
    const tested = list(5, 6, 7);
    const value = bad as number;
    const isLong = name.startsWith('Long');
    const bads = isLong
      ? [
          [value, 0],
          [0, value],
        ]
      : [[value]];
    for (const badArgs of bads) {
      for (const action of [
        () => tested.push(...badArgs),
        () => tested.addAt(1, ...badArgs),
        () => tested.set(1, ...badArgs),
        () => tested.fill(...badArgs),
        () => tested.indexOf(...badArgs),
        () => tested.lastIndexOf(...badArgs),
        () => tested.remove(...badArgs),
        () => tested.binarySearch(...badArgs),
      ]) {
        expect(thrownBy(action)).toMatchObject(invalidArgument);
      }
      if (!Number.isNaN(badArgs[0])) {
        expect(thrownBy(() => tested.includes(...badArgs))).toMatchObject(invalidArgument);
      }
    }
    const region = new FakeRegion();
    for (const action of [
      () => tested.addElements(0, [...some(1), bad]),
      () => tested.setElements(0, [...some(1), bad]),
      () => tested.addAll([...some(1), bad as Plain]),
      () => tested.replaceAll(() => bad as Plain),
      () => kind.create([...some(1), bad], { region }),
    ]) {
      const { code } = thrownBy(action) as { code: string };
      expect(code).toBe(isLong ? 'ERR_SANDY_INVALID_KEY' : invalidArgument.code);
    }
    expectList(tested, 5, 6, 7);
    expect(region.liveBytes).toBe(0);
  });

  it('refuses indices and ranges that it has not, and stays as it was', () => {
    const tested = list(5, 6, 7);
    const out = some(1, 2);
    for (const index of [-1, 3, 0.5, NaN, Infinity, 2 ** 32, '1', {}, null]) {
      const at = index as number;
      for (const action of [
        () => tested.get(at),
        () => tested.set(at, ...args(1)),
        () => tested.removeAt(at),
        () => tested.swapRemove(at),
        () => tested.addAt(at === 3 ? 4 : at, ...args(1)),
        () => tested.addElements(at === 3 ? 4 : at, some(1)),
        () => tested.setElements(at, some(1)),
        () => tested.addElements(0, some(1), at, 1),
        () => tested.getElements(at, out, 0, 1),
        () => tested.getElements(0, out, at, 1),
      ]) {
        expect(thrownBy(action)).toMatchObject(invalidArgument);
      }
    }
    for (const [from, to] of [
      [2, 1],
      [-1, 2],
      [0, 4],
      [0, NaN],
      [0.5, 2],
    ] as const) {
      expect(thrownBy(() => tested.removeElements(from, to))).toMatchObject(invalidArgument);
      expect(thrownBy(() => tested.fill(...args(1), from, to))).toMatchObject(invalidArgument);
    }
    for (const from of [-1, 4, NaN, 0.5]) {
      expect(thrownBy(() => tested.indexOf(...args(5), from))).toMatchObject(invalidArgument);
    }
    for (const index of [NaN, 0.5, 2 ** 31, '0']) {
      expect(thrownBy(() => tested.at(index as number))).toMatchObject(invalidArgument);
    }
    for (const count of [-1, NaN, 0.5, 2 ** 31, Infinity, '3', null]) {
      for (const action of [
        () => tested.ensureCapacity(count as number),
        () => (tested.size = count as number),
        () => kind.create({ capacity: (count ?? NaN) as number }),
      ]) {
        expect(thrownBy(action)).toMatchObject({ code: 'ERR_SANDY_CAPACITY' });
      }
    }
    expectList(tested, 5, 6, 7);
  });

  it('sorts as typed arrays do, whatever their size and content', () => {
    withSeeds(3, (random) => {
      for (const size of [0, 1, 2, 63, 64, 349, 350, 999, 1_000, 1_499, 1_500, 3_000]) {
        for (const kindOf of ['any', 'one', 'ascending', 'descending', 'few'] as const) {
          const first = kind.value(random);
          const values = Array.from({ length: size }, () => {
            if (kindOf === 'one') return first;
            return kindOf === 'few' && random.below(3) > 0 ? first : kind.value(random);
          });
          const sorted = new kind.typed(values);
          sorted.sort();
          if (kindOf === 'ascending') values.splice(0, size, ...Array.from(sorted));
          if (kindOf === 'descending') values.splice(0, size, ...Array.from(sorted).reverse());
          const tested = kind.create(values).sort();
          assertValidList(tested);
          for (let i = 0; i < size; i++) expectSame(tested.get(i), sorted[i]);
        }
      }
    });
  });

  it('sorts as a function says, and keeps the order of equal ones', () => {
    const tested = list(31, 12, 22, 41, 11);
    tested.sort((a, b) => (Number(a) % 10) - (Number(b) % 10));
    expectList(tested, 31, 41, 11, 12, 22);
    expect(
      thrownBy(() =>
        tested.sort(() => {
          tested.clear();
          return 0;
        }),
      ),
    ).toMatchObject(invalidArgument);
  });

  it('searches the first of equal ones', () => {
    const tested = list(1, 3, 3, 3, 7);
    expect([0, 1, 2, 3, 7, 9].map((value) => tested.binarySearch(...args(value)))).toEqual([
      -1, 0, -2, 1, 4, -6,
    ]);
    expect(list().binarySearch(...args(1))).toBe(-1);
  });

  it('compares as dictionaries do', () => {
    const ordered = [list(), list(-5), list(1), list(1, 2), list(1, 3), list(2)];
    ordered.forEach((a, i) =>
      ordered.forEach((b, j) => {
        expect(Math.sign(a.compareTo(b))).toBe(Math.sign(i - j));
        expect(a.equals(b)).toBe(i === j);
      }),
    );
  });

  it('is shuffled into every order, unless the numbers are no random ones', () => {
    withSeeds(2, (random) => {
      const seen = new Set<string>();
      for (let i = 0; i < 400; i++) {
        const tested = list(1, 2, 3, 4);
        shuffle(tested, () => random.below(1_000) / 1_000);
        seen.add(tested.toArray().join());
        expectList(tested.sort(), 1, 2, 3, 4);
      }
      expect(seen.size).toBe(24);
    });
    const tested = list(1, 2, 3);
    for (const bad of [1, -0.1, NaN, 5]) {
      expect(thrownBy(() => shuffle(tested, () => bad))).toMatchObject(invalidArgument);
    }
    const shrinks = (): number => Number(tested.pop() === undefined);
    expectList(tested, 1, 2, 3);
    expect(thrownBy(() => shuffle(tested, shrinks))).toMatchObject(invalidArgument);
    const moved = list(1, 2, 3);
    shuffle(moved, () => Math.min(moved.trim(), 0)); // takes the storage away meanwhile
    expectList(moved, 2, 3, 1);
    shuffle(moved);
    expectList(moved.sort(), 1, 2, 3);
  });

  it('takes out what a test holds for, unless the test moves elements', () => {
    const tested = list(1, 2, 3, 4, 5);
    expect(tested.removeIf((value) => Number(value) % 2 === 0)).toBe(2);
    expectList(tested, 1, 3, 5);
    expect(
      thrownBy(() =>
        tested.removeIf(() => {
          tested.swapRemove(0);
          return true;
        }),
      ),
    ).toMatchObject(invalidArgument);
    const failing = list(1, 2);
    const error = new Error('no');
    expect(
      thrownBy(() =>
        failing.removeIf(() => {
          throw error;
        }),
      ),
    ).toBe(error);
    expectList(failing, 1, 2);
    failing.replaceAll((value) => (typeof value === 'bigint' ? -value : -value));
    expectList(failing, -1, -2);
  });

  it('is walked as arrays are, while it changes', () => {
    const tested = list(1, 2, 3);
    const array = some(1, 2, 3);
    const seen: Plain[][] = [[], []];
    for (const value of tested) {
      seen[0]!.push(value);
      if (tested.size < 6) tested.push(...args(9));
      if (seen[0]!.length === 2) tested.removeAt(0);
    }
    for (const value of array) {
      seen[1]!.push(value);
      if (array.length < 6) array.push(some(9)[0]!);
      if (seen[1]!.length === 2) array.shift();
    }
    expect(seen[0]).toEqual(seen[1]);
    const visited: number[] = [];
    list(1, 2, 3).forEach((...visit) => visited.push(visit.pop()!));
    expect(visited).toEqual([0, 1, 2]);
    let visits = 0;
    tested.forEach(() => {
      visits++;
      if (visits === 1) tested.push(...args(1));
      if (visits === 2) tested.size = 3;
    });
    expect(visits).toBe(3);
    expect([...list(4, 5).keys(), ...list(4, 5).entries()]).toEqual([
      0,
      1,
      [0, some(4)[0]],
      [1, some(5)[0]],
    ]);
    const walk = tested.values();
    while (walk.next().done !== true);
    tested.push(...args(1));
    expect([walk.next(), walk[Symbol.iterator]()]).toEqual([
      { value: undefined, done: true },
      walk,
    ]);
  });

  it('throws after dispose, but where it says otherwise', () => {
    const tested = list(1, 2, 3);
    const walk = tested.values();
    const entries = tested.entries();
    const view = subList(tested as unknown as ViewedList<Plain>, 0, 2);
    walk.next();
    entries.next();
    tested.dispose();
    tested.dispose();
    expect([tested.disposed, tested.size, tested.capacity, tested.bytes()]).toEqual([
      true,
      0,
      0,
      0,
    ]);
    for (const use of [
      () => walk.next(),
      () => entries.next(),
      () => tested.keys().next(),
      () => view.get(0),
      () => tested.get(0),
      () => tested.at(0),
      () => tested.set(0, ...args(1)),
      () => tested.push(...args(1)),
      () => tested.addAt(0, ...args(1)),
      () => tested.pop(),
      () => tested.removeAt(0),
      () => tested.swapRemove(0),
      () => tested.indexOf(...args(1)),
      () => tested.lastIndexOf(...args(1)),
      () => tested.includes(...args(1)),
      () => tested.binarySearch(...args(1)),
      () => tested.getElements(0, []),
      () => tested.addElements(0, []),
      () => tested.setElements(0, []),
      () => tested.removeElements(0),
      () => tested.addAll([]),
      () => tested.removeIf(() => true),
      () => tested.replaceAll((value) => value),
      () => tested.fill(...args(1)),
      () => tested.sort(),
      () => tested.reverse(),
      () => shuffle(tested),
      () => tested.equals(list()),
      () => list().equals(tested),
      () => tested.compareTo(list()),
      () => tested.clone(),
      () => tested.toArray(),
      () => tested.toTypedArray(),
      () => tested.forEach(() => undefined),
      () => tested.clear(),
      () => (tested.size = 0),
      () => tested.ensureCapacity(0),
      () => tested.trim(),
      () => assertValidList(tested),
    ]) {
      expect(thrownBy(use)).toMatchObject(disposed);
    }
    const other = list(1, 2);
    expect(thrownBy(() => other.forEach(() => other.dispose()))).toMatchObject(disposed);
  });

  it('shows ranges of itself, until elements move', () => {
    const tested = list(10, 11, 12, 13, 14);
    const view = subList(tested as unknown as ViewedList<Plain>, 1, 4);
    expect([view.size, ...view]).toEqual([3, ...some(11, 12, 13)]);
    view.set(1, some(99)[0]!);
    expectList(tested, 10, 11, 99, 13, 14);
    expect(view.subList(1, 3).toArray()).toEqual(some(99, 13));
    tested.push(...args(15));
    tested.pop();
    tested.pop(); // all behind the range
    const visited: unknown[] = [];
    view.forEach((value, index) => visited.push(value, index));
    expect(visited).toEqual([some(11)[0], 0, some(99)[0], 1, some(13)[0], 2]);
    for (const index of [-1, 3, 0.5, NaN]) {
      expect(thrownBy(() => view.get(index))).toMatchObject(invalidArgument);
      expect(thrownBy(() => view.set(index, some(1)[0]!))).toMatchObject(invalidArgument);
    }
    expect(thrownBy(() => view.subList(1, 4))).toMatchObject(invalidArgument);
    expect(Object.prototype.toString.call(view)).toBe('[object SubList]');
    for (const change of [
      (of: AnyList) => of.removeAt(0),
      (of: AnyList) => of.swapRemove(0),
      (of: AnyList) => of.addAt(0, ...args(1)),
      (of: AnyList) => of.clear(),
      (of: AnyList) => (of.size = 2),
      (of: AnyList) => void [of.pop(), of.pop()],
    ]) {
      const changed = list(1, 2, 3, 4);
      const range = subList(changed as unknown as ViewedList<Plain>, 0, 3);
      change(changed);
      for (const use of [() => range.get(0), () => range.size, () => range.toArray()]) {
        expect(thrownBy(use)).toMatchObject(invalidArgument);
      }
    }
  });

  it('stays right whatever a region does while it grows', () => {
    withSeeds(10, (random) => {
      const region = new FakeRegion();
      const tested = kind.create({ region });
      const model: Plain[] = [];
      let isInside = false;
      const change = (): void => {
        const value = kind.value(random);
        const index = random.below(model.length + 1);
        const choice = random.below(6);
        if (choice === 0 && index < model.length) {
          tested.removeAt(index);
          model.splice(index, 1);
        } else if (choice === 1 && !isInside) {
          const size = model.length;
          tested.addElements(size, [value, value]);
          model.splice(size, 0, value, value);
        } else if (choice < 5) {
          tested.push(...kind.args(value));
          model.push(value);
        } else tested.trim();
      };
      region.onAllocate = () => {
        if (isInside) return;
        isInside = true;
        const count = random.below(3) === 0 ? 6 : 0;
        for (let i = 0; i < count; i++) change();
        region.moveMemory();
        isInside = false;
        if (random.below(4) === 0) throw new Error('refused');
      };
      for (let i = 0; i < 500; i++) {
        try {
          change();
        } catch (error) {
          // The place before which values were to be put may be gone by then.
          if (!/refused|range: expected/.test(String(error))) throw error;
        }
        assertValidList(tested);
        expectSame(region.addresses.length <= 1, true);
        expectSame(region.liveBytes, tested.bytes());
        expectSame(tested.size, model.length);
        if (i % 20 === 0) expect([...tested]).toEqual(model);
      }
      tested.dispose();
      expect(region.liveBytes).toBe(0);
    });
  });

  it('loses no block when the region refuses, gives no view, or disposes of it', () => {
    const region = new FakeRegion();
    const tested = kind.create(some(1, 2, 3, 4, 5, 6, 7, 8), { region });
    region.limitBytes = region.liveBytes;
    const before = region.liveBytes;
    for (const grow of [
      () => tested.push(...args(9)),
      () => tested.addAt(0, ...args(9)),
      () => tested.addElements(3, some(1, 2, 3)),
      () => tested.ensureCapacity(100),
      () => (tested.size = 100),
    ]) {
      expect(grow).toThrow('region is full');
      expectList(tested, 1, 2, 3, 4, 5, 6, 7, 8);
      expect(region.liveBytes).toBe(before);
    }
    region.limitBytes = Infinity;
    const { words } = region;
    region.words = () => {
      throw new Error('no view');
    };
    expect(() => tested.push(...args(9))).toThrow('no view');
    region.words = words;
    expect(region.liveBytes).toBe(before);
    expectList(tested, 1, 2, 3, 4, 5, 6, 7, 8);
    region.onAllocate = () => tested.dispose();
    expect(thrownBy(() => tested.push(...args(9)))).toMatchObject(disposed);
    expect(region.liveBytes).toBe(0);
    region.onAllocate = undefined;
    const orphan = kind.create(some(1), { region });
    region.disposed = true;
    orphan.dispose(); // leaves the region alone
    expect(region.liveBytes).toBeGreaterThan(0);
  });

  it('refuses values of a region that move away while it grows there', () => {
    const region = new FakeRegion();
    const tested = kind.create(some(1), { region });
    const address = region.allocate(800);
    const { buffer, byteOffset } = region.words(address, 200);
    const inRegion = Reflect.construct(kind.typed, [buffer, byteOffset, 50]) as ArrayLike<Plain>;
    region.onAllocate = () => region.moveMemory();
    expect(thrownBy(() => tested.addElements(0, inRegion))).toMatchObject(invalidArgument);
    expectList(tested, 1);
  });
});

it('LongArrayList has lanes and bigints, in the order of a BigInt64Array', () => {
  const list = new LongArrayList([1n]);
  list.pushBigInt(-(2n ** 63n));
  list.push(1, -1);
  list.setBigInt(0, 2n ** 63n - 1n);
  list.addAtBigInt(1, -1n);
  const values = [2n ** 63n - 1n, -1n, -(2n ** 63n), (1n << 32n) | 0xffffffffn];
  expect(list.toTypedArray()).toEqual(BigInt64Array.from(values));
  expect(
    values.map((_, i) => (BigInt(list.getHi(i)) << 32n) | BigInt(list.getLo(i) >>> 0)),
  ).toEqual(values);
  expect([list.indexOfBigInt(-1n), list.includesBigInt(5n), list.binarySearch(0, 0)]).toEqual([
    1,
    false,
    expect.any(Number),
  ]);
  const key = 1n as unknown as number;
  expect(thrownBy(() => list.push(key, undefined as unknown as number))).toMatchObject({
    ...invalidArgument,
    message: expect.stringContaining('bigint'),
  });
  expect(thrownBy(() => list.pushBigInt(2n ** 63n))).toMatchObject({
    code: 'ERR_SANDY_INVALID_KEY',
  });
});

it('DoubleArrayList finds NaN as arrays do, and sorts every bit pattern', () => {
  const list = new DoubleArrayList([0, -0, NaN, 1]);
  expect([list.indexOf(NaN), list.includes(NaN), list.indexOf(-0), list.lastIndexOf(0)]).toEqual([
    -1,
    true,
    0,
    1,
  ]);
  expect(new DoubleArrayList([NaN]).equals(new DoubleArrayList([NaN]))).toBe(true);
  expect(new DoubleArrayList([0]).equals(new DoubleArrayList([-0]))).toBe(false);
  withSeeds(3, (random) => {
    const words = Int32Array.from({ length: 4_000 }, () => random.word());
    for (let i = 0; i < 200; i++) words[random.below(words.length)] = -1 << random.below(32);
    const doubles = new Float64Array(words.buffer);
    const sorted = new DoubleArrayList(doubles).sort();
    doubles.sort();
    for (let i = 0; i < doubles.length; i++) expectSame(sorted.get(i), doubles[i]);
  });
});

it('IntArrayList takes −0 for 0', () => {
  const list = new IntArrayList([-0]);
  list.push(-0);
  expect([list.get(-0), list.toArray(), list.indexOf(-0)]).toEqual([0, [0, 0], 0]);
});
