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
import { joinLanes, longHi, longLo } from '../long.js';
import type { CollectionRegion } from '../options.js';
import { sortLongs } from '../sorting.js';
import { invalidValueLanes } from '../values.js';

/** Words of an element: those of a 64-bit integer as the machine orders them. */
const STRIDE = 2;
const laneCell = new Int32Array(new BigInt64Array([1n]).buffer);
const HI = laneCell[0] === 1 ? 1 : 0;
const LO = 1 - HI;

/** Stands for the storage of a list that has none. */
const NO_ITEMS = new Int32Array(0);

/** Stands for that of a disposed list: as with all views of length 0, methods go to `#reopen`. */
const DISPOSED_ITEMS = new Int32Array(0);

/**
 * List of 64-bit integers, int32 lanes `(hi, lo)` or bigints, in one typed array:
 * fastutil's `LongArrayList`, with the methods of JavaScript's arrays.
 *
 * Layout:
 *
 *     items   [lo hi][lo hi] …  [lo hi][free] …     as in a BigInt64Array (where the
 *     machine puts high words first: hi lo)
 *
 * Cost: 8 B a place; after growth at most a third of them is free, after `trim` none. Nothing
 * is allocated per element. `push` (over many), `pop`, `get`, `set` and `swapRemove` take O(1),
 * insertion and removal elsewhere O(elements behind), `sort` O(n). It never shrinks by itself.
 *
 * In a region the elements lie there and are charged to it.
 * Source: fastutil's LongArrayList; for `sort` see `sorting.ts`.
 */
export class LongArrayList {
  #items: Int32Array = NO_ITEMS;
  #size = 0;
  #capacity = 0; // also while the view has length 0, since the region's memory moved
  #moves = 0; // times that elements other than the last went or changed places
  readonly #region: CollectionRegion | undefined;
  #address = 0; // of the block in the region; meaningless while the capacity is 0

