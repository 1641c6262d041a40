/**
 * The kernels of @sandy/allocator against plain loops, methods of Buffer and xxhash-wasm: in place
 * on a memory, and copying in, as on the other engines. One operation is the whole array; n is its
 * bytes, for entries their number.
 */
import { createKernels } from '@sandy/allocator';
import type { Kernels, PackedFormat, WasmMemory } from '@sandy/allocator';
import xxhash from 'xxhash-wasm';
import { defineSuite } from './lib/suite.js';
import type { TimedCase } from './lib/suite.js';

const REPEAT = 50;

interface Bench {
  readonly kernels: Kernels;
  /** Three places of 1.25 MiB with the same contents each time. */
  readonly places: readonly [Uint8Array, Uint8Array, Uint8Array];
}

const PLACE_BYTES = 5 << 18;

function fillWithNoise(bytes: Uint8Array): void {
  let state = 1;
  for (let i = 0; i < bytes.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    bytes[i] = (state >>> 24) % 200;
  }
}

function open(where: string): Bench {
  const { Memory } = (
    globalThis as unknown as { WebAssembly: { Memory: new (of: object) => WasmMemory } }
  ).WebAssembly;
  const memory = new Memory({ initial: 64, maximum: 64 });
  const buffers = [0, 1, 2].map(() =>
    where === 'shared' ? new SharedArrayBuffer(PLACE_BYTES) : new ArrayBuffer(PLACE_BYTES),
  );
  const places = [0, 1, 2].map((i) =>
    where === 'in place'
      ? new Uint8Array(memory.buffer, i * PLACE_BYTES, PLACE_BYTES)
      : new Uint8Array(buffers[i]!),
  ) as [Uint8Array, Uint8Array, Uint8Array];
  fillWithNoise(places[0]);
  return { kernels: createKernels({ memory }), places };
}

const wordsOf = (bytes: Uint8Array): Int32Array =>
  new Int32Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength >> 2);

/** A case from two functions that do the same to the same places. */
function pair(names: {
  operation: string;
  peer: string;
  where: string;
  n: number;
  prepare?: (places: Bench['places']) => void;
  ours: (bench: Bench) => () => number;
  theirs: (bench: Bench) => (() => number) | Promise<() => number>;
  checksum?: 'equal' | 'own';
}): TimedCase {
  const { operation, peer, where, n, prepare } = names;
  const workload = (once: () => number) => ({
    operations: REPEAT,
    run: () => {
      let sum = 0;
      for (let i = 0; i < REPEAT; i++) sum = (sum + once()) | 0;
      return sum;
    },
  });
  const bench = (): Bench => {
    const made = open(where);
    prepare?.(made.places);
    return made;
  };
  return {
    subject: `Kernels, ${where}`,
    peer,
    operation,
    n,
    checksum: names.checksum ?? 'equal',
    ours: () => {
      const made = bench();
      return workload(names.ours(made));
    },
    theirs: async () => {
      const made = bench();
      return workload(await names.theirs(made));
    },
  };
}

