import { InvariantError } from './errors.js';
import { internals } from './internals.js';
import type { HashTable } from './internals.js';
import { entriesIn, mantissaOf, roundUpSlotCount, shiftOf } from './sizing.js';

/**
 * Checks every promise of a table's layout. Cost: O(slots); for tests. A function, so that programs
 * that do not call it do not carry it.
 * @throws {InvariantError} naming the first that is broken. @throws {DisposedError} after
 * `dispose`.
 */
export function assertValidTable(table: HashTable): void {
  const [words, slotCount, [offset], mantissa, shift, maximumLoad, , ...rest] = table[internals]();
  const [stride, find, , keyWords, , values, order] = rest;
  const hasStorage = slotCount > 0;
  const storedBytes = table.bytes() - (values?.length ?? 0) * 8;
  if (hasStorage) assertEqual('bytes of words', words.length * 4, storedBytes);
  assertEqual('slot count', slotCount, hasStorage ? roundUpSlotCount(slotCount) : 0);
  assertEqual('mantissa', mantissa, mantissaOf(slotCount));
  assertEqual('shift', shift, shiftOf(slotCount, keyWords === 1 ? 4 : 1));
  const maximumSlotted = entriesIn(slotCount, maximumLoad);
  assertEqual('capacity', table.capacity, maximumSlotted);
  assertEqual('load', Math.max(table.size, maximumSlotted), maximumSlotted);
  if (values !== undefined) {
    assertEqual('length of values', values.length, slotCount);
  }
  const second = keyWords - 1; // the same word again where a key has one
  let taken = 0;
  for (let word = 0; word < slotCount * stride; word += stride) {
    if ((words[word]! | words[word + second]!) !== 0) taken++;
  }
  assertEqual('entries in slots', table.size, taken); // so a slot is free and searches end
  for (let slot = 0; slot < slotCount; slot++) {
    const hi = words[slot * stride]!;
    const lo = words[slot * stride + second]!;
    if ((hi | lo) !== 0) {
      // A search ends at the first equal key or free slot: so there are no doubles and no gaps.
      const end = find(hi ^ offset, lo ^ offset);
      assertEqual(`slot where the search for what lies in slot ${slot} ends`, end, slot);
    } else if (values !== undefined) {
      assertEqual(`value of the free slot ${slot}`, values[slot], undefined);
    }
  }
  if (order !== undefined) assertValidOrder(words, { slotCount, stride, order, size: table.size });
}

/** The order has each entry once, and each entry knows where. */
function assertValidOrder(
  words: Int32Array,
  {
    slotCount,
    stride,
    order: [word, head, tail],
    size,
  }: {
    slotCount: number;
    stride: number;
    order: readonly [word: number, head: number, tail: number];
    size: number;
  },
): void {
  let count = 0;
  for (let position = 0; position < slotCount; position++) {
    const entry = words[word + position]! - 1;
    if (entry < 0) continue;
    count++;
    assertEqual(`position ${position} in the order`, head <= position && position < tail, true);
    assertEqual(`position of word ${entry}`, words[entry + stride - 1], position);
  }
  assertEqual('entries in the order', count, size);
}

function assertEqual(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) {
    throw new InvariantError(
      `table: expected ${what} to be ${String(expected)}, got ${String(actual)}`,
    );
  }
}
