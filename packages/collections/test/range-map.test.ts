import { expect, it } from '@jest/globals';
import { RangeMap, assertValidRangeMap } from '../src/intervals/range-map.js';
import { FakeRegion } from './support/fake-region.js';
import { thrownBy } from './support/throwing.js';

const invalidKey = { code: 'ERR_SANDY_INVALID_KEY' };
const lowest = -(2 ** 31);
const highest = 2 ** 31 - 1;

it('takes memory only to part a range, and changes nothing when it is refused', () => {
  const region = new FakeRegion();
  const map = new RangeMap<number>({ region, capacity: 3 });
  map.set(0, 10, 1).set(20, 30, 2).set(40, 50, 3); // `set` may need two more
  map.trim();
  region.limitBytes = region.liveBytes;
  expect(map.capacity).toBe(3);
  expect(() => map.delete(22, 24)).toThrow('full');
  expect(() => map.set(60, 70, 4)).toThrow('full');
  expect(map.rangeAt(23)).toEqual({ from: 20, to: 30, value: 2 });
  expect(map.delete(25, 45)).toBe(true);
  expect(map.delete(0, 10)).toBe(true);
  expect(map.delete(22, 24)).toBe(true);
  assertValidRangeMap(map);
  expect([...map].map(({ from, to }) => [from, to])).toEqual([
    [20, 22],
    [24, 25],
    [45, 50],
  ]);
});

it('looks again after a region that called back where it parts a range', () => {
  for (const change of [
    (map: RangeMap<number>) => map.delete(20, 30),
    (map: RangeMap<number>) => map.delete(21, 22), // takes the room that was made
    (map: RangeMap<number>) => map.set(0, 50, 7),
    (map: RangeMap<number>) => map.clear(),
  ]) {
    const region = new FakeRegion();
    const map = new RangeMap<number>({ region });
    map.set(0, 10, 1).set(20, 30, 2).set(40, 50, 3);
    map.trim();
    const expected = new RangeMap<number>().set(0, 10, 1).set(20, 30, 2).set(40, 50, 3);
    change(expected);
    const isChanged = expected.delete(24, 26);
    region.onAllocate = () => {
      region.onAllocate = undefined;
      change(map);
    };
    expect(map.delete(24, 26)).toBe(isChanged);
    assertValidRangeMap(map);
    expect([...map]).toEqual([...expected]);
  }
});

it('tells −0 from 0 and NaN from nothing among values, and keeps undefined', () => {
  const map = new RangeMap<number | undefined>();
  map.set(0, 1, 0).set(1, 2, -0).set(2, 3, NaN).set(3, 4, NaN).set(5, 6, undefined);
  expect([...map.values()]).toEqual([0, -0, NaN, undefined]);
  expect(map.has(5) && map.get(5) === undefined).toBe(true);
  expect(map.has(4)).toBe(false);
});

it('reaches from one end of the int32s to the other', () => {
  const map = new RangeMap<string>().set(lowest, highest, 'all').set(-0, 1, 'zero');
  expect([map.get(lowest), map.get(highest - 1), map.get(highest)]).toEqual([
    'all',
    'all',
    undefined,
  ]);
  expect(map.rangeAt(-0)).toEqual({ from: 0, to: 1, value: 'zero' });
  assertValidRangeMap(map);
  expect(map.delete(lowest, highest)).toBe(true);
  expect([map.size, map.delete(lowest, highest)]).toEqual([0, false]);
});

it.each([NaN, 0.5, 2 ** 31, lowest - 1, '1', null, undefined, Infinity] as unknown as number[])(
  'refuses the point %p',
  (point) => {
    const map = new RangeMap<number>().set(0, 5, 1);
    for (const use of [
      () => map.get(point),
      () => map.has(point),
      () => map.rangeAt(point),
      () => map.set(point, 100, 1),
      () => map.set(-100, point, 1),
      () => map.delete(point, 100),
      () => map.intersects(-100, point),
    ]) {
      expect(thrownBy(use)).toMatchObject(invalidKey);
    }
    expect([...map]).toEqual([{ from: 0, to: 5, value: 1 }]);
  },
);

it('refuses empty ranges, unknown options and impossible capacities', () => {
  const map = new RangeMap<number>();
  expect(thrownBy(() => map.set(5, 5, 1))).toMatchObject(invalidKey);
  expect(thrownBy(() => map.delete(5, 4))).toMatchObject(invalidKey);
  expect(() => new RangeMap({ capasity: 1 } as object)).toThrow(/capasity/);
  for (const options of [5, '12', true]) {
    expect(thrownBy(() => new RangeMap(options as never))).toMatchObject({
      code: 'ERR_SANDY_INVALID_ARGUMENT',
    });
  }
  for (const capacity of [-1, NaN, 0.5, 2 ** 24 + 1]) {
    const error = thrownBy(() => new RangeMap({ capacity }));
    expect(error).toMatchObject({ code: 'ERR_SANDY_CAPACITY' });
  }
});

it('may be changed while it is walked', () => {
  const map = new RangeMap<string>().set(0, 5, 'a').set(10, 15, 'b').set(20, 25, 'c');
  const visited: string[] = [];
  map.forEach((value, from, to) => {
    visited.push(`${from}-${to} ${value}`);
    if (value === 'a') map.set(3, 12, 'd'); // what holds 5 from now on is the new range
    if (value === 'b') map.delete(20, 22);
    map.delete(from, to);
  });
  expect(visited).toEqual(['0-5 a', '5-12 d', '12-15 b', '22-25 c']);
  map.set(0, 5, 'a');
  expect(thrownBy(() => map.forEach(() => map.dispose()))).toMatchObject({
    code: 'ERR_SANDY_DISPOSED',
  });
});

it('keeps nothing and does nothing after dispose', () => {
  const region = new FakeRegion();
  const map = RangeMap.create<number>({ region }).set(0, 5, 1);
  expect(Object.prototype.toString.call(map)).toBe('[object RangeMap]');
  map.dispose();
  map.dispose();
  expect([map.size, map.capacity, map.bytes(), map.disposed]).toEqual([0, 0, 0, true]);
  expect(region.liveBytes).toBe(0);
  for (const use of [
    () => map.get(0),
    () => map.set(0, 1, 1),
    () => map.delete(0, 1),
    () => map.intersects(0, 1),
    () => map.forEach(() => undefined),
    () => [...map],
    () => map.clear(),
    () => map.trim(),
    () => map.ensureCapacity(0),
  ]) {
    expect(thrownBy(use)).toMatchObject({ code: 'ERR_SANDY_DISPOSED' });
  }
});
