import { formatTable, type TableColumn } from '@sandy/profiler-bridge';
import { bytesText, countText, seconds } from './format.js';
import { goalTitle, isAsTheGoalsAreSet, noiseNote, type Goal } from './goals.js';
import type { JobResult } from './job.js';
import { sharingNote, type Options } from './options.mjs';
import type { JobReport, ModeFigures } from './report.js';

/** Rows of the table of mods; the rest is one row. */
const SHOWN_MODS = 6;

/** What the job found out, as lines for people. */
export function resultLines(found: {
  options: Options;
  result: JobResult;
  report: JobReport;
  goals: readonly Goal[];
  files: readonly string[];
}): string[] {
  const { options, result, report, goals, files } = found;
  const runs = options.runs === 1 ? 'one run' : `medians of ${options.runs} runs`;
  return [
    '',
    `${countText(report.bots, 'bot')}, ${report.columnsPerBot} columns each, overlap ${options.overlapPercent} %, Minecraft ${options.version} (${runs})`,
    '',
    ...modeTable(report, noiseNote(options) !== undefined),
    ...notes(options),
    '',
    ...modTable(report),
    ...savingLines(report),
    'Checks',
    ...result.checks.map(
      ({ name, passed, detail }) => `  ${passed ? '✓' : '✗'} ${name} (${detail})`,
    ),
    `  checksum of all that all bots saw: stock ${result.checksums.stock}, shared ${result.checksums.shared}`,
    '',
    goalTitle(options),
    ...goals.map((goal) => goalLine(goal, isAsTheGoalsAreSet(options))),
    '',
    ...files.map((file) => `Wrote ${file}`),
  ];
}

/** A goal is judged only in the setting that it is set for. */
function goalLine({ name, value, goal, reached }: Goal, isJudged: boolean): string {
  const line = `${name}: ${value} (goal ${goal})`;
  if (!isJudged || reached === undefined) return `  – ${line}`;
  return reached ? `  ✓ ${line}: reached` : `  ✗ ${line}: NOT reached`;
}

/** What a reader of the figures must know. */
function notes(options: Options): string[] {
  const found = [sharingNote(options.version), noiseNote(options)];
  return found.filter((note) => note !== undefined);
}

/** @param isNoisy whether the slope over the bots is lost in what V8 happens to keep. */
function modeTable(report: JobReport, isNoisy: boolean): string[] {
  const row = (name: string, pick: (figures: ModeFigures) => string) => [
    name,
    pick(report.stock),
    pick(report.shared),
    pick(report.floor),
  ];
  const rows = [
    row('resident', (mode) => bytesText(mode.rssBytes)),
    row('  libraries alone', (mode) => bytesText(mode.baselineRssBytes)),
    row('  a further bot', (mode) => slopeText(mode.furtherBotBytes, isNoisy)),
    row('JavaScript heap', (mode) => bytesText(mode.heapUsedBytes)),
    row('external', (mode) => bytesText(mode.externalBytes)),
    row('CPU to load', (mode) => seconds(mode.loadCpuMs)),
    row('time to load', (mode) => seconds(mode.loadMs)),
  ];
  return formatTable(rows, columns('', 'stock', 'shared', 'floor')).split('\n');
}

/** A column of names and columns of numbers. */
function columns(name: string, ...numbers: readonly string[]): TableColumn[] {
  return [{ header: name }, ...numbers.map((header) => ({ header, align: 'right' as const }))];
}

function slopeText(bytes: number | null, isNoisy: boolean): string {
  if (bytes === null) return '–';
  return isNoisy ? `≈ ${bytesText(bytes)}` : bytesText(bytes);
}

function modTable({ mods }: JobReport): string[] {
  if (mods.length === 0) return [];
  const sorted = [...mods].sort((a, b) => b.currentBytes - a.currentBytes);
  // One row in place of a single other one would say less and be no shorter.
  const shownCount = sorted.length === SHOWN_MODS + 1 ? sorted.length : SHOWN_MODS;
  const shown = sorted.slice(0, shownCount);
  const rest = sorted.slice(shownCount);
  if (rest.length > 0) {
    shown.push({
      name: `${rest.length} more`,
      currentBytes: rest.reduce((sum, mod) => sum + mod.currentBytes, 0),
      sharedBytes: rest.reduce((sum, mod) => sum + mod.sharedBytes, 0),
    });
  }
  const rows = shown.map(({ name, currentBytes, sharedBytes }) => [
    name,
    bytesText(currentBytes),
    bytesText(sharedBytes),
  ]);
  return [...formatTable(rows, columns('mod', 'holds', 'of it shared')).split('\n'), ''];
}

function savingLines({ savedBytes }: JobReport): string[] {
  const entries = Object.entries(savedBytes);
  if (entries.length === 0) return [];
  return ['Saved', ...entries.map(([trick, bytes]) => `  ${trick}: ${bytesText(bytes)}`), ''];
}
