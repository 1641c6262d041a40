// Written by `npm run codegen` from packages/collections/templates/heap.ts.template:
// change that file and run the command again.
/**
 * The template of priority queues of numbers: `npm run codegen` makes the classes under
 * `src/generated/` of it, by the directives and macros that `tools/codegen/generate.mjs` describes
 * and `tools/codegen/heaps.mjs` fills in.
 */
import { DisposedError, InvalidArgumentError, InvariantError, expected } from '../errors.js';
import { filled } from '../filled.js';
import { internals } from '../internals.js';
import { blockOptionsOf, checkedCapacity, grownCapacity } from '../word-block.js';

const MAXIMUM_SIZE = 2 ** 26;

/** Options of the queue. */
export interface DoubleHeapPriorityQueueOptions {
  /** Numbers that fit before the first growth, an integer. @defaultValue 0 */
  readonly capacity?: number | undefined;
}

/** Stands for the storage of a queue that has none. */
const NONE = new Float64Array(0);

/** Stands for that of a disposed queue. */
const DISPOSED = new Float64Array(0);

/**
 * Priority queue of doubles, least first: fastutil's class of that name.
 *
 * Layout: a heap of 4 children a node in one Float64Array; the parent of place `i` is
 * `i - 1 >> 2`. Four children lie side by side, so a removal touches half as many places as in a
 * binary heap.
 *
 * Cost: 8 B a double, doubled in growing. `enqueue` takes O(1) for random numbers and O(log n)
 * at most, `dequeue` O(log n), `first` O(1). 0 and −0 are equal.
 * For largest first, enqueue `-value` and read it so, too.
 * Source: Knuth, TAOCP vol. 3, 5.2.3; Johnson, Priority queues with update and finding minimum
 * spanning trees, 1975 (more than two children).
 */
export class DoubleHeapPriorityQueue {
  #heap = NONE;
  #size = 0;

  /**
   * @param values What it holds at first. Options may stand in their place.
   * @throws {CapacityError} if `capacity` is no count.
   * @throws {InvalidArgumentError} for an unknown option.
   * @throws as {@link enqueue}.
   */
  constructor(
    values?: Iterable<number> | DoubleHeapPriorityQueueOptions | null,
    options?: DoubleHeapPriorityQueueOptions,
  ) {
    const { capacity = 0 } = blockOptionsOf(values, options, ['capacity']);
    this.ensureCapacity(capacity);
    if (values === undefined || values === null || !(Symbol.iterator in values)) return;
    filled(this, () => {
      for (const value of values) this.enqueue(value);
    });
  }

  /** The same as `new`, for code that is handed a class: `mod.create(Class, options)`. */
  static create(options?: DoubleHeapPriorityQueueOptions): DoubleHeapPriorityQueue {
    return new DoubleHeapPriorityQueue(options);
  }

  /** Numbers in the queue; 0 after `dispose`. */
  get size(): number {
    return this.#size;
  }

  /** Numbers that fit before it grows; 0 after `dispose`. */
  get capacity(): number {
    return this.#heap.length;
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#heap === DISPOSED;
  }

  /** Bytes of the storage. */
  bytes(): number {
    return this.capacity * 8;
  }

  /** Whether it holds none. */
  isEmpty(): boolean {
    return this.#size === 0;
  }

