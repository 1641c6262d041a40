/** Priority queues against those of mnemonist and js-sdsl. */
import {
  IntHeapIndirectPriorityQueue,
  IntHeapPriorityQueue,
  ObjectHeapPriorityQueue,
} from '@sandy/collections';
import { PriorityQueue } from 'js-sdsl';
import type { RunOptions, TimedCase, Workload } from '../lib/suite.js';
import { aimedAt, randomInts } from './data.js';

interface Task {
  readonly priority: number;
}

const ascending = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
const byPriority = (a: Task, b: Task): number =>
  a.priority < b.priority ? -1 : a.priority > b.priority ? 1 : 0;

/** They live on, as in every program: see ints.ts. */
export const longLived = [
  new IntHeapPriorityQueue([1]),
  new ObjectHeapPriorityQueue(byPriority, [{ priority: 1 }]),
  new IntHeapIndirectPriorityQueue(new Int32Array(1)),
];

type Maker = (n: number) => () => Workload | Promise<Workload>;

export function heapCases({ quick }: RunOptions): TimedCase[] {
  const large = quick ? 10_000 : 100_000;
  const rows: readonly (readonly [subject: string, ours: Maker, peer: string, theirs: Maker])[] = [
    ['IntHeapPriorityQueue', ints, 'mnemonist Heap', heapOfInts],
    ['IntHeapPriorityQueue', ints, 'js-sdsl PriorityQueue', queueOfInts],
    ['ObjectHeapPriorityQueue', objects, 'mnemonist Heap', heapOfObjects],
    ['ObjectHeapPriorityQueue', objects, 'js-sdsl PriorityQueue', queueOfObjects],
    ['IntHeapIndirectPriorityQueue', indices, 'mnemonist Heap', heapOfIndices],
  ];
  return rows.flatMap(([subject, ours, peer, theirs]) =>
    (peer === 'mnemonist Heap' ? [1_000, large] : [large]).map((n) => ({
      subject,
      peer,
      operation: 'enqueue all, dequeue all',
      n,
      ours: aimedAt(1, ours(n)),
      theirs: theirs(n),
    })),
  );
}

function tasks(n: number): Task[] {
  return Array.from(randomInts(n), (priority) => ({ priority }));
}

/** What comes out must be in order: the sum tells the first values from the last. */
const ints: Maker = (n) => () => {
  const values = randomInts(n);
  const run = (): number => {
    const queue = new IntHeapPriorityQueue();
    for (let i = 0; i < n; i++) queue.enqueue(values[i]!);
    let sum = 0;
    for (let i = 0; i < n; i++) sum = (Math.imul(sum, 31) + queue.dequeue()!) | 0;
    return sum;
  };
  return { operations: n, run };
};

const heapOfInts: Maker = (n) => async () => {
  const { Heap } = await import('mnemonist');
  const values = randomInts(n);
  const run = (): number => {
    const queue = new Heap<number>(ascending);
    for (let i = 0; i < n; i++) queue.push(values[i]!);
    let sum = 0;
    for (let i = 0; i < n; i++) sum = (Math.imul(sum, 31) + queue.pop()!) | 0;
    return sum;
  };
  return { operations: n, run };
};

const queueOfInts: Maker = (n) => () => {
  const values = randomInts(n);
  const run = (): number => {
    const queue = new PriorityQueue<number>([], ascending);
    for (let i = 0; i < n; i++) queue.push(values[i]!);
    let sum = 0;
    for (let i = 0; i < n; i++) sum = (Math.imul(sum, 31) + queue.pop()!) | 0;
    return sum;
  };
  return { operations: n, run };
};

const objects: Maker = (n) => () => {
  const values = tasks(n);
  const run = (): number => {
    const queue = new ObjectHeapPriorityQueue<Task>(byPriority);
    for (let i = 0; i < n; i++) queue.enqueue(values[i]!);
    let sum = 0;
    for (let i = 0; i < n; i++) sum = (Math.imul(sum, 31) + queue.dequeue()!.priority) | 0;
    return sum;
  };
  return { operations: n, run };
};

const heapOfObjects: Maker = (n) => async () => {
  const { Heap } = await import('mnemonist');
  const values = tasks(n);
  const run = (): number => {
    const queue = new Heap<Task>(byPriority);
    for (let i = 0; i < n; i++) queue.push(values[i]!);
    let sum = 0;
    for (let i = 0; i < n; i++) sum = (Math.imul(sum, 31) + queue.pop()!.priority) | 0;
    return sum;
  };
  return { operations: n, run };
};

const queueOfObjects: Maker = (n) => () => {
  const values = tasks(n);
  const run = (): number => {
    const queue = new PriorityQueue<Task>([], byPriority);
    for (let i = 0; i < n; i++) queue.push(values[i]!);
    let sum = 0;
    for (let i = 0; i < n; i++) sum = (Math.imul(sum, 31) + queue.pop()!.priority) | 0;
    return sum;
  };
  return { operations: n, run };
};

const indices: Maker = (n) => () => {
  const priorities = randomInts(n);
  const run = (): number => {
    const queue = new IntHeapIndirectPriorityQueue(priorities);
    for (let i = 0; i < n; i++) queue.enqueue(i);
    let sum = 0;
    for (let i = 0; i < n; i++) sum = (Math.imul(sum, 31) + queue.dequeue()!) | 0;
    return sum;
  };
  return { operations: n, run };
};

/** Without a way to tell that a priority has changed. */
const heapOfIndices: Maker = (n) => async () => {
  const { Heap } = await import('mnemonist');
  const priorities = randomInts(n);
  const compare = (a: number, b: number): number =>
    priorities[a]! < priorities[b]! ? -1 : priorities[a]! > priorities[b]! ? 1 : 0;
  const run = (): number => {
    const queue = new Heap<number>(compare);
    for (let i = 0; i < n; i++) queue.push(i);
    let sum = 0;
    for (let i = 0; i < n; i++) sum = (Math.imul(sum, 31) + queue.pop()!) | 0;
    return sum;
  };
  return { operations: n, run };
};
