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
import { joinLanes, longHi, longLo } from '../long.js';
import type { CollectionRegion } from '../options.js';
import { invalidValueLanes } from '../values.js';

/** Words of an element: those of a 64-bit integer as the machine orders them. */
const STRIDE = 2;
const laneCell = new Int32Array(new BigInt64Array([1n]).buffer);
const HI = laneCell[0] === 1 ? 1 : 0;
const LO = 1 - HI;

/** Stands for the storage of a queue that has none. */
const NO_ITEMS = new Int32Array(0);

/** Stands for that of a disposed queue: as with all views of length 0, methods go to `#reopen`. */
const DISPOSED_ITEMS = new Int32Array(0);

/**
 * Queue of 64-bit integers, int32 lanes `(hi, lo)` or bigints in a ring,
 * open at both ends: fastutil's `LongArrayFIFOQueue`.
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
 * In a region the elements lie there and are charged to it.
 * Source: Knuth, TAOCP vol. 1, 2.2.2; the names are fastutil's.
 */
export class LongArrayFIFOQueue {
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
   * @throws {InvalidArgumentError} if an option is unknown or a value is not two int32 lanes.
   * What `region.allocate` throws passes through.
   */
  constructor(values?: Iterable<bigint> | ArrayOptions | null, options?: ArrayOptions) {
    const { capacity = 0, region } = arrayOptionsOf(values, options);
    this.#region = region;
    this.ensureCapacity(capacity);
    if (!hasElements(values)) return;
    try {
      const array = arrayOf(values as Iterable<bigint>);
      this.ensureCapacity(array.length);
      for (let i = 0; i < array.length; i++) this.enqueueBigInt(array[i]!);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /**
   * The same as `new`, for code that is handed a class:
   * `mod.create(LongArrayFIFOQueue, options)`.
   */
  static create(options?: ArrayOptions): LongArrayFIFOQueue {
    return new LongArrayFIFOQueue(options);
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
    return this.#capacity * 8;
  }

  /**
   * Puts a value behind the last.
   * @throws {InvalidArgumentError} if it is not two int32 lanes.
   * @throws {CapacityError} if it would have to grow beyond what a queue holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through; then, as
   * with every other error, nothing has changed.
   */
  enqueue(hi: number, lo: number): void {
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidValueLanes(hi, lo);
    let items = this.#items;
    if (this.#size * STRIDE >= items.length) items = this.#makeRoom();
    const place = this.#placeOf(this.#size);
    items[place * STRIDE + HI] = hi;
    items[place * STRIDE + LO] = lo;
    this.#size++;
  }

  /** Puts a value in front of the first. @throws as `enqueue`. */
  enqueueFirst(hi: number, lo: number): void {
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidValueLanes(hi, lo);
    let items = this.#items;
    if (this.#size * STRIDE >= items.length) items = this.#makeRoom();
    const place = (this.#head === 0 ? this.#capacity : this.#head) - 1;
    items[place * STRIDE + HI] = hi;
    items[place * STRIDE + LO] = lo;
    this.#head = place;
    this.#size++;
  }

  /**
   * Takes the first element out. @returns it, or undefined if there is none.
   * @throws {DisposedError} after `dispose`.
   */
  dequeue(): bigint | undefined {
    const items = this.#open();
    if (this.#size === 0) return undefined;
    const place = this.#head;
    const value = joinLanes(items[place * STRIDE + HI]!, items[place * STRIDE + LO]!);
    this.#head = place + 1 === this.#capacity ? 0 : place + 1;
    this.#size--;
    return value;
  }

  /**
   * Takes the last element out. @returns it, or undefined if there is none.
   * @throws {DisposedError} after `dispose`.
   */
  dequeueLast(): bigint | undefined {
    const items = this.#open();
    if (this.#size === 0) return undefined;
    const place = this.#placeOf(--this.#size);
    const value = joinLanes(items[place * STRIDE + HI]!, items[place * STRIDE + LO]!);
    return value;
  }

  /** The first element, or undefined. @throws {DisposedError} after `dispose`. */
  first(): bigint | undefined {
    return this.at(0);
  }

  /** The last element, or undefined. @throws {DisposedError} after `dispose`. */
  last(): bigint | undefined {
    return this.at(-1);
  }

  /**
   * The element that has `index` others in front of it, counted from the end if negative, or
   * undefined if there is none.
   * @throws {InvalidArgumentError} if it is no integer. @throws {DisposedError} after `dispose`.
   */
  at(index: number): bigint | undefined {
    const items = this.#open();
    if ((index | 0) !== index) throw invalidIndex(index, this.#size);
    const position = index < 0 ? index + this.#size : index;
    if (position < 0 || position >= this.#size) return undefined;
    const place = this.#placeOf(position);
    return joinLanes(items[place * STRIDE + HI]!, items[place * STRIDE + LO]!);
  }

  /**
   * The high lane of the element that has `index` others in front of it.
   * @throws {InvalidArgumentError} if there is none. @throws {DisposedError} after `dispose`.
   */
  getHi(index: number): number {
    return this.#open()[this.#checkedPlace(index) * STRIDE + HI]!;
  }

  /** Its low lane. @throws as `getHi`. */
  getLo(index: number): number {
    return this.#open()[this.#checkedPlace(index) * STRIDE + LO]!;
  }

  /** `enqueue` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  enqueueBigInt(value: bigint): void {
    this.enqueue(longHi(value), longLo(value));
  }

  /**
   * `enqueueFirst` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign.
   */
  enqueueFirstBigInt(value: bigint): void {
    this.enqueueFirst(longHi(value), longLo(value));
  }

  /** The elements in an array, the first first. */
  toArray(): bigint[] {
    const array: bigint[] = [];
    for (const value of this) array.push(value);
    return array;
  }

  /**
   * Calls `callback` with each element and the number of those in front of it. It goes by
   * positions, as arrays do, if the queue is changed meanwhile; what is put behind the end is not
   * visited. @throws {DisposedError} after `dispose`, in the middle too.
   */
  forEach(callback: (hi: number, lo: number, index: number) => void): void {
    const size = this.#size;
    for (let i = 0; i < size && i < this.#size; i++) {
      const items = this.#open();
      const place = this.#placeOf(i);
      callback(items[place * STRIDE + HI]!, items[place * STRIDE + LO]!, i);
    }
    this.#open();
  }

  /**
   * The elements, the first first. It goes by positions, as arrays do, if the queue is changed
   * meanwhile. @throws {DisposedError} at the next step after `dispose`.
   */
  values(): IterableIterator<bigint> {
    return new LongArrayFIFOQueueIterator(this);
  }

  /** The same as `values`: `for (const value of queue)`. */
  [Symbol.iterator](): IterableIterator<bigint> {
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
    return 'LongArrayFIFOQueue';
  }

  /** @internal What `assertValidList` sees. */
  [internals](): ListInternals {
    return [this.#open(), STRIDE, this.#size, this.#capacity, this.#head, 0];
  }

  /** Place of the element, or of the hole behind the last, with `index` elements in front. */
  #placeOf(index: number): number {
    const place = this.#head + index;
    return place < this.#capacity ? place : place - this.#capacity;
  }

  #checkedPlace(index: number): number {
    if ((index | 0) !== index || index < 0 || index >= this.#size) {
      throw invalidIndex(index, this.#size);
    }
    return this.#placeOf(index);
  }

  /** The items, that hold. @throws {DisposedError} after `dispose`. */
  #open(): Int32Array {
    const items = this.#items;
    return items.length === 0 ? this.#reopen() : items;
  }

  /** Called when the view has length 0: none yet, disposed, or the region's memory has moved. */
  #reopen(): Int32Array {
    if (this.disposed) {
      throw new DisposedError('LongArrayFIFOQueue: expected one in use, got a disposed one');
    }
    if (this.#capacity > 0) {
      this.#items = this.#region!.words(this.#address, this.#capacity * STRIDE);
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
    const address = region?.allocate(capacity * 8) ?? 0;
    if (this.disposed || this.#size > capacity) {
      region?.free(address);
      this.#open();
      return;
    }
    const items = newItems(region, address, capacity);
    const old = this.#open();
    const straight = Math.min(this.#size, this.#capacity - this.#head); // up to the array's end
    items.set(old.subarray(this.#head * STRIDE, (this.#head + straight) * STRIDE));
    items.set(old.subarray(0, (this.#size - straight) * STRIDE), straight * STRIDE);
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
class LongArrayFIFOQueueIterator implements IterableIterator<bigint> {
  readonly #queue: LongArrayFIFOQueue;
  #index = 0;

  constructor(queue: LongArrayFIFOQueue) {
    this.#queue = queue;
  }

  next(): IteratorResult<bigint, undefined> {
    const queue = this.#queue;
    const value = queue.at(this.#index);
    const done = this.#index >= queue.size;
    this.#index = done ? MAXIMUM_LENGTH : this.#index + 1; // an end stays one
    // One object for both cases, or V8 would allocate it.
    return { value, done } as IteratorResult<bigint, undefined>;
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
  if (region === undefined) return allocated(capacity * 8, () => new Int32Array(capacity * STRIDE));
  try {
    return region.words(address, capacity * STRIDE);
  } catch (error) {
    region.free(address);
    throw error;
  }
}
