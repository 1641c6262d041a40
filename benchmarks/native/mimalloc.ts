/** mimalloc itself, replaying the same traces in a process beside ours. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Workload } from '../lib/suite.js';
import { peakBytesOf } from '../traces/trace.js';
import type { Trace } from '../traces/trace.js';
import { medianOf, startAnswerer } from './pipes.js';

const source = fileURLToPath(new URL('../../native/replay.c', import.meta.url));

/** Tells the processes of single cases, which inherit it, where the first process has put the program; '': nowhere. */
const VARIABLE = 'SANDY_MIMALLOC_REPLAYER';

/** Operations of a run at least, so that waking the other process takes less than a hundredth of it. */
const MIN_OPERATIONS = 1_000_000;

/**
 * The replayer, built with the system's C compiler when it is asked for first; it is deleted when the process ends
 * that built it.
 * @returns undefined, and says so once, where there is no compiler or no libmimalloc
 */
export function findReplayer(): string | undefined {
  let program = process.env[VARIABLE];
  if (program === undefined) {
    program = build();
    process.env[VARIABLE] = program;
  }
  return program === '' ? undefined : program;
}

function build(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandy-mimalloc-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, 'replay');
  const compiler = process.env['CC'] ?? 'cc';
  const result = spawnSync(compiler, ['-O2', '-o', program, source, '-lmimalloc'], {
    encoding: 'utf8',
  });
  if (result.status === 0) return program;
  const reason = result.error?.message ?? (result.stderr.trim() || `exit code ${result.status}`);
  console.error(`skipped: mimalloc (needs a C compiler and libmimalloc-dev): ${reason}`);
  return '';
}

/**
 * Replays in the other process for each `run`, which waits for it; so rounds of both sides interleave as in one process.
 * `innerNsPerOp` is the time by the other process's own clock, `rssRatio` what a fresh process's resident size rose
 * by at most ÷ the bytes asked for at the peak, when every block is written whole.
 */
export async function replayMimalloc(program: string, trace: Trace): Promise<Workload> {
  const folder = mkdtempSync(join(tmpdir(), 'sandy-trace-'));
  const file = join(folder, 'trace');
  writeFileSync(file, new Uint8Array(trace.buffer, trace.byteOffset, trace.byteLength));
  const replayer = await startAnswerer("mimalloc's replayer", folder, program, ['time', file]);
  const replays = Math.min(255, Math.ceil(MIN_OPERATIONS / (trace.length / 2)));
  const operations = replays * (trace.length / 2);
  const innerNsPerOp: number[] = [];
  return {
    operations,
    run: () => {
      const [sum, elapsedNs] = replayer.ask(replays);
      innerNsPerOp.push(elapsedNs! / operations);
      return sum!;
    },
    facts: () => ({
      innerNsPerOp: Number(medianOf(innerNsPerOp).toPrecision(4)),
      rssRatio: Number((peakRssOf(program, file) / peakBytesOf(trace)).toFixed(3)),
    }),
    dispose: () => {
      replayer.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function peakRssOf(program: string, file: string): number {
  const output = execFileSync(program, ['memory', file], { encoding: 'utf8' });
  return Number(output.trim().split(' ')[1]);
}
