/** No mod of this name is tracked: never was, or was unloaded. */
export class UnknownModError extends Error {
  override readonly name = 'UnknownModError';
  readonly code = 'ERR_SANDY_UNKNOWN_MOD';
}

/**
 * A mod was to be unloaded by a limit's callback in the middle of a charge of that mod, or of the
 * heap's tables or a shared store, which any mod may be waiting for. Nothing has changed.
 */
export class BusyModError extends Error {
  override readonly name = 'BusyModError';
  readonly code = 'ERR_SANDY_BUSY_MOD';
}
