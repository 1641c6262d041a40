import { InvalidKeyError, expected } from '../errors.js';
import { disposedError, nativeBytes } from '../objects/chunked.js';

/** Stands for the map of a disposed one; never written. */
const DISPOSED = new Map<never, number>();

/** Words of a link: the numbers + 1 of the entries before and behind; 0 is the ring's own. */
const STRIDE = 2;
const NEXT = 1;

/**
 * Strings and the numbers that their owner gives them, in an order: what LRU maps need of a linked
 * map. The index of an entry is its number.
 *
 * Layout: V8's `Map` from keys to numbers (the engine alone knows the hashes of its strings), the
 * keys by their numbers, and a ring of links in one Int32Array.
 * @internal
 */
export class StringOrder {
  #numbers = new Map<string, number>();
  #keys: (string | undefined)[] = [];
  #links = new Int32Array(STRIDE);
  readonly #owner: string;
  readonly #maximumSize: number;

  /**
   * @param owner name of the class it belongs to, for errors
   * @param maximumSize numbers are less than that
   */
  constructor(owner: string, maximumSize: number) {
    this.#owner = owner;
    this.#maximumSize = maximumSize;
  }

  get size(): number {
    return this.#numbers.size;
  }

  get disposed(): boolean {
    return this.#numbers === DISPOSED;
  }

  bytes(): number {
    if (this.disposed) return 0;
    return nativeBytes(this.size, 3) + this.#keys.length * 8 + this.#links.byteLength;
  }

  /**
   * Number of the key, or −1.
   * @throws {InvalidKeyError} if it is no string. @throws {DisposedError} after `dispose`.
   */
  indexOf(key: string): number {
    const number = this.#numbers.get(key);
    if (number !== undefined) return number;
    if (typeof key !== 'string') throw new InvalidKeyError(expected('key', 'a string', key));
    this.#open();
    return -1;
  }

  /** What linked tables have, where indices are no numbers. */
  indexGet(index: number): number {
    return index;
  }

  indexKey(index: number): string {
    return this.#keys[index]!;
  }

  /** Puts a key that is not there last in order, under a number that no other has. */
  indexInsert(_index: number, key: string, number: number): void {
    if ((number + 2) * STRIDE > this.#links.length) this.#grow(number);
    this.#numbers.set(key, number); // throws at the end of V8's maps
    this.#keys[number] = key;
    this.#link(number + 1);
  }

  indexRemove(index: number): void {
    this.#numbers.delete(this.#keys[index]!);
    this.#keys[index] = undefined;
    this.#unlink(index + 1);
  }

  indexMoveToLast(index: number): void {
    if (this.#links[0] === index + 1) return;
    this.#unlink(index + 1);
    this.#link(index + 1);
  }

  /** Number of the first in order; −1 without one. @throws {DisposedError} after `dispose`. */
  firstIndex(): number {
    this.#open();
    return this.#links[NEXT]! - 1;
  }

  /** Number of the last in order; −1 without one. @throws {DisposedError} after `dispose`. */
  lastIndex(): number {
    this.#open();
    return this.#links[0]! - 1;
  }

  dispose(): void {
    this.#numbers = DISPOSED;
    this.#keys = [];
    this.#links = new Int32Array(STRIDE);
  }

  /** Calls `callback` with those keys that are there now and still when their turn comes. */
  forEach(callback: (number: number, key: string) => void): void {
    for (const [key, number] of this) callback(number, key);
  }

  /** The same, for loops. */
  *[Symbol.iterator](): IterableIterator<[string, number]> {
    const keys: string[] = [];
    for (let link = this.firstIndex() + 1; link !== 0; link = this.#links[(link << 1) + NEXT]!) {
      keys.push(this.#keys[link - 1]!);
    }
    for (const key of keys) {
      const number = this.indexOf(key);
      if (number >= 0) yield [key, number];
    }
  }

  /** Puts an entry that is not in the ring at its end. */
  #link(link: number): void {
    const links = this.#links;
    const last = links[0]!;
    links[0] = link;
    links[link << 1] = last;
    links[(link << 1) + NEXT] = 0;
    links[(last << 1) + NEXT] = link;
  }

  #unlink(link: number): void {
    const links = this.#links;
    const before = links[link << 1]!;
    const behind = links[(link << 1) + NEXT]!;
    links[(before << 1) + NEXT] = behind;
    links[behind << 1] = before;
  }

  /** Makes room for numbers up to twice as large, but not for such as there will not be. */
  #grow(number: number): void {
    const count = Math.min(Math.max(number * 2, 8), this.#maximumSize);
    const links = new Int32Array((count + 1) * STRIDE);
    links.set(this.#links);
    this.#links = links;
    const keys = new Array<string | undefined>(count).fill(undefined); // V8 adds no slack to it
    for (let i = 0; i < number; i++) keys[i] = this.#keys[i];
    this.#keys = keys;
  }

  #open(): void {
    if (this.disposed) throw disposedError(this.#owner);
  }
}
