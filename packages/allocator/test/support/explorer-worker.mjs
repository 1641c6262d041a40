/**
 * A thread of the explorer. Its phases: 0 it attaches and sets its scene, 1 it plays
 * its part of the scenario, step by step as the schedule says, 2 it checks its part of the heap.
 */
import { workerData } from 'node:worker_threads';
import {
  CHANGE,
  EXCHANGE,
  FAILED,
  MAIN,
  PHASE,
  REFUSALS,
  SCENARIO,
  handTurnTo,
  passOn,
  steppedThread,
  waitForTurn,
} from './explorer-gate.mjs';

const { me, token, errors } = workerData;
const gate = new Int32Array(workerData.gate);
const play = steppedThread(gate, me);

// Loaded now, so that its modules find the stepped globals.
const heaps = await import('../../dist/index.js');
const { scenarios } = await import('./explorer-scenarios.mjs');

let scene;

/** Runs an operation that changes the number of live blocks by `change`, unless it is refused. */
function note(change, run) {
  try {
    run();
  } catch (error) {
    if (!['ERR_SANDY_INVALID_FREE', 'ERR_SANDY_OUT_OF_MEMORY'].includes(error.code)) throw error;
    gate[REFUSALS]++;
    return;
  }
  gate[CHANGE] += change;
}

const phases = [
  () => {
    const heap = heaps.ThreadHeap.attach(token);
    const exchange = gate.subarray(EXCHANGE, EXCHANGE + 32);
    scene = { ...heaps, heap, exchange, note, me };
    scenarios[gate[SCENARIO]].set[me]?.(scene);
  },
  () => scenarios[gate[SCENARIO]].play[me](scene),
  () => {
    const { gone, check } = scenarios[gate[SCENARIO]];
    if (gone !== me) heaps.assertValidThreadHeap(scene.heap);
    check?.(scene);
  },
];

for (;;) {
  waitForTurn(gate, me);
  const phase = gate[PHASE];
  try {
    if (phase === 1) play(phases[1]);
    else phases[phase]();
  } catch (error) {
    errors.postMessage(`thread ${me}, phase ${phase}: ${error.stack}`);
    gate[FAILED] = 1;
    handTurnTo(gate, MAIN);
    continue;
  }
  passOn(gate, me);
}
