import { afterEach, beforeEach, expect } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once, type EventEmitter } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * The main job end to end: the built program in a process of its own, with real bots on a real
 * server. Each test gets a temporary folder of its own as TMPDIR, so that what is left behind is
 * seen.
 */
export const require = createRequire(import.meta.url);
export const folder = fileURLToPath(new URL('../../../examples/dist/many-bots/', import.meta.url));
export const main = join(folder, 'main.js');
export const fixture = join(
  dirname(require.resolve('prismarine-provider-anvil/package.json')),
  'test/fixtures/1.19.4/r.0.0.mca',
);

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The folder of the test that runs, and its TMPDIR. */
export let scratch: string;
export let temporary: string;

beforeEach(() => {
  if (!existsSync(main)) throw new Error(`${main} is missing: npm run build`);
  scratch = realpathSync(mkdtempSync(join(tmpdir(), 'main-job-test-')));
  temporary = join(scratch, 'tmp');
  mkdirSync(temporary);
});

afterEach(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** Two bots with 16 columns each: the smallest job that still shares. */
export const tiny = ['--quick', '--bots', '2', '--view', '2'];

export const kickingServer = {
  'online-mode': false,
  host: '127.0.0.1',
  port: 0,
  version: '1.19.4',
};

/** The job with two bots of 36 columns each, of which they share so many percent. */
export async function runOverlap(percent: number): Promise<Report> {
  const outcome = await run([...tiny, '--view', '3', '--overlap', String(percent)]);
  expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
  const report = readReport();
  expect(report).toMatchObject({ bots: 2, columnsPerBot: 36, blocksDifferent: 0 });
  // As loaded; and once more the columns that were written to, of which each bot has up to four.
  const columnsCompared = report.blocksCompared / (384 * 256);
  expect(columnsCompared).toBeGreaterThanOrEqual(2 * 36 + 2);
  expect(columnsCompared).toBeLessThanOrEqual(2 * 36 + 8);
  expectChecksPassed(2);
  const html = readFileSync(join(scratch, 'out/report.html'), 'utf8');
  expect(html).toContain(`<dt>Overlap</dt><dd>${percent} %</dd>`);
  return report;
}

/** Bytes of shared content, each counted once: what the mods' shares add up to. */
export function contentBytes({ mods }: Report): number {
  return mods.reduce((sum, { sharedBytes }) => sum + sharedBytes, 0);
}

export interface Job {
  readonly process: ChildProcess;
  readonly outcome: Promise<Outcome>;
  stdout(): string;
}

/** @param launcher what Node runs instead of the job, which is its argument. */
export function start(args: readonly string[], launcher: readonly string[] = []): Job {
  const child = spawn(process.execPath, [...launcher, main, ...args], {
    cwd: scratch,
    detached: true, // a process group of its own, as a shell makes one
    env: { ...process.env, TMPDIR: temporary, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const outcome = once(child, 'close').then(() => ({ exitCode: child.exitCode, stdout, stderr }));
  return { process: child, outcome, stdout: () => stdout };
}

export function run(args: readonly string[]): Promise<Outcome> {
  return start(args).outcome;
}

export async function sawLine(job: Job, text: string): Promise<void> {
  while (!job.stdout().includes(text) && job.process.exitCode === null) await sleep(10);
  expect(job.stdout()).toContain(text);
}

export function childOf(job: Job, name: string): number {
  const pid = processes().find(({ parent, command }) => {
    return parent === job.process.pid && command.includes(name);
  })?.pid;
  if (pid === undefined) throw new Error(`${name} is not running`);
  return pid;
}

/** Running processes, by Linux's /proc. */
export function processes(): {
  pid: number;
  parent: number;
  command: string;
  environment: string;
}[] {
  const found = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const read = (name: string) => readFileSync(`/proc/${entry}/${name}`, 'latin1');
      const parent = Number(/\) \S (\d+)/.exec(read('stat'))?.[1]);
      const command = read('cmdline');
      found.push({ pid: Number(entry), parent, command, environment: read('environ') });
    } catch {
      // it ended meanwhile
    }
  }
  return found;
}

/**
 * No process that has this test's temporary folder, and no file in it; up to three seconds may
 * pass.
 */
export async function expectNothingLeft(): Promise<void> {
  const left = () => processes().filter(({ environment }) => environment.includes(temporary));
  for (
    let waits = 0;
    waits < 60 && (left().length > 0 || readdirSync(temporary).length > 0);
    waits++
  ) {
    await sleep(50);
  }
  expect(left()).toEqual([]);
  expect(readdirSync(temporary)).toEqual([]);
}

export function expectRefused({ exitCode, stderr }: Outcome, message: string): void {
  expect(stderr).toContain(message);
  expect(stderr).toMatch(/^many-bots: [^\n]+\n$/);
  expect(exitCode).toBe(1);
}

export interface Figures {
  readonly rssBytes: number;
  readonly baselineRssBytes: number;
  readonly furtherBotBytes: number;
  readonly heapUsedBytes: number;
  readonly externalBytes: number;
  readonly loadMs: number;
  readonly loadCpuMs: number;
}

export interface Report {
  readonly stock: Figures;
  readonly shared: Figures;
  readonly floor: Figures;
  readonly blocksCompared: number;
  readonly mods: readonly { name: string; currentBytes: number; sharedBytes: number }[];
  readonly savedBytes: Record<string, number>;
}

export function readReport(): Report {
  return JSON.parse(readFileSync(join(scratch, 'out/report.json'), 'utf8')) as Report;
}

/** All checks of the job, among them that writes were seen by whom they should. */
export function expectChecksPassed(bots: number): void {
  const details = JSON.parse(readFileSync(join(scratch, 'out/details.json'), 'utf8')) as {
    checks: { name: string; passed: boolean; detail: string }[];
    checksums: { stock: string; shared: string };
    loaded: { columnsCompared: number };
  };
  expect(details.checks.filter(({ passed }) => !passed)).toEqual([]);
  expect(details.checks.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'shared: server changes are seen by every bot that has the column',
      'shared: a write of bot-02 into its own copy is seen by it alone',
      'shared: a later server change in that section is seen by all and leaves the write',
      "shared: the mods' accounts add up to what the heap holds",
      'shared: bots that leave give back everything',
      'shared bots see what stock bots see',
    ]),
  );
  expect(details.checksums.shared).toBe(details.checksums.stock);
  expect(details.loaded.columnsCompared % bots).toBe(0);
}

