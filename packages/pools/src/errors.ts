/**
 * The errors of this package. Each kind has a class and a `code`; tell them apart by `code`, which
 * also works across realms and across two copies of the package. `DisposedError` and
 * `InvalidArgumentError` are the allocator's.
 */

/** An id names no content that is alive: never given out, or its last reference was released. */
export class UnknownContentError extends Error {
  override readonly name = 'UnknownContentError';
  readonly code = 'ERR_SANDY_UNKNOWN_CONTENT';
}

/** A holder gave back a reference that it does not have. Nothing has changed. */
export class OverReleaseError extends Error {
  override readonly name = 'OverReleaseError';
  readonly code = 'ERR_SANDY_OVER_RELEASE';
}

/** A holder of another pool was passed. */
export class ForeignHolderError extends Error {
  override readonly name = 'ForeignHolderError';
  readonly code = 'ERR_SANDY_FOREIGN_HOLDER';
}

/** A count would leave the range in which it is exact: references of one content, or bytes held. */
export class CountOverflowError extends Error {
  override readonly name = 'CountOverflowError';
  readonly code = 'ERR_SANDY_COUNT_OVERFLOW';
}

/** A record or a lease was used, or given back, after it had been given back. */
export class ReleasedError extends Error {
  override readonly name = 'ReleasedError';
  readonly code = 'ERR_SANDY_RELEASED';
}

/** A record was given to a pool that did not hand it out. */
export class ForeignRecordError extends Error {
  override readonly name = 'ForeignRecordError';
  readonly code = 'ERR_SANDY_FOREIGN_RECORD';
}

/** A resource name does not follow the grammar of `assertResourceName`. */
export class InvalidNameError extends Error {
  override readonly name = 'InvalidNameError';
  readonly code = 'ERR_SANDY_INVALID_NAME';
}

/** No resource of this name is registered. */
export class UnknownResourceError extends Error {
  override readonly name = 'UnknownResourceError';
  readonly code = 'ERR_SANDY_UNKNOWN_RESOURCE';
}

/** A resource of this name is registered already. */
export class DuplicateResourceError extends Error {
  override readonly name = 'DuplicateResourceError';
  readonly code = 'ERR_SANDY_DUPLICATE_RESOURCE';
}

/** The owner was unloaded while the resource that it waited for was being loaded. */
export class UnloadedError extends Error {
  override readonly name = 'UnloadedError';
  readonly code = 'ERR_SANDY_UNLOADED';
}
