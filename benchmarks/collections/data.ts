/** Keys and orders that the suites of collections share: the same in every run and every process. */
import type { Facts, Workload } from '../lib/suite.js';

/** Look-ups of a run at most: enough to leave every cache, few enough to be over in time. */
export const MOST_LOOKUPS = 1_000_000;

/** Objects to be held as values; so few that they cost nothing here. */
export interface Thing {
  readonly id: number;
}
export const things: readonly Thing[] = Array.from({ length: 64 }, (_, id) => ({ id }));

/**
 * n random int32s, all different; those of another `series` are different from these. Counters,
 * sent through the finaliser of MurmurHash3, which maps no two of them to one.
 */
export function randomInts(n: number, series = 0): Int32Array {
  const made = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    let word = (i + Math.imul(series, 0x1000_0000) + 1) | 0;
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    made[i] = word ^ (word >>> 16);
  }
  return made;
}

/** A source of unsigned 32-bit numbers (splitmix32). */
export function randomWords(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return (word ^ (word >>> 15)) >>> 0;
  };
}

/** The integers below n in random order. */
export function shuffled(n: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  const next = randomWords(0x5eed);
  for (let i = n - 1; i > 0; i--) {
    const j = next() % (i + 1);
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}

/** So many of the keys, in an order that has nothing to do with theirs. */
export function drawn(keys: Int32Array, count = Math.min(keys.length, MOST_LOOKUPS)): Int32Array {
  const next = randomWords(0xd1ce);
  return Int32Array.from({ length: count }, () => keys[next() % keys.length]!);
}

/** Says in the row how many times as fast as the peer it is meant to be. */
export function aimedAt(goalSpeedup: number, make: () => Workload | Promise<Workload>) {
  return async (): Promise<Workload> => {
    const made = await make();
    const facts = (): Facts => ({ ...made.facts?.(), goalSpeedup });
    return { ...made, facts };
  };
}
