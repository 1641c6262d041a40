/**
 * Many keys in one call. These functions first bring near what they will look at, which pays where
 * a kernel looks, and where memory is much slower than the processor.
 */
import { CapacityError, InvalidArgumentError, expected } from '../errors.js';
import { imul, mixInt } from '../hashing.js';
import { internals } from '../internals.js';
import type { HashTable } from '../internals.js';
import type { BatchKernel } from './kernel.js';

/** A table with int keys: `IntSet`, any map whose name begins with `Int2`. */
interface IntTable extends HashTable {
  readonly [Symbol.toStringTag]: string;
  has(key: number): boolean;
  delete(key: number): boolean;
  ensureCapacity(entryCount: number): void;
}

/** A map from int keys to values. */
export interface BatchMap<V> extends IntTable {
  get(key: number): V | undefined;
  set(key: number, value: V): unknown;
}

/** A map or set with int keys. */
export type BatchTable = IntTable;

/** Where values are written: any typed array of them, or an array. */
export interface BatchSink<V> {
  readonly length: number;
  [index: number]: V;
}

/** Options of {@link getManyInto}. */
export interface BatchOptions {
  /** For maps of int values that lie in its memory; others are looked up without it. */
  readonly kernel?: BatchKernel | undefined;
}

/** Keys whose slots are brought near at a time: they fit the smallest cache beside the keys. */
const CHUNK = 256;

/**
 * Writes the value of each key, `missing` for those that are not there.
 * Cost: with a kernel about a third of as many `get`s; without one no less than they take.
 * @param keys - read before anything is written, so `out` may be the same array
 * @returns how many are there.
 * @throws {InvalidArgumentError} unless `keys` is an Int32Array.
 * @throws {CapacityError} if `out` is shorter than `keys`; nothing was written then.
 * @throws {DisposedError} after `dispose`.
 */
export function getManyInto<V>(
  map: BatchMap<V>,
  keys: Int32Array,
  out: BatchSink<V>,
  missing: V,
  options: BatchOptions = {},
): number {
  checkKeys(keys);
  checkRoom('out', out.length, keys.length);
  const { kernel } = options;
  const isOfInts = map[Symbol.toStringTag].startsWith('Int2Int') && isInt(missing);
  const [words, , , , , , , stride] = map[internals]();
  if (isOfInts && stride === 2 && kernel?.holds(words) === true) {
    return kernel.getManyInto(map, keys, out as BatchSink<unknown>, missing as number);
  }
  let hits = 0;
  for (let from = 0; from < keys.length; from += CHUNK) {
    const end = Math.min(from + CHUNK, keys.length);
    bringNear(map, keys, from, end);
    for (let i = from; i < end; i++) {
      const value = map.get(keys[i]!);
      if (value === undefined) {
        out[i] = missing;
      } else {
        out[i] = value;
        hits++;
      }
    }
  }
  return hits;
}

/**
 * Writes 1 for each key that is there, 0 for others.
 * @returns how many are there.
 * @throws as {@link getManyInto}.
 */
export function hasManyInto(table: BatchTable, keys: Int32Array, out: BatchSink<number>): number {
  checkKeys(keys);
  checkRoom('out', out.length, keys.length);
  let hits = 0;
  for (let from = 0; from < keys.length; from += CHUNK) {
    const end = Math.min(from + CHUNK, keys.length);
    bringNear(table, keys, from, end);
    for (let i = from; i < end; i++) {
      const isThere = table.has(keys[i]!);
      out[i] = isThere ? 1 : 0;
      if (isThere) hits++;
    }
  }
  return hits;
}

/**
 * Puts the values under the keys, a later one in place of an earlier. Memory for all is taken
 * before the first is put.
 * @throws {InvalidArgumentError} unless `keys` is an Int32Array, and values are what the map holds;
 * those before the first that is not are put then.
 * @throws {CapacityError} if there are fewer values than keys, or too many entries; nothing is put
 * then. What `region.allocate` throws passes through.
 * @throws {DisposedError} after `dispose`.
 */
export function setMany<V>(map: BatchMap<V>, keys: Int32Array, values: ArrayLike<V>): void {
  checkKeys(keys);
  checkRoom('values', values.length, keys.length);
  map.ensureCapacity(map.size + keys.length - countThere(map, keys));
  for (let from = 0; from < keys.length; from += CHUNK) {
    const end = Math.min(from + CHUNK, keys.length);
    bringNear(map, keys, from, end);
    for (let i = from; i < end; i++) map.set(keys[i]!, values[i]!);
  }
}

/**
 * Takes the keys out.
 * @returns how many were there.
 * @throws {InvalidArgumentError} unless `keys` is an Int32Array.
 * @throws {DisposedError} after `dispose`.
 */
export function deleteMany(table: BatchTable, keys: Int32Array): number {
  checkKeys(keys);
  let count = 0;
  for (let from = 0; from < keys.length; from += CHUNK) {
    const end = Math.min(from + CHUNK, keys.length);
    bringNear(table, keys, from, end);
    for (let i = from; i < end; i++) if (table.delete(keys[i]!)) count++;
  }
  return count;
}

function countThere(table: BatchTable, keys: Int32Array): number {
  let count = 0;
  for (let from = 0; from < keys.length; from += CHUNK) {
    const end = Math.min(from + CHUNK, keys.length);
    bringNear(table, keys, from, end);
    for (let i = from; i < end; i++) if (table.has(keys[i]!)) count++;
  }
  return count;
}

/** What the loads below are for; written, or they would be left out. */
const loaded = /* @__PURE__ */ new Int32Array(1);

/** Loads the first slot of each key's bucket: none of these loads waits for another. */
function bringNear(table: IntTable, keys: Int32Array, from: number, to: number): void {
  const [words, , [offset, m1, m2], mantissa, shift, , , stride] = table[internals]();
  const bucketWords = stride * 4;
  let all = 0;
  for (let i = from; i < to; i++) {
    const hash = mixInt(keys[i]! ^ offset, 0, m1, m2);
    all |= words[imul(imul(hash, mantissa) >>> shift, bucketWords)]!;
  }
  loaded[0] = all;
}

function checkKeys(keys: Int32Array): void {
  const kind: unknown = keys?.[Symbol.toStringTag];
  if (kind !== 'Int32Array') {
    throw new InvalidArgumentError(expected('keys', 'an Int32Array', kind ?? keys));
  }
}

function checkRoom(name: string, length: number, needed: number): void {
  if (!(length >= needed)) {
    throw new CapacityError(expected(`${name}.length`, `at least ${needed}`, length));
  }
}

function isInt(value: unknown): boolean {
  return typeof value === 'number' && (value | 0) === value;
}
