/** The peers of sorted.ts: its loops, written out for sorted-btree and js-sdsl. */
import { OrderedMap } from 'js-sdsl';
import BTreeModule from 'sorted-btree';
import type { Workload } from '../lib/suite.js';
import { drawn, randomInts, things } from './data.js';
import type { Thing } from './data.js';

/** Entries of a range that is read. */
export const RANGE = 100;

/** Look-ups of a run at most. */
export const LOOKUPS = 200_000;

type Maker = (n: number) => () => Workload;

/** The same work by different classes, each with loops of its own. */
export interface Loops {
  readonly inserts: Maker;
  readonly hits: Maker;
  readonly floors: Maker;
  readonly ranges: Maker;
  readonly polls: Maker;
  readonly churn: Maker;
}

/** Under Node, the default export of the CommonJS file is the whole of it. */
const BTree = BTreeModule.default;
type BTree<V> = InstanceType<typeof BTree<number, V>>;

// sorted-btree

export function btreeMap(keys: Int32Array): BTree<number> {
  const map = new BTree<number, number>();
  for (let i = 0; i < keys.length; i++) map.set(keys[i]!, i);
  return map;
}

export const btree: Loops = {
  inserts: (n) => () => {
    const keys = randomInts(n);
    return { operations: n, run: () => btreeMap(keys).size };
  },
  hits: (n) => () => {
    const map = btreeMap(randomInts(n));
    const asked = drawn(randomInts(n), Math.min(n, LOOKUPS));
    const run = (): number => {
      let sum = 0;
      for (let i = 0; i < asked.length; i++) sum = (sum + map.get(asked[i]!)!) | 0;
      return sum;
    };
    return { operations: asked.length, run };
  },
  floors: (n) => () => {
    const map = btreeMap(randomInts(n));
    const asked = randomInts(Math.min(n, LOOKUPS), 1);
    const pair: [number, number] = [0, 0]; // what it offers for speed: no array a call
    const run = (): number => {
      let sum = 0;
      for (let i = 0; i < asked.length; i++) {
        sum = (sum + (map.getPairOrNextLower(asked[i]!, pair)?.[0] ?? 0)) | 0;
      }
      return sum;
    };
    return { operations: asked.length, run };
  },
  ranges: (n) => () => {
    const map = btreeMap(randomInts(n));
    const starts = drawn(randomInts(n), 1_000);
    let sum = 0;
    let left = 0;
    const add = (_: number, value: number): { break: number } | undefined => {
      sum = (sum + value) | 0;
      return --left === 0 ? { break: 0 } : undefined;
    };
    const run = (): number => {
      sum = 0;
      for (let i = 0; i < starts.length; i++) {
        left = RANGE;
        map.editRange(starts[i]!, 0x7fffffff, true, add);
      }
      return sum;
    };
    return { operations: starts.length * RANGE, run };
  },
  polls: (n) => () => {
    const keys = randomInts(n);
    let map = btreeMap(keys);
    const run = (): number => {
      let sum = 0;
      for (let left = n; left > 0; left--) {
        const key = map.minKey()!;
        sum = (sum + map.get(key)!) | 0;
        map.delete(key);
      }
      return sum + map.size;
    };
    return { operations: n, run, prepare: () => void (map = btreeMap(keys)) };
  },
  churn: (n) => () => {
    const map = btreeMap(randomInts(n));
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

function btreeOfThings(keys: Int32Array): BTree<Thing> {
  const map = new BTree<number, Thing>();
  for (let i = 0; i < keys.length; i++) map.set(keys[i]!, things[i & 63]!);
  return map;
}

export const btreeObjectInserts = (n: number) => (): Workload => {
  const keys = randomInts(n);
  return { operations: n, run: () => btreeOfThings(keys).size };
};

export const btreeObjectHits = (n: number) => (): Workload => {
  const map = btreeOfThings(randomInts(n));
  const asked = drawn(randomInts(n), Math.min(n, LOOKUPS));
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < asked.length; i++) sum = (sum + map.get(asked[i]!)!.id) | 0;
    return sum;
  };
  return { operations: asked.length, run };
};

// js-sdsl

/** With a comparator that cannot overflow, as its own default has it. */
function filledTree(keys: Int32Array): OrderedMap<number, number> {
  const map = new OrderedMap<number, number>();
  for (let i = 0; i < keys.length; i++) map.setElement(keys[i]!, i);
  return map;
}

export const tree: Loops = {
  inserts: (n) => () => {
    const keys = randomInts(n);
    return { operations: n, run: () => filledTree(keys).size() };
  },
  hits: (n) => () => {
    const map = filledTree(randomInts(n));
    const asked = drawn(randomInts(n), Math.min(n, LOOKUPS));
    const run = (): number => {
      let sum = 0;
      for (let i = 0; i < asked.length; i++) sum = (sum + map.getElementByKey(asked[i]!)!) | 0;
      return sum;
    };
    return { operations: asked.length, run };
  },
  floors: (n) => () => {
    const map = filledTree(randomInts(n));
    const asked = randomInts(Math.min(n, LOOKUPS), 1);
    const run = (): number => {
      let sum = 0;
      for (let i = 0; i < asked.length; i++) {
        const found = map.reverseLowerBound(asked[i]!);
        if (found.isAccessible()) sum = (sum + found.pointer[0]) | 0;
      }
      return sum;
    };
    return { operations: asked.length, run };
  },
  ranges: (n) => () => {
    const map = filledTree(randomInts(n));
    const starts = drawn(randomInts(n), 1_000);
    const run = (): number => {
      let sum = 0;
      for (let i = 0; i < starts.length; i++) {
        const at = map.lowerBound(starts[i]!);
        for (let left = RANGE; left > 0 && at.isAccessible(); left--) {
          sum = (sum + at.pointer[1]) | 0;
          at.next();
        }
      }
      return sum;
    };
    return { operations: starts.length * RANGE, run };
  },
  polls: (n) => () => {
    const keys = randomInts(n);
    let map = filledTree(keys);
    const run = (): number => {
      let sum = 0;
      for (let left = n; left > 0; left--) {
        const first = map.begin();
        sum = (sum + first.pointer[1]) | 0;
        map.eraseElementByIterator(first);
      }
      return sum + map.size();
    };
    return { operations: n, run, prepare: () => void (map = filledTree(keys)) };
  },
  churn: (n) => () => {
    const map = filledTree(randomInts(n));
    const order = drawn(randomInts(n), Math.min(n, LOOKUPS));
    const run = (): number => {
      let deleted = 0;
      for (let i = 0; i < order.length; i++) {
        if (map.eraseElementByKey(order[i]!)) deleted++;
        map.setElement(order[i]!, i);
      }
      return deleted + map.size();
    };
    return { operations: order.length, run };
  },
};
