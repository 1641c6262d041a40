import { invalidIndex, checkRange } from './array-storage.js';
import { InvalidArgumentError } from './errors.js';
import { internals } from './internals.js';
import type { ArrayCollection } from './list-validity.js';

/** What a view asks of the list below it; `T` are its elements. */
export interface ViewedList<T> extends ArrayCollection {
  get(index: number): T;
  setElements(index: number, array: ArrayLike<T>, offset?: number, length?: number): void;
}

/**
 * A range of a list that shows and changes the list itself, as fastutil's `subList` does; elements
 * of `LongArrayList` are bigints in it.
 *
 * It holds until elements are inserted or removed in the list, but for what is put or taken at the
 * list's end behind the range; after that every use throws. Cost: nothing but the view itself; it
 * serves any kind of list, so that its loops are slower than those of one.
 */
export class SubList<T> implements Iterable<T> {
  readonly #list: ViewedList<T>;
  readonly #from: number;
  readonly #size: number;
  readonly #moves: number;

  /** @internal See {@link subList}. */
  constructor(list: ViewedList<T>, from: number, to: number) {
    this.#list = list;
    this.#from = from;
    this.#size = to - from;
    this.#moves = list[internals]()[5];
    checkRange(from, to, list.size);
  }

  /** Elements of the range. @throws as `get`. */
  get size(): number {
    this.#check();
    return this.#size;
  }

  /**
   * The element at `index` of the range.
   * @throws {InvalidArgumentError} if there is none, or elements of the list have moved.
   * @throws {DisposedError} after the list was disposed.
   */
  get(index: number): T {
    return this.#list.get(this.#placeOf(index));
  }

  /** Replaces the element at `index` of the range, in the list. @throws as `get` and `list.set`. */
  set(index: number, value: T): this {
    this.#list.setElements(this.#placeOf(index), [value]);
    return this;
  }

  /** Calls `callback` with each element and its index in the range. @throws as `get`. */
  forEach(callback: (value: T, index: number) => void): void {
    for (let i = 0; i < this.size; i++) callback(this.get(i), i);
  }

  /** The elements. @throws as `get`, at each step. */
  *values(): IterableIterator<T> {
    for (let i = 0; i < this.size; i++) yield this.get(i);
  }

  /** The same as `values`. */
  [Symbol.iterator](): IterableIterator<T> {
    return this.values();
  }

  /** The elements in an array, a copy. @throws as `get`. */
  toArray(): T[] {
    return [...this];
  }

  /** A range of this range, a view of the same list. @throws as {@link subList}. */
  subList(from: number, to: number): SubList<T> {
    checkRange(from, to, this.size);
    return new SubList(this.#list, this.#from + from, this.#from + to);
  }

  get [Symbol.toStringTag](): string {
    return 'SubList';
  }

  #placeOf(index: number): number {
    this.#check();
    if (!Number.isInteger(index) || index < 0 || index >= this.#size) {
      throw invalidIndex(index, this.#size);
    }
    return this.#from + index;
  }

  #check(): void {
    const [, , size, , , moves] = this.#list[internals]();
    if (moves !== this.#moves || size < this.#from + this.#size) {
      throw new InvalidArgumentError('subList: expected the elements of its list at their places');
    }
  }
}

/**
 * A view of the elements of a list from `from` to before `to`. A function, so that programs that do
 * not call it do not carry it.
 * @throws {InvalidArgumentError} unless 0 ≤ `from` ≤ `to` ≤ size.
 * @throws {DisposedError} after the list was disposed.
 */
export function subList<T>(list: ViewedList<T>, from: number, to: number): SubList<T> {
  return new SubList(list, from, to);
}
