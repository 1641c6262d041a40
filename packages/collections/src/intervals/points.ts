/** Integer points and half-open intervals of them. */
import { InvalidKeyError, expected } from '../errors.js';

/** @throws {InvalidKeyError} if `point` is no int32. */
export function assertPoint(point: number): void {
  if ((point | 0) !== point) throw new InvalidKeyError(expected('point', 'an int32', point));
}

/** @throws {InvalidKeyError} unless both are int32s and `from` is below `to`. */
export function assertRange(from: number, to: number): void {
  if ((from | 0) !== from) throw new InvalidKeyError(expected('from', 'an int32', from));
  if ((to | 0) !== to) throw new InvalidKeyError(expected('to', 'an int32', to));
  if (from >= to) throw new InvalidKeyError(expected('to', `an int32 above ${from}`, to));
}
