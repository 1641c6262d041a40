import { describe, expect, it } from '@jest/globals';
import { NARROW_LAYOUT, renderBarChart } from '../src/bar-chart.js';
import type { Bar } from '../src/bar-chart.js';
import { scaleFor } from '../src/byte-scale.js';
import { findAll, parseHtml, textOf } from './html.js';
import type { Element } from './html.js';

function draw(...bars: Bar[]): Element {
  const rows = bars.map((bar, i) => ({ label: `row ${i}`, bars: [bar] }));
  return parseHtml(renderBarChart({ id: 'c', title: 'T', description: 'D', rows }));
}

/** Left and right end of each drawn part, by colour class. */
function extentsOf(chart: Element): [colour: string, left: number, right: number][] {
  return findAll(chart, 'path')
    .filter((path) => /^s\d$/.test(path.attributes['class']!))
    .map((path) => {
      const [, x, run] = /^M([\d.]+) [\d.]+h([\d.]+)/.exec(path.attributes['d']!)!;
      const corner = path.attributes['d']!.includes('q') ? 3 : 0;
      return [path.attributes['class']!, Number(x), Number(x) + Number(run) + corner];
    });
}

const own = (value: number): Bar['segments'][number] => ({ name: 'own', value, colour: 2 });
const shared = (value: number): Bar['segments'][number] => ({ name: 'shared', value, colour: 3 });

describe('a bar chart', () => {
  it('draws lengths in proportion to the values', () => {
    const chart = draw({ segments: [own(500)] }, { segments: [own(250)] });
    const [[, left, right], [, otherLeft, otherRight]] = extentsOf(chart) as [
      [string, number, number],
      [string, number, number],
    ];
    expect(left).toBe(otherLeft);
    expect((otherRight - otherLeft) / (right - left)).toBeCloseTo(0.5, 2);
    expect(right - left).toBe(464); // 500 B is the end of its axis
  });

  it('stacks parts side by side with a gap, and rounds the last one only', () => {
    const chart = draw({ segments: [own(300), shared(200)] });
    const [[first, , end], [second, start]] = extentsOf(chart) as [
      [string, number, number],
      [string, number, number],
    ];
    expect([first, second]).toEqual(['s2', 's3']);
    expect(start - end).toBeCloseTo(2, 1);
    expect(textOf(chart)).toContain('row 0, shared: 200 B');
    expect(textOf(chart)).toContain('500 B');
  });

  it('leaves out parts too thin to see, but never all of them', () => {
    expect(extentsOf(draw({ segments: [own(10 ** 6), shared(1)] })).map(([c]) => c)).toEqual([
      's2',
    ]);
    const chart = draw({ segments: [own(10 ** 6)] }, { segments: [own(0), shared(1)] });
    expect(extentsOf(chart).map(([c]) => c)).toEqual(['s2', 's3']);
    expect(extentsOf(draw({ segments: [own(0), shared(-5)] }))).toEqual([]);
  });

  it('marks a limit that the axis reaches, and moves the value out of its way', () => {
    const limitOf = (limitBytes: number): Element[] =>
      findAll(draw({ segments: [own(400)], limitBytes }), 'path').filter(
        (path) => path.attributes['class'] === 'limit',
      );
    expect(limitOf(400)).toHaveLength(1);
    expect(limitOf(0)).toHaveLength(1);
    expect(limitOf(10_000)).toEqual([]);
    const valueX = (limitBytes?: number): number => {
      const texts = findAll(draw({ segments: [own(400)], limitBytes }), 'text');
      return Number(texts.find((text) => text.attributes['class'] === 'value')!.attributes['x']);
    };
    expect(valueX(410)).toBeGreaterThan(valueX());
    expect(valueX(10_000)).toBe(valueX());
  });

  it('breaks long labels in two beside several bars, and shortens them beside one', () => {
    const label = 'Resident memory of a further bot in the end';
    const linesOf = (bars: Bar[]): string[] => {
      const chart = { id: 'c', title: 'T', description: 'D', rows: [{ label, bars }] };
      const texts = findAll(parseHtml(renderBarChart(chart)), 'text');
      return texts.filter((text) => text.attributes['class'] === 'label').map(textOf);
    };
    const bar = { segments: [own(1)] };
    expect(linesOf([bar, bar])).toEqual(['Resident memory of a further', 'bot in the end']);
    expect(linesOf([bar])).toEqual(['Resident memory of a furthe…']);
  });

  it('fits a telephone with its labels, bars and values', () => {
    const label = 'A label that is much longer than a telephone is wide';
    const bars = [{ segments: [own(1023 * 2 ** 20)] }, { segments: [own(1)] }];
    const chart = { id: 'c', title: 'T', description: 'D', rows: [{ label, bars }] };
    const svg = findAll(parseHtml(renderBarChart(chart, NARROW_LAYOUT)), 'svg')[0]!;
    const width = Number(svg.attributes['viewBox']!.split(' ')[2]);
    expect(width).toBeLessThanOrEqual(340);
    for (const text of findAll(svg, 'text')) {
      const isTick = text.attributes['class'] === 'tick'; // centred
      const textWidth = textOf(text).length * 7.5; // at 13 px
      const end = Number(text.attributes['x']) + (isTick ? textWidth / 2 : textWidth);
      expect(end).toBeLessThanOrEqual(width);
    }
  });

  it('shortens long labels by whole characters', () => {
    const rows = [{ label: '🧱'.repeat(100), bars: [] }];
    const chart = parseHtml(renderBarChart({ id: 'c', title: 'T', description: 'D', rows }));
    const label = findAll(chart, 'text').find((text) => text.attributes['class'] === 'label')!;
    expect(textOf(label)).toBe(`${'🧱'.repeat(27)}…`);
  });
});

describe('an axis', () => {
  it.each([
    [0, ['0', '1 B']],
    [1, ['0', '1 B']],
    [4.2, ['0', '1 B', '2 B', '3 B', '4 B', '5 B']],
    [700, ['0', '200 B', '400 B', '600 B', '800 B']],
    [1280 * 1024, ['0', '500 KiB', '1000 KiB', '1500 KiB']],
    [291 * 2 ** 20, ['0', '100 MiB', '200 MiB', '300 MiB']],
    [3 * 2 ** 30, ['0', '1 GiB', '2 GiB', '3 GiB']],
  ])('to %d is marked in round steps', (greatest, labels) => {
    const scale = scaleFor(greatest);
    expect(scale.ticks.map(({ label }) => label)).toEqual(labels);
    expect(scale.maximum).toBe(scale.ticks.at(-1)!.byteCount);
  });

  it('reaches every value, in at most five steps', () => {
    for (let greatest = 1; greatest < 2 ** 53; greatest = Math.ceil(greatest * 1.37)) {
      const { maximum, ticks } = scaleFor(greatest);
      expect(maximum).toBeGreaterThanOrEqual(greatest);
      expect(ticks.length).toBeLessThanOrEqual(6);
    }
  });
});
