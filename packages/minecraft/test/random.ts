/**
 * A seeded generator (xorshift32), so that a failing run can be repeated from the seed it prints.
 */
export class Random {
  readonly seed: number;
  #state: number;

  constructor(seed = (Math.random() * 0x7fffffff) | 1) {
    this.seed = seed;
    this.#state = seed;
  }

  /** An integer in 0 … limit − 1. */
  below(limit: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) % limit;
  }
}

/** Runs `body` with a fresh seed (or `SANDY_SEED`) and names the seed when it fails. */
export function withSeed(body: (random: Random) => void): void {
  const given = process.env['SANDY_SEED'];
  const random = new Random(given === undefined ? undefined : Number(given));
  try {
    body(random);
  } catch (error) {
    console.error(`seed ${random.seed}: repeat with SANDY_SEED=${random.seed}`);
    throw error;
  }
}

/** Steps of a model test: `budget`, or as many as `SANDY_STEPS` asks for (the soak run). */
export function stepCount(budget: number): number {
  return Number(process.env['SANDY_STEPS'] ?? budget);
}
