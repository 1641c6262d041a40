import { describe, expect, it } from '@jest/globals';
import { createKernelsOf, scalarKernels, scriptKernels, simdKernels } from '../src/index.js';
import { hashModel } from './support/hash-model.js';
import { kernelCases } from './support/kernels.js';
import { withSeeds } from './support/random.js';

/** Around words, stripes of 64, 16 stripes, and chunks of 64 KiB. */
const lengths = [
  ...Array.from({ length: 74 }, (_, i) => i),
  ...[127, 128, 129, 1023, 1024, 1025, 1088, 2048, 2049, 4096, 4100],
];
const longLengths = [65_535, 65_536, 65_537, 131_072, 140_000];

describe.each(kernelCases)('hash: $name', ({ open }) => {
  const { kernels, place } = open();
  const bytes = place(150_000);
  const out = new Int32Array(2);

  it('is what the model says, at any place and with any seed', () => {
    withSeeds(1, (random) => {
      for (let i = 0; i < bytes.length; i++) bytes[i] = random.below(256);
      for (const length of [...lengths, ...longLengths.slice(0, 3)]) {
        const start = random.below(9);
        const seed = random.pick([0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, random.below(2 ** 50)]);
        kernels.hashInto(bytes, start, length, out, seed);
        const hash = (BigInt(out[1]! >>> 0) << 32n) | BigInt(out[0]! >>> 0);
        const model = hashModel(bytes.subarray(start, start + length), seed);
        expect([length, hash.toString(16)]).toEqual([length, model.toString(16)]);
      }
    });
  });

  it('refuses what is no seed and a result that has no room', () => {
    for (const seed of [-1, 0.5, NaN, 2 ** 53, Infinity]) {
      expect(() => kernels.hashInto(bytes, 0, 1, out, seed)).toThrow('seed');
    }
    expect(() => kernels.hashInto(bytes, 0, 1, new Int32Array(1))).toThrow('out');
  });
});

it('is the hash that it was', () => {
  const kernels = createKernelsOf(scriptKernels);
  const out = new Uint32Array(2);
  const hashes = [0, 3, 64, 5000].map((length) => {
    kernels.hashInto(
      Uint8Array.from({ length }, (_, i) => i),
      0,
      length,
      out,
      1,
    );
    return `${out[1]!.toString(16)}:${out[0]!.toString(16)}`;
  });
  expect(hashes).toEqual([
    '67fd1669:4fa93afe',
    '6676cec9:4105131f',
    'a891cb84:202a5848',
    'b204cf77:52c92997',
  ]);
});

