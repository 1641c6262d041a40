/** Keys that are integers of up to 32 bits with sign. */
import { InvalidKeyError, expected } from './errors.js';

/** The error for a key that is no int32: NaN, a fraction, no number, 2^31. */
export function invalidInt(key: unknown): InvalidKeyError {
  return new InvalidKeyError(expected('key', 'an int32', key));
}

/** The error for a key that is no int16. */
export function invalidShort(key: unknown): InvalidKeyError {
  return new InvalidKeyError(expected('key', 'an int16', key));
}
