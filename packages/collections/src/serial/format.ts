/**
 * The bytes that `serializeInto` writes and `deserialize` reads. All numbers have their low byte
 * first; nothing is aligned.
 *
 *      0  'SDTB'
 *      4  u32  XXH32 of all bytes behind it
 *      8  u8   version, 1
 *      9  u8   shape: 1 map, 2 set, 3 list
 *     10  u8   kind of the keys or elements, see CODES
 *     11  u8   kind of the values; 0 without
 *     12  u8   1 if in an order of its own, 0 if in ascending order of keys
 *     13  u8   0 three times
 *     16  u32  entries
 *     20  u32  0
 *     24  u64  bytes, these among them
 *     32  the keys or elements, one behind the other; then the values
 *
 * A string is a record of `strings/packing.ts`: `[u32 length << 1 | isWide]`, and its characters, a
 * byte or two each, filled up with 0 to a multiple of 4 bytes. Bits are words of 32 up to the last
 * one that is not 0. Nothing says how a table lay in memory: not its slots, its seed, its load. So
 * tables of equal content (and order, where they have one) become equal bytes.
 */
import { FormatError, InvalidArgumentError, expected } from '../errors.js';
import { checksumOf } from './checksum.js';

export const HEADER_BYTES = 32;
export const VERSION = 1;
/** 'SDTB' as a number of 32 bits. */
const MAGIC = 0x42544453;

export const MAP = 1;
export const SET = 2;
export const LIST = 3;

export const BYTE = 1;
export const SHORT = 2;
export const INT = 3;
export const LONG = 4;
export const FLOAT = 5;
export const DOUBLE = 6;
export const STRING = 7;
export const BIT = 8;

/** Kinds of keys, elements and values by their names in those of classes. */
const CODES: Readonly<Record<string, number>> = {
  Byte: BYTE,
  Short: SHORT,
  Int: INT,
  Sparse: INT,
  Long: LONG,
  Float: FLOAT,
  Double: DOUBLE,
  String: STRING,
  Bit: BIT,
};

/** Bytes of one, by the codes above. Of strings the least, of bits none for each. */
export const WIDTHS: readonly number[] = [0, 1, 2, 4, 8, 4, 8, 4, 0];

/** What a class holds, as far as bytes tell it. */
export interface TableKind {
  readonly shape: number;
  readonly keys: number;
  /** 0 without. */
  readonly values: number;
  /** Whether its iteration goes by something else than the keys. */
  readonly isOrdered: boolean;
  /** Whether that order is always the ascending one. */
  readonly isSorted: boolean;
  /** Whether `forEach` goes from the last to the first. */
  readonly isReversed: boolean;
}

const NAMES =
  /^(\w+?)(?:2(\w+?))?(Linked|Sorted)?(?:OpenHash)?(Array|)(Map|Set|List|FIFOQueue|Table)$/;

/**
 * The kind of a class, from its name.
 * @throws {InvalidArgumentError} if its content is no numbers, strings or bits.
 */
export function kindOf(name: string): TableKind {
  const [, keyName = '', valueName, order, array, shapeName = ''] = NAMES.exec(name) ?? [];
  const keys = CODES[keyName];
  const values = valueName === undefined ? 0 : CODES[valueName];
  if (keys === undefined || values === undefined) {
    throw new InvalidArgumentError(expected('table', 'one of numbers or strings', name));
  }
  const shape = shapeName === 'Map' ? MAP : shapeName === 'Set' ? SET : LIST;
  const isReversed = keyName === 'Sparse';
  const isOrdered =
    order === 'Linked' || array !== '' || shape === LIST || keys === STRING || isReversed;
  return { shape, keys, values, isOrdered, isSorted: order === 'Sorted', isReversed };
}

/** A header, once it was checked. */
export interface Header {
  readonly view: DataView;
  readonly count: number;
  readonly isOrdered: boolean;
  /** Where the content begins and ends in `view`. */
  readonly start: number;
  readonly end: number;
}

