import { InvalidArgumentError, expected } from '../errors.js';
import { invalidInt32 } from '../values.js';
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
const PRODUCER = 32;
const PRODUCER_SLEEPS = 36;
const CONSUMER_SLEEPS = 37;
const RECORDS = 48;

const NAME = 'SharedRingProducer';

/** Looks before a thread sleeps, some µs: falling asleep and being woken takes longer. */
const LOOKS = 1_000;

/**
 * The end of a {@link SharedRingQueue} that puts in; one at a time.
 *
 * A producer whose thread ends has put in what `offer` returned true for, and nothing of what it
 * was about to; the next one goes on there.
 */
export class SharedRingProducer {
  readonly #words: Int32Array;
  readonly #token: SharedRingToken;
  readonly #mask: number;
  readonly #claim: number;
  #tail: number;
  #head: number; // as it was when it was looked at
  #isDisposed = false;

  private constructor(token: SharedRingToken, options: SharedRoleOptions | undefined) {
    this.#words = ringWords(token);
    this.#token = token;
    this.#mask = token.capacity - 1;
    const role = { role: PRODUCER, claims: CLAIMS, name: NAME };
    this.#claim = claimRole(this.#words, role, options).number;
    this.#tail = Atomics.load(this.#words, TAIL);
    this.#head = Atomics.load(this.#words, HEAD);
    Atomics.store(this.#words, CLOSED, 0);
  }

  /**
   * Becomes the producer of a queue, and opens it if it was closed.
   * @throws {SharedRoleError} if it has one, and `takeOver` is not set.
   * @throws {InvalidArgumentError} if `token` is none of a queue, or an option is unknown.
   */
  static attach(token: SharedRingToken, options?: SharedRoleOptions): SharedRingProducer {
    return new SharedRingProducer(token, options);
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#isDisposed;
  }

  /** Records that fit at the moment: there may be more the next. @throws as {@link offer}. */
  room(): number {
    this.#open();
    this.#head = Atomics.load(this.#words, HEAD);
    return this.#token.capacity - ((this.#tail - this.#head) | 0);
  }

  /**
   * Puts one int32 in, where records have one.
   * @returns false if the queue is full.
   * @throws {InvalidArgumentError} if it is not an int32, or records are longer.
   * @throws {SharedRoleError} if another producer has taken over. @throws {DisposedError} after
   * `dispose`.
   */
  offer(value: number): boolean {
    if ((value | 0) !== value) throw invalidInt32(value);
    const words = this.#open();
    const mask = this.#mask;
    if (words.length !== RECORDS + mask + 1) throw this.#longer();
    const tail = this.#tail;
    if (((tail - this.#head) | 0) > mask) {
      this.#head = Atomics.load(words, HEAD);
      if (((tail - this.#head) | 0) > mask) return false;
    }
    words[RECORDS + (tail & mask)] = value;
    this.#publish(words, tail + 1);
    return true;
  }

  /**
   * Puts records in that lie one behind the other in `source`, from `start` to `end`: as many as
   * there are and as fit.
   * @returns their number
   * @throws {InvalidArgumentError} if what would be put in is not all int32, or `start` and `end`
   * are no part of it; then nothing has been put in. @throws as {@link offer}.
   */
  offerFrom(source: ArrayLike<number>, start = 0, end = source.length): number {
    const words = this.#open();
    const { recordLength } = this.#token;
    const given = recordsIn(source, { start, end, recordLength });
    const count = Math.min(given, this.room());
    const last = start + count * recordLength;
    for (let i = start; i < last; i++) {
      if ((source[i]! | 0) !== source[i]) throw invalidInt32(source[i]);
    }
    const size = this.#token.capacity * recordLength;
    let at = (this.#tail & this.#mask) * recordLength;
    for (let i = start; i < last; i++) {
      words[RECORDS + at] = source[i]!;
      if (++at === size) at = 0;
    }
    if (count > 0) this.#publish(words, this.#tail + count);
    return count;
  }

  /**
   * Sleeps until a record fits. Never needed: `offer` tells when it is full.
   * @param timeoutMs in milliseconds
   * @returns false if none fits by then.
   * @throws {InvalidArgumentError} in a thread that may not sleep, as that of a page. @throws as
   * {@link offer}.
   */
  waitForRoom(timeoutMs = Infinity): boolean {
    const deadline = deadlineOf(timeoutMs);
    for (let look = 0; look < LOOKS; look++) if (this.room() > 0) return true;
    for (;;) {
      if (this.#roomOrSleepy()) return true;
      const restMs = deadline - Date.now();
      if (restMs <= 0) return false;
      sleep(this.#words, PRODUCER_SLEEPS, restMs);
    }
  }

  /**
   * As {@link waitForRoom}, but the thread goes on; it is not kept alive by it.
   * @throws {InvalidArgumentError} if the runtime has no `Atomics.waitAsync`.
   */
  async waitForRoomAsync(timeoutMs = Infinity): Promise<boolean> {
    for (const deadline = deadlineOf(timeoutMs); ;) {
      if (this.#roomOrSleepy()) return true;
      const restMs = deadline - Date.now();
      if (restMs <= 0) return false;
      await sleepAsync(this.#words, PRODUCER_SLEEPS, restMs);
    }
  }

  /** Says that nothing more comes, which wakes a consumer that sleeps; and disposes. */
  close(): void {
    const words = this.#open();
    Atomics.store(words, CLOSED, 1);
    wake(words, CONSUMER_SLEEPS);
    this.dispose();
  }

  /** Ends this handle, so that another may put in. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    releaseRole(this.#words, PRODUCER, this.#claim);
  }

  /** Whether a record fits; if not, whoever takes one out will wake. */
  #roomOrSleepy(): boolean {
    if (this.room() > 0) return true;
    Atomics.store(this.#words, PRODUCER_SLEEPS, 1);
    return this.room() > 0;
  }

  #publish(words: Int32Array, tail: number): void {
    this.#tail = tail | 0;
    Atomics.store(words, TAIL, this.#tail);
    if (Atomics.load(words, CONSUMER_SLEEPS) !== 0) wake(words, CONSUMER_SLEEPS);
  }

  /** The words. @throws unless this handle may put in. */
  #open(): Int32Array {
    const words = this.#words;
    if (words[PRODUCER] !== this.#claim || this.#isDisposed) {
      throw roleLost(NAME, this.#isDisposed ? NO_CLAIM : this.#claim);
    }
    return words;
  }

  #longer(): InvalidArgumentError {
    const wanted = 'records of 1 int32 (of longer ones: offerFrom)';
    return new InvalidArgumentError(expected('queue', wanted, this.#token.recordLength));
  }
}
