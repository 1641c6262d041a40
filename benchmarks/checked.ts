/**
 * What safety costs: regions in checked mode against the same regions without it, and handles
 * against plain addresses. Our side is always the one that checks.
 */
import { Heap, allocateBlock, checkedMode } from '@sandy/allocator';
import type { Address, HeapMode, Region } from '@sandy/allocator';
import { defineSuite } from './lib/suite.js';
import type { RunOptions, TimedCase, Workload } from './lib/suite.js';
import { createRandom } from './blocks/random.js';

const SEED = 20_261_122;
const PAIRS = 20_000;

export const suite = defineSuite({
  about: 'checked mode against the unchecked heap, and Block handles against plain addresses',
  cases: (options) => [...replacementCases(options), pairCase(), ...handleCases()],
});

function regionOf(mode: HeapMode | undefined): Region {
  return Heap.create(mode === undefined ? {} : { mode }).createRegion('blocks');
}

interface Replacements {
  readonly region: Region;
  readonly blocks: Int32Array;
  /** Which block each step replaces. */
  readonly indices: Int32Array;
  readonly byteLengths: Int32Array;
}

function replacementsOf(
  mode: HeapMode | undefined,
  { live, maximum, count }: { live: number; maximum: number; count: number },
): Replacements {
  const random = createRandom(SEED);
  const indices = new Int32Array(count).map(() => random() % live);
  const byteLengths = new Int32Array(count).map(() => 16 + (random() % (maximum - 15)));
  const region = regionOf(mode);
  const blocks = new Int32Array(live).map(() => region.allocate(16));
  return { region, blocks, indices, byteLengths };
}

// Each loop is there twice: one that saw regions of both kinds would measure the call.

/** Frees a block and allocates another in its place. */
function replaceChecked({ region, blocks, indices, byteLengths }: Replacements): number {
  let sum = 0;
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    region.free(blocks[index]! as Address);
    blocks[index] = region.allocate(byteLengths[i]!);
    sum += byteLengths[i]!;
  }
  return sum;
}

function replaceUnchecked({ region, blocks, indices, byteLengths }: Replacements): number {
  let sum = 0;
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    region.free(blocks[index]! as Address);
    blocks[index] = region.allocate(byteLengths[i]!);
    sum += byteLengths[i]!;
  }
  return sum;
}

/** As `replaceChecked`, and fills the new block. */
function refillChecked({ region, blocks, indices, byteLengths }: Replacements): number {
  const { heap } = region;
  let sum = 0;
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    region.free(blocks[index]! as Address);
    const address = region.allocate(byteLengths[i]!);
    blocks[index] = address;
    const start = heap.offsetOf(address);
    heap.bytesOf(address).fill(i, start, start + byteLengths[i]!);
    sum += byteLengths[i]!;
  }
  return sum;
}

function refillUnchecked({ region, blocks, indices, byteLengths }: Replacements): number {
  const { heap } = region;
  let sum = 0;
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    region.free(blocks[index]! as Address);
    const address = region.allocate(byteLengths[i]!);
    blocks[index] = address;
    const start = heap.offsetOf(address);
    heap.bytesOf(address).fill(i, start, start + byteLengths[i]!);
    sum += byteLengths[i]!;
  }
  return sum;
}

function pairsChecked(region: Region): number {
  for (let i = 0; i < PAIRS; i++) region.free(region.allocate(24));
  return PAIRS;
}

function pairsUnchecked(region: Region): number {
  for (let i = 0; i < PAIRS; i++) region.free(region.allocate(24));
  return PAIRS;
}

function replacementCases({ quick }: RunOptions): TimedCase[] {
  return [
    { live: 20_000, maximum: 4096 },
    { live: quick ? 20_000 : 100_000, maximum: 4096 },
    { live: 20_000, maximum: 256 },
  ].flatMap(({ live, maximum }) => {
    const count = quick ? 4_000 : 2 * live; // most of the blocks are replaced in each run
    const loads = (mode: HeapMode | undefined): Replacements =>
      replacementsOf(mode, { live, maximum, count });
    const timed = (
      operation: string,
      checked: (replacements: Replacements) => number,
      plain: (replacements: Replacements) => number,
    ): TimedCase => ({
      subject: 'checkedMode()',
      peer: 'no mode',
      operation: `${operation}, 16-${maximum} B`,
      n: live,
      ours: () => {
        const replacements = loads(checkedMode());
        return { operations: 2 * count, run: () => checked(replacements) };
      },
      theirs: () => {
        const replacements = loads(undefined);
        return { operations: 2 * count, run: () => plain(replacements) };
      },
    });
    return [
      timed('free or allocate and fill', refillChecked, refillUnchecked),
      timed('free or allocate', replaceChecked, replaceUnchecked),
    ];
  });
}

function pairedRegion(mode: HeapMode | undefined): Region {
  const region = regionOf(mode);
  region.allocate(24); // the class is in use
  return region;
}

function unchecked(): Workload {
  const region = pairedRegion(undefined);
  return { operations: PAIRS, run: () => pairsUnchecked(region) };
}

function pairCase(): TimedCase {
  return {
    subject: 'checkedMode()',
    peer: 'no mode',
    operation: 'allocate and free 24 B',
    n: 1,
    ours: () => {
      const region = pairedRegion(checkedMode());
      return { operations: PAIRS, run: () => pairsChecked(region) };
    },
    theirs: unchecked,
  };
}

/**
 * A region for handles and one for addresses: the first handle changes what `free` of its region
 * does.
 */
function handleCases(): TimedCase[] {
  const filled = (region: Region, address: Address): void => void region.words(address).fill(3);
  return [
    {
      subject: 'Block',
      peer: 'an address',
      operation: 'allocate and free 24 B',
      n: 1,
      ours: () => {
        const region = pairedRegion(undefined);
        const run = (): number => {
          for (let i = 0; i < PAIRS; i++) allocateBlock(region, 24).free();
          return PAIRS;
        };
        return { operations: PAIRS, run };
      },
      theirs: unchecked,
    },
    {
      subject: 'Block.getInt32',
      peer: 'heap.wordsOf',
      operation: 'read a word',
      n: 256,
      ours: () => {
        const block = allocateBlock(regionOf(undefined), 1024);
        filled(block.region, block.address);
        const run = (): number => {
          let sum = 0;
          for (let i = 0; i < PAIRS; i++) sum += block.getInt32((i & 255) << 2);
          return sum;
        };
        return { operations: PAIRS, run };
      },
      theirs: () => {
        const region = regionOf(undefined);
        const { heap } = region;
        const address = region.allocate(1024);
        filled(region, address);
        const run = (): number => {
          let sum = 0;
          for (let i = 0; i < PAIRS; i++) {
            sum += heap.wordsOf(address)[(heap.offsetOf(address) >>> 2) + (i & 255)]!;
          }
          return sum;
        };
        return { operations: PAIRS, run };
      },
    },
  ];
}
