/** Chunk bytes that do not follow the format. The column is as it was before the call. */
export class MalformedChunkError extends Error {
  readonly code = 'ERR_SANDY_MALFORMED_CHUNK';
  override readonly name = 'MalformedChunkError';
}

/** A column is used after its owner was unloaded or after it was closed. */
export class UnloadedError extends Error {
  readonly code = 'ERR_SANDY_UNLOADED';
  override readonly name = 'UnloadedError';
}

/** A position, value or dimension outside of what the structure can hold. Nothing was changed. */
export class InvalidArgumentError extends RangeError {
  readonly code = 'ERR_SANDY_INVALID_ARGUMENT';
  override readonly name = 'InvalidArgumentError';
}
