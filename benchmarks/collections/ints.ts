/** Int2IntMap against Map: random int32 keys, in random order. */
import { Int2IntMap } from '@sandy/collections';
import type { TableOptions } from '@sandy/collections';
import type { MemoryCase, Retained, RunOptions, TimedCase, Workload } from '../lib/suite.js';
import { aimedAt, drawn, MOST_LOOKUPS, randomInts } from './data.js';

/** The two modes, by what they are called in the rows. */
export const modes: readonly (readonly [subject: string, options: TableOptions])[] = [
  ['Int2IntMap', {}],
  ['Int2IntMap, fast', { maximumLoad: 0.5 }],
];

/**
 * A table that lives on, as every program has one. Without it, a collection between two rounds of
 * inserts would find no object of the class, and V8 would drop its compiled code.
 */
export const longLived = filled(randomInts(10), {});

export function intCases({ quick }: RunOptions): TimedCase[] {
  return (quick ? [10_000, 100_000] : [10_000, 1_000_000, 5_000_000]).flatMap((n) =>
    // What is promised at 5 million is promised of the fast mode.
    (quick || n > 1_000_000 ? modes.slice(1) : modes).flatMap(([subject, options]) =>
      casesOf(subject, options, n),
    ),
  );
}

function casesOf(subject: string, options: TableOptions, n: number): TimedCase[] {
  const common = { subject, peer: 'Map', n };
  const isFast = options.maximumLoad === 0.5;
  const isLarge = n >= 1_000_000;
  // What is promised: of the fast mode at large n; nowhere more than 1.2 times Map's time.
  const goal = (large: number): number => (isLarge && isFast ? large : 1 / 1.2);
  return [
    {
      ...common,
      operation: 'get (hit)',
      ours: aimedAt(isFast && !isLarge ? 1 : goal(2.2), hits(n, options)),
      theirs: mapHits(n),
    },
    {
      ...common,
      operation: 'get (miss)',
      ours: aimedAt(goal(2.5), misses(n, options)),
      theirs: mapMisses(n),
    },
    {
      ...common,
      operation: 'insert',
      ...(n > 1_000_000 && { rounds: 5 }),
      ours: aimedAt(goal(2.2), inserts(n, options)),
      theirs: mapInserts(n),
    },
    {
      ...common,
      operation: 'delete + insert another',
      ours: aimedAt(goal(2.2), churn(n, options)),
      theirs: mapChurn(n),
    },
    {
      ...common,
      operation: 'forEach',
      ours: aimedAt(goal(1), walks(n, options)),
      theirs: mapWalks(n),
    },
  ];
}

export function intMemory({ quick }: RunOptions): MemoryCase[] {
  const n = quick ? 100_000 : 1_000_000;
  const [compact, fast] = modes;
  return [
    { subject: `${compact![0]} trimmed`, options: compact![1], goalBytesPerEntry: 11.5 },
    { subject: `${fast![0]}, trimmed`, options: fast![1], goalBytesPerEntry: 17 },
  ].map(({ subject, options, goalBytesPerEntry }) => ({
    subject,
    peer: 'Map',
    n,
    ours: () => {
      const map = filled(randomInts(n), options);
      map.trim();
      return { ...retained(map), facts: () => ({ goalBytesPerEntry }) };
    },
    theirs: () => retained(filledMap(randomInts(n))),
  }));
}

function retained(keep: { readonly size: number }): Retained {
  return { keep, checksum: keep.size };
}

/** What a run of look-ups asks for: a table of 5 million is as slow for the first million. */
function absentInts(n: number): Int32Array {
  return randomInts(Math.min(n, MOST_LOOKUPS), 1);
}

// Int2IntMap

export function filled(keys: Int32Array, options: TableOptions): Int2IntMap {
  const map = new Int2IntMap(options);
  for (let i = 0; i < keys.length; i++) map.set(keys[i]!, i);
  return map;
}

export function sumOf(map: Int2IntMap, keys: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < keys.length; i++) {
    const value = map.get(keys[i]!);
    sum = (sum + (value === undefined ? 1 : value)) | 0;
  }
  return sum;
}

const hits = (n: number, options: TableOptions) => (): Workload => {
  const keys = randomInts(n);
  const map = filled(keys, options);
  const asked = drawn(keys);
  return { operations: asked.length, run: () => sumOf(map, asked) };
};

const misses = (n: number, options: TableOptions) => (): Workload => {
  const map = filled(randomInts(n), options);
  const absent = absentInts(n);
  return { operations: absent.length, run: () => sumOf(map, absent) };
};

const inserts = (n: number, options: TableOptions) => (): Workload => {
  const keys = randomInts(n);
  return { operations: n, run: () => filled(keys, options).size };
};

const churn = (n: number, options: TableOptions) => (): Workload => {
  const keys = randomInts(n);
  const map = filled(keys, options);
  let coming = absentInts(n);
  let going: Int32Array = keys.slice(0, coming.length);
  const run = (): number => {
    let deleted = 0;
    for (let i = 0; i < coming.length; i++) {
      if (map.delete(going[i]!)) deleted++;
      map.set(coming[i]!, i);
    }
    [going, coming] = [coming, going];
    return deleted + map.size;
  };
  return { operations: coming.length, run };
};

const walks = (n: number, options: TableOptions) => (): Workload => {
  const map = filled(randomInts(n), options);
  const run = (): number => {
    let sum = 0;
    map.forEach((value, key) => {
      sum = (sum + (value ^ key)) | 0;
    });
    return sum;
  };
  return { operations: n, run };
};

// Map

function filledMap(keys: Int32Array): Map<number, number> {
  const map = new Map<number, number>();
  for (let i = 0; i < keys.length; i++) map.set(keys[i]!, i);
  return map;
}

function sumOfMap(map: Map<number, number>, keys: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < keys.length; i++) {
    const value = map.get(keys[i]!);
    sum = (sum + (value === undefined ? 1 : value)) | 0;
  }
  return sum;
}

export const mapHits = (n: number) => (): Workload => {
  const keys = randomInts(n);
  const map = filledMap(keys);
  const asked = drawn(keys);
  return { operations: asked.length, run: () => sumOfMap(map, asked) };
};

export const mapMisses = (n: number) => (): Workload => {
  const map = filledMap(randomInts(n));
  const absent = absentInts(n);
  return { operations: absent.length, run: () => sumOfMap(map, absent) };
};

const mapInserts = (n: number) => (): Workload => {
  const keys = randomInts(n);
  return { operations: n, run: () => filledMap(keys).size };
};

const mapChurn = (n: number) => (): Workload => {
  const keys = randomInts(n);
  const map = filledMap(keys);
  let coming = absentInts(n);
  let going: Int32Array = keys.slice(0, coming.length);
  const run = (): number => {
    let deleted = 0;
    for (let i = 0; i < coming.length; i++) {
      if (map.delete(going[i]!)) deleted++;
      map.set(coming[i]!, i);
    }
    [going, coming] = [coming, going];
    return deleted + map.size;
  };
  return { operations: coming.length, run };
};

const mapWalks = (n: number) => (): Workload => {
  const map = filledMap(randomInts(n));
  const run = (): number => {
    let sum = 0;
    map.forEach((value, key) => {
      sum = (sum + (value ^ key)) | 0;
    });
    return sum;
  };
  return { operations: n, run };
};
