/**
 * Maps whose keys are chunk positions: two lanes against what people write today, a string or a
 * bigint built for each operation.
 */
import { chunkKey, chunkKeyHi, chunkKeyLo, Long2ObjectMap } from '@sandy/collections';
import type { MemoryCase, RunOptions, TimedCase, Workload } from '../lib/suite.js';
import { things } from './data.js';
import type { Thing } from './data.js';
import { ABSENT_OFFSET, asked, chunks } from './position-data.js';
import type { Positions } from './position-data.js';

/** It lives on, as in every program: see ints.ts. */
export const longLived = filledMap(chunks(10));

export function chunkCases({ quick }: RunOptions): TimedCase[] {
  const large = quick ? 20_000 : 100_000;
  return [
    ...[10_000, large].flatMap((n) => casesOf(n)),
    {
      subject: 'Long2ObjectMap',
      peer: 'Map<bigint>',
      operation: 'get (hit)',
      n: large,
      ours: mapHits(large),
      theirs: bigIntMapHits(large),
    },
  ];
}

function casesOf(n: number): TimedCase[] {
  const common = { subject: 'Long2ObjectMap', peer: 'Map<string>', n };
  return [
    { ...common, operation: 'get (hit)', ours: mapHits(n), theirs: stringMapHits(n) },
    { ...common, operation: 'get (miss)', ours: mapMisses(n), theirs: stringMapMisses(n) },
    { ...common, operation: 'insert', ours: mapInserts(n), theirs: stringMapInserts(n) },
    { ...common, operation: 'delete + insert', ours: mapChurn(n), theirs: stringMapChurn(n) },
  ];
}

export function chunkMemory({ quick }: RunOptions): MemoryCase[] {
  const n = quick ? 50_000 : 100_000;
  return [
    {
      subject: 'Long2ObjectMap trimmed',
      peer: 'Map<string>',
      n,
      ours: () => {
        const map = filledMap(chunks(n));
        map.trim();
        return { keep: map, checksum: map.size };
      },
      theirs: () => {
        const map = filledStringMap(chunks(n));
        return { keep: map, checksum: map.size };
      },
    },
  ];
}

// Long2ObjectMap

function filledMap({ n, x, z }: Positions): Long2ObjectMap<Thing> {
  const map = new Long2ObjectMap<Thing>();
  for (let i = 0; i < n; i++) {
    map.set(chunkKeyHi(x[i]!, z[i]!), chunkKeyLo(x[i]!, z[i]!), things[x[i]! & 63]!);
  }
  return map;
}

function sumOfMap(map: Long2ObjectMap<Thing>, { n, x, z }: Positions): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const column = map.get(chunkKeyHi(x[i]!, z[i]!), chunkKeyLo(x[i]!, z[i]!));
    sum += column === undefined ? 1 : column.id;
  }
  return sum;
}

const mapHits = (n: number) => (): Workload => {
  const present = chunks(n);
  const map = filledMap(present);
  const hits = asked(present);
  return { operations: hits.n, run: () => sumOfMap(map, hits) };
};

const mapMisses = (n: number) => (): Workload => {
  const map = filledMap(chunks(n));
  const absent = asked(chunks(n, ABSENT_OFFSET));
  return { operations: absent.n, run: () => sumOfMap(map, absent) };
};

const mapInserts = (n: number) => (): Workload => {
  const present = chunks(n);
  return { operations: n, run: () => filledMap(present).size };
};

const mapChurn = (n: number) => (): Workload => {
  const present = chunks(n);
  const { x, z } = present;
  const map = filledMap(present);
  const run = (): number => {
    let deleted = 0;
    for (let i = 0; i < n; i++) {
      const hi = chunkKeyHi(x[i]!, z[i]!);
      const lo = chunkKeyLo(x[i]!, z[i]!);
      if (map.delete(hi, lo)) deleted++;
      map.set(hi, lo, things[x[i]! & 63]!);
    }
    return deleted + map.size;
  };
  return { operations: n, run };
};

// Map with "x,z"

function filledStringMap({ n, x, z }: Positions): Map<string, Thing> {
  const map = new Map<string, Thing>();
  for (let i = 0; i < n; i++) map.set(`${x[i]},${z[i]}`, things[x[i]! & 63]!);
  return map;
}

function sumOfStringMap(map: Map<string, Thing>, { n, x, z }: Positions): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const column = map.get(`${x[i]},${z[i]}`);
    sum += column === undefined ? 1 : column.id;
  }
  return sum;
}

const stringMapHits = (n: number) => (): Workload => {
  const present = chunks(n);
  const map = filledStringMap(present);
  const hits = asked(present);
  return { operations: hits.n, run: () => sumOfStringMap(map, hits) };
};

const stringMapMisses = (n: number) => (): Workload => {
  const map = filledStringMap(chunks(n));
  const absent = asked(chunks(n, ABSENT_OFFSET));
  return { operations: absent.n, run: () => sumOfStringMap(map, absent) };
};

const stringMapInserts = (n: number) => (): Workload => {
  const present = chunks(n);
  return { operations: n, run: () => filledStringMap(present).size };
};

const stringMapChurn = (n: number) => (): Workload => {
  const present = chunks(n);
  const { x, z } = present;
  const map = filledStringMap(present);
  const run = (): number => {
    let deleted = 0;
    for (let i = 0; i < n; i++) {
      const key = `${x[i]},${z[i]}`;
      if (map.delete(key)) deleted++;
      map.set(key, things[x[i]! & 63]!);
    }
    return deleted + map.size;
  };
  return { operations: n, run };
};

// Map with bigints

function filledBigIntMap({ n, x, z }: Positions): Map<bigint, Thing> {
  const map = new Map<bigint, Thing>();
  for (let i = 0; i < n; i++) map.set(chunkKey(x[i]!, z[i]!), things[x[i]! & 63]!);
  return map;
}

function sumOfBigIntMap(map: Map<bigint, Thing>, { n, x, z }: Positions): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const column = map.get(chunkKey(x[i]!, z[i]!));
    sum += column === undefined ? 1 : column.id;
  }
  return sum;
}

const bigIntMapHits = (n: number) => (): Workload => {
  const present = chunks(n);
  const map = filledBigIntMap(present);
  const hits = asked(present);
  return { operations: hits.n, run: () => sumOfBigIntMap(map, hits) };
};
