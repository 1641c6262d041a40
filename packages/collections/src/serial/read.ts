import { FormatError } from '../errors.js';
import { filled } from '../filled.js';
import { compareDoubles } from '../sorting.js';
import { unpack, wordCountOf } from '../strings/packing.js';
import {
  assertField,
  BIT,
  BYTE,
  byteLengthIn,
  FLOAT,
  INT,
  kindOf,
  LONG,
  MAP,
  readHeader,
  SET,
  SHORT,
  STRING,
  viewFrom,
  WIDTHS,
} from './format.js';
import type { Header, TableKind } from './format.js';

/** A class of this package that `deserialize` can fill; `Options` is what its `create` takes. */
export interface DeserializableClass<T, Options> {
  create(options?: Options): T;
  readonly prototype: { readonly [Symbol.toStringTag]: string };
}

/** A column of a table's bytes: what stands in it for the i-th entry, asked in order. */
type Column = (i: number) => number;

/** What is called for each entry. Strings go as numbers here. */
type Put = (a: number, b?: number, c?: number, d?: number) => unknown;

interface Fillable {
  readonly size: number;
  ensureCapacity?(count: number): void;
  dispose(): void;
  wordsView(): Int32Array;
  readonly set?: Put;
  readonly add?: Put;
  readonly push?: Put;
  readonly enqueue?: Put;
  readonly intern?: Put;
}

/**
 * A new table with the content of bytes that `serializeInto` has written, for this class or another
 * one of the same kinds of keys and values; bytes of one with an order of its own are none for a
 * sorted table. Nothing in the bytes is trusted: they are checked before memory is taken, and never
 * make a table of more entries than they have room for.
 * Cost: O(n), for each entry what putting it in costs.
 * @param Class - such as `Int2IntMap`
 * @param options - what `Class.create` takes: a region, …; `SparseSet` needs its `universe`.
 * @throws {FormatError} if the bytes are cut off, were changed, are of another kind of table or of
 * a newer version, or have a key twice. No table remains then.
 * @throws {InvalidArgumentError} if there is no such offset or no bytes for such a class. What the
 * class throws passes through: `InvalidKeyError` for keys beyond the universe of a `SparseSet`, …
 */
export function deserialize<T extends { dispose(): void }, Options>(
  Class: DeserializableClass<T, Options>,
  bytes: Uint8Array,
  offset = 0,
  options?: Options,
): T {
  const kind = kindOf(Class.prototype[Symbol.toStringTag]);
  const header = readHeader(viewFrom(bytes, offset), kind);
  const columns = columnsOf(kind, header);
  if (!header.isOrdered && kind.keys !== BIT)
    assertAscending(columns, kind.keys === LONG, header.count);
  const table = Class.create(options ?? ({} as Options));
  return filled(table, () => fill(table as unknown as Fillable, kind, header, columns));
}

/**
 * Length of the bytes that `serializeInto` has written at `offset`: where the next begin.
 * @throws {FormatError} if it has not. @throws {InvalidArgumentError} if there is no such offset.
 */
export function serializedLengthAt(bytes: Uint8Array, offset = 0): number {
  return byteLengthIn(viewFrom(bytes, offset));
}

function fill(table: Fillable, kind: TableKind, header: Header, columns: readonly Column[]): void {
  const { count } = header;
  if (kind.keys === BIT) fillWords(table, header);
  else {
    if (!kind.isReversed) table.ensureCapacity?.(count);
    putAll(putOf(table, kind).bind(table), columns, count);
  }
  assertField('different keys', table.size, count);
}

function putOf(table: Fillable, { shape }: TableKind): Put {
  if (shape === MAP) return table.set!;
  return shape === SET ? table.add! : (table.push ?? table.enqueue ?? table.intern)!;
}

function putAll(put: Put, columns: readonly Column[], count: number): void {
  const [a, b, c, d] = columns as [Column, Column, Column, Column];
  if (columns.length === 1) for (let i = 0; i < count; i++) put(a(i));
  else if (columns.length === 2) for (let i = 0; i < count; i++) put(a(i), b(i));
  else if (columns.length === 3) for (let i = 0; i < count; i++) put(a(i), b(i), c(i));
  else for (let i = 0; i < count; i++) put(a(i), b(i), c(i), d(i));
}

/** Bits are copied as words, of which the last is not 0. */
function fillWords(table: Fillable, { view, start, end }: Header): void {
  if (end > start && view.getInt32(end - 4, true) === 0) {
    throw new FormatError('bits: expected a last word with one, got 0');
  }
  table.ensureCapacity!((end - start) * 8);
  const words = table.wordsView();
  for (let at = start, i = 0; at < end; at += 4) words[i++] = view.getInt32(at, true);
}

/** The columns, in the order in which the class takes their parts. */
function columnsOf(kind: TableKind, { view, count, start, end }: Header): readonly Column[] {
  if (kind.keys === BIT) return [];
  const valuesAt = end - count * WIDTHS[kind.values]!;
  const keys =
    kind.keys === STRING
      ? [stringColumn(view, start, valuesAt, count)]
      : numberColumns(view, start, kind.keys);
  return kind.values === 0 ? keys : [...keys, ...numberColumns(view, valuesAt, kind.values)];
}

function numberColumns(view: DataView, start: number, code: number): Column[] {
  switch (code) {
    case LONG:
      return [
        (i) => view.getInt32(start + i * 8 + 4, true),
        (i) => view.getInt32(start + i * 8, true),
      ];
    case INT:
      return [(i) => view.getInt32(start + i * 4, true)];
    case SHORT:
      return [(i) => view.getInt16(start + i * 2, true)];
    case BYTE:
      return [(i) => view.getInt8(start + i)];
    case FLOAT:
      return [(i) => view.getFloat32(start + i * 4, true)];
    default:
      return [(i) => view.getFloat64(start + i * 8, true)];
  }
}

/** @throws {FormatError} unless exactly `count` records lie between `start` and `end`. */
function stringColumn(view: DataView, start: number, end: number, count: number): Column {
  let at = start;
  let longest = 0;
  for (let i = 0; i < count; i++) {
    const wordCount = at + 4 <= end ? wordCountOf(view.getUint32(at, true)) : Infinity;
    at += wordCount * 4;
    if (at > end) throw new FormatError(`string ${i}: expected it to end at ${end}, got ${at}`);
    longest = Math.max(longest, wordCount);
  }
  assertField('end of the strings', at, end);
  const words = new Int32Array(longest);
  at = start;
  return () => {
    const wordCount = wordCountOf(view.getUint32(at, true));
    for (let i = 0; i < wordCount; i++, at += 4) words[i] = view.getInt32(at, true);
    return unpack(words, 0) as unknown as number;
  };
}

/** @throws {FormatError} unless each key is above the one before. */
function assertAscending(columns: readonly Column[], isLong: boolean, count: number): void {
  const [high, low] = columns as [Column, Column];
  for (let i = 1; i < count; i++) {
    const step = compareDoubles(high(i), high(i - 1));
    const isAbove = step > 0 || (step === 0 && isLong && low(i) >>> 0 > low(i - 1) >>> 0);
    if (!isAbove) throw new FormatError(`key ${i}: expected one above the key before it`);
  }
}
