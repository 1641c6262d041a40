import { describe, expect, it } from '@jest/globals';
import { Object2IntMap } from '../src/generated/object2int-map.js';
import { Object2ObjectMap } from '../src/generated/object2object-map.js';
import { internals } from '../src/internals.js';
import type { KeyStrategy } from '../src/objects/key-strategy.js';
import { assertValidObjectMap } from '../src/objects/object-map-validity.js';
import { FakeRegion } from './support/fake-region.js';
import type { Random } from './support/random.js';
import { stepCount, withSeeds } from './support/random.js';

const STEPS = stepCount(6_000);

interface Position {
  readonly x: number;
  readonly z: number;
}

/** Objects are equal if their coordinates are; hashes meet often. */
const byPosition: KeyStrategy<Position> = {
  hashCode: ({ x, z }) => (x + 31 * z) >>> 0,
  equals: (a, b) => a.x === b.x && a.z === b.z,
};
const nameOf = ({ x, z }: Position): string => `${x},${z}`;

function same(actual: unknown, expected: unknown): void {
  if (actual !== expected) expect(actual).toBe(expected);
}

function expectContent(map: Object2IntMap<Position>, model: Map<string, number>): void {
  assertValidObjectMap(map);
  const names = [...model];
  let i = 0;
  for (const [key, value] of map) {
    same(nameOf(key), names[i]![0]); // in the order of insertion, as Map does
    same(value, names[i++]![1]);
  }
  same(i, model.size);
}

function step(
  map: Object2IntMap<Position>,
  model: Map<string, number>,
  key: Position,
  value: number,
  random: Random,
): void {
  const name = nameOf(key);
  switch (random.below(12)) {
    case 0:
    case 1:
    case 2:
      same(map.set(key, value), map);
      model.set(name, value);
      break;
    case 3:
    case 4:
      same(map.delete(key), model.delete(name));
      break;
    case 5: {
      const index = map.indexOf(key);
      same(index >= 0, model.has(name));
      if (index >= 0) map.indexReplace(index, value);
      else map.indexInsert(index, key, value);
      same(map.indexGet(map.indexOf(key)), value);
      model.set(name, value);
      break;
    }
    case 6: {
      const before = model.get(name) ?? 5;
      if ('addTo' in map) same(map.addTo(key, 3, 5), before);
      else (map as Object2IntMap<Position>).set(key, before + 3);
      model.set(name, before + 3);
      break;
    }
    case 7:
      if (random.below(60) === 0) map.trim();
      break;
    case 8:
      if (random.below(200) === 0) {
        map.clear();
        model.clear();
      }
      break;
    case 9:
      if (random.below(60) === 0) map.ensureCapacity(random.below(900));
      break;
    default:
      same(map.get(key), model.get(name));
      same(map.has(key), model.has(name));
  }
}

/** What both have, whatever their values. */
const classes = [
  ['Object2IntMap', Object2IntMap],
  ['Object2ObjectMap', Object2ObjectMap as unknown as typeof Object2IntMap],
] as const;

