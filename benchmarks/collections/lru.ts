/** Int2ObjectLruMap against lru-cache, both limited to n entries. */
import { Int2ObjectLruMap } from '@sandy/collections';
import { LRUCache } from 'lru-cache';
import type { MemoryCase, RunOptions, TimedCase, Workload } from '../lib/suite.js';
import { aimedAt, drawn, randomInts, randomWords, things } from './data.js';
import type { Thing } from './data.js';

/** It lives on, as in every program: see ints.ts. */
export const longLived = filled(randomInts(10));

const LOOKUPS = 100_000;

export function lruCases({ quick }: RunOptions): TimedCase[] {
  return [1_000, quick ? 10_000 : 100_000].flatMap((n) => {
    const common = { subject: 'Int2ObjectLruMap', peer: 'lru-cache', n };
    return [
      {
        ...common,
        operation: 'get (hit)',
        ours: aimedAt(1.5, hits(n)),
        theirs: peerHits(n),
      },
      {
        ...common,
        operation: 'set, evicting',
        ours: aimedAt(1.5, evictions(n)),
        theirs: peerEvictions(n),
      },
      {
        ...common,
        operation: 'get, set if absent',
        ours: aimedAt(1.5, mixture(n)),
        theirs: peerMixture(n),
      },
    ];
  });
}

export function lruMemory({ quick }: RunOptions): MemoryCase[] {
  const n = quick ? 20_000 : 100_000;
  return [
    {
      subject: 'Int2ObjectLruMap',
      peer: 'lru-cache',
      n,
      ours: () => {
        const cache = filled(randomInts(n));
        return { keep: cache, checksum: cache.size };
      },
      theirs: () => {
        const cache = filledPeer(randomInts(n));
        return { keep: cache, checksum: cache.size };
      },
    },
  ];
}

/** Keys of which a few are asked for often and most seldom; about two of three are in a cache of n. */
function skewed(n: number): Int32Array {
  const keys = randomInts(4 * n);
  const next = randomWords(0xca5e);
  return Int32Array.from({ length: Math.max(LOOKUPS, 2 * n) }, () => {
    const fraction = next() / 2 ** 32;
    return keys[Math.floor(fraction ** 3 * keys.length)]!;
  });
}

/** Keys that come back only after four times as many as there is room for. */
function passing(n: number): Int32Array {
  const keys = randomInts(4 * n);
  return Int32Array.from({ length: Math.max(LOOKUPS, 4 * n) }, (_, i) => keys[i % keys.length]!);
}

// Int2ObjectLruMap

function filled(keys: Int32Array): Int2ObjectLruMap<Thing> {
  const cache = new Int2ObjectLruMap<Thing>({ maximumSize: keys.length });
  for (let i = 0; i < keys.length; i++) cache.set(keys[i]!, things[i & 63]!);
  return cache;
}

const hits = (n: number) => (): Workload => {
  const keys = randomInts(n);
  const cache = filled(keys);
  const asked = drawn(keys, LOOKUPS);
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < asked.length; i++) sum += cache.get(asked[i]!)!.id;
    return sum;
  };
  return { operations: asked.length, run };
};

const evictions = (n: number) => (): Workload => {
  const cache = filled(randomInts(n, 1));
  const coming = passing(n);
  const run = (): number => {
    for (let i = 0; i < coming.length; i++) cache.set(coming[i]!, things[i & 63]!);
    return cache.size;
  };
  return { operations: coming.length, run };
};

const mixture = (n: number) => (): Workload => {
  const cache = filled(randomInts(n, 1));
  const asked = skewed(n);
  const run = (): number => {
    let missed = 0;
    for (let i = 0; i < asked.length; i++) {
      if (cache.get(asked[i]!) !== undefined) continue;
      missed++;
      cache.set(asked[i]!, things[i & 63]!);
    }
    return missed;
  };
  run(); // from here on, each run begins with what the one before it left: always the same
  return { operations: asked.length, run };
};

// lru-cache

function filledPeer(keys: Int32Array): LRUCache<number, Thing> {
  const cache = new LRUCache<number, Thing>({ max: keys.length });
  for (let i = 0; i < keys.length; i++) cache.set(keys[i]!, things[i & 63]!);
  return cache;
}

const peerHits = (n: number) => (): Workload => {
  const keys = randomInts(n);
  const cache = filledPeer(keys);
  const asked = drawn(keys, LOOKUPS);
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < asked.length; i++) sum += cache.get(asked[i]!)!.id;
    return sum;
  };
  return { operations: asked.length, run };
};

const peerEvictions = (n: number) => (): Workload => {
  const cache = filledPeer(randomInts(n, 1));
  const coming = passing(n);
  const run = (): number => {
    for (let i = 0; i < coming.length; i++) cache.set(coming[i]!, things[i & 63]!);
    return cache.size;
  };
  return { operations: coming.length, run };
};

const peerMixture = (n: number) => (): Workload => {
  const cache = filledPeer(randomInts(n, 1));
  const asked = skewed(n);
  const run = (): number => {
    let missed = 0;
    for (let i = 0; i < asked.length; i++) {
      if (cache.get(asked[i]!) !== undefined) continue;
      missed++;
      cache.set(asked[i]!, things[i & 63]!);
    }
    return missed;
  };
  run();
  return { operations: asked.length, run };
};
