/**
 * The words through which the explorer and its threads talk, and the steps of a thread: only the
 * thread whose turn it is runs, and at the steps that the schedule names it hands the turn to
 * another.
 */
import { stepShared } from './stepped.mjs';

const { Atomics: atomics, Int32Array: Words } = globalThis; // the real ones

export const THREADS = 3;
export const MAX_STEPS = 400;
/** Whose turn it is: thread 0 … 2, or MAIN. */
export const TURN = 0;
export const MAIN = 3;
export const STEPS = 1; // done in all
export const IS_TORN = 2;
export const SCENARIO = 3;
export const PHASE = 4; // see the worker
export const FINISHED = 5; // a bit a thread
export const FAILED = 6;
export const CHANGE = 11; // live blocks more than before
export const REFUSALS = 12;
export const ORDER = 8; // who is next when a thread has finished: the first of these who has not
export const PREEMPTIONS = 16; // pairs of step and thread, ended by −1
export const TRACE = 32; // of each step: the thread that did it, and the bits of those that had finished
export const EXCHANGE = TRACE + 2 * MAX_STEPS; // addresses that threads tell each other
export const GATE_WORDS = EXCHANGE + 32;

export function waitForTurn(gate, me) {
  for (;;) {
    const turn = atomics.load(gate, TURN);
    if (turn === me) return;
    atomics.wait(gate, TURN, turn);
  }
}

export function handTurnTo(gate, thread) {
  atomics.store(gate, TURN, thread);
  atomics.notify(gate, TURN);
}

/** @returns what runs a thread's part of a scenario step by step */
export function steppedThread(gate, me) {
  let isOn = false;
  let next = PREEMPTIONS;
  stepShared(
    (kind, array) => {
      if (!isOn) return;
      // Records and bits are their owner's; what others read there stays as it is while a block is
      // live.
      if ((kind === 'read' || kind === 'write') && array instanceof Words) return;
      const step = gate[STEPS]++;
      while (gate[next] !== -1 && gate[next] < step) next += 2;
      if (gate[next] === step) {
        const target = gate[next + 1];
        handTurnTo(gate, target);
        waitForTurn(gate, me);
      }
      if (step >= MAX_STEPS) throw new Error('more steps than there is room for');
      gate[TRACE + 2 * step] = me;
      gate[TRACE + 2 * step + 1] = gate[FINISHED];
    },
    () => isOn && gate[IS_TORN] === 1,
  );
  return (run) => {
    next = PREEMPTIONS;
    isOn = true;
    try {
      run();
    } finally {
      isOn = false;
    }
  };
}

/**
 * A thread is done with its phase: gives the turn to the next one, in the last phase to main after
 * the last thread.
 */
export function passOn(gate, me) {
  gate[FINISHED] |= 1 << me;
  for (let i = 0; i < THREADS; i++) {
    const other = gate[ORDER + i];
    if ((gate[FINISHED] & (1 << other)) === 0) return handTurnTo(gate, other);
  }
  gate[FINISHED] = 0;
  if (gate[PHASE] === 2) return handTurnTo(gate, MAIN);
  gate[PHASE]++;
  handTurnTo(gate, gate[ORDER]);
}