describe.each(classes)('%s', (_, TestedMap) => {
  it.each([false, true])('does what a Map does, in a region: %s', (inRegion) => {
    withSeeds(4, (random, seed) => {
      const region = inRegion ? new FakeRegion() : undefined;
      const maximumLoad = [0.5, 0.75, 0.9, 0.25][seed % 4]!;
      const map = new TestedMap<Position>({ strategy: byPosition, region, maximumLoad });
      const model = new Map<string, number>();
      let spread = 5;
      for (let i = 0; i < STEPS; i++) {
        if (i % 1_000 === 0) spread = 2 + random.below(40);
        const key = { x: random.below(spread) - 3, z: random.below(spread) - 3 };
        step(map, model, key, (i * 0x9e3779b1) | 0, random);
        if (random.below(300) === 0) region?.moveMemory();
        same(map.size, model.size);
        if (i % 97 === 0) expectContent(map, model);
      }
      expectContent(map, model);
      map.dispose();
      same(region?.liveBytes ?? 0, 0);
    });
  });

  it('goes on through changes while it is iterated, as Map does', () => {
    withSeeds(60, (random) => {
      const map = new TestedMap<number>({
        strategy: { hashCode: (key) => key & 7, equals: (a, b) => a === b },
      });
      const model = new Map<number, number>();
      const change = (seed: number): void => {
        const key = seed % 40;
        if (seed % 3 === 0) {
          map.set(key, seed);
          model.set(key, seed);
        } else if (seed % 97 === 1) {
          map.clear();
          model.clear();
        } else {
          map.delete(key);
          model.delete(key);
        }
        if (seed % 31 === 2) map.trim();
      };
      for (let i = 0; i < 30; i++) change(random.below(1_000) * 3);
      const walks = [0, 1, 2].map(() => [map.entries(), model.entries()] as const);
      for (let i = 0; i < 400; i++) {
        const [ours, theirs] = walks[random.below(3)]!;
        expect(ours.next()).toEqual(theirs.next());
        for (let k = random.below(4); k > 0; k--) change(random.below(10_000));
      }
      const visited: [number, number][] = [];
      map.forEach((value, key) => visited.push([key, value]));
      expect(visited).toEqual([...model]);
      expect([...map.keys()]).toEqual([...model.keys()]);
      expect([...map.values()]).toEqual([...model.values()]);
      assertValidObjectMap(map);
    });
  });

  describe('a strategy', () => {
    it.each(['hashCode', 'equals'] as const)('that throws in %s: nothing is lost', (name) => {
      withSeeds(10, (random) => {
        let countdown = Infinity;
        const strategy: KeyStrategy<Position> = {
          hashCode: (key) => {
            if (name === 'hashCode' && countdown-- <= 0) throw new Error('strategy threw');
            return byPosition.hashCode(key) & 15;
          },
          equals: (a, b) => {
            if (name === 'equals' && countdown-- <= 0) throw new Error('strategy threw');
            return byPosition.equals(a, b);
          },
        };
        const region = new FakeRegion();
        const map = new TestedMap<Position>({ strategy, region });
        const model = new Map<string, number>();
        let thrown = 0;
        for (let i = 0; i < 1_000; i++) {
          const key = { x: random.below(12), z: random.below(12) };
          countdown = random.below(12);
          try {
            if (random.below(3) === 0) {
              map.delete(key);
              model.delete(nameOf(key));
            } else {
              map.set(key, i);
              model.set(nameOf(key), i);
            }
          } catch (error) {
            same((error as Error).message, 'strategy threw');
            thrown++;
          }
          countdown = Infinity;
          if (i % 50 === 0) expectContent(map, model);
        }
        expect(thrown).toBeGreaterThan(10);
        expectContent(map, model);
        map.dispose();
        expect(region.addresses).toEqual([]);
      });
    });

    it('that changes the map in hashCode is seen, in equals is refused', () => {
      const act: { hash?: () => void; equals?: () => void } = {};
      const region = new FakeRegion();
      const map = new TestedMap<Position>({
        region,
        strategy: {
          hashCode: ({ x }) => {
            const { hash } = act;
            delete act.hash;
            hash?.();
            return x;
          },
          equals: (a, b) => {
            const { equals } = act;
            delete act.equals;
            equals?.();
            return byPosition.equals(a, b);
          },
        },
      });
      for (let i = 0; i < 5; i++) map.set({ x: i, z: 0 }, i);
      act.hash = () => map.delete({ x: 3, z: 0 });
      expect(map.get({ x: 3, z: 0 })).toBe(undefined);
      act.hash = () => map.set({ x: 9, z: 0 }, 1);
      map.set({ x: 9, z: 0 }, 2);
      expect(map.get({ x: 9, z: 0 })).toBe(2);
      act.equals = () => region.moveMemory();
      expect(map.get({ x: 4, z: 0 })).toBe(4);
      for (const change of [
        () => map.set({ x: 100, z: 0 }, 1),
        () => map.delete({ x: 0, z: 0 }),
        () => map.clear(),
      ]) {
        map.set({ x: 1, z: 0 }, 1);
        map.set({ x: 0, z: 0 }, 1);
        act.equals = change;
        expect(() => map.get({ x: 1, z: 0 })).toThrow(
          expect.objectContaining({ code: 'ERR_SANDY_INVALID_ARGUMENT' }),
        );
        assertValidObjectMap(map);
      }
      map.set({ x: 1, z: 0 }, 1);
      act.equals = () => map.dispose();
      expect(() => map.set({ x: 1, z: 0 }, 1)).toThrow(
        expect.objectContaining({ code: 'ERR_SANDY_DISPOSED' }),
      );
      expect(region.liveBytes).toBe(0);
    });

    it.each([NaN, 0.5, 2 ** 32, -(2 ** 31) - 1, '1', undefined])('with the hash %p', (hash) => {
      const map = new TestedMap({
        strategy: { hashCode: () => hash as number, equals: Object.is },
      });
      for (const use of [() => map.set('a', 1), () => map.get('a'), () => map.delete('a')]) {
        expect(use).toThrow(expect.objectContaining({ code: 'ERR_SANDY_INVALID_ARGUMENT' }));
      }
      expect(map.size).toBe(0);
    });

    it.each([undefined, null, {}, { hashCode: () => 1 }, { hashCode: 1, equals: 2 }])(
      'that is none: %p',
      (strategy) => {
        for (const options of [{ strategy }, strategy]) {
          expect(() => new TestedMap(options as never)).toThrow(
            expect.objectContaining({ code: 'ERR_SANDY_INVALID_ARGUMENT' }),
          );
        }
        expect(() => new TestedMap([], { strategy } as never)).toThrow(/strategy/);
      },
    );
  });

  describe('floods', () => {
    const identity: KeyStrategy<number> = { hashCode: (key) => key, equals: (a, b) => a === b };

    it('of hashes crafted for a known seed end with another seed', () => {
      const seed = 6;
      const [probe] = new TestedMap({ strategy: identity, seed, capacity: 9_000 })[internals]();
      const crafted: number[] = [];
      for (let key = 0; crafted.length < 2_000; key++) {
        if (probe.homeOf(key) < probe.slotCount / 64) crafted.push(key);
      }
      const map = new TestedMap<number>({ strategy: identity, seed });
      for (const key of crafted) map.set(key, key);
      const [{ reseedCount }] = map[internals]();
      expect(reseedCount).toBeGreaterThanOrEqual(1);
      expect(reseedCount).toBeLessThan(4);
      for (const key of crafted) same(map.get(key), key);
      assertValidObjectMap(map);
    });

    it('of equal hashes stay right, and draw few seeds', () => {
      const map = new TestedMap<number>({ strategy: { ...identity, hashCode: () => 7 } });
      for (let key = 0; key < 1_500; key++) map.set(key, key);
      for (let key = 0; key < 1_500; key += 2) expect(map.delete(key)).toBe(true);
      for (let key = 0; key < 1_500; key++) same(map.get(key), key % 2 === 0 ? undefined : key);
      assertValidObjectMap(map);
      expect(map[internals]()[0].reseedCount).toBeLessThan(30);
    });
  });
});

