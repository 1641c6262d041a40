/**
 * The heap against what JavaScript has for bytes: typed arrays of their own, Node's pooled buffers, a heap in one
 * ArrayBuffer (@thi.ng/malloc).
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { Heap } from '@sandy/allocator';
import type { Address, Region } from '@sandy/allocator';
import { MemPool } from '@thi.ng/malloc';
import { defineSuite } from './lib/suite.js';
import type { MemoryCase, RunOptions, TimedCase, Workload } from './lib/suite.js';

const SEED = 20_261_122;

/** Lives on, as in every program: else a collection between two rounds could drop the classes' compiled code. */
export const longLived = filledRegion(10, 64);

export const suite = defineSuite({
  about:
    'allocating and freeing blocks against typed arrays, buffers, plain objects and @thi.ng/malloc; real allocation traces',
  cases: (options) => [
    ...replacementCases(options),
    ...pairCases(),
    disposeCase(options),
    ...traceCases(options),
  ],
  memory: memoryCases,
});

/** Seeded pseudo-random numbers. Source: mulberry32 by T. Ettinger. */
function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
}

/** Which block is replaced, and how long the new one is; the same in each run. */
interface Replacements {
  readonly live: number;
  readonly indices: Int32Array;
  readonly byteLengths: Int32Array;
}

function replacementsOf(live: number, count: number, maximum: number): Replacements {
  const random = createRandom(SEED);
  const indices = new Int32Array(count).map(() => random() % live);
  const byteLengths = new Int32Array(count).map(() => 16 + (random() % (maximum - 15)));
  return { live, indices, byteLengths };
}

/**
 * Frees a block and allocates another in its place, `live` blocks being there. The blocks themselves are not touched,
 * except by those who fill them with zeros: what a program does with them costs the same on both sides.
 */
function replaceOurs({ live, indices, byteLengths }: Replacements): Workload {
  const heap = Heap.create();
  const region = heap.createRegion('replacements');
  const blocks = new Int32Array(live).map(() => region.allocate(16));
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i]!;
      region.free(blocks[index]! as Address);
      blocks[index] = region.allocate(byteLengths[i]!);
      sum += byteLengths[i]!;
    }
    return sum + region.stats().blockCount;
  };
  return { operations: 2 * indices.length, run, dispose: () => heap.dispose() };
}

function replaceArrays({ live, indices, byteLengths }: Replacements): Workload {
  const blocks = Array.from({ length: live }, () => new Uint8Array(16));
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < indices.length; i++) {
      blocks[indices[i]!] = new Uint8Array(byteLengths[i]!);
      sum += byteLengths[i]!;
    }
    return sum + blocks.length;
  };
  return { operations: 2 * indices.length, run };
}

function replaceBuffers({ live, indices, byteLengths }: Replacements): Workload {
  const blocks = Array.from({ length: live }, () => Buffer.alloc(16));
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < indices.length; i++) {
      blocks[indices[i]!] = Buffer.allocUnsafe(byteLengths[i]!);
      sum += byteLengths[i]!;
    }
    return sum + blocks.length;
  };
  return { operations: 2 * indices.length, run };
}

function replaceInMemPool({ live, indices, byteLengths }: Replacements): Workload {
  const pool = new MemPool({ size: 64 << 20, compact: true, split: true });
  const blocks = new Int32Array(live).map(() => pool.malloc(16));
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i]!;
      pool.free(blocks[index]!);
      blocks[index] = pool.malloc(byteLengths[i]!);
      sum += byteLengths[i]!;
    }
    return sum + pool.stats().used.count;
  };
  return { operations: 2 * indices.length, run };
}

