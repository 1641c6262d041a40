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
  MAXIMUM_LENGTH,
} from '../array-storage.js';
import type { ArrayOptions } from '../array-storage.js';
import { DisposedError } from '../errors.js';
import { internals } from '../internals.js';
import type { ListInternals } from '../list-validity.js';
import type { CollectionRegion } from '../options.js';
import { invalidInt32 } from '../values.js';

/** Stands for the storage of a queue that has none. */
const NO_ITEMS = new Int32Array(0);

/** Stands for that of a disposed queue: as with all views of length 0, methods go to `#reopen`. */
const DISPOSED_ITEMS = new Int32Array(0);

/**
 * Queue of int32 numbers in a ring,
 * open at both ends: fastutil's `IntArrayFIFOQueue`.
 *
 * Layout: the elements lie from `head` on and go on at the beginning of the array, which holds any
 * number of places:
 *
 *     items   [last][free] …  [first][second] …
 *
 * Cost: 4 B a place; after growth at most a third of them is free, after `trim` none. Nothing
 * is allocated per element. All operations take O(1), over many also those that grow it, which keep
 * the order. It never shrinks by itself.
 *
 * In a region the elements lie there and are charged to it.
 * Source: Knuth, TAOCP vol. 1, 2.2.2; the names are fastutil's.
 */
export class IntArrayFIFOQueue {
  #items: Int32Array = NO_ITEMS;
  #head = 0;
  #size = 0;
  #capacity = 0; // also while the view has length 0, since the region's memory moved
  readonly #region: CollectionRegion | undefined;
  #address = 0; // of the block in the region; meaningless while the capacity is 0

