/** What keys that are doubles have of their own: bits that differ though the numbers do not. */
import { describe, expect, it } from '@jest/globals';
import { assertValidTable, Double2IntMap, Double2ObjectMap, DoubleSet } from '../src/index.js';
import { thrownBy } from './support/throwing.js';

/** NaN as other bits than the engine's own, and of either sign. */
const manyNaN = new Float64Array(
  Int32Array.of(-1, -1, 1, 0x7ff00000, 0, 0x7ff80001, 5, -0x80000).buffer,
);

describe('a double key', () => {
  it('is told apart as in Map', () => {
    const keys = [0.1, 0.1 + Number.EPSILON / 8, NaN, 0, -0, Infinity, -Infinity, 5e-324, -5e-324];
    const map = new Double2IntMap(keys.map((key, i) => [key, i]));
    const model = new Map(keys.map((key, i) => [key, i]));
    expect(map.size).toBe(model.size);
    for (const key of keys) expect(map.get(key)).toBe(model.get(key));
    const given = [...map.keys()];
    expect(given.some((key) => Object.is(key, -0))).toBe(false);
    expect(new Set(given)).toEqual(new Set(model.keys()));
    assertValidTable(map);
  });

  it('is one NaN, whatever its bits', () => {
    const set = new DoubleSet();
    for (let i = 0; i < manyNaN.length; i++) {
      expect(manyNaN[i]).toBeNaN();
      set.add(manyNaN[i]!);
    }
    expect(set.size).toBe(1);
    expect([...set]).toEqual([NaN]);
    expect(set.delete(NaN)).toBe(true);
    expect(set.size).toBe(0);
  });

  it('may be −0, which is 0', () => {
    const map = new Double2ObjectMap<string>();
    map.set(-0, 'zero');
    expect([map.get(0), map.has(-0), map.size]).toEqual(['zero', true, 1]);
    const index = map.indexOf(-0);
    expect(index).toBe(map.indexOf(0));
    expect(map.delete(0)).toBe(true);
    map.indexInsert(map.indexOf(-0), 0, 'again'); // the key that was missed, by its other sign
    expect([...map]).toEqual([[0, 'again']]);
  });

  it('is handed to callbacks as a number', () => {
    const seen: unknown[] = [];
    new Double2IntMap([[1.5, 7]]).forEach((value, key) => void seen.push([key, value]));
    new DoubleSet([-2.25]).forEach((key) => void seen.push(key));
    expect(seen).toEqual([[1.5, 7], -2.25]);
  });

  it.each([undefined, null, '1', {}, true, 1n])('is not %p', (bad) => {
    const key = bad as number;
    const map = new Double2IntMap([[1, 1]]);
    const set = new DoubleSet([1]);
    for (const action of [
      () => map.get(key),
      () => map.has(key),
      () => map.set(key, 2),
      () => map.delete(key),
      () => map.indexOf(key),
      () => map.indexInsert(-1, key, 1),
      () => set.add(key),
      () => set.has(key),
    ]) {
      expect(thrownBy(action)).toMatchObject({
        code: 'ERR_SANDY_INVALID_KEY',
        message: expect.stringMatching(/^key: expected a number, got /) as unknown,
      });
    }
    expect([map.size, set.size]).toEqual([1, 1]);
  });
});
