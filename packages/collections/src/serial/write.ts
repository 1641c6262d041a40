import { CapacityError } from '../errors.js';
import { longHi, longLo } from '../long.js';
import { sortDoubles, sortInts, sortLongs } from '../sorting.js';
import { pack, packed, wordCountOf } from '../strings/packing.js';
import {
  BIT,
  DOUBLE,
  FLOAT,
  HEADER_BYTES,
  INT,
  kindOf,
  LONG,
  MAP,
  SHORT,
  STRING,
  viewFrom,
  WIDTHS,
  writeHeader,
} from './format.js';
import type { TableKind } from './format.js';

const laneCell = new Int32Array(new BigInt64Array([1n]).buffer);
/** Places of the words of 64 bits, as the machine orders them. */
const HI = laneCell[0] === 1 ? 1 : 0;
const LO = 1 - HI;

/**
 * What can be written to bytes: maps and sets whose keys and values are numbers or strings, hashed,
 * linked, sorted or small; lists, FIFO queues, `BitSet`, `SparseSet` and `StringTable`.
 */
export interface SerializableTable {
  readonly size: number;
  readonly [Symbol.toStringTag]: string;
  forEach(callback: never): void;
}

/** The faces that are used here. */
interface Readable {
  readonly size: number;
  forEach(callback: (first: unknown, second: number, third: number) => void): void;
  get(first: number, second?: number): number | bigint;
  wordsView(): Int32Array;
}

/**
 * Bytes that {@link serializeInto} writes for a table as it is now.
 * Cost: O(1); of strings O(characters), of `BitSet` O(words).
 * @throws {InvalidArgumentError} if there are no bytes for such a table.
 * @throws {DisposedError} after `dispose`.
 */
export function serializedLength(table: SerializableTable): number {
  const readable = table as unknown as Readable;
  const kind = kindOf(table[Symbol.toStringTag]);
  return HEADER_BYTES + keyBytes(readable, kind) + readable.size * WIDTHS[kind.values]!;
}

/**
 * Writes a table to `bytes` from `offset` on, in the form that `serial/format.ts` describes. A
 * function, so that programs that do not call it do not carry it. Equal content becomes equal
 * bytes: hash tables are written in ascending order of keys, those that have an order in theirs.
 * Cost: O(n); for hash tables a passing copy of the keys, and a look-up each for the values.
 * @returns the number of bytes written: {@link serializedLength}.
 * @throws {InvalidArgumentError} if there are no bytes for such a table, or no such offset.
 * @throws {CapacityError} if the bytes are too few; nothing was written then.
 * @throws {DisposedError} after `dispose`.
 */
export function serializeInto(table: SerializableTable, bytes: Uint8Array, offset = 0): number {
  const readable = table as unknown as Readable;
  const kind = kindOf(table[Symbol.toStringTag]);
  const view = viewFrom(bytes, offset);
  const byteLength = serializedLength(table);
  if (view.byteLength < byteLength) {
    throw new CapacityError(`bytes: expected ${byteLength} from offset on, got ${view.byteLength}`);
  }
  const count = readable.size;
  const valuesAt = byteLength - count * WIDTHS[kind.values]!;
  if (kind.keys === STRING) writeStrings(readable, kind, view);
  else if (kind.keys === BIT) writeWords(readable.wordsView(), view, valuesAt);
  else if (kind.keys === LONG) writeLongs(readable, kind, view, valuesAt);
  else writeKeys(readable, kind, view, valuesAt);
  if (kind.isOrdered && kind.values > 0) writeInOrder(readable, kind.values, view, valuesAt);
  writeHeader(view, kind, count, byteLength);
  return byteLength;
}

function keyBytes(table: Readable, kind: TableKind): number {
  if (kind.keys === BIT) return usedWords(table.wordsView()) * 4;
  if (kind.keys !== STRING) return table.size * WIDTHS[kind.keys]!;
  let words = 0;
  table.forEach((first, second) => {
    pack((kind.shape === MAP ? second : first) as string, 0, 1, 1);
    words += wordCountOf(packed[0]!);
  });
  return words * 4;
}

