import { describe, expect, it } from '@jest/globals';
import { FakeRegion } from './support/fake-region.js';
import { withSeeds } from './support/random.js';
import { mapClasses, setClasses } from './support/tables.js';
import { thrownBy } from './support/throwing.js';
import { assertValidTable, keysInto, probeStatistics } from '../src/index.js';

describe.each(mapClasses)('%s in a region', (_name, TestedMap) => {
  it('holds its keys there, in one block at a time', () => {
    const region = new FakeRegion();
    const map = new TestedMap<number>({ region });
    expect(region.liveBytes).toBe(0);
    for (let i = 0; i < 1_000; i++) {
      map.set(i, -i, i);
      expect(region.addresses.length).toBe(1);
    }
    expect(map.bytes()).toBe(region.liveBytes + region.liveBytes);
    for (let i = 0; i < 1_000; i++) expect(map.get(i, -i)).toBe(i);
    assertValidTable(map);
  });

  it('gives the block back at dispose, once', () => {
    const region = new FakeRegion();
    const map = new TestedMap<number>({ region, capacity: 100 });
    expect(region.liveBytes).toBeGreaterThan(0);
    map.dispose();
    map.dispose();
    expect(region.liveBytes).toBe(0);
    new TestedMap<number>({ region }).dispose(); // never had one
  });

  it('gives back what trim frees', () => {
    const region = new FakeRegion();
    const map = new TestedMap<number>({ region, capacity: 1_000 });
    for (let i = 1; i <= 10; i++) map.set(i, 1, i);
    map.trim();
    expect(region.liveBytes).toBe(16 * 8);
    for (let i = 1; i <= 10; i++) map.delete(i, 1);
    map.trim();
    expect([region.liveBytes, region.addresses]).toEqual([0, []]);
    map.set(3, 3, 3);
    expect(map.get(3, 3)).toBe(3);
    assertValidTable(map);
  });

  it('reads its view again after the memory moved, in every method', () => {
    const region = new FakeRegion();
    const map = new TestedMap<number>({ region });
    for (let i = 1; i <= 20; i++) map.set(i, 1, i);
    const moved = <T>(use: () => T): T => {
      region.moveMemory();
      return use();
    };
    expect(moved(() => map.get(7, 1))).toBe(7);
    expect(moved(() => map.get(7, 2))).toBe(undefined);
    expect(moved(() => map.has(8, 1))).toBe(true);
    expect(moved(() => map.set(8, 1, 88).get(8, 1))).toBe(88);
    expect(moved(() => map.set(99, 1, 99).size)).toBe(21);
    expect(moved(() => map.delete(99, 1))).toBe(true);
    expect(moved(() => [...map].length)).toBe(20);
    expect(moved(() => keysInto(map, new Int32Array(20), new Int32Array(20)))).toBe(20);
    expect(moved(() => map.bytes())).toBe(32 * 8 + 32 * 8);
    moved(() => assertValidTable(map));
    let visits = 0;
    map.forEach(() => moved(() => visits++));
    expect(visits).toBe(20);
    moved(() => map.ensureCapacity(100));
    expect(map.get(7, 1)).toBe(7);
    expect(moved(() => map.trim())).toBeGreaterThan(0);
    expect(map.get(7, 1)).toBe(7);
    expect(moved(() => probeStatistics(map)).longest).toBeGreaterThan(0);
    moved(() => map.clear());
    expect([map.size, map.has(7, 1)]).toEqual([0, false]);
    assertValidTable(map);
    region.moveMemory();
    map.dispose();
    expect(region.liveBytes).toBe(0);
  });

  it('survives growth that moves the very memory it lies in', () => {
    const region = new FakeRegion();
    const map = new TestedMap<number>({ region });
    for (let i = 0; i < 20_000; i++) map.set(i, 1, i); // the region starts with 64 KiB
    for (let i = 0; i < 20_000; i++) expect(map.get(i, 1)).toBe(i);
    assertValidTable(map);
  });

  it('stays as it was when the region refuses to give more', () => {
    const region = new FakeRegion();
    const map = new TestedMap<number>({ region });
    for (let i = 0; i < 12; i++) map.set(i, 1, i); // 16 slots, full
    region.limitBytes = region.liveBytes;
    expect(() => map.set(99, 1, 99)).toThrow('region is full');
    expect(() => map.ensureCapacity(1_000)).toThrow('region is full');
    expect([map.size, map.has(99, 1), map.get(5, 1), map.set(5, 1, 55).get(5, 1)]).toEqual([
      12,
      false,
      5,
      55,
    ]);
    assertValidTable(map);
    map.delete(3, 1);
    map.set(99, 1, 99); // room again
    assertValidTable(map);
    region.limitBytes = Infinity;
    map.set(100, 1, 100);
    expect(map.size).toBe(13);
    assertValidTable(map);
    expect(() => new TestedMap({ region: limited(64), capacity: 100 })).toThrow('region is full');
  });

  it('stays right when the region calls back into it while it grows', () => {
    withSeeds(20, (random) => {
      const region = new FakeRegion();
      const map = new TestedMap<number>({ region });
      const model = new Map<number, number>();
      let depth = 0;
      const change = (): void => {
        const key = random.below(100) + 1;
        if (random.below(3) === 0) {
          map.delete(key, 1);
          model.delete(key);
        } else {
          const value = random.below(1_000);
          map.set(key, 1, value);
          model.set(key, value);
        }
      };
      region.onAllocate = (): void => {
        if (depth > 3) return;
        depth++;
        for (let i = 0; i < 10; i++) change();
        if (random.below(4) === 0) map.trim();
        if (random.below(8) === 0) {
          map.clear();
          model.clear();
        }
        depth--;
      };
      for (let i = 0; i < 300; i++) {
        change();
        if (i % 50 === 0) map.trim();
        if (i % 70 === 0) map.ensureCapacity(random.below(100));
        assertValidTable(map);
        expect(region.addresses.length).toBeLessThanOrEqual(1);
      }
      expect(new Map([...map].map(([key, value]) => [Number(key >> 32n), value]))).toEqual(model);
    });
  });

  it('is disposed in peace while it grows', () => {
    const region = new FakeRegion();
    const map = new TestedMap<number>({ region });
    for (let i = 0; i < 12; i++) map.set(i, 1, i);
    region.onAllocate = () => map.dispose();
    expect(thrownBy(() => map.set(99, 1, 99))).toMatchObject({ code: 'ERR_SANDY_DISPOSED' });
    expect([region.liveBytes, map.disposed]).toEqual([0, true]);
  });

  it('leaves a region alone that was disposed before it', () => {
    const region = new FakeRegion();
    const map = new TestedMap<number>({ region, capacity: 10 });
    region.disposed = true;
    map.dispose();
    expect(map.disposed).toBe(true);
    const { liveBytes } = region;
    expect(liveBytes).toBeGreaterThan(0); // not freed a second time
  });

  it('passes on the error of a disposed region when it has to grow', () => {
    const region = new FakeRegion();
    const map = new TestedMap<number>({ region });
    for (let i = 0; i < 12; i++) map.set(i, 1, i);
    region.disposed = true;
    expect(() => map.set(99, 1, 99)).toThrow('region is disposed');
    assertValidTable(map);
  });

  it('frees the new block when its view cannot be had', () => {
    const region = new FakeRegion();
    const map = new TestedMap<number>({ region });
    for (let i = 0; i < 12; i++) map.set(i, 1, i);
    const before = region.liveBytes;
    const words = region.words.bind(region);
    region.words = () => {
      throw new Error('no view');
    };
    expect(() => map.set(99, 1, 99)).toThrow('no view');
    region.words = words;
    expect([region.liveBytes, map.size]).toEqual([before, 12]);
    assertValidTable(map);
  });
});

describe.each(setClasses)('%s in a region', (_name, TestedSet) => {
  it('holds its keys there and gives them back', () => {
    const region = new FakeRegion();
    const set = new TestedSet({ region });
    for (let i = 0; i < 1_000; i++) expect(set.add(i, 5)).toBe(true);
    expect(set.bytes()).toBe(region.liveBytes + (set.bytes() - region.liveBytes));
    region.moveMemory();
    for (let i = 0; i < 1_000; i++) expect(set.has(i, 5)).toBe(true);
    assertValidTable(set);
    set.dispose();
    expect(region.liveBytes).toBe(0);
  });
});

function limited(limitBytes: number): FakeRegion {
  const region = new FakeRegion();
  region.limitBytes = limitBytes;
  return region;
}