/** The bytes from `offset` on. @throws {InvalidArgumentError} unless there is such a place. */
export function viewFrom(bytes: Uint8Array, offset: number): DataView {
  if (!ArrayBuffer.isView(bytes)) {
    throw new InvalidArgumentError(expected('bytes', 'a Uint8Array', bytes));
  }
  const byteLength: number = bytes.byteLength;
  if (!Number.isInteger(offset) || offset < 0 || offset > byteLength) {
    throw new InvalidArgumentError(
      expected('offset', `an integer from 0 to ${byteLength}`, offset),
    );
  }
  return new DataView(bytes.buffer, bytes.byteOffset + offset, byteLength - offset);
}

/** Writes the header of `byteLength` bytes whose content is there already. */
export function writeHeader(
  view: DataView,
  { shape, keys, values, isOrdered }: TableKind,
  count: number,
  byteLength: number,
): void {
  view.setUint32(0, MAGIC, true);
  view.setUint8(8, VERSION);
  view.setUint8(9, shape);
  view.setUint8(10, keys);
  view.setUint8(11, values);
  view.setUint32(12, isOrdered ? 1 : 0, true);
  view.setUint32(16, count, true);
  view.setUint32(20, 0, true);
  view.setUint32(24, byteLength >>> 0, true);
  view.setUint32(28, Math.floor(byteLength / 2 ** 32), true);
  view.setUint32(4, checksumOf(view, 8, byteLength), true);
}

/**
 * Reads a header and checks all bytes.
 * @throws {FormatError} if they are not those of such a table, or were changed.
 */
export function readHeader(view: DataView, kind: TableKind): Header {
  const end = byteLengthIn(view);
  assertField('checksum', view.getUint32(4, true), checksumOf(view, 8, end));
  assertField('shape', view.getUint8(9), kind.shape);
  assertField('kind of keys', view.getUint8(10), kind.keys);
  assertField('kind of values', view.getUint8(11), kind.values);
  const order = view.getUint32(12, true);
  const isInOrder = kind.shape === LIST || kind.keys === STRING;
  const isAscending = kind.isSorted || kind.keys === BIT;
  assertField('order', order, isInOrder ? 1 : isAscending ? 0 : order & 1);
  assertField('reserved bytes', view.getUint32(20, true), 0);
  const count = view.getUint32(16, true);
  const width = WIDTHS[kind.keys]! + WIDTHS[kind.values]!;
  const isLonger = kind.keys === STRING || kind.keys === BIT;
  const least = HEADER_BYTES + count * width;
  if (isLonger ? end < least || end % 4 !== 0 : end !== least) {
    throw new FormatError(`bytes: expected ${least} for ${count} entries, got ${end}`);
  }
  return { view, count, isOrdered: order === 1, start: HEADER_BYTES, end };
}

/**
 * Length of what `serializeInto` has written there, as it says itself.
 * @throws {FormatError} if it is something else, of a newer version, or cut off.
 */
export function byteLengthIn(view: DataView): number {
  const length = view.byteLength;
  if (length < HEADER_BYTES) {
    throw new FormatError(`bytes: expected ${HEADER_BYTES} of a header, got ${length}`);
  }
  assertField('first bytes', view.getUint32(0, true), MAGIC);
  assertField('version', view.getUint8(8), VERSION);
  const end = view.getUint32(24, true) + view.getUint32(28, true) * 2 ** 32;
  if (end < HEADER_BYTES || end > length) {
    throw new FormatError(`bytes: expected ${end} as they say themselves, got ${length}`);
  }
  return end;
}

/** @throws {FormatError} unless both are the same. */
export function assertField(what: string, actual: number, expectedValue: number): void {
  if (actual !== expectedValue) {
    throw new FormatError(`${what}: expected ${expectedValue}, got ${actual}`);
  }
}
