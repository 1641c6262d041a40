import type { CheckList, Comparison, MemoryReport, ModUsage } from './api.js';
import { NARROW_LAYOUT, renderBarChart } from './bar-chart.js';
import type { BarChart, BarRow } from './bar-chart.js';
import { formatIn } from './byte-format.js';
import { assertReport } from './check-report.js';
import { escapeHtml } from './escape.js';
import { renderTable } from './html-table.js';
import {
  comparisonTable,
  factText,
  isLimited,
  modTable,
  outcomeOf,
  ownBytesOf,
  savingsTable,
  seriesNames,
  sortedMods,
  sortedSavings,
} from './report-sections.js';
import { STYLE_SHEET } from './style-sheet.js';

/** A chart shows this many rows at most; every row is in the table. */
const CHART_ROWS = 30;
/** Bars of one chart are at most so many times apart in length, group by group. */
const AXIS_RATIO = 8;
/** How many colours the style sheet has. */
const COLOUR_COUNT = 6;
const OWN_COLOUR = 2;
const SHARED_COLOUR = 3;

/**
 * The report as one HTML page that needs nothing else: no script, no network, no font.
 *
 * It has a chart in inline SVG for the comparison, the savings and the mods, each with a title and
 * a description for screen readers and with its figures in a table beneath; it follows the reader's
 * light or dark scheme, and a content security policy forbids it to load anything. All names are
 * escaped.
 *
 * Cost: some kilobytes of text for the page itself, a table's row for each mod, and a bar for those
 * drawn.
 *
 * @throws {InvalidReportError} if `report` has not the form of one
 */
export function renderReportHtml(report: MemoryReport): string {
  assertReport(report);
  const title = escapeHtml(report.title);
  const date = report.generatedAt === undefined ? '' : `<p>${escapeHtml(report.generatedAt)}</p>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${STYLE_SHEET}</style>
</head>
<body>
<main>
<header><h1>${title}</h1>${date}${renderFacts(report)}</header>
${[renderComparison(report), renderSavings(report), renderMods(report), ...renderChecks(report)].join('\n')}
</main>
</body>
</html>
`;
}

/**
 * Runs of groups that fit on one axis: where the greatest bars of neighbours are more than
 * eightfold apart, a new chart with an axis of its own begins, since the small ones would be
 * hairlines beside the great.
 */
function splitByMagnitude(groups: readonly Comparison[]): Comparison[][] {
  const parts: Comparison[][] = [];
  let greatest = 0;
  for (const group of groups) {
    const most = Math.max(1, ...group.series.map(({ value }) => value));
    const part = parts.at(-1);
    if (part === undefined || most > greatest * AXIS_RATIO || greatest > most * AXIS_RATIO) {
      parts.push([group]);
      greatest = most;
    } else {
      part.push(group);
      greatest = Math.max(greatest, most);
    }
  }
  return parts;
}

function renderFacts(report: MemoryReport): string {
  if (!report.facts?.length) return '';
  const facts = report.facts.map(
    ([label, value]) =>
      `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(factText(value, report.units))}</dd></div>`,
  );
  return `<dl class="facts">${facts.join('')}</dl>`;
}

function renderComparison(report: MemoryReport): string {
  if (report.comparison === undefined) return '';
  const groups = report.comparison.filter((group) => group.series.length > 0);
  if (groups.length === 0) return emptySection('Compared', 'Nothing was compared.');
  const names = seriesNames(groups);
  const charts = splitByMagnitude(groups).map((part, i) =>
    renderChart({
      id: `comparison-${i + 1}`,
      title: `Bytes side by side: ${labelsOf(part)}`,
      description: `Grouped bars of ${names.join(', ')} for ${labelsOf(part)}.`,
      rows: part.map((group) => comparisonRow(group, names)),
      units: report.units,
    }),
  );
  const legend = renderLegend(names.map((name, i) => [name, colourOf(i)]));
  return section('Compared', legend, ...charts, renderTable(comparisonTable(groups, report.units)));
}

function renderSavings(report: MemoryReport): string {
  if (report.savings === undefined) return '';
  const savings = sortedSavings(report);
  if (savings.length === 0) return emptySection('Saved', 'Nothing was saved so far.');
  const rows: BarRow[] = savings.slice(0, CHART_ROWS).map(([label, value]) => ({
    label,
    bars: [{ segments: [{ name: 'saved', value, colour: SHARED_COLOUR }] }],
  }));
  const chart = renderChart({
    id: 'savings',
    title: 'Bytes that each trick saved',
    description: savings
      .slice(0, 5)
      .map(([trick, byteCount]) => `${trick} ${formatIn(report.units, byteCount)}`)
      .join(', '),
    rows,
    units: report.units,
  });
  return section('Saved, by trick', chart, renderTable(savingsTable(report)));
}

