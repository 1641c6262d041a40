/** Values of numbers as tables hold them, and those that they cannot hold. */
import { InvalidArgumentError, expected } from './errors.js';

// Marked as pure: bundlers keep them otherwise where nothing reads them.
const floatCell = /* @__PURE__ */ new Float32Array(1);
const floatWord = /* @__PURE__ */ wordsOf(floatCell);
const doubleCell = /* @__PURE__ */ new Float64Array(1);
const doubleWords = /* @__PURE__ */ wordsOf(doubleCell);

/** The bits of the float nearest to a number. */
export function floatBits(value: number): number {
  floatCell[0] = value;
  return floatWord[0]!;
}

export function floatOf(bits: number): number {
  floatWord[0] = bits;
  return floatCell[0]!;
}

/** One half of the bits of a number; which, is up to the machine. */
export function doubleHi(value: number): number {
  doubleCell[0] = value;
  return doubleWords[0]!;
}

/** The other half. */
export function doubleLo(value: number): number {
  doubleCell[0] = value;
  return doubleWords[1]!;
}

export function doubleOf(hi: number, lo: number): number {
  doubleWords[0] = hi;
  doubleWords[1] = lo;
  return doubleCell[0]!;
}

function wordsOf(cell: Float32Array | Float64Array): Int32Array {
  return new Int32Array(cell.buffer);
}

/** The error for a value that is no int32: NaN, a fraction, no number, 2^31. */
export function invalidInt32(value: unknown): InvalidArgumentError {
  return new InvalidArgumentError(expected('value', 'an int32', value));
}

/** The error for a value that is no int8. */
export function invalidInt8(value: unknown): InvalidArgumentError {
  return new InvalidArgumentError(expected('value', 'an int8', value));
}

/** The error for a value that is no int16. */
export function invalidInt16(value: unknown): InvalidArgumentError {
  return new InvalidArgumentError(expected('value', 'an int16', value));
}

/** The error for a value that is no number. */
export function invalidNumber(value: unknown): InvalidArgumentError {
  return new InvalidArgumentError(expected('value', 'a number', value));
}

/** The error for a value that is not two int32 lanes. */
export function invalidValueLanes(hi: unknown, lo: unknown): InvalidArgumentError {
  return new InvalidArgumentError(
    expected('value', 'two int32 lanes', typeof hi === 'number' ? lo : hi),
  );
}
