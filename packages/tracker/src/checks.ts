import { AccountingError, InvalidNameError } from './errors.js';

/** Stands between the names of a path; no name can hold it. */
export const PATH_SEPARATOR = ':';

/**
 * ASCII only, so that two names that look the same are the same; and none that hurts as a key of an
 * object.
 */
const NAME_PATTERN = /^(?!(constructor|prototype|__proto__)$)\w[\w.@/-]{0,127}$/;

/**
 * Whether `value` may name an account, a mod or a resource: 1 to 128 characters of
 * `A-Z a-z 0-9 . _ @ / -`, the first a letter, digit or _, and none of `constructor`, `prototype`,
 * `__proto__`.
 */
export function isValidName(value: unknown): value is string {
  return typeof value === 'string' && NAME_PATTERN.test(value);
}

/**
 * Passes names that follow the grammar of {@link isValidName}.
 *
 * @param label - what the name is for; begins the message
 * @throws {InvalidNameError} if `value` does not follow it
 */
export function assertName(value: unknown, label: string): asserts value is string {
  if (isValidName(value)) return;
  throw new InvalidNameError(
    `${label}: expected 1 to 128 characters, a letter, digit or _ before any . @ / -, ` +
      `no reserved word, got ${describeValue(value)}`,
  );
}

/**
 * Passes whole numbers of bytes from 0 to 2^53 - 1: up to there sums of doubles are exact.
 *
 * @throws {AccountingError} for anything else
 */
export function assertByteCount(value: unknown, label: string): asserts value is number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return;
  throw new AccountingError(
    `${label}: expected a whole number of bytes from 0 to 2^53 - 1, got ${describeValue(value)}`,
  );
}

/**
 * Passes objects that have no properties but those named: an option that is misspelled is one not
 * heeded.
 *
 * @throws {AccountingError} for anything else
 */
export function assertOptions(options: object, ...names: string[]): void {
  const wrong =
    Object(options) === options
      ? Object.keys(options).find((name) => !names.includes(name))
      : describeValue(options);
  if (wrong === undefined) return;
  throw new AccountingError(`options: expected { ${names.join(', ')} }, got ${wrong}`);
}

/** A short, printable form of any value: never longer than a line, `?` for what is not ASCII. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') {
    const shown = JSON.stringify(value.slice(0, 40)).replace(/[^ -~]/g, '?');
    return `${shown} (${value.length} characters)`;
  }
  if (Object(value) === value) return typeof value;
  return String(value) + (typeof value === 'bigint' ? 'n' : '');
}