function replacementCases({ quick }: RunOptions): TimedCase[] {
  const count = quick ? 4_000 : 40_000;
  const against = (
    peer: string,
    { live, maximum }: { live: number; maximum: number },
    theirs: (replacements: Replacements) => Workload,
  ): TimedCase => {
    const replacements = (): Replacements => replacementsOf(live, count, maximum);
    return {
      subject: 'Region',
      peer,
      operation: `free or allocate, 16-${maximum} B`,
      n: live,
      ours: () => replaceOurs(replacements()),
      theirs: () => theirs(replacements()),
    };
  };
  const large = quick ? [20_000] : [20_000, 100_000];
  return [
    ...large.flatMap((live) => [
      against('new Uint8Array', { live, maximum: 4096 }, replaceArrays),
      against('Buffer.allocUnsafe', { live, maximum: 4096 }, replaceBuffers),
    ]),
    against('new Uint8Array', { live: 20_000, maximum: 256 }, replaceArrays),
    against('@thi.ng/malloc', { live: 500, maximum: 4096 }, replaceInMemPool), // its time grows with `live`
  ];
}

interface Point {
  x: number;
  y: number;
  z: number;
}
/** Where the peers' objects escape to, so that V8 must make them. */
export const escaped: { point?: Point; bytes?: Uint8Array } = {};

const PAIRS = 20_000;

function pairOurs(): Workload {
  const region = Heap.create().createRegion('pairs');
  region.allocate(24); // the class is in use
  return {
    operations: PAIRS,
    run: () => {
      let sum = 0;
      for (let i = 0; i < PAIRS; i++) {
        const address = region.allocate(24);
        sum += address;
        region.free(address);
      }
      return sum;
    },
  };
}

function pairCases(): TimedCase[] {
  const common = {
    subject: 'Region',
    operation: 'allocate and free 24 B',
    n: 1,
    checksum: 'own',
    ours: pairOurs,
  } as const;
  return [
    {
      ...common,
      peer: 'a new {x, y, z}',
      theirs: () => ({
        operations: PAIRS,
        run: () => {
          let sum = 0;
          for (let i = 0; i < PAIRS; i++) {
            const point = { x: i, y: i, z: i };
            escaped.point = point;
            sum += point.x;
          }
          return sum;
        },
      }),
    },
    {
      ...common,
      peer: 'new Uint8Array',
      theirs: () => ({
        operations: PAIRS,
        run: () => {
          let sum = 0;
          for (let i = 0; i < PAIRS; i++) {
            const bytes = new Uint8Array(24);
            escaped.bytes = bytes;
            sum += bytes.length;
          }
          return sum;
        },
      }),
    },
  ];
}

function filledRegion(
  count: number,
  byteLength: number,
): { region: Region; addresses: Int32Array } {
  const region = Heap.create().createRegion('filled');
  const addresses = new Int32Array(count);
  for (let i = 0; i < count; i++) addresses[i] = region.allocate(byteLength);
  return { region, addresses };
}

/** All blocks of a region at once against one by one. */
function disposeCase({ quick }: RunOptions): TimedCase {
  const n = quick ? 20_000 : 1_000_000;
  let filled = filledRegion(0, 64);
  const prepare = (): void => {
    filled.region.heap.dispose();
    filled = filledRegion(n, 64);
  };
  return {
    subject: 'Region.dispose',
    peer: 'Region.free of each block',
    operation: 'end blocks of 64 B',
    n,
    ours: () => ({
      operations: n,
      prepare,
      run: () => {
        filled.region.dispose();
        return filled.region.stats().blockCount;
      },
    }),
    theirs: () => ({
      operations: n,
      prepare,
      run: () => {
        const { region, addresses } = filled;
        for (let i = 0; i < n; i++) region.free(addresses[i] as Address);
        return region.stats().blockCount;
      },
    }),
  };
}

const traces = fileURLToPath(new URL('../../../shared/data/traces', import.meta.url));

/** int32 pairs [id, n]: n > 0 allocates n bytes as block id, 0 frees it, n < 0 reallocates it to −n bytes. */
function readTrace(name: string, operations: number): Int32Array {
  const bytes = gunzipSync(readFileSync(`${traces}/${name}.trace.gz`));
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2).slice(
    0,
    2 * operations,
  );
}

