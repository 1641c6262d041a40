import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the main job says of its goals, in the setting that they are set for and in another. */
const folder = new URL('../../examples/dist/many-bots/', import.meta.url);

interface Goal {
  readonly name: string;
  readonly value: string;
  readonly goal: string;
  readonly reached: boolean | undefined;
}

interface GoalsModule {
  evaluateGoals(report: object): Goal[];
}

interface OutputModule {
  writeReports(options: object, result: object, report: object, goals: readonly Goal[]): string[];
}

interface PrintModule {
  resultLines(found: object): string[];
}

const load = <Module>(name: string) => import(new URL(name, folder).href) as Promise<Module>;

const figures = {
  rssBytes: 2e8,
  baselineRssBytes: 1e8,
  furtherBotBytes: 9_100_000,
  heapUsedBytes: 8e7,
  externalBytes: 9e7,
  loadMs: 9000,
  loadCpuMs: 5600,
};

/** 20 bots as the goals are set, of which each costs so much. */
function reportOf(furtherBotBytes: number | null, loadCpuMs = 5000) {
  const shared = { ...figures, furtherBotBytes, loadCpuMs };
  const counts = { bots: 20, columnsPerBot: 144, blocksCompared: 1, blocksDifferent: 0 };
  return { ...counts, stock: figures, shared, floor: figures, mods: [], savedBytes: {} };
}

describe('the goals', () => {
  let out: string;

  beforeEach(() => {
    out = mkdtempSync(join(tmpdir(), 'sandy-goals-'));
  });
  afterEach(() => rmSync(out, { recursive: true, force: true }));

  it.each<[string, number | null, number, (boolean | undefined)[]]>([
    ['at their limits', 1_000_000, 5600, [true, true, true]],
    ['a byte and a millisecond above', 1_000_001, 5601, [false, true, false]],
    ['at a ninth of stock', 9_100_000 / 9, 5000, [false, true, true]],
    ['above a ninth of stock', 9_100_000 / 9 + 1, 5000, [false, false, true]],
    ['not measured, with one bot', null, 5000, [undefined, undefined, true]],
  ])('%s', async (_, furtherBotBytes, loadCpuMs, reached) => {
    const { evaluateGoals } = await load<GoalsModule>('goals.js');
    const goals = evaluateGoals(reportOf(furtherBotBytes, loadCpuMs));
    expect(goals.map((goal) => goal.reached)).toEqual(reached);
  });

  it('are told in one wording', async () => {
    const { evaluateGoals } = await load<GoalsModule>('goals.js');
    const lines = evaluateGoals(reportOf(1_280_000)).map(
      ({ name, value, goal }) => `${name}: ${value} (goal ${goal})`,
    );
    expect(lines).toEqual([
      'a further bot: 1.28 MB (goal ≤ 1.00 MB)',
      "a further bot: 1/7.1 of stock's (goal ≤ 1/9)",
      "CPU to load: 5.0 s (goal ≤ stock's 5.6 s)",
    ]);
  });

  it.each([
    [20, ['passed', 'failed', 'passed']],
    [19, ['not-decided', 'not-decided', 'not-decided']],
  ])('are judged on the page for 20 bots only: %d', async (bots, outcomes) => {
    const { evaluateGoals } = await load<GoalsModule>('goals.js');
    const { writeReports } = await load<OutputModule>('output.js');
    const report = { ...reportOf(990_000), stock: { ...figures, furtherBotBytes: 8e6 } };
    const options = { bots, overlapPercent: 100, view: 6, runs: 3, out, version: '1.19.4' };
    const result = { checks: [], checksums: { stock: 'a', shared: 'a' } };
    writeReports(options, result, report, evaluateGoals(report));
    const page = readFileSync(join(out, 'report.html'), 'utf8');
    const list = /<h2>Goals.*?<\/section>/s.exec(page)![0];
    expect([...list.matchAll(/<li class="([^"]+)"/g)].map(([, outcome]) => outcome)).toEqual(
      outcomes,
    );
  });
});

it('the committed results reach every goal', async () => {
  const { evaluateGoals } = await load<GoalsModule>('goals.js');
  const file = new URL('../../benchmarks/results/many-bots.json', import.meta.url);
  const report = JSON.parse(readFileSync(file, 'utf8')) as { bots: number; columnsPerBot: number };
  expect(report).toMatchObject({ bots: 20, columnsPerBot: 144 }); // the setting of the goals
  const goals = evaluateGoals(report);
  expect(goals.length).toBeGreaterThan(2);
  expect(goals.filter(({ reached }) => reached !== true)).toEqual([]);
});

describe('what a further bot costs', () => {
  const rowOf = async (options: { bots: number; runs: number }): Promise<string> => {
    const { resultLines } = await load<PrintModule>('print.js');
    const all = { ...options, overlapPercent: 100, view: 6, version: '1.19.4' };
    const result = { checks: [], checksums: { stock: 'a', shared: 'a' } };
    const report = reportOf(990_000);
    const lines = resultLines({ options: all, result, report, goals: [], files: [] });
    return lines.find((line) => line.includes('a further bot'))!;
  };

  it('is marked as noise where the run is small: shared had come out below the floor', async () => {
    expect(await rowOf({ bots: 6, runs: 1 })).toMatch(/ ≈ 9\.10 MB +≈ 990 KB +≈ 9\.10 MB$/);
    expect(await rowOf({ bots: 20, runs: 3 })).not.toContain('≈');
  });
});

describe('the table of mods', () => {
  const options = { bots: 5, overlapPercent: 100, view: 6, runs: 1, version: '1.19.4' };

  it.each([
    [7, 'bot-7'],
    [8, '2 more'],
  ])('of %d mods ends with %s: one row is never folded', async (count, last) => {
    const { resultLines } = await load<PrintModule>('print.js');
    const mods = Array.from({ length: count }, (_, i) => {
      return { name: `bot-${i + 1}`, currentBytes: 1000 - i, sharedBytes: 0 };
    });
    const report = { ...reportOf(990_000), mods };
    const result = { checks: [], checksums: { stock: 'a', shared: 'a' } };
    const lines = resultLines({ options, result, report, goals: [], files: [] });
    const start = lines.findIndex((line) => line.startsWith('mod '));
    const rows = lines.slice(start + 2, lines.indexOf('', start));
    expect(rows).toHaveLength(7);
    expect(rows.at(-1)!.startsWith(`${last} `)).toBe(true);
  });
});
