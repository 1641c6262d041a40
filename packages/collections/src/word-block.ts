/**
 * The 32-bit words of a collection that needs one array of them: in a typed array of its own, or in
 * a block of a region.
 */
import { CapacityError, DisposedError, InvalidArgumentError, expected } from './errors.js';
import type { CollectionRegion } from './options.js';

/** Options of the collections that lie in one array of words. */
export interface BlockOptions {
  /**
   * What fits before the first growth, an integer.
   * @defaultValue 0: memory is taken with the first entry
   */
  readonly capacity?: number | undefined;
  /** Holds the integers of the collection. @defaultValue a typed array of its own */
  readonly region?: CollectionRegion | undefined;
}

/** Length of a disposed block. */
const DISPOSED = -1;

/**
 * Words that may move and grow.
 *
 * A view of length 0 sends `open` to the region again; so does that of a block that has no words,
 * which is rare enough not to matter.
 */
export class WordBlock {
  #words: Int32Array = new Int32Array(0);
  #length = 0; // in words; DISPOSED after `dispose`
  #address = 0; // in the region; meaningless while #length is not above 0
  readonly #owner: string;
  readonly #region: CollectionRegion | undefined;

  /** @param owner name of the class it belongs to, for errors */
  constructor(owner: string, region: CollectionRegion | undefined) {
    this.#owner = owner;
    this.#region = region;
  }

  /** In words; 0 after `dispose`. */
  get length(): number {
    return this.#length > 0 ? this.#length : 0;
  }

  get disposed(): boolean {
    return this.#length === DISPOSED;
  }

  /**
   * The words, to be asked for once per operation: growing and foreign code make the view stale.
   * @throws {DisposedError} after `dispose`.
   */
  open(): Int32Array {
    const words = this.#words;
    return words.length === 0 ? this.#reopen() : words;
  }

  /**
   * Takes another length: words that both lengths have are kept, others become 0. If a region that
   * takes memory called back and changed the length, nothing happens: callers look again.
   * @param used words that have to be kept, asked after the region was called
   * @throws {DisposedError} after `dispose`, in the middle too. What `region.allocate` throws
   * passes through; then, as with every other error, nothing has changed.
   */
  resize(length: number, used?: (words: Int32Array) => number): void {
    this.open();
    const before = this.#length;
    const region = length === 0 ? undefined : this.#region;
    const address = region === undefined ? 0 : region.allocate(length * 4);
    if (this.#length !== before || (used?.(this.open()) ?? 0) > length) {
      region?.free(address);
      this.open();
      return;
    }
    const words = region?.words(address, length) ?? new Int32Array(length);
    const old = this.open(); // behind `allocate`, which may have moved the memory
    const kept = length < before ? length : before;
    words.set(kept < before ? old.subarray(0, kept) : old);
    if (region !== undefined) words.fill(0, kept);
    this.#free();
    this.#words = words;
    this.#length = length;
    this.#address = address;
  }

  /** Gives the words back; twice does no harm. */
  dispose(): void {
    if (this.#length === DISPOSED) return;
    this.#free();
    this.#words = new Int32Array(0);
    this.#length = DISPOSED;
  }

  #free(): void {
    const region = this.#region;
    if (this.#length > 0 && region !== undefined && region.disposed !== true) {
      region.free(this.#address);
    }
  }

  /** Called when the view has length 0: disposed, without words, or the region's memory moved. */
  #reopen(): Int32Array {
    if (this.#length === DISPOSED) {
      throw new DisposedError(`${this.#owner}: expected one in use, got a disposed one`);
    }
    if (this.#length > 0 && this.#region !== undefined) {
      this.#words = this.#region.words(this.#address, this.#length);
    }
    return this.#words;
  }
}

/**
 * The options among the arguments of a constructor that takes entries, too.
 * @throws {InvalidArgumentError} if they are no object, or there are others than `names`.
 */
export function blockOptionsOf<T extends object>(
  first: Iterable<unknown> | T | null | undefined,
  second: T | undefined,
  names: readonly string[],
): Partial<T> {
  const isEntries = typeof first === 'object' && first !== null && Symbol.iterator in first;
  const options = (isEntries ? second : (first ?? second)) ?? {};
  if (typeof options !== 'object') {
    throw new InvalidArgumentError(expected('options', 'an object', options));
  }
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown === undefined) return options as Partial<T>;
  throw new InvalidArgumentError(expected('options', names.join(', '), unknown));
}

/** Options that collections of one block have. */
export const BLOCK_OPTION_NAMES = ['capacity', 'region'] as const;

/** @returns `count`. @throws {CapacityError} unless it is an integer from 0 to `maximum`. */
export function checkedCapacity(count: number, maximum: number): number {
  if (Number.isInteger(count) && count >= 0 && count <= maximum) return count;
  throw new CapacityError(expected('capacity', `an integer from 0 to ${maximum}`, count));
}

/**
 * What a collection that holds `capacity` grows to so that it holds `needed`: twice as much, or
 * what is needed.
 * @throws {CapacityError} beyond `maximum`.
 */
export function grownCapacity(capacity: number, needed: number, maximum: number): number {
  if (needed > maximum) throw new CapacityError(expected('size', `at most ${maximum}`, needed));
  return Math.min(Math.max(needed, capacity * 2, 4), maximum);
}
