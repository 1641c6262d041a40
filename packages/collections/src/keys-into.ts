import { CapacityError } from './errors.js';

/** A table whose keys are one number each, or two lanes. */
interface Walked {
  readonly size: number;
  readonly [Symbol.toStringTag]: string;
  forEach(callback: (first: number, second: number, third: number) => void): void;
}

/** A map or set of this package. */
export interface WalkedTable {
  readonly size: number;
  readonly [Symbol.toStringTag]: string;
  forEach(callback: never): void;
}

/** Where numbers are written: any typed array of them, or an array. */
export interface NumberSink {
  readonly length: number;
  [index: number]: number;
}

/** Where values are written; of `Long` values as bigints. */
export interface ValueSink<V> {
  readonly length: number;
  [index: number]: V;
}

/**
 * Writes the keys of a map or set, in the order of iteration, to the start of an array, or of two
 * for the lanes of `Long` keys. A function, so that programs that do not call it do not carry it.
 * Cost: O(slots), allocates nothing that grows with them.
 * @param out - for keys of two lanes, the high ones
 * @param loOut - only for keys of two lanes
 * @returns the number of keys.
 * @throws {CapacityError} if an array is shorter than `size`, or missing; nothing was written then.
 * @throws {DisposedError} after `dispose`.
 */
export function keysInto(table: WalkedTable, out: NumberSink, loOut?: NumberSink): number {
  const walked = table as unknown as Walked;
  const name = table[Symbol.toStringTag];
  const isLong = name.startsWith('Long');
  checkRoom('keysInto', table.size, isLong ? Math.min(out.length, loOut?.length ?? 0) : out.length);
  const isMap = name.endsWith('Map');
  let count = 0;
  if (!isLong && isMap) walked.forEach((_value, key) => void (out[count++] = key));
  else if (!isLong) walked.forEach((key) => void (out[count++] = key));
  else if (isMap) {
    walked.forEach((_value, hi, lo) => {
      out[count] = hi;
      loOut![count++] = lo;
    });
  } else {
    walked.forEach((hi, lo) => {
      out[count] = hi;
      loOut![count++] = lo;
    });
  }
  return count;
}

/**
 * Writes the values of a map, in the order of iteration, to the start of an array: a typed one that
 * holds what the map holds (`BigInt64Array` for `Long` values), or a plain one. A function, so that
 * programs that do not call it do not carry it. Cost: O(slots), allocates nothing that grows with
 * them but a bigint for each `Long` value.
 * @returns the number of values.
 * @throws {CapacityError} if the array is shorter than `size`; nothing was written then.
 * @throws {DisposedError} after `dispose`.
 */
export function valuesInto<V>(
  map: WalkedTable & { values(): Iterable<V> },
  out: ValueSink<V>,
): number {
  checkRoom('valuesInto', map.size, out.length);
  let count = 0;
  (map as unknown as { forEach(callback: (value: V) => void): void }).forEach(
    (value) => void (out[count++] = value),
  );
  return count;
}

function checkRoom(name: string, size: number, room: number): void {
  if (room >= size) return;
  throw new CapacityError(`${name}: expected arrays of at least ${size}, got ${room}`);
}
