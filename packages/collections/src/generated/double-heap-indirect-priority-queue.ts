// Written by `npm run codegen` from packages/collections/templates/indirect-heap.ts.template:
// change that file and run the command again.
/**
 * The template of indirect priority queues: `npm run codegen` makes the classes under
 * `src/generated/` of it, by the directives and macros that `tools/codegen/generate.mjs` describes
 * and `tools/codegen/heaps.mjs` fills in.
 */
import { InvalidArgumentError, InvalidKeyError, InvariantError, expected } from '../errors.js';
import { internals } from '../internals.js';
import type { CollectionRegion } from '../options.js';
import { WordBlock, blockOptionsOf, checkedCapacity } from '../word-block.js';

const MAXIMUM_UNIVERSE = 2 ** 26;

/** Options of the queue. */
export interface DoubleHeapIndirectPriorityQueueOptions {
  /** Holds the integers of the queue. @defaultValue a typed array of its own */
  readonly region?: CollectionRegion | undefined;
}

/**
 * Priority queue of indices into an array of doubles, their priorities, least first. A priority
 * that was changed is made known by `changed`, as searches such as A* need. fastutil's class of
 * that name.
 *
 * Layout: one Int32Array of two halves, each as long as the array of priorities:
 *
 *     heap     [index][index] …  │ rest     4 children a node: the parent of place i is i - 1 >> 2
 *     places   where `index` is in heap, if that place is below `size` and holds `index`
 *
 * so neither half is ever cleared.
 *
 * Cost: 8 B an element of the array of priorities, taken at once. `enqueue`, `dequeue`, `remove`
 * and `changed` take O(log n), `contains`, `first` and `clear` O(1). Which of equal priorities
 * comes first is not defined.
 * Source: fastutil; Knuth, TAOCP vol. 3, 5.2.3; Briggs, Torczon, 1993 (places never cleared).
 */
export class DoubleHeapIndirectPriorityQueue {
  readonly #block: WordBlock;
  #reference: Float64Array;
  #universe: number;
  #size = 0;

  /**
   * @param reference the priorities, 2^26 at most; it is the caller's, and read in each operation
   * @throws {InvalidArgumentError} if an option is unknown. @throws {CapacityError} if `reference`
   * is longer. What `region.allocate` throws passes through.
   */
  constructor(reference: Float64Array, options?: DoubleHeapIndirectPriorityQueueOptions) {
    const { region } = blockOptionsOf(undefined, options, ['region']);
    this.#universe = checkedCapacity(reference.length, MAXIMUM_UNIVERSE);
    this.#reference = reference;
    this.#block = new WordBlock('DoubleHeapIndirectPriorityQueue', region);
    this.#block.resize(this.#universe * 2);
  }

  /** The same as `new`, for code that is handed a class: `mod.create(Class, options)`. */
  static create(
    options: DoubleHeapIndirectPriorityQueueOptions & { readonly reference: Float64Array },
  ): DoubleHeapIndirectPriorityQueue {
    const { reference, ...rest } = options;
    return new DoubleHeapIndirectPriorityQueue(reference, rest);
  }

  /** Indices in the queue; 0 after `dispose`. */
  get size(): number {
    return this.#size;
  }

  /** Indices are below it; 0 after `dispose`. */
  get capacity(): number {
    return this.#universe;
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#block.disposed;
  }

  /** The priorities. */
  get reference(): Float64Array {
    return this.#reference;
  }

  /** Bytes of the storage. */
  bytes(): number {
    return this.#block.length * 4;
  }

  /** Whether it holds none. */
  isEmpty(): boolean {
    return this.#size === 0;
  }

  /**
   * Whether `index` is in the queue.
   * @throws {InvalidKeyError} unless it is an integer from 0 to the length of the priorities − 1.
   * @throws {DisposedError} after `dispose`.
   */
  contains(index: number): boolean {
    return this.#placeOf(this.#block.open(), index) >= 0;
  }

  /**
   * Puts `index` in.
   * @throws {InvalidArgumentError} if it is there, or its priority is NaN.
   * @throws as {@link contains}.
   */
  enqueue(index: number): void {
    const words = this.#block.open();
    if (this.#placeOf(words, index) >= 0) {
      throw new InvalidArgumentError(expected('index', 'one not in the queue', index));
    }
    this.#checkPriority(index);
    this.#rise(words, this.#size++, index);
  }

