/**
 * Bytes an entry of every class of @sandy/collections that holds entries, beside what one would use
 * without it. The classes are those that the package exports: one that nobody has told this suite
 * how to fill makes it fail.
 */
import * as collections from '@sandy/collections';
import { defineSuite } from './lib/suite.js';
import type { MemoryCase, Retained } from './lib/suite.js';

/** What all of the classes have. */
interface Collection {
  readonly size: number;
  bytes?(): number;
  trim?(): number;
}

interface CollectionClass {
  create(options?: object): Collection;
}

/** How a class is filled, and what with. */
interface Filling {
  readonly peer: string;
  readonly ours: (Class: CollectionClass, n: number) => Collection | readonly Collection[];
  /** What `size` is asked of, or an array of such. */
  readonly theirs: (n: number) => object;
  /** Most entries that there may be. */
  readonly maximum?: number;
}

/** What maps hold where values are objects: 64 of them, so that they cost nothing here. */
const objects = Array.from({ length: 64 }, (_, id) => ({ id }));
/** Entries of a small table. */
const FEW = 4;

type Make = (i: number) => unknown;

/** All different, and in no order. */
const int = (i: number): number => Math.imul(i, 0x9e3779b1);
const long = (i: number): bigint => (BigInt(int(i)) << 32n) | BigInt(i);

/** Keys as a `Map` has them. */
const keys: Record<string, Make> = {
  Int: int,
  Short: (i) => ((i * 0x9e37) << 16) >> 16,
  Long: long,
  Double: (i) => int(i) / 8 + 0.1,
  String: (i) => `minecraft:${i}`,
  Reference: (i) => ({ i }),
  Object: (i) => `minecraft:${i}`,
};

const values: Record<string, Make> = {
  Int: (i) => i,
  Short: (i) => i & 0x7fff,
  Byte: (i) => i & 0x7f,
  Long: long,
  Float: (i) => Math.fround(i / 8),
  Double: (i) => i / 8 + 0.1,
  Object: (i) => objects[i & 63],
};

/** As methods take them: bigints are two lanes. */
function lanesOf(value: unknown): unknown[] {
  if (typeof value !== 'bigint') return [value];
  return [Number(value >> 32n), Number(BigInt.asIntN(32, value))];
}

type Method = (...args: unknown[]) => unknown;

function filled<T>(collection: T, name: string, n: number, argsOf: (i: number) => unknown[]): T {
  const method = (collection as Record<string, Method>)[name]!;
  for (let i = 0; i < n; i++) method.call(collection, ...argsOf(i));
  return collection;
}

function mapOf(key: Make, value: Make, n: number): Map<unknown, unknown> {
  const map = new Map<unknown, unknown>();
  for (let i = 0; i < n; i++) map.set(key(i), value(i));
  return map;
}

function setOf(key: Make, n: number): Set<unknown> {
  const set = new Set<unknown>();
  for (let i = 0; i < n; i++) set.add(key(i));
  return set;
}

function arrayOf(value: Make, n: number): unknown[] {
  const array: unknown[] = [];
  for (let i = 0; i < n; i++) array.push(value(i));
  return array;
}

const kindOf: Record<string, string> = { Long: 'bigint', String: 'string', Reference: 'object' };
const typeOf = (name: string): string => kindOf[name] ?? 'number';

/** Options without which some classes make none. */
const options: Record<string, (n: number) => object> = {
  Lru: (n) => ({ maximumSize: n }),
  Sparse: (n) => ({ universe: n }),
  Object: () => ({ strategy: textStrategy }),
};
const textStrategy = {
  hashCode: (text: string): number => {
    let hash = 0;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash, 31) + text.charCodeAt(i);
    return hash | 0;
  },
  equals: (a: string, b: string): boolean => a === b,
};

