import { setTimeout as sleep } from 'node:timers/promises';

/** Memory of a process at one moment, settled and after garbage collection. */
export interface Sample {
  /** Bots that had joined. */
  readonly bots: number;
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  /** C++ objects bound to JavaScript ones, array buffers included. */
  readonly externalBytes: number;
  readonly arrayBuffersBytes: number;
}

/** Resident sizes within this of each other count as settled. */
const SETTLED_BYTES = 256 * 1024;
const SETTLED_ROUNDS = 4;
const MAXIMUM_ROUNDS = 24;
const ROUND_MS = 120;

/**
 * Collects garbage until the resident size stops moving, then measures.
 *
 * One collection is not enough: finalisers free external memory in a later one, V8 gives pages back
 * with a delay, and zlib's and the sockets' buffers die over the next turns of the event loop. The
 * bots live on meanwhile; the median of the last four rounds is what they hold.
 *
 * @throws {Error} if the process was started without --expose-gc.
 */
export async function measureSettled(bots: number): Promise<Sample> {
  const collect = globalThis.gc;
  if (collect === undefined) throw new Error('measuring needs node --expose-gc');
  const rounds: Sample[] = [];
  for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
    collect();
    await sleep(ROUND_MS);
    collect();
    rounds.push(sampleNow(bots));
    if (isSettled(rounds.slice(-SETTLED_ROUNDS))) break;
  }
  return medianSample(rounds.slice(-SETTLED_ROUNDS));
}

function sampleNow(bots: number): Sample {
  const usage = process.memoryUsage();
  return {
    bots,
    rssBytes: usage.rss,
    heapUsedBytes: usage.heapUsed,
    externalBytes: usage.external,
    arrayBuffersBytes: usage.arrayBuffers,
  };
}

function isSettled(rounds: readonly Sample[]): boolean {
  if (rounds.length < SETTLED_ROUNDS) return false;
  const sizes = rounds.map((round) => round.rssBytes);
  return Math.max(...sizes) - Math.min(...sizes) <= SETTLED_BYTES;
}

/** Each figure's median on its own. */
export function medianSample(samples: readonly Sample[]): Sample {
  const of = (pick: (sample: Sample) => number) => Math.round(median(samples.map(pick)));
  return {
    bots: samples[0]!.bots,
    rssBytes: of((sample) => sample.rssBytes),
    heapUsedBytes: of((sample) => sample.heapUsedBytes),
    externalBytes: of((sample) => sample.externalBytes),
    arrayBuffersBytes: of((sample) => sample.arrayBuffersBytes),
  };
}

/** Middle of `values`; of an even number the mean of the middle two. `values` must not be empty. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle]!;
  return (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * What a further bot costs: the slope of the least-squares line through (bots, resident bytes).
 *
 * @returns bytes a bot, or `undefined` if fewer than two different numbers of bots were measured.
 */
export function furtherBotBytes(samples: readonly Sample[]): number | undefined {
  const meanBots = mean(samples.map((sample) => sample.bots));
  const meanBytes = mean(samples.map((sample) => sample.rssBytes));
  let covariance = 0;
  let variance = 0;
  for (const { bots, rssBytes } of samples) {
    covariance += (bots - meanBots) * (rssBytes - meanBytes);
    variance += (bots - meanBots) ** 2;
  }
  return variance === 0 ? undefined : covariance / variance;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
