import { InvalidKeyError, InvariantError, expected } from '../errors.js';
import { internals } from '../internals.js';
import { BLOCK_OPTION_NAMES, blockOptionsOf } from '../word-block.js';
import type { BlockOptions } from '../word-block.js';
import { IntervalTree } from './interval-tree.js';
import { assertPoint, assertRange } from './points.js';
import { assertValidIntervalTree } from './validity.js';

declare const idBrand: unique symbol;

/** Names an interval of one `IntervalMap`: no later interval gets the same (for 2^28 removals). */
export type IntervalId = number & { readonly [idBrand]: true };

/** The points from `from` to `to` − 1 and what is said of them. */
export interface Interval<V> {
  readonly id: IntervalId;
  readonly from: number;
  readonly to: number;
  readonly value: V;
}

/**
 * Intervals of integer points with a value each, which may overlap: which of them contain a point
 * or meet a range? Each is a thing of its own, named by the id that `add` returns.
 *
 * Where a point has one value at most and a later one replaces it, `RangeMap` is right; why they
 * are two classes is said there.
 *
 * Layout: a balanced tree in one Int32Array, ordered by `from`, each node with the greatest end
 * below it ({@link IntervalTree}); values in an array beside it.
 *
 * Cost: 24 B and a reference an interval, doubled in growing. `add` and `delete` take O(log n),
 * expected, `get` and `has` of an id O(1), queries O(log n + k log n) for k intervals found,
 * `intersects` O(log n). Order: by `from`, not defined among equal ones.
 * Source: Cormen et al., Introduction to Algorithms, 14.3; Seidel, Aragon, Randomized Search Trees.
 */
export class IntervalMap<V> {
  readonly #tree: IntervalTree;
  #values: (V | undefined)[] = [];

  /**
   * @param options `capacity` is in intervals
   * @throws {CapacityError} if `capacity` is not an integer from 0 to 2^24.
   * @throws {InvalidArgumentError} if an option is unknown. What `region.allocate` throws passes
   * through.
   */
  constructor(options?: BlockOptions) {
    const { capacity = 0, region } = blockOptionsOf(undefined, options, BLOCK_OPTION_NAMES);
    this.#tree = new IntervalTree('IntervalMap', region);
    this.#tree.ensureCapacity(capacity);
  }

  /** The same as `new`, for code that is handed a class: `mod.create(IntervalMap, options)`. */
  static create<V>(options?: BlockOptions): IntervalMap<V> {
    return new IntervalMap(options);
  }

  /** Intervals; 0 after `dispose`. */
  get size(): number {
    return this.#tree.size;
  }

  /** Intervals that fit before it grows; 0 after `dispose`. */
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
   * Puts the interval of the points from `from` to `to` − 1 in, whatever is there.
   * @throws {InvalidKeyError} unless both are int32s and `from` is below `to`.
   * @throws {CapacityError} beyond 2^24 intervals.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through; then, as
   * with every other error, nothing has changed.
   */
  add(from: number, to: number, value: V): IntervalId {
    assertRange(from, to);
    this.#tree.reserve(1);
    const node = this.#tree.insert(from, to);
    this.#values[this.#tree.placeOf(node)] = value;
    return this.#tree.idOf(node) as IntervalId;
  }

  /** Value of an interval; undefined if it is gone. @throws {DisposedError} after `dispose`. */
  get(id: IntervalId): V | undefined {
    const node = this.#tree.nodeOf(id);
    return node === 0 ? undefined : this.#valueOf(node);
  }

  /** Whether an interval is there. @throws {DisposedError} after `dispose`. */
  has(id: IntervalId): boolean {
    return this.#tree.nodeOf(id) !== 0;
  }

  /** An interval with its bounds; undefined if it is gone. */
  intervalOf(id: IntervalId): Interval<V> | undefined {
    const node = this.#tree.nodeOf(id);
    return node === 0 ? undefined : this.#intervalOf(node);
  }

  /**
   * Gives an interval another value. @throws {InvalidKeyError} if it is gone.
   * @throws {DisposedError} after `dispose`.
   */
  replace(id: IntervalId, value: V): this {
    const node = this.#tree.nodeOf(id);
    if (node === 0) throw new InvalidKeyError(expected('id', 'that of an interval', id));
    this.#values[this.#tree.placeOf(node)] = value;
    return this;
  }

  /** Takes an interval out. @returns false if it was gone. */
  delete(id: IntervalId): boolean {
    const node = this.#tree.nodeOf(id);
    if (node === 0) return false;
    this.#tree.remove(node);
    this.#values[this.#tree.placeOf(node)] = undefined;
    return true;
  }

  /**
   * Whether an interval has a point from `from` to `to` − 1.
   * @throws {InvalidKeyError} unless both are int32s and `from` is below `to`.
   */
  intersects(from: number, to: number): boolean {
    assertRange(from, to);
    return this.#tree.intersects(from, to);
  }

