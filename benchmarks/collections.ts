/**
 * Keys that are positions: our two lanes against what people write today, a string or a bigint
 * built for each operation. Each loop is written out for its class, so that none becomes
 * megamorphic.
 */
import {
  blockKey,
  blockKeyHi,
  blockKeyLo,
  chunkKey,
  chunkKeyHi,
  chunkKeyLo,
  Long2ObjectMap,
  LongSet,
} from '@sandy/collections';
import { defineSuite } from './lib/suite.js';
import type { Retained, TimedCase, Workload } from './lib/suite.js';

/** What a map holds under a key; 64 of them, so that they cost nothing here. */
interface Column {
  readonly id: number;
}
const columns: readonly Column[] = Array.from({ length: 64 }, (_, id) => ({ id }));

/** n positions in random order; chunks have no y. */
interface Positions {
  readonly n: number;
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly z: Int32Array;
}

/** Where absent positions begin: outside the cube or square of the present ones. */
const ABSENT_OFFSET = 4_096;

/**
 * A table of each class that lives on, as every program has one. Without it, a collection between
 * two rounds of inserts would find no object of the class, and V8 would drop its compiled code.
 */
export const longLived = {
  map: filledMap(chunks(10)),
  set: filledSet(blocks(10)),
};

export const suite = defineSuite({
  about:
    'maps of chunk columns and sets of block positions, keys built for each operation, in random order',
  cases: ({ quick }) => [10_000, quick ? 100_000 : 1_000_000].flatMap(casesOf),
  // Below 10^5 entries the process's own noise, some 300 KB, would show.
  memory: ({ quick }) =>
    [100_000, ...(quick ? [] : [1_000_000])].flatMap((n) => [
      {
        subject: 'Long2ObjectMap',
        peer: 'Map<string>',
        n,
        ours: () => retained(filledMap(chunks(n))),
        theirs: () => retained(filledStringMap(chunks(n))),
      },
      {
        subject: 'Long2ObjectMap',
        peer: 'Map<bigint>',
        n,
        ours: () => retained(filledMap(chunks(n))),
        theirs: () => retained(filledBigIntMap(chunks(n))),
      },
      {
        subject: 'Long2ObjectMap trimmed',
        peer: 'Map<bigint>',
        n,
        ours: () => retained(trimmed(filledMap(chunks(n)))),
        theirs: () => retained(filledBigIntMap(chunks(n))),
      },
      {
        subject: 'LongSet',
        peer: 'Set<string>',
        n,
        ours: () => retained(filledSet(blocks(n))),
        theirs: () => retained(filledStringSet(blocks(n))),
      },
      {
        subject: 'LongSet',
        peer: 'Set<bigint>',
        n,
        ours: () => retained(filledSet(blocks(n))),
        theirs: () => retained(filledBigIntSet(blocks(n))),
      },
      {
        subject: 'LongSet trimmed',
        peer: 'Set<bigint>',
        n,
        ours: () => retained(trimmed(filledSet(blocks(n)))),
        theirs: () => retained(filledBigIntSet(blocks(n))),
      },
    ]),
});

