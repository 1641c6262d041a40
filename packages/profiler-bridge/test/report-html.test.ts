import { describe, expect, it } from '@jest/globals';
import { renderReportHtml } from '../src/index.js';
import type { Comparison, MemoryReport } from '../src/index.js';
import { findAll, parseHtml, textOf } from './html.js';
import type { Element } from './html.js';
import { FULL, HOSTILE_NAMES, hostileReport } from './samples.js';

const EMPTY: MemoryReport = { title: 'Nothing yet', mods: [] };

describe('the HTML report', () => {
  it('needs nothing but itself', () => {
    const html = renderReportHtml(FULL);
    const page = parseHtml(html);
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    for (const name of ['script', 'link', 'img', 'iframe', 'object', 'use', 'image', 'base']) {
      expect(findAll(page, name)).toEqual([]);
    }
    expect(html).not.toMatch(/https?:|\/\/|url\(|@import|\b(src|href|on\w+)=/i);
    const policy = findAll(page, 'meta').find((meta) => meta.attributes['http-equiv']);
    expect(policy?.attributes['content']).toBe("default-src 'none'; style-src 'unsafe-inline'");
  });

  it('has a chart for each part, with title, description and a table beneath', () => {
    const page = parseHtml(renderReportHtml(FULL));
    const sections = findAll(page, 'section');
    expect(sections.map((section) => textOf(findAll(section, 'h2')[0]!))).toEqual([
      'Compared',
      'Saved, by trick',
      'Bytes per mod',
    ]);
    const ids = new Set<string>();
    for (const section of sections) {
      const chart = findAll(section, 'svg').find((svg) => svg.attributes['role'] === 'img')!;
      const [titleId, descriptionId] = chart.attributes['aria-labelledby']!.split(' ');
      const title = findAll(chart, 'title').find((each) => each.attributes['id'] === titleId)!;
      const description = findAll(chart, 'desc')[0]!;
      expect(description.attributes['id']).toBe(descriptionId);
      expect(textOf(title)).not.toBe('');
      expect(textOf(description)).not.toBe('');
      ids.add(titleId!).add(descriptionId!);
      const table = findAll(section, 'table')[0]!;
      expect(textOf(findAll(table, 'caption')[0]!)).not.toBe('');
      expect(findAll(table, 'th').every((cell) => cell.attributes['scope'])).toBe(true);
    }
    expect(ids.size).toBe(6);
  });

  it('gives an axis of its own to what would be a hairline beside the rest', () => {
    const group = (label: string, value: number): Comparison => ({
      label,
      series: [{ name: 'stock', value }],
    });
    const comparison = [
      group('a', 9),
      group('b', 291),
      group('c', 50),
      group('d', 1),
      group('e', 0),
    ];
    const page = parseHtml(renderReportHtml({ title: 't', mods: [], comparison }));
    const charts = findAll(page, 'div')
      .filter((div) => div.attributes['class'] === 'wide')
      .flatMap((div) => findAll(div, 'svg'));
    expect(charts.map((chart) => textOf(findAll(chart, 'title')[0]!))).toEqual([
      'Bytes side by side: a',
      'Bytes side by side: b, c',
      'Bytes side by side: d, e',
    ]);
    expect(new Set(charts.map((chart) => chart.attributes['aria-labelledby'])).size).toBe(3);
  });

  it('has each chart once for wide pages and once for narrow ones, and shows one of them', () => {
    const html = renderReportHtml(FULL);
    const page = parseHtml(html);
    const chartsIn = (kind: string): Element[] =>
      findAll(page, 'div')
        .filter((div) => div.attributes['class'] === kind)
        .flatMap((div) => findAll(div, 'svg'));
    const titles = (charts: Element[]): string[] =>
      charts.map((chart) => textOf(findAll(chart, 'title')[0]!));
    expect(titles(chartsIn('narrow'))).toEqual(titles(chartsIn('wide')));
    expect(chartsIn('narrow').length).toBeGreaterThan(2);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const [base, narrowRules] = html.split('@media (max-width: 620px)') as [string, string];
    expect(base).toContain('.narrow { display: none; }');
    expect(narrowRules).toMatch(/\.wide { display: none; }\s+\.narrow { display: block;/);
    expect(html).not.toContain('min-width: 560px'); // what made charts wider than a telephone
  });

  it('follows the colour scheme of the reader', () => {
    const html = renderReportHtml(FULL);
    expect(html).toContain('@media (prefers-color-scheme: dark)');
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
  });

  it('tells the figures that it was given', () => {
    const page = parseHtml(renderReportHtml(FULL));
    const rows = findAll(page, 'tr').map((row) =>
      row.children.map((cell) => (typeof cell === 'string' ? cell : textOf(cell))),
    );
    expect(rows).toContainEqual(['RSS', '291 MiB', '140 MiB', '126 MiB', '2.08 ×', '2.31 ×']);
    expect(rows).toContainEqual(['heap', '50.0 MiB', '–', '–', '–', '–']);
    expect(rows).toContainEqual(['equal sections', '100 MiB']);
    expect(rows).toContainEqual(['sum', '151 MiB']);
    expect(rows).toContainEqual(['great', '2.0 MiB', '6.0 MiB', '8.0 MiB', '9.0 MiB', '–', '–']);
    expect(rows).toContainEqual([
      'small',
      '1.5 MiB',
      '512 KiB',
      '2.0 MiB',
      '–',
      '4.0 MiB',
      '50.0 %',
    ]);
    const facts = findAll(page, 'dl')[0]!;
    expect(textOf(facts)).toBe('bots2worldr.0.0.mca');
  });

  it.each(HOSTILE_NAMES)('escapes names wherever they stand: %j', (name) => {
    const html = renderReportHtml(hostileReport(name));
    const page = parseHtml(html); // strict: a name that became markup fails here
    // eslint-disable-next-line no-control-regex -- what must not be there
    expect(html.replaceAll('\n', '')).not.toMatch(/[\0-\x1f\x7f-\x9f\u2028\u2029\u202e]/);
    expect(html).toBe(Buffer.from(html, 'utf8').toString('utf8')); // well-formed: no half pairs
    for (const element of ['script', 'img']) expect(findAll(page, element)).toEqual([]);
    expect(findAll(page, 'table')).toHaveLength(3);
    expect(findAll(page, 'h1')).toHaveLength(1);
  });

  it('shows ordinary names as they are', () => {
    const page = parseHtml(renderReportHtml(hostileReport(`a & b <c> "d" 'e'`)));
    expect(textOf(findAll(page, 'h1')[0]!)).toBe(`a & b <c> "d" 'e'`);
  });
});

describe('a report with little in it', () => {
  it('says that no mods are tracked', () => {
    const page = parseHtml(renderReportHtml(EMPTY));
    expect(findAll(page, 'svg')).toEqual([]);
    expect(findAll(page, 'section').map(textOf)).toEqual([
      expect.stringContaining('No mods are tracked.'),
    ]);
  });

  it('says what was asked for and is not there', () => {
    const page = parseHtml(
      renderReportHtml({
        ...EMPTY,
        comparison: [{ label: 'RSS', series: [] }],
        savings: {},
        facts: [],
      }),
    );
    expect(findAll(page, 'section').map((section) => textOf(section).trim())).toEqual([
      'Compared\nNothing was compared.',
      'Saved\nNothing was saved so far.',
      'Bytes per mod\nNo mods are tracked.',
    ]);
  });

  it('draws zeros, negative figures and mods over their limit without a broken number', () => {
    const html = renderReportHtml({
      title: 'edges',
      mods: [
        { name: 'none', currentBytes: 0, sharedBytes: 0, limitBytes: 0 },
        { name: 'odd', currentBytes: 1, sharedBytes: 3, limitBytes: 1 },
        { name: 'huge', currentBytes: Number.MAX_SAFE_INTEGER, sharedBytes: 0 },
      ],
      comparison: [{ label: 'slope', series: [{ name: 'stock', value: -5.5 }] }],
      savings: { worse: -1024 },
    });
    parseHtml(html);
    expect(html).not.toMatch(/NaN|Infinity|undefined|[\s"]-?\d+e\d/);
    expect(html).toContain('-1.0 KiB');
  });
});

describe('a report on 1,000 mods', () => {
  const mods = Array.from({ length: 1000 }, (_, i) => ({
    name: `mod-${i}`,
    currentBytes: 1000 + i,
    sharedBytes: i,
  }));

  it('draws the greatest and lists them all', () => {
    const page = parseHtml(renderReportHtml({ title: 'many', mods }));
    const section = findAll(page, 'section')[0]!;
    const wide = findAll(section, 'div').find((div) => div.attributes['class'] === 'wide')!;
    const labels = findAll(wide, 'text').filter((text) => text.attributes['class'] === 'label');
    expect(labels).toHaveLength(30);
    expect(textOf(labels[0]!)).toBe('mod-999');
    expect(textOf(section)).toContain('30 of 1000; the others hold 1.4 MiB in all.');
    expect(findAll(findAll(section, 'tbody')[0]!, 'tr')).toHaveLength(1000);
    expect(findAll(section, 'details')[0]!.attributes).not.toHaveProperty('open');
  });
});