/** Nothing about how much: that is the benchmark's to say. */
export function expectMeasured(report: Report): void {
  for (const figures of [report.stock, report.shared, report.floor]) {
    expect(Object.keys(figures).sort()).toEqual([
      'baselineRssBytes',
      'externalBytes',
      'furtherBotBytes',
      'heapUsedBytes',
      'loadCpuMs',
      'loadMs',
      'rssBytes',
    ]);
    for (const value of Object.values(figures)) expect(Number.isInteger(value)).toBe(true);
    expect(figures.rssBytes).toBeGreaterThan(figures.baselineRssBytes);
  }
  for (const saved of Object.values(report.savedBytes)) expect(saved).toBeGreaterThanOrEqual(0);
  expect(Object.values(report.savedBytes).some((saved) => saved > 0)).toBe(true);
}

export function expectSelfContained(html: string): void {
  expect(html).toContain('<svg');
  expect(html).not.toMatch(/(?:src|href)\s*=|@import|url\(/i);
  for (const name of ['bot-01', 'bot-02', 'bot-03', 'stock', 'shared', 'floor']) {
    expect(html).toContain(name);
  }
}

/**
 * Every check, goal and amount that the terminal shows stands on the page too, in the same units.
 */
export function expectSaysTheSame(stdout: string, html: string): void {
  const page = html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&#39;', "'")
    .replaceAll('&gt;', '>');
  const checks = [...stdout.matchAll(/^ {2}✓ ([^(:]+:? [^(]+) \((.+)\)$/gm)];
  expect(checks.length).toBeGreaterThanOrEqual(12);
  for (const [, name, detail] of checks) expect(page).toContain(`✓${name} ${detail}`);
  const goals = [...stdout.matchAll(/^ {2}– (.+): (.+ \(goal .+\))$/gm)];
  expect(goals).toHaveLength(3);
  for (const [, name, detail] of goals) expect(page).toContain(`–${name} ${detail}`);
  const results = stdout.slice(stdout.indexOf('overlap 100 %'));
  const amounts = results.slice(0, results.indexOf('Checks')).match(/[\d.]+ [KMG]?B\b/g)!;
  expect(amounts.length).toBeGreaterThan(20);
  for (const amount of amounts) expect(page).toContain(amount);
  expect(stdout + page).not.toMatch(/\d [KMG]iB/);
}

/** Flips bytes in the middle of chunk 3,4. */
export function corruptChunk(region: Buffer): Buffer {
  const sector = region.readUInt32BE((3 + 4 * 32) * 4) >>> 8;
  for (let at = sector * 4096 + 200; at < sector * 4096 + 210; at++) {
    region.writeUInt8(region.readUInt8(at) ^ 0xff, at);
  }
  return region;
}

/** Lets the entry of chunk 1,0 point at the sectors of chunk 0,0. */
export function corruptTable(region: Buffer): Buffer {
  region.copy(region, 4, 0, 4);
  return region;
}

export interface TestColumn {
  setBlockStateId(at: object, stateId: number): void;
  setBiome(at: object, biome: number): void;
  setBlockLight(at: object, light: number): void;
  setSkyLight(at: object, light: number): void;
}

export interface DigestModule {
  readonly SECTION_WORDS: number;
  sectionCount(height: object): number;
  digestColumnInto(words: Int32Array, offset: number, column: TestColumn, height: object): void;
}

export interface CompareModule {
  compareDigests(expected: object[], actual: object[]): { blocksDifferent: number };
}

export interface ChildModule {
  readonly Child: new (options: object) => {
    call(name: string, args: unknown, timeoutMs: number): Promise<unknown>;
    stop(): Promise<void>;
  };
}

export interface ProtocolModule {
  createServer(options: object & { beforeLogin(client: { end(reason: string): void }): void }): {
    readonly socketServer: { address(): unknown };
    close(): void;
  } & EventEmitter;
}

/** A module of the built job. */
export function fromJob<Module>(name: string): Promise<Module> {
  return import(pathToFileURL(join(folder, name)).href) as Promise<Module>;
}
