import { describe, expect, it } from '@jest/globals';
import { longCountOf, readEntry, readEntryBeforeMore, writeEntry } from '../src/packed-entries.js';
import { withSeed } from './random.js';

/** The packed array as one BigInt a long: what the format's description says, literally. */
function readFromLongs(longs: bigint[], bits: number, index: number): number {
  const perLong = Math.floor(64 / bits);
  const long = longs[Math.floor(index / perLong)]!;
  return Number((long >> BigInt((index % perLong) * bits)) & ((1n << BigInt(bits)) - 1n));
}

function toLongs(words: Int32Array): bigint[] {
  const longs: bigint[] = [];
  for (let i = 0; i < words.length; i += 2) {
    longs.push((BigInt(words[i + 1]! >>> 0) << 32n) | BigInt(words[i]! >>> 0));
  }
  return longs;
}

describe('packed entries', () => {
  for (let bits = 1; bits <= 16; bits++) {
    it(`reads every entry of ${bits} bits where the format puts it`, () => {
      withSeed((random) => {
        const words = new Int32Array(longCountOf(bits, 4096) * 2);
        for (let i = 0; i < words.length; i++) words[i] = random.below(2 ** 32) | 0;
        const longs = toLongs(words);
        const indices = Array.from({ length: 4096 }, (_, index) => index);
        expect(indices.map((index) => readEntry(words, 0, bits, index))).toEqual(
          indices.map((index) => readFromLongs(longs, bits, index)),
        );
      });
    });

    it(`reads every entry of ${bits} bits without a branch, whatever word follows`, () => {
      withSeed((random) => {
        const words = new Int32Array(longCountOf(bits, 4096) * 2 + 4);
        for (let i = 0; i < words.length; i++) words[i] = random.below(2 ** 32) | 0;
        for (let index = 0; index < 4096; index++) {
          const entry = readEntryBeforeMore(words, 3, bits, index);
          if (entry !== readEntry(words, 3, bits, index)) expect([index, entry]).toBe('equal');
        }
      });
    });

    it(`writes an entry of ${bits} bits and nothing else`, () => {
      withSeed((random) => {
        const words = new Int32Array(longCountOf(bits, 4096) * 2 + 2);
        const model = new Int32Array(4096);
        for (let step = 0; step < 6000; step++) {
          const index = step < 4096 ? step : random.below(4096);
          const value = random.below(2 ** bits);
          writeEntry(words, 1, bits, index, value);
          model[index] = value;
        }
        expect(Int32Array.from(model, (_, i) => readEntry(words, 1, bits, i))).toEqual(model);
        expect(words[0]).toBe(0);
        expect(words[words.length - 1]).toBe(0);
      });
    });
  }
});