function casesOf(n: number): TimedCase[] {
  const map = { subject: 'Long2ObjectMap', n };
  const set = { subject: 'LongSet', n };
  return [
    {
      ...map,
      peer: 'Map<string>',
      operation: 'get (hit)',
      ours: mapHits(n),
      theirs: stringMapHits(n),
    },
    {
      ...map,
      peer: 'Map<string>',
      operation: 'get (miss)',
      ours: mapMisses(n),
      theirs: stringMapMisses(n),
    },
    {
      ...map,
      peer: 'Map<string>',
      operation: 'insert',
      ours: mapInserts(n),
      theirs: stringMapInserts(n),
    },
    {
      ...map,
      peer: 'Map<string>',
      operation: 'delete + insert',
      ours: mapChurn(n),
      theirs: stringMapChurn(n),
    },
    {
      ...map,
      peer: 'Map<bigint>',
      operation: 'get (hit)',
      ours: mapHits(n),
      theirs: bigIntMapHits(n),
    },
    {
      ...map,
      peer: 'Map<bigint>',
      operation: 'get (miss)',
      ours: mapMisses(n),
      theirs: bigIntMapMisses(n),
    },
    {
      ...map,
      peer: 'Map<bigint>',
      operation: 'insert',
      ours: mapInserts(n),
      theirs: bigIntMapInserts(n),
    },
    {
      ...map,
      peer: 'Map<bigint>',
      operation: 'delete + insert',
      ours: mapChurn(n),
      theirs: bigIntMapChurn(n),
    },
    {
      ...set,
      peer: 'Set<string>',
      operation: 'has (hit)',
      ours: setHits(n),
      theirs: stringSetHits(n),
    },
    {
      ...set,
      peer: 'Set<string>',
      operation: 'has (miss)',
      ours: setMisses(n),
      theirs: stringSetMisses(n),
    },
    {
      ...set,
      peer: 'Set<string>',
      operation: 'insert',
      ours: setInserts(n),
      theirs: stringSetInserts(n),
    },
    {
      ...set,
      peer: 'Set<string>',
      operation: 'delete + insert',
      ours: setChurn(n),
      theirs: stringSetChurn(n),
    },
    {
      ...set,
      peer: 'Set<bigint>',
      operation: 'has (hit)',
      ours: setHits(n),
      theirs: bigIntSetHits(n),
    },
    {
      ...set,
      peer: 'Set<bigint>',
      operation: 'has (miss)',
      ours: setMisses(n),
      theirs: bigIntSetMisses(n),
    },
    {
      ...set,
      peer: 'Set<bigint>',
      operation: 'insert',
      ours: setInserts(n),
      theirs: bigIntSetInserts(n),
    },
    {
      ...set,
      peer: 'Set<bigint>',
      operation: 'delete + insert',
      ours: setChurn(n),
      theirs: bigIntSetChurn(n),
    },
  ];
}

/** n chunks of a square around (0, 0). */
function chunks(n: number, offset = 0): Positions {
  const side = Math.ceil(Math.sqrt(n));
  const half = side >> 1;
  return positions(n, (index, at) => {
    at.x = (index % side) - half + offset;
    at.z = Math.floor(index / side) - half;
  });
}

/** n blocks of a slab around (0, 0), 64 high. */
function blocks(n: number, offset = 0): Positions {
  const side = Math.ceil(Math.sqrt(n / 64));
  const half = side >> 1;
  return positions(n, (index, at) => {
    at.y = (index & 63) - 32;
    at.x = ((index >> 6) % side) - half + offset;
    at.z = Math.floor((index >> 6) / side) - half;
  });
}

function positions(
  n: number,
  place: (index: number, at: { x: number; y: number; z: number }) => void,
): Positions {
  const made = { n, x: new Int32Array(n), y: new Int32Array(n), z: new Int32Array(n) };
  const order = shuffled(n);
  const at = { x: 0, y: 0, z: 0 };
  for (let i = 0; i < n; i++) {
    place(order[i]!, at);
    made.x[i] = at.x;
    made.y[i] = at.y;
    made.z[i] = at.z;
  }
  return made;
}

