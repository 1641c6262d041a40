import { describe, expect, it } from '@jest/globals';
import { createHashKey, equalWords, hashWords, mix32 } from '../src/content/hash-words.js';
import { same, withSeeds } from './support.js';
import type { Random } from './support.js';

function countBits(value: number): number {
  let bits = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) bits++;
  return bits;
}

function randomWords(random: Random, length: number): Int32Array {
  return new Int32Array(length).map(() => random.int32());
}

describe('hashWords', () => {
  it.each([1, 2, 3, 4, 5, 7, 16, 64, 1024])(
    'flips about half of its bits for each bit of %i words',
    (length) => {
      withSeeds([11], (random) => {
        const flips = new Float64Array(32); // by output bit
        let trials = 0;
        for (let round = 0; round < 400; round++) {
          const key = createHashKey(random.int32());
          const words = round % 2 === 0 ? randomWords(random, length) : new Int32Array(length);
          const before = hashWords(words, length, length * 8, key);
          const at = random.below(length);
          for (let bit = 0; bit < 32; bit++) {
            words[at]! ^= 1 << bit;
            const changed = hashWords(words, length, length * 8, key) ^ before;
            words[at]! ^= 1 << bit;
            for (let out = 0; out < 32; out++) flips[out]! += (changed >>> out) & 1;
            trials++;
          }
        }
        // 12,800 trials: the standard deviation of a fair coin's mean is 0.0044.
        for (const flipped of flips) expect(Math.abs(flipped / trials - 0.5)).toBeLessThan(0.03);
      });
    },
  );

  it('spreads the top bit of a word, too', () => {
    withSeeds([12], (random) => {
      let changedBits = 0;
      for (let round = 0; round < 2000; round++) {
        const key = createHashKey(random.int32());
        const words = randomWords(random, 64);
        const before = hashWords(words, 64, 512, key);
        words[random.below(64)]! ^= 1 << 31;
        changedBits += countBits(hashWords(words, 64, 512, key) ^ before);
      }
      expect(Math.abs(changedBits / 2000 - 16)).toBeLessThan(0.5);
    });
  });

  it('collides no more than chance for changes that multiplications cancel: two bits of one chain', () => {
    const bitPairs = [
      [31, 31],
      [15, 15],
      [31, 15],
      [15, 31],
      [0, 0],
      [16, 16],
    ] as const;
    withSeeds([13, 14], (random) => {
      const key = createHashKey(random.int32());
      const words = new Int32Array(32);
      const seen = new Set<number>();
      let count = 0;
      for (let first = 0; first < 32; first++) {
        for (let second = first + 1; second < 32; second++) {
          for (const [p, q] of bitPairs) {
            words[first]! ^= 1 << p;
            words[second]! ^= 1 << q;
            seen.add(hashWords(words, 32, 256, key));
            words.fill(0);
            count++;
          }
        }
      }
      expect(count - seen.size).toBeLessThanOrEqual(1); // 2,976² / 2^33 = 0.001 by chance
    });
  });

  it('collides no more than chance for runs of small numbers', () => {
    withSeeds([15], (random) => {
      const key = createHashKey(random.int32());
      const seen = new Set<number>();
      const words = new Int32Array(3);
      for (let a = 0; a < 32; a++) {
        for (let b = 0; b < 32; b++) {
          for (let c = 0; c < 64; c++) {
            words.set([a, b, c]);
            seen.add(hashWords(words, 3, 24, key));
          }
        }
      }
      expect(65_536 - seen.size).toBeLessThanOrEqual(6); // 0.5 by chance
    });
  });

  it('depends on shape, seed and length', () => {
    const key = createHashKey(1);
    const words = new Int32Array(8);
    const hashes = [
      hashWords(words, 8, 64, key),
      hashWords(words, 8, 65, key),
      hashWords(words, 7, 64, key),
      hashWords(words, 8, 64, createHashKey(2)),
    ];
    expect(new Set(hashes).size).toBe(4);
    expect(hashWords(words, 8, 64, createHashKey(1))).toBe(hashes[0]);
  });

  it('gives every key odd multipliers with enough bits', () => {
    for (let seed = -200; seed < 200; seed++) {
      const { even, evenSwapped, odd, oddSwapped } = createHashKey(seed);
      for (const multiplier of [even, evenSwapped, odd, oddSwapped]) {
        same(multiplier & 7, 5);
        same(countBits(multiplier) >= 12, true);
      }
    }
  });
});

describe('mix32', () => {
  it('is bijective on a sample', () => {
    const seen = new Set<number>();
    for (let i = -50_000; i < 50_000; i++) seen.add(mix32(i * 40_503));
    expect(seen.size).toBe(100_000);
  });
});

describe('equalWords', () => {
  it('sees a difference at every position, at every length and base', () => {
    const block = new Int32Array(40).map((_, i) => i * 0x01010101);
    for (let base = 0; base < 5; base++) {
      for (let length = 0; length < 20; length++) {
        const words = block.slice(base, base + length);
        same(equalWords(block, base, words, length), true);
        for (let i = 0; i < length; i++) {
          words[i]! ^= 1 << (i + 12);
          same(equalWords(block, base, words, length), false);
          words[i]! ^= 1 << (i + 12);
        }
      }
    }
  });
});
