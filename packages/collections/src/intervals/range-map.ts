import { InvariantError } from '../errors.js';
import { internals } from '../internals.js';
import { BLOCK_OPTION_NAMES, blockOptionsOf } from '../word-block.js';
import type { BlockOptions } from '../word-block.js';
import { IntervalTree } from './interval-tree.js';
import { assertPoint, assertRange } from './points.js';
import { assertValidIntervalTree } from './validity.js';

/** The points from `from` to `to` − 1 and what they map to. */
export interface Range<V> {
  readonly from: number;
  readonly to: number;
  readonly value: V;
}

/**
 * Maps each integer point to one value at most, in ranges: setting a range replaces what it covers,
 * and neighbours of one value (by `Object.is`) become one range. Guava's `TreeRangeMap` for ints.
 *
 * Where intervals may overlap and each is a thing of its own, `IntervalMap` has them. They are two
 * classes since they mean different things by adding: here the later value wins, there both stay;
 * so here a point has a value, there it has a list, and one class would have to ask each time.
 *
 * Layout: a balanced tree in one Int32Array ({@link IntervalTree}), values in an array beside it.
 *
 * Cost: 24 B and a reference a range, doubled in growing. All of `get`, `has` and `rangeAt` take
 * O(log n), expected; `set` and `delete` O((k + 1) log n) where they cover k ranges. Order of
 * iteration: ascending. A sorted array would answer `get` in half the time and change 20 times more
 * slowly at 10^5 ranges.
 * Source: Seidel, Aragon, Randomized Search Trees, 1996; Guava's RangeMap (names and meaning).
 */
export class RangeMap<V> {
  readonly #tree: IntervalTree;
  #values: (V | undefined)[] = [];

  /**
   * @param options `capacity` is in ranges
   * @throws {CapacityError} if `capacity` is not an integer from 0 to 2^24.
   * @throws {InvalidArgumentError} if an option is unknown. What `region.allocate` throws passes
   * through.
   */
  constructor(options?: BlockOptions) {
    const { capacity = 0, region } = blockOptionsOf(undefined, options, BLOCK_OPTION_NAMES);
    this.#tree = new IntervalTree('RangeMap', region);
    this.#tree.ensureCapacity(capacity);
  }

  /** The same as `new`, for code that is handed a class: `mod.create(RangeMap, options)`. */
  static create<V>(options?: BlockOptions): RangeMap<V> {
    return new RangeMap(options);
  }

  /** Ranges; 0 after `dispose`. */
  get size(): number {
    return this.#tree.size;
  }

  /** Ranges that fit before it grows; 0 after `dispose`. */
  get capacity(): number {
    return this.#tree.capacity;
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#tree.disposed;
  }

  /** Bytes of the storage, values apart. */
  bytes(): number {
    return this.#tree.byteLength;
  }

  /**
   * Value at a point; undefined if there is none.
   * @throws {InvalidKeyError} if `point` is no int32. @throws {DisposedError} after `dispose`.
   */
  get(point: number): V | undefined {
    const node = this.#nodeAt(point);
    return node === 0 ? undefined : this.#values[this.#tree.placeOf(node)];
  }

  /** Whether a point has a value. @throws as {@link get}. */
  has(point: number): boolean {
    return this.#nodeAt(point) !== 0;
  }

  /** The range that a point lies in; undefined if there is none. @throws as {@link get}. */
  rangeAt(point: number): Range<V> | undefined {
    const node = this.#nodeAt(point);
    return node === 0 ? undefined : this.#rangeOf(node);
  }

  /** Whether a point from `from` to `to` − 1 has a value. @throws as {@link set}. */
  intersects(from: number, to: number): boolean {
    assertRange(from, to);
    return this.#tree.intersects(from, to);
  }

