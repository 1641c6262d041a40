import { Worker } from 'node:worker_threads';
import { ThreadHeap } from '@sandy/allocator';
import type { ThreadToken } from '@sandy/allocator';

/** Words through which a thread is told what to do. */
export const GO = 0; // commands so far
export const COMMAND = 1;
export const DONE = 2; // commands carried out
export const SUM = 3;
const CONTROL_WORDS = 4;

export const COMMANDS = ['allocate', 'free', 'renew', 'publish', 'freeTheirs', 'exchange'] as const;
export type Command = (typeof COMMANDS)[number];

export interface BlockSizes {
  /** A power of two. */
  readonly count: number;
  readonly minimum: number;
  readonly maximum: number;
}

export interface WorkerOrder extends BlockSizes {
  readonly control: SharedArrayBuffer;
  readonly addresses: SharedArrayBuffer;
  readonly seed: number;
  /** The heap to attach to, or one of its own: of this kind, or a plain one. */
  readonly token: ThreadToken | 'own' | 'plain';
}

/** What the threads of a pair allocate in: one heap, or one each. */
export type PairKind = 'one heap' | 'own' | 'plain';

/** Two threads that carry out commands at the same time, while the main thread sleeps. */
export class Pair {
  readonly #controls: Int32Array[] = [];
  readonly #workers: Worker[] = [];

  constructor(kind: PairKind, sizes: BlockSizes) {
    const heap = kind === 'one heap' ? ThreadHeap.create() : undefined;
    const addresses = new SharedArrayBuffer(4 * sizes.count);
    for (let seed = 1; seed <= 2; seed++) {
      const control = new SharedArrayBuffer(4 * CONTROL_WORDS);
      const token = heap?.issueToken() ?? (kind === 'plain' ? 'plain' : 'own');
      const workerData: WorkerOrder = { ...sizes, control, addresses, seed, token };
      this.#workers.push(new Worker(new URL('./worker.js', import.meta.url), { workerData }));
      this.#controls.push(new Int32Array(control));
    }
  }

  /** Both threads do the same. @returns the sum of what they return. */
  both(command: Command): number {
    for (const control of this.#controls) start(control, command);
    return this.#controls.reduce((sum, control) => sum + finish(control), 0);
  }

  /** One thread does something, 0 or 1. */
  one(thread: number, command: Command): number {
    start(this.#controls[thread]!, command);
    return finish(this.#controls[thread]!);
  }

  dispose(): void {
    for (const worker of this.#workers) void worker.terminate();
  }
}

function start(control: Int32Array, command: Command): void {
  control[COMMAND] = COMMANDS.indexOf(command);
  control[SUM] = 0;
  Atomics.add(control, GO, 1);
  Atomics.notify(control, GO);
}

function finish(control: Int32Array): number {
  for (let done = control[DONE]!; done !== control[GO]; done = Atomics.load(control, DONE)) {
    Atomics.wait(control, DONE, done);
  }
  return control[SUM]!;
}