/** The integers below n in an order that is the same in every run (splitmix32). */
function shuffled(n: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  let state = 0x5eed;
  for (let i = n - 1; i > 0; i--) {
    state = (state + 0x9e3779b9) | 0;
    let word = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    const j = ((word ^ (word >>> 15)) >>> 0) % (i + 1);
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}

function retained(keep: { readonly size: number }): Retained {
  return { keep, checksum: keep.size };
}

function trimmed<T extends { trim(): number }>(collection: T): T {
  collection.trim();
  return collection;
}

// Long2ObjectMap

function filledMap({ n, x, z }: Positions): Long2ObjectMap<Column> {
  const map = new Long2ObjectMap<Column>();
  for (let i = 0; i < n; i++) {
    map.set(chunkKeyHi(x[i]!, z[i]!), chunkKeyLo(x[i]!, z[i]!), columns[x[i]! & 63]!);
  }
  return map;
}

function sumOfMap(map: Long2ObjectMap<Column>, { n, x, z }: Positions): number {
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
  return { operations: n, run: () => sumOfMap(map, present) };
};

const mapMisses = (n: number) => (): Workload => {
  const map = filledMap(chunks(n));
  const absent = chunks(n, ABSENT_OFFSET);
  return { operations: n, run: () => sumOfMap(map, absent) };
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
      map.set(hi, lo, columns[x[i]! & 63]!);
    }
    return deleted + map.size;
  };
  return { operations: n, run };
};

// Map with "x,z"

function filledStringMap({ n, x, z }: Positions): Map<string, Column> {
  const map = new Map<string, Column>();
  for (let i = 0; i < n; i++) map.set(`${x[i]},${z[i]}`, columns[x[i]! & 63]!);
  return map;
}

function sumOfStringMap(map: Map<string, Column>, { n, x, z }: Positions): number {
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
  return { operations: n, run: () => sumOfStringMap(map, present) };
};

const stringMapMisses = (n: number) => (): Workload => {
  const map = filledStringMap(chunks(n));
  const absent = chunks(n, ABSENT_OFFSET);
  return { operations: n, run: () => sumOfStringMap(map, absent) };
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
      map.set(key, columns[x[i]! & 63]!);
    }
    return deleted + map.size;
  };
  return { operations: n, run };
};

// Map with bigints

function filledBigIntMap({ n, x, z }: Positions): Map<bigint, Column> {
  const map = new Map<bigint, Column>();
  for (let i = 0; i < n; i++) map.set(chunkKey(x[i]!, z[i]!), columns[x[i]! & 63]!);
  return map;
}

function sumOfBigIntMap(map: Map<bigint, Column>, { n, x, z }: Positions): number {
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
  return { operations: n, run: () => sumOfBigIntMap(map, present) };
};

const bigIntMapMisses = (n: number) => (): Workload => {
  const map = filledBigIntMap(chunks(n));
  const absent = chunks(n, ABSENT_OFFSET);
  return { operations: n, run: () => sumOfBigIntMap(map, absent) };
};

const bigIntMapInserts = (n: number) => (): Workload => {
  const present = chunks(n);
  return { operations: n, run: () => filledBigIntMap(present).size };
};

const bigIntMapChurn = (n: number) => (): Workload => {
  const present = chunks(n);
  const { x, z } = present;
  const map = filledBigIntMap(present);
  const run = (): number => {
    let deleted = 0;
    for (let i = 0; i < n; i++) {
      const key = chunkKey(x[i]!, z[i]!);
      if (map.delete(key)) deleted++;
      map.set(key, columns[x[i]! & 63]!);
    }
    return deleted + map.size;
  };
  return { operations: n, run };
};

// LongSet

function filledSet({ n, x, y, z }: Positions): LongSet {
  const set = new LongSet();
  for (let i = 0; i < n; i++) {
    set.add(blockKeyHi(x[i]!, y[i]!, z[i]!), blockKeyLo(x[i]!, y[i]!, z[i]!));
  }
  return set;
}

function countInSet(set: LongSet, { n, x, y, z }: Positions): number {
  let count = 0;
  for (let i = 0; i < n; i++) {
    if (set.has(blockKeyHi(x[i]!, y[i]!, z[i]!), blockKeyLo(x[i]!, y[i]!, z[i]!))) count++;
  }
  return count;
}

const setHits = (n: number) => (): Workload => {
  const present = blocks(n);
  const set = filledSet(present);
  return { operations: n, run: () => countInSet(set, present) };
};

