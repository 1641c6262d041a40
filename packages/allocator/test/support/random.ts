/** Repeatable random numbers (splitmix32), and a frame that names the seed of a run that failed. */
export interface Random {
  /** An integer from 0 to `limit` − 1. */
  below(limit: number): number;
  /** One of the items. */
  pick<T>(items: readonly T[]): T;
}

export function randomFrom(seed: number): Random {
  let state = seed | 0;
  const below = (limit: number): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return Math.floor((((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32) * limit);
  };
  return { below, pick: (items) => items[below(items.length)]! };
}

/**
 * Runs `body` with seeds 1 … count, or with that of the environment's `SANDY_SEED`; a failure says
 * which it was.
 */
export function withSeeds(count: number, body: (random: Random) => void): void {
  const given = process.env['SANDY_SEED'];
  const seeds =
    given === undefined ? Array.from({ length: count }, (_, i) => i + 1) : [Number(given)];
  for (const seed of seeds) {
    try {
      body(randomFrom(seed));
    } catch (error) {
      throw new Error(`failed with SANDY_SEED=${seed}: ${String(error)}`, { cause: error });
    }
  }
}

/**
 * Operations of a model test: `budget`, or as many as the environment's `SANDY_STEPS` asks for
 * (soak).
 */
export function stepCount(budget: number): number {
  return Number(process.env['SANDY_STEPS'] ?? budget);
}
