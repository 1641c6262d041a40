/** What several tests of this package need. */
import { Heap } from '@sandy/allocator';
import type { Account, Address, Region } from '@sandy/allocator';
import type { ContentRegion, RecordRegion } from '../src/index.js';

/**
 * Seeded pseudo-random numbers, so that a failure can be repeated. Source: mulberry32 by T.
 * Ettinger.
 */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** 32 random bits as an int32. */
  int32(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return t ^ (t >>> 14);
  }

  /** 0 … limit − 1. */
  below(limit: number): number {
    return Math.floor(((this.int32() >>> 0) / 2 ** 32) * limit);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

/** Runs `body` with a generator of each seed; a failure says which seed it was. */
export function withSeeds(seeds: readonly number[], body: (random: Random) => void): void {
  const given = process.env['SANDY_SEED'];
  for (const seed of given === undefined ? seeds : [Number(given)]) {
    try {
      body(new Random(seed));
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

/** `expect(actual).toBe(expected)` for loops: about a thousand times faster. */
export function same(actual: unknown, expected: unknown): void {
  if (!Object.is(actual, expected)) throw new Error(`expected ${expected}, got ${actual}`);
}

/** The `code` of what `action` throws, or undefined if it throws nothing. */
export function codeOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return (error as { code?: unknown }).code ?? error;
  }
  return undefined;
}

/** An account that only counts. */
export class CountingAccount implements Account {
  bytes = 0;
  /** Called after each charge. */
  onCharge: () => void = () => {};

  charge(byteLength: number): void {
    this.bytes += byteLength;
    this.onCharge();
  }

  release(byteLength: number): void {
    this.bytes -= byteLength;
  }
}

/** An account that refuses what would take it above its limit. */
export class LimitedAccount extends CountingAccount {
  limit = Infinity;

  override charge(byteLength: number): void {
    if (this.bytes + byteLength > this.limit) throw new RefusedError();
    super.charge(byteLength);
  }
}

/** What a refusal throws. */
export class RefusedError extends Error {
  readonly code = 'REFUSED';
}

export function createRegion(account?: Account): Region {
  return Heap.create().createRegion('pool', account === undefined ? {} : { account });
}

/**
 * A region that refuses its `refuseAt`-th allocation from now on (1 = the next), and calls back.
 */
export class FaultyRegion implements ContentRegion, RecordRegion {
  readonly region: Region;
  refuseAt = Infinity;
  /** Called before each allocation. */
  onAllocate: () => void = () => {};
  /** Called after each free. */
  onFree: () => void = () => {};

  constructor(region = createRegion()) {
    this.region = region;
  }

  get heap(): Region['heap'] {
    return this.region.heap;
  }

  get disposed(): boolean {
    return this.region.disposed;
  }

  allocate(byteLength: number): Address {
    this.onAllocate();
    if (--this.refuseAt === 0) throw new RefusedError();
    return this.region.allocate(byteLength);
  }

  free(address: Address): void {
    this.region.free(address);
    this.onFree();
  }

  bytes(address: Address, byteLength: number): Uint8Array {
    return this.region.bytes(address, byteLength);
  }

  get committedBytes(): number {
    return this.region.committedBytes;
  }

  stats(): ReturnType<Region['stats']> {
    return this.region.stats();
  }
}
