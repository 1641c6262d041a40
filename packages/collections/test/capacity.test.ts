import { describe, expect, it } from '@jest/globals';
import { assertValidTable, Long2ObjectMap, LongSet } from '../src/index.js';
import { mapClasses } from './support/tables.js';

describe.each(mapClasses)('the storage of %s', (_name, TestedMap) => {
  it('is not taken before the first entry', () => {
    const map = new TestedMap<number>();
    expect([map.capacity, map.bytes()]).toEqual([0, 0]);
    map.set(0, 0, 1);
    expect([map.capacity, map.bytes()]).toEqual([6, 8 * 8 + 8 * 8]);
    assertValidTable(map);
  });

  it('grows exactly when it is full, and doubles', () => {
    const map = new TestedMap<number>();
    const capacities: number[] = [];
    for (let i = 1; i <= 200; i++) {
      if (map.size === map.capacity) {
        assertValidTable(map);
        capacities.push(map.capacity);
        if (map.size > 0) {
          map.set(1, 0, 1); // there already: no reason to grow
          expect(map.capacity).toBe(capacities.at(-1));
        }
      }
      map.set(i, 0, i);
      expect(map.capacity).toBeGreaterThanOrEqual(map.size);
    }
    expect(capacities).toEqual([0, 6, 12, 24, 48, 96, 192]);
    assertValidTable(map);
  });

  it('holds as many entries as it was made for without growing', () => {
    for (const capacity of [1, 6, 7, 12, 13, 100, 1_000, 12_345]) {
      const map = new TestedMap<number>({ capacity });
      const byteLength = map.bytes();
      expect(map.capacity).toBeGreaterThanOrEqual(capacity);
      for (let i = 0; i < capacity; i++) map.set(i, 1, i);
      expect(map.bytes()).toBe(byteLength);
      assertValidTable(map);
    }
  });

  it('follows the maximum load', () => {
    for (const maximumLoad of [0.25, 0.5, 0.9]) {
      const map = new TestedMap<number>({ maximumLoad });
      for (let i = 0; i < 1_000; i++) map.set(i, 1, i);
      assertValidTable(map);
      map.trim();
      assertValidTable(map);
      const slotCount = (map.bytes() - 8) / 16;
      expect(map.size / slotCount).toBeLessThanOrEqual(maximumLoad);
      expect(map.size / slotCount).toBeGreaterThan(maximumLoad * (15 / 16) - 0.001);
    }
  });

  it('grows once for what it is told to expect', () => {
    const map = new TestedMap<number>();
    map.set(0, 0, -1).set(1, 2, 12);
    map.ensureCapacity(1_000);
    const byteLength = map.bytes();
    assertValidTable(map);
    expect([map.capacity >= 1_000, map.get(0, 0), map.get(1, 2)]).toEqual([true, -1, 12]);
    for (let i = 0; i < 998; i++) map.set(3, i, i);
    expect(map.bytes()).toBe(byteLength);
    map.ensureCapacity(10);
    expect(map.bytes()).toBe(byteLength); // never shrinks
  });

  it('is trimmed to the entries, whose number need be no power of two', () => {
    const map = new TestedMap<number>();
    for (let i = 0; i < 10_000; i++) map.set(i, -i, i);
    map.set(0, 0, -1);
    const before = map.bytes();
    const freed = map.trim();
    expect(freed).toBe(before - map.bytes());
    expect(freed).toBeGreaterThan(0);
    expect(map.bytes() / map.size).toBeLessThan(16 / 0.75 + 16 / 0.75 / 16);
    assertValidTable(map);
    for (let i = 1; i < 10_000; i++) expect(map.get(i, -i)).toBe(i);
    expect(map.get(0, 0)).toBe(-1);
    expect(map.trim()).toBe(0);
    map.set(-1, -1, 5);
    assertValidTable(map);
  });

  it('is given back whole by trim when it is empty', () => {
    const map = new TestedMap<number>({ capacity: 100 });
    map.set(1, 1, 1).set(0, 0, 7);
    map.delete(1, 1);
    map.delete(0, 0);
    expect(map.trim()).toBeGreaterThan(0);
    expect([map.capacity, map.bytes(), map.get(0, 0), map.size]).toEqual([0, 0, undefined, 0]);
    assertValidTable(map);
    map.set(2, 2, 2);
    expect([map.get(2, 2), map.get(0, 0)]).toEqual([2, undefined]);
    assertValidTable(map);
  });

  it('does not grow while entries come and go', () => {
    const map = new TestedMap<number>();
    for (let i = 0; i < 96; i++) map.set(i, 1, i);
    const byteLength = map.bytes();
    for (let i = 0; i < 10_000; i++) {
      map.delete(i, 1);
      map.set(i + 96, 1, i);
    }
    expect([map.size, map.bytes()]).toEqual([96, byteLength]);
    assertValidTable(map);
  });
});

describe('bytes an entry', () => {
  it('are at most 11.4 for a trimmed set and 22.7 for a trimmed map', () => {
    const set = new LongSet();
    const map = new Long2ObjectMap<null>();
    for (let i = 0; i < 20_000; i++) {
      set.add(i, i);
      map.set(i, i, null);
    }
    set.trim();
    map.trim();
    expect(set.bytes() / set.size).toBeLessThan(11.4);
    expect(map.bytes() / map.size).toBeLessThan(22.7);
  });
});