  /**
   * Puts `value` in.
   * @throws {InvalidArgumentError} if it is not a number that is not NaN.
   * @throws {CapacityError} beyond 2^26 of them.
   * @throws {DisposedError} after `dispose`.
   */
  enqueue(value: number): void {
    if (typeof value !== 'number' || !(value <= Infinity)) throw wrongValue(value);
    let heap = this.#open();
    if (this.#size >= heap.length) heap = this.#grown();
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const above = heap[parent]!;
      if (value >= above) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = value;
  }

  /**
   * Takes the least out. @returns it, or undefined if there is none.
   * @throws {DisposedError} after `dispose`.
   */
  dequeue(): number | undefined {
    const heap = this.#open();
    if (this.#size === 0) return undefined;
    const least = heap[0]!;
    const size = --this.#size;
    this.#sink(heap, size, 0, heap[size]!);
    return least;
  }

  /** The least; undefined if there is none. @throws {DisposedError} after `dispose`. */
  first(): number | undefined {
    const heap = this.#open();
    return this.#size === 0 ? undefined : heap[0];
  }

  /** Takes all out and keeps the storage. @throws {DisposedError} after `dispose`. */
  clear(): void {
    this.#open();
    this.#size = 0;
  }

  /** A copy of the numbers, in no particular order. @throws {DisposedError} after `dispose`. */
  toArray(): number[] {
    return Array.from(this.#open().subarray(0, this.#size));
  }

  /** Walks a copy of the numbers, in no particular order: the queue may be changed meanwhile. */
  [Symbol.iterator](): IterableIterator<number> {
    return this.toArray()[Symbol.iterator]();
  }

  get [Symbol.toStringTag](): string {
    return 'DoubleHeapPriorityQueue';
  }

  /**
   * Grows so that `count` numbers fit without growing again.
   * @throws {CapacityError} if that is no integer from 0 to 2^26. @throws as {@link enqueue}.
   */
  ensureCapacity(count: number): void {
    checkedCapacity(count, MAXIMUM_SIZE);
    this.#open();
    while (this.capacity < count) this.#resize(count);
  }

  /** Shrinks to what it holds. @returns bytes given back. @throws as {@link enqueue}. */
  trim(): number {
    this.#open();
    const before = this.bytes();
    if (this.#size < this.capacity) this.#resize(this.#size);
    return Math.max(before - this.bytes(), 0);
  }

  /** Gives the storage back. Every later use but `disposed`, `size` and the like throws. */
  dispose(): void {
    this.#heap = DISPOSED;
    this.#size = 0;
  }

  /** @internal What `assertValidDoubleHeapPriorityQueue` sees. */
  [internals](): Float64Array {
    return this.#open();
  }

  /** Puts `value` in at place `at`, which is free, or below it. */
  #sink(heap: Float64Array, size: number, at: number, value: number): void {
    for (;;) {
      const first = at * 4 + 1;
      if (first >= size) break;
      const end = first + 4 < size ? first + 4 : size;
      let child = first;
      let least = heap[first]!;
      for (let other = first + 1; other < end; other++) {
        const candidate = heap[other]!;
        if (candidate < least) {
          child = other;
          least = candidate;
        }
      }
      if (least >= value) break;
      heap[at] = least;
      at = child;
    }
    heap[at] = value;
  }

  #open(): Float64Array {
    if (this.#heap !== DISPOSED) return this.#heap;
    throw new DisposedError('DoubleHeapPriorityQueue: expected one in use, got a disposed one');
  }

  #grown(): Float64Array {
    while (this.#size >= this.capacity) {
      this.#resize(grownCapacity(this.capacity, this.#size + 1, MAXIMUM_SIZE));
    }
    return this.#open();
  }

  #resize(capacity: number): void {
    const heap = new Float64Array(capacity);
    heap.set(this.#heap.subarray(0, this.#size));
    this.#heap = heap;
  }
}

function wrongValue(value: unknown): InvalidArgumentError {
  return new InvalidArgumentError(expected('value', 'a number that is not NaN', value));
}

/**
 * Checks the promises of a queue's layout. For tests.
 * @throws {InvariantError} naming the first that is broken.
 * @throws {DisposedError} after `dispose`.
 */
export function assertValidDoubleHeapPriorityQueue(queue: DoubleHeapPriorityQueue): void {
  const heap = queue[internals]();
  if (heap.length !== queue.capacity || queue.size > heap.length) {
    throw new InvariantError(
      `DoubleHeapPriorityQueue: expected at most ${heap.length}, got ${queue.size}`,
    );
  }
  for (let i = 1; i < queue.size; i++) {
    if (!(heap[(i - 1) >> 2]! <= heap[i]!)) {
      throw new InvariantError(
        `DoubleHeapPriorityQueue: expected no less than its parent at ${i}, got ${heap[i]}`,
      );
    }
  }
}
