/** The same keys in every thread. */
import { createRandom, SEED } from '../blocks/random.js';

/** Distinct int32s that are not 0, in random order; `other` ones are not among them. */
export function keysOf(n: number, other = false): Int32Array {
  const random = createRandom(SEED + (other ? 1 : 0));
  // Odd ones, or even ones: so none of the others is among them.
  const keys = new Set<number>();
  while (keys.size < n) keys.add((random() & ~1) | (other ? 0 : 1) | 0);
  keys.delete(0);
  return Int32Array.from(keys);
}

/** The keys in an order that has nothing to do with that of insertion. */
export function shuffledKeys(keys: Int32Array, seed: number): Int32Array {
  const random = createRandom(seed);
  const order = keys.slice();
  for (let i = order.length - 1; i > 0; i--) {
    const j = random() % (i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

export const valueOf = (key: number): number => key ^ 0x5a5a;
