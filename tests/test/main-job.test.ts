import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
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
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * The main job end to end: the built program in a process of its own, with real bots on a real server.
 * Each test gets a temporary folder of its own as TMPDIR, so that what is left behind is seen.
 */
const require = createRequire(import.meta.url);
const folder = fileURLToPath(new URL('../../examples/dist/many-bots/', import.meta.url));
const main = join(folder, 'main.js');
const fixture = join(
  dirname(require.resolve('prismarine-provider-anvil/package.json')),
  'test/fixtures/1.19.4/r.0.0.mca',
);

interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let scratch: string;
let temporary: string;

beforeEach(() => {
  if (!existsSync(main)) throw new Error(`${main} is missing: npm run build`);
  scratch = realpathSync(mkdtempSync(join(tmpdir(), 'main-job-test-')));
  temporary = join(scratch, 'tmp');
  mkdirSync(temporary);
});

afterEach(() => {
  rmSync(scratch, { recursive: true, force: true });
});

describe('the quick main job', () => {
  it('shows that shared bots see, block by block, what stock bots see', async () => {
    const json = join(scratch, 'copy.json');
    const outcome = await run(['--quick', '--bots', '3', '--json', json]);
    expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
    const report = readReport();
    expect(Object.keys(report)).toEqual([
      'bots',
      'columnsPerBot',
      'stock',
      'shared',
      'floor',
      'blocksCompared',
      'blocksDifferent',
      'mods',
      'savedBytes',
    ]);
    expect(report).toMatchObject({ bots: 3, columnsPerBot: 144, blocksDifferent: 0 });
    // As loaded, and again the two columns that were written to.
    expect(report.blocksCompared).toBe(3 * (144 + 2) * 384 * 256);
    expect(report.mods.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['bot-01', 'bot-02', 'bot-03']),
    );
    const kept = JSON.parse(readFileSync(json, 'utf8')) as object;
    expect(kept).toMatchObject({
      ...report,
      node: process.versions.node,
      dirty: expect.any(Boolean),
      command: expect.any(String),
    });
    expect(outcome.stdout).toContain('measures noise'); // with three bots and one run
    expect(outcome.stdout).not.toContain('nothing is shared');
    expectChecksPassed(3);
    expectMeasured(report);
    expectSelfContained(readFileSync(join(scratch, 'out/report.html'), 'utf8'));
    expectSaysTheSame(outcome.stdout, readFileSync(join(scratch, 'out/report.html'), 'utf8'));
    expect(outcome.stdout).toContain(join(scratch, 'out/report.html'));
    await expectNothingLeft();
  });

  it('shows what is saved where bots share all, half or nothing of their views', async () => {
    const all = await runOverlap(100);
    const half = await runOverlap(50);
    const none = await runOverlap(0);
    // Two bots of 36 columns hold the content of 36, 54 or 72; the world's columns differ by some tenths.
    expect(contentBytes(half) / contentBytes(all)).toBeGreaterThan(1.2);
    expect(contentBytes(half) / contentBytes(all)).toBeLessThan(1.8);
    expect(contentBytes(none) / contentBytes(all)).toBeGreaterThan(1.6);
    expect(contentBytes(none) / contentBytes(all)).toBeLessThan(2.4);
    const [savedOfAll, savedOfHalf, savedOfNone] = [all, half, none].map(
      ({ savedBytes }) => savedBytes['one copy of equal content']!,
    ) as [number, number, number];
    expect(savedOfHalf / savedOfAll).toBeGreaterThan(0.3);
    expect(savedOfHalf / savedOfAll).toBeLessThan(0.7);
    expect(savedOfNone / savedOfAll).toBeLessThan(0.1);
    // What is left then is saved within each bot's own view.
    expect(none.savedBytes['uniform light as one number']).toBeGreaterThan(0);
  });

  it('says of a Minecraft before 1.18 that nothing is shared there, at the start and in the end', async () => {
    const outcome = await run([...tiny, '--version', '1.17.1']);
    expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
    const said = 'Minecraft 1.17.1: nothing is shared before 1.18';
    expect(outcome.stdout.startsWith(said)).toBe(true);
    expect(outcome.stdout.split(said)).toHaveLength(3);
    expect(readFileSync(join(scratch, 'out/report.html'), 'utf8')).toContain(said);
  });

  it.each(['1.18.2', '1.20.2', '1.21.4'])('works in Minecraft %s', async (version) => {
    const outcome = await run([...tiny, '--version', version]);
    expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
    expect(readReport()).toMatchObject({ columnsPerBot: 16, blocksDifferent: 0 });
    expectChecksPassed(2);
  });
});

