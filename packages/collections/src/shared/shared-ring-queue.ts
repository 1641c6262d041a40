import { InvariantError } from '../errors.js';
import { HEAD, TAIL, createRingToken, ringWords } from './ring-layout.js';
import type { SharedRingOptions, SharedRingToken } from './ring-layout.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

/**
 * Queue of int32s, or of records of a fixed number of them, from one thread to another: first in,
 * first out, and nobody waits for a lock. This is the queue; a `SharedRingProducer` puts in and a
 * `SharedRingConsumer` takes out, one of each at a time, in any threads.
 *
 * Layout: a ring of `capacity` records in a SharedArrayBuffer, see `src/shared/ring-layout.ts`. It
 * does not grow: where it is full the producer is told so.
 *
 * Cost: 4 bytes a word of a record, 192 B beside them. Putting in and taking out O(1), two atomic
 * operations a call, whether it moves one record or many.
 *
 * @example
 * const queue = new SharedRingQueue({ capacity: 4096 });
 * const worker = new Worker(file, { workerData: queue.token() });
 * const producer = SharedRingProducer.attach(queue.token());
 * producer.offer(42); // there: SharedRingConsumer.attach(workerData).poll() → 42
 */
export class SharedRingQueue {
  readonly #token: SharedRingToken;
  readonly #words: Int32Array;

  /**
   * @throws {CapacityError} if `capacity` is no count or too much, or there is no memory.
   * @throws {InvalidArgumentError} if an option is unknown or out of range, or the runtime has no
   * SharedArrayBuffer.
   */
  constructor(options?: SharedRingOptions | null) {
    this.#token = createRingToken(options);
    this.#words = ringWords(this.#token);
  }

  /** The same as `new`, for code that is handed a class. */
  static create(options?: SharedRingOptions): SharedRingQueue {
    return new SharedRingQueue(options);
  }

  /** What another thread needs to attach: an object for `postMessage` and `workerData`. */
  token(): SharedRingToken {
    return this.#token;
  }

  /** Records in it, as others may change that at any moment. */
  get size(): number {
    return (Atomics.load(this.#words, TAIL) - Atomics.load(this.#words, HEAD)) | 0;
  }

  /** Records that fit. */
  get capacity(): number {
    return this.#token.capacity;
  }

  /** Int32s of a record. */
  get recordLength(): number {
    return this.#token.recordLength;
  }

  /** Bytes of the memory that both threads share. */
  bytes(): number {
    return this.#token.buffer.byteLength;
  }

  get [Symbol.toStringTag](): string {
    return 'SharedRingQueue';
  }
}

/**
 * Checks what the layout promises, while nobody uses the queue. Cost: O(1); for tests.
 * @throws {InvariantError} if it does not hold.
 */
export function assertValidSharedRingQueue(queue: SharedRingQueue): void {
  const { capacity, size } = queue;
  if (size < 0 || size > capacity || (capacity & (capacity - 1)) !== 0) {
    throw new InvariantError(`SharedRingQueue: expected 0 to ${capacity} records, got ${size}`);
  }
}
