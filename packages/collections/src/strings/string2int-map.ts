import { InvalidKeyError, expected } from '../errors.js';
import { NativeIntMap } from '../objects/native-int-map.js';
import type { TableOptions } from '../options.js';

/**
 * Map from strings to int values: fastutil's `Object2IntOpenHashMap<String>`.
 *
 * Layout: V8's `Map` inside, and a further one for each 2^24 entries. What it adds to a `Map` are
 * keys and values that are strings and int32 for certain, `addTo`, `bytes`, `dispose` and the sizes
 * beyond.
 *
 * Why not the slab of {@link StringTable}, which takes half of the bytes: engines keep a string's
 * hash in the string and compare strings that are one object by their address, while a table of our
 * own must read every character at each look-up. Only for strings that were just made, whose hash
 * is not known yet, the slab is about as fast. Where bytes matter more than time, intern the
 * strings and use `Int2IntMap` or an array.
 *
 * Cost: that of a `Map`: 28 to 56 B an entry in V8's heap, and the strings; O(length) for a string
 * that was never hashed, else O(1). A look-up that misses asks one `Map` for each 2^24 entries.
 * Engines seed the hash of strings by themselves. Order of iteration: that of insertion.
 *
 * Options are those of all tables, so that any code can make one; but V8 lays the `Map` out, so
 * nothing is held by a region or charged to it, and `capacity` reserves nothing.
 */
export class String2IntMap extends NativeIntMap<string> {
  /** The same as `new`, for code that is handed a class: `mod.create(String2IntMap, options)`. */
  static create(options?: TableOptions): String2IntMap {
    return new String2IntMap(options);
  }

  /**
   * Value of the key, or undefined.
   * @throws {InvalidKeyError} if the key is no string.
   * @throws {DisposedError} after `dispose`.
   */
  override get(key: string): number | undefined {
    if (typeof key !== 'string') throw notString(key);
    return super.get(key);
  }

  /**
   * Puts `value` under the key, in place of a value that is there.
   * @throws {InvalidKeyError} if the key is no string.
   * @throws {InvalidArgumentError} if the value is not an int32.
   * @throws {DisposedError} after `dispose`.
   */
  override set(key: string, value: number): this {
    if (typeof key !== 'string') throw notString(key);
    return super.set(key, value);
  }

  /** Whether the key is there. @throws as `get`. */
  override has(key: string): boolean {
    if (typeof key !== 'string') throw notString(key);
    return super.has(key);
  }

  /** A token for the key, see there. @throws as `get`. */
  override indexOf(key: string): number {
    if (typeof key !== 'string') throw notString(key);
    return super.indexOf(key);
  }

  /** Takes the key out. @returns false if it was not there. @throws as `get`. */
  override delete(key: string): boolean {
    if (typeof key !== 'string') throw notString(key);
    return super.delete(key);
  }

  override get [Symbol.toStringTag](): string {
    return 'String2IntMap';
  }
}

function notString(key: unknown): InvalidKeyError {
  return new InvalidKeyError(expected('key', 'a string', key));
}
