/** All generated lists behind one face, for tests that all of them must pass. */
import type { ArrayOptions } from '../../src/array-storage.js';
import { ByteArrayList } from '../../src/generated/byte-array-list.js';
import { DoubleArrayList } from '../../src/generated/double-array-list.js';
import { IntArrayList } from '../../src/generated/int-array-list.js';
import { LongArrayList } from '../../src/generated/long-array-list.js';
import type { ArrayCollection } from '../../src/list-validity.js';
import type { Random } from './random.js';

/** An element as an array would have it. */
export type Plain = number | bigint;

/** What all lists have; values of some methods are lanes where elements are longs. */
export interface AnyList extends ArrayCollection, Iterable<Plain> {
  size: number;
  readonly capacity: number;
  readonly disposed: boolean;
  get(index: number): Plain;
  at(index: number): Plain | undefined;
  set(index: number, ...args: number[]): this;
  push(...args: number[]): number;
  addAt(index: number, ...args: number[]): void;
  pop(): Plain | undefined;
  removeAt(index: number): Plain;
  swapRemove(index: number): Plain;
  remove(...args: number[]): boolean;
  indexOf(...args: number[]): number;
  lastIndexOf(...args: number[]): number;
  includes(...args: number[]): boolean;
  binarySearch(...args: number[]): number;
  getElements(from: number, out: unknown, offset?: number, length?: number): void;
  addElements(index: number, array: unknown, offset?: number, length?: number): void;
  setElements(index: number, array: unknown, offset?: number, length?: number): void;
  removeElements(from: number, to?: number): void;
  addAll(values: Iterable<Plain>): void;
  removeIf(test: (value: Plain) => boolean): number;
  replaceAll(change: (value: Plain) => Plain): void;
  fill(...args: number[]): this;
  sort(compare?: (a: Plain, b: Plain) => number): this;
  reverse(): this;
  equals(other: AnyList): boolean;
  compareTo(other: AnyList): number;
  clone(options?: ArrayOptions): AnyList;
  toArray(): Plain[];
  toTypedArray(): ArrayLike<Plain> & { sort(): unknown };
  forEach(callback: (...args: number[]) => void): void;
  values(): IterableIterator<Plain>;
  keys(): IterableIterator<number>;
  entries(): IterableIterator<[number, Plain]>;
  bytes(): number;
  clear(): void;
  ensureCapacity(count: number): void;
  trim(): number;
  dispose(): void;
}

type ListClass = new (values?: unknown, options?: ArrayOptions) => AnyList;

export interface ListKind {
  readonly name: string;
  readonly create: (values?: unknown, options?: ArrayOptions) => AnyList;
  /** One that meets others again, the extremes among them. */
  readonly value: (random: Random) => Plain;
  /** As the methods take it. */
  readonly args: (value: Plain) => number[];
  /** Equal elements, as `indexOf` sees them. */
  readonly typed: new (values: Iterable<Plain>) => ArrayLike<Plain> & { sort(): unknown };
  readonly bytes: number;
  /** What no element may be. */
  readonly bad: readonly unknown[];
}

export const lanes = (value: Plain): number[] =>
  typeof value === 'bigint' ? [Number(value >> 32n), Number(BigInt.asIntN(32, value))] : [value];

/** Small ones, and now and then the extremes of so many bits. */
const integer =
  (bits: number) =>
  (random: Random): number => {
    const kind = random.below(12);
    if (kind === 0) return -(2 ** (bits - 1)) + random.below(2);
    if (kind === 1) return 2 ** (bits - 1) - 1 - random.below(2);
    if (kind === 2) return (random.word() << (32 - bits)) >> (32 - bits);
    return random.below(40) - 20;
  };

const special = [NaN, -0, 0, Infinity, -Infinity, 5e-324, -5e-324, 2 ** 60, -(2 ** 60)];
const double = (random: Random): number =>
  random.below(4) === 0 ? special[random.below(special.length)]! : (random.below(40) - 20) / 4;

const notIntegers = [NaN, 0.5, 2 ** 31, -(2 ** 31) - 1, Infinity, undefined, null, '1', {}, true];
const notNumbers = [undefined, null, '1', {}, true, 1n];

export function listKind(name: string, Class: unknown, typed: unknown): ListKind {
  const ListOfKind = Class as ListClass;
  const bits = { Byte: 8, Short: 16, Int: 32 }[name];
  const int = integer(32);
  const long = (random: Random): bigint => (BigInt(int(random)) << 32n) | BigInt(int(random) >>> 0);
  const floating = bits === undefined ? notNumbers : notIntegers;
  return {
    name: `${name}ArrayList`,
    create: (values, options) => new ListOfKind(values, options),
    value: name === 'Long' ? long : bits === undefined ? double : integer(bits),
    args: lanes,
    typed: typed as ListKind['typed'],
    bytes: (typed as { BYTES_PER_ELEMENT: number }).BYTES_PER_ELEMENT,
    bad: name === 'Long' ? notIntegers : floating,
  };
}

export const everyList: ListKind[] = [
  listKind('Int', IntArrayList, Int32Array),
  listKind('Long', LongArrayList, BigInt64Array),
  listKind('Double', DoubleArrayList, Float64Array),
  listKind('Byte', ByteArrayList, Int8Array),
];