function tableFilling(name: string): Filling | undefined {
  const parts =
    /^(?:Shared)?([A-Z][a-z]+)(?:2([A-Z][a-z]+?))?(Linked|Tagged|Sorted|Array|Lru)?(Map|Set)$/.exec(
      name,
    );
  const key = keys[parts?.[1] ?? ''];
  const value = values[parts?.[2] ?? ''];
  if (parts === null || key === undefined) return undefined;
  const [, keyName = '', valueName, variant = ''] = parts;
  if ((valueName === undefined) !== (parts[4] === 'Set')) return undefined;
  if (valueName !== undefined && value === undefined) return undefined;
  const optionsOf = options[variant] ?? options[keyName];
  const argsOf = (i: number): unknown[] => [
    ...lanesOf(key(i)),
    ...(value === undefined ? [] : lanesOf(value(i))),
  ];
  const type = typeOf(keyName === 'Object' ? 'String' : keyName);
  const method = value === undefined ? 'add' : 'set';
  const peerOf = (n: number): { readonly size: number } =>
    value === undefined ? setOf(key, n) : mapOf(key, value, n);
  const isSmall = variant === 'Array';
  return {
    peer: value === undefined ? `Set<${type}>` : `Map<${type}>`,
    ours: (Class, n) =>
      isSmall
        ? Array.from({ length: n / FEW }, () => filled(Class.create(), method, FEW, argsOf))
        : filled(Class.create(optionsOf?.(n)), method, n, argsOf),
    theirs: (n) => (isSmall ? Array.from({ length: n / FEW }, () => peerOf(FEW)) : peerOf(n)),
    ...(keyName === 'Short' ? { maximum: 50_000 } : {}),
  };
}

/** Lists, queues and heaps, beside arrays. */
function arrayFilling(name: string): Filling | undefined {
  const parts =
    /^([A-Z][a-z]+)(ArrayList|ArrayFIFOQueue|HeapPriorityQueue|HeapIndirectPriorityQueue)$/.exec(
      name,
    );
  const value = values[parts?.[1] ?? ''];
  if (parts === null || value === undefined) return undefined;
  const isIndirect = parts[2] === 'HeapIndirectPriorityQueue';
  const reference = (n: number): ArrayLike<number> =>
    parts[1] === 'Int' ? new Int32Array(n) : new Float64Array(n);
  return {
    peer: parts[1] === 'Long' ? 'Array<bigint>' : 'Array',
    ours: (Class, n) =>
      filled(
        Class.create(
          isIndirect
            ? { reference: reference(n) }
            : name === 'ObjectHeapPriorityQueue'
              ? { compare: (a: { id: number }, b: { id: number }) => a.id - b.id }
              : {},
        ),
        parts[2] === 'ArrayList' ? 'push' : 'enqueue',
        n,
        isIndirect ? (i) => [i] : (i) => lanesOf(value(i)),
      ),
    theirs: (n) => arrayOf(isIndirect ? (i) => i : value, n),
  };
}

/** Maps to many values: `FEW` of each key, beside a map of arrays. */
function multimapFilling(name: string): Filling | undefined {
  const parts = /^([A-Z][a-z]+)2([A-Z][a-z]+)Multimap$/.exec(name);
  const key = keys[parts?.[1] ?? ''];
  const value = values[parts?.[2] ?? ''];
  if (parts === null || key === undefined || value === undefined) return undefined;
  const keyOf = (i: number): unknown => key(Math.floor(i / FEW));
  return {
    peer: `Map<${typeOf(parts[1]!)}> of arrays`,
    ours: (Class, n) =>
      filled(Class.create(), 'put', n, (i) => [...lanesOf(keyOf(i)), ...lanesOf(value(i))]),
    theirs: (n) => {
      const map = new Map<unknown, unknown[]>();
      for (let i = 0; i < n; i++) {
        const array = map.get(keyOf(i));
        if (array === undefined) map.set(keyOf(i), [value(i)]);
        else array.push(value(i));
      }
      return map;
    },
  };
}

const interval = (i: number): { from: number; to: number; value: unknown } => ({
  from: i * 10,
  to: i * 10 + 5,
  value: objects[i & 63],
});
const intervalArgs = (i: number): unknown[] => Object.values(interval(i));

