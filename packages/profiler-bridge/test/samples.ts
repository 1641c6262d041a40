import type { MemoryReport } from '../src/index.js';

const MiB = 2 ** 20;

export const FULL: MemoryReport = {
  title: 'Two bots',
  generatedAt: '2026-11-22T16:20:00Z',
  facts: [
    ['bots', 2],
    ['world', 'r.0.0.mca'],
  ],
  mods: [
    { name: 'small', currentBytes: 2 * MiB, sharedBytes: 0.5 * MiB, limitBytes: 4 * MiB },
    { name: 'great', currentBytes: 8 * MiB, sharedBytes: 6 * MiB, peakBytes: 9 * MiB },
  ],
  comparison: [
    {
      label: 'RSS',
      series: [
        { name: 'stock', value: 291 * MiB },
        { name: 'shared', value: 140 * MiB },
        { name: 'floor', value: 126 * MiB },
      ],
    },
    { label: 'heap', series: [{ name: 'stock', value: 50 * MiB }] },
  ],
  savings: { 'equal sections': 100 * MiB, 'uniform light': 51 * MiB },
};

/** Names that try to get out of where they are put. */
export const HOSTILE_NAMES = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onload='alert(1)",
  '</title></svg></style></table>',
  '&lt;already&gt; &amp; &',
  ']]><!-- -->',
  '\x1b[31mred\x1b[0m\x07',
  'line\r\nfeed\u2028separator',
  '\u202eright to left',
  'half a pair \ud83d',
  'nul\0',
  '',
  'x'.repeat(10_000),
  '🧱'.repeat(40),
];

/** A report that uses `name` everywhere that a name can stand. */
export function hostileReport(name: string): MemoryReport {
  return {
    title: name,
    generatedAt: name,
    facts: [[name, name]],
    mods: [{ name, currentBytes: 10, sharedBytes: 5, limitBytes: 8 }],
    comparison: [{ label: name, series: [{ name, value: 10 }] }],
    savings: { [name]: 10 },
    checkLists: [{ heading: name, checks: [{ name, detail: name, passed: true }] }],
  };
}
