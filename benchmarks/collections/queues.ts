/** Deques against those of denque, mnemonist and js-sdsl. */
import { IntArrayFIFOQueue, ObjectArrayFIFOQueue } from '@sandy/collections';
import Denque from 'denque';
import { Deque } from 'js-sdsl';
import type { RunOptions, TimedCase, Workload } from '../lib/suite.js';
import { aimedAt, things } from './data.js';
import type { Thing } from './data.js';

/** They live on, as in every program: see ints.ts. */
export const longLived = [new IntArrayFIFOQueue([1]), new ObjectArrayFIFOQueue([things[1]])];

/** Steps of a run: one value in, one out. */
const STEPS = 100_000;

type Maker = (n: number) => () => Workload | Promise<Workload>;

/** Work on one class: values that pass through a queue of n, and n values in, then out. */
interface Loops {
  readonly steps: Maker;
  readonly drains: Maker;
}

export function queueCases({ quick }: RunOptions): TimedCase[] {
  const n = quick ? 10_000 : 100_000;
  const rows = (
    subject: string,
    ours: Loops,
    peers: readonly (readonly [peer: string, loops: Loops])[],
  ): TimedCase[] =>
    peers.flatMap(([peer, loops]) => [
      ...(peer === 'denque' ? [100, n] : [n]).map((live) => ({
        subject,
        peer,
        operation: 'enqueue + dequeue',
        n: live,
        ours: aimedAt(1, ours.steps(live)),
        theirs: loops.steps(live),
      })),
      {
        subject,
        peer,
        operation: 'enqueue all, dequeue all',
        n,
        ours: aimedAt(1, ours.drains(n)),
        theirs: loops.drains(n),
      },
    ]);
  return [
    ...rows('IntArrayFIFOQueue', ints, [
      ['denque', denqueOfInts],
      ['mnemonist FixedDeque', fixedDeque],
      ['js-sdsl Deque', deque],
    ]),
    ...rows('ObjectArrayFIFOQueue', objects, [
      ['denque', denqueOfObjects],
      ['mnemonist Queue', queue],
    ]),
  ];
}

const ints: Loops = {
  steps: (n) => () => {
    const queue = new IntArrayFIFOQueue();
    for (let i = 0; i < n; i++) queue.enqueue(i);
    const run = (): number => {
      for (let i = 0; i < STEPS; i++) queue.enqueue(queue.dequeue()!);
      return queue.size;
    };
    return { operations: STEPS, run };
  },
  drains: (n) => () => {
    const run = (): number => {
      const queue = new IntArrayFIFOQueue();
      let sum = 0;
      for (let i = 0; i < n; i++) queue.enqueue(i);
      for (let i = 0; i < n; i++) sum += queue.dequeue()!;
      return sum;
    };
    return { operations: n, run };
  },
};

const denqueOfInts: Loops = {
  steps: (n) => () => {
    const queue = new Denque<number>();
    for (let i = 0; i < n; i++) queue.push(i);
    const run = (): number => {
      for (let i = 0; i < STEPS; i++) queue.push(queue.shift()!);
      return queue.length;
    };
    return { operations: STEPS, run };
  },
  drains: (n) => () => {
    const run = (): number => {
      const queue = new Denque<number>();
      let sum = 0;
      for (let i = 0; i < n; i++) queue.push(i);
      for (let i = 0; i < n; i++) sum += queue.shift()!;
      return sum;
    };
    return { operations: n, run };
  },
};

/** It has all its room from the start. */
const fixedDeque: Loops = {
  steps: (n) => async () => {
    const { FixedDeque } = await import('mnemonist');
    const queue = new FixedDeque<number>(Int32Array, n + 1);
    for (let i = 0; i < n; i++) queue.push(i);
    const run = (): number => {
      for (let i = 0; i < STEPS; i++) queue.push(queue.shift()!);
      return queue.size;
    };
    return { operations: STEPS, run };
  },
  drains: (n) => async () => {
    const { FixedDeque } = await import('mnemonist');
    const run = (): number => {
      const queue = new FixedDeque<number>(Int32Array, n);
      let sum = 0;
      for (let i = 0; i < n; i++) queue.push(i);
      for (let i = 0; i < n; i++) sum += queue.shift()!;
      return sum;
    };
    return { operations: n, run };
  },
};

const deque: Loops = {
  steps: (n) => () => {
    const queue = new Deque<number>();
    for (let i = 0; i < n; i++) queue.pushBack(i);
    const run = (): number => {
      for (let i = 0; i < STEPS; i++) queue.pushBack(queue.popFront()!);
      return queue.size();
    };
    return { operations: STEPS, run };
  },
  drains: (n) => () => {
    const run = (): number => {
      const queue = new Deque<number>();
      let sum = 0;
      for (let i = 0; i < n; i++) queue.pushBack(i);
      for (let i = 0; i < n; i++) sum += queue.popFront()!;
      return sum;
    };
    return { operations: n, run };
  },
};

const objects: Loops = {
  steps: (n) => () => {
    const queue = new ObjectArrayFIFOQueue<Thing>();
    for (let i = 0; i < n; i++) queue.enqueue(things[i & 63]!);
    const run = (): number => {
      for (let i = 0; i < STEPS; i++) queue.enqueue(queue.dequeue()!);
      return queue.size;
    };
    return { operations: STEPS, run };
  },
  drains: (n) => () => {
    const run = (): number => {
      const queue = new ObjectArrayFIFOQueue<Thing>();
      let sum = 0;
      for (let i = 0; i < n; i++) queue.enqueue(things[i & 63]!);
      for (let i = 0; i < n; i++) sum += queue.dequeue()!.id;
      return sum;
    };
    return { operations: n, run };
  },
};

const denqueOfObjects: Loops = {
  steps: (n) => () => {
    const queue = new Denque<Thing>();
    for (let i = 0; i < n; i++) queue.push(things[i & 63]!);
    const run = (): number => {
      for (let i = 0; i < STEPS; i++) queue.push(queue.shift()!);
      return queue.length;
    };
    return { operations: STEPS, run };
  },
  drains: (n) => () => {
    const run = (): number => {
      const queue = new Denque<Thing>();
      let sum = 0;
      for (let i = 0; i < n; i++) queue.push(things[i & 63]!);
      for (let i = 0; i < n; i++) sum += queue.shift()!.id;
      return sum;
    };
    return { operations: n, run };
  },
};

const queue: Loops = {
  steps: (n) => async () => {
    const { Queue } = await import('mnemonist');
    const queue = new Queue<Thing>();
    for (let i = 0; i < n; i++) queue.enqueue(things[i & 63]!);
    const run = (): number => {
      for (let i = 0; i < STEPS; i++) queue.enqueue(queue.dequeue()!);
      return queue.size;
    };
    return { operations: STEPS, run };
  },
  drains: (n) => async () => {
    const { Queue } = await import('mnemonist');
    const run = (): number => {
      const queue = new Queue<Thing>();
      let sum = 0;
      for (let i = 0; i < n; i++) queue.enqueue(things[i & 63]!);
      for (let i = 0; i < n; i++) sum += queue.dequeue()!.id;
      return sum;
    };
    return { operations: n, run };
  },
};