const evenBits: Filling = {
  peer: 'Set<number>',
  ours: (Class, n) => filled(Class.create(), 'add', n, (i) => [i * 2]),
  theirs: (n) => setOf((i) => i * 2, n),
};

/** Those whose names say too little. */
const special: Record<string, Filling> = {
  BitSet: evenBits,
  SharedBitSet: evenBits,
  SharedRingQueue: {
    peer: 'Array',
    ours: (Class, n) => {
      const queue = Class.create({ capacity: n }) as collections.SharedRingQueue;
      const producer = collections.SharedRingProducer.attach(queue.token());
      for (let i = 0; i < n; i++) producer.offer(i);
      return queue;
    },
    theirs: (n) => arrayOf((i) => i, n),
  },
  SparseSet: {
    peer: 'Set<number>',
    ours: (Class, n) => filled(Class.create({ universe: n }), 'add', n, (i) => [i]),
    theirs: (n) => setOf((i) => i, n),
  },
  StringTable: {
    peer: 'Map<string>',
    ours: (Class, n) => filled(Class.create(), 'intern', n, (i) => [keys['String']!(i)]),
    theirs: (n) => mapOf(keys['String']!, (i) => i, n),
  },
  RangeMap: {
    peer: 'Array of objects',
    ours: (Class, n) => filled(Class.create(), 'set', n, intervalArgs),
    theirs: (n) => arrayOf(interval, n),
  },
  IntervalMap: {
    peer: 'Array of objects',
    ours: (Class, n) => filled(Class.create(), 'add', n, intervalArgs),
    theirs: (n) => arrayOf(interval, n),
  },
};

/** For a class that was added since: its case fails, and so does the suite. */
function unknown(name: string): Filling {
  const fail = (): never => {
    throw new Error(`bytes: expected a way to fill ${name}, got none`);
  };
  return { peer: '?', ours: fail, theirs: fail };
}

const classes = Object.entries(collections).filter(
  ([name, value]) =>
    typeof value === 'function' && 'create' in value && !/Open(Custom)?Hash(Map|Set)$/.test(name),
) as unknown as [string, CollectionClass][];

function casesOf(n: number): MemoryCase[] {
  return classes.map(([name, Class]) => {
    const filling =
      special[name] ??
      arrayFilling(name) ??
      multimapFilling(name) ??
      tableFilling(name) ??
      unknown(name);
    const count = Math.min(n, filling.maximum ?? n);
    const isSmall = /Array(Map|Set)$/.test(name);
    return {
      subject: isSmall ? `${name}, ${FEW} entries each` : name,
      peer: filling.peer,
      n: count,
      ours: () => retained(filling.ours(Class, count), count),
      theirs: () => ({ keep: filling.theirs(count), checksum: count }),
    };
  });
}

/** What is held, and what it says of itself: before and after `trim`. */
function retained(keep: Collection | readonly Collection[], n: number): Retained {
  const all = isArray(keep) ? keep : [keep];
  const sum = (figure: (each: Collection) => number): number =>
    all.reduce((total, each) => total + figure(each), 0);
  const perEntry = (): number => Number((sum((each) => each.bytes!()) / n).toPrecision(4));
  return {
    keep,
    checksum: sum((each) => each.size),
    facts: () => {
      if (all[0]?.bytes === undefined)
        return { storageBytesPerEntry: '–', trimmedBytesPerEntry: '–' };
      const storageBytesPerEntry = perEntry();
      for (const each of all) each.trim?.();
      return { storageBytesPerEntry, trimmedBytesPerEntry: perEntry() };
    },
  };
}

const isArray = (keep: Collection | readonly Collection[]): keep is readonly Collection[] =>
  Array.isArray(keep);

// What the engine keeps of code that has run, some 300 KB, is there before anything is measured.
for (const { ours, theirs } of casesOf(400)) {
  try {
    void [ours(), theirs()];
  } catch {
    // The case itself will say so.
  }
}

export const suite = defineSuite({
  about: `bytes an entry of every class, ${FEW} entries in each of the small ones; values that are objects not counted`,
  memory: ({ quick }) => casesOf(quick ? 8_000 : 100_000),
});
