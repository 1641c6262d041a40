/** IntervalMap against mnemonist's tree of intervals, which cannot be changed once it is built. */
import { IntervalMap } from '@sandy/collections';
import type { RunOptions, TimedCase, Workload } from '../lib/suite.js';
import { aimedAt, randomWords } from './data.js';

/** It lives on, as in every program: see ints.ts. */
export const longLived = filled([[1, 2]]);

type Span = [from: number, to: number];

export function intervalCases({ quick }: RunOptions): TimedCase[] {
  const n = quick ? 1_000 : 10_000;
  const common = { subject: 'IntervalMap', peer: 'mnemonist StaticIntervalTree', n };
  return [
    { ...common, operation: 'build', ours: builds(n), theirs: peerBuilds(n) },
    {
      ...common,
      operation: 'all at a point',
      ours: aimedAt(1, queries(n)),
      theirs: peerQueries(n),
    },
  ];
}

/** Of which some ten contain any point. */
function spans(n: number): Span[] {
  const next = randomWords(0x1dea);
  return Array.from({ length: n }, () => {
    const from = next() % (n * 100);
    return [from, from + 1 + (next() % 2_000)];
  });
}

function points(n: number): Int32Array {
  const next = randomWords(0xbeef);
  return Int32Array.from({ length: 10_000 }, () => next() % (n * 100));
}

function filled(intervals: readonly Span[]): IntervalMap<Span> {
  const map = new IntervalMap<Span>();
  for (const span of intervals) map.add(span[0], span[1], span);
  return map;
}

const builds = (n: number) => (): Workload => {
  const intervals = spans(n);
  return { operations: n, run: () => filled(intervals).size };
};

const queries = (n: number) => (): Workload => {
  const map = filled(spans(n));
  const asked = points(n);
  const run = (): number => {
    let count = 0;
    for (let i = 0; i < asked.length; i++) count += map.valuesAt(asked[i]!).length;
    return count;
  };
  return { operations: asked.length, run };
};

/** Its intervals contain their end. */
const closed = (n: number): Span[] => spans(n).map(([from, to]) => [from, to - 1]);

const peerBuilds = (n: number) => async (): Promise<Workload> => {
  const { StaticIntervalTree } = await import('mnemonist');
  const intervals = closed(n);
  return { operations: n, run: () => new StaticIntervalTree<Span>(intervals).size };
};

const peerQueries = (n: number) => async (): Promise<Workload> => {
  const { StaticIntervalTree } = await import('mnemonist');
  const tree = new StaticIntervalTree<Span>(closed(n));
  const asked = points(n);
  const run = (): number => {
    let count = 0;
    for (let i = 0; i < asked.length; i++) {
      count += tree.intervalsContainingPoint(asked[i]!).length;
    }
    return count;
  };
  return { operations: asked.length, run };
};
