/** A thread of `shared-bit-set.test.ts`. Loads what was built, as workers load no TypeScript. */
import { parentPort, workerData } from 'node:worker_threads';
import { SharedBitSet } from '../../dist/index.js';

const { token, part, count } = workerData;
const set = SharedBitSet.attach(token);
for (let i = part; i < count; i += 2) {
  if (!set.add(i)) throw new Error(`${i} was there`);
  if (i % 3 === 0 && !set.delete(i)) throw new Error(`${i} was not there`);
}
const given = Int32Array.from({ length: 5_000 }, () => set.addNextClear(2 ** 20));
parentPort.postMessage(given);
