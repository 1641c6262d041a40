/**
 * How long the garbage collector stops a program that makes small objects while it holds a large
 * map: each side in a process of its own, as both would share one heap here.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunOptions, TimedCase, Workload } from '../lib/suite.js';
import { startAnswerer } from '../native/pipes.js';

const program = fileURLToPath(new URL('churner.js', import.meta.url));

/** What is promised: the longest pause is a fifth of that with a Map. */
const GOAL_RATIO = 1 / 5;

export function pauseCases({ quick }: RunOptions): TimedCase[] {
  const n = quick ? 100_000 : 5_000_000;
  const objects = quick ? 500_000 : 20_000_000;
  return [
    {
      subject: 'Int2IntMap',
      peer: 'Map',
      operation: 'make small objects beside n entries',
      n,
      rounds: 5,
      ours: async () => {
        const made = await churnBeside('Int2IntMap', n, objects);
        return { ...made, facts: () => ({ ...made.facts?.(), goalPauseRatio: GOAL_RATIO }) };
      },
      theirs: () => churnBeside('Map', n, objects),
    },
  ];
}

/** `longestPauseMs` is that of all runs: the old generation is collected once in some of them. */
async function churnBeside(kind: string, n: number, objects: number): Promise<Workload> {
  const folder = mkdtempSync(join(tmpdir(), 'sandy-pauses-'));
  const peer = await startAnswerer(`the churner beside ${kind}`, folder, process.execPath, [
    program,
    kind,
    String(n),
    String(objects),
  ]);
  let longestPauseMs = 0;
  return {
    operations: objects,
    run: () => {
      const [sum, , longestNs] = peer.ask(1);
      longestPauseMs = Math.max(longestPauseMs, longestNs! / 1e6);
      return sum!;
    },
    facts: () => ({ longestPauseMs: Number(longestPauseMs.toPrecision(4)) }),
    dispose: () => {
      peer.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
