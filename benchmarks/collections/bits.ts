/** Bit sets against typedfastbitset, mnemonist and roaring-wasm. */
import { BitSet } from '@sandy/collections';
import type { BitSet as MnemonistBitSet } from 'mnemonist';
import type { RoaringBitmap32 } from 'roaring-wasm';
import { TypedFastBitSet } from 'typedfastbitset';
import type { RunOptions, TimedCase, Workload } from '../lib/suite.js';
import { aimedAt, shuffled } from './data.js';

/** It lives on, as in every program: see ints.ts. */
export const longLived = new BitSet([1]);

type Maker = (n: number) => () => Workload | Promise<Workload>;

/** Sets have n of 4 n integers, drawn at random. */
const SPACE = 4;

export function bitCases({ quick }: RunOptions): TimedCase[] {
  const n = quick ? 10_000 : 100_000;
  const rows: readonly (readonly [operation: string, ours: Maker, peer: string, Maker])[] = [
    ['add', adds, 'typedfastbitset', tfbsAdds],
    ['add', adds, 'mnemonist BitSet', mnemonistAdds],
    ['add', adds, 'roaring-wasm', roaringAdds],
    ['has', tests, 'typedfastbitset', tfbsTests],
    ['has', tests, 'mnemonist BitSet', mnemonistTests],
    ['has', tests, 'roaring-wasm', roaringTests],
    ['intersection, its size', meets, 'typedfastbitset', tfbsMeets],
    ['intersection, its size', meets, 'roaring-wasm', roaringMeets],
    ['iterate', walks, 'typedfastbitset', tfbsWalks],
    ['iterate', walks, 'mnemonist BitSet', mnemonistWalks],
    ['iterate', walks, 'roaring-wasm', roaringWalks],
  ];
  return rows.map(([operation, ours, peer, theirs]) => ({
    subject: 'BitSet',
    peer,
    operation,
    n,
    ours: aimedAt(1, ours(n)),
    theirs: theirs(n),
  }));
}

const members = (n: number, from = 0): Int32Array => shuffled(n * SPACE).subarray(from, from + n);
/** The first half of them is in the set. */
const asked = (n: number): Int32Array => shuffled(n * SPACE).subarray(n >> 1, n + (n >> 1));

// BitSet

function filled(keys: Int32Array): BitSet {
  const set = new BitSet();
  for (let i = 0; i < keys.length; i++) set.add(keys[i]!);
  return set;
}

const adds: Maker = (n) => () => {
  const keys = members(n);
  return { operations: n, run: () => (filled(keys).has(keys[1]!) ? 1 : 0) };
};

const tests: Maker = (n) => () => {
  const set = filled(members(n));
  const keys = asked(n);
  const run = (): number => {
    let count = 0;
    for (let i = 0; i < n; i++) if (set.has(keys[i]!)) count++;
    return count;
  };
  return { operations: n, run };
};

const meets: Maker = (n) => () => {
  const [a, b] = [filled(members(n)), filled(members(n, n >> 1))];
  return { operations: (n * SPACE) / 32, run: () => a.intersection(b).size };
};

const walks: Maker = (n) => () => {
  const set = filled(members(n));
  const run = (): number => {
    let sum = 0;
    set.forEach((key) => {
      sum = (sum + key) | 0;
    });
    return sum;
  };
  return { operations: n, run };
};

// typedfastbitset

function filledTfbs(keys: Int32Array): TypedFastBitSet {
  const set = new TypedFastBitSet();
  for (let i = 0; i < keys.length; i++) set.add(keys[i]!);
  return set;
}

const tfbsAdds: Maker = (n) => () => {
  const keys = members(n);
  return { operations: n, run: () => (filledTfbs(keys).has(keys[1]!) ? 1 : 0) };
};

const tfbsTests: Maker = (n) => () => {
  const set = filledTfbs(members(n));
  const keys = asked(n);
  const run = (): number => {
    let count = 0;
    for (let i = 0; i < n; i++) if (set.has(keys[i]!)) count++;
    return count;
  };
  return { operations: n, run };
};

