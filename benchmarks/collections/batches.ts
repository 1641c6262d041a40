/** Many keys in one call, against single calls on Map and against C++. */
import { Heap, wasmEngine } from '@sandy/allocator';
import {
  BatchKernel,
  deleteMany,
  getManyInto,
  hasManyInto,
  Int2IntMap,
  setMany,
} from '@sandy/collections';
import type { RunOptions, TimedCase, Workload } from '../lib/suite.js';
import { findBoost, inProgram } from '../native/int-map.js';
import { aimedAt, drawn, MOST_LOOKUPS, randomInts } from './data.js';

/** Its type exists in the DOM library only. */
interface Wasm {
  readonly Memory: new (options: { initial: number; maximum: number }) => {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  };
}
const { Memory: WasmMemory } = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;

const FAST = { maximumLoad: 0.5 };

export function batchCases({ quick }: RunOptions): TimedCase[] {
  return (quick ? [10_000, 100_000] : [10_000, 1_000_000, 5_000_000]).flatMap((n) => [
    ...lookups(n),
    ...changes(n),
  ]);
}

function lookups(n: number): TimedCase[] {
  const hits = (): Int32Array => drawn(randomInts(n));
  const misses = (): Int32Array => randomInts(Math.min(n, MOST_LOOKUPS), 1);
  const boost = findBoost();
  // What is promised is promised of a million.
  const aimed = (goal: number, make: () => Workload): TimedCase['ours'] =>
    n === 1_000_000 ? aimedAt(goal, make) : make;
  return [
    {
      subject: 'getManyInto, kernel',
      peer: 'Map',
      operation: 'get many (hits)',
      n,
      ours: aimed(5, () => inKernel(n, hits())),
      theirs: () => inMap(n, hits()),
    },
    {
      subject: 'getManyInto, kernel',
      peer: 'Map',
      operation: 'get many (misses)',
      n,
      ours: () => inKernel(n, misses()),
      theirs: () => inMap(n, misses()),
    },
    {
      subject: 'getManyInto',
      peer: 'Map',
      operation: 'get many (hits)',
      n,
      ours: () => inScript(n, hits()),
      theirs: () => inMap(n, hits()),
    },
    {
      subject: 'hasManyInto',
      peer: 'Map',
      operation: 'has many (hits)',
      n,
      ours: () => flagsOf(n, hits()),
      theirs: () => flagsOfMap(n, hits()),
    },
    ...(boost === undefined
      ? []
      : [
          {
            subject: 'getManyInto, kernel',
            peer: 'boost::unordered_flat_map (C++)',
            operation: 'get many (hits)',
            n,
            ours: aimed(1, () => inKernel(n, hits())),
            theirs: () => inProgram(boost, 'find', randomInts(n), hits()),
          },
        ]),
  ];
}

function changes(n: number): TimedCase[] {
  const common = { peer: 'Map', n };
  return [
    {
      ...common,
      subject: 'setMany',
      operation: 'insert many',
      rounds: 5,
      ours: () => {
        const keys = randomInts(n);
        const run = (): number => {
          const map = new Int2IntMap(FAST);
          setMany(map, keys, keys);
          return map.size;
        };
        return { operations: n, run };
      },
      theirs: () => {
        const keys = randomInts(n);
        const run = (): number => {
          const map = new Map<number, number>();
          for (let i = 0; i < n; i++) map.set(keys[i]!, keys[i]!);
          return map.size;
        };
        return { operations: n, run };
      },
    },
    {
      ...common,
      subject: 'deleteMany, setMany',
      operation: 'delete many and put them again',
      rounds: 5,
      ours: () => {
        const map = filled(n);
        const keys = drawn(randomInts(n));
        const run = (): number => {
          const count = deleteMany(map, keys);
          setMany(map, keys, keys);
          return count;
        };
        return { operations: keys.length * 2, run };
      },
      theirs: () => {
        const map = filledMap(n);
        const keys = drawn(randomInts(n));
        const run = (): number => {
          let count = 0;
          for (let i = 0; i < keys.length; i++) if (map.delete(keys[i]!)) count++;
          for (let i = 0; i < keys.length; i++) map.set(keys[i]!, keys[i]!);
          return count;
        };
        return { operations: keys.length * 2, run };
      },
    },
  ];
}

function filled(n: number, map = new Int2IntMap(FAST)): Int2IntMap {
  const keys = randomInts(n);
  for (let i = 0; i < n; i++) map.set(keys[i]!, i);
  return map;
}

function filledMap(n: number): Map<number, number> {
  const keys = randomInts(n);
  const map = new Map<number, number>();
  for (let i = 0; i < n; i++) map.set(keys[i]!, i);
  return map;
}

/** What the values sum up to, 1 for each that is missing: what each side answers. */
function sumOf(values: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum = (sum + values[i]!) | 0;
  return sum;
}

function inKernel(n: number, asked: Int32Array): Workload {
  const memory = new WasmMemory({ initial: 0, maximum: 65_536 });
  const region = Heap.create({ engine: wasmEngine({ memory }) }).createRegion('batches');
  const kernel = new BatchKernel(memory, region);
  const map = filled(n, new Int2IntMap({ ...FAST, region }));
  const out = new Int32Array(asked.length);
  const run = (): number => {
    getManyInto(map, asked, out, 1, { kernel });
    return sumOf(out);
  };
  return { operations: asked.length, run };
}

function inScript(n: number, asked: Int32Array): Workload {
  const map = filled(n);
  const out = new Int32Array(asked.length);
  const run = (): number => {
    getManyInto(map, asked, out, 1);
    return sumOf(out);
  };
  return { operations: asked.length, run };
}

function inMap(n: number, asked: Int32Array): Workload {
  const map = filledMap(n);
  const out = new Int32Array(asked.length);
  const run = (): number => {
    for (let i = 0; i < asked.length; i++) {
      const value = map.get(asked[i]!);
      out[i] = value === undefined ? 1 : value;
    }
    return sumOf(out);
  };
  return { operations: asked.length, run };
}

function flagsOf(n: number, asked: Int32Array): Workload {
  const map = filled(n);
  const out = new Uint8Array(asked.length);
  return { operations: asked.length, run: () => hasManyInto(map, asked, out) };
}

function flagsOfMap(n: number, asked: Int32Array): Workload {
  const map = filledMap(n);
  const out = new Uint8Array(asked.length);
  const run = (): number => {
    let count = 0;
    for (let i = 0; i < asked.length; i++) {
      const isThere = map.has(asked[i]!);
      out[i] = isThere ? 1 : 0;
      if (isThere) count++;
    }
    return count;
  };
  return { operations: asked.length, run };
}
