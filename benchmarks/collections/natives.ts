/** Int2IntMap against the hash maps of C++ and of the JVM, where they are installed. */
import type { RunOptions, TimedCase, Workload } from '../lib/suite.js';
import { findBoost, findFastutil, inProgram } from '../native/int-map.js';
import { aimedAt, drawn, MOST_LOOKUPS, randomInts } from './data.js';
import { filled, modes, sumOf } from './ints.js';

export function nativeCases({ quick }: RunOptions): TimedCase[] {
  const n = quick ? 100_000 : 1_000_000;
  const peers = [
    // What is promised: single hits in twice boost's time, and in 1.3 times fastutil's.
    { peer: 'boost::unordered_flat_map (C++)', program: findBoost(), goal: 1 / 2 },
    { peer: 'fastutil (JVM)', program: findFastutil(), goal: 1 / 1.3 },
  ];
  return peers.flatMap(({ peer, program, goal }) => {
    if (program === undefined) return [];
    const present = (): Int32Array => randomInts(n);
    const hits = (): Int32Array => drawn(randomInts(n));
    const misses = (): Int32Array => randomInts(Math.min(n, MOST_LOOKUPS), 1);
    return (quick ? modes.slice(1) : modes).flatMap(([subject, options]): TimedCase[] => {
      const common = { subject, peer, n };
      const lookups = (asked: Int32Array) => (): Workload => {
        const map = filled(present(), options);
        return { operations: asked.length, run: () => sumOf(map, asked) };
      };
      const inserts = (): Workload => {
        const keys = present();
        return { operations: n, run: () => filled(keys, options).size };
      };
      return [
        {
          ...common,
          operation: 'get (hit)',
          ours: aimedAt(goal, () => lookups(hits())()),
          theirs: () => inProgram(program, 'find', present(), hits()),
        },
        {
          ...common,
          operation: 'get (miss)',
          ours: () => lookups(misses())(),
          theirs: () => inProgram(program, 'find', present(), misses()),
        },
        {
          ...common,
          operation: 'insert',
          ours: inserts,
          theirs: () => inProgram(program, 'insert', present(), new Int32Array(0)),
        },
      ];
    });
  });
}
