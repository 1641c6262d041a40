import type { JoinResult, ManagerFigures, ModeName } from './calls.js';
import { compareDigests, type Comparison } from './compare.js';
import { checksumOf, type BotDigest } from './digest.js';
import { bytesText, thousands } from './format.js';
import { furtherBotBytes, type Sample } from './measure.js';
import type { Options } from './options.mjs';
import { allColumns, placeBots, type Place } from './placement.js';
import type { Progress } from './progress.js';
import type { BotsChild, Resources, ServerChild } from './resources.js';
import { checkWorld, copyRegions, densestCenter, findRegions } from './world.js';
import { checkWrites, type Check } from './writes.js';

const START_MS = 60_000;
const WORLD_MS = 15 * 60_000;
const JOIN_MS = 30 * 60_000;
const MEASURE_MS = 60_000;
const DIGEST_MS = 60 * 60_000;
const MODES: readonly ModeName[] = ['stock', 'shared', 'floor'];

/** The manager's row of shared content that no mod holds. */
const UNHELD_ROW = '(shared, held by no mod)';

/** One mode's measurements in one run, in one process. */
export interface ModeRun {
  readonly mode: ModeName;
  readonly run: number;
  /** The libraries without a bot. */
  readonly baseline: Sample;
  /** At 1, half and all bots. */
  readonly samples: readonly Sample[];
  /** Until all columns were there, the settling in between not counted. */
  readonly loadMs: number;
  readonly loadCpuMs: number;
  /** `undefined` with one bot. */
  readonly furtherBotBytes: number | undefined;
}

export interface JobResult {
  readonly runs: readonly ModeRun[];
  readonly columnsPerBot: number;
  readonly generatedColumns: number;
  /** What stock and shared bots saw as it came, and after the writes. */
  readonly loaded: Comparison;
  readonly written: Comparison;
  readonly checksums: { readonly stock: string; readonly shared: string };
  readonly checks: readonly Check[];
  readonly figures: ManagerFigures;
}

interface Observation {
  readonly loaded: readonly BotDigest[];
  readonly written: readonly BotDigest[];
}

/** Runs all modes as often as asked, and compares what their bots see in the first run. */
export async function runJob(
  options: Options,
  progress: Progress,
  resources: Resources,
): Promise<JobResult> {
  const job = new Job(options, progress, resources);
  await job.startServer();
  for (let run = 1; run <= options.runs; run++) {
    // Every other run backwards, so that no mode always has the cooler machine.
    const modes = run % 2 === 1 ? MODES : [...MODES].reverse();
    for (const mode of modes) await job.runMode(mode, run);
  }
  return job.result();
}

class Job {
  readonly #options: Options;
  readonly #progress: Progress;
  readonly #resources: Resources;
  readonly #runs: ModeRun[] = [];
  readonly #checks: Check[] = [];
  /** Bots that did not get all their columns. */
  readonly #incomplete: string[] = [];
  readonly #observations = new Map<ModeName, Observation>();
  #figures!: ManagerFigures;
  #server!: ServerChild;
  #places: Place[] = [];
  #port = 0;
  #generatedColumns = 0;

  constructor(options: Options, progress: Progress, resources: Resources) {
    this.#options = options;
    this.#progress = progress;
    this.#resources = resources;
  }

