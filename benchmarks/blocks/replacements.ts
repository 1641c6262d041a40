/** Programs that hold many blocks and replace one after another. */
import { Heap, typedArrayEngine } from '@sandy/allocator';
import type { Address, Engine } from '@sandy/allocator';
import { MemPool } from '@thi.ng/malloc';
import type { RunOptions, TimedCase, Workload } from '../lib/suite.js';
import { createTlsf } from '../native/tlsf.js';
import { SEED, createRandom } from './random.js';

/** Which block is replaced, and how long the new one is; the same in each run. */
export interface Replacements {
  readonly live: number;
  readonly indices: Int32Array;
  readonly byteLengths: Int32Array;
}

export function replacementsOf(live: number, count: number, maximum: number): Replacements {
  const random = createRandom(SEED);
  const indices = new Int32Array(count).map(() => random() % live);
  const byteLengths = new Int32Array(count).map(() => 16 + (random() % (maximum - 15)));
  return { live, indices, byteLengths };
}

/**
 * Frees a block and allocates another in its place, `live` blocks being there. The blocks
 * themselves are not touched, except by those who fill them with zeros: what a program does with
 * them costs the same on both sides.
 */
export function replaceOurs(
  { live, indices, byteLengths }: Replacements,
  engine: Engine = typedArrayEngine,
): Workload {
  const heap = Heap.create({ engine });
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
    return sum + blocks.length;
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

function replaceInTlsf({ live, indices, byteLengths }: Replacements): Workload {
  const { allocate, free } = createTlsf();
  const blocks = new Int32Array(live).map(() => allocate(16));
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i]!;
      free(blocks[index]!);
      blocks[index] = allocate(byteLengths[i]!);
      sum += byteLengths[i]!;
    }
    return sum + blocks.length;
  };
  return { operations: 2 * indices.length, run };
}

export const replacementOf = (maximum: number): string => `free or allocate, 16-${maximum} B`;

export function replacementCases({ quick }: RunOptions): TimedCase[] {
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
      operation: replacementOf(maximum),
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
      against("AssemblyScript's TLSF", { live, maximum: 4096 }, replaceInTlsf),
    ]),
    against('new Uint8Array', { live: 20_000, maximum: 256 }, replaceArrays),
    against('@thi.ng/malloc', { live: 500, maximum: 4096 }, replaceInMemPool), // its time grows with `live`
  ];
}