const tfbsMeets: Maker = (n) => () => {
  const [a, b] = [filledTfbs(members(n)), filledTfbs(members(n, n >> 1))];
  return { operations: (n * SPACE) / 32, run: () => a.new_intersection(b).size() };
};

const tfbsWalks: Maker = (n) => () => {
  const set = filledTfbs(members(n));
  const run = (): number => {
    let sum = 0;
    set.forEach((key) => {
      sum = (sum + key) | 0;
    });
    return sum;
  };
  return { operations: n, run };
};

// mnemonist: of a fixed length, and without operations on whole sets

async function filledMnemonist(n: number): Promise<MnemonistBitSet> {
  const { BitSet } = await import('mnemonist');
  return mnemonistOf(BitSet, n, members(n));
}

function mnemonistOf(Set: typeof MnemonistBitSet, n: number, keys: Int32Array): MnemonistBitSet {
  const set = new Set(n * SPACE);
  for (let i = 0; i < keys.length; i++) set.set(keys[i]!);
  return set;
}

const mnemonistAdds: Maker = (n) => async () => {
  const { BitSet } = await import('mnemonist');
  const keys = members(n);
  return { operations: n, run: () => mnemonistOf(BitSet, n, keys).get(keys[1]!) };
};

const mnemonistTests: Maker = (n) => async () => {
  const set = await filledMnemonist(n);
  const keys = asked(n);
  const run = (): number => {
    let count = 0;
    for (let i = 0; i < n; i++) if (set.test(keys[i]!)) count++;
    return count;
  };
  return { operations: n, run };
};

/** It visits every bit, and hands the bit first, whatever its types say. */
const mnemonistWalks: Maker = (n) => async () => {
  const set = await filledMnemonist(n);
  const run = (): number => {
    let sum = 0;
    set.forEach((bit, key) => {
      if (bit === 1) sum = (sum + key) | 0;
    });
    return sum;
  };
  return { operations: n, run };
};

// roaring-wasm

async function roaring(): Promise<typeof RoaringBitmap32> {
  const library = await import('roaring-wasm');
  await library.roaringLibraryInitialize();
  return library.RoaringBitmap32;
}

function filledRoaring(Bitmap: typeof RoaringBitmap32, keys: Int32Array): RoaringBitmap32 {
  const set = new Bitmap();
  for (let i = 0; i < keys.length; i++) set.add(keys[i]!);
  return set;
}

const roaringAdds: Maker = (n) => async () => {
  const Bitmap = await roaring();
  const keys = members(n);
  const run = (): number => {
    const set = filledRoaring(Bitmap, keys);
    const result = set.has(keys[1]!) ? 1 : 0;
    set.dispose();
    return result;
  };
  return { operations: n, run };
};

const roaringTests: Maker = (n) => async () => {
  const Bitmap = await roaring();
  const set = filledRoaring(Bitmap, members(n));
  const keys = asked(n);
  const run = (): number => {
    let count = 0;
    for (let i = 0; i < n; i++) if (set.has(keys[i]!)) count++;
    return count;
  };
  return { operations: n, run };
};

const roaringMeets: Maker = (n) => async () => {
  const Bitmap = await roaring();
  const [a, b] = [filledRoaring(Bitmap, members(n)), filledRoaring(Bitmap, members(n, n >> 1))];
  const run = (): number => {
    const set = Bitmap.and(a, b);
    const { size } = set;
    set.dispose();
    return size;
  };
  return { operations: (n * SPACE) / 32, run };
};

/** It has iterators only. */
const roaringWalks: Maker = (n) => async () => {
  const Bitmap = await roaring();
  const set = filledRoaring(Bitmap, members(n));
  const run = (): number => {
    let sum = 0;
    for (const key of set) sum = (sum + key) | 0;
    return sum;
  };
  return { operations: n, run };
};
