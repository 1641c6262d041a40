/** A thread that looks all keys up, each time it is told to. */
import { workerData } from 'node:worker_threads';
import { Int2IntMap, SharedInt2IntMapReader } from '@sandy/collections';
import { keysOf, shuffledKeys, valueOf } from './data.js';
import { DONE, GO, SUM } from './pair.js';
import type { ReaderOrder } from './pair.js';
import { attachPeer } from './peer.js';
import type { PeerMap } from './peer.js';

const order = workerData as ReaderOrder;
const control = new Int32Array(order.control);
const keys = shuffledKeys(keysOf(order.n), order.seed);

// A loop for each: one that saw tables of several classes would measure the call.

function sharedLoop(table: SharedInt2IntMapReader): () => number {
  return () => {
    let sum = 0;
    for (let i = 0; i < keys.length; i++) sum = (sum + table.get(keys[i]!)!) | 0;
    return sum;
  };
}

function plainLoop(): () => number {
  const table = new Int2IntMap();
  for (const key of keysOf(order.n)) table.set(key, valueOf(key));
  return () => {
    let sum = 0;
    for (let i = 0; i < keys.length; i++) sum = (sum + table.get(keys[i]!)!) | 0;
    return sum;
  };
}

function peerLoop(map: PeerMap): () => number {
  const names = Array.from(keys, String);
  return () => {
    let sum = 0;
    for (let i = 0; i < names.length; i++) sum = (sum + Number(map.get(names[i]!))) | 0;
    return sum;
  };
}

function loopOf({ token, map }: ReaderOrder): () => number {
  if (token !== undefined) return sharedLoop(SharedInt2IntMapReader.attach(token));
  if (map === undefined) return plainLoop();
  return peerLoop(attachPeer(map));
}

const loop = loopOf(order);
for (let round = 0; ; round++) {
  Atomics.wait(control, GO, round);
  let sum = 0;
  for (let pass = 0; pass < order.passes; pass++) sum = (sum + loop()) | 0;
  control[SUM] = sum;
  Atomics.add(control, DONE, 1);
  Atomics.notify(control, DONE);
}
