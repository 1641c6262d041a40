/**
 * One class per kind of failure; tell them apart by `code`, which stays the same when two copies of the
 * package meet in one process (`instanceof` does not).
 */

/** An argument of the wrong type or out of range. Nothing has changed. */
export class InvalidArgumentError extends RangeError {
  readonly code = 'ERR_SANDY_INVALID_ARGUMENT';

  /** `invalidArgument('byteLength', 'an integer', NaN)` reads "byteLength: expected an integer, got NaN". */
  constructor(name: string, expected: string, actual: unknown) {
    super(`${name}: expected ${expected}, got ${describe(actual)}`);
    this.name = 'InvalidArgumentError';
  }
}

/** A free (or reallocate) of an address that is not a live block of that region. Nothing has changed. */
export class InvalidFreeError extends Error {
  readonly code = 'ERR_SANDY_INVALID_FREE';
  readonly regionName: string;
  /** What was passed, as it was passed. */
  readonly address: unknown;

  constructor(regionName: string, address: unknown, reason: string) {
    super(
      `address: expected a live block of region "${regionName}", got ${describe(address)}: ${reason}`,
    );
    this.name = 'InvalidFreeError';
    this.regionName = regionName;
    this.address = address;
  }
}

/** The heap may not or cannot grow. Every block is as it was. */
export class OutOfMemoryError extends Error {
  readonly code = 'ERR_SANDY_OUT_OF_MEMORY';
  readonly requestedBytes: number;
  /** Bytes of all segments at that moment. */
  readonly usedBytes: number;
  /** The heap's `maximumByteLength`. */
  readonly limitBytes: number;

  constructor(
    figures: { requestedBytes: number; usedBytes: number; limitBytes: number },
    cause?: unknown,
  ) {
    const { requestedBytes, usedBytes, limitBytes } = figures;
    const because = cause === undefined ? '' : ' (the runtime refused the memory)';
    super(
      `out of memory: ${requestedBytes} bytes asked for, ${usedBytes} of ${limitBytes} reserved${because}`,
      cause === undefined ? undefined : { cause },
    );
    this.name = 'OutOfMemoryError';
    this.requestedBytes = requestedBytes;
    this.usedBytes = usedBytes;
    this.limitBytes = limitBytes;
  }
}

/** The region's own limit refuses. Every block is as it was. */
export class RegionLimitError extends Error {
  readonly code = 'ERR_SANDY_REGION_LIMIT';
  readonly regionName: string;
  /** Bytes of the pages that were needed on top of `usedBytes`. */
  readonly requestedBytes: number;
  readonly usedBytes: number;
  readonly limitBytes: number;

  constructor(
    regionName: string,
    figures: { requestedBytes: number; usedBytes: number; limitBytes: number },
  ) {
    const { requestedBytes, usedBytes, limitBytes } = figures;
    super(
      `region "${regionName}": ${requestedBytes} bytes asked for, ${usedBytes} of ${limitBytes} in use`,
    );
    this.name = 'RegionLimitError';
    this.regionName = regionName;
    this.requestedBytes = requestedBytes;
    this.usedBytes = usedBytes;
    this.limitBytes = limitBytes;
  }
}

/** The heap or the region has been disposed of. */
export class DisposedError extends Error {
  readonly code = 'ERR_SANDY_DISPOSED';

  constructor(what: string) {
    super(`${what}: expected one that is in use, got one that has been disposed of`);
    this.name = 'DisposedError';
  }
}

/** `assertValid()` found the heap's tables in contradiction with each other: a bug in this package. */
export class InvariantError extends Error {
  readonly code = 'ERR_SANDY_INVARIANT';

  constructor(message: string) {
    super(message);
    this.name = 'InvariantError';
  }
}

/** A short text for a value of any type; never runs the value's own code, which might throw. */
function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return 'an object';
  return Object.is(value, -0) ? '-0' : String(value);
}