describe('bad input', () => {
  it.each([
    [['--bots', '0'], '--bots: expected an integer from 1 to 1000, got 0'],
    [['--bots', '-2'], '--bots: expected an integer from 1 to 1000, got -2'],
    [['--overlap', '101'], '--overlap: expected an integer from 0 to 100, got 101'],
    [['--frobnicate'], "Unknown option '--frobnicate'"],
    [['--version', '1.99.9'], '--version: "1.99.9" is not one that'],
    [['--world', '/absent/world'], '--world: /absent/world does not exist'],
    [['--json', '/absent/report.json'], '--json: /absent does not exist'],
    [['--json', '/'], '--json: / is a folder'],
    // Linux says of both that they are folders, and of any file in them that it is not there.
    [['--out', '/proc'], '--out: /proc/report.json cannot be written'],
    [['--out', '/proc/reports'], '--out: /proc/reports cannot be made'],
    [['--out', '/dev/null/reports'], '--out: /dev/null is not a folder'],
  ])('%j', async (args, message) => {
    const outcome = await run(args);
    expectRefused(outcome, message);
    expect(outcome.stdout).not.toContain('server:'); // refused before anything was started
    await expectNothingLeft();
  });

  it.each<[string, (region: Buffer) => Buffer, string]>([
    ['a header cut short', (region) => region.subarray(0, 5000), 'truncated: 5000 bytes'],
    [
      'a truncated file',
      (region) => region.subarray(0, 900_000),
      'chunk 1,0 (sector 617): truncated',
    ],
    ['a corrupt chunk', corruptChunk, 'chunk 3,4 (sector 635): chunk is corrupt'],
    ['a corrupt sector table', corruptTable, 'chunk 1,0: sector table is corrupt'],
  ])('%s', async (_, damage, message) => {
    const path = join(scratch, 'r.0.0.mca');
    writeFileSync(path, damage(readFileSync(fixture)));
    const outcome = await run(['--world', path]);
    expectRefused(outcome, message);
    expect(outcome.stderr).toContain(path);
    await expectNothingLeft();
  });

  it('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expectRefused(
      await run([...tiny, '--port', String(port)]),
      `port ${port} on 127.0.0.1 is already in use`,
    );
    server.close();
    await expectNothingLeft();
  });
});

describe('an end half-way', () => {
  it.each([
    ['server-process', 'server ended unexpectedly (SIGKILL)'],
    ['bots-process', 'bots (stock, run 1 of 1) ended unexpectedly (SIGKILL)'],
  ])('of the %s is told in one line', async (name, message) => {
    const job = start(tiny);
    await sawLine(job, '1 of 2 bots');
    process.kill(childOf(job, name), 'SIGKILL');
    expectRefused(await job.outcome, message);
    await expectNothingLeft();
  });

  it('by Ctrl-C leaves nothing', async () => {
    const job = start(tiny);
    await sawLine(job, '1 of 2 bots');
    job.process.kill('SIGINT');
    expect(await job.outcome).toMatchObject({
      exitCode: 130,
      stderr: 'many-bots: interrupted (SIGINT)\n',
    });
    await expectNothingLeft();
  });

  it('by Ctrl-C that comes twice is not cut short', async () => {
    const job = start(tiny);
    await sawLine(job, '1 of 2 bots');
    // While it cleans up: as who started it passes on what the terminal has told all.
    job.process.stderr!.once('data', () => job.process.kill('SIGINT'));
    job.process.kill('SIGINT');
    expect(await job.outcome).toMatchObject({
      exitCode: 130,
      stderr: 'many-bots: interrupted (SIGINT)\n',
    });
    await expectNothingLeft();
  });

  it('of its process group by Ctrl-C, without a terminal, is told by our tools once more and leaves nothing', async () => {
    const tools = new URL('../../tools/lib/process.mjs', import.meta.url).href;
    const script = `import { runNode } from ${JSON.stringify(tools)};
      process.exitCode = await runNode(process.argv[1], process.argv.slice(2), { cwd: '.' });`;
    const job = start(tiny, ['--input-type=module', '-e', script]);
    await sawLine(job, '1 of 2 bots');
    process.kill(-job.process.pid!, 'SIGINT');
    expect(await job.outcome).toMatchObject({
      exitCode: 130,
      stderr: 'many-bots: interrupted (SIGINT)\n',
    });
    await expectNothingLeft();
  });

  it('of the job itself takes its processes and files with it', async () => {
    const job = start(tiny);
    await sawLine(job, '1 of 2 bots');
    job.process.kill('SIGKILL');
    await job.outcome;
    await expectNothingLeft();
  });

  it('by a kick names the bot and the reason', async () => {
    const { Child } = await fromJob<ChildModule>('child.js');
    const protocol = createRequire(main)('minecraft-protocol') as ProtocolModule;
    const server = protocol.createServer({
      ...kickingServer,
      beforeLogin: (client) => client.end('not today'),
    });
    await once(server, 'listening');
    const { port } = server.socketServer.address() as AddressInfo;
    const bots = new Child({
      title: 'bots',
      entry: pathToFileURL(join(folder, 'bots-process.js')),
      nodeOptions: ['--expose-gc'],
    });
    await bots.call('start', { mode: 'stock', version: '1.19.4', port, view: 2 }, 60_000);
    const place = { name: 'bot-01', center: { x: 0, z: 0 }, spawn: { x: 0, y: 120, z: 0 } };
    await expect(bots.call('join', [place], 60_000)).rejects.toThrow(
      'bots: bot-01 was kicked: not today',
    );
    await bots.stop();
    server.close();
  });
});

