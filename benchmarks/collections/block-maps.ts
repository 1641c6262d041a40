/** Maps from block positions to ints: two lanes against Map with `"x,y,z"`. */
import { blockKeyHi, blockKeyLo, Long2IntMap } from '@sandy/collections';
import type { RunOptions, TimedCase, Workload } from '../lib/suite.js';
import { aimedAt } from './data.js';
import { ABSENT_OFFSET, asked, blocks } from './position-data.js';
import type { Positions } from './position-data.js';

/** It lives on, as in every program: see ints.ts. */
export const longLived = filled(blocks(10));

export function blockMapCases({ quick }: RunOptions): TimedCase[] {
  const n = quick ? 50_000 : 1_000_000;
  const common = { subject: 'Long2IntMap', peer: 'Map<string>', n };
  return [
    { ...common, operation: 'get (hit)', ours: aimedAt(6, hits(n)), theirs: stringHits(n) },
    { ...common, operation: 'get (miss)', ours: aimedAt(8, misses(n)), theirs: stringMisses(n) },
    {
      ...common,
      operation: 'insert',
      ...(!quick && { rounds: 5 }),
      ours: aimedAt(4, inserts(n)),
      theirs: stringInserts(n),
    },
  ];
}

// Long2IntMap

function filled({ n, x, y, z }: Positions): Long2IntMap {
  const map = new Long2IntMap();
  for (let i = 0; i < n; i++) {
    map.set(blockKeyHi(x[i]!, y[i]!, z[i]!), blockKeyLo(x[i]!, y[i]!, z[i]!), i);
  }
  return map;
}

function sumOf(map: Long2IntMap, { n, x, y, z }: Positions): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const value = map.get(blockKeyHi(x[i]!, y[i]!, z[i]!), blockKeyLo(x[i]!, y[i]!, z[i]!));
    sum = (sum + (value === undefined ? 1 : value)) | 0;
  }
  return sum;
}

const hits = (n: number) => (): Workload => {
  const present = blocks(n);
  const map = filled(present);
  const keys = asked(present);
  return { operations: keys.n, run: () => sumOf(map, keys) };
};

const misses = (n: number) => (): Workload => {
  const map = filled(blocks(n));
  const absent = asked(blocks(n, ABSENT_OFFSET));
  return { operations: absent.n, run: () => sumOf(map, absent) };
};

const inserts = (n: number) => (): Workload => {
  const present = blocks(n);
  return { operations: n, run: () => filled(present).size };
};

// Map with "x,y,z"

function filledMap({ n, x, y, z }: Positions): Map<string, number> {
  const map = new Map<string, number>();
  for (let i = 0; i < n; i++) map.set(`${x[i]},${y[i]},${z[i]}`, i);
  return map;
}

function sumOfMap(map: Map<string, number>, { n, x, y, z }: Positions): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const value = map.get(`${x[i]},${y[i]},${z[i]}`);
    sum = (sum + (value === undefined ? 1 : value)) | 0;
  }
  return sum;
}

const stringHits = (n: number) => (): Workload => {
  const present = blocks(n);
  const map = filledMap(present);
  const keys = asked(present);
  return { operations: keys.n, run: () => sumOfMap(map, keys) };
};

const stringMisses = (n: number) => (): Workload => {
  const map = filledMap(blocks(n));
  const absent = asked(blocks(n, ABSENT_OFFSET));
  return { operations: absent.n, run: () => sumOfMap(map, absent) };
};

const stringInserts = (n: number) => (): Workload => {
  const present = blocks(n);
  return { operations: n, run: () => filledMap(present).size };
};
