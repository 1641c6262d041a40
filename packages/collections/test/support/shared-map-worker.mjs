/**
 * A thread of `shared-map-threads.test.ts`. Loads what was built, since workers do not load
 * TypeScript.
 */
import { parentPort, workerData } from 'node:worker_threads';
import * as collections from '../../dist/index.js';
import { applyStep, isValueOf, keyOf, LAST_STEP, STOP } from './shared-map-steps.mjs';

const { role, kind, token, seed, control: buffer } = workerData;
const control = new Int32Array(buffer);

if (role === 'writer') {
  const map = collections[kind].attach(token);
  parentPort.postMessage('ready');
  for (let step = 1; control[STOP] === 0; step++) {
    applyStep(map, kind, seed, step);
    Atomics.store(control, LAST_STEP, step); // acknowledged
  }
  map.dispose();
} else {
  const map = collections[`${kind}Reader`].attach(token);
  parentPort.postMessage('ready');
  let looks = 0;
  let found = 0;
  let wrong;
  for (let i = 0; Atomics.load(control, STOP) === 0 && wrong === undefined; i = (i + 1) % 4_096) {
    const value = map.get(...keyOf(kind, i));
    looks++;
    if (value === undefined) continue;
    found++;
    if (!isValueOf(i, value)) wrong = `key ${i}: ${value}`;
    if (i === 4_095) {
      for (const [key, value] of map) {
        if (!isValueOf(Number(BigInt.asIntN(64, BigInt(key))), value))
          wrong = `entry ${key}: ${value}`;
      }
    }
  }
  parentPort.postMessage({ looks, found, wrong });
}
