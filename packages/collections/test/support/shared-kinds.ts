/** Both kinds of shared maps behind one face, so that a test is written once. */
import {
  SharedInt2IntMap,
  SharedInt2IntMapReader,
  SharedLong2IntMap,
  SharedLong2IntMapReader,
} from '../../src/index.js';
import type {
  SharedMapHandle,
  SharedReaderOptions,
  SharedRoleOptions,
  SharedTableOptions,
  SharedTableToken,
} from '../../src/index.js';

/** What both handles of both kinds have. */
export interface SharedReading extends SharedMapHandle {
  readonly disposed: boolean;
  get(...key: number[]): number | undefined;
  has(...key: number[]): boolean;
  getOrDefault(...keyAndMissing: number[]): number;
  forEach(callback: (value: number, ...key: number[]) => void): void;
  keys(): IterableIterator<number | bigint>;
  values(): IterableIterator<number>;
  entries(): IterableIterator<[number | bigint, number]>;
  [Symbol.iterator](): IterableIterator<[number | bigint, number]>;
  readonly [Symbol.toStringTag]: string;
  token(): SharedTableToken;
  bytes(): number;
  dispose(): void;
}

export interface SharedWriting extends SharedReading {
  readonly capacity: number;
  set(...keyAndValue: number[]): SharedWriting;
  delete(...key: number[]): boolean;
  clear(): void;
  ensureCapacity(entryCount: number): void;
}

export interface SharedKind {
  readonly name: string;
  readonly Writer: {
    new (entries?: unknown, options?: SharedTableOptions): SharedWriting;
    create(options?: SharedTableOptions): SharedWriting;
    attach(token: SharedTableToken, options?: SharedRoleOptions): SharedWriting;
  };
  readonly Reader: {
    attach(token: SharedTableToken, options?: SharedReaderOptions): SharedReading;
  };
  /** The words of the `i`-th key; that of 0 is the key 0. Small numbers share lanes. */
  readonly key: (i: number) => number[];
  readonly plain: (i: number) => number | bigint;
}

const lanes = (i: number): [number, number] => [(i & 3) - 1, i >> 2];

export const sharedKinds: readonly SharedKind[] = [
  {
    name: 'SharedInt2IntMap',
    Writer: SharedInt2IntMap as unknown as SharedKind['Writer'],
    Reader: SharedInt2IntMapReader as unknown as SharedKind['Reader'],
    key: (i) => [i],
    plain: (i) => i,
  },
  {
    name: 'SharedLong2IntMap',
    Writer: SharedLong2IntMap as unknown as SharedKind['Writer'],
    Reader: SharedLong2IntMapReader as unknown as SharedKind['Reader'],
    key: (i) => (i === 0 ? [0, 0] : lanes(i + 4)),
    plain: (i) => {
      const [hi, lo] = i === 0 ? [0, 0] : lanes(i + 4);
      return (BigInt(hi) << 32n) | BigInt(lo >>> 0);
    },
  },
];
