import { InvalidArgumentError, expected } from '../errors.js';
import { claimRole, NO_CLAIM, releaseRole, roleLost } from './roles.js';
import type { SharedRoleOptions } from './roles.js';
import {
  CLAIMS,
  CLOSED,
  deadlineOf,
  recordsIn,
  ringWords,
  sleep,
  sleepAsync,
  wake,
} from './ring-layout.js';
import type { SharedRingToken } from './ring-layout.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

// Words of the header that are needed often: here, since V8 does not fold what is imported.
const TAIL = 0;
const HEAD = 16;
const CONSUMER = 33;
const PRODUCER_SLEEPS = 36;
const CONSUMER_SLEEPS = 37;
const RECORDS = 48;

const NAME = 'SharedRingConsumer';

/** Looks before a thread sleeps, some µs: falling asleep and being woken takes longer. */
const LOOKS = 1_000;

/**
 * The end of a {@link SharedRingQueue} that takes out; one at a time.
 *
 * A consumer whose thread ends leaves in the queue what no `poll` had returned: the next one goes
 * on there. A record that was being returned at that moment may be among it.
 */
export class SharedRingConsumer {
  readonly #words: Int32Array;
  readonly #token: SharedRingToken;
  readonly #mask: number;
  readonly #claim: number;
  #head: number;
  #tail: number; // as it was when it was looked at
  #isDisposed = false;

  private constructor(token: SharedRingToken, options: SharedRoleOptions | undefined) {
    this.#words = ringWords(token);
    this.#token = token;
    this.#mask = token.capacity - 1;
    const role = { role: CONSUMER, claims: CLAIMS, name: NAME };
    this.#claim = claimRole(this.#words, role, options).number;
    this.#head = Atomics.load(this.#words, HEAD);
    this.#tail = Atomics.load(this.#words, TAIL);
  }

  /**
   * Becomes the consumer of a queue.
   * @throws {SharedRoleError} if it has one, and `takeOver` is not set.
   * @throws {InvalidArgumentError} if `token` is none of a queue, or an option is unknown.
   */
  static attach(token: SharedRingToken, options?: SharedRoleOptions): SharedRingConsumer {
    return new SharedRingConsumer(token, options);
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#isDisposed;
  }

  /** Records that can be taken out: there may be more the next moment. @throws as {@link poll}. */
  available(): number {
    this.#open();
    this.#tail = Atomics.load(this.#words, TAIL);
    return (this.#tail - this.#head) | 0;
  }

  /** Whether the producer has closed the queue and all is taken out. @throws as {@link poll}. */
  ended(): boolean {
    // In this order: what was put in before it was closed is seen then.
    const isClosed = Atomics.load(this.#words, CLOSED) !== 0;
    return this.available() === 0 && isClosed;
  }

  /**
   * Takes one int32 out, where records have one.
   * @returns undefined if the queue is empty.
   * @throws {InvalidArgumentError} if records are longer.
   * @throws {SharedRoleError} if another consumer has taken over. @throws {DisposedError} after
   * `dispose`.
   */
  poll(): number | undefined {
    const words = this.#open();
    const mask = this.#mask;
    if (words.length !== RECORDS + mask + 1) throw this.#longer();
    const head = this.#head;
    if (head === this.#tail) {
      this.#tail = Atomics.load(words, TAIL);
      if (head === this.#tail) return undefined;
    }
    const value = words[RECORDS + (head & mask)]!;
    this.#publish(words, head + 1);
    return value;
  }

  /**
   * Takes records out and puts them into `target`, one behind the other, from `start` to `end`: as
   * many as there are and as fit.
   * @returns their number
   * @throws {InvalidArgumentError} if `start` and `end` are no part of `target`. @throws as
   * {@link poll}.
   */
  pollInto(
    target: { readonly length: number; [index: number]: number },
    start = 0,
    end = target.length,
  ): number {
    const words = this.#open();
    const { recordLength, capacity } = this.#token;
    const count = Math.min(recordsIn(target, { start, end, recordLength }), this.available());
    const last = start + count * recordLength;
    const size = capacity * recordLength;
    let at = (this.#head & this.#mask) * recordLength;
    for (let i = start; i < last; i++) {
      target[i] = words[RECORDS + at]!;
      if (++at === size) at = 0;
    }
    if (count > 0) this.#publish(words, this.#head + count);
    return count;
  }

  /**
   * Sleeps until there is a record. Never needed: `poll` tells when there is none.
   * @param timeoutMs in milliseconds
   * @returns false if there is none by then, or none will come.
   * @throws {InvalidArgumentError} in a thread that may not sleep, as that of a page. @throws as
   * {@link poll}.
   */
  waitForRecords(timeoutMs = Infinity): boolean {
    const deadline = deadlineOf(timeoutMs);
    for (let look = 0; look < LOOKS; look++) if (this.available() > 0) return true;
    for (;;) {
      if (this.#recordsOrSleepy()) return this.available() > 0;
      const restMs = deadline - Date.now();
      if (restMs <= 0) return false;
      sleep(this.#words, CONSUMER_SLEEPS, restMs);
    }
  }

  /**
   * As {@link waitForRecords}, but the thread goes on; it is not kept alive by it.
   * @throws {InvalidArgumentError} if the runtime has no `Atomics.waitAsync`.
   */
  async waitForRecordsAsync(timeoutMs = Infinity): Promise<boolean> {
    for (const deadline = deadlineOf(timeoutMs); ;) {
      if (this.#recordsOrSleepy()) return this.available() > 0;
      const restMs = deadline - Date.now();
      if (restMs <= 0) return false;
      await sleepAsync(this.#words, CONSUMER_SLEEPS, restMs);
    }
  }

  /** Ends this handle, so that another may take out. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    releaseRole(this.#words, CONSUMER, this.#claim);
  }

  /** Whether there is a record or none will come; if not, whoever puts one in will wake. */
  #recordsOrSleepy(): boolean {
    if (this.available() > 0) return true;
    Atomics.store(this.#words, CONSUMER_SLEEPS, 1);
    return this.ended() || this.available() > 0;
  }

  #publish(words: Int32Array, head: number): void {
    this.#head = head | 0;
    Atomics.store(words, HEAD, this.#head);
    if (Atomics.load(words, PRODUCER_SLEEPS) !== 0) wake(words, PRODUCER_SLEEPS);
  }

  /** The words. @throws unless this handle may take out. */
  #open(): Int32Array {
    const words = this.#words;
    if (words[CONSUMER] !== this.#claim || this.#isDisposed) {
      throw roleLost(NAME, this.#isDisposed ? NO_CLAIM : this.#claim);
    }
    return words;
  }

  #longer(): InvalidArgumentError {
    const wanted = 'records of 1 int32 (of longer ones: pollInto)';
    return new InvalidArgumentError(expected('queue', wanted, this.#token.recordLength));
  }
}
