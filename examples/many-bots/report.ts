import type { ModeName, ModRow } from './calls.js';
import type { JobResult, ModeRun } from './job.js';
import { median } from './measure.js';
import type { Options } from './options.mjs';

/** One mode's figures: medians over the runs, with all bots. */
export interface ModeFigures {
  readonly rssBytes: number;
  /** The libraries without a bot. */
  readonly baselineRssBytes: number;
  /** Slope of the fit through 1, half and all bots; null with one bot. */
  readonly furtherBotBytes: number | null;
  readonly heapUsedBytes: number;
  readonly externalBytes: number;
  /** Wall time until all columns were there. */
  readonly loadMs: number;
  /** CPU time of the bots' process until then, all threads. */
  readonly loadCpuMs: number;
}

/** What report.json holds; sizes in bytes. */
export interface JobReport {
  readonly bots: number;
  readonly columnsPerBot: number;
  readonly stock: ModeFigures;
  readonly shared: ModeFigures;
  readonly floor: ModeFigures;
  readonly blocksCompared: number;
  readonly blocksDifferent: number;
  readonly mods: readonly ModRow[];
  readonly savedBytes: Readonly<Record<string, number>>;
}

export function buildReport(options: Options, result: JobResult): JobReport {
  return {
    bots: options.bots,
    columnsPerBot: result.columnsPerBot,
    stock: modeFigures(result.runs, 'stock'),
    shared: modeFigures(result.runs, 'shared'),
    floor: modeFigures(result.runs, 'floor'),
    blocksCompared: result.loaded.blocksCompared + result.written.blocksCompared,
    blocksDifferent: result.loaded.blocksDifferent + result.written.blocksDifferent,
    mods: result.figures.mods,
    savedBytes: result.figures.savedBytes,
  };
}

function modeFigures(runs: readonly ModeRun[], mode: ModeName): ModeFigures {
  const own = runs.filter((run) => run.mode === mode);
  const of = (pick: (run: ModeRun) => number) => Math.round(median(own.map(pick)));
  const slopes = own.flatMap((run) => run.furtherBotBytes ?? []);
  return {
    rssBytes: of((run) => run.samples.at(-1)!.rssBytes),
    baselineRssBytes: of((run) => run.baseline.rssBytes),
    furtherBotBytes: slopes.length === 0 ? null : Math.round(median(slopes)),
    heapUsedBytes: of((run) => run.samples.at(-1)!.heapUsedBytes),
    externalBytes: of((run) => run.samples.at(-1)!.externalBytes),
    loadMs: of((run) => run.loadMs),
    loadCpuMs: of((run) => run.loadCpuMs),
  };
}
