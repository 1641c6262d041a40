/** `sharedmap`, whose declarations name an export that its module does not have. */
import { createRequire } from 'node:module';
import type { SharedMap as SharedMapClass } from 'sharedmap';
import { keysOf, valueOf } from './data.js';

export type PeerMap = SharedMapClass;

const SharedMap = createRequire(import.meta.url)('sharedmap') as typeof SharedMapClass;

/** UTF-16 units of a key and of a value: an int32, its sign and the end. */
const LENGTH = 12;

export function filledPeer(n: number): PeerMap {
  const map = new SharedMap(Math.ceil(n / 0.75), LENGTH, LENGTH); // as full as ours may be
  for (const key of keysOf(n)) map.set(String(key), String(valueOf(key)));
  return map;
}

/** What comes in another thread by message has lost its class. */
export function attachPeer(map: object): PeerMap {
  return Object.setPrototypeOf(map, SharedMap.prototype) as PeerMap;
}
