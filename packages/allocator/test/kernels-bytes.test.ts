import { describe, expect, it } from '@jest/globals';
import type { WasmMemory } from '../src/index.js';
import { createKernelsOf, scalarKernels, simdKernels } from '../src/index.js';
import { createMemory, expectSame, isElsewhere, kernelCases } from './support/kernels.js';
import { withSeeds } from './support/random.js';
import type { Random } from './support/random.js';

/** Around vectors of 16 bytes, their fourfold, words, and chunks of 64 KiB. */
const lengths = [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 79, 127, 129, 200];
const longLengths = [65_535, 65_536, 65_537, 140_000];

const PLACE = 150_000;

function fillRandomly(bytes: Uint8Array, random: Random, limit = 256): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] = random.below(limit);
}

describe.each(kernelCases)('bytes: $name', ({ open }) => {
  const { kernels, place } = open();
  const left = place(PLACE);
  const right = place(PLACE);

  it('fills, and nothing else', () => {
    for (const length of [...lengths, ...longLengths]) {
      const start = length % 5;
      right.fill(9);
      kernels.fill(right, start, length, 200);
      expect(right.subarray(start, start + length).every((byte) => byte === 200)).toBe(true);
      expect(isElsewhere(right, start, start + length, 9)).toBe(true);
    }
  });

  it('copies, overlapping places too', () => {
    withSeeds(1, (random) => {
      for (const length of [...lengths, ...longLengths]) {
        fillRandomly(left, random);
        right.fill(1);
        kernels.copy(left, 3, right, 5, length);
        expectSame(right.subarray(5, 5 + length), left.subarray(3, 3 + length));
        expect(isElsewhere(right, 5, 5 + length, 1)).toBe(true);
        for (const [from, to] of [
          [0, 7],
          [7, 0],
        ] as const) {
          const expected = left.slice();
          expected.copyWithin(to, from, from + length);
          kernels.copy(left, from, left, to, length);
          expectSame(left, expected);
        }
      }
    });
  });

  it('finds the first difference at every place, and which is less', () => {
    withSeeds(1, (random) => {
      for (const length of lengths) {
        const leftStart = random.below(9);
        const rightStart = random.below(9);
        fillRandomly(left.subarray(0, 300), random);
        right.set(left.subarray(leftStart, leftStart + length), rightStart);
        // What lies behind differs.
        right[rightStart + length] = left[leftStart + length]! ^ 1;
        expect(kernels.mismatch(left, leftStart, right, rightStart, length)).toBe(length);
        expect(kernels.compare(left, leftStart, right, rightStart, length)).toBe(0);
        for (let at = length - 1; at >= 0; at--) {
          right[rightStart + at]! ^= 1 << random.below(8);
          expect(kernels.mismatch(left, leftStart, right, rightStart, length)).toBe(at);
          const order = Math.sign(left[leftStart + at]! - right[rightStart + at]!);
          expect(Math.sign(kernels.compare(left, leftStart, right, rightStart, length))).toBe(
            order,
          );
        }
      }
    });
  });

  it('finds differences in later chunks', () => {
    left.fill(4);
    for (const length of longLengths) {
      for (const at of [length - 1, 65_536, 65_535, 65_534].filter((index) => index < length)) {
        right.fill(4);
        right[at] = 5;
        expect(kernels.mismatch(left, 0, right, 0, length)).toBe(at);
        expect(kernels.mismatch(left, 0, right, 0, at)).toBe(at);
      }
    }
  });

  it('finds bytes as Buffer does', () => {
    withSeeds(1, (random) => {
      for (let round = 0; round < 300; round++) {
        // Two letters, so that beginnings of what is sought lie everywhere.
        const length = random.pick(lengths);
        const start = random.below(20);
        fillRandomly(left.subarray(0, 300), random, 2);
        const sought = right.subarray(0, 1 + random.below(random.pick([2, 4, 12, 40])));
        fillRandomly(sought, random, 2);
        const hay = Buffer.from(left.slice(start, start + length));
        const at = hay.indexOf(sought);
        expect(kernels.indexOf(left, start, length, sought)).toBe(at < 0 ? -1 : start + at);
      }
    });
  });

  it('finds bytes wherever they lie, and tells when they do not', () => {
    for (const [length, soughtLength] of [
      [200, 1],
      [200, 17],
      [66_000, 1],
      [66_000, 40],
      [140_000, 1024],
      [140_000, 1500], // longer than what the kernel is given
      [140_000, 70_000], // longer than a chunk
    ] as const) {
      const sought = right.subarray(0, soughtLength);
      for (let i = 0; i < soughtLength; i++) sought[i] = 1 + ((i * i) % 255);
      for (const at of [0, 1, 15, 16, 100, 65_535, 65_536, length - soughtLength]) {
        if (at + soughtLength > length) continue;
        left.fill(0, 0, length + 1);
        left.set(sought, at);
        expect([at, kernels.indexOf(left, 0, length, sought)]).toEqual([at, at]);
        expect(kernels.indexOf(left, 0, at + soughtLength - 1, sought)).toBe(-1);
        expect(kernels.indexOf(left, at + 1, length - at - 1, sought)).toBe(-1);
      }
      left.set(sought);
      left[soughtLength - 1]! ^= 1;
      expect(kernels.indexOf(left, 0, soughtLength, sought)).toBe(-1);
    }
    expect(kernels.indexOf(left, 5, 10, right.subarray(0, 0))).toBe(5);
    expect(kernels.indexOf(left, 5, 0, right.subarray(0, 1))).toBe(-1);
  });

  it('refuses ranges that leave a view, and changes nothing', () => {
    const [small, other] = [left.subarray(0, 40), right.subarray(0, 40)];
    small.fill(1);
    other.fill(2);
    for (const [start, length] of [
      [-1, 2],
      [0, -1],
      [41, 0],
      [40, 1],
      [0, 41],
      [NaN, 1],
      [0, NaN],
      [0.5, 1],
      [0, 1.5],
      [2 ** 32, 1],
      [0, 2 ** 32],
      [-(2 ** 32), 1],
    ] as const) {
      const twice = Number.isInteger(length) ? length * 2 : length;
      const refused = expect.objectContaining({ code: 'ERR_SANDY_INVALID_ARGUMENT' });
      expect(() => kernels.fill(small, start, length, 0)).toThrow(refused);
      expect(() => kernels.copy(small, start, other, 0, length)).toThrow(refused);
      expect(() => kernels.copy(other, 0, small, start, length)).toThrow(refused);
      expect(() => kernels.mismatch(small, start, other, 0, length)).toThrow(refused);
      expect(() => kernels.compare(other, 0, small, start, length)).toThrow(refused);
      expect(() => kernels.indexOf(small, start, length, other)).toThrow(refused);
      expect(() => kernels.hashInto(small, start, length, new Int32Array(2))).toThrow(refused);
      expect(() => kernels.unpackNibbles(small, start, other, 0, twice)).toThrow(refused);
      expect(() => kernels.unpackNibbles(other, 0, small, start, length)).toThrow(refused);
      expect(() => kernels.packNibbles(small, start, other, 0, length)).toThrow(refused);
      expect(() => kernels.packNibbles(other, 0, small, start, twice)).toThrow(refused);
    }
    expect(small.every((byte) => byte === 1) && other.every((byte) => byte === 2)).toBe(true);
  });
});

