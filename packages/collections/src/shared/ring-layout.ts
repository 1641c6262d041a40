/**
 * How a ring lies in its buffer, in words of 32 bits:
 *
 *      0  TAIL       records put in so far          written by the producer alone
 *     16  HEAD       records taken out so far       written by the consumer alone
 *     32  who puts in, who takes out, claims so far, whether it is closed, who sleeps
 *     48  [record][record] …                        2^bits of them
 *
 * Each lies in cache lines of its own. The counts run on beyond 2^32: only their difference and
 * their lowest bits are used. A record is written before TAIL says so, and read before HEAD does:
 * whoever ends in between has not put it in, or not taken it out.
 *
 * Who is about to sleep says so first and looks once more then; who has put in or taken out looks
 * for that afterwards. All four are sequentially consistent, so that one sees the other.
 *
 * Source: Lamport 1983, "Specifying concurrent program modules"; the counts that each side keeps of
 * the other are those of Lee et al. 2009, "A lock-free, cache-efficient shared ring buffer".
 */
import { CapacityError, InvalidArgumentError, expected } from '../errors.js';
import { checkedOptions, checkedToken, createSharedBuffer } from './shared-memory.js';
import type { SharedToken } from './shared-memory.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

/** Words of the header. Hot code has the same numbers in its own file. */
export const TAIL = 0;
export const HEAD = 16;
export const PRODUCER = 32;
export const CONSUMER = 33;
export const CLAIMS = 34;
export const CLOSED = 35;
export const PRODUCER_SLEEPS = 36;
export const CONSUMER_SLEEPS = 37;
export const RECORDS = 48;

const FORMAT = 'sandy-shared-ring-1';
const MAXIMUM_WORDS = 2 ** 28;
const DEFAULT_CAPACITY = 1024;

/** What a thread needs to attach to a ring. Nothing in it is to be changed. */
export interface SharedRingToken extends SharedToken {
  /** Records that fit, a power of two. */
  readonly capacity: number;
  /** Words of a record. */
  readonly recordLength: number;
}

/** Options of a ring. */
export interface SharedRingOptions {
  /** Records that fit at least, rounded up to a power of two: 1 and more. @defaultValue 1024 */
  readonly capacity?: number | undefined;
  /** Int32s of a record, 1 to 65,536. @defaultValue 1 */
  readonly recordLength?: number | undefined;
}

/** @throws as the constructor of `SharedRingQueue`. */
export function createRingToken(options: SharedRingOptions | null | undefined): SharedRingToken {
  const given = checkedOptions(options, ['capacity', 'recordLength']);
  const { capacity = DEFAULT_CAPACITY, recordLength = 1 } = given;
  if (!Number.isInteger(recordLength) || recordLength < 1 || recordLength > 65_536) {
    const wanted = 'an integer from 1 to 65,536';
    throw new InvalidArgumentError(expected('recordLength', wanted, recordLength));
  }
  const largest = 2 ** Math.floor(Math.log2(MAXIMUM_WORDS / recordLength));
  if (!Number.isInteger(capacity) || capacity < 1 || capacity > largest) {
    throw new CapacityError(expected('capacity', `an integer from 1 to ${largest}`, capacity));
  }
  const rounded = 2 ** Math.ceil(Math.log2(capacity));
  const bytes = (RECORDS + rounded * recordLength) * 4;
  return {
    format: FORMAT,
    buffer: createSharedBuffer(bytes, bytes),
    capacity: rounded,
    recordLength,
  };
}

/** The words of a ring. @throws {InvalidArgumentError} if `token` is none of one. */
export function ringWords(token: SharedRingToken): Int32Array {
  const { buffer, capacity, recordLength } = checkedToken(token, FORMAT);
  const length = RECORDS + capacity * recordLength;
  if (buffer.byteLength === length * 4) return new Int32Array(buffer, 0, length);
  throw new InvalidArgumentError(expected('token', 'one that nobody has changed', capacity));
}

/**
 * Sleeps as long as `words[at]` is 1, at most `timeoutMs`; it was made 1 before the last look.
 * @throws {InvalidArgumentError} in a thread that may not sleep.
 */
export function sleep(words: Int32Array, at: number, timeoutMs: number): void {
  try {
    Atomics.wait(words, at, 1, timeoutMs);
  } catch (cause) {
    throw new InvalidArgumentError('thread: expected one that may sleep, got one that may not', {
      cause,
    });
  }
}

interface AsyncAtomics {
  waitAsync?(
    words: Int32Array,
    at: number,
    value: number,
    timeoutMs: number,
  ): { value: Promise<string> | string };
}

/** As `sleep`, but the thread goes on. @throws {InvalidArgumentError} if the runtime cannot. */
export async function sleepAsync(words: Int32Array, at: number, timeoutMs: number): Promise<void> {
  const { waitAsync } = Atomics as unknown as AsyncAtomics;
  if (waitAsync === undefined) {
    throw new InvalidArgumentError(expected('runtime', 'one with Atomics.waitAsync', undefined));
  }
  await waitAsync(words, at, 1, timeoutMs).value;
}

/** Wakes whoever sleeps at `at`. */
export function wake(words: Int32Array, at: number): void {
  Atomics.store(words, at, 0);
  Atomics.notify(words, at);
}

/** The moment at which a wait of `timeoutMs` ends. @throws {InvalidArgumentError} if it is none. */
export function deadlineOf(timeoutMs: number): number {
  if (typeof timeoutMs === 'number' && timeoutMs >= 0) return Date.now() + timeoutMs;
  throw new InvalidArgumentError(expected('timeoutMs', 'a number from 0 on', timeoutMs));
}

/**
 * Checks a part of a caller's array.
 * @returns the records that fit it
 * @throws {InvalidArgumentError} unless 0 ≤ `start` ≤ `end` ≤ its length
 */
export function recordsIn(
  array: ArrayLike<number>,
  { start, end, recordLength }: { start: number; end: number; recordLength: number },
): number {
  const isPart = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end;
  if (isPart && end <= array.length) return Math.floor((end - start) / recordLength);
  const wanted = `a part of 0 to ${array.length}`;
  throw new InvalidArgumentError(expected('start, end', wanted, `${start}, ${end}`));
}
