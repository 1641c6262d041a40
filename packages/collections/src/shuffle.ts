import { InvalidArgumentError, expected } from './errors.js';
import { internals } from './internals.js';
import type { ArrayCollection } from './list-validity.js';

/** A list of numbers or bigints. */
export interface ShuffledList extends ArrayCollection {
  swapRemove(index: number): unknown;
}

/**
 * Brings the elements of a list into a random order. A function, so that programs that do not call
 * it do not carry it. Cost: O(n), with 4 B of passing memory an element.
 * @param random - numbers from 0 to below 1
 * @throws {InvalidArgumentError} if it gives others, or changes the size; the list is as it was.
 * @throws {DisposedError} after `dispose`.
 * Source: Fisher and Yates, in Durstenfeld's form (Knuth, TAOCP vol. 2, 3.4.2, Algorithm P).
 */
export function shuffle(list: ShuffledList, random: () => number = Math.random): void {
  const [, , size] = list[internals]();
  // All before the first exchange: `random` may be foreign and do with the list what it likes.
  const partners = Int32Array.from({ length: size }, (_, i) => partnerOf(random(), i));
  const [items, stride, sizeNow] = list[internals]();
  if (sizeNow !== size) throw new InvalidArgumentError('random: expected it to leave the list');
  const numbers = items as Int32Array; // whatever its kind, it holds numbers
  for (let i = size - 1; i > 0; i--) {
    for (let word = 0; word < stride; word++) {
      const a = i * stride + word;
      const b = partners[i]! * stride + word;
      const number = numbers[a]!;
      numbers[a] = numbers[b]!;
      numbers[b] = number;
    }
  }
}

/** An index up to `i`. */
function partnerOf(number: number, i: number): number {
  if (number >= 0 && number < 1) return Math.floor(number * (i + 1));
  throw new InvalidArgumentError(expected('random', 'a number from 0 to below 1', number));
}
