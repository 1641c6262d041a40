// Written by `npm run codegen` from packages/collections/templates/array-list.ts.template:
// change that file and run the command again.
import {
  allocated,
  arrayOf,
  arrayOptionsOf,
  checkedCount,
  checkRange,
  grownCapacity,
  hasElements,
  invalidIndex,
  MAXIMUM_LENGTH,
} from '../array-storage.js';
import type { ArrayOptions } from '../array-storage.js';
import { DisposedError, InvalidArgumentError, expected } from '../errors.js';
import { internals } from '../internals.js';
import type { ListInternals } from '../list-validity.js';
import type { CollectionRegion } from '../options.js';
import { compareDoubles, sortDoubles } from '../sorting.js';
import { invalidNumber } from '../values.js';

/** Stands for the storage of a list that has none. */
const NO_ITEMS = new Float64Array(0);

/** Stands for that of a disposed list: as with all views of length 0, methods go to `#reopen`. */
const DISPOSED_ITEMS = new Float64Array(0);

/**
 * List of doubles, in one typed array:
 * fastutil's `DoubleArrayList`, with the methods of JavaScript's arrays.
 *
 * Layout:
 *
 *     items   [first][second] …  [last][free] …
 *
 * Cost: 8 B a place; after growth at most a third of them is free, after `trim` none. Nothing
 * is allocated per element. `push` (over many), `pop`, `get`, `set` and `swapRemove` take O(1),
 * insertion and removal elsewhere O(elements behind), `sort` O(n). It never shrinks by itself.
 *
 * In a region the elements lie there and are charged to it.
 * Source: fastutil's DoubleArrayList; for `sort` see `sorting.ts`.
 */
export class DoubleArrayList {
  #items: Float64Array = NO_ITEMS;
  #size = 0;
  #capacity = 0; // also while the view has length 0, since the region's memory moved
  #moves = 0; // times that elements other than the last went or changed places
  readonly #region: CollectionRegion | undefined;
  #address = 0; // of the block in the region; meaningless while the capacity is 0

