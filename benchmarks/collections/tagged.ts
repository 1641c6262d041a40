/** The map for what is mostly not there, against Map. */
import { Int2IntTaggedMap } from '@sandy/collections';
import type { RunOptions, TimedCase, Workload } from '../lib/suite.js';
import { aimedAt, drawn, MOST_LOOKUPS, randomInts } from './data.js';
import { mapHits, mapMisses } from './ints.js';

export function taggedCases({ quick }: RunOptions): TimedCase[] {
  return (quick ? [10_000] : [10_000, 1_000_000, 5_000_000]).flatMap((n) => {
    const common = { subject: 'Int2IntTaggedMap', peer: 'Map', n };
    // What is promised of a million and more.
    const goal = n < 1_000_000 ? 1 / 1.2 : 4;
    return [
      {
        ...common,
        operation: 'get (miss)',
        ours: aimedAt(goal, () => lookups(n, randomInts(Math.min(n, MOST_LOOKUPS), 1))),
        theirs: mapMisses(n),
      },
      {
        ...common,
        operation: 'get (hit)',
        ours: () => lookups(n, drawn(randomInts(n))),
        theirs: mapHits(n),
      },
    ];
  });
}

function lookups(n: number, asked: Int32Array): Workload {
  const keys = randomInts(n);
  const map = new Int2IntTaggedMap({ maximumLoad: 0.5 });
  for (let i = 0; i < n; i++) map.set(keys[i]!, i);
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < asked.length; i++) {
      const value = map.get(asked[i]!);
      sum = (sum + (value === undefined ? 1 : value)) | 0;
    }
    return sum;
  };
  return { operations: asked.length, run };
}
