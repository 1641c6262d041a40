/** Sets of block positions: two lanes against a string or a bigint built for each operation. */
import { blockKey, blockKeyHi, blockKeyLo, LongSet } from '@sandy/collections';
import type { MemoryCase, Retained, RunOptions, TimedCase, Workload } from '../lib/suite.js';
import { ABSENT_OFFSET, asked, blocks } from './position-data.js';
import type { Positions } from './position-data.js';

/** It lives on, as in every program: see ints.ts. */
export const longLived = filledSet(blocks(10));

export function blockSetCases({ quick }: RunOptions): TimedCase[] {
  const large = quick ? 20_000 : 100_000;
  return [
    ...casesOf(large),
    {
      subject: 'LongSet',
      peer: 'Set<bigint>',
      operation: 'has (hit)',
      n: large,
      ours: setHits(large),
      theirs: bigIntSetHits(large),
    },
  ];
}

function casesOf(n: number): TimedCase[] {
  const common = { subject: 'LongSet', peer: 'Set<string>', n };
  return [
    { ...common, operation: 'has (hit)', ours: setHits(n), theirs: stringSetHits(n) },
    { ...common, operation: 'has (miss)', ours: setMisses(n), theirs: stringSetMisses(n) },
    { ...common, operation: 'insert', ours: setInserts(n), theirs: stringSetInserts(n) },
    { ...common, operation: 'delete + insert', ours: setChurn(n), theirs: stringSetChurn(n) },
  ];
}

export function blockSetMemory({ quick }: RunOptions): MemoryCase[] {
  const n = quick ? 100_000 : 1_000_000;
  const ours = (): Retained => {
    const set = filledSet(blocks(n));
    set.trim();
    return { ...retained(set), facts: () => ({ goalBytesPerEntry: 12 }) };
  };
  const common = { subject: 'LongSet trimmed', n, ours };
  return [
    { ...common, peer: 'Set<string>', theirs: () => retained(filledStringSet(blocks(n))) },
    { ...common, peer: 'Set<bigint>', theirs: () => retained(filledBigIntSet(blocks(n))) },
  ];
}

function retained(keep: { readonly size: number }): Retained {
  return { keep, checksum: keep.size };
}

// LongSet

function filledSet({ n, x, y, z }: Positions): LongSet {
  const set = new LongSet();
  for (let i = 0; i < n; i++) {
    set.add(blockKeyHi(x[i]!, y[i]!, z[i]!), blockKeyLo(x[i]!, y[i]!, z[i]!));
  }
  return set;
}

function countInSet(set: LongSet, { n, x, y, z }: Positions): number {
  let count = 0;
  for (let i = 0; i < n; i++) {
    if (set.has(blockKeyHi(x[i]!, y[i]!, z[i]!), blockKeyLo(x[i]!, y[i]!, z[i]!))) count++;
  }
  return count;
}

const setHits = (n: number) => (): Workload => {
  const present = blocks(n);
  const set = filledSet(present);
  const hits = asked(present);
  return { operations: hits.n, run: () => countInSet(set, hits) };
};

const setMisses = (n: number) => (): Workload => {
  const set = filledSet(blocks(n));
  const absent = asked(blocks(n, ABSENT_OFFSET));
  return { operations: absent.n, run: () => countInSet(set, absent) };
};

const setInserts = (n: number) => (): Workload => {
  const present = blocks(n);
  return { operations: n, run: () => filledSet(present).size };
};

const setChurn = (n: number) => (): Workload => {
  const present = blocks(n);
  const { x, y, z } = present;
  const set = filledSet(present);
  const run = (): number => {
    let deleted = 0;
    for (let i = 0; i < n; i++) {
      const hi = blockKeyHi(x[i]!, y[i]!, z[i]!);
      const lo = blockKeyLo(x[i]!, y[i]!, z[i]!);
      if (set.delete(hi, lo)) deleted++;
      set.add(hi, lo);
    }
    return deleted + set.size;
  };
  return { operations: n, run };
};

// Set with "x,y,z"

function filledStringSet({ n, x, y, z }: Positions): Set<string> {
  const set = new Set<string>();
  for (let i = 0; i < n; i++) set.add(`${x[i]},${y[i]},${z[i]}`);
  return set;
}

function countInStringSet(set: Set<string>, { n, x, y, z }: Positions): number {
  let count = 0;
  for (let i = 0; i < n; i++) if (set.has(`${x[i]},${y[i]},${z[i]}`)) count++;
  return count;
}

const stringSetHits = (n: number) => (): Workload => {
  const present = blocks(n);
  const set = filledStringSet(present);
  const hits = asked(present);
  return { operations: hits.n, run: () => countInStringSet(set, hits) };
};

const stringSetMisses = (n: number) => (): Workload => {
  const set = filledStringSet(blocks(n));
  const absent = asked(blocks(n, ABSENT_OFFSET));
  return { operations: absent.n, run: () => countInStringSet(set, absent) };
};

const stringSetInserts = (n: number) => (): Workload => {
  const present = blocks(n);
  return { operations: n, run: () => filledStringSet(present).size };
};

const stringSetChurn = (n: number) => (): Workload => {
  const present = blocks(n);
  const { x, y, z } = present;
  const set = filledStringSet(present);
  const run = (): number => {
    let deleted = 0;
    for (let i = 0; i < n; i++) {
      const key = `${x[i]},${y[i]},${z[i]}`;
      if (set.delete(key)) deleted++;
      set.add(key);
    }
    return deleted + set.size;
  };
  return { operations: n, run };
};

// Set with bigints

function filledBigIntSet({ n, x, y, z }: Positions): Set<bigint> {
  const set = new Set<bigint>();
  for (let i = 0; i < n; i++) set.add(blockKey(x[i]!, y[i]!, z[i]!));
  return set;
}

function countInBigIntSet(set: Set<bigint>, { n, x, y, z }: Positions): number {
  let count = 0;
  for (let i = 0; i < n; i++) if (set.has(blockKey(x[i]!, y[i]!, z[i]!))) count++;
  return count;
}

const bigIntSetHits = (n: number) => (): Workload => {
  const present = blocks(n);
  const set = filledBigIntSet(present);
  const hits = asked(present);
  return { operations: hits.n, run: () => countInBigIntSet(set, hits) };
};
