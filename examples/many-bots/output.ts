import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { arch, cpus, platform, release } from 'node:os';
import { join, resolve } from 'node:path';
import {
  renderReportHtml,
  type Comparison,
  type ComparisonValue,
  type MemoryReport,
  type ReportCheck,
} from '@sandy/profiler-bridge';
import { countText, seconds, thousands, UNITS } from './format.js';
import { goalTitle, isAsTheGoalsAreSet, noiseNote, type Goal } from './goals.js';
import type { JobResult } from './job.js';
import { sharingNote, type Options } from './options.mjs';
import type { JobReport, ModeFigures } from './report.js';

/** Writes all reports; returns their paths. */
export function writeReports(
  options: Options,
  result: JobResult,
  report: JobReport,
  goals: readonly Goal[],
): string[] {
  const json = `${JSON.stringify(report, null, 2)}\n`;
  const details = { options, environment: environment(), ...result, goals };
  const files: [string, string][] = [
    [join(options.out, 'report.json'), json],
    [
      join(options.out, 'report.html'),
      renderReportHtml(memoryReport({ options, result, report, goals })),
    ],
    [join(options.out, 'details.json'), `${JSON.stringify(details, null, 2)}\n`],
  ];
  if (options.json !== undefined) {
    // The copy is kept for comparison, so it says where and how it was measured.
    files.push([options.json, `${JSON.stringify({ ...provenance(), ...report }, null, 2)}\n`]);
  }
  return files.map(([path, text]) => {
    writeFileSync(resolve(path), text);
    return resolve(path);
  });
}

function provenance() {
  const { cpu, date } = environment();
  return {
    commit: git('rev-parse', 'HEAD') || undefined,
    // Figures of uncommitted code cannot be reproduced: the reader should know.
    dirty: Boolean(git('status', '--porcelain', '--untracked-files=no')),
    date,
    node: process.versions.node,
    cpu,
    command: ['npm start --', ...process.argv.slice(2)].join(' '),
  };
}

/** What git answers; nothing where there is no git or no checkout. */
function git(...args: readonly string[]): string {
  const { stdout } = spawnSync('git', args, { encoding: 'utf8' });
  return stdout?.trim() ?? '';
}

function environment() {
  return {
    node: process.versions.node,
    platform: `${platform()} ${release()} ${arch()}`,
    cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    date: new Date().toISOString(),
  };
}

function memoryReport(found: {
  options: Options;
  result: JobResult;
  report: JobReport;
  goals: readonly Goal[];
}): MemoryReport {
  const { options, result, report, goals } = found;
  return {
    units: UNITS,
    title: `${countText(report.bots, 'bot')}, one world (Minecraft ${options.version})`,
    generatedAt: new Date().toISOString(),
    mods: report.mods,
    comparison: [
      ...comparison('A further bot', report, (mode) => mode.furtherBotBytes),
      ...comparison(
        `Resident memory, ${countText(report.bots, 'bot')}`,
        report,
        (mode) => mode.rssBytes,
      ),
      ...comparison('Resident memory without a bot', report, (mode) => mode.baselineRssBytes),
      ...comparison('JavaScript heap used', report, (mode) => mode.heapUsedBytes),
      ...comparison('External memory', report, (mode) => mode.externalBytes),
    ],
    savings: report.savedBytes,
    facts: [
      ['Bots', thousands(report.bots)],
      ['Columns a bot', thousands(report.columnsPerBot)],
      ['Overlap', `${options.overlapPercent} %`],
      ['Runs', thousands(options.runs)],
      ...noteFacts(options),
      ['CPU to load, stock', seconds(report.stock.loadCpuMs)],
      ['CPU to load, shared', seconds(report.shared.loadCpuMs)],
      ['Blocks compared', thousands(report.blocksCompared)],
      ['Blocks different', thousands(report.blocksDifferent)],
      ['Checksum, stock', result.checksums.stock],
      ['Checksum, shared', result.checksums.shared],
      ['Node', process.versions.node],
    ],
    checkLists: [
      { heading: goalTitle(options), checks: goals.map((goal) => goalCheck(goal, options)) },
      { heading: 'Checks', checks: result.checks },
    ],
  };
}

/** What a reader of the figures must know, in words. */
function noteFacts(options: Options): [label: string, value: string][] {
  const notes = [sharingNote(options.version), noiseNote(options)];
  return notes.flatMap((note) => (note === undefined ? [] : [['Note', note]]));
}

function goalCheck({ name, value, goal, reached }: Goal, options: Options): ReportCheck {
  const check = { name, detail: `${value} (goal ${goal})` };
  return isAsTheGoalsAreSet(options) ? { ...check, passed: reached } : check;
}

/** A group of bars, or none if `pick` was not measured. */
function comparison(
  label: string,
  report: JobReport,
  pick: (figures: ModeFigures) => number | null,
): Comparison[] {
  const series: ComparisonValue[] = [];
  for (const name of ['stock', 'shared', 'floor'] as const) {
    const value = pick(report[name]);
    if (value === null) return [];
    series.push({ name, value: Math.max(0, value) }); // a slope of noise may be negative
  }
  return [{ label, series }];
}