describe.each([simdKernels, scalarKernels])('the quality of the hash ($name)', (build) => {
  const kernels = createKernelsOf(build);
  const out = new Int32Array(2);
  const hashOf = (bytes: Uint8Array, length = bytes.length): string => {
    kernels.hashInto(bytes, 0, length, out);
    return `${out[0]},${out[1]}`;
  };

  /** Of 64-bit hashes, two in a million are equal with a probability of 3 in 10^8. */
  function expectNoneEqual(hashes: Iterable<string>): void {
    const seen = new Set<string>();
    let count = 0;
    for (const hash of hashes) {
      seen.add(hash);
      count++;
    }
    expect(seen.size).toBe(count);
  }

  it.each([1, 8, 13, 63, 64, 65, 200, 1100])(
    'flips each bit of the hash with a probability of a half for each bit of %d bytes',
    (length) => {
      withSeeds(1, (random) => {
        // Every input bit for short inputs, and many of each stripe for long ones, in as many
        // contents as it takes.
        const step = length <= 65 ? 1 : 13;
        const rounds = Math.ceil(2000 / ((length * 8) / step));
        const contents = Math.max(rounds, 24);
        const words = new Int32Array(Math.ceil(length / 4));
        const bytes = new Uint8Array(words.buffer, 0, length);
        let worst = 0;
        const all = new Float64Array(64);
        let flips = 0;
        for (let bit = 0; bit < length * 8; bit += step) {
          const counts = new Float64Array(64);
          for (let content = 0; content < contents; content++) {
            words.forEach((_, i) => (words[i] = random.below(2 ** 32)));
            kernels.hashInto(bytes, 0, length, out);
            const [low, high] = [out[0]!, out[1]!];
            bytes[bit >> 3]! ^= 1 << (bit & 7);
            kernels.hashInto(bytes, 0, length, out);
            for (let i = 0; i < 32; i++) {
              counts[i]! += ((out[0]! ^ low) >>> i) & 1;
              counts[32 + i]! += ((out[1]! ^ high) >>> i) & 1;
            }
          }
          flips += contents;
          for (let i = 0; i < 64; i++) {
            all[i]! += counts[i]!;
            worst = Math.max(worst, Math.abs(counts[i]! / contents - 0.5));
          }
        }
        // Six standard deviations: of one pair of bits, and of one bit of the hash over all of the
        // input.
        expect(worst).toBeLessThan(Math.min(0.5, 3.2 / Math.sqrt(contents)));
        const bias = Math.max(...Array.from(all, (count) => Math.abs(count / flips - 0.5)));
        expect(bias).toBeLessThan(3 / Math.sqrt(flips));
      });
    },
    60_000,
  );

  it('tells apart all contents with at most two bits set', () => {
    for (const length of [8, 64, 100, 192]) {
      const bytes = new Uint8Array(length);
      const hashes = function* (): Generator<string> {
        yield hashOf(bytes);
        for (let i = 0; i < length * 8; i++) {
          bytes[i >> 3]! ^= 1 << (i & 7);
          yield hashOf(bytes);
          for (let j = i + 1; j < length * 8; j += length > 8 ? 5 : 1) {
            bytes[j >> 3]! ^= 1 << (j & 7);
            yield hashOf(bytes);
            bytes[j >> 3]! ^= 1 << (j & 7);
          }
          bytes[i >> 3]! ^= 1 << (i & 7);
        }
      };
      expectNoneEqual(hashes());
    }
  });

  it('tells apart runs of one byte, by byte and length', () => {
    const bytes = new Uint8Array(2200);
    const hashes = function* (): Generator<string> {
      yield hashOf(bytes, 0);
      for (const value of [0, 1, 127, 128, 255]) {
        bytes.fill(value);
        for (let length = 1; length <= bytes.length; length++) yield hashOf(bytes, length);
      }
    };
    expectNoneEqual(hashes());
  });

  it('tells apart small numbers in all places, and swapped stripes and words', () => {
    const words = new Int32Array(1024); // four blocks of 1,024 bytes
    const bytes = new Uint8Array(words.buffer);
    const hashes = function* (): Generator<string> {
      for (let at = 0; at < words.length; at++) {
        for (let value = 1; value <= 16; value++) {
          words[at] = value;
          yield hashOf(bytes);
          words[at] = -value;
          yield hashOf(bytes);
        }
        words[at] = 0;
      }
      for (let i = 0; i < words.length; i++) words[i] = i + 1;
      yield hashOf(bytes);
      const swap = (length: number, a: number, b: number): void => {
        const first = words.slice(a * length, (a + 1) * length);
        words.copyWithin(a * length, b * length, (b + 1) * length);
        words.set(first, b * length);
      };
      for (const length of [1, 2, 4, 8, 16, 256]) {
        const parts = words.length / length;
        for (let a = 0; a < parts; a++) {
          for (let b = a + 1; b < parts; b += length < 8 ? 17 : 1) {
            swap(length, a, b);
            yield hashOf(bytes);
            swap(length, a, b);
          }
        }
      }
    };
    expectNoneEqual(hashes());
  });

  it('spreads counters evenly over 2^12 buckets, from either end of the hash', () => {
    const words = new Int32Array(512); // 2,048 bytes, as an array of light
    const bytes = new Uint8Array(words.buffer);
    const count = 2 ** 17;
    const low = new Float64Array(4096);
    const high = new Float64Array(4096);
    for (let i = 0; i < count; i++) {
      words[300] = i;
      kernels.hashInto(bytes, 0, bytes.length, out);
      low[out[0]! & 4095]!++;
      high[out[1]! >>> 20]!++;
    }
    for (const buckets of [low, high]) {
      const expected = count / 4096;
      const chiSquare = buckets.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
      // 4,095 degrees of freedom: the mean, and six standard deviations.
      expect(Math.abs(chiSquare - 4095)).toBeLessThan(6 * Math.sqrt(2 * 4095));
    }
  });

  it('gives another hash for another seed', () => {
    const bytes = new Uint8Array(300).fill(5);
    expectNoneEqual(
      (function* () {
        for (const length of [0, 5, 300]) {
          for (let seed = 0; seed < 4000; seed++) {
            kernels.hashInto(bytes, 0, length, out, seed < 2000 ? seed : seed * 2 ** 32);
            yield `${out[0]},${out[1]}`;
          }
        }
      })(),
    );
  });
});
