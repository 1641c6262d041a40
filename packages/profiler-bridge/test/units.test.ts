import { describe, expect, it } from '@jest/globals';
import { scaleFor } from '../src/byte-scale.js';
import { formatDecimalBytes, renderReportHtml, renderReportText } from '../src/index.js';
import { FULL } from './samples.js';

const MB = 1e6;

describe('decimal units', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [999.5, '1.00 KB'],
    [1000, '1.00 KB'],
    [9994, '9.99 KB'],
    [9995, '10.0 KB'],
    [99_949, '99.9 KB'],
    [99_950, '100 KB'],
    [999_499, '999 KB'],
    [999_500, '1.00 MB'],
    [-1_570_000, '-1.57 MB'],
    [291 * MB, '291 MB'],
    [2e15, '2.00 PB'],
    [2e18, '2000 PB'],
    [Number.NaN, '?'],
  ])('%d bytes are %s', (byteCount, text) => {
    expect(formatDecimalBytes(byteCount)).toBe(text);
  });

  it('have axes of their own, exactly labelled', () => {
    expect(scaleFor(4.2 * MB, 'decimal').ticks.map(({ label }) => label)).toEqual([
      '0',
      '1 MB',
      '2 MB',
      '3 MB',
      '4 MB',
      '5 MB',
    ]);
    expect(scaleFor(4.2 * MB, 'decimal').maximum).toBe(5 * MB);
    expect(scaleFor(900, 'decimal').maximum).toBe(1000);
    expect(scaleFor(1_640_000, 'decimal').ticks.map(({ label }) => label)).toEqual([
      '0',
      '0.5 MB',
      '1 MB',
      '1.5 MB',
      '2 MB',
    ]);
    expect(scaleFor(3_000_000, 'decimal', 2).ticks.at(-1)).toEqual({
      byteCount: 4 * MB,
      label: '4 MB',
    });
  });

  it('are used for every amount of a report that names them, and no other then', () => {
    const report = { ...FULL, units: 'decimal', facts: [['held', { bytes: 3 * MB }]] } as const;
    for (const text of [renderReportHtml(report), renderReportText(report)]) {
      expect(text).not.toMatch(/\d [KMG]iB/);
      expect(text).toMatch(/\d MB/);
      expect(text).toContain('3.00 MB');
    }
  });
});
