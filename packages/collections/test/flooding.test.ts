/**
 * Attacks on the tables, counted in probes, not in time.
 */
import { describe, expect, it } from '@jest/globals';
import { mixLong, seedFrom } from '../src/hashing.js';
import type { MixSeed } from '../src/hashing.js';
import { assertValidTable, Long2ObjectMap, LongSet, probeStatistics } from '../src/index.js';
import { mantissaOf, shiftOf } from '../src/sizing.js';
import { randomFrom } from './support/random.js';
import { setClasses } from './support/tables.js';

const KEY_COUNT = 100_000;
const PATTERN_KEY_COUNT = 20_000;

type Keys = (index: number) => readonly [hi: number, lo: number];

function setOf(keys: Keys, count: number, set: LongSet): LongSet {
  for (let i = 0; i < count; i++) set.add(...keys(i));
  return set;
}

/** Random keys: the yardstick. */
function randomKeys(seed: number): Keys {
  const random = randomFrom(seed);
  return () => [random.word(), random.word()];
}

const usual = probeStatistics(setOf(randomKeys(1), KEY_COUNT, new LongSet({ seed: 1 })));

/** At the same number of keys, so at the same load. */
function expectUsual(set: LongSet): void {
  const { longest, mean } = probeStatistics(set);
  expect(mean).toBeLessThan(usual.mean * 2);
  expect(longest).toBeLessThan(usual.longest * 4); // the longest of random keys varies by itself
}

describe('the yardstick', () => {
  it('is what theory says of linear probing, and needs no new seed', () => {
    const load = KEY_COUNT / 262_144; // slots after growth
    expect(usual.mean).toBeGreaterThan(0.95 * (0.5 + 0.5 / (1 - load)));
    expect(usual.mean).toBeLessThan(1.05 * (0.5 + 0.5 / (1 - load)));
    expect(usual.reseedCount).toBe(0);
  });

  it('holds for tables as full as they get, which never draw a new seed by chance', () => {
    for (const maximumLoad of [0.25, 0.5, 0.75, 0.9]) {
      for (let seed = 1; seed <= 10; seed++) {
        const set = setOf(randomKeys(seed), 10_000, new LongSet({ maximumLoad, seed }));
        set.trim();
        const random = randomFrom(seed);
        for (let i = 0; i < 20_000; i++) {
          // 10,000 keys that come and go at full load
          set.delete(random.word(), random.word());
          set.add(i, seed);
          set.delete(i, seed);
        }
        const { mean, reseedCount } = probeStatistics(set);
        expect(reseedCount).toBe(0);
        expect(mean).toBeLessThan(1.5 * (0.5 + 0.5 / (1 - maximumLoad)));
      }
    }
  });
});

describe.each(setClasses)(
  'keys crafted against %s by somebody who knows its seed',
  (_n, Tested) => {
    it('that all have one hash: the table draws another seed', () => {
      const set = setOf(collidingKeys(seedFrom(7)), KEY_COUNT, new Tested({ seed: 7 }));
      expect(set.size).toBe(KEY_COUNT);
      expect(probeStatistics(set).reseedCount).toBeGreaterThan(0);
      expect(probeStatistics(set).reseedCount).toBeLessThan(5);
      expectUsual(set);
      assertValidTable(set);
    });

    it('in groups that each stay below the longest plausible probe', () => {
      const colliding = collidingKeys(seedFrom(7));
      const GROUP = 60;
      const groups: Keys = (i) => {
        const group = Math.floor(i / GROUP);
        const [, lo] = colliding(i % GROUP, Math.imul(group, 0x9e3779b1));
        return [i % GROUP, lo];
      };
      const set = setOf(groups, KEY_COUNT, new Tested({ seed: 7 }));
      expect(probeStatistics(set).reseedCount).toBeGreaterThan(0);
      expectUsual(set);
    });

    it('that stay few: some probes, but a bounded number', () => {
      const set = setOf(collidingKeys(seedFrom(7)), 40, new Tested({ seed: 7, capacity: 1_000 }));
      expect(probeStatistics(set).longest).toBe(40); // the attack does hit
      assertValidTable(set);
    });

    it('again and again: each new seed is unknown', () => {
      const set = new Tested({ seed: 7 });
      for (let round = 0; round < 5; round++) {
        set.clear();
        setOf(collidingKeys(seedFrom(7)), 5_000, set);
        assertValidTable(set);
      }
      expect(probeStatistics(set).reseedCount).toBeLessThan(3);
    });

    /** Keys with hi = index, and the lo that makes the lanes join to the word `target`. */
    function collidingKeys(
      seed: MixSeed,
    ): (i: number, target?: number) => readonly [number, number] {
      const inverse = inverseOf(seed[3]);
      return (i, target = 0x1234567) => {
        let high = Math.imul(i ^ seed[0], seed[1]);
        high ^= high >>> 15;
        high = Math.imul(high, seed[2]);
        high ^= high >>> 16;
        const low = (target - high) | 0;
        const unfolded = low ^ (low >>> 13) ^ (low >>> 26);
        return [i, Math.imul(unfolded, inverse) ^ seed[0]];
      };
    }
  },
);

