export const SEED = 20_261_122;

/** Seeded pseudo-random numbers. Source: mulberry32 by T. Ettinger. */
export function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
}

/** 0 … count − 1 in an order that is the same in each run. */
export function shuffled(count: number): Int32Array {
  const random = createRandom(SEED);
  const order = new Int32Array(count).map((_, index) => index);
  for (let i = count - 1; i > 0; i--) {
    const j = random() % (i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