  async startServer(): Promise<void> {
    const { bots, view, version, overlapPercent, world, port } = this.#options;
    this.#progress.start('world: checking the region files');
    const regions = findRegions(world, version);
    const center = densestCenter(regions, view);
    this.#places = placeBots({ bots, center, view, overlapPercent });
    const columns = allColumns(this.#places, view);
    const { files, fullChunks } = checkWorld(regions, columns);
    const folder = this.#resources.createFolder();
    copyRegions(files, folder);
    this.#progress.start(`server: flying-squid for ${version}, ${columns.length} columns`);
    this.#server = this.#resources.startServer();
    this.#server.onProgress = (done, total) => this.#progress.update(done, total);
    const start = { version, port, folder, fullChunks, columns, places: this.#places, view };
    const started = await this.#server.call('start', start, WORLD_MS);
    this.#port = started.port;
    this.#generatedColumns = started.generatedColumns;
    this.#progress.end(`on 127.0.0.1:${started.port}, ${started.generatedColumns} generated`);
  }

  async runMode(mode: ModeName, run: number): Promise<void> {
    const { version, view } = this.#options;
    const title = `${mode}, run ${run} of ${this.#options.runs}`;
    this.#progress.start(`${title}: loading the libraries`);
    const bots = this.#resources.startBots(`bots (${title})`);
    bots.onProgress = (done, total) => this.#progress.update(done, total);
    const baseline = await bots.call('start', { mode, version, port: this.#port, view }, START_MS);
    this.#runs.push({ mode, run, baseline, ...(await this.#joinAll(bots, title)) });
    await this.#checkComplete(bots, title);
    if (run === 1 && mode !== 'floor') await this.#observe(bots, mode);
    if (mode === 'shared') this.#figures = await bots.call('figures', null, MEASURE_MS);
    this.#progress.start(`${title}: leaving`);
    if (mode === 'shared' && run === 1) await this.#checkAccounts(bots);
    await bots.stop();
    await this.#server.call('reset', null, MEASURE_MS);
    this.#progress.end();
  }

  /** Joins up to 1, half and all bots, and measures each time. */
  async #joinAll(bots: BotsChild, title: string) {
    const samples: Sample[] = [];
    const load = { wallMs: 0, cpuMs: 0 };
    let joined = 0;
    for (const count of stages(this.#places.length)) {
      this.#progress.start(`${title}: ${count} of ${this.#places.length} bots`);
      const places = this.#places.slice(joined, count);
      const { wallMs, cpuMs }: JoinResult = await bots.call('join', places, JOIN_MS);
      joined = count;
      load.wallMs += wallMs;
      load.cpuMs += cpuMs;
      const sample = await bots.call('measure', null, MEASURE_MS);
      samples.push(sample);
      this.#progress.end(`${bytesText(sample.rssBytes)} resident`);
    }
    return {
      samples,
      loadMs: load.wallMs,
      loadCpuMs: load.cpuMs,
      furtherBotBytes: furtherBotBytes(samples),
    };
  }

  async #checkComplete(bots: BotsChild, title: string): Promise<void> {
    for (const { name, columns } of await bots.call('missing', null, MEASURE_MS)) {
      this.#incomplete.push(`${title}: ${name} lacks ${columns} of ${this.#columnsPerBot}`);
    }
  }

  /**
   * The accounts must add up to what the heap holds, and when the bots are gone it must hold
   * nothing.
   */
  async #checkAccounts(bots: BotsChild): Promise<void> {
    const { mods, committedBytes } = this.#figures;
    const sum = mods.reduce((bytes, mod) => bytes + mod.currentBytes, 0);
    // That row is whatever the bots' rows leave of the shared content, so the sum alone cannot fail
    // for them.
    const unheld = mods.find(({ name }) => name === UNHELD_ROW);
    await bots.call('leave', null, MEASURE_MS);
    const after = await bots.call('figures', null, MEASURE_MS);
    const left = after.committedBytes - after.metadataBytes;
    this.#checks.push(
      {
        name: "shared: the mods' accounts add up to what the heap holds",
        passed: sum === committedBytes,
        detail: `${thousands(sum)} of ${thousands(committedBytes)} bytes`,
      },
      {
        name: 'shared: every byte of shared content is the share of a bot that is connected',
        passed: unheld?.currentBytes === 0,
        detail:
          unheld === undefined ? 'no such row' : `${thousands(unheld.currentBytes)} bytes are not`,
      },
      {
        name: 'shared: bots that leave give back everything',
        passed: left === 0,
        detail: `${thousands(left)} bytes left`,
      },
    );
  }

  /** Checksums of all that the bots see, then the writes. */
  async #observe(bots: BotsChild, mode: ModeName): Promise<void> {
    this.#progress.start(`${mode}: reading every block that ${this.#places.length} bots see`);
    const loaded = await bots.call('digest', null, DIGEST_MS);
    this.#progress.start(`${mode}: writing from both sides`);
    const writes = await checkWrites({
      server: this.#server,
      bots,
      places: this.#places,
      view: this.#options.view,
    });
    this.#progress.end();
    for (const check of writes.checks) {
      this.#checks.push({ ...check, name: `${mode}: ${check.name}` });
    }
    this.#observations.set(mode, { loaded, written: writes.digests });
  }

  result(): JobResult {
    const stock = this.#observations.get('stock')!;
    const shared = this.#observations.get('shared')!;
    const loaded = compareDigests(stock.loaded, shared.loaded);
    const written = compareDigests(stock.written, shared.written);
    return {
      runs: this.#runs,
      columnsPerBot: this.#columnsPerBot,
      generatedColumns: this.#generatedColumns,
      loaded,
      written,
      checksums: { stock: checksumOf(stock.loaded), shared: checksumOf(shared.loaded) },
      checks: [
        this.#completeness(),
        ...this.#checks,
        equality('shared bots see what stock bots see', loaded),
        equality('the same after the writes, in the touched columns', written),
      ],
      figures: this.#figures,
    };
  }

  #completeness(): Check {
    const [first] = this.#incomplete;
    const all = `${this.#runs.length} processes, ${this.#places.length} bots each, ${this.#columnsPerBot} columns each`;
    return {
      name: 'every bot got all its columns',
      passed: first === undefined,
      detail: first === undefined ? all : `${this.#incomplete.length} did not; first: ${first}`,
    };
  }

  get #columnsPerBot(): number {
    return (2 * this.#options.view) ** 2;
  }
}

/** Numbers of bots at which memory is measured: 1, half and all of them. */
function stages(bots: number): number[] {
  return [...new Set([1, bots >> 1, bots])].filter((count) => count > 0).sort((a, b) => a - b);
}

function equality(name: string, comparison: Comparison): Check {
  const { blocksCompared, blocksDifferent, differences } = comparison;
  const counts = `${thousands(blocksCompared)} blocks compared, ${thousands(blocksDifferent)} different`;
  return {
    name,
    passed: blocksDifferent === 0 && blocksCompared > 0,
    detail: differences.length === 0 ? counts : `${counts}; first: ${differences[0]}`,
  };
}