  /**
   * Takes the index of the least priority out. @returns it, or undefined if there is none.
   * @throws {DisposedError} after `dispose`.
   */
  dequeue(): number | undefined {
    const words = this.#block.open();
    if (this.#size === 0) return undefined;
    const least = words[0]!;
    const last = words[--this.#size]!;
    if (this.#size > 0) this.#sink(words, 0, last);
    return least;
  }

  /** The index of the least priority; undefined if there is none. */
  first(): number | undefined {
    const words = this.#block.open();
    return this.#size === 0 ? undefined : words[0];
  }

  /**
   * Moves `index` to where its changed priority belongs: to be called after each change.
   * @throws {InvalidArgumentError} if it is not there, or its priority is NaN.
   * @throws as {@link contains}.
   */
  changed(index: number): void {
    const words = this.#block.open();
    const place = this.#placeOf(words, index);
    if (place < 0) {
      throw new InvalidArgumentError(expected('index', 'one in the queue', index));
    }
    this.#checkPriority(index);
    this.#settle(words, place, index);
  }

  /** Orders the queue anew after any priorities have changed. Cost: O(size). */
  allChanged(): void {
    const words = this.#block.open();
    for (let place = this.#size - 1; place >= 0; place--) this.#checkPriority(words[place]!);
    for (let place = (this.#size - 2) >> 2; place >= 0; place--) {
      this.#sink(words, place, words[place]!);
    }
  }

  /**
   * Takes other priorities, as many: those of another search, or the same in memory that has moved.
   * Those in the queue are ordered anew.
   * @throws {InvalidArgumentError} if `reference` has another length, or has NaN for an
   * index in the queue; then nothing has changed.
   */
  rebase(reference: Float64Array): void {
    this.#block.open();
    if (reference.length !== this.#universe) {
      throw new InvalidArgumentError(
        expected('reference', `${this.#universe} priorities`, reference.length),
      );
    }
    const before = this.#reference;
    this.#reference = reference;
    try {
      this.allChanged();
    } catch (error) {
      this.#reference = before;
      throw error;
    }
  }

  /** Takes `index` out. @returns false if it was not there. @throws as {@link contains}. */
  remove(index: number): boolean {
    const words = this.#block.open();
    const place = this.#placeOf(words, index);
    if (place < 0) return false;
    const last = words[--this.#size]!;
    if (last !== index) this.#settle(words, place, last);
    return true;
  }

  /** Takes all out. Cost: O(1). @throws {DisposedError} after `dispose`. */
  clear(): void {
    this.#block.open();
    this.#size = 0;
  }

  /** A copy of the indices, in no particular order. @throws {DisposedError} after `dispose`. */
  toArray(): number[] {
    return Array.from(this.#block.open().subarray(0, this.#size));
  }

  /** Walks a copy of the indices, in no particular order: the queue may be changed meanwhile. */
  [Symbol.iterator](): IterableIterator<number> {
    return this.toArray()[Symbol.iterator]();
  }

  get [Symbol.toStringTag](): string {
    return 'DoubleHeapIndirectPriorityQueue';
  }

  /** Gives the storage back. Every later use but `disposed`, `size` and the like throws. */
  dispose(): void {
    this.#block.dispose();
    this.#size = 0;
    this.#universe = 0;
  }

  /** @internal What `assertValidDoubleHeapIndirectPriorityQueue` sees. */
  [internals](): Int32Array {
    return this.#block.open();
  }

  #placeOf(words: Int32Array, index: number): number {
    const universe = this.#universe;
    if (index >>> 0 !== index || index >= universe) {
      throw new InvalidKeyError(expected('index', `an integer from 0 to ${universe - 1}`, index));
    }
    const place = words[universe + index]!;
    return place < this.#size && words[place] === index ? place : -1;
  }

  #checkPriority(index: number): void {
    const priority = this.#reference[index]!; // undefined if its memory has moved
    if (!(priority <= Infinity)) {
      throw new InvalidArgumentError(expected(`priority of ${index}`, 'a number', priority));
    }
  }

  /** Puts `index` in at `place`, which is free, or above or below it. */
  #settle(words: Int32Array, place: number, index: number): void {
    const parent = words[(place - 1) >> 2]!; // undefined at the root
    const reference = this.#reference;
    if (place > 0 && reference[index]! < reference[parent]!) this.#rise(words, place, index);
    else this.#sink(words, place, index);
  }

  #rise(words: Int32Array, place: number, index: number): void {
    const reference = this.#reference;
    const universe = this.#universe;
    const priority = reference[index]!;
    let at = place;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const above = words[parent]!;
      if (priority >= reference[above]!) break;
      words[at] = above;
      words[universe + above] = at;
      at = parent;
    }
    words[at] = index;
    words[universe + index] = at;
  }

  #sink(words: Int32Array, place: number, index: number): void {
    const reference = this.#reference;
    const universe = this.#universe;
    const size = this.#size;
    const priority = reference[index]!;
    let at = place;
    for (;;) {
      const first = at * 4 + 1;
      if (first >= size) break;
      const end = first + 4 < size ? first + 4 : size;
      let child = first;
      let least = reference[words[first]!]!;
      for (let other = first + 1; other < end; other++) {
        const candidate = reference[words[other]!]!;
        if (candidate < least) {
          child = other;
          least = candidate;
        }
      }
      if (least >= priority) break;
      const below = words[child]!;
      words[at] = below;
      words[universe + below] = at;
      at = child;
    }
    words[at] = index;
    words[universe + index] = at;
  }
}

/**
 * Checks the promises of a queue's layout. For tests; priorities must not have changed unannounced.
 * @throws {InvariantError} naming the first that is broken.
 * @throws {DisposedError} after `dispose`.
 */
export function assertValidDoubleHeapIndirectPriorityQueue(
  queue: DoubleHeapIndirectPriorityQueue,
): void {
  const words = queue[internals]();
  const { capacity, reference, size } = queue;
  if (words.length !== capacity * 2 || size > capacity) {
    throw new InvariantError(
      `DoubleHeapIndirectPriorityQueue: expected at most ${words.length / 2}, got ${size}`,
    );
  }
  for (let i = 0; i < size; i++) {
    const index = words[i]!;
    if (index < 0 || index >= capacity || words[capacity + index] !== i) {
      throw new InvariantError(
        `DoubleHeapIndirectPriorityQueue: expected an index of its own at ${i}, got ${index}`,
      );
    }
    const parent = words[(i - 1) >> 2]!;
    if (i > 0 && reference[parent]! > reference[index]!) {
      throw new InvariantError(
        `DoubleHeapIndirectPriorityQueue: expected no less than its parent at ${i}, got ${index}`,
      );
    }
  }
}
