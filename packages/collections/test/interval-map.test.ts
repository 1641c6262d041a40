import { describe, expect, it } from '@jest/globals';
import { IntervalMap, assertValidIntervalMap } from '../src/intervals/interval-map.js';
import type { IntervalId } from '../src/intervals/interval-map.js';
import { FakeRegion } from './support/fake-region.js';
import { thrownBy } from './support/throwing.js';

const invalidKey = { code: 'ERR_SANDY_INVALID_KEY' };
const lowest = -(2 ** 31);
const highest = 2 ** 31 - 1;

describe('ids', () => {
  it('are never given again, not after clear and not after trim', () => {
    const map = new IntervalMap<string>();
    const seen = new Set<IntervalId>();
    for (let round = 0; round < 40; round++) {
      const ids = ['a', 'b', 'c'].map((value) => map.add(round, round + 5, value));
      for (const id of ids) {
        expect(seen.has(id)).toBe(false);
        seen.add(id);
      }
      if (round % 4 === 0) map.clear();
      else for (const id of ids.slice(round % 2)) map.delete(id);
      if (round % 3 === 0) map.trim();
      assertValidIntervalMap(map);
    }
    for (const id of seen) if (!map.has(id)) expect(map.delete(id)).toBe(false);
  });

  it.each([NaN, -1, 0.5, '0', null, undefined, 2 ** 24, 2 ** 53, Infinity, {}])(
    'are not %p',
    (id) => {
      const map = new IntervalMap<string>();
      map.add(0, 5, 'a');
      expect(map.has(id as IntervalId)).toBe(false);
      expect(map.get(id as IntervalId)).toBe(undefined);
      expect(map.delete(id as IntervalId)).toBe(false);
      expect(map.intervalOf(id as IntervalId)).toBe(undefined);
      expect(thrownBy(() => map.replace(id as IntervalId, 'b'))).toMatchObject(invalidKey);
      expect([...map.values()]).toEqual(['a']);
    },
  );
});

it('visits what was there and still is', () => {
  const map = new IntervalMap<string>();
  const a = map.add(0, 10, 'a');
  const b = map.add(2, 4, 'b');
  map.add(3, 9, 'c');
  const visited: string[] = [];
  map.forEachAt(3, (value, from, to, id) => {
    visited.push(`${value} ${from} ${to} ${String(id === a)}`);
    if (value !== 'a') return;
    map.delete(b);
    map.add(3, 4, 'new'); // in the node of b
  });
  expect(visited).toEqual(['a 0 10 true', 'c 3 9 false']);
  const found: string[] = [];
  map.forEachIn(9, 20, (value) => found.push(value));
  map.forEach((value) => found.push(value));
  expect(found.slice(0, 2)).toEqual(['a', 'a']); // [9, 20) and the first of all
  expect(found.slice(2).sort()).toEqual(['c', 'new']);
  for (const { id } of map) map.delete(id);
  expect(map.size).toBe(0);
});

it('takes the same interval twice, and both ends of the int32s', () => {
  const map = new IntervalMap<string>();
  map.add(lowest, highest, 'a');
  map.add(lowest, highest, 'b');
  expect(map.valuesAt(lowest).sort()).toEqual(['a', 'b']);
  expect(map.valuesAt(highest)).toEqual([]);
  expect(map.valuesAt(-0)).toHaveLength(2);
  expect(new IntervalMap().valuesAt(0)).toEqual([]);
  map.clear();
  map.trim();
  expect([map.bytes(), map.intersects(0, 1), map.valuesIn(0, 1).length]).toEqual([0, false, 0]);
});

it.each([NaN, 0.5, 2 ** 31, lowest - 1, '1', null, undefined, Infinity] as unknown as number[])(
  'refuses the point %p',
  (point) => {
    const map = new IntervalMap<number>();
    for (const use of [
      () => map.add(point, 100, 1),
      () => map.add(-100, point, 1),
      () => map.valuesAt(point),
      () => map.valuesIn(point, 100),
      () => map.intersects(-100, point),
      () => map.forEachAt(point, () => undefined),
      () => map.forEachIn(-100, point, () => undefined),
    ]) {
      expect(thrownBy(use)).toMatchObject(invalidKey);
    }
    expect(map.size).toBe(0);
  },
);

it('refuses empty intervals, unknown options and impossible capacities', () => {
  const map = new IntervalMap<number>();
  expect(thrownBy(() => map.add(5, 5, 1))).toMatchObject(invalidKey);
  expect(() => new IntervalMap({ capasity: 1 } as object)).toThrow(/capasity/);
  expect(thrownBy(() => map.ensureCapacity(2 ** 24 + 1))).toMatchObject({
    code: 'ERR_SANDY_CAPACITY',
  });
});

it('keeps nothing and does nothing after dispose', () => {
  const region = new FakeRegion();
  const map = IntervalMap.create<number>({ region });
  const id = map.add(0, 5, 1);
  expect(Object.prototype.toString.call(map)).toBe('[object IntervalMap]');
  map.dispose();
  map.dispose();
  expect([map.size, map.capacity, map.bytes(), map.disposed]).toEqual([0, 0, 0, true]);
  expect(region.liveBytes).toBe(0);
  for (const use of [
    () => map.get(id),
    () => map.has(id),
    () => map.add(0, 1, 1),
    () => map.delete(id),
    () => map.replace(id, 1),
    () => map.intersects(0, 1),
    () => map.valuesAt(0),
    () => map.forEach(() => undefined),
    () => [...map],
    () => map.clear(),
    () => map.trim(),
    () => map.ensureCapacity(0),
  ]) {
    expect(thrownBy(use)).toMatchObject({ code: 'ERR_SANDY_DISPOSED' });
  }
});
