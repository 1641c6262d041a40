import { assertEqual, assertValidIndex } from '../entry-index-validity.js';
import { internals } from '../internals.js';
import type { Object2IntMap } from './object2int-map.js';

/**
 * Checks every promise of an object map's layout, with its own strategy. Cost: O(slots); for tests.
 * A function, so that programs that do not call it do not carry it.
 * @throws {InvariantError} naming the first that is broken. @throws {DisposedError} after
 * `dispose`.
 */
export function assertValidObjectMap<K>(map: Object2IntMap<K>): void {
  const [index, keys, removed] = map[internals]();
  assertValidIndex(index);
  assertEqual('keys', keys.length, index.entryCount);
  let live = 0;
  for (let entry = 0; entry < keys.length; entry++) {
    const key = keys.at(entry);
    if (key === removed) continue;
    live++;
    const hash = map.strategy.hash(key as K) | 0;
    assertEqual(`hash of the entry ${entry}`, index.words[index.hashesAt + entry], hash);
    assertEqual(`entry of the key ${entry}`, map.indexOf(key as K), entry);
  }
  assertEqual('entries', live, index.liveCount);
  assertEqual('size', map.size, live);
}
