/**
 * The errors of this package. Tell them apart by `code`: two copies of a package make two classes.
 */

/** The text of an error about an argument, its type said: '5' is no 5. */
export function expected(name: string, noun: string, value: unknown): string {
  return `${name}: expected ${noun}, got ${typeof value} ${String(value)}`;
}

/** A key, or a position that should become one, lies outside what its type can hold. */
export class InvalidKeyError extends RangeError {
  readonly code = 'ERR_SANDY_INVALID_KEY';
  override readonly name = 'InvalidKeyError';
}

/** More entries were asked for than the collection, or the given output, can hold. */
export class CapacityError extends RangeError {
  readonly code = 'ERR_SANDY_CAPACITY';
  override readonly name = 'CapacityError';
}

/** The collection was disposed: its memory belongs to somebody else by now. */
export class DisposedError extends Error {
  readonly code = 'ERR_SANDY_DISPOSED';
  override readonly name = 'DisposedError';
}

/** An option or argument that is neither a key nor a capacity has an impossible value. */
export class InvalidArgumentError extends RangeError {
  readonly code = 'ERR_SANDY_INVALID_ARGUMENT';
  override readonly name = 'InvalidArgumentError';
}

/** Bytes are not what `serializeInto` writes, or were changed, or are of a newer version. */
export class FormatError extends Error {
  readonly code = 'ERR_SANDY_FORMAT';
  override readonly name = 'FormatError';
}

/**
 * `assertValidTable` found a structure that contradicts itself: a defect of ours, or overwritten
 * memory.
 */
export class InvariantError extends Error {
  readonly code = 'ERR_SANDY_INVARIANT';
  override readonly name = 'InvariantError';
}

/** Somebody began to change what threads share, and has not ended: its thread has. */
export class SharedTableError extends Error {
  readonly code = 'ERR_SANDY_SHARED_TABLE';
  override readonly name = 'SharedTableError';
}

/** Another handle writes to what threads share, or takes from it; or has taken this one's place. */
export class SharedRoleError extends Error {
  readonly code = 'ERR_SANDY_SHARED_ROLE';
  override readonly name = 'SharedRoleError';
}
