/** Sparse sets against mnemonist's. */
import { SparseSet } from '@sandy/collections';
import type { SparseSet as Peer } from 'mnemonist';
import type { RunOptions, TimedCase, Workload } from '../lib/suite.js';
import { aimedAt, shuffled } from './data.js';

/** It lives on, as in every program: see ints.ts. */
export const longLived = new SparseSet(4);

type Maker = (n: number) => () => Workload | Promise<Workload>;

/** Sets have n of 4 n integers, drawn at random. */
const SPACE = 4;

export function sparseCases({ quick }: RunOptions): TimedCase[] {
  const n = quick ? 10_000 : 100_000;
  const rows: readonly (readonly [operation: string, ours: Maker, theirs: Maker])[] = [
    ['add all, clear', adds, peerAdds],
    ['has', tests, peerTests],
    ['delete + add', churn, peerChurn],
    ['forEach', walks, peerWalks],
  ];
  return rows.map(([operation, ours, theirs]) => ({
    subject: 'SparseSet',
    peer: 'mnemonist SparseSet',
    operation,
    n,
    ours: aimedAt(1, ours(n)),
    theirs: theirs(n),
  }));
}

const members = (n: number): Int32Array => shuffled(n * SPACE).subarray(0, n);
/** The first half of them is in the set. */
const asked = (n: number): Int32Array => shuffled(n * SPACE).subarray(n >> 1, n + (n >> 1));

function filled(n: number): SparseSet {
  const set = new SparseSet(n * SPACE);
  for (const key of members(n)) set.add(key);
  return set;
}

const adds: Maker = (n) => () => {
  const set = filled(n);
  const keys = members(n);
  const run = (): number => {
    set.clear();
    for (let i = 0; i < n; i++) set.add(keys[i]!);
    return set.size;
  };
  return { operations: n, run };
};

const tests: Maker = (n) => () => {
  const set = filled(n);
  const keys = asked(n);
  const run = (): number => {
    let count = 0;
    for (let i = 0; i < n; i++) if (set.has(keys[i]!)) count++;
    return count;
  };
  return { operations: n, run };
};

const churn: Maker = (n) => () => {
  const set = filled(n);
  const keys = members(n);
  const run = (): number => {
    for (let i = 0; i < n; i++) {
      set.delete(keys[i]!);
      set.add(keys[i]!);
    }
    return set.size;
  };
  return { operations: n, run };
};

const walks: Maker = (n) => () => {
  const set = filled(n);
  const run = (): number => {
    let sum = 0;
    set.forEach((key) => {
      sum = (sum + key) | 0;
    });
    return sum;
  };
  return { operations: n, run };
};

// mnemonist

async function filledPeer(n: number): Promise<Peer> {
  const { SparseSet } = await import('mnemonist');
  const set = new SparseSet(n * SPACE);
  for (const key of members(n)) set.add(key);
  return set;
}

const peerAdds: Maker = (n) => async () => {
  const set = await filledPeer(n);
  const keys = members(n);
  const run = (): number => {
    set.clear();
    for (let i = 0; i < n; i++) set.add(keys[i]!);
    return set.size;
  };
  return { operations: n, run };
};

const peerTests: Maker = (n) => async () => {
  const set = await filledPeer(n);
  const keys = asked(n);
  const run = (): number => {
    let count = 0;
    for (let i = 0; i < n; i++) if (set.has(keys[i]!)) count++;
    return count;
  };
  return { operations: n, run };
};

const peerChurn: Maker = (n) => async () => {
  const set = await filledPeer(n);
  const keys = members(n);
  const run = (): number => {
    for (let i = 0; i < n; i++) {
      set.delete(keys[i]!);
      set.add(keys[i]!);
    }
    return set.size;
  };
  return { operations: n, run };
};

const peerWalks: Maker = (n) => async () => {
  const set = await filledPeer(n);
  const run = (): number => {
    let sum = 0;
    set.forEach((key) => {
      sum = (sum + key) | 0;
    });
    return sum;
  };
  return { operations: n, run };
};
