import { describe, expect, it } from '@jest/globals';
import { formatBytes, formatTable, printable } from '../src/index.js';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1, '1 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1536, '1.5 KiB'],
    [102_348, '99.9 KiB'],
    [102_400, '100 KiB'],
    [1024 ** 2 - 1, '1.0 MiB'],
    [1024 ** 2, '1.0 MiB'],
    [-3 * 1024 ** 2, '-3.0 MiB'],
    [5 * 1024 ** 3, '5.0 GiB'],
    [2 ** 53, '8.0 PiB'],
    [1e30, '888178419700125 PiB'],
    [NaN, '?'],
    [Infinity, '?'],
  ])('%d is %s', (byteCount, text) => {
    expect(formatBytes(byteCount)).toBe(text);
  });
});

describe('formatTable', () => {
  const columns = [{ header: 'name' }, { header: 'n', align: 'right' as const }];

  it('aligns columns', () => {
    const lines = formatTable(
      [
        ['a', '100'],
        ['long name', '7'],
      ],
      columns,
    ).split('\n');
    expect(lines).toEqual(['name         n', '─────────  ───', 'a          100', 'long name    7']);
  });

  it('shows an empty table as its header', () => {
    expect(formatTable([], columns)).toBe('name  n\n────  ─');
  });

  it('bears rows that are too short or too long', () => {
    expect(formatTable([['a'], ['b', '1', 'x']], columns)).toBe('name  n\n────  ─\na\nb     1');
  });

  it('keeps hostile cells on their line and off the terminal', () => {
    const text = formatTable([['\x1b[2Ja\r\n\u202eb\u2028', '1']], columns);
    expect(text.split('\n')).toHaveLength(3);
    expect(text).toContain('\\x1b[2Ja\\x0d\\x0a\\u202eb\\u2028');
  });

  it('counts code points, not code units', () => {
    const lines = formatTable(
      [
        ['🧱', '1'],
        ['ab', '2'],
      ],
      columns,
    ).split('\n');
    expect(lines.slice(2)).toEqual(['🧱     1', 'ab    2']);
  });
});

describe('printable', () => {
  it('leaves ordinary text alone', () => {
    expect(printable('größer – 🧱 "a" <b>')).toBe('größer – 🧱 "a" <b>');
  });
});