function hashLoop(bytes: Uint8Array, n: number): number {
  let hash = 0x811c9dc5; // FNV-1a, 32 bits
  for (let i = 0; i < n; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash;
}

function mismatchLoop(left: Uint8Array, right: Uint8Array, n: number): number {
  for (let i = 0; i < n; i++) if (left[i] !== right[i]) return i;
  return n;
}

function findLoop(bytes: Uint8Array, n: number, sought: Uint8Array): number {
  const end = n - sought.length;
  for (let i = 0; i <= end; i++) {
    let j = 0;
    while (j < sought.length && bytes[i + j] === sought[j]) j++;
    if (j === sought.length) return i;
  }
  return -1;
}

function fillLoop(bytes: Uint8Array, n: number): number {
  for (let i = 0; i < n; i++) bytes[i] = 7;
  return bytes[n - 1]!;
}

function copyLoop(from: Uint8Array, to: Uint8Array, n: number): number {
  for (let i = 0; i < n; i++) to[i] = from[i]!;
  return to[n - 1]!;
}

function unpackLoop(
  { bits, straddles }: PackedFormat,
  words: Int32Array,
  out: Int32Array,
  n: number,
) {
  const mask = (1 << bits) - 1;
  const used = straddles === true ? 64 : 64 - (64 % bits);
  let word = 0;
  let shift = 0;
  let within = 0; // bits of the long that are taken
  for (let i = 0; i < n; i++) {
    let value = words[word]! >>> shift;
    if (shift + bits > 32) value |= words[word + 1]! << (32 - shift);
    out[i] = value & mask;
    shift += bits;
    within += bits;
    if (shift >= 32) {
      shift -= 32;
      word++;
    }
    if (straddles !== true && within === used) {
      if (shift > 0) word++; // over the padding
      shift = 0;
      within = 0;
    }
  }
  return out[n - 1]!;
}

function packLoop({ bits }: PackedFormat, entries: Int32Array, words: Int32Array, n: number) {
  const mask = (1 << bits) - 1;
  const perLong = Math.floor(64 / bits);
  for (let i = 0, word = 0; i < n; word += 2) {
    let low = 0;
    let high = 0;
    const end = Math.min(n, i + perLong);
    for (let shift = 0; i < end; i++, shift += bits) {
      const entry = entries[i]! & mask;
      if (shift >= 32) high |= entry << (shift - 32);
      else {
        low |= entry << shift;
        if (shift + bits > 32) high |= entry >>> (32 - shift);
      }
    }
    words[word] = low;
    words[word + 1] = high;
  }
  return words[0]!;
}

function nibblesLoop(bytes: Uint8Array, out: Uint8Array, n: number): number {
  for (let i = 0; i < n; i++) {
    const byte = bytes[i >> 1]!;
    out[i] = i & 1 ? byte >> 4 : byte & 15;
  }
  return out[n - 1]!;
}

function packNibblesLoop(entries: Uint8Array, bytes: Uint8Array, n: number): number {
  for (let i = 0; i < n; i += 2) bytes[i >> 1] = (entries[i]! & 15) | (entries[i + 1]! << 4);
  return bytes[0]!;
}

function uniformLoop(bytes: Uint8Array, n: number): number {
  for (let i = 1; i < n; i++) if (bytes[i] !== bytes[0]) return 0;
  return 1;
}

const SOUGHT = Uint8Array.of(7, 9, 250, 251);

function bytesCases(where: string, n: number): TimedCase[] {
  const alike = ([a, b]: Bench['places']): void => b.set(a);
  const uniform = ([a]: Bench['places']): void => void a.fill(0x33);
  const hash = ({ kernels, places: [a] }: Bench) => {
    const out = new Int32Array(2);
    return () => {
      kernels.hashInto(a, 0, n, out);
      return out[0]!;
    };
  };
  const sought = (places: Bench['places']): Uint8Array => {
    places[1].set(SOUGHT);
    return places[1].subarray(0, SOUGHT.length);
  };
  const loop = { peer: 'a loop', where, n };
  const find = ({ kernels, places }: Bench) => {
    const what = sought(places);
    return () => kernels.indexOf(places[0], 0, n, what);
  };
  const compare =
    ({ kernels, places: [a, b] }: Bench) =>
    () =>
      kernels.mismatch(a, 0, b, 0, n);
  return [
    pair({
      ...loop,
      operation: 'hash',
      checksum: 'own',
      ours: hash,
      theirs:
        ({ places: [a] }) =>
        () =>
          hashLoop(a, n),
    }),
    pair({
      ...loop,
      operation: 'hash',
      peer: 'xxhash-wasm h64Raw',
      checksum: 'own',
      ours: hash,
      theirs: async ({ places: [a] }) => {
        const { h64Raw } = await xxhash();
        const input = a.subarray(0, n);
        return () => Number(h64Raw(input) & 0xffffn);
      },
    }),
    pair({
      ...loop,
      operation: 'fill',
      ours:
        ({ kernels, places: [a] }) =>
        () => (kernels.fill(a, 0, n, 7), a[n - 1]!),
      theirs:
        ({ places: [a] }) =>
        () =>
          fillLoop(a, n),
    }),
    pair({
      ...loop,
      operation: 'copy',
      ours:
        ({ kernels, places: [a, b] }) =>
        () => (kernels.copy(a, 0, b, 0, n), b[n - 1]!),
      theirs:
        ({ places: [a, b] }) =>
        () =>
          copyLoop(a, b, n),
    }),
    pair({
      ...loop,
      operation: 'compare',
      prepare: alike,
      ours: compare,
      theirs:
        ({ places: [a, b] }) =>
        () =>
          mismatchLoop(a, b, n),
    }),
    pair({
      ...loop,
      operation: 'find 4 bytes',
      ours: find,
      theirs: ({ places }) => {
        const what = sought(places);
        return () => findLoop(places[0], n, what);
      },
    }),
    pair({
      ...loop,
      operation: 'find 4 bytes',
      peer: 'Buffer.indexOf',
      ours: find,
      theirs: ({ places }) => {
        const buffer = Buffer.from(places[0].buffer as ArrayBuffer, places[0].byteOffset, n);
        const what = sought(places);
        return () => buffer.indexOf(what);
      },
    }),
    pair({
      ...loop,
      operation: 'uniform bytes',
      prepare: uniform,
      ours: ({ kernels, places: [a] }) => {
        const words = wordsOf(a);
        const format = { bits: 8 };
        return () => Number(kernels.isUniform(format, words, 0, n));
      },
      theirs:
        ({ places: [a] }) =>
        () =>
          uniformLoop(a, n),
    }),
    pair({
      ...loop,
      operation: 'unpack nibbles',
      ours:
        ({ kernels, places: [a, b] }) =>
        () => (kernels.unpackNibbles(a, 0, b, 0, n), b[n - 1]!),
      theirs:
        ({ places: [a, b] }) =>
        () =>
          nibblesLoop(a, b, n),
    }),
    pair({
      ...loop,
      operation: 'pack nibbles',
      ours:
        ({ kernels, places: [a, b] }) =>
        () => (kernels.packNibbles(a, 0, b, 0, n), b[0]!),
      theirs:
        ({ places: [a, b] }) =>
        () =>
          packNibblesLoop(a, b, n),
    }),
  ];
}

function entriesCases(where: string, n: number): TimedCase[] {
  return [4, 5, 8, 9, 12, 15].flatMap((bits) => [
    ...[false, true].map((straddles) => {
      const format = { bits, straddles };
      return pair({
        operation: `unpack ${bits} bits${straddles ? ', straddling' : ''}`,
        peer: 'a loop',
        where,
        n,
        ours: ({ kernels, places: [a, b] }) => {
          const [words, out] = [wordsOf(a), wordsOf(b)];
          return () => (kernels.unpack(format, words, 0, out, 0, n), out[n - 1]!);
        },
        theirs: ({ places: [a, b] }) => {
          const [words, out] = [wordsOf(a), wordsOf(b)];
          return () => unpackLoop(format, words, out, n);
        },
      });
    }),
    pair({
      operation: `pack ${bits} bits`,
      peer: 'a loop',
      where,
      n,
      ours: ({ kernels, places: [a, b] }) => {
        const [entries, words, format] = [wordsOf(a), wordsOf(b), { bits }];
        return () => (kernels.pack(format, entries, 0, words, 0, n), words[0]!);
      },
      theirs: ({ places: [a, b] }) => {
        const [entries, words, format] = [wordsOf(a), wordsOf(b), { bits }];
        return () => packLoop(format, entries, words, n);
      },
    }),
  ]);
}

export const suite = defineSuite({
  about: 'Kernels against loops, Buffer.indexOf and xxhash-wasm, in place and copying in',
  cases: ({ quick }) => [
    ...(quick ? [4096] : [4096, 65_536, 1 << 20]).flatMap((n) => bytesCases('in place', n)),
    ...entriesCases('in place', 4096),
    ...['copying in', 'shared'].flatMap((where) => [
      ...bytesCases(where, 4096),
      ...(quick ? [] : bytesCases(where, 65_536)),
      ...entriesCases(where, 4096),
    ]),
  ],
});