  /** The values of the intervals that contain a point. @throws {InvalidKeyError} for no int32. */
  valuesAt(point: number): V[] {
    assertPoint(point);
    return this.#valuesOf(this.#collect(point, point + 1));
  }

  /** The values of the intervals that have a point from `from` to `to` − 1. */
  valuesIn(from: number, to: number): V[] {
    assertRange(from, to);
    return this.#valuesOf(this.#collect(from, to));
  }

  /**
   * Calls `callback` with each interval that contains a point. The map may be changed meanwhile:
   * intervals removed before their turn are not visited, nor are those that come.
   * @throws {InvalidKeyError} if `point` is no int32.
   * @throws {DisposedError} after `dispose`, in the middle too.
   */
  forEachAt(
    point: number,
    callback: (value: V, from: number, to: number, id: IntervalId) => void,
  ): void {
    assertPoint(point);
    this.#visit(this.#collect(point, point + 1), callback);
  }

  /**
   * Calls `callback` with each interval that has a point from `from` to `to` − 1, as
   * {@link forEachAt}. @throws {InvalidKeyError} unless both are int32s and `from` is below `to`.
   */
  forEachIn(
    from: number,
    to: number,
    callback: (value: V, from: number, to: number, id: IntervalId) => void,
  ): void {
    assertRange(from, to);
    this.#visit(this.#collect(from, to), callback);
  }

  /** Calls `callback` with each interval, as {@link forEachAt}. */
  forEach(callback: (value: V, from: number, to: number, id: IntervalId) => void): void {
    this.#visit(this.#collect(-Infinity, Infinity), callback);
  }

  /** The intervals, as in {@link forEach}. */
  *entries(): IterableIterator<Interval<V>> {
    const tree = this.#tree;
    const ids = this.#collect(-Infinity, Infinity).map((node) => tree.idOf(node));
    for (const id of ids) {
      const node = tree.nodeOf(id);
      if (node !== 0) yield this.#intervalOf(node);
    }
  }

  /** The same as `entries`: `for (const { id, from, to, value } of map)`. */
  [Symbol.iterator](): IterableIterator<Interval<V>> {
    return this.entries();
  }

  /** The values, as in {@link forEach}. */
  *values(): IterableIterator<V> {
    for (const { value } of this.entries()) yield value;
  }

  get [Symbol.toStringTag](): string {
    return 'IntervalMap';
  }

  /** Takes all out and keeps the storage. @throws {DisposedError} after `dispose`. */
  clear(): void {
    this.#tree.clear();
    this.#values = [];
  }

  /** Grows so that `intervalCount` fit. @throws {CapacityError} beyond 2^24; as `add`. */
  ensureCapacity(intervalCount: number): void {
    this.#tree.ensureCapacity(intervalCount);
  }

  /** Gives the storage behind the last interval in it back. @returns bytes. @throws as `add`. */
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

  /** @internal What `assertValidIntervalMap` sees. */
  [internals](): IntervalTree {
    return this.#tree;
  }

  #collect(from: number, to: number): number[] {
    const found: number[] = [];
    this.#tree.collect(from, to, found);
    return found;
  }

  #visit(
    found: number[],
    callback: (value: V, from: number, to: number, id: IntervalId) => void,
  ): void {
    const tree = this.#tree;
    // Nodes become ids first: a callback may remove one, and its node go to another interval.
    for (let i = 0; i < found.length; i++) found[i] = tree.idOf(found[i]!);
    for (const id of found) {
      const node = tree.nodeOf(id);
      if (node === 0) continue;
      callback(this.#valueOf(node), tree.fromOf(node), tree.toOf(node), id as IntervalId);
    }
  }

  #valuesOf(found: readonly number[]): V[] {
    const values: V[] = [];
    for (let i = 0; i < found.length; i++) values.push(this.#valueOf(found[i]!));
    return values;
  }

  #valueOf(node: number): V {
    return this.#values[this.#tree.placeOf(node)] as V;
  }

  #intervalOf(node: number): Interval<V> {
    const tree = this.#tree;
    return {
      id: tree.idOf(node) as IntervalId,
      from: tree.fromOf(node),
      to: tree.toOf(node),
      value: this.#valueOf(node),
    };
  }
}

/**
 * Checks the promises of a map's layout. For tests.
 * @throws {InvariantError} naming the first that is broken.
 * @throws {DisposedError} after `dispose`.
 */
export function assertValidIntervalMap<V>(map: IntervalMap<V>): void {
  assertValidIntervalTree(map[internals]());
  for (const { id, value } of map) {
    if (!Object.is(map.get(id), value)) {
      throw new InvariantError(`IntervalMap: expected an id that finds its interval, got ${id}`);
    }
  }
}
