// Written by `npm run codegen` from packages/collections/templates/array-fifo-queue.ts.template:
// change that file and run the command again.
import {
  allocated,
  arrayOf,
  arrayOptionsOf,
  checkedCount,
  grownCapacity,
  hasElements,
  invalidIndex,
} from '../array-storage.js';
import type { ArrayOptions } from '../array-storage.js';
import { DisposedError } from '../errors.js';
import { internals } from '../internals.js';
import type { ListInternals } from '../list-validity.js';

/** V8 makes a dictionary of an array of 2^25 elements, which takes 20 s to fill. */
const MAXIMUM_LENGTH = 31 * 2 ** 20;

/** Stands for the storage of a queue that has none; never written. */
const NO_ITEMS: never[] = [];

/** Stands for that of a disposed queue: as with all of length 0, methods go to `#reopen`. */
const DISPOSED_ITEMS: never[] = [];

/**
 * Queue of any values in a ring,
 * open at both ends: fastutil's `ObjectArrayFIFOQueue`.
 *
 * Layout: the elements lie from `head` on and go on at the beginning of the array, which holds any
 * number of places:
 *
 *     items   [last][free] …  [first][second] …
 *
 * Cost: 8 B a place; after growth at most a third of them is free, after `trim` none. Nothing
 * is allocated per element. All operations take O(1), over many also those that grow it, which keep
 * the order. It never shrinks by itself.
 *
 * It holds no reference to what left it. Values lie in a JavaScript array; a region holds none, so
 * that an option of that name is taken and has no effect.
 * Source: Knuth, TAOCP vol. 1, 2.2.2; the names are fastutil's.
 */
export class ObjectArrayFIFOQueue<V> {
  #items: (V | undefined)[] = NO_ITEMS;
  #head = 0;
  #size = 0;
  #capacity = 0; // also while the view has length 0, since the region's memory moved

