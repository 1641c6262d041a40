import { describe, expect, it } from '@jest/globals';
import {
  assertValidTable,
  chunkKeyHi,
  keysInto,
  Long2ObjectMap,
  longHi,
  longLo,
  longOf,
  LongSet,
} from '../src/index.js';
import type { TableOptions } from '../src/index.js';
import { mapClasses, setClasses } from './support/tables.js';
import { thrownBy } from './support/throwing.js';

const badLanes: unknown[] = [
  NaN,
  0.5,
  -1e-9,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 32,
  1e26,
  Infinity,
  -Infinity,
  undefined,
  null,
  '1',
  {},
  true,
];

describe('a lane that is no int32', () => {
  it.each(badLanes)('%p is refused by every method, and nothing changes', (bad) => {
    const lane = bad as number;
    for (const [, TestedMap] of mapClasses) {
      const map = new TestedMap<number>({ capacity: 10 });
      map.set(1, 1, 1).set(0, 0, 0);
      for (const [hi, lo] of [
        [lane, 0],
        [0, lane],
        [lane, lane],
      ] as const) {
        for (const action of [
          () => map.get(hi, lo),
          () => map.has(hi, lo),
          () => map.set(hi, lo, 2),
          () => map.delete(hi, lo),
        ]) {
          expect(thrownBy(action)).toMatchObject({
            name: 'InvalidKeyError',
            code: 'ERR_SANDY_INVALID_KEY',
          });
        }
      }
      expect([...map.values()].sort()).toEqual([0, 1]);
      assertValidTable(map);
    }
    for (const [, TestedSet] of setClasses) {
      const set = new TestedSet();
      expect(thrownBy(() => set.add(lane, 0))).toMatchObject({ code: 'ERR_SANDY_INVALID_KEY' });
      expect(thrownBy(() => set.add(0, lane))).toMatchObject({ code: 'ERR_SANDY_INVALID_KEY' });
      expect(set.size).toBe(0);
    }
  });

  it('is told of the methods for bigints where one takes the place of both lanes', () => {
    const key = 1n as unknown as number;
    const [map, set] = [new Long2ObjectMap<object>(), new LongSet()];
    const none = undefined as unknown as number;
    const calls = [
      () => set.add(key, none),
      () => set.has(key, none),
      () => set.delete(key, none),
      () => map.get(key, none),
      () => map.set(key, {} as number, undefined as unknown as object),
    ];
    for (const call of calls) {
      expect(thrownBy(call)).toMatchObject({
        code: 'ERR_SANDY_INVALID_KEY',
        message: expect.stringMatching(/of bigints: getBigInt, …\), got bigint 1, /),
      });
    }
    expect([map.size, set.size]).toEqual([0, 0]);
  });

  it('is refused by the engine itself if it is a bigint beside a lane', () => {
    const key = 1n as unknown as number;
    expect(() => new Long2ObjectMap().get(key, 0)).toThrow(TypeError);
    expect(() => new LongSet().add(0, key)).toThrow(TypeError);
  });

  it.each<[unknown, unknown, string]>([
    [0.5, NaN, 'number 0.5, number NaN'],
    ['1', 2, 'string 1, number 2'],
    [undefined, null, 'undefined undefined, object null'],
  ])('names what it got: %p, %p', (hi, lo, got) => {
    expect(thrownBy(() => new LongSet().add(hi as number, lo as number))).toMatchObject({
      message: `key: expected int32 lanes (of bigints: getBigInt, …), got ${got}`,
    });
    expect(thrownBy(() => chunkKeyHi(hi as number, lo as number))).toMatchObject({
      message: `chunk position: expected int32 coordinates, got ${got}`,
    });
  });

  it('takes −0 for 0, as Map does', () => {
    const map = new Long2ObjectMap<string>();
    map.set(-0, -0, 'zero').set(-0, 5, 'five');
    expect([map.get(0, 0), map.get(0, 5), map.size]).toEqual(['zero', 'five', 2]);
    expect([...map.keys()].sort()).toEqual([0n, 5n]);
  });
});

