import { describe, expect, it } from '@jest/globals';
import type { PackedFormat } from '../src/index.js';
import { expectSame, isElsewhere, kernelCases, wordsIn } from './support/kernels.js';
import { withSeeds } from './support/random.js';
import type { Random } from './support/random.js';

/** The model: every entry is written into one big number. */
function packModel(
  entries: readonly number[],
  { bits, straddles = false }: PackedFormat,
): bigint[] {
  const perLong = Math.floor(64 / bits);
  const longs: bigint[] = [];
  entries.forEach((entry, i) => {
    const at = straddles ? i * bits : Math.floor(i / perLong) * 64 + (i % perLong) * bits;
    const value = BigInt.asUintN(bits, BigInt(entry)) << BigInt(at % 64);
    const long = Math.floor(at / 64);
    longs[long] = (longs[long] ?? 0n) | BigInt.asUintN(64, value);
    const spilt = value >> 64n;
    if ((at % 64) + bits > 64) longs[long + 1] = spilt;
  });
  return longs;
}

function longsOf(words: Int32Array): bigint[] {
  return Array.from(
    { length: words.length / 2 },
    (_, i) => BigInt(words[2 * i]! >>> 0) | (BigInt(words[2 * i + 1]! >>> 0) << 32n),
  );
}

const formats = Array.from({ length: 32 }, (_, i) => [
  { bits: i + 1, straddles: false },
  { bits: i + 1, straddles: true },
]).flat();

/** Around the ends of longs and of vectors, of loops over two longs and of chunks. */
const counts = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40, 63, 64, 65, 100, 127, 129, 256];

const entriesFor = (random: Random, { bits }: PackedFormat, count: number): number[] =>
  Array.from({ length: count }, () =>
    bits === 32 ? random.below(2 ** 32) | 0 : random.below(2 ** bits),
  );

