import { describe, expect, it } from '@jest/globals';
import { renderReportHtml, renderReportText } from '../src/index.js';
import type { MemoryReport } from '../src/index.js';
import { findAll, parseHtml, textOf } from './html.js';

const REPORT: MemoryReport = {
  title: 'Checked',
  mods: [],
  checkLists: [
    {
      heading: 'Checks',
      checks: [
        { name: 'every block is equal', detail: '12 compared', passed: true },
        { name: 'nothing is left', detail: '<3 bytes>', passed: false },
      ],
    },
    { heading: 'Goals', checks: [{ name: 'CPU' }] },
    { heading: 'Others', checks: [] },
  ],
};

describe('checks', () => {
  it('stand on the page with their outcome as a mark and in a word', () => {
    const sections = findAll(parseHtml(renderReportHtml(REPORT)), 'section').slice(1);
    expect(sections.map((section) => textOf(findAll(section, 'h2')[0]!))).toEqual([
      'Checks',
      'Goals',
      'Others',
    ]);
    const items = sections.flatMap((section) => findAll(section, 'li'));
    expect(items.map((item) => [item.attributes['class'], textOf(item)])).toEqual([
      ['passed', '✓every block is equal 12 compared'],
      ['failed', '✗nothing is left <3 bytes>'],
      ['not-decided', '–CPU '],
    ]);
    const words = items.map((item) => findAll(item, 'span')[0]!.attributes['aria-label']);
    expect(words).toEqual(['passed', 'failed', 'not decided']);
    expect(textOf(sections[2]!)).toContain('Nothing was checked.');
  });

  it('end the text, a line each', () => {
    expect(renderReportText(REPORT)).toBe(
      `
Checked

No mods are tracked.

Checks
  ✓ every block is equal (12 compared)
  ✗ nothing is left (<3 bytes>)

Goals
  – CPU

Others
`.trim(),
    );
  });
});
