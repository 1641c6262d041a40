import { InvalidKeyError, InvariantError, expected } from '../errors.js';
import { internals } from '../internals.js';
import type { CollectionRegion } from '../options.js';
import { WordBlock, blockOptionsOf, checkedCapacity } from '../word-block.js';

/** Options of a {@link SparseSet}. */
export interface SparseSetOptions {
  /** Holds the integers. @defaultValue a typed array of the set's own */
  readonly region?: CollectionRegion | undefined;
}

const MAXIMUM_UNIVERSE = 2 ** 26;

/**
 * Set of integers from 0 to `universe` − 1 that is emptied in O(1) and walked in O(size): for work
 * lists, marks of a search and the entities of a tick.
 *
 * Layout: one Int32Array of two halves:
 *
 *     dense    [key][key][key] …  │ rest     the keys, one behind the other
 *     sparse   where `key` is in dense, if that place is below `size` and holds `key`
 *
 * so neither half is ever cleared.
 *
 * Cost: 8 B for each integer of the universe; `add`, `has`, `delete` and `clear` take O(1).
 *
 * Order: `at(0)`, `at(1)`, … is the order of insertion, until a removal puts the last key into the
 * hole. `forEach` and iterators go from the last to the first, so that the key just visited may be
 * deleted and keys may be added (they are not visited). Deleting one whose turn has not come yet
 * puts a visited key in its place, which is then visited again.
 * Source: Briggs, Torczon, An Efficient Representation for Sparse Sets, 1993.
 */
export class SparseSet {
  readonly #block: WordBlock;
  #universe: number;
  #size = 0;

  /**
   * @param universe keys are below it; an integer from 0 to 2^26. All memory is taken at once.
   * @throws {CapacityError} if `universe` is no such integer.
   * @throws {InvalidArgumentError} if an option is unknown. What `region.allocate` throws passes
   * through.
   */
  constructor(universe: number, options?: SparseSetOptions) {
    const { region } = blockOptionsOf(undefined, options, ['region']);
    this.#universe = checkedCapacity(universe, MAXIMUM_UNIVERSE);
    this.#block = new WordBlock('SparseSet', region);
    this.#block.resize(universe * 2);
  }

  /** The same as `new`, for code that is handed a class: `mod.create(SparseSet, options)`. */
  static create({ universe, ...rest }: SparseSetOptions & { universe: number }): SparseSet {
    return new SparseSet(universe, rest);
  }

  /** Keys in the set; 0 after `dispose`. */
  get size(): number {
    return this.#size;
  }

  /** The universe: keys are below it; 0 after `dispose`. */
  get capacity(): number {
    return this.#universe;
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#block.disposed;
  }

  /** Bytes of the storage. */
  bytes(): number {
    return this.#block.length * 4;
  }

  /**
   * Whether `key` is in the set.
   * @throws {InvalidKeyError} unless it is an integer from 0 to the universe − 1.
   * @throws {DisposedError} after `dispose`.
   */
  has(key: number): boolean {
    const words = this.#block.open();
    const universe = this.#universe;
    if (key >>> 0 !== key || key >= universe) throw invalidKey(key, universe);
    const index = words[universe + key]!;
    return index >>> 0 < this.#size && words[index] === key;
  }

  /** Puts `key` in, as the last. @returns false if it was there. @throws as {@link has}. */
  add(key: number): boolean {
    const words = this.#block.open();
    const universe = this.#universe;
    if (key >>> 0 !== key || key >= universe) throw invalidKey(key, universe);
    const index = words[universe + key]!;
    const size = this.#size;
    if (index >>> 0 < size && words[index] === key) return false;
    words[universe + key] = size;
    words[size] = key;
    this.#size = size + 1;
    return true;
  }

  /**
   * Takes `key` out; the last key takes its place. @returns false if it was not there.
   * @throws as {@link has}.
   */
  delete(key: number): boolean {
    const words = this.#block.open();
    const universe = this.#universe;
    if (key >>> 0 !== key || key >= universe) throw invalidKey(key, universe);
    const index = words[universe + key]!;
    const last = this.#size - 1;
    if (index >>> 0 > last || words[index] !== key) return false;
    const moved = words[last]!;
    words[index] = moved;
    words[universe + moved] = index;
    this.#size = last;
    return true;
  }

