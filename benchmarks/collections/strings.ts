/** Strings as keys: String2IntMap against Map and a plain object, StringTable against a Map of ids. */
import { String2IntMap, StringTable } from '@sandy/collections';
import type { MemoryCase, RunOptions, TimedCase, Workload } from '../lib/suite.js';
import { aimedAt, shuffled } from './data.js';

/** They live on, as in every program: see ints.ts. */
export const longLived = [new String2IntMap([['a', 1]]), new StringTable(['a'])];

type Maker = (n: number) => () => Workload;

export function stringCases({ quick }: RunOptions): TimedCase[] {
  const n = quick ? 10_000 : 100_000;
  const map = { subject: 'String2IntMap', n };
  const table = { subject: 'StringTable', peer: 'Map<string>', n };
  return [
    { ...map, peer: 'Map', operation: 'get (hit)', ours: aimedAt(1, hits(n)), theirs: mapHits(n) },
    { ...map, peer: 'Map', operation: 'get (miss)', ours: misses(n), theirs: mapMisses(n) },
    { ...map, peer: 'Map', operation: 'insert', ours: inserts(n), theirs: mapInserts(n) },
    { ...map, peer: 'Object', operation: 'get (hit)', ours: hits(n), theirs: objectHits(n) },
    { ...map, peer: 'Object', operation: 'insert', ours: inserts(n), theirs: objectInserts(n) },
    { ...table, operation: 'id of a known string', ours: ids(n), theirs: mapHits(n) },
    { ...table, operation: 'id of a new string', ours: freshIds(n), theirs: mapFreshHits(n) },
    { ...table, operation: 'intern', ours: interns(n), theirs: mapInterns(n) },
  ];
}

export function stringMemory({ quick }: RunOptions): MemoryCase[] {
  const n = quick ? 20_000 : 100_000;
  return [
    {
      subject: 'StringTable',
      peer: 'Map<string>',
      n,
      ours: () => ({ keep: interned(names(n)), checksum: n }),
      theirs: () => ({ keep: filledMap(names(n)), checksum: n }),
    },
  ];
}

/** Names as the registries of mods have them, made anew, so that no one holds them besides. */
function names(n: number, mod = 'quartz_and_more'): string[] {
  return Array.from(shuffled(n), (id) => `${mod}:block_of_kind_${id}`);
}

// String2IntMap

function filled(keys: readonly string[]): String2IntMap {
  const map = new String2IntMap();
  for (let i = 0; i < keys.length; i++) map.set(keys[i]!, i);
  return map;
}

function sumOf(map: String2IntMap, keys: readonly string[]): number {
  let sum = 0;
  for (let i = 0; i < keys.length; i++) sum = (sum + (map.get(keys[i]!) ?? 1)) | 0;
  return sum;
}

/** The strings that were put in, in another order. */
const inOtherOrder = (keys: readonly string[]): string[] =>
  Array.from(shuffled(keys.length), (index) => keys[index]!);

const hits: Maker = (n) => () => {
  const keys = names(n);
  const map = filled(keys);
  const asked = inOtherOrder(keys);
  return { operations: n, run: () => sumOf(map, asked) };
};

const misses: Maker = (n) => () => {
  const map = filled(names(n));
  const absent = names(n, 'elsewhere');
  return { operations: n, run: () => sumOf(map, absent) };
};

const inserts: Maker = (n) => () => {
  const keys = names(n);
  return { operations: n, run: () => filled(keys).size };
};

// Map

function filledMap(keys: readonly string[]): Map<string, number> {
  const map = new Map<string, number>();
  for (let i = 0; i < keys.length; i++) map.set(keys[i]!, i);
  return map;
}

function sumOfMap(map: Map<string, number>, keys: readonly string[]): number {
  let sum = 0;
  for (let i = 0; i < keys.length; i++) sum = (sum + (map.get(keys[i]!) ?? 1)) | 0;
  return sum;
}

const mapHits: Maker = (n) => () => {
  const keys = names(n);
  const map = filledMap(keys);
  const asked = inOtherOrder(keys);
  return { operations: n, run: () => sumOfMap(map, asked) };
};

const mapMisses: Maker = (n) => () => {
  const map = filledMap(names(n));
  const absent = names(n, 'elsewhere');
  return { operations: n, run: () => sumOfMap(map, absent) };
};

const mapInserts: Maker = (n) => () => {
  const keys = names(n);
  return { operations: n, run: () => filledMap(keys).size };
};

/** Strings that were just made, as a parser makes them: no one knows their hash yet. */
const mapFreshHits: Maker = (n) => () => {
  const map = filledMap(names(n));
  let fresh: string[] = [];
  const run = (): number => sumOfMap(map, fresh);
  return { operations: n, run, prepare: () => void (fresh = names(n)) };
};

/** Both ways: the number of a string, and the string of a number. */
const mapInterns: Maker = (n) => () => {
  let fresh: string[] = [];
  const run = (): number => {
    const ids = new Map<string, number>();
    const strings: string[] = [];
    for (let i = 0; i < fresh.length; i++) {
      const text = fresh[i]!;
      if (ids.has(text)) continue;
      ids.set(text, strings.length);
      strings.push(text);
    }
    return strings.length;
  };
  return { operations: n, run, prepare: () => void (fresh = names(n)) };
};

// A plain object without a prototype

function filledObject(keys: readonly string[]): Record<string, number> {
  const map = Object.create(null) as Record<string, number>;
  for (let i = 0; i < keys.length; i++) map[keys[i]!] = i;
  return map;
}

const objectHits: Maker = (n) => () => {
  const keys = names(n);
  const map = filledObject(keys);
  const asked = inOtherOrder(keys);
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < asked.length; i++) sum = (sum + (map[asked[i]!] ?? 1)) | 0;
    return sum;
  };
  return { operations: n, run };
};

const objectInserts: Maker = (n) => () => {
  const keys = names(n);
  const run = (): number => (filledObject(keys)[keys[0]!] === 0 ? n : 0);
  return { operations: n, run };
};

// StringTable

function interned(keys: readonly string[]): StringTable {
  const table = new StringTable();
  for (let i = 0; i < keys.length; i++) table.intern(keys[i]!);
  return table;
}

function sumOfIds(table: StringTable, keys: readonly string[]): number {
  let sum = 0;
  for (let i = 0; i < keys.length; i++) sum = (sum + table.idOf(keys[i]!)) | 0;
  return sum;
}

const ids: Maker = (n) => () => {
  const keys = names(n);
  const table = interned(keys);
  const asked = inOtherOrder(keys);
  return { operations: n, run: () => sumOfIds(table, asked) };
};

const freshIds: Maker = (n) => () => {
  const table = interned(names(n));
  let fresh: string[] = [];
  const run = (): number => sumOfIds(table, fresh);
  return { operations: n, run, prepare: () => void (fresh = names(n)) };
};

const interns: Maker = (n) => () => {
  let fresh: string[] = [];
  const run = (): number => interned(fresh).size;
  return { operations: n, run, prepare: () => void (fresh = names(n)) };
};