  /**
   * @param values What it holds at first, the first to leave first. Options may stand in their
   * place.
   * @throws {CapacityError} if `capacity` is no count, or beyond what a queue holds.
   * @throws {InvalidArgumentError} if an option is unknown or a value is not an int32.
   * What `region.allocate` throws passes through.
   */
  constructor(values?: Iterable<number> | ArrayOptions | null, options?: ArrayOptions) {
    const { capacity = 0, region } = arrayOptionsOf(values, options);
    this.#region = region;
    this.ensureCapacity(capacity);
    if (!hasElements(values)) return;
    try {
      const array = arrayOf(values as Iterable<number>);
      this.ensureCapacity(array.length);
      for (let i = 0; i < array.length; i++) this.enqueue(array[i]!);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /**
   * The same as `new`, for code that is handed a class:
   * `mod.create(IntArrayFIFOQueue, options)`.
   */
  static create(options?: ArrayOptions): IntArrayFIFOQueue {
    return new IntArrayFIFOQueue(options);
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

  /** Bytes of the storage. */
  bytes(): number {
    return this.#capacity * 4;
  }

  /**
   * Puts a value behind the last.
   * @throws {InvalidArgumentError} if it is not an int32.
   * @throws {CapacityError} if it would have to grow beyond what a queue holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through; then, as
   * with every other error, nothing has changed.
   */
  enqueue(value: number): void {
    if ((value | 0) !== value) throw invalidInt32(value);
    let items = this.#items;
    if (this.#size >= items.length) items = this.#makeRoom();
    const place = this.#placeOf(this.#size);
    items[place] = value;
    this.#size++;
  }

  /** Puts a value in front of the first. @throws as `enqueue`. */
  enqueueFirst(value: number): void {
    if ((value | 0) !== value) throw invalidInt32(value);
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
  dequeue(): number | undefined {
    const items = this.#open();
    if (this.#size === 0) return undefined;
    const place = this.#head;
    const value = items[place]!;
    this.#head = place + 1 === this.#capacity ? 0 : place + 1;
    this.#size--;
    return value;
  }

  /**
   * Takes the last element out. @returns it, or undefined if there is none.
   * @throws {DisposedError} after `dispose`.
   */
  dequeueLast(): number | undefined {
    const items = this.#open();
    if (this.#size === 0) return undefined;
    const place = this.#placeOf(--this.#size);
    const value = items[place]!;
    return value;
  }

  /** The first element, or undefined. @throws {DisposedError} after `dispose`. */
  first(): number | undefined {
    return this.at(0);
  }

  /** The last element, or undefined. @throws {DisposedError} after `dispose`. */
  last(): number | undefined {
    return this.at(-1);
  }

  /**
   * The element that has `index` others in front of it, counted from the end if negative, or
   * undefined if there is none.
   * @throws {InvalidArgumentError} if it is no integer. @throws {DisposedError} after `dispose`.
   */
  at(index: number): number | undefined {
    const items = this.#open();
    if ((index | 0) !== index) throw invalidIndex(index, this.#size);
    const position = index < 0 ? index + this.#size : index;
    if (position < 0 || position >= this.#size) return undefined;
    const place = this.#placeOf(position);
    return items[place]!;
  }

  /** The elements in an array, the first first. */
  toArray(): number[] {
    const array: number[] = [];
    for (const value of this) array.push(value);
    return array;
  }

  /**
   * Calls `callback` with each element and the number of those in front of it. It goes by
   * positions, as arrays do, if the queue is changed meanwhile; what is put behind the end is not
   * visited. @throws {DisposedError} after `dispose`, in the middle too.
   */
  forEach(callback: (value: number, index: number) => void): void {
    const size = this.#size;
    for (let i = 0; i < size && i < this.#size; i++) {
      const items = this.#open();
      const place = this.#placeOf(i);
      callback(items[place]!, i);
    }
    this.#open();
  }

  /**
   * The elements, the first first. It goes by positions, as arrays do, if the queue is changed
   * meanwhile. @throws {DisposedError} at the next step after `dispose`.
   */
  values(): IterableIterator<number> {
    return new IntArrayFIFOQueueIterator(this);
  }

  /** The same as `values`: `for (const value of queue)`. */
  [Symbol.iterator](): IterableIterator<number> {
    return this.values();
  }

  /** Takes all elements out and keeps the storage. @throws {DisposedError} after `dispose`. */
  clear(): void {
    this.#open();
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
    if (this.disposed) return;
    const hadBlock = this.#capacity > 0;
    this.#items = DISPOSED_ITEMS;
    this.#size = 0;
    this.#capacity = 0;
    this.#head = 0;
    if (hadBlock && this.#region?.disposed !== true) this.#region?.free(this.#address);
  }

  get [Symbol.toStringTag](): string {
    return 'IntArrayFIFOQueue';
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
  #open(): Int32Array {
    const items = this.#items;
    return items.length === 0 ? this.#reopen() : items;
  }

  /** Called when the view has length 0: none yet, disposed, or the region's memory has moved. */
  #reopen(): Int32Array {
    if (this.disposed) {
      throw new DisposedError('IntArrayFIFOQueue: expected one in use, got a disposed one');
    }
    if (this.#capacity > 0) {
      this.#items = this.#region!.words(this.#address, this.#capacity);
    }
    return this.#items;
  }

  /** The items, with room for one more. */
  #makeRoom(): Int32Array {
    for (;;) {
      const items = this.#open();
      const size = this.#size + 1;
      if (size <= this.#capacity) return items;
      this.#resize(grownCapacity(this.#capacity, size, MAXIMUM_LENGTH));
    }
  }

  /**
   * Moves the elements to a storage of `capacity`, the first to its beginning. If a region called
   * back into this queue and they no longer fit, nothing happens: callers look again.
   */
  #resize(capacity: number): void {
    const region = capacity === 0 ? undefined : this.#region;
    const address = region?.allocate(capacity * 4) ?? 0;
    if (this.disposed || this.#size > capacity) {
      region?.free(address);
      this.#open();
      return;
    }
    const items = newItems(region, address, capacity);
    const old = this.#open();
    const straight = Math.min(this.#size, this.#capacity - this.#head); // up to the array's end
    items.set(old.subarray(this.#head, this.#head + straight));
    items.set(old.subarray(0, this.#size - straight), straight);
    const oldAddress = this.#address;
    const hadBlock = this.#capacity > 0;
    this.#items = items;
    this.#head = 0;
    this.#address = address;
    this.#capacity = capacity;
    if (hadBlock) this.#region?.free(oldAddress);
  }
}

/** No generator: V8 compiles a loop over this one to that of an array. */
class IntArrayFIFOQueueIterator implements IterableIterator<number> {
  readonly #queue: IntArrayFIFOQueue;
  #index = 0;

  constructor(queue: IntArrayFIFOQueue) {
    this.#queue = queue;
  }

  next(): IteratorResult<number, undefined> {
    const queue = this.#queue;
    const value = queue.at(this.#index);
    const done = this.#index >= queue.size;
    this.#index = done ? MAXIMUM_LENGTH : this.#index + 1; // an end stays one
    // One object for both cases, or V8 would allocate it.
    return { value, done } as IteratorResult<number, undefined>;
  }

  [Symbol.iterator](): this {
    return this;
  }
}

/** Items in the block at `address`, which goes back if that fails, or in memory of their own. */
function newItems(
  region: CollectionRegion | undefined,
  address: number,
  capacity: number,
): Int32Array {
  if (capacity === 0) return NO_ITEMS;
  if (region === undefined) return allocated(capacity * 4, () => new Int32Array(capacity));
  try {
    return region.words(address, capacity);
  } catch (error) {
    region.free(address);
    throw error;
  }
}