  /** Takes the last key out. @returns it, or undefined if there is none. */
  pop(): number | undefined {
    const words = this.#block.open();
    return this.#size === 0 ? undefined : words[--this.#size];
  }

  /** Takes all keys out. Cost: O(1). @throws {DisposedError} after `dispose`. */
  clear(): void {
    this.#block.open();
    this.#size = 0;
  }

  /** The key at a place of the dense order; undefined from `size` on, as for an array's `at`. */
  at(index: number): number | undefined {
    const words = this.#block.open();
    return index >>> 0 === index && index < this.#size ? words[index] : undefined;
  }

  /** Where `key` is in the dense order; −1 if it is not in the set. @throws as {@link has}. */
  indexOf(key: number): number {
    return this.has(key) ? this.#block.open()[this.#universe + key]! : -1;
  }

  /**
   * The keys in dense order, to be read in loops of your own; the view holds until the set changes
   * or its region's memory moves. Writing into it breaks the set.
   */
  keysView(): Int32Array {
    return this.#block.open().subarray(0, this.#size);
  }

  /** Calls `callback` with each key, from the last to the first; see above for changes then. */
  forEach(callback: (key: number) => void): void {
    let words = this.#block.open();
    for (let i = this.#size - 1; i >= 0; i--) {
      if (i >= this.#size) continue; // keys were deleted meanwhile
      callback(words[i]!);
      words = this.#block.open();
    }
  }

  /** The keys, as in {@link forEach}. */
  *keys(): IterableIterator<number> {
    this.#block.open();
    for (let i = this.#size - 1; i >= 0; i--) {
      if (i < this.#size) yield this.#block.open()[i]!;
      this.#block.open();
    }
  }

  /** The same as `keys`, as in `Set`. */
  values(): IterableIterator<number> {
    return this.keys();
  }

  /** The same as `keys`: `for (const key of set)`. */
  [Symbol.iterator](): IterableIterator<number> {
    return this.keys();
  }

  get [Symbol.toStringTag](): string {
    return 'SparseSet';
  }

  /**
   * Makes the universe at least `universe`.
   * @throws {CapacityError} if that is not an integer from 0 to 2^26.
   * @throws {DisposedError} after `dispose`. What `region.allocate` throws passes through; then
   * nothing has changed.
   */
  ensureCapacity(universe: number): void {
    checkedCapacity(universe, MAXIMUM_UNIVERSE);
    this.#block.open();
    while (this.#universe < universe) {
      this.#block.resize(universe * 2);
      const old = this.#universe; // a region may have called back and made it larger
      if (this.#block.length !== universe * 2 || old >= universe) continue;
      this.#block.open().copyWithin(universe, old, old * 2);
      this.#universe = universe;
    }
  }

  /** Gives the storage back. Every later use but `disposed`, `size` and the like throws. */
  dispose(): void {
    this.#block.dispose();
    this.#size = 0;
    this.#universe = 0;
  }

  /** @internal What `assertValidSparseSet` sees. */
  [internals](): Int32Array {
    return this.#block.open();
  }
}

function invalidKey(key: unknown, universe: number): InvalidKeyError {
  return new InvalidKeyError(expected('key', `an integer from 0 to ${universe - 1}`, key));
}

/**
 * Checks the promises of a set's layout. For tests.
 * @throws {InvariantError} naming the first that is broken.
 * @throws {DisposedError} after `dispose`.
 */
export function assertValidSparseSet(set: SparseSet): void {
  const words = set[internals]();
  const universe = set.capacity;
  if (words.length !== universe * 2 || set.size > universe) {
    throw new InvariantError(`SparseSet: expected ${words.length / 2} ≥ size, got ${set.size}`);
  }
  for (let i = 0; i < set.size; i++) {
    const key = words[i]!;
    if (key < 0 || key >= universe || words[universe + key] !== i) {
      throw new InvariantError(`SparseSet: expected a key of its own at ${i}, got ${key}`);
    }
  }
}
