/** Values that tables of numbers cannot hold. */
import { InvalidArgumentError, expected } from './errors.js';

/** The error for a value that is no int32: NaN, a fraction, no number, 2^31. */
export function invalidIntValue(value: unknown): InvalidArgumentError {
  return new InvalidArgumentError(expected('value', 'an int32', value));
}
