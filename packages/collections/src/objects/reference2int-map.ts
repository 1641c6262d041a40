import type { TableOptions } from '../options.js';
import { NativeIntMap } from './native-int-map.js';

/**
 * Map from keys told apart by identity to int values: fastutil's `Reference2IntOpenHashMap`. (NaN
 * is one key, and −0 is 0, as in `Map`.)
 *
 * Layout: JavaScript tells nobody where an object lies, so only the engine can hash it: V8's `Map`
 * inside, and a further one for each 2^24 entries. What it adds to a `Map` are values that are
 * int32 for certain, `addTo`, `bytes`, `dispose` and the sizes beyond.
 *
 * Cost: that of a `Map`: 28 to 56 B an entry in V8's heap, O(1); a look-up that misses asks one
 * `Map` for each 2^24 entries. Order of iteration: that of insertion. References of removed keys
 * are dropped by the engine.
 *
 * Options are those of all tables, so that any code can make one; but V8 lays the `Map` out, so
 * nothing is held by a region or charged to it, and `capacity` reserves nothing.
 *
 * A `Map` to places in an Int32Array, which a region could hold, was measured: `addTo` is faster,
 * but an insertion needs two look-ups in place of one, and a hit touches one more place in memory.
 */
export class Reference2IntMap<K> extends NativeIntMap<K> {
  /** The same as `new`, for code that is handed a class: `mod.create(Class, options)`. */
  static create<K>(options?: TableOptions): Reference2IntMap<K> {
    return new Reference2IntMap<K>(options);
  }

  override get [Symbol.toStringTag](): string {
    return 'Reference2IntMap';
  }
}
