/**
 * Attacks on the tables with int keys, whose slots come in buckets; and the one key that no slot
 * can hold.
 */
import { describe, expect, it } from '@jest/globals';
import { mixInt, seedFrom } from '../src/hashing.js';
import {
  assertValidTable,
  Int2IntLinkedMap,
  Int2IntMap,
  Int2IntTaggedMap,
  Int2ObjectMap,
  IntSet,
  IntTaggedSet,
  Long2ObjectMap,
  probeStatistics,
  Short2ObjectMap,
} from '../src/index.js';
import { internals } from '../src/internals.js';
import { randomFrom } from './support/random.js';

const KEY_COUNT = 100_000;

type Keys = (index: number) => number;

/** Different keys, drawn at random. */
function randomKeys(seed: number): Keys {
  const random = randomFrom(seed);
  return () => random.word();
}

describe.each([
  ['IntSet', IntSet],
  ['IntTaggedSet', IntTaggedSet],
])('%s', (_name, Tested) => {
  const setOf = (keys: Keys, count: number, set = new Tested()): InstanceType<typeof Tested> => {
    for (let i = 0; i < count; i++) set.add(keys(i));
    return set;
  };
  const usual = probeStatistics(setOf(randomKeys(1), KEY_COUNT, new Tested({ seed: 1 })));

  /** At the same number of keys, so at the same load. */
  const expectUsual = (set: InstanceType<typeof Tested>): void => {
    const { longest, mean } = probeStatistics(set);
    expect(mean).toBeLessThan(usual.mean * 2);
    expect(longest).toBeLessThan(usual.longest * 4); // the longest of random keys varies by itself
    assertValidTable(set);
  };

  it.each<[string, Keys]>([
    ['multiples of the capacity', (i) => Math.imul(i, 2 ** 18) ^ (i >> 14)],
    ['consecutive', (i) => i - 50_000],
    ['steps of 16', (i) => i * 16],
    ['steps of 4,096', (i) => Math.imul(i, 4_096) ^ (i >> 20)],
    ['the highest bits', (i) => i << 15],
    ['both ends', (i) => (i << 16) | (i >> 16)],
    ['multiples of the golden ratio', (i) => Math.imul(i, 0x9e3779b1)],
  ])('takes %s as it takes random keys', (_what, keys) => {
    for (let seed = 1; seed <= 5; seed++) {
      const set = setOf(keys, KEY_COUNT, new Tested({ seed }));
      expect(set.size).toBe(KEY_COUNT);
      expect(probeStatistics(set).reseedCount).toBe(0);
      expectUsual(set);
    }
  });

  it('never draws a new seed by chance, as full as it may be', () => {
    for (const maximumLoad of [0.25, 0.5, 0.75, 0.9]) {
      for (let seed = 1; seed <= 5; seed++) {
        const random = randomFrom(seed);
        const set = setOf(() => random.word(), 10_000, new Tested({ maximumLoad, seed }));
        set.trim();
        for (let i = 0; i < 20_000; i++) {
          const key = random.word();
          if (set.add(key)) set.delete(key);
        }
        expect(probeStatistics(set).reseedCount).toBe(0);
      }
    }
  });

  it('draws another seed when somebody who knows it crafts keys for a few buckets', () => {
    const [offset, multiplier1, multiplier2] = seedFrom(7);
    const crafted: number[] = [];
    for (let key = 0; crafted.length < 3_000; key++) {
      if (mixInt(key, offset, multiplier1, multiplier2) < 2 ** 16) crafted.push(key); // of 2^27
    }
    const set = setOf((i) => crafted[i]!, crafted.length, new Tested({ seed: 7 }));
    expect(probeStatistics(set).reseedCount).toBeGreaterThan(0);
    expect(probeStatistics(set).reseedCount).toBeLessThan(5);
    expect(crafted.every((key) => set.has(key))).toBe(true);
    setOf(randomKeys(2), KEY_COUNT - crafted.length, set);
    expectUsual(set);
  });

  it('takes keys in the order of the slots of another table, of the same seed, too', () => {
    const source = setOf(randomKeys(3), KEY_COUNT, new Tested({ seed: 9 }));
    for (const copy of [new Tested(), new Tested({ seed: 9 })]) {
      source.forEach((key) => copy.add(key));
      expect(copy.size).toBe(source.size);
      expectUsual(copy);
    }
  });
});

describe('the key that is the secret of the table', () => {
  it.each([
    ['Int2IntMap', Int2IntMap],
    ['Int2IntTaggedMap', Int2IntTaggedMap],
    ['Int2IntLinkedMap', Int2IntLinkedMap],
    ['Int2ObjectMap', Int2ObjectMap<number>],
  ])('is not there, and makes a %s draw another when it comes', (_name, Tested) => {
    for (let seed = 1; seed <= 20; seed++) {
      const map = new Tested({ seed });
      const secretOf = (): number => map[internals]()[2][0];
      for (let i = 0; i < 100; i++) map.set(i * 7, i);
      const secret = secretOf();
      expect([map.has(secret), map.get(secret), map.delete(secret)]).toEqual([
        false,
        undefined,
        false,
      ]);
      const walked: number[] = [];
      map.forEach((value, key) => {
        if (walked.length === 50) map.set(secret, -1); // all keys are placed anew under the loop
        if (key === secret) return; // where there is an order, what comes is visited
        walked.push(key);
        expect(value).toBe(key / 7);
      });
      expect(new Set(walked).size).toBe(100);
      expect([map.get(secret), map.size, map[internals]()[6]]).toEqual([-1, 101, 1]);
      expect(secretOf()).not.toBe(secret);
      for (let i = 0; i < 100; i++) expect(map.get(i * 7)).toBe(i);
      assertValidTable(map);
    }
  });

  it('may be the first of a table, and that of two lanes', () => {
    const empty = new Int2IntMap({ seed: 3 });
    const first = empty[internals]()[2][0];
    expect(empty.set(first, 5).get(first)).toBe(5);
    assertValidTable(empty);
    const map = new Long2ObjectMap<string>({ seed: 3 });
    map.set(1, 2, 'a');
    const secret = map[internals]()[2][0];
    expect(map.has(secret, secret)).toBe(false);
    map.set(secret, secret, 'b').set(secret, 1, 'c');
    expect([map.get(secret, secret), map.get(secret, 1), map.get(1, 2)]).toEqual(['b', 'c', 'a']);
    assertValidTable(map);
  });

  it('is drawn anew where it is one of the keys', () => {
    // All keys that a short can be: whatever is drawn among them is taken.
    const map = new Short2ObjectMap<number>({ seed: 3 });
    for (let key = -32_768; key < 32_768; key++) map.set(key, key);
    expect(map.size).toBe(65_536);
    assertValidTable(map);
    const { reseedCount } = probeStatistics(map);
    expect(reseedCount).toBeLessThan(3);
  });
});
