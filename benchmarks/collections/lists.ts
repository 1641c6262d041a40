/** IntArrayList against arrays, typed arrays that are doubled by hand, and vectors of others. */
import { IntArrayList } from '@sandy/collections';
import { Vector } from 'js-sdsl';
import type { Int32Vector } from 'mnemonist';
import type { RunOptions, TimedCase, Workload } from '../lib/suite.js';
import { aimedAt, drawn, randomInts, shuffled } from './data.js';

/** It lives on, as in every program: see ints.ts. */
export const longLived = new IntArrayList([1]);

type Maker = (n: number) => () => Workload | Promise<Workload>;

export function listCases({ quick }: RunOptions): TimedCase[] {
  const n = quick ? 10_000 : 100_000;
  const rows: readonly (readonly [operation: string, ours: Maker, peer: string, Maker])[] = [
    ['push', pushes, 'Array', arrayPushes],
    ['push', pushes, 'Int32Array, doubled', typedPushes],
    ['push', pushes, 'mnemonist Int32Vector', vectorPushes],
    ['push', pushes, 'js-sdsl Vector', sdslPushes],
    ['get', gets, 'Array', arrayGets],
    ['get', gets, 'Int32Array, doubled', typedGets],
    ['get', gets, 'mnemonist Int32Vector', vectorGets],
    ['sort', sorts, 'Array', arraySorts],
    ['sort', sorts, 'Int32Array, doubled', typedSorts],
    ['binary search', searches, 'Int32Array, doubled', typedSearches],
  ];
  return rows.map(([operation, ours, peer, theirs]) => ({
    subject: 'IntArrayList',
    peer,
    operation,
    n,
    ours: aimedAt(1, ours(n)),
    theirs: theirs(n),
  }));
}

// IntArrayList

function pushed(n: number): IntArrayList {
  const list = new IntArrayList();
  for (let i = 0; i < n; i++) list.push(i);
  return list;
}

const pushes: Maker = (n) => () => ({ operations: n, run: () => pushed(n).size });

const gets: Maker = (n) => () => {
  const list = pushed(n);
  const order = shuffled(n);
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum = (sum + list.get(order[i]!)) | 0;
    return sum;
  };
  return { operations: n, run };
};

const sorts: Maker = (n) => () => {
  const values = randomInts(n);
  let list = new IntArrayList(values);
  const run = (): number => list.sort().get(n >> 1);
  return { operations: n, run, prepare: () => void (list = new IntArrayList(values)) };
};

const searches: Maker = (n) => () => {
  const values = randomInts(n).sort();
  const list = new IntArrayList(values);
  const asked = drawn(values);
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum = (sum + list.binarySearch(asked[i]!)) | 0;
    return sum;
  };
  return { operations: n, run };
};

// Array

const arrayPushed = (n: number): number[] => {
  const list: number[] = [];
  for (let i = 0; i < n; i++) list.push(i);
  return list;
};

const arrayPushes: Maker = (n) => () => ({ operations: n, run: () => arrayPushed(n).length });

const arrayGets: Maker = (n) => () => {
  const list = arrayPushed(n);
  const order = shuffled(n);
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum = (sum + list[order[i]!]!) | 0;
    return sum;
  };
  return { operations: n, run };
};

const arraySorts: Maker = (n) => () => {
  const values = Array.from(randomInts(n));
  let list = [...values];
  const run = (): number => list.sort((a, b) => a - b)[n >> 1]!;
  return { operations: n, run, prepare: () => void (list = [...values]) };
};

// Int32Array, as one writes it by hand

class Doubled {
  values = new Int32Array(16);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }
}

function doublingPushed(n: number): Doubled {
  const list = new Doubled();
  for (let i = 0; i < n; i++) list.push(i);
  return list;
}

const typedPushes: Maker = (n) => () => ({ operations: n, run: () => doublingPushed(n).length });

const typedGets: Maker = (n) => () => {
  const list = doublingPushed(n);
  const order = shuffled(n);
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum = (sum + list.values[order[i]!]!) | 0;
    return sum;
  };
  return { operations: n, run };
};

const typedSorts: Maker = (n) => () => {
  const values = randomInts(n);
  let list = values.slice();
  const run = (): number => list.sort()[n >> 1]!;
  return { operations: n, run, prepare: () => void (list = values.slice()) };
};

function indexIn(values: Int32Array, value: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = values[middle]!;
    if (found === value) return middle;
    if (found < value) low = middle + 1;
    else high = middle - 1;
  }
  return ~low;
}

const typedSearches: Maker = (n) => () => {
  const values = randomInts(n).sort();
  const asked = drawn(values);
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum = (sum + indexIn(values, asked[i]!)) | 0;
    return sum;
  };
  return { operations: n, run };
};

// mnemonist

function vectorPushed(Vector: typeof Int32Vector, n: number): Int32Vector {
  const list = new Vector(16);
  for (let i = 0; i < n; i++) list.push(i);
  return list;
}

const vectorPushes: Maker = (n) => async () => {
  const { Int32Vector } = await import('mnemonist');
  return { operations: n, run: () => vectorPushed(Int32Vector, n).length };
};

const vectorGets: Maker = (n) => async () => {
  const { Int32Vector } = await import('mnemonist');
  const list = vectorPushed(Int32Vector, n);
  const order = shuffled(n);
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum = (sum + list.get(order[i]!)) | 0;
    return sum;
  };
  return { operations: n, run };
};

// js-sdsl

function sdslPushed(n: number): Vector<number> {
  const list = new Vector<number>();
  for (let i = 0; i < n; i++) list.pushBack(i);
  return list;
}

const sdslPushes: Maker = (n) => () => ({ operations: n, run: () => sdslPushed(n).length });
