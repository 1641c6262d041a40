import { assertEqual, assertValidIndex } from '../entry-index-validity.js';
import { internals } from '../internals.js';
import type { EntryIndex } from '../entry-index.js';
import type { KeyChunks } from './key-chunks.js';
import type { KeyStrategy } from './key-strategy.js';

/** What maps show of themselves here. */
export type ObjectMapInternals = readonly [
  index: EntryIndex,
  keys: KeyChunks<unknown>,
  removed: symbol,
  /** Where they are JavaScript's. */
  values?: KeyChunks<unknown>,
];

/** Any map of this package whose keys a strategy tells apart. */
export interface ObjectMap<K> {
  readonly size: number;
  readonly strategy: KeyStrategy<K>;
  indexOf(key: K): number;
  /** @internal */
  [internals](): ObjectMapInternals;
}

/**
 * Checks every promise of an object map's layout, with its own strategy. Cost: O(slots); for tests.
 * A function, so that programs that do not call it do not carry it.
 * @throws {InvariantError} naming the first that is broken. @throws {DisposedError} after
 * `dispose`.
 */
export function assertValidObjectMap<K>(map: ObjectMap<K>): void {
  const [index, keys, removed, values] = map[internals]();
  assertValidIndex(index);
  assertEqual('keys', keys.length, index.entryCount);
  assertEqual('values', values?.length ?? 0, values === undefined ? 0 : index.entryCount);
  let live = 0;
  for (let entry = 0; entry < keys.length; entry++) {
    const key = keys.at(entry);
    if (key === removed) {
      assertEqual(`value of the removed entry ${entry}`, values?.at(entry), undefined);
      continue;
    }
    live++;
    const hash = map.strategy.hashCode(key as K) | 0;
    assertEqual(`hash of the entry ${entry}`, index.words[index.hashesAt + entry], hash);
    assertEqual(`entry of the key ${entry}`, map.indexOf(key as K), entry);
  }
  assertEqual('entries', live, index.liveCount);
  assertEqual('size', map.size, live);
}
