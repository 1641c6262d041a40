import type { ByteUnits } from './api.js';
import { formatIn } from './byte-format.js';
import { scaleFor } from './byte-scale.js';
import { escapeHtml, shorten, wrap } from './escape.js';

/** A horizontal bar chart of bytes. */
export interface BarChart {
  /** Prefix of the ids in it; unique on the page. */
  readonly id: string;
  /** What a screen reader says first. */
  readonly title: string;
  /** What the chart shows, in a sentence or two. */
  readonly description: string;
  readonly rows: readonly BarRow[];
  /** How amounts are written. @defaultValue `'binary'` */
  readonly units?: ByteUnits | undefined;
}

/** A label with one bar, or several below each other. */
export interface BarRow {
  readonly label: string;
  readonly bars: readonly Bar[];
}

/** Segments side by side, with the sum written at their end. */
export interface Bar {
  readonly segments: readonly BarSegment[];
  /** Where a limit is marked, when the axis reaches so far. */
  readonly limitBytes?: number | undefined;
}

/** A part of a bar. */
export interface BarSegment {
  readonly name: string;
  readonly value: number;
  /** Which colour of the style sheet, from 1. */
  readonly colour: number;
}

/*
 * Layout, in units of the view box:
 *
 *   |<-- labelWidth --->|<----------- plotWidth ---------->|<-- VALUE_WIDTH -->|
 *              row label ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇ 12.3 MiB
 *                        ▇▇▇▇▇▇ 4.5 MiB
 *                                                    ROW_GAP
 *         next row label ▇▇▇▇▇▇▇▇▇ 6.7 MiB
 *                        |      |      |      |      |      AXIS_HEIGHT
 *
 * In a narrow chart each label stands in labelHeight above its bars.
 */
interface ChartLayout {
  readonly labelWidth: number;
  readonly plotWidth: number;
  readonly labelHeight: number;
}

/** For pages as wide as a window. */
export const WIDE_LAYOUT: ChartLayout = { labelWidth: 208, plotWidth: 464, labelHeight: 0 };
/** For pages as wide as a telephone; the margin holds half of the axis' first label. */
export const NARROW_LAYOUT: ChartLayout = { labelWidth: 6, plotWidth: 246, labelHeight: 20 };

const VALUE_WIDTH = 88;
const BAR_HEIGHT = 14;
const BAR_GAP = 2;
const ROW_GAP = 12;
const AXIS_HEIGHT = 26;
const SEGMENT_GAP = 2;
const CORNER = 3;
/** Parts of a bar that are thinner are left to the table. */
const HAIRLINE = 0.5;
/** At 13 px about as many characters as fit into the label's width. */
const LABEL_LENGTH = 28;
/** Into the width of a narrow chart. */
const ABOVE_LENGTH = 44;
const LABEL_LINE_HEIGHT = 16;

/** Where bytes lie on a chart's axis, and how they are written. */
interface Axis {
  readonly layout: ChartLayout;
  readonly maximum: number;
  readonly units: ByteUnits;
  toX(byteCount: number): number;
}

/** The chart as an `svg` element, coloured by the style sheet of the page. */
export function renderBarChart(chart: BarChart, layout = WIDE_LAYOUT): string {
  const bars = chart.rows.flatMap((row) => row.bars);
  const greatest = bars.reduce((most, bar) => Math.max(most, sumOf(bar.segments)), 0);
  const { units = 'binary' } = chart;
  const { maximum, ticks } = scaleFor(greatest, units);
  const { labelWidth, plotWidth } = layout;
  const toX = (byteCount: number): number => labelWidth + (byteCount / maximum) * plotWidth;
  const rows: string[] = [];
  let y = ROW_GAP / 2;
  for (const row of chart.rows) {
    rows.push(renderRow(row, y, { layout, maximum, units, toX }));
    y += layout.labelHeight + heightOf(row) + ROW_GAP;
  }
  const plotHeight = y - ROW_GAP / 2;
  const grid = ticks.map(({ byteCount, label }) => renderTick(label, toX(byteCount), plotHeight));
  const height = plotHeight + AXIS_HEIGHT;
  const { id } = chart;
  return [
    `<svg class="chart" role="img" viewBox="0 0 ${labelWidth + plotWidth + VALUE_WIDTH} ${round(height)}"`,
    ` aria-labelledby="${id}-title ${id}-desc">`,
    `<title id="${id}-title">${escapeHtml(chart.title)}</title>`,
    `<desc id="${id}-desc">${escapeHtml(chart.description)}</desc>`,
    ...grid,
    ...rows,
    '</svg>',
  ].join('');
}

