import { describe, expect, it } from '@jest/globals';
import type { Long2ObjectMap, LongSet } from '../src/index.js';
import { assertValidTable } from '../src/index.js';
import { withSeeds } from './support/random.js';
import { mapClasses, setClasses } from './support/tables.js';

describe.each(mapClasses)('an iteration over %s', (_name, TestedMap) => {
  const filled = (count: number): Long2ObjectMap<number> => {
    const map = new TestedMap<number>();
    for (let i = 0; i < count; i++) map.set(0, i, i);
    return map;
  };

  it('may remove the current entry', () => {
    const map = filled(1_000);
    let visits = 0;
    map.forEach((value, hi, lo) => {
      visits++;
      if (value % 3 !== 0) map.delete(hi, lo);
    });
    expect([visits, map.size]).toEqual([1_000, 334]);
    assertValidTable(map);
  });

  it('does not visit what was removed before its turn', () => {
    const map = filled(1_000);
    const visited: number[] = [];
    for (const [, value] of map) {
      visited.push(value);
      map.delete(0, value ^ 1); // its neighbour, 500 pairs
    }
    expect(visited.length).toBe(500);
    expect([...map.values()].sort((a, b) => a - b)).toEqual(visited.sort((a, b) => a - b));
    assertValidTable(map);
  });

  it('visits each entry once while the table grows, and none that came meanwhile', () => {
    const map = filled(100);
    const visited: number[] = [];
    map.forEach((value) => {
      visited.push(value);
      for (let i = 0; i < 20; i++) map.set(1, value * 20 + i, -1);
    });
    expect(visited.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(map.size).toBe(2_100);
    assertValidTable(map);
  });

  it('visits an entry that was removed and put back, with its new value', () => {
    const map = filled(10);
    const values: number[] = [];
    for (const value of map.values()) {
      values.push(value);
      if (values.length > 1) continue;
      for (let i = 0; i < 10; i++) {
        map.delete(0, i);
        map.set(0, i, i + 100);
      }
    }
    expect(values.length).toBe(10);
    expect(values.slice(1).every((value) => value >= 100)).toBe(true);
  });

  it('sees values that are replaced meanwhile', () => {
    const map = filled(50);
    let first: number | undefined;
    for (const [, value] of map) {
      if (first === undefined) {
        first = value;
        for (let i = 0; i < 50; i++) map.set(0, i, -1);
      } else {
        expect(value).toBe(-1);
      }
    }
  });

  it('goes on while the table is trimmed or cleared', () => {
    const map = filled(100);
    for (let i = 10; i < 100; i++) map.delete(0, i);
    const visited: number[] = [];
    map.forEach((value) => {
      visited.push(value);
      map.trim();
      if (visited.length === 5) map.clear();
    });
    expect([visited.length, map.size]).toEqual([5, 0]);
    assertValidTable(map);
  });

  it('treats the key (0, 0) as any other', () => {
    const map = new TestedMap<string>();
    map.set(1, 1, 'one');
    const visited: string[] = [];
    map.forEach((value) => {
      visited.push(value);
      map.set(0, 0, 'came meanwhile');
    });
    expect(visited).toEqual(['one']);
    let visitCount = 0;
    for (const _ of map.values()) {
      visitCount++;
      map.delete(0, 0);
      map.delete(1, 1); // one of them before its turn
    }
    expect([visitCount, map.size]).toEqual([1, 0]);
    map.set(0, 0, 'zero');
    expect([...map.values()]).toEqual(['zero']);
  });

  it('may be nested, with changes in the inner one', () => {
    const map = filled(30);
    const outer: number[] = [];
    for (const [, value] of map) {
      outer.push(value);
      for (const [, inner] of map) if (inner > 1_000) map.delete(0, inner);
      map.set(0, 2_000 + value, 2_000 + value);
    }
    expect(outer.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i));
    assertValidTable(map);
  });

  it('may be left half-way, by break or by forgetting it', () => {
    const map = filled(30);
    for (const [, value] of map) if (value >= 0) break;
    const forgotten = map.keys();
    forgotten.next();
    map.set(9, 9, 9);
    expect([...forgotten].length).toBe(29);
    expect(map.size).toBe(31);
    assertValidTable(map);
  });

  it('passes on what the callback throws, and the table works on', () => {
    const map = filled(30);
    expect(() =>
      map.forEach(() => {
        throw new Error('mine');
      }),
    ).toThrow('mine');
    map.set(9, 9, 9);
    expect(map.size).toBe(31);
    assertValidTable(map);
  });

  it('visits what stays exactly once, whatever else happens', () => {
    withSeeds(20, (random) => {
      const map = new TestedMap<number>();
      for (let i = 0; i < 200; i++) map.set(random.below(20) - 1, random.below(50), i);
      const atStart = new Set(map.keys());
      const removed = new Set<bigint>();
      const visited = new Map<bigint, number>();
      for (const [key] of map) {
        visited.set(key, (visited.get(key) ?? 0) + 1);
        expect(removed.has(key)).toBe(false);
        for (let i = random.below(4); i > 0; i--) {
          const hi = random.below(20) - 1;
          const lo = random.below(50);
          const changed = (BigInt(hi) << 32n) | BigInt(lo);
          if (random.below(2) === 0) {
            if (map.delete(hi, lo)) removed.add(changed);
          } else if (!atStart.has(changed)) {
            map.set(hi, lo, i);
          }
        }
        assertValidTable(map);
      }
      for (const key of atStart) {
        if (!removed.has(key)) expect(visited.get(key)).toBe(1);
      }
      for (const [key, count] of visited) expect([atStart.has(key), count]).toEqual([true, 1]);
    });
  });
});

describe.each(setClasses)('an iteration over %s', (_name, TestedSet) => {
  it('may remove and add keys', () => {
    const set: LongSet = new TestedSet();
    for (let i = 0; i < 500; i++) set.add(0, i);
    const visited: number[] = [];
    set.forEach((hi, lo) => {
      visited.push(lo);
      set.delete(hi, lo);
      set.add(1, lo);
    });
    expect(visited.sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, i) => i));
    expect([set.size, set.has(0, 5), set.has(1, 5)]).toEqual([500, false, true]);
    assertValidTable(set);
  });
});
