import { AccountingError, InvalidNameError } from './errors.js';

/** Stands between the names of a path; no name can hold it. */
export const PATH_SEPARATOR = ':';

/** ASCII only, so that two names that look the same are the same. */
const NAME_PATTERN = /^[A-Za-z0-9_][A-Za-z0-9._@/-]{0,127}$/;

/** Names that fit the pattern and would still hurt whoever uses them as a key of a plain object. */
const RESERVED_NAMES: ReadonlySet<string> = new Set(['constructor', 'prototype', '__proto__']);

/**
 * Whether `value` may name an account, a mod or a resource: 1 to 128 characters of
 * `A-Z a-z 0-9 . _ @ / -`, the first a letter, digit or _, and none of `constructor`, `prototype`,
 * `__proto__`.
 */
export function isValidName(value: unknown): value is string {
  return typeof value === 'string' && NAME_PATTERN.test(value) && !RESERVED_NAMES.has(value);
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
    `${label}: expected 1 to 128 characters of A-Z a-z 0-9 . _ @ / - that begin with a letter, ` +
      `digit or _ and are not a reserved word, got ${describeValue(value)}`,
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

/** A short, printable form of any value: control characters escaped, never longer than a line. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') {
    const shown = value.length > 40 ? `${value.slice(0, 40)}…` : value;
    return `${JSON.stringify(shown).replace(/[^ -~…]/g, escapeCharacter)} (${value.length} characters)`;
  }
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
