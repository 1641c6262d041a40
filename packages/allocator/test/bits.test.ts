import { describe, expect, it } from '@jest/globals';
import {
  clearBits,
  lowestBit,
  nextClear,
  nextSet,
  popCount,
  previousClear,
  setBits,
} from '../src/bits.js';
import { withSeeds } from './support/random.js';

const WORDS = 5;
const BITS = WORDS * 32;

const bitsOf = (words: Int32Array): number[] =>
  Array.from({ length: BITS }, (_, bit) => (words[bit >>> 5]! >>> (bit & 31)) & 1);

describe('bits', () => {
  it('sets and clears ranges as an array of bits does, and finds what is in it', () => {
    withSeeds(8, (random) => {
      const words = new Int32Array(WORDS);
      const model = new Array<number>(BITS).fill(0);
      for (let i = 0; i < 200; i++) {
        const start = random.below(BITS);
        const count = random.below(BITS - start + 1);
        const value = random.below(2);
        if (value === 1) setBits(words, start, count);
        else clearBits(words, start, count);
        model.fill(value, start, start + count);
        expect(bitsOf(words)).toEqual(model);

        const from = random.below(BITS + 1);
        const end = from + random.below(BITS - from + 1);
        const within = (value: number) => {
          const found = model.indexOf(value, from);
          return found < 0 || found > end ? end : found;
        };
        expect(nextSet(words, from, end)).toBe(within(1));
        expect(nextClear(words, from, end)).toBe(within(0));
        const back = model.slice(from, end).lastIndexOf(0);
        expect(previousClear(words, end, from)).toBe(back < 0 ? from - 1 : from + back);
      }
    });
  });

  it('counts and finds bits of single words', () => {
    expect([0, -1, 1, 1 << 31, 0x55555555].map(popCount)).toEqual([0, 32, 1, 1, 16]);
    expect([-1, 1, 1 << 31, 6].map(lowestBit)).toEqual([0, 0, 31, 1]);
  });
});
