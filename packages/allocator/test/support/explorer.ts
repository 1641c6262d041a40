import { MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { ThreadHeap } from '../../src/index.js';
import {
  CHANGE,
  FAILED,
  FINISHED,
  GATE_WORDS,
  IS_TORN,
  MAIN,
  ORDER,
  PHASE,
  PREEMPTIONS,
  REFUSALS,
  SCENARIO,
  STEPS,
  THREADS,
  TRACE,
  TURN,
} from './explorer-gate.mjs';

const SEGMENT = 1 << 17;
const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];
const PATIENCE_MS = 20_000;

/** When a thread is stopped before its step, and who goes on. */
type Preemption = readonly [step: number, thread: number];

export interface Explored {
  schedules: number;
  /** Refused operations of all schedules: that there are any shows that threads did meet. */
  refusals: number;
  /** Most steps of a schedule. */
  steps: number;
  /** What went wrong first, with the schedule. */
  failure: string | undefined;
}

/**
 * Runs three real threads through every schedule in which they are interrupted at most so many
 * times: at each step, which is an access to shared memory, in favour of each other thread. Only
 * one runs at a time, so what a processor may reorder is not explored.
 *
 * Source: context-bounded exploration is CHESS's (Musuvathi and Qadeer, PLDI 2007).
 */
export class Explorer {
  readonly #gate = new Int32Array(new SharedArrayBuffer(4 * GATE_WORDS));
  readonly #workers: { readonly worker: Worker; readonly errors: MessagePort }[];
  readonly #states: Uint8Array;
  readonly #tables: readonly { readonly now: Uint8Array; readonly first: Uint8Array }[];

  constructor() {
    const heap = ThreadHeap.create({ segmentByteLength: SEGMENT, maximumByteLength: 4 * SEGMENT });
    const tokens = Array.from({ length: THREADS }, () => heap.issueToken());
    const { control, records, bits, states } = tokens[0]!;
    this.#states = new Uint8Array(states);
    this.#tables = [control, records, bits, states].map((buffer) => {
      const now = new Uint8Array(buffer);
      return { now, first: now.slice() };
    });
    this.#gate[TURN] = MAIN;
    this.#workers = tokens.map((token, me) => {
      const { port1: errors, port2 } = new MessageChannel();
      const worker = new Worker(new URL('./explorer-worker.mjs', import.meta.url), {
        workerData: { me, token, gate: this.#gate.buffer, errors: port2 },
        transferList: [port2],
      });
      return { worker, errors };
    });
  }

  /**
   * Runs a scenario in all schedules with at most `bound` preemptions, until one fails.
   * @param isTorn - whether compare-and-exchange is to be no atomic operation
   */
  explore(scenario: number, bound: number, isTorn = false): Explored {
    const explored: Explored = { schedules: 0, refusals: 0, steps: 0, failure: undefined };
    this.#gate[SCENARIO] = scenario;
    this.#gate[IS_TORN] = isTorn ? 1 : 0;
    for (const order of ORDERS) this.#exploreFrom(order, [], bound, explored);
    return explored;
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    for (const { errors } of this.#workers) errors.close();
    await Promise.all(this.#workers.map(({ worker }) => worker.terminate()));
  }

  /** Runs the schedule, and those that go on from it with one preemption more. */
  #exploreFrom(
    order: readonly number[],
    preemptions: readonly Preemption[],
    bound: number,
    explored: Explored,
  ): void {
    if (explored.failure !== undefined) return;
    const gate = this.#gate;
    const failure = this.#run(order, preemptions);
    explored.schedules++;
    explored.refusals += gate[REFUSALS]!;
    explored.steps = Math.max(explored.steps, gate[STEPS]!);
    if (failure !== undefined) {
      explored.failure = `${failure}\norder ${order.join()}, preempted ${JSON.stringify(preemptions)}`;
      return;
    }
    if (bound === 0) return;
    const trace = gate.slice(TRACE, TRACE + 2 * gate[STEPS]!);
    for (let step = (preemptions.at(-1)?.[0] ?? -1) + 1; 2 * step < trace.length; step++) {
      for (let thread = 0; thread < THREADS; thread++) {
        const hasFinished = (trace[2 * step + 1]! & (1 << thread)) !== 0;
        if (thread === trace[2 * step] || hasFinished) continue;
        this.#exploreFrom(order, [...preemptions, [step, thread]], bound - 1, explored);
      }
    }
  }

  /** @returns what went wrong */
  #run(order: readonly number[], preemptions: readonly Preemption[]): string | undefined {
    const gate = this.#gate;
    for (const { now, first } of this.#tables) now.set(first);
    for (const word of [STEPS, FINISHED, CHANGE, REFUSALS]) gate[word] = 0;
    gate.set(order, ORDER);
    gate.set([...preemptions.flat(), -1], PREEMPTIONS);
    gate[PHASE] = 0;
    try {
      this.#giveTurn(order[0]!);
    } catch (error) {
      return String(error);
    }
    const live = this.#countLive();
    if (live === gate[CHANGE]) return undefined;
    return `${live} live blocks, though ${gate[CHANGE]} were reported`;
  }

  /**
   * Gives the turn to a thread and waits until it comes back. @throws what the threads have
   * reported
   */
  #giveTurn(thread: number): void {
    const gate = this.#gate;
    Atomics.store(gate, TURN, thread);
    Atomics.notify(gate, TURN);
    for (let turn = thread; turn !== MAIN; turn = Atomics.load(gate, TURN)) {
      if (Atomics.wait(gate, TURN, turn, PATIENCE_MS) === 'timed-out') {
        throw new Error(`thread ${turn} does not go on`);
      }
    }
    if (gate[FAILED] === 0) return;
    const reports = this.#workers.map(
      ({ errors }) => receiveMessageOnPort(errors)?.message as string,
    );
    throw new Error(reports.filter(Boolean).join('\n'));
  }

  #countLive(): number {
    let count = 0;
    for (let at = this.#states.indexOf(1); at >= 0; at = this.#states.indexOf(1, at + 1)) count++;
    return count;
  }
}
