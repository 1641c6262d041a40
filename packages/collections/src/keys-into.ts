import { CapacityError } from './errors.js';
import { internals } from './internals.js';
import type { HashTable } from './internals.js';

/**
 * Writes the keys of a map or set, in the order of iteration, to the start of two arrays. A
 * function, so that programs that do not call it do not carry it. Cost: O(slots), allocates nothing
 * that grows with them.
 * @returns the number of keys.
 * @throws {CapacityError} if an array is shorter than `size`; nothing was written then.
 * @throws {DisposedError} after `dispose`.
 */
export function keysInto(table: HashTable, hiOut: Int32Array, loOut: Int32Array): number {
  const [words, slotCount, offset, , , , , stride] = table[internals]();
  const room = Math.min(hiOut.length, loOut.length);
  if (room < table.size) {
    throw new CapacityError(`keysInto: expected arrays of at least ${table.size}, got ${room}`);
  }
  let count = 0;
  for (let word = 0; word < slotCount * stride; word += stride) {
    const hi = words[word]!;
    const lo = words[word + 1]!;
    if ((hi | lo) === 0) continue;
    hiOut[count] = hi ^ offset;
    loOut[count++] = lo ^ offset;
  }
  return count;
}
