/** All generated maps and sets behind one face, for tests that all of them must pass. */
import * as collections from '../../src/index.js';
import type { HashTable, TableOptions } from '../../src/index.js';
import type { Random } from './random.js';

/** A key as a `Map` would have it, and as the class takes it. */
export interface TestKey {
  readonly plain: number | bigint;
  readonly args: readonly number[];
}

type Method = (...args: readonly unknown[]) => unknown;

/** What all maps and sets have, whatever their keys and values. */
export interface AnyTable extends HashTable, Iterable<unknown> {
  readonly capacity: number;
  readonly disposed: boolean;
  readonly has: Method;
  readonly delete: Method;
  readonly indexOf: (...args: readonly unknown[]) => number;
  readonly indexInsert: Method;
  readonly indexRemove: (index: number) => void;
  readonly forEach: (callback: (...args: never[]) => void) => void;
  keys(): IterableIterator<number | bigint>;
  bytes(): number;
  trim(): number;
  ensureCapacity(entryCount: number): void;
  clear(): void;
  dispose(): void;
}

export interface AnyMap extends AnyTable {
  readonly get: Method;
  readonly set: Method;
  readonly indexGet: (index: number) => unknown;
  readonly indexReplace: (index: number, value: unknown) => void;
}

export interface AnySet extends AnyTable {
  readonly add: Method;
}

export interface Kind<T> {
  readonly name: string;
  create(options?: TableOptions): T;
  /** A class with the same contents: entries as `Map` has them. */
  from(entries: Iterable<unknown>, options?: TableOptions): T;
  /** A key of a range that makes keys meet again, 0 and the extremes among them. */
  randomKey(random: Random, spread: number): TestKey;
  keyOf(plain: number | bigint): TestKey;
  /** A value that the i-th step may put. */
  valueOf(i: number): unknown;
}

const lowest: Record<string, number> = { Int: -(2 ** 31), Long: -(2 ** 31), Short: -(2 ** 15) };

function kindOf<T>(name: string): Kind<T> {
  const keyName = /^[A-Z][a-z]+/.exec(name)![0];
  const isLong = keyName === 'Long';
  const Class = (collections as unknown as Record<string, unknown>)[name] as new (
    ...args: unknown[]
  ) => T;
  const keyOf = (plain: number | bigint): TestKey => ({
    plain,
    args:
      typeof plain === 'bigint'
        ? [Number(plain >> 32n), Number(BigInt.asIntN(32, plain))]
        : [plain],
  });
  const lane = (random: Random, spread: number): number => {
    const kind = random.below(20);
    const low = lowest[keyName]!;
    if (kind === 0) return low + random.below(2);
    if (kind === 1) return -low - 1 - random.below(2);
    return random.below(spread) - (spread >> 1);
  };
  return {
    name,
    create: (options) => new Class(options),
    from: (entries, options) => new Class(entries, options),
    keyOf,
    randomKey: (random, spread) => {
      if (!isLong) return keyOf(lane(random, spread * spread));
      const [hi, lo] = [lane(random, spread), lane(random, spread)];
      return keyOf((BigInt(hi) << 32n) | BigInt(lo >>> 0));
    },
    valueOf: (i) => (name.includes('2Object') ? { i } : (i * 0x9e3779b1) | 0),
  };
}

const names = Object.keys(collections).filter((name) => /^[A-Z].*(Map|Set)$/.test(name));

export const everyMap: Kind<AnyMap>[] = names
  .filter((name) => name.endsWith('Map'))
  .map((name) => kindOf(name));
export const everySet: Kind<AnySet>[] = names
  .filter((name) => name.endsWith('Set'))
  .map((name) => kindOf(name));
export const everyOpenHashMap = everyMap.filter(({ name }) => name.endsWith('OpenHashMap'));
