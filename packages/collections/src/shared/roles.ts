/**
 * Who may write to a shared collection, or take from it: one handle at a time for each role.
 *
 * A role is a word of shared memory with the number of the handle that has it, 0 for none. Numbers
 * are never given twice, so that a handle whose role was taken over notices.
 */
import { DisposedError, SharedRoleError } from '../errors.js';
import { checkedOptions } from './shared-memory.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

/** How a role is taken. */
export interface SharedRoleOptions {
  /**
   * Whether to take the role from the handle that has it. **Only when its thread has ended**, which
   * is for the caller to know (`worker.on('exit', …)`): one that still runs notices at its next
   * operation only, and may be in the middle of one.
   * @defaultValue false
   */
  readonly takeOver?: boolean | undefined;
}

/** A role that was taken. */
export interface Claim {
  /** Number of the handle. */
  readonly number: number;
  /** Whether another handle had it, and may have left something unfinished. */
  readonly wasHeld: boolean;
}

/**
 * Takes the role in word `role` of `words`; word `claims` counts.
 * @throws {SharedRoleError} if another handle has it, and the options do not say to take it over.
 * @throws {InvalidArgumentError} for unknown options.
 */
export function claimRole(
  words: Int32Array,
  { role, claims, name }: { role: number; claims: number; name: string },
  options: SharedRoleOptions | undefined,
): Claim {
  const { takeOver = false } = checkedOptions(options, ['takeOver']);
  const holder = Atomics.load(words, role);
  const number = Atomics.add(words, claims, 1) + 1;
  const isFree = holder === 0 || takeOver === true;
  if (!isFree || Atomics.compareExchange(words, role, holder, number) !== holder) {
    throw new SharedRoleError(
      `${name}: expected to be the only one, got another (takeOver, if its thread has ended)`,
    );
  }
  return { number, wasHeld: holder !== 0 };
}

/** Gives a role back, unless somebody has taken it over. */
export function releaseRole(words: Int32Array, role: number, number: number): void {
  Atomics.compareExchange(words, role, number, 0);
}

/** Number of a handle that was disposed: no role ever has it. */
export const NO_CLAIM = -1;

/** The error of a handle that has not its role any more. */
export function roleLost(name: string, claim: number): DisposedError | SharedRoleError {
  return claim === NO_CLAIM
    ? new DisposedError(`${name}: expected one in use, got a disposed one`)
    : new SharedRoleError(`${name}: expected to be the only one, got taken over by another`);
}
