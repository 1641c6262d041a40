/**
 * The keys, values and entries of a map as collections of their own, which show the map as it is at
 * each time and hold nothing: fastutil's `keySet()`, `values()` and `entrySet()`. Functions, so
 * that programs that do not call them do not carry them; one class for all maps, whose loops are
 * those of the map itself.
 */

/** Any map of this package whose keys and values can be had one by one. */
export interface ViewedMap<K, V> {
  readonly size: number;
  forEach(callback: never): void;
  has(...key: never[]): boolean;
  delete(...key: never[]): boolean;
  keys(): IterableIterator<K>;
  values(): IterableIterator<V>;
  entries(): IterableIterator<[K, V]>;
  clear(): void;
}

/** A key as the methods of a map take it: one argument, or two lanes. */
export type KeyArguments<M> = M extends { forEach(callback: infer C): void }
  ? C extends (value: never, ...key: infer A) => void
    ? A
    : never
  : never;

/** What is asked of maps here, whatever their keys are. */
interface AnyMap {
  readonly size: number;
  forEach(callback: (value: unknown, a: unknown, b: unknown) => void): void;
  has(a: unknown, b?: unknown): boolean;
  get(a: unknown): unknown;
  delete(a: unknown, b?: unknown): boolean;
  getBigInt(key: bigint): unknown;
  hasBigInt(key: bigint): boolean;
  deleteBigInt(key: bigint): boolean;
  keys(): IterableIterator<unknown>;
  values(): IterableIterator<unknown>;
  entries(): IterableIterator<[unknown, unknown]>;
  clear(): void;
}

/** The keys of a map. Taking one out takes its entry out of the map. */
export interface KeySet<K, A extends unknown[]> extends Iterable<K> {
  readonly size: number;
  /** @throws as `has` of the map. */
  has(...key: A): boolean;
  /** @returns false if it was not there. @throws as `delete` of the map. */
  delete(...key: A): boolean;
  /** Empties the map. */
  clear(): void;
  /** In the order of the map, which may be changed meanwhile as in its own `forEach`. */
  forEach(callback: (...key: A) => void): void;
  keys(): IterableIterator<K>;
  values(): IterableIterator<K>;
}

/** The values of a map, with as many equal ones as it has. */
export interface ValueCollection<V> extends Iterable<V> {
  readonly size: number;
  /** Whether a key has that value, by `Object.is`. Cost: O(slots). */
  includes(value: V): boolean;
  /** In the order of the map, which may be changed meanwhile as in its own `forEach`. */
  forEach(callback: (value: V) => void): void;
  values(): IterableIterator<V>;
}

/** The entries of a map as pairs, keys of 64 bits as bigints. */
export interface EntrySet<K, V> extends Iterable<[K, V]> {
  readonly size: number;
  /** Whether the key is there and has that value, by `Object.is`. */
  has(entry: readonly [K, V]): boolean;
  /** Takes the key out if it has that value. @returns whether it did. */
  delete(entry: readonly [K, V]): boolean;
  /** Empties the map. */
  clear(): void;
  /** In the order of the map, which may be changed meanwhile as in its own `forEach`. */
  forEach(callback: (entry: [K, V]) => void): void;
  values(): IterableIterator<[K, V]>;
}

/** The keys of `map`, live. Cost: O(1), 32 B. */
export function keySet<K, M extends ViewedMap<K, unknown>>(
  map: M & ViewedMap<K, unknown>,
): KeySet<K, KeyArguments<M>> {
  return new Keys(map as unknown as AnyMap) as unknown as KeySet<K, KeyArguments<M>>;
}

/** The values of `map`, live. Cost: O(1), 32 B. */
export function valuesOf<V>(map: ViewedMap<unknown, V>): ValueCollection<V> {
  return new Values(map as unknown as AnyMap) as ValueCollection<V>;
}

/** The entries of `map`, live. Cost: O(1), 32 B; an array for each entry that is walked. */
export function entrySet<K, V>(map: ViewedMap<K, V>): EntrySet<K, V> {
  return new Entries(map as unknown as AnyMap) as unknown as EntrySet<K, V>;
}

class Keys {
  readonly #map: AnyMap;

  constructor(map: AnyMap) {
    this.#map = map;
  }

  get size(): number {
    return this.#map.size;
  }

  has(a: unknown, b?: unknown): boolean {
    return this.#map.has(a, b);
  }

  delete(a: unknown, b?: unknown): boolean {
    return this.#map.delete(a, b);
  }

  clear(): void {
    this.#map.clear();
  }

  forEach(callback: (a: unknown, b: unknown) => void): void {
    this.#map.forEach((_value, a, b) => callback(a, b));
  }

  keys(): IterableIterator<unknown> {
    return this.#map.keys();
  }

  values(): IterableIterator<unknown> {
    return this.#map.keys();
  }

  [Symbol.iterator](): IterableIterator<unknown> {
    return this.#map.keys();
  }

  get [Symbol.toStringTag](): string {
    return 'KeySet';
  }
}

class Values {
  readonly #map: AnyMap;

  constructor(map: AnyMap) {
    this.#map = map;
  }

  get size(): number {
    return this.#map.size;
  }

  includes(value: unknown): boolean {
    for (const candidate of this.#map.values()) if (Object.is(candidate, value)) return true;
    return false;
  }

  forEach(callback: (value: never) => void): void {
    this.#map.forEach((value) => callback(value as never));
  }

  values(): IterableIterator<never> {
    return this.#map.values() as IterableIterator<never>;
  }

  [Symbol.iterator](): IterableIterator<never> {
    return this.values();
  }

  get [Symbol.toStringTag](): string {
    return 'ValueCollection';
  }
}

class Entries {
  readonly #map: AnyMap;

  constructor(map: AnyMap) {
    this.#map = map;
  }

  get size(): number {
    return this.#map.size;
  }

  has([key, value]: readonly [unknown, unknown]): boolean {
    const map = this.#map;
    const isLong = typeof key === 'bigint';
    if (!(isLong ? map.hasBigInt(key) : map.has(key))) return false;
    return Object.is(isLong ? map.getBigInt(key) : map.get(key), value);
  }

  delete(entry: readonly [unknown, unknown]): boolean {
    if (!this.has(entry)) return false;
    const key = entry[0];
    return typeof key === 'bigint' ? this.#map.deleteBigInt(key) : this.#map.delete(key);
  }

  clear(): void {
    this.#map.clear();
  }

  forEach(callback: (entry: [unknown, unknown]) => void): void {
    for (const entry of this.#map.entries()) callback(entry);
  }

  values(): IterableIterator<[unknown, unknown]> {
    return this.#map.entries();
  }

  [Symbol.iterator](): IterableIterator<[unknown, unknown]> {
    return this.#map.entries();
  }

  get [Symbol.toStringTag](): string {
    return 'EntrySet';
  }
}
