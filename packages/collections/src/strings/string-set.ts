import { InvalidKeyError, expected } from '../errors.js';
import { checkCapacity, disposedError, nativeBytes, SAFE_ENTRY_COUNT } from '../objects/chunked.js';
import { entriesOf, optionsOf } from '../options.js';
import type { TableOptions } from '../options.js';

/** Stands for the set of a disposed one; never written. */
const DISPOSED = new Set<never>();

/** Stands for later sets where there are none. */
const NO_LATER: Set<never>[] = [];

/**
 * Set of strings: fastutil's `ObjectOpenHashSet<String>`.
 *
 * Layout: V8's `Set` inside, for the reasons that {@link String2IntMap} gives, and a further one
 * for each 2^24 strings.
 *
 * Cost: that of a `Set`: 20 to 40 B an entry in V8's heap, and the strings. Order of iteration:
 * that of insertion. Options are those of all tables, without effect: V8 lays the `Set` out.
 */
export class StringSet implements Iterable<string> {
  #first = new Set<string>();
  /** Asked when the first does not know a key; disposed ones have others than NO_LATER. */
  #later: Set<string>[] = NO_LATER;

  /**
   * @param strings What it holds at first. Options may stand in their place.
   * @throws {CapacityError} if `capacity` is no count.
   * @throws {InvalidArgumentError} if an option is unknown.
   * @throws {InvalidKeyError} for what is no string.
   */
  constructor(strings?: Iterable<string> | TableOptions | null, options?: TableOptions) {
    checkCapacity(optionsOf(strings, options));
    for (const text of entriesOf<string>(strings)) this.add(text);
  }

  /** The same as `new`, for code that is handed a class: `mod.create(StringSet, options)`. */
  static create(options?: TableOptions): StringSet {
    return new StringSet(options);
  }

  /** Strings held; 0 after `dispose`. */
  get size(): number {
    let size = this.#first.size;
    for (const { size: laterSize } of this.#later) size += laterSize;
    return size;
  }

  /** Whether `dispose` was called. */
  get disposed(): boolean {
    return this.#first === DISPOSED;
  }

  /**
   * Bytes of the storage in V8's heap, without the strings: computed from V8's layout, exact while
   * nothing was deleted.
   */
  bytes(): number {
    if (this.disposed) return 0;
    let bytes = nativeBytes(this.#first.size, 2);
    for (const { size } of this.#later) bytes += nativeBytes(size, 2);
    return bytes;
  }

  /**
   * Whether the string is there.
   * @throws {InvalidKeyError} if it is no string.
   * @throws {DisposedError} after `dispose`.
   */
  has(text: string): boolean {
    if (typeof text !== 'string') throw notString(text);
    if (this.#first.has(text)) return true;
    return this.#later !== NO_LATER && this.#open().some((set) => set.has(text));
  }

  /** Puts the string in. @returns false if it was there. @throws as `has`. */
  add(text: string): boolean {
    if (typeof text !== 'string') throw notString(text);
    const first = this.#first;
    const before = first.size;
    if (this.#later !== NO_LATER) return this.#addToLarge(text);
    try {
      first.add(text);
    } catch (error) {
      return this.#addFurther(first, text, error);
    }
    return first.size > before;
  }

  /** Takes the string out. @returns false if it was not there. @throws as `has`. */
  delete(text: string): boolean {
    if (typeof text !== 'string') throw notString(text);
    if (this.#first.delete(text)) return true;
    return this.#open().some((set) => set.delete(text));
  }

  /** Takes all strings out. @throws {DisposedError} after `dispose`. */
  clear(): void {
    this.#open();
    this.#first.clear();
    for (const set of this.#later) set.clear(); // iterations may be under way in them
    this.#later = NO_LATER;
  }

  /** Does nothing but to check: V8 lays out a `Set` itself. @throws {CapacityError} if no count. */
  ensureCapacity(entryCount: number): void {
    this.#open();
    checkCapacity({ capacity: entryCount });
  }

  /** Does nothing: V8 shrinks a `Set` itself. @returns 0. @throws {DisposedError} */
  trim(): number {
    this.#open();
    return 0;
  }

  /** Drops all. Every later use but `dispose`, `disposed`, `size` and `bytes` throws. */
  dispose(): void {
    if (this.disposed) return;
    this.clear(); // ends the iterations under way
    this.#first = DISPOSED;
    this.#later = [];
  }

  /**
   * Calls `callback` with each string, in the order of insertion. The set may be changed meanwhile,
   * as a `Set` may. @throws {DisposedError} after `dispose`, in the middle too.
   */
  forEach(callback: (text: string) => void): void {
    for (let i = 0; i <= this.#open().length; i++) {
      this.#at(i).forEach((text) => callback(text));
    }
  }

  /** The strings. @throws {DisposedError} at the next step after `dispose`. */
  *values(): IterableIterator<string> {
    for (let i = 0; i <= this.#open().length; i++) {
      yield* this.#at(i);
    }
  }

  /** The same as `values`, as in `Set`. */
  keys(): IterableIterator<string> {
    return this.values();
  }

  /** The same as `values`: `for (const text of set)`. */
  [Symbol.iterator](): IterableIterator<string> {
    return this.values();
  }

  get [Symbol.toStringTag](): string {
    return 'StringSet';
  }

  /** The sets behind the first. @throws {DisposedError} after `dispose`. */
  #open(): readonly Set<string>[] {
    if (this.disposed) throw disposedError('StringSet');
    return this.#later;
  }

  #at(number: number): Set<string> {
    return number === 0 ? this.#first : this.#later[number - 1]!;
  }

  #addToLarge(text: string): boolean {
    if (this.has(text)) return false;
    const later = this.#open();
    const last = later.at(-1) ?? this.#first;
    try {
      last.add(text);
    } catch (error) {
      return this.#addFurther(last, text, error);
    }
    return true;
  }

  /** Puts the string in a further set, if the last one refused it because it is full. */
  #addFurther(last: Set<string>, text: string, error: unknown): true {
    if (last.size < SAFE_ENTRY_COUNT) throw error; // such as too deep a recursion
    this.#later = [...this.#later, new Set([text])];
    return true;
  }
}

function notString(text: unknown): InvalidKeyError {
  return new InvalidKeyError(expected('string', 'a string', text));
}
