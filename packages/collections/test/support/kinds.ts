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
  readonly indexReplace: Method;
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
  /** A value as the methods of lean maps take it. */
  valueArgs(value: unknown): readonly unknown[];
}

const lowest: Record<string, number> = { Int: -(2 ** 31), Long: -(2 ** 31), Short: -(2 ** 15) };

/** High bits, sign and fractions among them; as such maps give them back. */
const valueOf: Record<string, (i: number) => unknown> = {
  Object: (i) => ({ i }),
  Int: (i) => (i * 0x9e3779b1) | 0,
  Byte: (i) => (i << 24) >> 24,
  Short: (i) => ((i * 40_503) << 16) >> 16,
  Float: (i) => (i % 17 === 0 ? -0 : Math.fround(i * 1.1 - 20)),
  Double: (i) => (i % 17 === 0 ? NaN : i * 1.1 - 20),
  Long: (i) => BigInt.asIntN(64, BigInt(i) * 0x9e3779b97f4a7c15n),
};

const lanesOf = (value: bigint): readonly number[] => [
  Number(value >> 32n),
  Number(BigInt.asIntN(32, value)),
];

/** Numbers that are equal to others but for their bits, and such as differ in one bit. */
const oddDoubles = [NaN, -NaN, 0, -0, Infinity, -Infinity, 2 ** -1074, -(2 ** -1074), 2 ** 53];

/** Another NaN than the engine's own, if it keeps such. */
const strangeNaN = new Float64Array(Int32Array.of(-1, -1).buffer);

function doubleFrom(random: Random, spread: number): number {
  const kind = random.below(20);
  if (kind === 0) return oddDoubles[random.below(oddDoubles.length)]!;
  if (kind === 1) return strangeNaN[0]!;
  return (random.below(spread) - (spread >> 1)) / 8;
}

function kindOf<T>(name: string): Kind<T> {
  const keyName = /^[A-Z][a-z]+/.exec(name)![0];
  const isLong = keyName === 'Long';
  const isDouble = keyName === 'Double';
  const valueName = /(?<=2)[A-Z][a-z]+/.exec(name)?.[0] ?? '';
  const Class = (collections as unknown as Record<string, unknown>)[name] as new (
    ...args: unknown[]
  ) => T;
  const keyOf = (plain: number | bigint): TestKey => ({
    plain,
    args: typeof plain === 'bigint' ? lanesOf(plain) : [plain],
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
      if (isDouble) return keyOf(doubleFrom(random, spread * spread));
      if (!isLong) return keyOf(lane(random, spread * spread));
      const [hi, lo] = [lane(random, spread), lane(random, spread)];
      return keyOf((BigInt(hi) << 32n) | BigInt(lo >>> 0));
    },
    valueOf: (i) => valueOf[valueName]?.(i),
    valueArgs: (value) => (typeof value === 'bigint' ? lanesOf(value) : [value]),
  };
}

const names = Object.keys(collections).filter((name) =>
  /^(Int|Long|Short|Double)(2[A-Z][a-z]+)?(Linked)?(OpenHash)?(Map|Set)$/.test(name),
);

export const everyMap: Kind<AnyMap>[] = names
  .filter((name) => name.endsWith('Map'))
  .map((name) => kindOf(name));
export const everySet: Kind<AnySet>[] = names
  .filter((name) => name.endsWith('Set'))
  .map((name) => kindOf(name));
export const everyOpenHashMap = everyMap.filter(({ name }) => name.endsWith('OpenHashMap'));