const setMisses = (n: number) => (): Workload => {
  const set = filledSet(blocks(n));
  const absent = blocks(n, ABSENT_OFFSET);
  return { operations: n, run: () => countInSet(set, absent) };
};

const setInserts = (n: number) => (): Workload => {
  const present = blocks(n);
  return { operations: n, run: () => filledSet(present).size };
};

const setChurn = (n: number) => (): Workload => {
  const present = blocks(n);
  const { x, y, z } = present;
  const set = filledSet(present);
  const run = (): number => {
    let deleted = 0;
    for (let i = 0; i < n; i++) {
      const hi = blockKeyHi(x[i]!, y[i]!, z[i]!);
      const lo = blockKeyLo(x[i]!, y[i]!, z[i]!);
      if (set.delete(hi, lo)) deleted++;
      set.add(hi, lo);
    }
    return deleted + set.size;
  };
  return { operations: n, run };
};

// Set with "x,y,z"

function filledStringSet({ n, x, y, z }: Positions): Set<string> {
  const set = new Set<string>();
  for (let i = 0; i < n; i++) set.add(`${x[i]},${y[i]},${z[i]}`);
  return set;
}

function countInStringSet(set: Set<string>, { n, x, y, z }: Positions): number {
  let count = 0;
  for (let i = 0; i < n; i++) if (set.has(`${x[i]},${y[i]},${z[i]}`)) count++;
  return count;
}

const stringSetHits = (n: number) => (): Workload => {
  const present = blocks(n);
  const set = filledStringSet(present);
  return { operations: n, run: () => countInStringSet(set, present) };
};

const stringSetMisses = (n: number) => (): Workload => {
  const set = filledStringSet(blocks(n));
  const absent = blocks(n, ABSENT_OFFSET);
  return { operations: n, run: () => countInStringSet(set, absent) };
};

const stringSetInserts = (n: number) => (): Workload => {
  const present = blocks(n);
  return { operations: n, run: () => filledStringSet(present).size };
};

const stringSetChurn = (n: number) => (): Workload => {
  const present = blocks(n);
  const { x, y, z } = present;
  const set = filledStringSet(present);
  const run = (): number => {
    let deleted = 0;
    for (let i = 0; i < n; i++) {
      const key = `${x[i]},${y[i]},${z[i]}`;
      if (set.delete(key)) deleted++;
      set.add(key);
    }
    return deleted + set.size;
  };
  return { operations: n, run };
};

// Set with bigints

function filledBigIntSet({ n, x, y, z }: Positions): Set<bigint> {
  const set = new Set<bigint>();
  for (let i = 0; i < n; i++) set.add(blockKey(x[i]!, y[i]!, z[i]!));
  return set;
}

function countInBigIntSet(set: Set<bigint>, { n, x, y, z }: Positions): number {
  let count = 0;
  for (let i = 0; i < n; i++) if (set.has(blockKey(x[i]!, y[i]!, z[i]!))) count++;
  return count;
}

const bigIntSetHits = (n: number) => (): Workload => {
  const present = blocks(n);
  const set = filledBigIntSet(present);
  return { operations: n, run: () => countInBigIntSet(set, present) };
};

const bigIntSetMisses = (n: number) => (): Workload => {
  const set = filledBigIntSet(blocks(n));
  const absent = blocks(n, ABSENT_OFFSET);
  return { operations: n, run: () => countInBigIntSet(set, absent) };
};

const bigIntSetInserts = (n: number) => (): Workload => {
  const present = blocks(n);
  return { operations: n, run: () => filledBigIntSet(present).size };
};

const bigIntSetChurn = (n: number) => (): Workload => {
  const present = blocks(n);
  const { x, y, z } = present;
  const set = filledBigIntSet(present);
  const run = (): number => {
    let deleted = 0;
    for (let i = 0; i < n; i++) {
      const key = blockKey(x[i]!, y[i]!, z[i]!);
      if (set.delete(key)) deleted++;
      set.add(key);
    }
    return deleted + set.size;
  };
  return { operations: n, run };
};