/** The odd number that undoes a multiplication by `odd`, modulo 2^32 (Newton). */
function inverseOf(odd: number): number {
  let inverse = odd;
  for (let i = 0; i < 5; i++) inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  return inverse;
}

describe('keys that follow a pattern, without knowing the seed', () => {
  const square = 317; // 317² = 100,489
  const families: [string, Keys][] = [
    ['multiples of the capacity', (i) => [0, Math.imul(i, 2 ** 18)]],
    ['multiples of the capacity in hi', (i) => [Math.imul(i, 2 ** 18), i >> 14]],
    ['consecutive lo', (i) => [0, i]],
    ['consecutive hi', (i) => [i, 0]],
    ['consecutive in both', (i) => [i, i]],
    ['opposite', (i) => [i, -i]],
    ['a square of chunks', (i) => [(i % square) - 158, Math.floor(i / square) - 158]],
    ['every 16th block', (i) => [(i % square) << 10, Math.floor(i / square) << 16]],
    ['a cube of blocks', (i) => [(i % 47) << 6, (Math.floor(i / 2_209) << 12) | ((i / 47) % 47)]],
    // Odd products keep the set of keys that differ in the top byte only: one round would fold
    // each of these onto a few hundred hashes under every seed.
    ['top bytes of both lanes', (i) => [i << 24, (i >> 8) << 22]],
    [
      'top byte, folded by 15',
      (i) => [i << 24, ((i >> 8) << 24) ^ (((i >> 8) & 255) << 9) ^ (i >> 16)],
    ],
    [
      'top byte, folded by 16',
      (i) => [i << 24, ((i >> 8) << 24) ^ (((i >> 8) & 255) << 8) ^ (i >> 16)],
    ],
    [
      'pairs that differ in their top bits',
      (i) => [(i >> 1) ^ (i << 31), ((i & 1) * 0x80010000) | 0],
    ],
    [
      'doubles of small integers',
      (i) => {
        const cell = new Int32Array(new Float64Array([i]).buffer);
        return [cell[1]!, cell[0]!];
      },
    ],
  ];

  it.each(families)('%s', (_name, keys) => {
    const distinct = new Set<string>();
    for (let i = 0; i < PATTERN_KEY_COUNT; i++) distinct.add(String(keys(i)));
    const random = probeStatistics(setOf(randomKeys(2), distinct.size, new LongSet({ seed: 2 })));
    for (let seed = 1; seed <= 10; seed++) {
      const set = setOf(keys, PATTERN_KEY_COUNT, new LongSet({ seed }));
      expect(set.size).toBe(distinct.size);
      const { longest, mean, reseedCount } = probeStatistics(set);
      expect(mean).toBeLessThan(random.mean * 1.5);
      expect(longest).toBeLessThan(random.longest * 4);
      expect(reseedCount).toBe(0);
    }
  });

  it('copied in the order of the slots of another table', () => {
    const source = setOf(randomKeys(3), KEY_COUNT, new LongSet());
    const copy = new LongSet();
    source.forEach((hi, lo) => copy.add(hi, lo));
    expectUsual(copy);
    expect(probeStatistics(copy).reseedCount).toBe(0);
  });

  it('copied in the order of the slots of a table with the same seed: noticed', () => {
    const source = setOf(randomKeys(3), KEY_COUNT, new LongSet({ seed: 9 }));
    const copy = new LongSet({ seed: 9 });
    source.forEach((hi, lo) => copy.add(hi, lo));
    expect(copy.size).toBe(KEY_COUNT);
    expectUsual(copy);
    assertValidTable(copy);
  });
});