  /**
   * Maps the points from `from` to `to` − 1 to `value`, whatever they were mapped to.
   * @throws {InvalidKeyError} unless both are int32s and `from` is below `to`.
   * @throws {CapacityError} beyond 2^24 ranges.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through; then, as
   * with every other error, nothing has changed.
   */
  set(from: number, to: number, value: V): this {
    assertRange(from, to);
    const tree = this.#tree;
    tree.reserve(2); // itself, and the rest of a range that it parts
    let start = from;
    let end = to;
    const before = tree.floor(from - 1);
    if (before !== 0 && tree.toOf(before) >= from) {
      if (Object.is(this.#valueOf(before), value)) {
        start = tree.fromOf(before);
        end = Math.max(tree.toOf(before), to);
        this.#remove(before);
      } else if (tree.toOf(before) > from) {
        this.#cut(before, from, to);
      }
    }
    for (let next = tree.ceiling(from); next !== 0; next = tree.ceiling(from)) {
      const nextFrom = tree.fromOf(next);
      const nextTo = tree.toOf(next);
      if (nextFrom > end) break;
      if (Object.is(this.#valueOf(next), value)) end = Math.max(end, nextTo);
      else if (nextTo > end) {
        tree.update(next, end, nextTo);
        break;
      }
      this.#remove(next);
    }
    this.#insert(start, end, value);
    return this;
  }

  /**
   * Takes the points from `from` to `to` − 1 out. @returns whether one of them had a value.
   * @throws as {@link set}; it takes memory only where it parts a range.
   */
  delete(from: number, to: number): boolean {
    assertRange(from, to);
    const tree = this.#tree;
    let before = tree.floor(from - 1);
    while (before !== 0 && tree.toOf(before) > to && tree.size === tree.capacity) {
      tree.reserve(1);
      before = tree.floor(from - 1); // again, as a region may have called back
    }
    let isChanged = before !== 0 && tree.toOf(before) > from;
    if (isChanged) this.#cut(before, from, to);
    for (let next = tree.ceiling(from); next !== 0; next = tree.ceiling(from)) {
      if (tree.fromOf(next) >= to) break;
      isChanged = true;
      if (tree.toOf(next) > to) tree.update(next, to, tree.toOf(next));
      else this.#remove(next);
    }
    return isChanged;
  }

  /**
   * Calls `callback` with each range, ascending. The map may be changed meanwhile: it goes on with
   * the range that then holds or follows the end of the last.
   * @throws {DisposedError} after `dispose`, in the middle too.
   */
  forEach(callback: (value: V, from: number, to: number) => void): void {
    const tree = this.#tree;
    let next = tree.ceiling(-(2 ** 31));
    while (next !== 0) {
      const to = tree.toOf(next);
      callback(this.#valueOf(next), tree.fromOf(next), to);
      next = this.#from(to);
    }
  }

  /** The ranges, as in {@link forEach}. */
  *entries(): IterableIterator<Range<V>> {
    let next = this.#tree.ceiling(-(2 ** 31));
    while (next !== 0) {
      const range = this.#rangeOf(next);
      yield range;
      next = this.#from(range.to);
    }
  }

  /** The same as `entries`: `for (const { from, to, value } of map)`. */
  [Symbol.iterator](): IterableIterator<Range<V>> {
    return this.entries();
  }

  /** The values of the ranges, as in {@link forEach}. */
  *values(): IterableIterator<V> {
    for (const { value } of this.entries()) yield value;
  }

  get [Symbol.toStringTag](): string {
    return 'RangeMap';
  }

  /** Takes all out and keeps the storage. @throws {DisposedError} after `dispose`. */
  clear(): void {
    this.#tree.clear();
    this.#values = [];
  }

  /** Grows so that `rangeCount` ranges fit. @throws {CapacityError} beyond 2^24; as `set`. */
  ensureCapacity(rangeCount: number): void {
    this.#tree.ensureCapacity(rangeCount);
  }

  /** Gives the storage behind the last range in it back. @returns bytes. @throws as `set`. */
  trim(): number {
    const byteLength = this.#tree.trim();
    this.#values.length = Math.min(this.#values.length, this.#tree.capacity);
    return byteLength;
  }

  /** Gives the storage back. Every later use but `disposed`, `size` and the like throws. */
  dispose(): void {
    this.#tree.dispose();
    this.#values = [];
  }

  /** @internal What `assertValidRangeMap` sees. */
  [internals](): IntervalTree {
    return this.#tree;
  }

  #nodeAt(point: number): number {
    if ((point | 0) !== point) assertPoint(point);
    const node = this.#tree.floor(point);
    return node !== 0 && this.#tree.toOf(node) > point ? node : 0;
  }

  /** The range that holds or follows a point. */
  #from(point: number): number {
    const node = this.#tree.floor(point);
    return node !== 0 && this.#tree.toOf(node) > point ? node : this.#tree.ceiling(point);
  }

  /** Takes [from, to) out of a range that begins before `from`; what lies behind needs a node. */
  #cut(node: number, from: number, to: number): void {
    const end = this.#tree.toOf(node);
    this.#tree.update(node, this.#tree.fromOf(node), from);
    if (end > to) this.#insert(to, end, this.#valueOf(node));
  }

  #insert(from: number, to: number, value: V): void {
    this.#values[this.#tree.placeOf(this.#tree.insert(from, to))] = value;
  }

  #remove(node: number): void {
    this.#tree.remove(node);
    this.#values[this.#tree.placeOf(node)] = undefined;
  }

  #valueOf(node: number): V {
    return this.#values[this.#tree.placeOf(node)] as V;
  }

  #rangeOf(node: number): Range<V> {
    const tree = this.#tree;
    return { from: tree.fromOf(node), to: tree.toOf(node), value: this.#valueOf(node) };
  }
}

/**
 * Checks the promises of a map's layout. For tests.
 * @throws {InvariantError} naming the first that is broken.
 * @throws {DisposedError} after `dispose`.
 */
export function assertValidRangeMap<V>(map: RangeMap<V>): void {
  assertValidIntervalTree(map[internals]());
  let before: Range<V> | undefined;
  for (const range of map) {
    const isApart = before === undefined || before.to < range.from;
    const isOther = before?.to === range.from && !Object.is(before.value, range.value);
    if (!isApart && !isOther) {
      throw new InvariantError(`RangeMap: expected ranges apart or unlike, got ${range.from}`);
    }
    before = range;
  }
}
