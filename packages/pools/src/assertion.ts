import { InvariantError } from '@sandy/allocator';

/** For `assertValid()`. @throws {InvariantError} if an invariant does not hold */
export function assertion(holds: boolean, message: string): asserts holds {
  if (!holds) throw new InvariantError(message);
}