describe.each(kernelCases)('nibbles: $name', ({ open }) => {
  const { kernels, place } = open();
  const bytes = place(PLACE);
  const nibbles = place(PLACE);

  it('unpacks and packs them', () => {
    withSeeds(1, (random) => {
      for (const count of [...lengths, ...longLengths]) {
        const start = random.below(9);
        const first = random.below(9);
        fillRandomly(bytes, random);
        nibbles.fill(99);
        const expected = Array.from({ length: count }, (_, i) => {
          const byte = bytes[start + (i >> 1)]!;
          return i % 2 === 0 ? byte & 15 : byte >> 4;
        });
        kernels.unpackNibbles(bytes, start, nibbles, first, count);
        expectSame(nibbles.subarray(first, first + count), expected);
        expect(isElsewhere(nibbles, first, first + count, 99)).toBe(true);

        const half = Math.ceil(count / 2);
        const packed = bytes.slice(start, start + half);
        if (count % 2 === 1) packed[half - 1]! &= 15;
        for (let i = 0; i < count; i++) nibbles[first + i]! |= 16 * random.below(16);
        bytes.fill(77);
        kernels.packNibbles(nibbles, first, bytes, start, count);
        expectSame(bytes.subarray(start, start + half), packed);
        expect(isElsewhere(bytes, start, start + half, 77)).toBe(true);
      }
    });
  });
});

describe.each([scalarKernels, simdKernels])('kernels of $name in a memory', (build) => {
  it('that grows work in what it is then', () => {
    const memory = createMemory({ initial: 1, maximum: 4 }) as WasmMemory;
    const kernels = createKernelsOf(build, { memory });
    const bytes = (): Uint8Array => new Uint8Array(memory.buffer);
    kernels.fill(bytes(), 0, 100, 1);
    for (let pages = 2; pages <= 4; pages++) {
      memory.grow(1);
      const view = bytes();
      // Only what works in place may be called through a view whose own methods do nothing.
      Object.defineProperties(view, {
        fill: { value: () => view },
        set: { value: () => undefined },
      });
      const last = view.length - 100;
      kernels.fill(view, last, 100, pages);
      expect(view.subarray(last).every((byte) => byte === pages)).toBe(true);
      expect(kernels.mismatch(view, 0, view, last, 100)).toBe(0);
    }
  });
});