describe('an object map', () => {
  const strategy = byPosition;
  const at = (x: number): Position => ({ x, z: 0 });

  it('keeps no reference of what was removed', () => {
    const map = new Object2IntMap<Position>({ strategy });
    for (let x = 0; x < 10_000; x++) map.set(at(x), x);
    for (let x = 0; x < 10_000; x += 2) map.delete(at(x));
    const held = (): unknown[] => {
      const [, keys, removed] = map[internals]();
      return Array.from({ length: keys.length }, (_, i) => keys.at(i)).filter(
        (key) => key !== removed,
      );
    };
    expect(held().length).toBe(5_000);
    map.trim();
    expect(map[internals]()[1].length).toBe(5_000);
    map.clear();
    expect(map[internals]()[1].length).toBe(0);
  });

  it('closes gaps where it would have to grow else', () => {
    const map = new Object2IntMap<Position>({ strategy, capacity: 100 });
    const { capacity } = map;
    const bytes = map.bytes();
    for (let x = 0; x < 10_000; x++) {
      map.set(at(x), x);
      map.delete(at(x - 50));
    }
    expect(map.capacity).toBe(capacity);
    expect(map.bytes()).toBeLessThanOrEqual(bytes + capacity * 8);
    expect([...map.values()]).toEqual(Array.from({ length: 50 }, (_, i) => 9_950 + i));
    assertValidObjectMap(map);
  });

  it.each([NaN, 0.5, 2 ** 31, '1', undefined])('refuses the value %p', (value) => {
    const map = new Object2IntMap<Position>([[at(1), 1]], { strategy });
    const index = map.indexOf(at(2));
    for (const use of [
      () => map.set(at(1), value as number),
      () => map.set(at(2), value as number),
      () => map.indexReplace(0, value as number),
      () => map.indexInsert(index, at(2), value as number),
      () => map.addTo(at(1), value as number),
      () => map.addTo(at(2), value as number),
    ]) {
      expect(use).toThrow(expect.objectContaining({ code: 'ERR_SANDY_INVALID_ARGUMENT' }));
    }
    expect([...map]).toEqual([[at(1), 1]]);
  });

  it('refuses sums beyond 32 bits, and stale tokens', () => {
    const map = new Object2IntMap<Position>([[at(1), 2 ** 31 - 1]], { strategy });
    expect(() => map.addTo(at(1), 1)).toThrow(/int32/);
    expect(map.get(at(1))).toBe(2 ** 31 - 1);
    const index = map.indexOf(at(2));
    expect(() => map.indexInsert(index, at(1), 0)).toThrow(/index/);
    expect(() => map.indexInsert(0, at(2), 0)).toThrow(/index/);
    map.set(at(3), 3);
    expect(() => map.indexInsert(index, at(2), 0)).toThrow(/index/);
    expect(map.set(at(4), -0).get(at(4))).toBe(0);
    expect(map.size).toBe(3);
  });

  it('stays right when the region calls back into it, or refuses', () => {
    withSeeds(20, (random) => {
      const region = new FakeRegion();
      const map = new Object2IntMap<Position>({ strategy, region });
      const model = new Map<number, number>();
      const change = (): void => {
        const x = random.below(150);
        if (random.below(3) === 0) {
          map.delete(at(x));
          model.delete(x);
          return;
        }
        map.set(at(x), x);
        model.set(x, x);
      };
      let depth = 0;
      region.onAllocate = () => {
        if (random.below(5) === 0) throw new Error('refused');
        if (depth > 2) return;
        depth++;
        try {
          for (let i = 0; i < 12; i++) change();
          if (random.below(4) === 0) map.trim();
          if (random.below(9) === 0) {
            map.clear();
            model.clear();
          }
        } finally {
          depth--;
        }
      };
      for (let i = 0; i < 400; i++) {
        try {
          change();
          if (i % 50 === 0) map.trim();
        } catch (error) {
          same((error as Error).message, 'refused');
        }
        assertValidObjectMap(map);
        same(map.size, model.size);
        for (const [x] of model) same(map.get(at(x)), x);
      }
      map.dispose();
      same(region.liveBytes, 0);
    });
  });

  it('is disposed while it grows, and refuses every use afterwards', () => {
    const region = new FakeRegion();
    const map = new Object2IntMap<Position>({ strategy, region });
    map.set(at(0), 0);
    const started = map.values();
    region.onAllocate = () => map.dispose();
    const error = expect.objectContaining({ code: 'ERR_SANDY_DISPOSED' });
    expect(() => {
      for (let x = 0; x < 100; x++) map.set(at(x), x);
    }).toThrow(error);
    expect([region.liveBytes, map.disposed, map.size, map.bytes()]).toEqual([0, true, 0, 0]);
    for (const use of [
      () => map.get(at(0)),
      () => map.set(at(0), 0),
      () => map.delete(at(0)),
      () => map.clear(),
      () => map.trim(),
      () => map.ensureCapacity(1),
      () => map.forEach(() => undefined),
      () => started.next(),
      () => map.keys().next(),
      () => assertValidObjectMap(map),
    ]) {
      expect(use).toThrow(error);
    }
    map.dispose();
  });

  it('is made of entries and of another map, and gives back what it took if one is none', () => {
    const map = new Object2IntMap<Position>(new Map([[at(1), 1]]), { strategy });
    expect([...new Object2IntMap<Position>(map, { strategy })]).toEqual([[at(1), 1]]);
    expect(Object.prototype.toString.call(Object2IntMap.create({ strategy }))).toBe(
      '[object Object2IntMap]',
    );
    const region = new FakeRegion();
    const entries = [
      [at(1), 1],
      [at(2), NaN],
    ] as const;
    expect(() => new Object2IntMap<Position>(entries, { strategy, region })).toThrow(/int32/);
    expect(region.liveBytes).toBe(0);
  });
});

