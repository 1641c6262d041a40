/** Chunk bytes that do not follow the format. The column is as it was before the call. */
export class MalformedChunkError extends Error {
  readonly code = 'ERR_SANDY_MALFORMED_CHUNK';
  override readonly name = 'MalformedChunkError';
}

/**
 * A callback of a limit tried to change the column whose change had made it run. Nothing was
 * changed by it.
 */
export class ReentrantChangeError extends Error {
  readonly code = 'ERR_SANDY_REENTRANT_CHANGE';
  override readonly name = 'ReentrantChangeError';
}
