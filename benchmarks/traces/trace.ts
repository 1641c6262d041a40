import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/**
 * A recorded sequence of allocations: int32 pairs [id, n]; n > 0 allocates n bytes as block id, 0
 * frees it, n < 0 reallocates it to −n bytes. On disk little-endian, in gzip.
 */
export type Trace = Int32Array;

/** A trace that can be read here, by its name. */
export interface TraceFile {
  readonly name: string;
  readonly path: string;
}

/** Our own: what a bot that flies through a world asks of its heap (examples/allocation-trace). */
const own: TraceFile = {
  name: 'a moving bot',
  path: fileURLToPath(new URL('../../traces/bot.trace.gz', import.meta.url)),
};

/** Those of C programs lie beside the repository, not in it. */
const ofPrograms: readonly TraceFile[] = ['cc1', 'git', 'perl'].map((name) => ({
  name,
  path: fileURLToPath(new URL(`../../../../shared/data/traces/${name}.trace.gz`, import.meta.url)),
}));

/** The traces that are here; the one that counts most is the first. */
export function traceFiles(): readonly TraceFile[] {
  return [own, ...ofPrograms].filter(({ path }) => existsSync(path));
}

/** @param limit Operations at most. */
export function readTrace({ path }: TraceFile, limit = 600_000): Trace {
  const bytes = gunzipSync(readFileSync(path));
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2).slice(0, 2 * limit);
}

/** Ids are 0 … blockCount − 1. */
export function blockCountOf(trace: Trace): number {
  let highest = 0;
  for (let i = 0; i < trace.length; i += 2) highest = Math.max(highest, trace[i]!);
  return highest + 1;
}

/** Most bytes that the trace has asked for at one time. */
export function peakBytesOf(trace: Trace): number {
  const byteLengths = new Int32Array(blockCountOf(trace));
  let live = 0;
  let peak = 0;
  for (let i = 0; i < trace.length; i += 2) {
    const byteLength = Math.abs(trace[i + 1]!);
    live += byteLength - byteLengths[trace[i]!]!;
    byteLengths[trace[i]!] = byteLength;
    peak = Math.max(peak, live);
  }
  return peak;
}
