/** String2ObjectLruMap against lru-cache: names as keys, both limited to n entries. */
import { String2ObjectLruMap } from '@sandy/collections';
import { LRUCache } from 'lru-cache';
import type { MemoryCase, RunOptions, TimedCase, Workload } from '../lib/suite.js';
import { aimedAt, randomWords, things } from './data.js';
import type { Thing } from './data.js';

/** It lives on, as in every program: see ints.ts. */
export const longLived = filled(names(10));

const LOOKUPS = 100_000;

export function stringLruCases({ quick }: RunOptions): TimedCase[] {
  const n = quick ? 10_000 : 100_000;
  const common = { subject: 'String2ObjectLruMap', peer: 'lru-cache', n };
  const small = { ...common, n: 1_000 };
  return [
    { ...small, operation: 'get (hit)', ours: aimedAt(1, hits(1_000)), theirs: peerHits(1_000) },
    { ...common, operation: 'get (hit)', ours: aimedAt(1, hits(n)), theirs: peerHits(n) },
    {
      ...common,
      operation: 'set, evicting',
      ours: aimedAt(1, evictions(n)),
      theirs: peerEvictions(n),
    },
    {
      ...common,
      operation: 'get, set if absent',
      ours: aimedAt(1, mixture(n)),
      theirs: peerMixture(n),
    },
  ];
}

export function stringLruMemory({ quick }: RunOptions): MemoryCase[] {
  const n = quick ? 20_000 : 100_000;
  return [
    {
      subject: 'String2ObjectLruMap',
      peer: 'lru-cache',
      n,
      ours: () => {
        const cache = filled(names(n));
        return { keep: cache, checksum: cache.size };
      },
      theirs: () => {
        const cache = filledPeer(names(n));
        return { keep: cache, checksum: cache.size };
      },
    },
  ];
}

/** The same strings at each look-up, as ids are: their hash is known after the first. */
function names(n: number, mod = 'quartz_and_more'): string[] {
  return Array.from({ length: n }, (_, id) => `${mod}:block_of_kind_${id}`);
}

function drawnOf(keys: readonly string[]): string[] {
  const next = randomWords(0xd1ce);
  return Array.from({ length: LOOKUPS }, () => keys[next() % keys.length]!);
}

/** Names of which a few are asked for often and most seldom. */
function skewed(n: number): string[] {
  const keys = names(4 * n);
  const next = randomWords(0xca5e);
  return Array.from({ length: Math.max(LOOKUPS, 2 * n) }, () => {
    const fraction = next() / 2 ** 32;
    return keys[Math.floor(fraction ** 3 * keys.length)]!;
  });
}

/** Names that come back only after four times as many as there is room for. */
function passing(n: number): string[] {
  const keys = names(4 * n);
  return Array.from({ length: Math.max(LOOKUPS, 4 * n) }, (_, i) => keys[i % keys.length]!);
}

// String2ObjectLruMap

function filled(keys: readonly string[]): String2ObjectLruMap<Thing> {
  const cache = new String2ObjectLruMap<Thing>({ maximumSize: keys.length });
  for (let i = 0; i < keys.length; i++) cache.set(keys[i]!, things[i & 63]!);
  return cache;
}

const hits = (n: number) => (): Workload => {
  const keys = names(n);
  const cache = filled(keys);
  const asked = drawnOf(keys);
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < asked.length; i++) sum += cache.get(asked[i]!)!.id;
    return sum;
  };
  return { operations: asked.length, run };
};

const evictions = (n: number) => (): Workload => {
  const cache = filled(names(n, 'earlier'));
  const coming = passing(n);
  const run = (): number => {
    for (let i = 0; i < coming.length; i++) cache.set(coming[i]!, things[i & 63]!);
    return cache.size;
  };
  return { operations: coming.length, run };
};

const mixture = (n: number) => (): Workload => {
  const cache = filled(names(n, 'earlier'));
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

function filledPeer(keys: readonly string[]): LRUCache<string, Thing> {
  const cache = new LRUCache<string, Thing>({ max: keys.length });
  for (let i = 0; i < keys.length; i++) cache.set(keys[i]!, things[i & 63]!);
  return cache;
}

const peerHits = (n: number) => (): Workload => {
  const keys = names(n);
  const cache = filledPeer(keys);
  const asked = drawnOf(keys);
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < asked.length; i++) sum += cache.get(asked[i]!)!.id;
    return sum;
  };
  return { operations: asked.length, run };
};

const peerEvictions = (n: number) => (): Workload => {
  const cache = filledPeer(names(n, 'earlier'));
  const coming = passing(n);
  const run = (): number => {
    for (let i = 0; i < coming.length; i++) cache.set(coming[i]!, things[i & 63]!);
    return cache.size;
  };
  return { operations: coming.length, run };
};

const peerMixture = (n: number) => (): Workload => {
  const cache = filledPeer(names(n, 'earlier'));
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