function renderMods(report: MemoryReport): string {
  const mods = sortedMods(report);
  if (mods.length === 0) return emptySection('Bytes per mod', 'No mods are tracked.');
  const totalBytes = mods.reduce((sum, mod) => sum + mod.currentBytes, 0);
  const hasLimit = mods.some(isLimited);
  const chart = renderChart({
    id: 'mods',
    title: 'Bytes per mod',
    description:
      `Own bytes and the share of shared content of ${mods.length} mods, ` +
      `${formatIn(report.units, totalBytes)} in all, greatest first.`,
    rows: mods.slice(0, CHART_ROWS).map(modRow),
    units: report.units,
  });
  const legend = renderLegend([
    ['own', OWN_COLOUR],
    ['share of shared content', SHARED_COLOUR],
    ...(hasLimit ? ([['limit', 0]] as const) : []),
  ]);
  const table = renderTable(modTable(report));
  return section('Bytes per mod', legend, chart, renderOthers(mods, report), table);
}

/**
 * A section for each list: every check with its outcome, which is also there for who cannot see the
 * mark.
 */
function renderChecks({ checkLists = [] }: MemoryReport): string[] {
  return checkLists.map(({ heading, checks }: CheckList) => {
    if (checks.length === 0) return emptySection(heading, 'Nothing was checked.');
    const items = checks.map((check) => {
      const { mark, word } = outcomeOf(check);
      const sign = `<span class="mark" role="img" aria-label="${word}">${mark}</span>`;
      const detail = check.detail === undefined ? '' : `<small>${escapeHtml(check.detail)}</small>`;
      return `<li class="${word.replace(' ', '-')}">${sign}<span>${escapeHtml(check.name)} ${detail}</span></li>`;
    });
    return section(heading, `<ul class="checks">${items.join('')}</ul>`);
  });
}

/** What the chart leaves out, when there are many mods. */
function renderOthers(mods: readonly ModUsage[], { units }: MemoryReport): string {
  if (mods.length <= CHART_ROWS) return '';
  const others = mods.slice(CHART_ROWS);
  const otherBytes = others.reduce((sum, mod) => sum + mod.currentBytes, 0);
  const text = `${CHART_ROWS} of ${mods.length}; the others hold ${formatIn(units, otherBytes)} in all.`;
  return `<p class="note">${text}</p>`;
}

function modRow(mod: ModUsage): BarRow {
  const segments = [
    { name: 'own', value: ownBytesOf(mod), colour: OWN_COLOUR },
    { name: 'shared', value: mod.sharedBytes, colour: SHARED_COLOUR },
  ];
  return { label: mod.name, bars: [{ segments, limitBytes: mod.limitBytes }] };
}

function comparisonRow(group: Comparison, names: readonly string[]): BarRow {
  const bars = group.series.map(({ name, value }) => ({
    segments: [{ name, value, colour: colourOf(names.indexOf(name)) }],
  }));
  return { label: group.label, bars };
}

function colourOf(index: number): number {
  return (index % COLOUR_COUNT) + 1;
}

function labelsOf(groups: readonly Comparison[]): string {
  return groups.map((group) => group.label).join(', ');
}

/** Names beside their colours; colour 0 is the mark of a limit. */
function renderLegend(entries: readonly (readonly [name: string, colour: number])[]): string {
  const items = entries.map(([name, colour]) => {
    const mark =
      colour === 0
        ? '<path class="limit" d="M5 -1V11"/>'
        : `<rect class="s${colour}" width="10" height="10" rx="2"/>`;
    return `<li><svg viewBox="0 0 10 10" aria-hidden="true">${mark}</svg>${escapeHtml(name)}</li>`;
  });
  return `<ul class="legend">${items.join('')}</ul>`;
}

/**
 * A chart for wide pages and one for narrow ones; the style sheet shows one of them, to screen
 * readers too.
 */
function renderChart(chart: BarChart): string {
  const narrow = renderBarChart({ ...chart, id: `${chart.id}-narrow` }, NARROW_LAYOUT);
  return `<div class="wide">${renderBarChart(chart)}</div><div class="narrow">${narrow}</div>`;
}

/** A heading with what belongs below it, which is markup. */
function section(heading: string, ...parts: readonly string[]): string {
  return `<section><h2>${escapeHtml(heading)}</h2>\n${parts.join('\n')}\n</section>`;
}

/** A heading with a sentence that says that there is nothing to show. */
function emptySection(heading: string, sentence: string): string {
  return section(heading, `<p class="empty">${escapeHtml(sentence)}</p>`);
}