function renderRow(row: BarRow, top: number, axis: Axis): string {
  const { labelHeight, labelWidth } = axis.layout;
  const firstBar = top + labelHeight;
  const bars = row.bars.map((bar, i) => {
    const y = firstBar + i * (BAR_HEIGHT + BAR_GAP);
    return renderBar(row.label, bar, y, axis) + renderLimit(bar, y, axis);
  });
  const label =
    labelHeight > 0
      ? labelText(row.label, labelWidth, top + labelHeight / 2, ABOVE_LENGTH)
      : renderLabel(row, labelWidth - 10, top + heightOf(row) / 2);
  return label + bars.join('');
}

/** The label beside its bars, in two lines if it is long and there are bars enough. */
function renderLabel(row: BarRow, x: number, middle: number): string {
  const lines = row.bars.length > 1 ? wrap(row.label, LABEL_LENGTH) : [row.label];
  const top = middle - ((lines.length - 1) * LABEL_LINE_HEIGHT) / 2;
  const texts = lines.map((line, i) => {
    return labelText(line, x, top + i * LABEL_LINE_HEIGHT, LABEL_LENGTH);
  });
  return texts.join('');
}

function labelText(line: string, x: number, y: number, length: number): string {
  return `<text class="label" x="${x}" y="${round(y)}">${escapeHtml(shorten(line, length))}</text>`;
}

function renderBar(label: string, bar: Bar, y: number, { units, toX }: Axis): string {
  const widthOf = (byteCount: number): number => toX(byteCount) - toX(0);
  const filled = bar.segments.filter((segment) => segment.value > 0);
  const wide = filled.filter((segment) => widthOf(segment.value) >= HAIRLINE);
  const drawn = wide.length > 0 ? wide : filled.slice(0, 1); // something is never shown as nothing
  let left = toX(0);
  const parts = drawn.map((segment, i) => {
    const x = left;
    const width = Math.max(widthOf(segment.value), 1);
    left += width;
    const isLast = i === drawn.length - 1;
    // The gap keeps neighbours apart without a line; a part thinner than that is drawn whole.
    const shown = isLast || width <= SEGMENT_GAP ? width : width - SEGMENT_GAP;
    const hint = escapeHtml(`${label}, ${segment.name}: ${formatIn(units, segment.value)}`);
    const shape = barPath(x, y, shown, isLast ? CORNER : 0);
    return `<path class="s${segment.colour}" d="${shape}"><title>${hint}</title></path>`;
  });
  const total = bar.segments.reduce((sum, segment) => sum + segment.value, 0);
  const value = formatIn(units, total);
  const limitX = bar.limitBytes === undefined ? 0 : toX(bar.limitBytes);
  const isInTheWay = limitX >= left && limitX < left + VALUE_WIDTH;
  const x = round((isInTheWay ? limitX : left) + 7);
  return `${parts.join('')}<text class="value" x="${x}" y="${y + BAR_HEIGHT / 2}">${value}</text>`;
}

function renderLimit(bar: Bar, y: number, { maximum, units, toX }: Axis): string {
  const { limitBytes } = bar;
  if (limitBytes === undefined || limitBytes < 0 || limitBytes > maximum) return '';
  const x = round(toX(limitBytes));
  const hint = `limit: ${formatIn(units, limitBytes)}`;
  const line = `M${x} ${y - 3}V${y + BAR_HEIGHT + 3}`;
  return `<path class="limit" d="${line}"><title>${hint}</title></path>`;
}

function renderTick(label: string, x: number, plotHeight: number): string {
  const line = `<path class="grid" d="M${round(x)} 0V${round(plotHeight)}"/>`;
  return `${line}<text class="tick" x="${round(x)}" y="${round(plotHeight + 16)}">${label}</text>`;
}

/** A bar that is square where it starts and round where it ends. */
function barPath(x: number, y: number, width: number, corner: number): string {
  const r = Math.min(corner, width);
  const run = round(width - r);
  const start = `M${round(x)} ${y}h${run}`;
  if (r === 0) return `${start}v${BAR_HEIGHT}h-${run}z`;
  const end = `q${r} 0 ${r} ${r}v${BAR_HEIGHT - 2 * r}q0 ${r} -${r} ${r}`;
  return `${start}${end}h-${run}z`;
}

function heightOf(row: BarRow): number {
  return row.bars.length * (BAR_HEIGHT + BAR_GAP) - BAR_GAP;
}

/** What a bar draws; a negative value draws nothing. */
function sumOf(segments: readonly BarSegment[]): number {
  return segments.reduce((sum, segment) => sum + Math.max(0, segment.value), 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
