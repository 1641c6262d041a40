/** What maps that forget what was used longest ago are told, and tell. */
import { InvalidArgumentError, expected } from './errors.js';

/**
 * Why a value leaves: for want of room, because its time was over, because another one took its
 * place, because it was deleted, or because all were.
 */
export type DisposeReason = 'evict' | 'expire' | 'set' | 'delete' | 'clear';

/** The limits, and who hears of what they cost; `Keys` are the arguments that a key is. */
export interface LruOptions<V, Keys extends readonly unknown[]> {
  /** Most entries. @defaultValue no limit; one of the two limits must be given */
  readonly maximumSize?: number | undefined;
  /** Most bytes of values, by `sizeOf`. */
  readonly maximumBytes?: number | undefined;
  /** Bytes of a value: an integer, 0 or more. Needed with `maximumBytes`. */
  readonly sizeOf?: ((value: V, ...key: Keys) => number) | undefined;
  /** Milliseconds after which an entry is gone, counted from when it was put. */
  readonly ttlMs?: number | undefined;
  /** The clock, in milliseconds. @defaultValue `Date.now` */
  readonly now?: (() => number) | undefined;
  /** Hears of each value that has left; it may use the map. */
  readonly onDispose?: ((value: V, reason: DisposeReason, ...key: Keys) => void) | undefined;
}

const OPTION_NAMES = ['maximumSize', 'maximumBytes', 'sizeOf', 'ttlMs', 'now', 'onDispose'];

/** @throws {InvalidArgumentError} if an option is unknown or malformed, or there is no limit */
export function assertLruOptions(options: LruOptions<never, never>): void {
  const unknown = Object.keys(options).find((name) => !OPTION_NAMES.includes(name));
  if (unknown !== undefined) refuse('options', OPTION_NAMES.join(', '), unknown);
  const { maximumSize, maximumBytes, ttlMs, sizeOf } = options;
  if (maximumSize === undefined && maximumBytes === undefined) {
    refuse('options', 'maximumSize or maximumBytes', undefined);
  }
  assertLimit('maximumSize', maximumSize, 1);
  assertLimit('maximumBytes', maximumBytes, 0);
  assertLimit('ttlMs', ttlMs, 1);
  for (const name of ['sizeOf', 'now', 'onDispose'] as const) {
    const value = options[name] as unknown;
    if (value !== undefined && typeof value !== 'function') refuse(name, 'a function', value);
  }
  if (maximumBytes !== undefined && sizeOf === undefined) refuse('sizeOf', 'a function', sizeOf);
}

/** @throws {InvalidArgumentError} unless `byteLength` is an integer, 0 or more */
export function checkedSize(byteLength: number): number {
  if (Number.isSafeInteger(byteLength) && byteLength >= 0) return byteLength;
  return refuse('sizeOf', 'a function that returns integers, 0 or more', byteLength);
}

function assertLimit(name: string, value: number | undefined, minimum: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= minimum)) return;
  refuse(name, `an integer from ${minimum} to 2^53 - 1`, value);
}

function refuse(name: string, noun: string, value: unknown): never {
  throw new InvalidArgumentError(expected(name, noun, value));
}
