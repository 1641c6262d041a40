import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { runSuite } from './run-suite.mjs';

const rows = new Map();
const failures = new Map();
let outcome;

beforeAll(async () => {
  outcome = await runSuite({
    name: 'sample',
    file: fileURLToPath(new URL('./fixtures/sample-suite.mjs', import.meta.url)),
    quick: true,
    onRow: (row) => rows.set(row.operation === 'memory' ? row.subject : row.operation, row),
    onFailure: (label, message) => failures.set(label, message),
  });
});

describe('a timed case', () => {
  it('gives times per operation of both sides and their ratio', () => {
    const row = rows.get('quick sum');
    expect(row).toMatchObject({ suite: 'sample', subject: 'Sample', peer: 'Peer', n: 1_000 });
    expect(row.nsPerOp).toBeGreaterThan(0);
    expect(row.speedup).toBeCloseTo(row.peerNsPerOp / row.nsPerOp, 1);
    expect(row.spread).toBeGreaterThanOrEqual(0);
    expect(row.rounds).toBeGreaterThan(0);
  });

  it('carries the facts of both sides', () => {
    expect(rows.get('quick sum').peerPeakBytes).toBe(12);
  });

  it('fails when the checksums of the sides differ, unless the case says that they may', () => {
    expect(failures.get('Sample against Peer, different checksums, n = 1000')).toMatch(
      /checksum of theirs: expected 1 as ours had first, got 2/,
    );
    expect(rows.has('own checksums')).toBe(true);
  });

  it('makes no more rounds than the case wants', () => {
    expect(rows.get('own checksums').rounds).toBe(2);
    expect(rows.get('quick sum').rounds).toBeGreaterThan(2);
  });

  it('prepares each run', () => {
    expect(rows.has('prepared')).toBe(true);
  });

  it('fails when a run computes nothing', () => {
    expect(failures.get('Sample against Peer, not a number, n = 1000')).toMatch(
      /expected a number/,
    );
  });
});

describe('a memory case', () => {
  it.each([['growable shared'], ['wasm'], ['shared wasm']])(
    'sees the bytes of a %s buffer',
    (subject) => {
      const row = rows.get(subject);
      expect(row.bytesPerEntry).toBeGreaterThan(3.9);
      expect(row.bytesPerEntry).toBeLessThan(4.3);
      expect(row.peerBytesPerEntry).toBeGreaterThan(7.9);
      expect(row.peerBytesPerEntry).toBeLessThan(8.3);
    },
  );

  it('fails when the sides do not hold the same content', () => {
    expect(failures.get('outside against ArrayBuffer, memory, n = 1048576')).toMatch(
      /same content/,
    );
  });
});

it('counts what failed', () => {
  expect(outcome.failures).toBe(failures.size);
  expect(outcome.failures).toBe(3);
});
