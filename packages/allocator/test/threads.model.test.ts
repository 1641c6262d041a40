import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import type { Address, ThreadRegion } from '../src/index.js';
import { ThreadHeap, adoptThread, assertValidThreadHeap, disposeThread } from '../src/index.js';
import type { Random } from './support/random.js';
import { randomFrom, stepCount } from './support/random.js';
import { memoryCases } from './support/threads.js';

// The threads load what was built, since workers do not load TypeScript.

const SEGMENT = 1 << 17;
const MAXIMUM = 96 * SEGMENT;
const STEPS = stepCount(12_000);
const ENTRIES = 400;
const SOAK_MS = 1_200_000; // what a run of all steps may take
const SEED = Number(process.env['SANDY_SEED'] ?? 1);

/** A heap, the addresses that threads leave for each other, and threads that work on it. */
class Threads {
  readonly heap: ThreadHeap;
  readonly entries = new Int32Array(new SharedArrayBuffer(4 * ENTRIES));
  readonly #seed: number;
  #count = 0;

  constructor(seed: number, options = {}) {
    this.#seed = seed;
    this.heap = ThreadHeap.create({
      segmentByteLength: SEGMENT,
      maximumByteLength: MAXIMUM,
      ...options,
    });
  }

  start(options: { steps?: number; duel?: Int32Array; entries?: SharedArrayBuffer }): {
    worker: Worker;
    participant: number;
  } {
    const token = this.heap.issueToken();
    const seed = this.#seed * 1000 + this.#count++;
    const worker = new Worker(new URL('./support/model-worker.mjs', import.meta.url), {
      workerData: { token, seed, entries: this.entries.buffer, ...options },
    });
    return { worker, participant: token.participant };
  }

  /** Checks and frees what threads have left; everything else must be as it was. */
  assertIntact(address: Address): void {
    const words = this.heap.words(address);
    for (let i = 0; i < words.length; i++) {
      if (words[i] !== ((Math.imul(address, 31) + i) | 0))
        throw new Error(`block ${address}: word ${i}`);
    }
  }

  /** The blocks of `entries` are those of the regions, but for at most `lost` that nobody knows. */
  finish(regions: readonly ThreadRegion[], lost: number): void {
    const { heap } = this;
    assertValidThreadHeap(heap);
    const left = this.entries.filter((address) => address !== 0) as unknown as Address[];
    expect(new Set(left).size).toBe(left.length);
    for (const address of left) this.assertIntact(address);
    const { blockCount } = heap.stats();
    expect(blockCount).toBeGreaterThanOrEqual(left.length);
    expect(blockCount).toBeLessThanOrEqual(left.length + lost);
    for (const address of left) heap.free(address);
    expect(heap.stats().blockCount).toBe(blockCount - left.length);
    for (const region of regions) region.dispose();
    heap.trim();
    assertValidThreadHeap(heap);
    expect(heap.stats()).toMatchObject({ reservedBytes: 0, regionCount: 0, blockCount: 0 });
  }
}

const message = async (worker: Worker): Promise<unknown> =>
  ((await once(worker, 'message')) as [unknown])[0];

describe.each(memoryCases)('threads on $name', ({ options }) => {
  it(
    'allocate, hand over and free what a list of addresses says',
    async () => {
      try {
        const threads = new Threads(SEED, options(MAXIMUM));
        const started = [0, 1, 2].map(() => threads.start({ steps: STEPS }));
        await Promise.all(started.map(({ worker }) => message(worker)));
        let blockCount = 0;
        for (const { worker } of started) {
          const answer = message(worker);
          const exit = once(worker, 'exit');
          worker.postMessage('all are quiet');
          blockCount += (await answer) as number;
          await exit;
        }
        expect(blockCount).toBe(threads.entries.filter((address) => address !== 0).length);
        const regions = started.flatMap(({ participant }) =>
          adoptThread(threads.heap, participant),
        );
        expect(regions.length).toBe(6);
        threads.finish(regions, 0);
      } catch (error) {
        throw new Error(`failed with SANDY_SEED=${SEED}: ${String(error)}`, { cause: error });
      }
    },
    SOAK_MS,
  );

  it(
    'may be terminated at any moment',
    async () => {
      try {
        await killAtRandom(randomFrom(SEED), new Threads(SEED, options(MAXIMUM)));
      } catch (error) {
        throw new Error(`failed with SANDY_SEED=${SEED}: ${String(error)}`, { cause: error });
      }
    },
    SOAK_MS,
  );
});

it(
  'threads that are terminated at any moment leave nothing behind when they are disposed of',
  async () => {
    try {
      const random = randomFrom(SEED);
      const threads = new Threads(SEED);
      const rounds = Math.min(200, Math.max(6, Math.round(STEPS / 2000)));
      // Each hands blocks over to itself only, so that what is lost is its own.
      const start = () => {
        const entries = new Int32Array(new SharedArrayBuffer(4 * ENTRIES));
        return { entries, ...threads.start({ steps: Infinity, entries: entries.buffer }) };
      };
      const running = [start(), start()];
      for (let round = 0; round < rounds + 2; round++) {
        await new Promise((resolve) => setTimeout(resolve, 20 + random.below(150)));
        const { worker, participant, entries } = running.shift()!;
        await worker.terminate();
        const left = entries.filter((address) => address !== 0).length;
        const unknown = disposeThread(threads.heap, participant) - left;
        expect([0, 1]).toContain(unknown); // what it had in its hands
        if (round < rounds) running.push(start());
      }
      threads.finish([], 0);
    } catch (error) {
      throw new Error(`failed with SANDY_SEED=${SEED}: ${String(error)}`, { cause: error });
    }
  },
  SOAK_MS,
);

/**
 * Terminates one of three threads again and again; each time its regions are adopted and another
 * starts.
 */
async function killAtRandom(random: Random, threads: Threads): Promise<void> {
  const rounds = Math.min(200, Math.max(6, Math.round(STEPS / 2000)));
  const running = [0, 1, 2].map(() => threads.start({ steps: Infinity }));
  const regions: ThreadRegion[] = [];
  for (let round = 0; round < rounds + 3; round++) {
    await new Promise((resolve) => setTimeout(resolve, 20 + random.below(150)));
    const [{ worker, participant }] = running.splice(random.below(running.length), 1) as [
      (typeof running)[number],
    ];
    await worker.terminate();
    regions.push(...adoptThread(threads.heap, participant));
    // The last three are not replaced.
    if (round < rounds) running.push(threads.start({ steps: Infinity }));
  }
  for (const region of regions) region.trim();
  threads.finish(regions, rounds + 3); // each may have held a block in its hands
}

it('of four threads that free the same blocks at once, one frees each', async () => {
  const threads = new Threads(SEED);
  const { heap, entries } = threads;
  const region = heap.createRegion('duel');
  for (let i = 0; i < ENTRIES; i++) entries[i] = region.allocate(16 + 24 * i);
  const duel = new Int32Array(new SharedArrayBuffer(4));
  const started = [0, 1, 2, 3].map(() => threads.start({ duel }));
  const counts = (await Promise.all(started.map(({ worker }) => message(worker)))) as number[];
  await Promise.all(started.map(({ worker }) => worker.terminate()));
  expect(counts.reduce((sum, count) => sum + count)).toBe(ENTRIES);
  expect(region.stats().blockCount).toBe(0);
  assertValidThreadHeap(heap);
});
