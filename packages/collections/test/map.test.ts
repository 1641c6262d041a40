import { describe, expect, it } from '@jest/globals';
import { assertValidTable, Long2ObjectMap } from '../src/index.js';
import { mapClasses } from './support/tables.js';

describe.each(mapClasses)('%s', (_name, TestedMap) => {
  it('finds what was put in, and nothing else', () => {
    const map = new TestedMap<string>();
    expect(map.set(1, 2, 'a').set(2, 1, 'b')).toBe(map);
    expect([map.get(1, 2), map.get(2, 1), map.get(1, 1)]).toEqual(['a', 'b', undefined]);
    expect([map.has(1, 2), map.has(2, 2), map.size]).toEqual([true, false, 2]);
    assertValidTable(map);
  });

  it('replaces the value of a key that is there', () => {
    const map = new TestedMap<string>();
    map.set(1, 2, 'a').set(1, 2, 'b');
    expect([map.size, map.get(1, 2)]).toEqual([1, 'b']);
    assertValidTable(map);
  });

  it('tells an undefined value from an absent key', () => {
    const map = new TestedMap<undefined>();
    map.set(5, 5, undefined);
    expect([map.has(5, 5), map.get(5, 5), map.size]).toEqual([true, undefined, 1]);
    expect([map.delete(5, 5), map.delete(5, 5), map.size]).toEqual([true, false, 0]);
  });

  it('takes the key (0, 0) as any other, before and after growth', () => {
    const map = new TestedMap<string>();
    expect([map.has(0, 0), map.get(0, 0), map.delete(0, 0)]).toEqual([false, undefined, false]);
    map.set(0, 0, 'zero');
    assertValidTable(map);
    for (let i = 1; i <= 100; i++) map.set(0, i, `0,${i}`).set(i, 0, `${i},0`);
    expect([map.get(0, 0), map.get(0, 7), map.get(7, 0), map.size]).toEqual([
      'zero',
      '0,7',
      '7,0',
      201,
    ]);
    assertValidTable(map);
    expect([map.delete(0, 0), map.has(0, 0), map.size]).toEqual([true, false, 200]);
    assertValidTable(map);
  });

  it('keeps the smallest and the largest keys apart', () => {
    const extremes = [-(2 ** 31), -1, 0, 1, 2 ** 31 - 1];
    const map = new TestedMap<string>();
    for (const hi of extremes) for (const lo of extremes) map.set(hi, lo, `${hi},${lo}`);
    expect(map.size).toBe(25);
    for (const hi of extremes) {
      for (const lo of extremes) expect(map.get(hi, lo)).toBe(`${hi},${lo}`);
    }
    assertValidTable(map);
  });

  it('moves each value with its key when a chain closes over a removed key', () => {
    // A full small table is one chain around the end: each removal moves something.
    for (let removed = 0; removed < 6; removed++) {
      const map = new TestedMap<number>({ seed: removed });
      for (let i = 0; i < 6; i++) map.set(9, i, i);
      map.delete(9, removed);
      assertValidTable(map);
      for (let i = 0; i < 6; i++) expect(map.get(9, i)).toBe(i === removed ? undefined : i);
    }
  });

  it('is empty after clear, keeps its storage and can be filled again', () => {
    const map = new TestedMap<number>();
    for (let i = 0; i < 100; i++) map.set(i, i, i);
    const byteLength = map.bytes();
    map.clear();
    expect([map.size, map.has(0, 0), map.has(5, 5), map.bytes()]).toEqual([
      0,
      false,
      false,
      byteLength,
    ]);
    assertValidTable(map);
    map.clear();
    map.set(1, 1, 1);
    expect([...map]).toEqual([[4294967297n, 1]]);
    assertValidTable(map);
  });

  it('lets go of values that were removed', () => {
    // assertValid checks that free slots hold no value.
    const map = new TestedMap<object>();
    for (let i = 0; i < 50; i++) map.set(i, 0, {});
    for (let i = 0; i < 50; i += 2) map.delete(i, 0);
    assertValidTable(map);
    map.clear();
    assertValidTable(map);
  });

  it('iterates as Map does, with bigint keys', () => {
    const map = new TestedMap<string>();
    map
      .setBigInt(-1n, 'minus one')
      .setBigInt(0n, 'zero')
      .setBigInt(2n ** 62n, 'large');
    const model = new Map([...map]);
    expect(model).toEqual(
      new Map([
        [-1n, 'minus one'],
        [0n, 'zero'],
        [2n ** 62n, 'large'],
      ]),
    );
    expect([...map.keys()]).toEqual([...model.keys()]);
    expect([...map.values()]).toEqual([...model.values()]);
    expect([...map.entries()]).toEqual([...model.entries()]);
    const seen: unknown[] = [];
    map.forEach((value, hi, lo) => seen.push([(BigInt(hi) << 32n) | BigInt(lo >>> 0), value]));
    expect(seen).toEqual([...model]);
  });

  it('has the forms with bigint keys', () => {
    const map = new TestedMap<string>();
    expect(map.setBigInt(-5n, 'a')).toBe(map);
    expect([map.getBigInt(-5n), map.hasBigInt(-5n), map.get(-1, -5)]).toEqual(['a', true, 'a']);
    expect([map.deleteBigInt(-5n), map.deleteBigInt(-5n)]).toEqual([true, false]);
    expect([map.hasBigInt(-5n), map.getBigInt(-5n)]).toEqual([false, undefined]);
  });
});

describe('Long2ObjectMap', () => {
  it('can be made by create, and says what it is', () => {
    const map = Long2ObjectMap.create<number>({ capacity: 10 });
    expect(map.set(1, 1, 1).get(1, 1)).toBe(1);
    expect([map.capacity >= 10, Object.prototype.toString.call(map)]).toEqual([
      true,
      '[object Long2ObjectMap]',
    ]);
  });
});
