import { describe, expect, it } from '@jest/globals';
import { median, quantile, significant, spread } from './statistics.mjs';

describe('statistics', () => {
  it('takes medians and quartiles of unsorted values', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(quantile([1, 2, 3, 4, 5], 0.25)).toBe(2);
  });

  it('gives the spread as a share of the median', () => {
    expect(spread([1, 2, 3, 4, 5])).toBeCloseTo(2 / 3);
    expect(spread([7, 7, 7])).toBe(0);
  });

  it('rounds to significant digits', () => {
    expect(significant(123.456)).toBe(123.5);
    expect(significant(0.00123456, 2)).toBe(0.0012);
    expect(significant(0)).toBe(0);
  });
});