function blockCountOf(trace: Int32Array): number {
  let highest = 0;
  for (let i = 0; i < trace.length; i += 2) highest = Math.max(highest, trace[i]!);
  return highest + 1;
}

/** Most bytes that the trace has asked for at one time. */
function peakBytesOf(trace: Int32Array): number {
  const byteLengths = new Int32Array(blockCountOf(trace));
  let live = 0;
  let peak = 0;
  for (let i = 0; i < trace.length; i += 2) {
    const byteLength = Math.abs(trace[i + 1]!);
    live += byteLength - byteLengths[trace[i]!]!;
    byteLengths[trace[i]!] = byteLength;
    peak = Math.max(peak, live);
  }
  return peak;
}

/**
 * Nothing is written into the blocks: the traces say how programs allocate, not what they do with it. (A test replays
 * them with marks.) Each run begins with an empty region, whose memory but for one segment is fresh from the system.
 */
function replayOurs(trace: Int32Array): Workload {
  const blocks = new Int32Array(blockCountOf(trace));
  const heap = Heap.create();
  return {
    operations: trace.length / 2,
    run: () => {
      const region = heap.createRegion('trace');
      let sum = 0;
      for (let i = 0; i < trace.length; i += 2) {
        const id = trace[i]!;
        const byteLength = trace[i + 1]!;
        if (byteLength > 0) {
          blocks[id] = region.allocate(byteLength);
        } else {
          const old = blocks[id]! as Address;
          sum += id;
          if (byteLength === 0) region.free(old);
          else blocks[id] = region.reallocate(old, -byteLength);
        }
      }
      region.dispose();
      return sum;
    },
    facts: () => {
      const committedRatio = heap.stats().peakCommittedBytes / peakBytesOf(trace);
      return { committedRatio: Number(committedRatio.toFixed(3)) };
    },
    dispose: () => heap.dispose(),
  };
}

function replayArrays(trace: Int32Array): Workload {
  const blocks = new Array<Uint8Array | undefined>(blockCountOf(trace)).fill(undefined);
  return {
    operations: trace.length / 2,
    run: () => {
      let sum = 0;
      for (let i = 0; i < trace.length; i += 2) {
        const id = trace[i]!;
        const byteLength = trace[i + 1]!;
        if (byteLength > 0) {
          blocks[id] = new Uint8Array(byteLength);
        } else {
          const old = blocks[id]!;
          sum += id;
          if (byteLength === 0) blocks[id] = undefined;
          else {
            const moved = new Uint8Array(-byteLength);
            moved.set(old.length > -byteLength ? old.subarray(0, -byteLength) : old);
            blocks[id] = moved;
          }
        }
      }
      blocks.fill(undefined);
      return sum;
    },
  };
}

function traceCases({ quick }: RunOptions): TimedCase[] {
  if (!existsSync(traces)) return []; // they lie beside the repository, not in it
  return ['cc1', 'git', 'perl'].map((name) => {
    const trace = (): Int32Array => readTrace(name, quick ? 20_000 : 600_000);
    return {
      subject: 'Region',
      peer: 'new Uint8Array',
      operation: `replay the trace of ${name}`,
      n: trace().length / 2,
      ours: () => replayOurs(trace()),
      theirs: () => replayArrays(trace()),
    };
  });
}

function memoryCases({ quick }: RunOptions): MemoryCase[] {
  return [
    { byteLength: 64, n: quick ? 10_000 : 200_000 },
    { byteLength: 2048, n: quick ? 2_000 : 20_000 },
  ].map(({ byteLength, n }) => ({
    subject: 'Region',
    peer: 'new Uint8Array',
    operation: `hold blocks of ${byteLength} B`,
    n,
    ours: () => {
      const { region, addresses } = filledRegion(n, byteLength);
      for (const address of addresses) region.words(address as Address).fill(1);
      return { keep: { region, addresses }, checksum: region.stats().blockCount };
    },
    theirs: () => {
      const arrays = Array.from({ length: n }, () => new Uint8Array(byteLength).fill(1));
      return { keep: arrays, checksum: arrays.length };
    },
  }));
}
