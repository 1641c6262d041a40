import type { AccountOptions, SoftLimitCallback } from './api.js';
import { assertByteCount, describeValue } from './checks.js';
import { AccountingError } from './errors.js';

/** Limits and callbacks of an account, checked; replaced as a whole when they change. */
export interface Policy {
  readonly limitBytes: number | undefined;
  readonly softLimitBytes: number | undefined;
  readonly onSoftLimit: SoftLimitCallback | undefined;
  readonly sharedBytes: (() => number) | undefined;
}

/**
 * The policy that `options` ask for.
 *
 * @throws {AccountingError} for a malformed limit, or a callback that is none
 */
export function policyOf(options: AccountOptions): Policy {
  const { limitBytes, softLimitBytes, onSoftLimit, sharedBytes } = options;
  assertCallback(onSoftLimit, 'onSoftLimit');
  assertCallback(sharedBytes, 'sharedBytes');
  return {
    limitBytes: limitOf(limitBytes, 'limitBytes'),
    softLimitBytes: limitOf(softLimitBytes, 'softLimitBytes'),
    onSoftLimit,
    sharedBytes,
  };
}

/**
 * No limit may be said as `Infinity`, too. @throws {AccountingError} for what is neither that nor a
 * byte count
 */
function limitOf(value: number | undefined, label: string): number | undefined {
  if (value === undefined || value === Infinity) return undefined;
  assertByteCount(value, label);
  return value;
}

/** @throws {AccountingError} for anything but a function or nothing */
function assertCallback(value: unknown, label: string): void {
  if (value === undefined || typeof value === 'function') return;
  throw new AccountingError(`${label}: expected a function, got ${describeValue(value)}`);
}
