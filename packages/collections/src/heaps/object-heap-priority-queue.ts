import { DisposedError, InvalidArgumentError, InvariantError, expected } from '../errors.js';
import { internals } from '../internals.js';

/**
 * Priority queue of values of any kind, least first by a comparator: fastutil's class of that name.
 *
 * Layout: a binary heap in an array; the parent of place `i` is `i - 1 >> 1`. Each operation looks
 * for the place before it moves anything, so a comparator that throws, or changes the queue, finds
 * it whole.
 *
 * Cost: one reference a value. `enqueue` takes O(1) comparisons for random values and log2 n at
 * most; `dequeue` about log2 n + 2, as the hole at the root first sinks to a leaf; `first` O(1).
 * Which of equal values comes first is not defined.
 * Source: Knuth, TAOCP vol. 3, 5.2.3, exercise 18 (Floyd's hole); fastutil.
 */
export class ObjectHeapPriorityQueue<T> {
  #heap: T[] = [];
  #changes = 0; // to notice a comparator that changes the queue
  #disposed = false;
  readonly #compare: (a: T, b: T) => number;

  /**
   * @param compare as for `Array.prototype.sort`: below 0 if `a` comes before `b`
   * @param values what it holds at first
   * @throws {InvalidArgumentError} if `compare` is no function. What it throws passes through.
   */
  constructor(compare: (a: T, b: T) => number, values?: Iterable<T> | null) {
    if (typeof compare !== 'function') {
      throw new InvalidArgumentError(expected('compare', 'a function', compare));
    }
    this.#compare = compare;
    for (const value of values ?? []) this.enqueue(value);
  }

  /** The same as `new`, for code that is handed a class: `mod.create(Class, options)`. */
  static create<T>(options: {
    /** As for `Array.prototype.sort`. */
    readonly compare: (a: T, b: T) => number;
  }): ObjectHeapPriorityQueue<T> {
    return new ObjectHeapPriorityQueue(options.compare);
  }

  /** Values in the queue; 0 after `dispose`. */
  get size(): number {
    return this.#heap.length;
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#disposed;
  }

  /** The comparator. */
  get compare(): (a: T, b: T) => number {
    return this.#compare;
  }

  /** Whether it holds none. */
  isEmpty(): boolean {
    return this.#heap.length === 0;
  }

  /**
   * Puts `value` in.
   * @throws {InvalidArgumentError} if the comparator changes the queue. What it throws passes
   * through. In both cases `value` is not put in.
   * @throws {DisposedError} after `dispose`.
   */
  enqueue(value: T): void {
    const heap = this.#open();
    const compare = this.#compare;
    const changes = this.#changes;
    const { length } = heap;
    let at = length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!(compare(value, heap[parent]!) < 0)) break;
      at = parent;
    }
    this.#assertUnchanged(changes);
    this.#changes++;
    heap.push(value);
    for (let hole = length; hole > at;) {
      const parent = (hole - 1) >> 1;
      heap[hole] = heap[parent]!;
      hole = parent;
    }
    heap[at] = value;
  }

  /**
   * Takes the least out. @returns it, or undefined if there is none.
   * @throws as {@link enqueue}; nothing is taken out then.
   */
  dequeue(): T | undefined {
    const heap = this.#open();
    const last = heap.length - 1;
    if (last < 0) return undefined;
    const least = heap[0]!;
    const value = heap[last]!;
    const at = this.#sunkPlace(value, last);
    this.#changes++;
    heap.pop();
    if (last > 0) this.#sink(value, at);
    return least;
  }

  /** The least; undefined if there is none. @throws {DisposedError} after `dispose`. */
  first(): T | undefined {
    return this.#open()[0];
  }

  /** Moves the first to where it belongs after it became greater. @throws as {@link enqueue}. */
  changed(): void {
    const heap = this.#open();
    if (heap.length === 0) return;
    const at = this.#sunkPlace(heap[0]!, heap.length);
    this.#changes++;
    this.#sink(heap[0]!, at);
  }

  /** Takes all out. @throws {DisposedError} after `dispose`. */
  clear(): void {
    this.#open();
    this.#heap = [];
    this.#changes++;
  }

  /** A copy of the values, in no particular order. @throws {DisposedError} after `dispose`. */
  toArray(): T[] {
    return this.#open().slice();
  }

  /** Walks a copy of the values, in no particular order: the queue may be changed meanwhile. */
  [Symbol.iterator](): IterableIterator<T> {
    return this.toArray()[Symbol.iterator]();
  }

  get [Symbol.toStringTag](): string {
    return 'ObjectHeapPriorityQueue';
  }

  /** Lets the values go. Every later use but `disposed` and `size` throws. */
  dispose(): void {
    this.#heap = [];
    this.#disposed = true;
    this.#changes++;
  }

  /** @internal What `assertValidObjectHeapPriorityQueue` sees. */
  [internals](): readonly T[] {
    return this.#open();
  }

  /** Where `value` belongs in a heap of `size` whose root is free. Moves nothing. */
  #sunkPlace(value: T, size: number): number {
    const heap = this.#heap;
    const compare = this.#compare;
    const changes = this.#changes;
    let at = 0;
    for (;;) {
      const right = at * 2 + 2;
      if (right > size) break;
      const isLeft = right === size || !(compare(heap[right]!, heap[right - 1]!) < 0);
      at = isLeft ? right - 1 : right;
    }
    while (at > 0 && compare(value, heap[at]!) < 0) at = (at - 1) >> 1;
    this.#assertUnchanged(changes);
    return at;
  }

  /** Puts `value` in at place `at` and all from there to the root one place up; the root goes. */
  #sink(value: T, at: number): void {
    const heap = this.#heap;
    let carried = value;
    for (let place = at; ; place = (place - 1) >> 1) {
      const above = heap[place]!;
      heap[place] = carried;
      if (place === 0) return;
      carried = above;
    }
  }

  #open(): T[] {
    if (!this.#disposed) return this.#heap;
    throw new DisposedError('ObjectHeapPriorityQueue: expected one in use, got a disposed one');
  }

  #assertUnchanged(changes: number): void {
    if (this.#changes === changes) return;
    this.#open();
    throw new InvalidArgumentError(
      'compare: expected a function that leaves the queue alone, got one that changes it',
    );
  }
}

/**
 * Checks the promises of a queue's layout. For tests; values must not have changed unannounced.
 * @throws {InvariantError} naming the first that is broken.
 * @throws {DisposedError} after `dispose`.
 */
export function assertValidObjectHeapPriorityQueue<T>(queue: ObjectHeapPriorityQueue<T>): void {
  const heap = queue[internals]();
  for (let i = 1; i < heap.length; i++) {
    if (queue.compare(heap[i]!, heap[(i - 1) >> 1]!) < 0) {
      throw new InvariantError(`ObjectHeapPriorityQueue: expected no less than its parent at ${i}`);
    }
  }
}