describe('a bigint key', () => {
  it.each([2n ** 63n, -(2n ** 63n) - 1n, 2n ** 64n, 1, '1', undefined])('%p is refused', (bad) => {
    const key = bad as bigint;
    const map = new Long2ObjectMap<number>();
    const set = new LongSet();
    for (const action of [
      () => map.getBigInt(key),
      () => map.setBigInt(key, 1),
      () => map.hasBigInt(key),
      () => map.deleteBigInt(key),
      () => set.addBigInt(key),
      () => set.hasBigInt(key),
      () => set.deleteBigInt(key),
      () => longHi(key),
      () => longLo(key),
    ]) {
      expect(thrownBy(action)).toMatchObject({ code: 'ERR_SANDY_INVALID_KEY' });
    }
    expect([map.size, set.size]).toEqual([0, 0]);
  });

  it('becomes lanes and back', () => {
    for (const key of [0n, 1n, -1n, 2n ** 32n, -(2n ** 32n), 2n ** 63n - 1n, -(2n ** 63n)]) {
      expect(longOf(longHi(key), longLo(key))).toBe(key);
      expect((BigInt(longHi(key)) << 32n) | BigInt(longLo(key) >>> 0)).toBe(key);
    }
    expect(thrownBy(() => longOf(2 ** 31, 0))).toMatchObject({ code: 'ERR_SANDY_INVALID_KEY' });
    expect(thrownBy(() => longOf(0, 0.5))).toMatchObject({ code: 'ERR_SANDY_INVALID_KEY' });
  });
});

describe('an option', () => {
  it.each([-1, 0.5, NaN, Infinity, 2 ** 53, 1e9, '10', null])('capacity %p is refused', (bad) => {
    const capacity = bad as number;
    if (bad === null) return expect(new LongSet({ capacity }).capacity).toBe(0);
    for (const action of [
      () => new LongSet({ capacity }),
      () => new Long2ObjectMap({ capacity }),
      () => new LongSet().ensureCapacity(capacity),
      () => new Long2ObjectMap().ensureCapacity(capacity),
    ]) {
      expect(thrownBy(action)).toMatchObject({
        name: 'CapacityError',
        code: 'ERR_SANDY_CAPACITY',
        message: expect.stringMatching(new RegExp(`, got ${typeof bad} [\\w.+-]+$`)), // '10' is no 10
      });
    }
    return undefined;
  });

  it.each<TableOptions>([
    { seed: 0.5 },
    { seed: NaN },
    { seed: 2 ** 32 },
    { seed: -(2 ** 31) - 1 },
    { seed: '7' as unknown as number },
    { maximumLoad: 0.24 },
    { maximumLoad: 0.91 },
    { maximumLoad: 1 },
    { maximumLoad: NaN },
    { maximumLoad: '0.5' as unknown as number },
  ])('%p is refused', (options) => {
    const [bad] = Object.values(options) as unknown[];
    expect(thrownBy(() => new LongSet(options))).toMatchObject({
      name: 'InvalidArgumentError',
      code: 'ERR_SANDY_INVALID_ARGUMENT',
      message: expect.stringMatching(new RegExp(`, got ${typeof bad} [\\w.+-]+$`)),
    });
  });

  it('may be left out or undefined', () => {
    const set = new LongSet({
      capacity: undefined,
      region: undefined,
      seed: undefined,
      maximumLoad: undefined,
    });
    expect(set.add(1, 2)).toBe(true);
  });
});

describe('keysInto', () => {
  it('refuses an array that is too short and writes nothing', () => {
    const set = new LongSet();
    for (let i = 1; i <= 5; i++) set.add(i, i);
    const out = new Int32Array(5);
    const short = new Int32Array(4);
    for (const action of [() => keysInto(set, short, out), () => keysInto(set, out, short)]) {
      expect(thrownBy(action)).toMatchObject({ code: 'ERR_SANDY_CAPACITY' });
    }
    expect([...out, ...short]).toEqual(new Array(9).fill(0));
  });
});
