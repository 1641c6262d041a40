/**
 * Times one case: both sides in this process, rounds interleaved A/B, B/A, A/B … so that a slow
 * moment of the machine and the order of the sides hit both alike.
 */
import { median, significant, spread } from './statistics.mjs';

/** Rounds, and how long one side's part of a round lasts at least. */
const full = { warmUpMs: 300, roundMs: 50, rounds: 15 };
const quickly = { warmUpMs: 30, roundMs: 5, rounds: 5 };

/** Preparing may take so many times as long as what is timed; then there are fewer runs. */
const PREPARATION = 10;

/**
 * @param {import('../../benchmarks/lib/suite.js').TimedCase} timedCase
 * @param {{ quick: boolean, gc?: () => void, budget?: typeof full }} options
 * @returns {Promise<object>} the row's figures
 * @throws {Error} if a checksum is not what it must be.
 */
export async function timeCase(timedCase, { quick, gc, budget = quick ? quickly : full }) {
  const check = new ChecksumCheck(timedCase.checksum ?? 'equal');
  const ours = { side: 'ours', workload: await timedCase.ours(), nsPerOp: [] };
  const theirs = { side: 'theirs', workload: await timedCase.theirs(), nsPerOp: [] };
  const sides = [ours, theirs];
  const rounds = Math.min(timedCase.rounds ?? Infinity, budget.rounds);
  try {
    for (const one of sides) {
      one.runsPerRound = runsPerRound(warmUp(one, check, budget.warmUpMs), budget.roundMs);
    }
    for (let round = 0; round < rounds; round++) {
      for (const one of round % 2 === 0 ? sides : [theirs, ours]) {
        gc?.(); // the garbage of one side must not be collected in the time of the other
        let elapsedNs = 0;
        for (let run = 0; run < one.runsPerRound; run++) elapsedNs += runOnce(one, check);
        one.nsPerOp.push(elapsedNs / (one.runsPerRound * one.workload.operations));
      }
    }
    return {
      nsPerOp: significant(median(ours.nsPerOp)),
      peerNsPerOp: significant(median(theirs.nsPerOp)),
      speedup: significant(median(theirs.nsPerOp) / median(ours.nsPerOp), 3),
      spread: significant(spread(ours.nsPerOp), 2),
      peerSpread: significant(spread(theirs.nsPerOp), 2),
      rounds,
      ...ours.workload.facts?.(),
      ...prefixed(theirs.workload.facts?.()),
    };
  } finally {
    for (const { workload } of sides) workload.dispose?.();
  }
}

/**
 * Runs for at least `warmUpMs`, or PREPARATION times that with all preparation, and three times.
 * @returns the median ns of a run, and the ns of one with its preparation
 */
function warmUp(one, check, warmUpMs) {
  const elapsed = [];
  const start = process.hrtime.bigint();
  let wholeNs = 0;
  for (
    let total = 0;
    elapsed.length < 3 || (total < warmUpMs * 1e6 && wholeNs < PREPARATION * warmUpMs * 1e6);
    total += elapsed.at(-1)
  ) {
    elapsed.push(Math.max(1, runOnce(one, check)));
    wholeNs = Number(process.hrtime.bigint() - start);
  }
  return {
    runNs: median(elapsed.slice(elapsed.length >> 1)), // the later half: compiled
    preparedRunNs: wholeNs / elapsed.length,
  };
}

function runsPerRound({ runNs, preparedRunNs }, roundMs) {
  const runs = Math.min(1 / runNs, PREPARATION / preparedRunNs) * roundMs * 1e6;
  return Math.max(1, Math.ceil(runs));
}

/** @returns the ns that one run took, without its preparation. */
function runOnce({ side, workload }, check) {
  workload.prepare?.();
  const start = process.hrtime.bigint();
  const checksum = workload.run();
  const elapsedNs = Number(process.hrtime.bigint() - start);
  check.see(side, checksum);
  return elapsedNs;
}

/** The peer's facts under names of their own: `peakBytes` becomes `peerPeakBytes`. */
export function prefixed(facts = {}) {
  return Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [
      `peer${key[0].toUpperCase()}${key.slice(1)}`,
      value,
    ]),
  );
}

/** Compares every checksum with the first one of its side, or of both sides. */
class ChecksumCheck {
  #mode;
  #first = new Map();

  constructor(mode) {
    this.#mode = mode;
  }

  see(side, checksum) {
    if (typeof checksum !== 'number' || Number.isNaN(checksum)) {
      throw new Error(`checksum of ${side}: expected a number, got ${checksum}`);
    }
    if (this.#mode === 'none') return;
    const key = this.#mode === 'equal' ? 'both' : side;
    if (!this.#first.has(key)) this.#first.set(key, { side, checksum });
    const first = this.#first.get(key);
    if (first.checksum !== checksum) {
      throw new Error(
        `checksum of ${side}: expected ${first.checksum} as ${first.side} had first, got ${checksum}`,
      );
    }
  }
}
