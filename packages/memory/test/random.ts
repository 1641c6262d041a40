/**
 * A small seeded generator (mulberry32): enough to choose operations, and the same on every
 * machine.
 */
export function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/**
 * Runs `body` with a seed, and names the seed when it fails. `SANDY_SEED=n` runs one seed alone.
 */
export function withSeeds(seeds: readonly number[], body: (seed: number) => void): void {
  const chosen = process.env['SANDY_SEED'];
  for (const seed of chosen === undefined ? seeds : [Number(chosen)]) {
    try {
      body(seed);
    } catch (error) {
      throw new Error(`failed with SANDY_SEED=${seed}: ${(error as Error).message}`, {
        cause: error,
      });
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
