/**
 * One class per kind of failure; tell them apart by `code`, which stays the same when two copies of
 * the package meet in one process (`instanceof` does not).
 */

/** An argument of the wrong type or out of range. Nothing has changed. */
export class InvalidArgumentError extends RangeError {
  override readonly name = 'InvalidArgumentError';
  readonly code = 'ERR_SANDY_INVALID_ARGUMENT';

  /** `('byteLength', 'an integer', NaN)` reads "byteLength: expected an integer, got NaN". */
  constructor(name: string, expected: string, actual: unknown) {
    super(expectation(name, expected, actual));
  }
}

/** A free (or reallocate) of what is not a live block of that region. Nothing has changed. */
export class InvalidFreeError extends Error {
  override readonly name = 'InvalidFreeError';
  readonly code = 'ERR_SANDY_INVALID_FREE';
  declare readonly regionName: string;
  /** What was passed, as it was passed. */
  declare readonly address: unknown;

  constructor(regionName: string, address: unknown, reason: string) {
    super(
      `${expectation('address', `a live block of region "${regionName}"`, address)}: ${reason}`,
    );
    this.regionName = regionName;
    this.address = address;
  }
}

/** What a refusal of memory tells; all in bytes. */
export interface RefusalFigures {
  readonly requestedBytes: number;
  readonly usedBytes: number;
  readonly limitBytes: number;
}

/** What both refusals of memory have in common. */
abstract class MemoryRefusedError extends Error implements RefusalFigures {
  /** What was needed on top of `usedBytes`. */
  declare readonly requestedBytes: number;
  declare readonly usedBytes: number;
  declare readonly limitBytes: number;

  constructor(where: string, figures: RefusalFigures, cause?: unknown) {
    const { requestedBytes, usedBytes, limitBytes } = figures;
    super(
      `${where}: ${requestedBytes} bytes requested, ${usedBytes} of ${limitBytes} in use`,
      cause === undefined ? undefined : { cause },
    );
    Object.assign(this, figures);
  }
}

/**
 * The heap may not grow past its maximum (`usedBytes` are those of all segments), or the runtime
 * has no memory for it (then `cause` is what it threw). Every block is as it was.
 */
export class OutOfMemoryError extends MemoryRefusedError {
  override readonly name = 'OutOfMemoryError';
  readonly code = 'ERR_SANDY_OUT_OF_MEMORY';

  constructor(figures: RefusalFigures, cause?: unknown) {
    super('heap', figures, cause);
  }
}

/** The region's own limit refuses further pages. Every block is as it was. */
export class RegionLimitError extends MemoryRefusedError {
  override readonly name = 'RegionLimitError';
  readonly code = 'ERR_SANDY_REGION_LIMIT';
  declare readonly regionName: string;

  constructor(regionName: string, figures: RefusalFigures) {
    super(`region "${regionName}"`, figures);
    this.regionName = regionName;
  }
}

/** The heap or the region has been disposed of. */
export class DisposedError extends Error {
  override readonly name = 'DisposedError';
  readonly code = 'ERR_SANDY_DISPOSED';

  constructor(what: string) {
    super(`${what}: used after it was disposed of`);
  }
}

/**
 * `assertValidHeap` found the heap's tables in contradiction with each other: a bug in this
 * package.
 */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
  readonly code = 'ERR_SANDY_INVARIANT';
}

const REFUSALS: ReadonlySet<unknown> = new Set([
  'ERR_SANDY_OUT_OF_MEMORY',
  'ERR_SANDY_REGION_LIMIT',
  'ERR_SANDY_MEMORY_LIMIT', // of accounts: the tracker's class, which this package does not know
]);

/**
 * Whether an error says that memory is refused, so that asking for less, or once more after
 * something was given back, makes sense. Anything else, such as what a callback of an account
 * threw, is passed on at once.
 */
export function isRefusal(error: unknown): boolean {
  return REFUSALS.has((error as { code?: unknown } | undefined | null)?.code);
}

/** The value's own code is not run: it might throw. */
function expectation(name: string, expected: string, actual: unknown): string {
  const shown = Object(actual) === actual ? typeof actual : String(actual);
  const got = typeof actual === 'string' ? `"${actual}"` : shown;
  return `${name}: expected ${expected}, got ${got}`;
}

/** @throws {InvalidArgumentError} if it is no integer from `minimum` to `maximum` */
export function assertWithin(
  name: string,
  value: number,
  maximum: number = Number.MAX_SAFE_INTEGER,
  minimum = 0,
): void {
  if (Number.isSafeInteger(value) && value >= minimum && value <= maximum) return;
  throw new InvalidArgumentError(name, `an integer from ${minimum} to ${maximum}`, value);
}