describe('a map to any values', () => {
  const strategy = byPosition;

  it('holds undefined, too', () => {
    const map = new Object2ObjectMap<Position, unknown>([[{ x: 1, z: 2 }, undefined]], {
      strategy,
    });
    expect([map.has({ x: 1, z: 2 }), map.get({ x: 1, z: 2 }), map.size]).toEqual([
      true,
      undefined,
      1,
    ]);
    expect([...map.values()]).toEqual([undefined]);
  });

  it('keeps no value of what was removed, and takes no words for values', () => {
    const map = new Object2ObjectMap<Position, object>({
      strategy,
      maximumLoad: 0.5,
      capacity: 99,
    });
    const perEntry = map.bytes() / map.capacity;
    expect(perEntry).toBeLessThan(12.5); // a hash and two slots
    for (let x = 0; x < 5_000; x++) map.set({ x, z: 0 }, {});
    for (let x = 0; x < 5_000; x += 2) map.delete({ x, z: 0 });
    const values = (): unknown[] => {
      const [, , , chunks] = map[internals]();
      return Array.from({ length: chunks!.length }, (_, i) => chunks!.at(i));
    };
    expect(values().filter((value) => value !== undefined)).toHaveLength(2_500);
    map.trim();
    expect(values()).toHaveLength(2_500);
    map.clear();
    expect(values()).toHaveLength(0);
    assertValidObjectMap(map);
  });
});