describe('a reseed', () => {
  it('moves each value with its key, the new one and that of (0, 0) too', () => {
    const seed = seedFrom(7);
    const map = new Long2ObjectMap<string>({ seed: 7, capacity: 4_000 });
    map.set(0, 0, 'zero');
    const model = new Map<string, string>();
    for (let hi = 1, found = 0; found < 600; hi++) {
      // Keys whose slot is in the first 32nd of the table, by trial: another way to collide.
      const lo = hi * 31;
      const hash = mixLong(hi, lo, seed[0], seed[1], seed[2], seed[3]);
      if (hash >>> 22 !== 0) continue;
      found++;
      map.set(hi, lo, `${hi}`);
      model.set(`${hi},${lo}`, `${hi}`);
      expect(map.get(hi, lo)).toBe(`${hi}`);
    }
    expect(probeStatistics(map).reseedCount).toBe(1);
    assertValidTable(map);
    expect(map.get(0, 0)).toBe('zero');
    map.delete(0, 0);
    map.forEach((value, hi, lo) => expect(model.get(`${hi},${lo}`)).toBe(value));
    expect(map.size).toBe(600);
  });

  it('does not disturb an iteration', () => {
    const [offset, multiplier1, multiplier2, multiplier3] = seedFrom(7);
    const set = new LongSet({ seed: 7, capacity: 2_000 });
    for (let i = 0; i < 100; i++) set.add(i, -1);
    let visits = 0;
    let hi = 1;
    for (const key of set) {
      expect(BigInt.asIntN(32, key)).toBe(-1n);
      visits++;
      for (let found = 0; found < 20; hi++) {
        if (mixLong(hi, 5, offset, multiplier1, multiplier2, multiplier3) >>> 21 !== 0) continue;
        set.add(hi, 5);
        found++;
      }
    }
    expect(visits).toBe(100);
    expect(set.size).toBe(2_100);
    expect(probeStatistics(set).reseedCount).toBeGreaterThan(0);
    assertValidTable(set);
  });
});

describe('seeds', () => {
  it('are the same for the same number, and repeatable across versions', () => {
    expect(seedFrom(1)).toEqual(seedFrom(1));
    expect(seedFrom(1)).not.toEqual(seedFrom(2));
    expect(seedFrom(-1)).toEqual(seedFrom(2 ** 32 - 1));
    expect([...new LongSet({ seed: 1, capacity: 9 })]).toEqual([]);
    const order = [...setOf((i) => [i, i], 9, new LongSet({ seed: 1 }))];
    expect([...setOf((i) => [i, i], 9, new LongSet({ seed: 1 }))]).toEqual(order);
  });

  it('are small integers of 31 bits, the multipliers odd', () => {
    for (let seed = 0; seed < 2_000; seed++) {
      const [offset, multiplier1, multiplier2, multiplier3] = seedFrom(seed);
      const words = [offset, multiplier1, multiplier2, multiplier3];
      if (words.every((word) => (word << 1) >> 1 === word)) {
        if ((multiplier1 & multiplier2 & multiplier3 & 1) === 1) continue;
      }
      throw new Error(`seed ${seed}: got ${words.join()}`);
    }
  });

  it('differ from table to table, so orders differ', () => {
    const orders = new Set<string>();
    for (let i = 0; i < 50; i++) {
      orders.add([...setOf((key) => [key, key], 100, new LongSet())].join());
    }
    expect(orders.size).toBe(50);
  });

  it('come from Math.random where the runtime has no crypto', () => {
    const crypto = Object.getOwnPropertyDescriptor(globalThis, 'crypto');
    Object.defineProperty(globalThis, 'crypto', { value: undefined, configurable: true });
    try {
      const orders = new Set<string>();
      for (let i = 0; i < 50; i++) {
        orders.add([...setOf((key) => [key, key], 100, new LongSet())].join());
      }
      expect(orders.size).toBe(50);
    } finally {
      if (crypto === undefined) delete (globalThis as { crypto?: unknown }).crypto;
      else Object.defineProperty(globalThis, 'crypto', crypto);
    }
  });
});

describe('the hash', () => {
  it('spreads over the slots as chance would (chi squared)', () => {
    const SLOTS = 256;
    for (let seed = 1; seed <= 20; seed++) {
      const [offset, multiplier1, multiplier2, multiplier3] = seedFrom(seed);
      const counts = new Float64Array(SLOTS);
      for (let x = 0; x < 128; x++) {
        for (let z = 0; z < 128; z++) {
          const hash = mixLong(z, x, offset, multiplier1, multiplier2, multiplier3);
          counts[Math.imul(hash, mantissaOf(SLOTS)) >>> shiftOf(SLOTS)]! += 1;
        }
      }
      const expected = (128 * 128) / SLOTS;
      const chiSquared = counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
      expect(chiSquared).toBeLessThan(420); // 255 ± 23 for chance: 7 standard deviations
    }
  });
});
