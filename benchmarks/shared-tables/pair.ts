import { Worker } from 'node:worker_threads';
import type { SharedTableToken } from '@sandy/collections';

/** Words through which a thread is told what to do. */
export const GO = 0; // commands so far
export const DONE = 1; // commands carried out
export const SUM = 2;
export const STOP = 3;
const CONTROL_WORDS = 4;

/** What a thread has: a table that is shared, or one of its own. */
export interface ReaderOrder {
  readonly control: SharedArrayBuffer;
  readonly n: number;
  /** How often it looks all keys up each time: long enough that waking it does not count. */
  readonly passes: number;
  /** Order of its look-ups. */
  readonly seed: number;
  /** A shared table, a `sharedmap` (as it comes by message), or none: it fills a plain one. */
  readonly token?: SharedTableToken | undefined;
  readonly map?: object | undefined;
}

/** Threads that look all keys up at the same time, while the main thread sleeps. */
export class Readers {
  readonly #controls: Int32Array[] = [];
  readonly #workers: Worker[] = [];

  constructor(n: number, order: Pick<ReaderOrder, 'token' | 'map'>, threads = 2) {
    for (let seed = 1; seed <= threads; seed++) {
      const control = new SharedArrayBuffer(4 * CONTROL_WORDS);
      const workerData: ReaderOrder = { ...order, control, n, passes: passesOf(n), seed };
      this.#workers.push(new Worker(new URL('./reader.js', import.meta.url), { workerData }));
      this.#controls.push(new Int32Array(control));
    }
    this.run(); // until their tables are there
  }

  /** @returns the sum of the values that they found. */
  run(): number {
    for (const control of this.#controls) {
      Atomics.add(control, GO, 1);
      Atomics.notify(control, GO);
    }
    return this.#controls.reduce((sum, control) => (sum + finish(control)) | 0, 0);
  }

  dispose(): void {
    for (const worker of this.#workers) void worker.terminate();
  }
}

/** @see ReaderOrder.passes */
export const passesOf = (n: number): number => Math.ceil(1_000_000 / n);

function finish(control: Int32Array): number {
  for (let done = control[DONE]!; done !== control[GO]; done = Atomics.load(control, DONE)) {
    Atomics.wait(control, DONE, done);
  }
  return control[SUM]!;
}