describe.each(kernelCases)('packed entries: $name', ({ open }) => {
  const { kernels, place } = open();
  const packed = wordsIn(place(8 * 260));
  const entries = wordsIn(place(4 * 300));
  const result = wordsIn(place(4 * 300));

  it.each(formats)('unpacks and packs $bits bits, straddling: $straddles', (format) => {
    withSeeds(1, (random) => {
      let untouched = true; // what lies around
      for (const count of counts) {
        const expected = entriesFor(random, format, count);
        const longs = packModel(expected, format);
        const start = random.below(4); // words, and so not always whole longs
        const first = random.below(4);
        packed.fill(-1);
        entries.fill(0x55555555);
        longs.forEach((long, i) => {
          packed[start + 2 * i] = Number(BigInt.asIntN(32, long));
          packed[start + 2 * i + 1] = Number(BigInt.asIntN(32, long >> 32n));
        });
        const before = packed.slice();
        kernels.unpack(format, packed, start, entries, first, count);
        expectSame(entries.subarray(first, first + count), expected);
        untouched &&= isElsewhere(entries, first, first + count, 0x55555555);
        expectSame(packed, before);

        result.fill(-1); // bits above an entry's are not taken
        for (let i = 0; i < count; i++) {
          result[first + i] =
            format.bits === 32
              ? expected[i]!
              : expected[i]! | (random.below(2 ** 32) << format.bits);
        }
        packed.fill(-1);
        kernels.pack(format, result, first, packed, start, count);
        const end = start + 2 * longs.length;
        expectSame(longsOf(packed.slice(start, end)), longs);
        untouched &&= isElsewhere(packed, start, end, -1);
      }
      expect(untouched).toBe(true);
    });
  });

  it.each(formats)('tells equal entries of $bits bits, straddling: $straddles', (format) => {
    withSeeds(1, (random) => {
      const wrong: unknown[] = [];
      for (const count of counts) {
        const [entry] = entriesFor(random, format, 1);
        const uniform = Array.from({ length: count }, () => entry!);
        result.set(uniform);
        packed.fill(-1);
        kernels.pack(format, result, 0, packed, 0, count);
        // What lies behind the last entry, and in the padding of longs, does not matter.
        const perLong = Math.floor(64 / format.bits);
        if (!format.straddles && perLong * format.bits < 64) packed[1]! |= 1 << 31;
        if (!kernels.isUniform(format, packed, 0, count)) wrong.push(count);
        if (count === 1) continue;
        const changed = 1 + random.below(count - 1);
        result[changed] = entry! ^ (1 << random.below(format.bits));
        kernels.pack(format, result, 0, packed, 0, count);
        if (kernels.isUniform(format, packed, 0, count)) wrong.push([count, changed]);
      }
      expect(wrong).toEqual([]);
      expect(kernels.isUniform(format, packed, 0, 0)).toBe(true);
    });
  });

  it.each([
    { bits: 5, straddles: false },
    { bits: 5, straddles: true },
    { bits: 32, straddles: false },
  ])('goes on from chunk to chunk: $bits bits, straddling: $straddles', (format) => {
    withSeeds(1, (random) => {
      const count = 40_001;
      const expected = Int32Array.from(entriesFor(random, format, count));
      const source = wordsIn(place(count * 4));
      const target = wordsIn(place(count * 4 + 8));
      source.set(expected);
      kernels.pack(format, source, 0, target, 0, count);
      source.fill(0);
      kernels.unpack(format, target, 0, source, 0, count);
      expectSame(source, expected);
      source.fill(3);
      kernels.pack(format, source, 0, target, 0, count);
      expect(kernels.isUniform(format, target, 0, count)).toBe(true);
      for (const changed of [16_383, 16_384, 32_770, count - 1]) {
        source[changed] = 2;
        kernels.pack(format, source, 0, target, 0, count);
        expect(kernels.isUniform(format, target, 0, count)).toBe(false);
        source[changed] = 3;
      }
      // Each chunk by itself would be.
      source.fill(2, 16_380);
      kernels.pack({ bits: 5 }, source, 0, target, 0, 16_380);
      kernels.pack({ bits: 5 }, source, 16_380, target, 2 * (16_380 / 12), count - 16_380);
      expect(kernels.isUniform({ bits: 5 }, target, 0, count)).toBe(false);
    });
  });

  it('refuses what is no format', () => {
    for (const bits of [0, 33, 1.5, NaN, -1, '4']) {
      const format = { bits } as PackedFormat;
      const refused = expect.objectContaining({ code: 'ERR_SANDY_INVALID_ARGUMENT' });
      expect(() => kernels.unpack(format, packed, 0, entries, 0, 1)).toThrow(refused);
      expect(() => kernels.pack(format, entries, 0, packed, 0, 1)).toThrow(refused);
      expect(() => kernels.isUniform(format, packed, 0, 1)).toThrow(refused);
    }
    expect(() => kernels.isUniform(undefined as never, packed, 0, 1)).toThrow('format.bits');
  });

  it('refuses ranges that leave a view, and changes nothing', () => {
    const format = { bits: 4 };
    packed.fill(7);
    entries.fill(8);
    for (const [start, count] of [
      [-1, 1],
      [0.5, 1],
      [NaN, 1],
      [0, -1],
      [0, 1.5],
      [0, NaN],
      [packed.length - 1, 1],
      [0, 2 ** 32],
      [2 ** 53, 1],
    ] as const) {
      expect(() => kernels.unpack(format, packed, start, entries, 0, count)).toThrow(/words|count/);
      expect(() => kernels.pack(format, entries, 0, packed, start, count)).toThrow(
        /words|entries|count/,
      );
      expect(() => kernels.isUniform(format, packed, start, count)).toThrow(/words|count/);
    }
    expect(() => kernels.unpack(format, packed, 0, entries, entries.length - 1, 2)).toThrow('out');
    expect(() => kernels.pack(format, entries, entries.length - 1, packed, 0, 2)).toThrow(
      'entries',
    );
    expect(packed.every((word) => word === 7) && entries.every((entry) => entry === 8)).toBe(true);
  });
});
