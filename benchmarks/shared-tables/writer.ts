/** A thread that takes keys out and puts them in again, all the time. */
import { parentPort, workerData } from 'node:worker_threads';
import { SharedInt2IntMap } from '@sandy/collections';
import type { SharedTableToken } from '@sandy/collections';
import { keysOf, valueOf } from './data.js';

const { token, n } = workerData as { token: SharedTableToken; n: number };
const map = SharedInt2IntMap.attach(token);
const keys = keysOf(n, true);
for (const key of keys) map.set(key, valueOf(key));
parentPort!.postMessage('ready');
for (let i = 0; ; i = i + 1 === n ? 0 : i + 1) {
  map.delete(keys[i]!);
  map.set(keys[i]!, valueOf(keys[i]!));
}