  /**
   * @param values What it holds at first, the first to leave first. Options may stand in their
   * place.
   * @throws {CapacityError} if `capacity` is no count, or beyond what a queue holds.
   * @throws {InvalidArgumentError} if an option is unknown.
   */
  constructor(values?: Iterable<V> | ArrayOptions | null, options?: ArrayOptions) {
    const { capacity = 0 } = arrayOptionsOf(values, options);
    this.ensureCapacity(capacity);
    if (!hasElements(values)) return;
    try {
      const array = arrayOf(values as Iterable<V>);
      this.ensureCapacity(array.length);
      for (let i = 0; i < array.length; i++) this.enqueue(array[i]!);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /**
   * The same as `new`, for code that is handed a class:
   * `mod.create(ObjectArrayFIFOQueue, options)`.
   */
  static create<V>(options?: ArrayOptions): ObjectArrayFIFOQueue<V> {
    return new ObjectArrayFIFOQueue<V>(options);
  }

  /** Elements held; 0 after `dispose`. */
  get size(): number {
    return this.#size;
  }

  /** Elements that fit before the queue grows; 0 after `dispose`. */
  get capacity(): number {
    return this.#capacity;
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#items === DISPOSED_ITEMS;
  }

  /** Bytes of the storage. A pointer counts as 8 B; what the values take does not. */
  bytes(): number {
    return this.#capacity * 8;
  }

  /**
   * Puts a value behind the last.
   * @throws {CapacityError} if it would have to grow beyond what a queue holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through; then, as
   * with every other error, nothing has changed.
   */
  enqueue(value: V): void {
    let items = this.#items;
    if (this.#size >= items.length) items = this.#makeRoom();
    const place = this.#placeOf(this.#size);
    items[place] = value;
    this.#size++;
  }

  /** Puts a value in front of the first. @throws as `enqueue`. */
  enqueueFirst(value: V): void {
    let items = this.#items;
    if (this.#size >= items.length) items = this.#makeRoom();
    const place = (this.#head === 0 ? this.#capacity : this.#head) - 1;
    items[place] = value;
    this.#head = place;
    this.#size++;
  }

  /**
   * Takes the first element out. @returns it, or undefined if there is none.
   * @throws {DisposedError} after `dispose`.
   */
  dequeue(): V | undefined {
    const items = this.#open();
    if (this.#size === 0) return undefined;
    const place = this.#head;
    const value = items[place] as V;
    items[place] = undefined;
    this.#head = place + 1 === this.#capacity ? 0 : place + 1;
    this.#size--;
    return value;
  }

  /**
   * Takes the last element out. @returns it, or undefined if there is none.
   * @throws {DisposedError} after `dispose`.
   */
  dequeueLast(): V | undefined {
    const items = this.#open();
    if (this.#size === 0) return undefined;
    const place = this.#placeOf(--this.#size);
    const value = items[place] as V;
    items[place] = undefined;
    return value;
  }

  /** The first element, or undefined. @throws {DisposedError} after `dispose`. */
  first(): V | undefined {
    return this.at(0);
  }

  /** The last element, or undefined. @throws {DisposedError} after `dispose`. */
  last(): V | undefined {
    return this.at(-1);
  }

  /**
   * The element that has `index` others in front of it, counted from the end if negative, or
   * undefined if there is none.
   * @throws {InvalidArgumentError} if it is no integer. @throws {DisposedError} after `dispose`.
   */
  at(index: number): V | undefined {
    const items = this.#open();
    if ((index | 0) !== index) throw invalidIndex(index, this.#size);
    const position = index < 0 ? index + this.#size : index;
    if (position < 0 || position >= this.#size) return undefined;
    const place = this.#placeOf(position);
    return items[place] as V;
  }

  /** The elements in an array, the first first. */
  toArray(): V[] {
    const array: V[] = [];
    for (const value of this) array.push(value);
    return array;
  }

  /**
   * Calls `callback` with each element and the number of those in front of it. It goes by
   * positions, as arrays do, if the queue is changed meanwhile; what is put behind the end is not
   * visited. @throws {DisposedError} after `dispose`, in the middle too.
   */
  forEach(callback: (value: V, index: number) => void): void {
    const size = this.#size;
    for (let i = 0; i < size && i < this.#size; i++) {
      const items = this.#open();
      const place = this.#placeOf(i);
      callback(items[place] as V, i);
    }
    this.#open();
  }

  /**
   * The elements, the first first. It goes by positions, as arrays do, if the queue is changed
   * meanwhile. @throws {DisposedError} at the next step after `dispose`.
   */
  values(): IterableIterator<V> {
    return new ObjectArrayFIFOQueueIterator(this);
  }

  /** The same as `values`: `for (const value of queue)`. */
  [Symbol.iterator](): IterableIterator<V> {
    return this.values();
  }

  /** Takes all elements out and keeps the storage. @throws {DisposedError} after `dispose`. */
  clear(): void {
    this.#open().fill(undefined);
    this.#head = 0;
    this.#size = 0;
  }

  /**
   * Grows so that `count` elements fit without growing again.
   * @throws {CapacityError} if that is no count, or beyond what a queue holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through.
   */
  ensureCapacity(count: number): void {
    this.#open();
    checkedCount(count, MAXIMUM_LENGTH);
    while (this.#capacity < count) this.#resize(count);
  }

  /**
   * Shrinks the storage to what the elements take. @returns bytes given back.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through.
   */
  trim(): number {
    this.#open();
    const before = this.bytes();
    if (this.#size < this.#capacity) this.#resize(this.#size);
    return Math.max(before - this.bytes(), 0);
  }

  /**
   * Gives the storage back. Every later use but `dispose`, `disposed`, `size`, `capacity` and
   * `bytes` throws.
   */
  dispose(): void {
    this.#items = DISPOSED_ITEMS;
    this.#size = 0;
    this.#capacity = 0;
    this.#head = 0;
  }

  get [Symbol.toStringTag](): string {
    return 'ObjectArrayFIFOQueue';
  }

  /** @internal What `assertValidList` sees. */
  [internals](): ListInternals {
    return [this.#open(), 1, this.#size, this.#capacity, this.#head, 0];
  }

  /** Place of the element, or of the hole behind the last, with `index` elements in front. */
  #placeOf(index: number): number {
    const place = this.#head + index;
    return place < this.#capacity ? place : place - this.#capacity;
  }

  /** The items, that hold. @throws {DisposedError} after `dispose`. */
  #open(): (V | undefined)[] {
    const items = this.#items;
    return items.length === 0 ? this.#reopen() : items;
  }

  /** Called when there are no items: none yet, or disposed. */
  #reopen(): (V | undefined)[] {
    if (this.disposed) {
      throw new DisposedError('ObjectArrayFIFOQueue: expected one in use, got a disposed one');
    }
    return this.#items;
  }

  /** The items, with room for one more. */
  #makeRoom(): (V | undefined)[] {
    for (;;) {
      const items = this.#open();
      const size = this.#size + 1;
      if (size <= this.#capacity) return items;
      this.#resize(grownCapacity(this.#capacity, size, MAXIMUM_LENGTH));
    }
  }

  /** Moves the elements to a storage of `capacity`. */
  #resize(capacity: number): void {
    const old = this.#items;
    const items = capacity === 0 ? NO_ITEMS : emptyItems<V>(capacity);
    const straight = Math.min(this.#size, this.#capacity - this.#head); // up to the array's end
    for (let i = 0, place = this.#head; i < straight; i++, place++) items[i] = old[place];
    for (let i = straight, place = 0; i < this.#size; i++, place++) items[i] = old[place];
    this.#items = items;
    this.#head = 0;
    this.#capacity = capacity;
  }
}

/** No generator: V8 compiles a loop over this one to that of an array. */
class ObjectArrayFIFOQueueIterator<V> implements IterableIterator<V> {
  readonly #queue: ObjectArrayFIFOQueue<V>;
  #index = 0;

  constructor(queue: ObjectArrayFIFOQueue<V>) {
    this.#queue = queue;
  }

  next(): IteratorResult<V, undefined> {
    const queue = this.#queue;
    const value = queue.at(this.#index);
    const done = this.#index >= queue.size;
    this.#index = done ? MAXIMUM_LENGTH : this.#index + 1; // an end stays one
    // One object for both cases, or V8 would allocate it.
    return { value, done } as IteratorResult<V, undefined>;
  }

  [Symbol.iterator](): this {
    return this;
  }
}

/** Free places: holes, of which none is read, in an array that takes any value from the start. */
function emptyItems<V>(capacity: number): (V | undefined)[] {
  const items = allocated(capacity * 8, () => new Array<V | undefined>(capacity));
  items[0] = undefined;
  return items;
}