describe('the comparison', () => {
  it('names the section in which one block differs', async () => {
    const { digestColumnInto, sectionCount, SECTION_WORDS } =
      await fromJob<DigestModule>('digest.js');
    const { compareDigests } = await fromJob<CompareModule>('compare.js');
    const Chunk = require('prismarine-chunk')('1.19.4') as new () => TestColumn;
    const height = { minY: -64, height: 384, lightBorder: 1 };
    const digestOf = (change: (column: TestColumn) => void) => {
      const column = new Chunk();
      change(column);
      const words = new Int32Array(sectionCount(height) * SECTION_WORDS);
      digestColumnInto(words, 0, column, height);
      return [{ bot: 'bot-01', columns: [{ x: 4, z: 7 }], height, words }];
    };
    const at = { x: 15, y: 47, z: 0 };
    const same = digestOf(() => undefined);
    expect(
      compareDigests(
        same,
        digestOf(() => undefined),
      ).blocksDifferent,
    ).toBe(0);
    const changes: [string, (column: TestColumn) => void][] = [
      ['block states', (column) => column.setBlockStateId(at, 1)],
      ['biomes', (column) => column.setBiome(at, 1)],
      ['block light', (column) => column.setBlockLight(at, 1)],
      ['sky light', (column) => column.setSkyLight(at, 1)],
    ];
    for (const [kind, change] of changes) {
      expect(compareDigests(same, digestOf(change))).toMatchObject({
        blocksCompared: 384 * 256,
        blocksDifferent: 4096,
        differences: [`bot-01, column 4,7, y 32 to 47: ${kind}`],
      });
    }
  });

  it('counts a column that one side lacks', async () => {
    const { compareDigests } = await fromJob<CompareModule>('compare.js');
    const height = { minY: 0, height: 16, lightBorder: 0 };
    const one = { bot: 'bot-01', columns: [{ x: 0, z: 0 }], height, words: new Int32Array(8) };
    const none = { ...one, columns: [], words: new Int32Array(0) };
    expect(compareDigests([one], [none]).blocksDifferent).toBe(4096);
    expect(compareDigests([none], [one]).blocksDifferent).toBe(4096);
    expect(compareDigests([one], []).blocksDifferent).toBe(4096);
  });
});

/** Two bots with 16 columns each: the smallest job that still shares. */
const tiny = ['--quick', '--bots', '2', '--view', '2'];

const kickingServer = { 'online-mode': false, host: '127.0.0.1', port: 0, version: '1.19.4' };

