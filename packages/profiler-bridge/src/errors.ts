/**
 * A report does not have the form of `MemoryReport`; the message names the first part that has not.
 */
export class InvalidReportError extends Error {
  override readonly name = 'InvalidReportError';
  readonly code = 'ERR_SANDY_INVALID_REPORT';
}