/** Words up to the last that is not 0. */
function usedWords(words: Int32Array): number {
  let count = words.length;
  while (count > 0 && words[count - 1] === 0) count--;
  return count;
}

function writeWords(words: Int32Array, view: DataView, end: number): void {
  for (let i = 0, at = HEADER_BYTES; at < end; i++, at += 4) view.setInt32(at, words[i]!, true);
}

function writeStrings(table: Readable, kind: TableKind, view: DataView): void {
  let at = HEADER_BYTES;
  table.forEach((first, second) => {
    pack((kind.shape === MAP ? second : first) as string, 0, 1, 1);
    const words = packed;
    const wordCount = wordCountOf(words[0]!);
    for (let i = 0; i < wordCount; i++, at += 4) view.setInt32(at, words[i]!, true);
  });
}

/** Writes keys of one number, ascending where they have no order; then also their values. */
function writeKeys(table: Readable, kind: TableKind, view: DataView, valuesAt: number): void {
  const isDouble = kind.keys === DOUBLE || kind.keys === FLOAT;
  const keys = isDouble ? new Float64Array(table.size) : new Int32Array(table.size);
  let count = 0;
  if (kind.shape === MAP) table.forEach((_value, key) => void (keys[count++] = key));
  else table.forEach((key) => void (keys[count++] = key as number));
  if (kind.isReversed) keys.reverse();
  if (!kind.isOrdered && !kind.isSorted) {
    if (isDouble) sortDoubles(keys as Float64Array, count);
    else sortInts(keys as Int32Array, count);
  }
  const width = WIDTHS[kind.keys]!;
  const valueWidth = WIDTHS[kind.values]!;
  const hasValues = !kind.isOrdered && kind.values > 0;
  for (let i = 0; i < count; i++) {
    const key = keys[i]!;
    put(view, HEADER_BYTES + i * width, kind.keys, key);
    if (hasValues) put(view, valuesAt + i * valueWidth, kind.values, table.get(key));
  }
}

/** `writeKeys` for those of two lanes. */
function writeLongs(table: Readable, kind: TableKind, view: DataView, valuesAt: number): void {
  const keys = new Int32Array(table.size * 2);
  let count = 0;
  const take = (hi: number, lo: number): void => {
    keys[count * 2 + HI] = hi;
    keys[count++ * 2 + LO] = lo;
  };
  if (kind.shape === MAP) table.forEach((_value, hi, lo) => take(hi, lo));
  else table.forEach((hi, lo) => take(hi as number, lo));
  if (!kind.isOrdered && !kind.isSorted) sortLongs(keys, count);
  const valueWidth = WIDTHS[kind.values]!;
  const hasValues = !kind.isOrdered && kind.values > 0;
  for (let i = 0; i < count; i++) {
    const hi = keys[i * 2 + HI]!;
    const lo = keys[i * 2 + LO]!;
    view.setInt32(HEADER_BYTES + i * 8, lo, true);
    view.setInt32(HEADER_BYTES + i * 8 + 4, hi, true);
    if (hasValues) put(view, valuesAt + i * valueWidth, kind.values, table.get(hi, lo));
  }
}

/** Writes what `forEach` gives first: the values of maps, the elements of lists. */
function writeInOrder(table: Readable, code: number, view: DataView, start: number): void {
  let at = start;
  table.forEach((value) => {
    put(view, at, code, value as number);
    at += WIDTHS[code]!;
  });
}

function put(view: DataView, at: number, code: number, value: number | bigint): void {
  if (typeof value === 'bigint') {
    view.setInt32(at, longLo(value), true);
    view.setInt32(at + 4, longHi(value), true);
  } else if (code === INT) view.setInt32(at, value, true);
  else if (code === DOUBLE) view.setFloat64(at, Number.isNaN(value) ? NaN : value, true);
  else if (code === FLOAT) view.setFloat32(at, Number.isNaN(value) ? NaN : value, true);
  else if (code === SHORT) view.setInt16(at, value, true);
  else view.setInt8(at, value);
}
