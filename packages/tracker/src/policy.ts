import type { AccountOptions, SoftLimitCallback } from './api.js';
import { assertByteCount, describeValue } from './checks.js';
import { AccountingError } from './errors.js';
import type { LedgerAccount } from './ledger-account.js';

/** Limits and callbacks of an account: what few have, kept out of the many that do not. */
export interface Policy {
  limitBytes: number | undefined;
  softLimitBytes: number | undefined;
  onSoftLimit: SoftLimitCallback | undefined;
  sharedBytes: (() => number) | undefined;
  /** What `sharedBytes` said when the charge under way asked. */
  lastSharedBytes: number;
  /** The soft limit was crossed and announced; armed again once usage is at or below it. */
  announced: boolean;
  /** The callback is on the stack; it is not called from within itself. */
  running: boolean;
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
    lastSharedBytes: 0,
    announced: false,
    running: false,
  };
}

/** Whether a policy asks for anything: most do not, and need not be kept. */
export function isEmptyPolicy(policy: Policy): boolean {
  const { limitBytes, softLimitBytes, onSoftLimit, sharedBytes } = policy;
  return (limitBytes ?? softLimitBytes ?? onSoftLimit ?? sharedBytes) === undefined;
}

/** What a charge may take the live bytes of an account to without a look at its policy. */
export function alertBytesOf(policy: Policy | undefined): number {
  if (policy === undefined) return Number.MAX_SAFE_INTEGER;
  const { limitBytes = Infinity, softLimitBytes = Infinity } = policy;
  const lowestBytes = Math.min(limitBytes, softLimitBytes);
  if (policy.sharedBytes !== undefined && lowestBytes < Infinity) return -1; // shares change by themselves
  return Math.min(policy.announced ? limitBytes : lowestBytes, Number.MAX_SAFE_INTEGER);
}

/**
 * Calls the callback of an account, unless it has none or is in it already.
 *
 * @returns whether it was called
 */
export function callBack(
  policy: Policy | undefined,
  account: LedgerAccount,
  requestedBytes: number,
): boolean {
  if (policy?.onSoftLimit === undefined || policy.running) return false;
  policy.running = true;
  try {
    policy.onSoftLimit(account, requestedBytes);
  } finally {
    policy.running = false;
  }
  return true;
}

/** No limit may be said as `Infinity`, too. @throws {AccountingError} for what is neither that nor a byte count */
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
