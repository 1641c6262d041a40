/** Runs the cases of a suite, each in fresh processes, and makes one row of each. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runChild } from '../lib/process.mjs';
import { prefixed } from './time-case.mjs';
import { median, significant, spread } from './statistics.mjs';

const runCase = fileURLToPath(new URL('./run-case.mjs', import.meta.url));

/**
 * @param {{ name: string, file: string, quick: boolean, filter?: string,
 *   onRow: (row: object) => void, onFailure: (label: string, message: string) => void }} options
 *   `file` is the built suite; `filter` keeps the cases whose label contains it.
 * @returns {Promise<{ about: string, rows: object[], failures: number }>}
 */
export async function runSuite({ name, file, quick, filter = '', onRow, onFailure }) {
  const { suite } = await import(pathToFileURL(file));
  const jobs = [
    ...suite.cases({ quick }).map((entry, index) => ({ kind: 'time', entry, index })),
    ...suite.memory({ quick }).map((entry, index) => ({ kind: 'memory', entry, index })),
  ].filter(({ entry }) => labelOf(entry).includes(filter));
  const rows = [];
  let failures = 0;
  for (const { kind, entry, index } of jobs) {
    const request = { file, quick, kind, index };
    try {
      const figures = kind === 'time' ? await askChild(request) : await memoryRow(request, entry);
      const { subject, peer, operation = 'memory', n } = entry;
      const row = { suite: name, subject, peer, operation, n, ...figures };
      rows.push(row);
      onRow(row);
    } catch (error) {
      if (error.interrupted) throw error;
      failures++;
      onFailure(labelOf(entry), error.message);
    }
  }
  return { about: suite.about, rows, failures };
}

export function labelOf({ subject, peer, operation = 'memory', n }) {
  return `${subject} against ${peer}, ${operation}, n = ${n}`;
}

/** Each side in fresh processes, alternately; the median of the runs. */
async function memoryRow(request, { n }) {
  const runs = { ours: [], theirs: [] };
  for (let run = 0; run < (request.quick ? 1 : 3); run++) {
    for (const side of ['ours', 'theirs']) runs[side].push(await askChild({ ...request, side }));
  }
  const checksums = new Set([...runs.ours, ...runs.theirs].map(({ checksum }) => checksum));
  if (checksums.size > 1) {
    throw new Error(`checksum: expected the same content on both sides, got ${[...checksums]}`);
  }
  const perEntry = (side, key) => runs[side].map((figures) => figures[key] / n);
  return {
    bytesPerEntry: significant(median(perEntry('ours', 'bytes'))),
    peerBytesPerEntry: significant(median(perEntry('theirs', 'bytes'))),
    rssBytesPerEntry: significant(median(perEntry('ours', 'rssBytes'))),
    peerRssBytesPerEntry: significant(median(perEntry('theirs', 'rssBytes'))),
    spread: significant(spread(perEntry('ours', 'bytes')), 2),
    peerSpread: significant(spread(perEntry('theirs', 'bytes')), 2),
    ...runs.ours[0].facts,
    ...prefixed(runs.theirs[0].facts),
  };
}

/**
 * Runs one case in a child. @throws {Error} what the child reports; `interrupted` after a signal to
 * us.
 */
async function askChild(request) {
  let answer;
  const exitCode = await runChild(
    process.execPath,
    ['--expose-gc', runCase, JSON.stringify(request)],
    { onMessage: (message) => (answer = message) },
  );
  if (answer?.row !== undefined) return answer.row;
  const error = new Error(answer?.error ?? `the case's process ended with exit code ${exitCode}`);
  error.interrupted = exitCode === 130 || exitCode === 143 || exitCode === 129;
  throw error;
}