  /**
   * @param values What it holds at first. Options may stand in their place.
   * @throws {CapacityError} if `capacity` is no count, or beyond what a list holds.
   * @throws {InvalidArgumentError} if an option is unknown or a value is not a number. What
   * `region.allocate` throws passes through.
   */
  constructor(values?: Iterable<number> | ArrayOptions | null, options?: ArrayOptions) {
    const { capacity = 0, region } = arrayOptionsOf(values, options);
    this.#region = region;
    this.ensureCapacity(capacity);
    if (!hasElements(values)) return;
    try {
      this.addAll(values as Iterable<number>);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** The same as `new`, for code that is handed a class: `mod.create(DoubleArrayList, options)`. */
  static create(options?: ArrayOptions): DoubleArrayList {
    return new DoubleArrayList(options);
  }

  /** Elements held; 0 after `dispose`. */
  get size(): number {
    return this.#size;
  }

  /**
   * Cuts the list off, or appends zeros, as `length` of arrays does.
   * @throws {CapacityError} if that is no count, or beyond what a list holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through.
   */
  set size(count: number) {
    this.ensureCapacity(count);
    if (count < this.#size) this.#moves++;
    else this.#items.fill(0, this.#size, count);
    this.#size = count;
  }

  /** Elements that fit before the list grows; 0 after `dispose`. */
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
   * The element at `index`. @throws {InvalidArgumentError} if there is none.
   * @throws {DisposedError} after `dispose`.
   */
  get(index: number): number {
    // In this order V8 makes fewest checks, and a view of length 0 shows itself as undefined.
    if (index >= 0 && index < this.#size && (index | 0) === index) {
      const value = this.#items[index];
      if (value !== undefined) return value;
    }
    return this.#at(index)[index]!;
  }

  /**
   * The element at `index`, counted from the end if negative, or undefined if there is none.
   * @throws {InvalidArgumentError} if it is no integer. @throws {DisposedError} after `dispose`.
   */
  at(index: number): number | undefined {
    const items = this.#open();
    if ((index | 0) !== index) throw invalidIndex(index, this.#size);
    const place = index < 0 ? index + this.#size : index;
    return place >= 0 && place < this.#size ? items[place]! : undefined;
  }

  /**
   * Puts a value in the place of the element at `index`.
   * @throws {InvalidArgumentError} if there is none, or the value is not a number.
   * @throws {DisposedError} after `dispose`.
   */
  set(index: number, value: number): this {
    if (typeof value !== 'number') throw invalidNumber(value);
    const items = this.#at(index);
    items[index] = value;
    return this;
  }

  /**
   * Puts a value at the end. @returns the new size, as arrays do.
   * @throws {InvalidArgumentError} if the value is not a number.
   * @throws {CapacityError} if it would have to grow beyond what a list holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through; then, as
   * with every other error, nothing has changed.
   */
  push(value: number): number {
    if (typeof value !== 'number') throw invalidNumber(value);
    let items = this.#items;
    if (this.#size >= items.length) items = this.#makeRoom(1);
    const index = this.#size; // read now: a region that gave memory may have called back into us
    items[index] = value;
    return (this.#size = index + 1);
  }

  /**
   * Puts a value in front of the element at `index`, or at the end: fastutil's `add(index, value)`.
   * Cost: O(elements behind). @throws as `push`, and for an `index` beyond the size.
   */
  addAt(index: number, value: number): void {
    if (typeof value !== 'number') throw invalidNumber(value);
    const items = this.#makeGap(index, 1);
    items[index] = value;
  }

  /**
   * Takes the last element out. @returns it, or undefined if there is none.
   * @throws {DisposedError} after `dispose`.
   */
  pop(): number | undefined {
    const items = this.#open();
    const index = this.#size - 1;
    if (index < 0) return undefined;
    this.#size = index;
    return items[index]!;
  }

  /**
   * Takes the element at `index` out; those behind move up. Cost: O(elements behind).
   * @returns it. @throws {InvalidArgumentError} if there is none.
   * @throws {DisposedError} after `dispose`.
   */
  removeAt(index: number): number {
    const removed = this.get(index);
    this.removeElements(index, index + 1);
    return removed;
  }

  /**
   * Takes the element at `index` out and puts the last one in its place. Cost: O(1).
   * @returns it. @throws {InvalidArgumentError} if there is none.
   * @throws {DisposedError} after `dispose`.
   */
  swapRemove(index: number): number {
    const items = this.#at(index);
    const removed = items[index]!;
    const last = --this.#size;
    this.#moves++;
    items[index] = items[last]!;
    return removed;
  }

  /** Takes the first element out that equals the value. @returns false if none does. */
  remove(value: number): boolean {
    const index = this.indexOf(value);
    if (index >= 0) this.removeElements(index, index + 1);
    return index >= 0;
  }

  /**
   * Index of the first element, from `from` on, that equals the value, or −1. As in arrays,
   * NaN equals none and −0 equals 0.
   * @throws {InvalidArgumentError} if the value is not a number, or `from` beyond the size.
   * @throws {DisposedError} after `dispose`.
   */
  indexOf(value: number, from = 0): number {
    if (typeof value !== 'number') throw invalidNumber(value);
    const items = this.#open();
    const size = this.#size;
    checkRange(from, size, size);
    for (let i = from; i < size; i++) if (items[i] === value) return i;
    return -1;
  }

  /** Index of the last element that equals the value, or −1. @throws as `indexOf`. */
  lastIndexOf(value: number): number {
    if (typeof value !== 'number') throw invalidNumber(value);
    const items = this.#open();
    for (let i = this.#size - 1; i >= 0; i--) if (items[i] === value) return i;
    return -1;
  }

  /** Whether an element equals the value; NaN equals NaN. @throws as `indexOf`. */
  includes(value: number): boolean {
    if (Number.isNaN(value)) return this.#open().subarray(0, this.#size).includes(NaN);
    return this.indexOf(value) >= 0;
  }

  /**
   * Index of the value in a sorted list, of the first of equal ones, or −(where it would be
   * inserted) − 1. Cost: O(log n). @throws as `indexOf`.
   */
  binarySearch(value: number): number {
    if (typeof value !== 'number') throw invalidNumber(value);
    const items = this.#open();
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareDoubles(items[middle]!, value) < 0) low = middle + 1;
      else high = middle;
    }
    if (low < this.#size && compareDoubles(items[low]!, value) === 0) return low;
    return -(low + 1);
  }

  /**
   * Copies elements from `from` on to an array, `length` of them to its `offset`.
   * @throws {InvalidArgumentError} if there are not so many, or the array has no such place.
   * @throws {DisposedError} after `dispose`.
   */
  getElements(
    from: number,
    out: Float64Array | number[],
    offset = 0,
    length = Math.min(this.#size - from, out.length - offset),
  ): void {
    const items = this.#open();
    checkRange(from, from + length, this.#size);
    checkRange(offset, offset + length, out.length);
    for (let i = 0; i < length; i++) out[offset + i] = items[from + i]!;
  }

  /**
   * Puts `length` values of an array, from its `offset` on, in front of the element at `index`.
   * @throws as `push`, and for ranges that are not there.
   */
  addElements(
    index: number,
    array: ArrayLike<number>,
    offset = 0,
    length = array.length - offset,
  ): void {
    const source = sourceOf(array, offset, length);
    const items = this.#makeGap(index, length, source);
    items.set(source, index);
  }

  /**
   * Puts `length` values of an array, from its `offset` on, in the places of the elements from
   * `index` on. @throws as `set`, and for ranges that are not there.
   */
  setElements(
    index: number,
    array: ArrayLike<number>,
    offset = 0,
    length = array.length - offset,
  ): void {
    const source = sourceOf(array, offset, length);
    const items = this.#open();
    checkRange(index, index + length, this.#size);
    items.set(source, index);
  }

  /**
   * Takes the elements from `from` to before `to` out. Cost: O(elements behind).
   * @throws {InvalidArgumentError} unless 0 ≤ `from` ≤ `to` ≤ size.
   * @throws {DisposedError} after `dispose`.
   */
  removeElements(from: number, to = this.#size): void {
    const items = this.#open();
    checkRange(from, to, this.#size);
    items.copyWithin(from, to, this.#size);
    this.#size -= to - from;
    this.#moves++;
  }

  /** Puts all values at the end, or none if one is refused. @throws as `push`. */
  addAll(values: Iterable<number>): void {
    const array = arrayOf(values);
    this.addElements(this.#size, array);
  }

  /**
   * Takes out the elements for which `test` holds. @returns how many. Cost: O(n), with a passing
   * copy. @throws {InvalidArgumentError} if `test` moved elements of this list; none is taken out.
   */
  removeIf(test: (value: number) => boolean): number {
    const moves = this.#moves;
    const size = this.#size;
    const values = this.toTypedArray();
    let kept = 0;
    for (let i = 0; i < size; i++) {
      const value = values[i]!;
      if (!test(value)) values[kept++] = value;
    }
    if (this.#moves !== moves || this.#size !== size) {
      throw new InvalidArgumentError('test: expected it to leave the list alone');
    }
    this.setElements(0, values, 0, kept);
    this.removeElements(kept);
    return size - kept;
  }

  /** Replaces each element by what `change` makes of it, or none. @throws as `set`. */
  replaceAll(change: (value: number) => number): void {
    const values = this.toArray().map((value) => change(value));
    this.setElements(0, values);
  }

  /**
   * Puts a value in all places from `from` to before `to`.
   * @throws as `set`, and unless 0 ≤ `from` ≤ `to` ≤ size.
   */
  fill(value: number, from = 0, to = this.#size): this {
    if (typeof value !== 'number') throw invalidNumber(value);
    const items = this.#open();
    checkRange(from, to, this.#size);
    items.fill(value, from, to);
    return this;
  }

  /**
   * Sorts ascending, or as `compare` says; equal elements keep their order. As in typed arrays, −0
   * comes before 0 and NaN at the end.
   * Cost: O(n) with passing memory of the size of the elements; with `compare` O(n log n).
   * @throws {DisposedError} after `dispose`.
   */
  sort(compare?: (a: number, b: number) => number): this {
    if (compare === undefined) sortDoubles(this.#open(), this.#size);
    else this.setElements(0, this.toTypedArray().sort(compare));
    return this;
  }

  /** Turns the order round. */
  reverse(): this {
    const items = this.#open();
    items.subarray(0, this.#size).reverse();
    return this;
  }

  /**
   * Whether the other list has equal elements in the same order. NaN equals NaN, −0 does
   * not equal 0.
   */
  equals(other: DoubleArrayList): boolean {
    if (other.size !== this.size) return false;
    const items = this.#open();
    const others = other.#open();
    for (let i = 0; i < this.#size; i++) if (!Object.is(items[i], others[i])) return false;
    return true;
  }

  /**
   * Negative, 0 or positive as the list comes before, with or behind the other in the order of
   * dictionaries.
   */
  compareTo(other: DoubleArrayList): number {
    const items = this.#open();
    const others = other.#open();
    const common = Math.min(this.#size, other.#size);
    for (let i = 0; i < common; i++) {
      const order = compareDoubles(items[i]!, others[i]!);
      if (order !== 0) return order;
    }
    return this.#size - other.#size;
  }

  /** A list of the same elements, in memory of its own unless `options` has a region. */
  clone(options?: ArrayOptions): DoubleArrayList {
    return new DoubleArrayList(this.toTypedArray(), { capacity: this.#size, ...options });
  }

  /** The elements in an array. */
  toArray(): number[] {
    const items = this.#open();
    const array = new Array<number>(Math.min(this.#size, 2 ** 24)); // longer ones are dictionaries
    for (let i = 0; i < this.#size; i++) array[i] = items[i]!;
    return array;
  }

  /** The elements in a typed array, a copy. */
  toTypedArray(): Float64Array {
    return this.#open().slice(0, this.#size);
  }

  /**
   * Calls `callback` with each element and its index. As with arrays the list may be changed
   * meanwhile: elements that come behind the end are not visited, removed ones neither.
   * @throws {DisposedError} after `dispose`, in the middle too.
   */
  forEach(callback: (value: number, index: number) => void): void {
    const size = this.#size;
    for (let i = 0; i < size && i < this.#size; i++) {
      const items = this.#open();
      callback(items[i]!, i);
    }
    this.#open();
  }

  /**
   * The elements. As with arrays those count that are there when their turn comes.
   * @throws {DisposedError} at the next step after `dispose`.
   */
  values(): IterableIterator<number> {
    return new DoubleArrayListIterator(this);
  }

  /** The indices. @throws {DisposedError} at the next step after `dispose`. */
  *keys(): IterableIterator<number> {
    this.#open();
    for (let i = 0; i < this.#size; i++, this.#open()) yield i;
  }

  /** Indices and elements. @throws {DisposedError} at the next step after `dispose`. */
  *entries(): IterableIterator<[number, number]> {
    for (const i of this.keys()) yield [i, this.get(i)];
  }

  /** The same as `values`: `for (const value of list)`. */
  [Symbol.iterator](): IterableIterator<number> {
    return this.values();
  }

  /** Takes all elements out and keeps the storage. @throws {DisposedError} after `dispose`. */
  clear(): void {
    this.removeElements(0);
  }

  /**
   * Grows so that `count` elements fit without growing again.
   * @throws {CapacityError} if that is no count, or beyond what a list holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through.
   */
  ensureCapacity(count: number): void {
    this.#open();
    checkedCount(count, MAXIMUM_LENGTH);
    while (this.#capacity < count) this.#resize(count);
    this.#open(); // `allocate` may have moved what it did not grow
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
    if (hadBlock && this.#region?.disposed !== true) this.#region?.free(this.#address);
  }

  get [Symbol.toStringTag](): string {
    return 'DoubleArrayList';
  }

  /** @internal What `assertValidList`, `shuffle` and `subList` see. */
  [internals](): ListInternals {
    return [this.#open(), 1, this.#size, this.#capacity, 0, this.#moves];
  }

  /** The items, with a view that holds. @throws {DisposedError} after `dispose`. */
  #open(): Float64Array {
    const items = this.#items;
    return items.length === 0 ? this.#reopen() : items;
  }

  /** Called when the view has length 0: none yet, disposed, or the region's memory has moved. */
  #reopen(): Float64Array {
    if (this.disposed) {
      throw new DisposedError('DoubleArrayList: expected one in use, got a disposed one');
    }
    if (this.#capacity > 0) this.#items = itemsOf(this.#region!, this.#address, this.#capacity);
    return this.#items;
  }

  /** The items, if there is an element at `index`. */
  #at(index: number): Float64Array {
    const items = this.#open();
    if ((index | 0) !== index || index < 0 || index >= this.#size) {
      throw invalidIndex(index, this.#size);
    }
    return items;
  }

  /** The items, with room for `count` elements behind the last. */
  #makeRoom(count: number): Float64Array {
    for (;;) {
      const items = this.#open();
      const size = this.#size + count;
      if (size <= this.#capacity) return items;
      this.#resize(grownCapacity(this.#capacity, size, MAXIMUM_LENGTH));
    }
  }

  /**
   * The items, `count` places wider at `index`, for what `source` holds. Growing may run code of
   * others, which must not have taken these away.
   */
  #makeGap(index: number, count: number, source?: Float64Array): Float64Array {
    this.#open();
    checkRange(index, this.#size, this.#size);
    const items = this.#makeRoom(count);
    checkRange(index, this.#size, this.#size);
    if (source !== undefined && source.length !== count) {
      throw new InvalidArgumentError(
        expected('array', 'one that stays while the list grows', null),
      );
    }
    items.copyWithin(index + count, index, this.#size);
    if (index < this.#size) this.#moves++;
    this.#size += count;
    return items;
  }

  /**
   * Moves the elements to a storage of `count`. If a region called back into this list and they no
   * longer fit, nothing happens: callers look again.
   */
  #resize(count: number): void {
    const capacity = count;
    const region = capacity === 0 ? undefined : this.#region;
    const address = region?.allocate(capacity * 8) ?? 0;
    if (this.disposed || this.#size > capacity) {
      region?.free(address);
      this.#open();
      return;
    }
    const items = newItems(region, address, capacity);
    items.set(this.#open().subarray(0, this.#size));
    const oldAddress = this.#address;
    const hadBlock = this.#capacity > 0;
    this.#items = items;
    this.#address = address;
    this.#capacity = capacity;
    if (hadBlock) this.#region?.free(oldAddress);
  }
}

/** No generator: V8 compiles a loop over this one to that of an array. */
class DoubleArrayListIterator implements IterableIterator<number> {
  readonly #list: DoubleArrayList;
  #index = 0;

  constructor(list: DoubleArrayList) {
    this.#list = list;
  }

  next(): IteratorResult<number, undefined> {
    const index = this.#index;
    const list = this.#list;
    let value: number | undefined;
    if (index < list.size) {
      value = list.get(index);
      this.#index = index + 1;
    } else {
      list.at(0); // throws if it was disposed
      this.#index = MAXIMUM_LENGTH; // an end stays one
    }
    // One object for both cases, or V8 would allocate it.
    return { value, done: value === undefined } as IteratorResult<number, undefined>;
  }

  [Symbol.iterator](): this {
    return this;
  }
}

/** The items of a block. */
function itemsOf(region: CollectionRegion, address: number, capacity: number): Float64Array {
  const words = region.words(address, (capacity * 8) >> 2);
  return new Float64Array(words.buffer, words.byteOffset, capacity);
}

/** Items in the block at `address`, which goes back if that fails, or in memory of their own. */
function newItems(
  region: CollectionRegion | undefined,
  address: number,
  capacity: number,
): Float64Array {
  if (capacity === 0) return NO_ITEMS;
  if (region === undefined) return allocated(capacity * 8, () => new Float64Array(capacity));
  try {
    return itemsOf(region, address, capacity);
  } catch (error) {
    region.free(address);
    throw error;
  }
}

/**
 * `length` values of an array as items, all checked: what comes is code of others only in here.
 */
function sourceOf(array: ArrayLike<number>, offset: number, length: number): Float64Array {
  checkRange(offset, offset + length, array.length);
  if (ArrayBuffer.isView(array) && (array as Float64Array)[Symbol.toStringTag] === 'Float64Array') {
    return (array as Float64Array).subarray(offset, offset + length);
  }
  const items = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const value = array[offset + i]!;
    if (typeof value !== 'number') throw invalidNumber(value);
    items[i] = value;
  }
  return items;
}
