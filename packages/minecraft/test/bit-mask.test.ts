import { describe, expect, it } from '@jest/globals';
import { longBit, maskBit, maskToLongs, maskWordOf, withMaskBit } from '../src/bit-mask.js';

describe('bit masks', () => {
  it('takes a bit from each place of the longs, and 0 beyond them', () => {
    const longs: [number, number][] = [
      [-0x80000000, 1],
      [0, 4],
    ];
    const set = Array.from({ length: 200 }, (_, i) => i).filter((i) => longBit(longs, i) === 1);
    expect(set).toEqual([0, 63, 66]);
  });

  it('keeps every bit in words that are never above 0', () => {
    const words = new Int32Array(3);
    for (const index of [0, 1, 29, 30, 59, 60, 89]) {
      const at = maskWordOf(index);
      words[at] = withMaskBit(words[at]!, index, 1);
    }
    words[1] = withMaskBit(words[1]!, 30, 0);
    expect(Math.max(...words)).toBeLessThanOrEqual(0);
    const bits = Array.from({ length: 90 }, (_, i) => maskBit(words[maskWordOf(i)]!, i));
    expect(bits.flatMap((bit, i) => (bit === 1 ? [i] : []))).toEqual([0, 1, 29, 59, 60, 89]);
  });

  it('writes the longs that it read', () => {
    const longs: [number, number][] = [
      [-2, 0x7fffffff],
      [0, -0x80000000],
    ];
    expect(maskToLongs((i) => longBit(longs, i), 128)).toEqual(longs);
  });
});
