/**
 * The errors of this package. Each kind has a class and a `code`; tell them apart by `code`, which
 * also works across realms and across two copies of the package.
 */

/**
 * A charge was refused, because it would have taken an account over its limit. Nothing was booked.
 */
export class MemoryLimitError extends Error {
  override readonly name = 'MemoryLimitError';
  readonly code = 'ERR_SANDY_MEMORY_LIMIT';
  /** Name of the account whose limit refused; it may lie above the one that was charged. */
  declare readonly accountName: string;
  /** Bytes that were asked for. */
  declare readonly requestedBytes: number;
  /** Bytes that counted against the limit at that moment: live and shared. */
  declare readonly usedBytes: number;
  /** The limit that refused. */
  declare readonly limitBytes: number;

  constructor(details: {
    accountName: string;
    requestedBytes: number;
    usedBytes: number;
    limitBytes: number;
  }) {
    super(
      `memory limit of '${details.accountName}': ${details.requestedBytes} B requested, ` +
        `${details.usedBytes} B of ${details.limitBytes} B used`,
    );
    Object.assign(this, details);
  }
}

/**
 * The books would have become wrong: a bad byte count, a release of more than is held, a closed
 * account.
 */
export class AccountingError extends Error {
  override readonly name = 'AccountingError';
  readonly code = 'ERR_SANDY_ACCOUNTING';
}

/** A name does not follow the grammar of {@link assertName}, or a sibling already has it. */
export class InvalidNameError extends Error {
  override readonly name = 'InvalidNameError';
  readonly code = 'ERR_SANDY_INVALID_NAME';
}
