import { describe, expect, it } from '@jest/globals';
import { assertValidTable, keysInto, LongSet } from '../src/index.js';
import { setClasses } from './support/tables.js';

describe.each(setClasses)('%s', (_name, TestedSet) => {
  it('says whether a key was new, and whether it was there', () => {
    const set = new TestedSet();
    expect([set.add(1, 2), set.add(1, 2), set.add(2, 1)]).toEqual([true, false, true]);
    expect([set.has(1, 2), set.has(1, 1), set.size]).toEqual([true, false, 2]);
    expect([set.delete(1, 2), set.delete(1, 2), set.has(1, 2), set.size]).toEqual([
      true,
      false,
      false,
      1,
    ]);
    assertValidTable(set);
  });

  it('takes the key (0, 0) as any other', () => {
    const set = new TestedSet();
    expect([set.has(0, 0), set.add(0, 0), set.add(0, 0), set.size]).toEqual([
      false,
      true,
      false,
      1,
    ]);
    for (let i = 1; i < 100; i++) set.add(i, 0);
    assertValidTable(set);
    expect([set.has(0, 0), set.size, set.delete(0, 0), set.delete(0, 0), set.size]).toEqual([
      true,
      100,
      true,
      false,
      99,
    ]);
    assertValidTable(set);
  });

  it('iterates as Set does, with bigint keys', () => {
    const set = new TestedSet();
    for (const key of [-(2n ** 63n), -1n, 0n, 5n, 2n ** 63n - 1n]) set.addBigInt(key);
    const model = new Set([...set]);
    expect(model).toEqual(new Set([-(2n ** 63n), -1n, 0n, 5n, 2n ** 63n - 1n]));
    expect([...set.keys()]).toEqual([...model]);
    expect([...set.values()]).toEqual([...model]);
    const seen: bigint[] = [];
    set.forEach((hi, lo) => seen.push((BigInt(hi) << 32n) | BigInt(lo >>> 0)));
    expect(seen).toEqual([...model]);
  });

  it('has the forms with bigint keys', () => {
    const set = new TestedSet();
    expect([set.addBigInt(-5n), set.addBigInt(-5n), set.has(-1, -5)]).toEqual([true, false, true]);
    expect([set.hasBigInt(-5n), set.deleteBigInt(-5n), set.hasBigInt(-5n)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('writes its keys into arrays', () => {
    const set = new TestedSet();
    for (let i = 0; i < 20; i++) set.add(i - 10, i * 7);
    set.add(0, 0);
    const hi = new Int32Array(30).fill(-99);
    const lo = new Int32Array(30).fill(-99);
    expect(keysInto(set, hi, lo)).toBe(21);
    const written = Array.from({ length: 21 }, (_, i) => `${hi[i]},${lo[i]}`);
    const expected = Array.from({ length: 20 }, (_, i) => `${i - 10},${i * 7}`);
    expect(written.sort()).toEqual([...expected, '0,0'].sort());
    expect([hi[21], lo[21]]).toEqual([-99, -99]);
  });

  it('is empty after clear', () => {
    const set = new TestedSet();
    for (let i = 0; i < 20; i++) set.add(i, i);
    set.clear();
    expect([set.size, [...set], set.has(3, 3), set.has(0, 0)]).toEqual([0, [], false, false]);
    assertValidTable(set);
  });
});

describe('LongSet', () => {
  it('can be made by create, and says what it is', () => {
    const set = LongSet.create({ capacity: 10 });
    expect([set.add(1, 1), set.capacity >= 10, Object.prototype.toString.call(set)]).toEqual([
      true,
      true,
      '[object LongSet]',
    ]);
  });
});