/** The job with two bots of 36 columns each, of which they share so many percent. */
async function runOverlap(percent: number): Promise<Report> {
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
function contentBytes({ mods }: Report): number {
  return mods.reduce((sum, { sharedBytes }) => sum + sharedBytes, 0);
}

interface Job {
  readonly process: ChildProcess;
  readonly outcome: Promise<Outcome>;
  stdout(): string;
}

/** @param launcher what Node runs instead of the job, which is its argument. */
function start(args: readonly string[], launcher: readonly string[] = []): Job {
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

function run(args: readonly string[]): Promise<Outcome> {
  return start(args).outcome;
}

async function sawLine(job: Job, text: string): Promise<void> {
  while (!job.stdout().includes(text) && job.process.exitCode === null) await sleep(10);
  expect(job.stdout()).toContain(text);
}

function childOf(job: Job, name: string): number {
  const pid = processes().find(({ parent, command }) => {
    return parent === job.process.pid && command.includes(name);
  })?.pid;
  if (pid === undefined) throw new Error(`${name} is not running`);
  return pid;
}

/** Running processes, by Linux's /proc. */
function processes(): { pid: number; parent: number; command: string; environment: string }[] {
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

/** No process that has this test's temporary folder, and no file in it; up to three seconds may pass. */
async function expectNothingLeft(): Promise<void> {
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

function expectRefused({ exitCode, stderr }: Outcome, message: string): void {
  expect(stderr).toContain(message);
  expect(stderr).toMatch(/^many-bots: [^\n]+\n$/);
  expect(exitCode).toBe(1);
}

interface Figures {
  readonly rssBytes: number;
  readonly baselineRssBytes: number;
  readonly furtherBotBytes: number;
  readonly heapUsedBytes: number;
  readonly externalBytes: number;
  readonly loadMs: number;
  readonly loadCpuMs: number;
}

interface Report {
  readonly stock: Figures;
  readonly shared: Figures;
  readonly floor: Figures;
  readonly blocksCompared: number;
  readonly mods: readonly { name: string; currentBytes: number; sharedBytes: number }[];
  readonly savedBytes: Record<string, number>;
}

function readReport(): Report {
  return JSON.parse(readFileSync(join(scratch, 'out/report.json'), 'utf8')) as Report;
}

/** All checks of the job, among them that writes were seen by whom they should. */
function expectChecksPassed(bots: number): void {
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
function expectMeasured(report: Report): void {
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

function expectSelfContained(html: string): void {
  expect(html).toContain('<svg');
  expect(html).not.toMatch(/(?:src|href)\s*=|@import|url\(/i);
  for (const name of ['bot-01', 'bot-02', 'bot-03', 'stock', 'shared', 'floor']) {
    expect(html).toContain(name);
  }
}

/** Every check, goal and amount that the terminal shows stands on the page too, in the same units. */
function expectSaysTheSame(stdout: string, html: string): void {
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
function corruptChunk(region: Buffer): Buffer {
  const sector = region.readUInt32BE((3 + 4 * 32) * 4) >>> 8;
  for (let at = sector * 4096 + 200; at < sector * 4096 + 210; at++) {
    region.writeUInt8(region.readUInt8(at) ^ 0xff, at);
  }
  return region;
}

/** Lets the entry of chunk 1,0 point at the sectors of chunk 0,0. */
function corruptTable(region: Buffer): Buffer {
  region.copy(region, 4, 0, 4);
  return region;
}

interface TestColumn {
  setBlockStateId(at: object, stateId: number): void;
  setBiome(at: object, biome: number): void;
  setBlockLight(at: object, light: number): void;
  setSkyLight(at: object, light: number): void;
}

interface DigestModule {
  readonly SECTION_WORDS: number;
  sectionCount(height: object): number;
  digestColumnInto(words: Int32Array, offset: number, column: TestColumn, height: object): void;
}

interface CompareModule {
  compareDigests(expected: object[], actual: object[]): { blocksDifferent: number };
}

interface ChildModule {
  readonly Child: new (options: object) => {
    call(name: string, args: unknown, timeoutMs: number): Promise<unknown>;
    stop(): Promise<void>;
  };
}

interface ProtocolModule {
  createServer(options: object & { beforeLogin(client: { end(reason: string): void }): void }): {
    readonly socketServer: { address(): unknown };
    close(): void;
  } & EventEmitter;
}

/** A module of the built job. */
function fromJob<Module>(name: string): Promise<Module> {
  return import(pathToFileURL(join(folder, name)).href) as Promise<Module>;
}
