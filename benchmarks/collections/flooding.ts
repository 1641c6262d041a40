/**
 * Keys that were chosen to collide, beside random ones: what an attacker gains against Int2IntMap
 * and against Map.
 */
import { Int2IntMap } from '@sandy/collections';
import type { TableOptions } from '@sandy/collections';
import type { RunOptions, TimedCase, Workload } from '../lib/suite.js';
import { aimedAt, randomInts } from './data.js';

/** It lives on, as in every program: see ints.ts. */
export const longLived = filled(randomInts(10), {});

/** A seed that the attacker knows. */
const KNOWN_SEED = 7;

export function floodingCases({ quick }: RunOptions): TimedCase[] {
  const n = quick ? 4_096 : 16_384;
  const attacks: readonly (readonly [operation: string, () => Int32Array, TableOptions])[] = [
    ['insert random keys', () => randomInts(n), {}],
    ['insert keys that collide in Map', () => collidingInMap(n), {}],
    ['insert multiples of 2^17', () => multiples(n), {}],
    ['insert in slot order of another', () => inSlotOrder(n), {}],
    [
      'insert keys that collide under a known seed',
      () => collidingUnderSeed(n),
      { seed: KNOWN_SEED },
    ],
  ];
  return attacks.map(([operation, keysOf, options]) => ({
    subject: 'Int2IntMap',
    peer: 'Map',
    operation,
    n,
    ours: aimedAt(1, () => {
      const keys = keysOf();
      return inserts(keys, options);
    }),
    theirs: () => mapInserts(keysOf()),
  }));
}

/** Int32s of which the lower 17 bits are 0: fewer than 2^15 of them differ. */
function multiples(n: number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => i << 17);
}

/** The keys of a table in the order in which they lie there. */
function inSlotOrder(n: number): Int32Array {
  return Int32Array.from(filled(randomInts(n), {}).keys());
}

/**
 * Keys with the lowest hashes of very many, all of which want the first slots of a smaller table
 * with the same seed: the slot grows with the hash, so they come first in a large one.
 */
function collidingUnderSeed(n: number): Int32Array {
  const keys = new Int32Array(n);
  let count = 0;
  for (const key of filled(randomInts(n * 128), { seed: KNOWN_SEED }).keys()) {
    keys[count++] = key;
    if (count === n) break;
  }
  return keys;
}

/**
 * Keys that fall into one bucket of V8's Map of up to 2^17 entries: those whose hash ends in 16
 * zeros, by going back through its steps (ComputeUnseededHash in src/utils/utils.h: Thomas Wang's
 * mix of 32 bits, which has no seed).
 */
function collidingInMap(n: number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => {
    let word = i << 16;
    word = unfolded(word, 16);
    word = Math.imul(word, inverseOf(2057));
    word = unfolded(word, 4);
    word = Math.imul(word, inverseOf(5)); // word + (word << 2)
    word = unfolded(word, 12);
    return Math.imul(word + 1, inverseOf(32_767)); // ~word + (word << 15)
  });
}

/** What `word ^ (word >>> shift)` was made of. */
function unfolded(word: number, shift: number): number {
  let found = word;
  for (let known = shift; known < 32; known += shift) found = word ^ (found >>> shift);
  return found;
}

/** The inverse of an odd number modulo 2^32, by Newton's steps: each doubles the right bits. */
function inverseOf(odd: number): number {
  let inverse = odd;
  for (let step = 0; step < 5; step++) {
    inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  }
  return inverse;
}

function filled(keys: Int32Array, options: TableOptions): Int2IntMap {
  const map = new Int2IntMap(options);
  for (let i = 0; i < keys.length; i++) map.set(keys[i]!, i);
  return map;
}

function inserts(keys: Int32Array, options: TableOptions): Workload {
  return { operations: keys.length, run: () => filled(keys, options).size };
}

function mapInserts(keys: Int32Array): Workload {
  const run = (): number => {
    const map = new Map<number, number>();
    for (let i = 0; i < keys.length; i++) map.set(keys[i]!, i);
    return map.size;
  };
  return { operations: keys.length, run };
}
