/** Sorted maps against sorted-btree and js-sdsl's red-black tree: random int32 keys. */
import { Int2IntSortedMap, Int2ObjectSortedMap } from '@sandy/collections';
import type { MemoryCase, RunOptions, TimedCase, Workload } from '../lib/suite.js';
import { aimedAt, drawn, randomInts, things } from './data.js';
import type { Thing } from './data.js';
import {
  btree,
  btreeMap,
  btreeObjectHits,
  btreeObjectInserts,
  LOOKUPS,
  RANGE,
  tree,
} from './sorted-peers.js';
import type { Loops } from './sorted-peers.js';

/** They live on, as in every program: see ints.ts. */
export const longLived = [
  filled(randomInts(10)),
  new Int2ObjectSortedMap<Thing>([[1, things[1]!]]),
];

const operations: readonly (readonly [operation: string, loop: keyof Loops])[] = [
  ['insert', 'inserts'],
  ['get (hit)', 'hits'],
  ['floorKey', 'floors'],
  [`read ranges of ${RANGE}`, 'ranges'],
  ['pollFirst', 'polls'],
  ['delete + insert', 'churn'],
];

export function sortedCases({ quick }: RunOptions): TimedCase[] {
  const n = quick ? 10_000 : 100_000;
  const rows = (peer: string, loops: Loops, count: number, some = operations): TimedCase[] =>
    some.map(([operation, loop]) => ({
      subject: 'Int2IntSortedMap',
      peer,
      operation,
      n: count,
      ...(count > 100_000 && { rounds: 5 }),
      ours: aimedAt(peer === 'sorted-btree' ? 2 : 1, ours[loop](count)),
      theirs: loops[loop](count),
    }));
  return [
    ...rows('sorted-btree', btree, n),
    ...rows('js-sdsl OrderedMap', tree, n),
    ...(quick ? [] : rows('sorted-btree', btree, 1_000_000, operations.slice(0, 4))),
    {
      subject: 'Int2ObjectSortedMap',
      peer: 'sorted-btree',
      operation: 'insert',
      n,
      ours: aimedAt(2, objectInserts(n)),
      theirs: btreeObjectInserts(n),
    },
    {
      subject: 'Int2ObjectSortedMap',
      peer: 'sorted-btree',
      operation: 'get (hit)',
      n,
      ours: aimedAt(2, objectHits(n)),
      theirs: btreeObjectHits(n),
    },
  ];
}

export function sortedMemory({ quick }: RunOptions): MemoryCase[] {
  const n = quick ? 20_000 : 1_000_000;
  return [
    {
      subject: 'Int2IntSortedMap',
      peer: 'sorted-btree',
      n,
      ours: () => ({ keep: filled(randomInts(n)), checksum: n }),
      theirs: () => ({ keep: btreeMap(randomInts(n)), checksum: n }),
    },
  ];
}

// Int2IntSortedMap

function filled(keys: Int32Array): Int2IntSortedMap {
  const map = new Int2IntSortedMap();
  for (let i = 0; i < keys.length; i++) map.set(keys[i]!, i);
  return map;
}

const ours: Loops = {
  inserts: (n) => () => {
    const keys = randomInts(n);
    return { operations: n, run: () => filled(keys).size };
  },
  hits: (n) => () => {
    const map = filled(randomInts(n));
    const asked = drawn(randomInts(n), Math.min(n, LOOKUPS));
    const run = (): number => {
      let sum = 0;
      for (let i = 0; i < asked.length; i++) sum = (sum + map.get(asked[i]!)!) | 0;
      return sum;
    };
    return { operations: asked.length, run };
  },
  floors: (n) => () => {
    const map = filled(randomInts(n));
    const asked = randomInts(Math.min(n, LOOKUPS), 1);
    const run = (): number => {
      let sum = 0;
      for (let i = 0; i < asked.length; i++) sum = (sum + (map.floorKey(asked[i]!) ?? 0)) | 0;
      return sum;
    };
    return { operations: asked.length, run };
  },
  ranges: (n) => () => {
    const map = filled(randomInts(n));
    const starts = drawn(randomInts(n), 1_000);
    const run = (): number => {
      let sum = 0;
      for (let i = 0; i < starts.length; i++) {
        let index = map.ceilingIndex(starts[i]!);
        for (let left = RANGE; left > 0 && index >= 0; left--) {
          sum = (sum + map.indexGet(index)) | 0;
          index = map.nextIndex(index);
        }
      }
      return sum;
    };
    return { operations: starts.length * RANGE, run };
  },
  polls: (n) => () => {
    const keys = randomInts(n);
    let map = filled(keys);
    const run = (): number => {
      let sum = 0;
      for (let left = n; left > 0; left--) sum = (sum + map.pollFirst()![1]) | 0;
      return sum + map.size;
    };
    return { operations: n, run, prepare: () => void (map = filled(keys)) };
  },
  churn: (n) => () => {
    const map = filled(randomInts(n));
    const order = drawn(randomInts(n), Math.min(n, LOOKUPS));
    const run = (): number => {
      let deleted = 0;
      for (let i = 0; i < order.length; i++) {
        if (map.delete(order[i]!)) deleted++;
        map.set(order[i]!, i);
      }
      return deleted + map.size;
    };
    return { operations: order.length, run };
  },
};

// Int2ObjectSortedMap

function filledObjects(keys: Int32Array): Int2ObjectSortedMap<Thing> {
  const map = new Int2ObjectSortedMap<Thing>();
  for (let i = 0; i < keys.length; i++) map.set(keys[i]!, things[i & 63]!);
  return map;
}

const objectInserts = (n: number) => (): Workload => {
  const keys = randomInts(n);
  return { operations: n, run: () => filledObjects(keys).size };
};

const objectHits = (n: number) => (): Workload => {
  const map = filledObjects(randomInts(n));
  const asked = drawn(randomInts(n), Math.min(n, LOOKUPS));
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < asked.length; i++) sum = (sum + map.get(asked[i]!)!.id) | 0;
    return sum;
  };
  return { operations: asked.length, run };
};
