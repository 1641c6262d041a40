/**
 * Keys that are doubles, as the two words of their bits. Keys are told apart as in `Map`: −0 is 0,
 * and all NaN are one.
 */
import { InvalidKeyError, expected } from './errors.js';
import { doubleHi, doubleLo } from './values.js';

/** Both words of the key NaN (engines give NaN what bits they like): NaN in any byte order. */
const NAN_WORD = 0x7ff8_0000;

const { isNaN } = Number; // looked up once: see `imul`

/** The first word of a key. @throws {InvalidKeyError} unless it is a number. */
export function doubleKeyHi(key: number): number {
  if (typeof key !== 'number') throw new InvalidKeyError(expected('key', 'a number', key));
  return isNaN(key) ? NAN_WORD : doubleHi(key + 0); // −0 + 0 is 0
}

/** The second word of a key that is a number. */
export function doubleKeyLo(key: number): number {
  return isNaN(key) ? NAN_WORD : doubleLo(key + 0);
}