  /**
   * @param values What it holds at first. Options may stand in their place.
   * @throws {CapacityError} if `capacity` is no count, or beyond what a list holds.
   * @throws {InvalidArgumentError} if an option is unknown or a value is not two int32 lanes. What
   * `region.allocate` throws passes through.
   */
  constructor(values?: Iterable<bigint> | ArrayOptions | null, options?: ArrayOptions) {
    const { capacity = 0, region } = arrayOptionsOf(values, options);
    this.#region = region;
    this.ensureCapacity(capacity);
    if (!hasElements(values)) return;
    try {
      this.addAll(values as Iterable<bigint>);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** The same as `new`, for code that is handed a class: `mod.create(LongArrayList, options)`. */
  static create(options?: ArrayOptions): LongArrayList {
    return new LongArrayList(options);
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
    else this.#items.fill(0, this.#size * STRIDE, count * STRIDE);
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
   * The element at `index`, a bigint. @throws {InvalidArgumentError} if there is none.
   * @throws {DisposedError} after `dispose`.
   */
  get(index: number): bigint {
    const items = this.#at(index);
    return joinLanes(items[index * STRIDE + HI]!, items[index * STRIDE + LO]!);
  }

  /** The high lane of the element at `index`. @throws as `get`. */
  getHi(index: number): number {
    // In this order V8 makes fewest checks, and a view of length 0 shows itself as undefined.
    if (index >= 0 && index < this.#size && (index | 0) === index) {
      const lane = this.#items[index * STRIDE + HI];
      if (lane !== undefined) return lane;
    }
    return this.#at(index)[index * STRIDE + HI]!;
  }

  /** The low lane of the element at `index`. @throws as `get`. */
  getLo(index: number): number {
    if (index >= 0 && index < this.#size && (index | 0) === index) {
      const lane = this.#items[index * STRIDE + LO];
      if (lane !== undefined) return lane;
    }
    return this.#at(index)[index * STRIDE + LO]!;
  }

  /**
   * The element at `index`, counted from the end if negative, or undefined if there is none.
   * @throws {InvalidArgumentError} if it is no integer. @throws {DisposedError} after `dispose`.
   */
  at(index: number): bigint | undefined {
    const items = this.#open();
    if ((index | 0) !== index) throw invalidIndex(index, this.#size);
    const place = index < 0 ? index + this.#size : index;
    return place >= 0 && place < this.#size
      ? joinLanes(items[place * STRIDE + HI]!, items[place * STRIDE + LO]!)
      : undefined;
  }

  /**
   * Puts a value in the place of the element at `index`.
   * @throws {InvalidArgumentError} if there is none, or the value is not two int32 lanes.
   * @throws {DisposedError} after `dispose`.
   */
  set(index: number, hi: number, lo: number): this {
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidValueLanes(hi, lo);
    const items = this.#at(index);
    items[index * STRIDE + HI] = hi;
    items[index * STRIDE + LO] = lo;
    return this;
  }

  /**
   * Puts a value at the end. @returns the new size, as arrays do.
   * @throws {InvalidArgumentError} if the value is not two int32 lanes.
   * @throws {CapacityError} if it would have to grow beyond what a list holds.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through; then, as
   * with every other error, nothing has changed.
   */
  push(hi: number, lo: number): number {
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidValueLanes(hi, lo);
    let items = this.#items;
    if (this.#size * STRIDE >= items.length) items = this.#makeRoom(1);
    const index = this.#size; // read now: a region that gave memory may have called back into us
    items[index * STRIDE + HI] = hi;
    items[index * STRIDE + LO] = lo;
    return (this.#size = index + 1);
  }

  /**
   * Puts a value in front of the element at `index`, or at the end: fastutil's `add(index, value)`.
   * Cost: O(elements behind). @throws as `push`, and for an `index` beyond the size.
   */
  addAt(index: number, hi: number, lo: number): void {
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidValueLanes(hi, lo);
    const items = this.#makeGap(index, 1);
    items[index * STRIDE + HI] = hi;
    items[index * STRIDE + LO] = lo;
  }

  /**
   * Takes the last element out. @returns it, or undefined if there is none.
   * @throws {DisposedError} after `dispose`.
   */
  pop(): bigint | undefined {
    const items = this.#open();
    const index = this.#size - 1;
    if (index < 0) return undefined;
    this.#size = index;
    return joinLanes(items[index * STRIDE + HI]!, items[index * STRIDE + LO]!);
  }

  /**
   * Takes the element at `index` out; those behind move up. Cost: O(elements behind).
   * @returns it. @throws {InvalidArgumentError} if there is none.
   * @throws {DisposedError} after `dispose`.
   */
  removeAt(index: number): bigint {
    const removed = this.get(index);
    this.removeElements(index, index + 1);
    return removed;
  }

  /**
   * Takes the element at `index` out and puts the last one in its place. Cost: O(1).
   * @returns it. @throws {InvalidArgumentError} if there is none.
   * @throws {DisposedError} after `dispose`.
   */
  swapRemove(index: number): bigint {
    const items = this.#at(index);
    const removed = joinLanes(items[index * STRIDE + HI]!, items[index * STRIDE + LO]!);
    const last = --this.#size;
    this.#moves++;
    items[index * STRIDE] = items[last * STRIDE]!;
    items[index * STRIDE + 1] = items[last * STRIDE + 1]!;
    return removed;
  }

  /** Takes the first element out that equals the value. @returns false if none does. */
  remove(hi: number, lo: number): boolean {
    const index = this.indexOf(hi, lo);
    if (index >= 0) this.removeElements(index, index + 1);
    return index >= 0;
  }

  /**
   * Index of the first element, from `from` on, that equals the value, or −1.
   * @throws {InvalidArgumentError} if the value is not two int32 lanes, or `from` beyond the size.
   * @throws {DisposedError} after `dispose`.
   */
  indexOf(hi: number, lo: number, from = 0): number {
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidValueLanes(hi, lo);
    const items = this.#open();
    const size = this.#size;
    checkRange(from, size, size);
    for (let i = from; i < size; i++)
      if (items[i * STRIDE + LO] === lo && items[i * STRIDE + HI] === hi) return i;
    return -1;
  }

  /** Index of the last element that equals the value, or −1. @throws as `indexOf`. */
  lastIndexOf(hi: number, lo: number): number {
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidValueLanes(hi, lo);
    const items = this.#open();
    for (let i = this.#size - 1; i >= 0; i--)
      if (items[i * STRIDE + LO] === lo && items[i * STRIDE + HI] === hi) return i;
    return -1;
  }

  /** Whether an element equals the value. @throws as `indexOf`. */
  includes(hi: number, lo: number): boolean {
    return this.indexOf(hi, lo) >= 0;
  }

  /**
   * Index of the value in a sorted list, of the first of equal ones, or −(where it would be
   * inserted) − 1. Cost: O(log n). @throws as `indexOf`.
   */
  binarySearch(hi: number, lo: number): number {
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidValueLanes(hi, lo);
    const items = this.#open();
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBelow(items[middle * STRIDE + HI]!, items[middle * STRIDE + LO]!, hi, lo))
        low = middle + 1;
      else high = middle;
    }
    if (low < this.#size && items[low * STRIDE + LO] === lo && items[low * STRIDE + HI] === hi)
      return low;
    return -(low + 1);
  }

  /**
   * Copies elements from `from` on to an array, `length` of them to its `offset`.
   * @throws {InvalidArgumentError} if there are not so many, or the array has no such place.
   * @throws {DisposedError} after `dispose`.
   */
  getElements(
    from: number,
    out: BigInt64Array | bigint[],
    offset = 0,
    length = Math.min(this.#size - from, out.length - offset),
  ): void {
    const items = this.#open();
    checkRange(from, from + length, this.#size);
    checkRange(offset, offset + length, out.length);
    for (let i = 0; i < length; i++)
      out[offset + i] = joinLanes(
        items[(from + i) * STRIDE + HI]!,
        items[(from + i) * STRIDE + LO]!,
      );
  }

  /**
   * Puts `length` values of an array, from its `offset` on, in front of the element at `index`.
   * @throws as `push`, and for ranges that are not there.
   */
  addElements(
    index: number,
    array: ArrayLike<bigint>,
    offset = 0,
    length = array.length - offset,
  ): void {
    const source = sourceOf(array, offset, length);
    const items = this.#makeGap(index, length, source);
    items.set(source, index * STRIDE);
  }

  /**
   * Puts `length` values of an array, from its `offset` on, in the places of the elements from
   * `index` on. @throws as `set`, and for ranges that are not there.
   */
  setElements(
    index: number,
    array: ArrayLike<bigint>,
    offset = 0,
    length = array.length - offset,
  ): void {
    const source = sourceOf(array, offset, length);
    const items = this.#open();
    checkRange(index, index + length, this.#size);
    items.set(source, index * STRIDE);
  }

  /**
   * Takes the elements from `from` to before `to` out. Cost: O(elements behind).
   * @throws {InvalidArgumentError} unless 0 ≤ `from` ≤ `to` ≤ size.
   * @throws {DisposedError} after `dispose`.
   */
  removeElements(from: number, to = this.#size): void {
    const items = this.#open();
    checkRange(from, to, this.#size);
    items.copyWithin(from * STRIDE, to * STRIDE, this.#size * STRIDE);
    this.#size -= to - from;
    this.#moves++;
  }

  /** Puts all values at the end, or none if one is refused. @throws as `push`. */
  addAll(values: Iterable<bigint>): void {
    const array = arrayOf(values);
    this.addElements(this.#size, array);
  }

  /**
   * Takes out the elements for which `test` holds. @returns how many. Cost: O(n), with a passing
   * copy. @throws {InvalidArgumentError} if `test` moved elements of this list; none is taken out.
   */
  removeIf(test: (value: bigint) => boolean): number {
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
  replaceAll(change: (value: bigint) => bigint): void {
    const values = this.toArray().map((value) => change(value));
    this.setElements(0, values);
  }

  /**
   * Puts a value in all places from `from` to before `to`.
   * @throws as `set`, and unless 0 ≤ `from` ≤ `to` ≤ size.
   */
  fill(hi: number, lo: number, from = 0, to = this.#size): this {
    if ((lo | 0) !== lo || (hi | 0) !== hi) throw invalidValueLanes(hi, lo);
    const items = this.#open();
    checkRange(from, to, this.#size);
    for (let i = from; i < to; i++) {
      items[i * STRIDE + HI] = hi;
      items[i * STRIDE + LO] = lo;
    }
    return this;
  }

  /**
   * Sorts ascending, or as `compare` says; equal elements keep their order.
   * Cost: O(n) with passing memory of the size of the elements; with `compare` O(n log n).
   * @throws {DisposedError} after `dispose`.
   */
  sort(compare?: (a: bigint, b: bigint) => number): this {
    if (compare === undefined) sortLongs(this.#open(), this.#size);
    else this.setElements(0, this.toTypedArray().sort(compare));
    return this;
  }

  /** Turns the order round. */
  reverse(): this {
    const items = this.#open();
    new BigInt64Array(items.buffer, items.byteOffset, this.#size).reverse();
    return this;
  }

  /**
   * Whether the other list has equal elements in the same order.
   */
  equals(other: LongArrayList): boolean {
    if (other.size !== this.size) return false;
    const items = this.#open();
    const others = other.#open();
    for (let i = 0; i < this.#size; i++)
      if (!(
        items[i * STRIDE] === others[i * STRIDE] && items[i * STRIDE + 1] === others[i * STRIDE + 1]
      ))
        return false;
    return true;
  }

  /**
   * Negative, 0 or positive as the list comes before, with or behind the other in the order of
   * dictionaries.
   */
  compareTo(other: LongArrayList): number {
    const items = this.#open();
    const others = other.#open();
    const common = Math.min(this.#size, other.#size);
    for (let i = 0; i < common; i++) {
      const order =
        items[i * STRIDE + HI]! - others[i * STRIDE + HI]! ||
        (items[i * STRIDE + LO]! >>> 0) - (others[i * STRIDE + LO]! >>> 0);
      if (order !== 0) return order;
    }
    return this.#size - other.#size;
  }

  /** A list of the same elements, in memory of its own unless `options` has a region. */
  clone(options?: ArrayOptions): LongArrayList {
    return new LongArrayList(this.toTypedArray(), { capacity: this.#size, ...options });
  }

  /** The elements in an array. */
  toArray(): bigint[] {
    const items = this.#open();
    const array = new Array<bigint>(Math.min(this.#size, 2 ** 24)); // longer ones are dictionaries
    for (let i = 0; i < this.#size; i++)
      array[i] = joinLanes(items[i * STRIDE + HI]!, items[i * STRIDE + LO]!);
    return array;
  }

  /** The elements in a typed array, a copy. */
  toTypedArray(): BigInt64Array {
    return new BigInt64Array(this.#open().slice(0, this.#size * STRIDE).buffer);
  }

  /**
   * Calls `callback` with each element and its index. As with arrays the list may be changed
   * meanwhile: elements that come behind the end are not visited, removed ones neither.
   * @throws {DisposedError} after `dispose`, in the middle too.
   */
  forEach(callback: (hi: number, lo: number, index: number) => void): void {
    const size = this.#size;
    for (let i = 0; i < size && i < this.#size; i++) {
      const items = this.#open();
      callback(items[i * STRIDE + HI]!, items[i * STRIDE + LO]!, i);
    }
    this.#open();
  }

  /**
   * The elements. As with arrays those count that are there when their turn comes.
   * @throws {DisposedError} at the next step after `dispose`.
   */
  values(): IterableIterator<bigint> {
    return new LongArrayListIterator(this);
  }

  /** The indices. @throws {DisposedError} at the next step after `dispose`. */
  *keys(): IterableIterator<number> {
    this.#open();
    for (let i = 0; i < this.#size; i++, this.#open()) yield i;
  }

  /** Indices and elements. @throws {DisposedError} at the next step after `dispose`. */
  *entries(): IterableIterator<[number, bigint]> {
    for (const i of this.keys()) yield [i, this.get(i)];
  }

  /** The same as `values`: `for (const value of list)`. */
  [Symbol.iterator](): IterableIterator<bigint> {
    return this.values();
  }

  /** `set` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  setBigInt(index: number, value: bigint): this {
    return this.set(index, longHi(value), longLo(value));
  }

  /** `push` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  pushBigInt(value: bigint): number {
    return this.push(longHi(value), longLo(value));
  }

  /** `addAt` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  addAtBigInt(index: number, value: bigint): void {
    this.addAt(index, longHi(value), longLo(value));
  }

  /** `indexOf` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  indexOfBigInt(value: bigint, from = 0): number {
    return this.indexOf(longHi(value), longLo(value), from);
  }

  /** `includes` with a bigint. @throws {InvalidKeyError} unless it is one of 64 bits with sign. */
  includesBigInt(value: bigint): boolean {
    return this.includes(longHi(value), longLo(value));
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
    return 'LongArrayList';
  }

  /** @internal What `assertValidList`, `shuffle` and `subList` see. */
  [internals](): ListInternals {
    return [this.#open(), STRIDE, this.#size, this.#capacity, 0, this.#moves];
  }

  /** The items, with a view that holds. @throws {DisposedError} after `dispose`. */
  #open(): Int32Array {
    const items = this.#items;
    return items.length === 0 ? this.#reopen() : items;
  }

  /** Called when the view has length 0: none yet, disposed, or the region's memory has moved. */
  #reopen(): Int32Array {
    if (this.disposed) {
      throw new DisposedError('LongArrayList: expected one in use, got a disposed one');
    }
    if (this.#capacity > 0) this.#items = itemsOf(this.#region!, this.#address, this.#capacity);
    return this.#items;
  }

  /** The items, if there is an element at `index`. */
  #at(index: number): Int32Array {
    const items = this.#open();
    if ((index | 0) !== index || index < 0 || index >= this.#size) {
      throw invalidIndex(index, this.#size);
    }
    return items;
  }

  /** The items, with room for `count` elements behind the last. */
  #makeRoom(count: number): Int32Array {
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
  #makeGap(index: number, count: number, source?: Int32Array): Int32Array {
    this.#open();
    checkRange(index, this.#size, this.#size);
    const items = this.#makeRoom(count);
    checkRange(index, this.#size, this.#size);
    if (source !== undefined && source.length !== count * STRIDE) {
      throw new InvalidArgumentError(
        expected('array', 'one that stays while the list grows', null),
      );
    }
    items.copyWithin((index + count) * STRIDE, index * STRIDE, this.#size * STRIDE);
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
    items.set(this.#open().subarray(0, this.#size * STRIDE));
    const oldAddress = this.#address;
    const hadBlock = this.#capacity > 0;
    this.#items = items;
    this.#address = address;
    this.#capacity = capacity;
    if (hadBlock) this.#region?.free(oldAddress);
  }
}

/** No generator: V8 compiles a loop over this one to that of an array. */
class LongArrayListIterator implements IterableIterator<bigint> {
  readonly #list: LongArrayList;
  #index = 0;

  constructor(list: LongArrayList) {
    this.#list = list;
  }

  next(): IteratorResult<bigint, undefined> {
    const index = this.#index;
    const list = this.#list;
    let value: bigint | undefined;
    if (index < list.size) {
      value = list.get(index);
      this.#index = index + 1;
    } else {
      list.at(0); // throws if it was disposed
      this.#index = MAXIMUM_LENGTH; // an end stays one
    }
    // One object for both cases, or V8 would allocate it.
    return { value, done: value === undefined } as IteratorResult<bigint, undefined>;
  }

  [Symbol.iterator](): this {
    return this;
  }
}

/** The items of a block. */
function itemsOf(region: CollectionRegion, address: number, capacity: number): Int32Array {
  return region.words(address, capacity * STRIDE);
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
    return itemsOf(region, address, capacity);
  } catch (error) {
    region.free(address);
    throw error;
  }
}

/**
 * `length` values of an array as items, all checked: what comes is code of others only in here.
 */
function sourceOf(array: ArrayLike<bigint>, offset: number, length: number): Int32Array {
  checkRange(offset, offset + length, array.length);
  if (
    ArrayBuffer.isView(array) &&
    (array as BigInt64Array)[Symbol.toStringTag] === 'BigInt64Array'
  ) {
    return new Int32Array(array.buffer, array.byteOffset + offset * 8, length * STRIDE);
  }
  const items = new Int32Array(length * STRIDE);
  for (let i = 0; i < length; i++) {
    const value = array[offset + i]!;
    const hi = longHi(value);
    const lo = longLo(value);
    items[i * STRIDE + HI] = hi;
    items[i * STRIDE + LO] = lo;
  }
  return items;
}

function isBelow(hi: number, lo: number, otherHi: number, otherLo: number): boolean {
  return hi < otherHi || (hi === otherHi && lo >>> 0 < otherLo >>> 0);
}
