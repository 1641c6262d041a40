/** Many blocks of one length: begun, ended and held. */
import { Heap, allocateManyInto, freeMany } from '@sandy/allocator';
import type { Address, HeapOptions, Region } from '@sandy/allocator';
import type { MemoryCase, RunOptions, TimedCase } from '../lib/suite.js';
import { shuffled } from './random.js';

export function filledRegion(
  count: number,
  byteLength: number,
  options: HeapOptions = {},
): { region: Region; addresses: Int32Array } {
  const region = Heap.create(options).createRegion('filled');
  const addresses = new Int32Array(count);
  allocateManyInto(region, byteLength, addresses); // quicker: some cases fill a region for each run
  return { region, addresses };
}

/**
 * All blocks of a region at once against one by one: as they were allocated, the best case there is
 * for single frees, and in any order. What takes time is a segment, so a heap that is to hold
 * regions of this size is made of longer ones.
 */
export function disposeCases({ quick }: RunOptions): TimedCase[] {
  const n = quick ? 20_000 : 1_000_000;
  const asAllocated = Int32Array.from({ length: n }, (_, index) => index);
  return [
    { n, mebibytes: 2, order: asAllocated, orderName: 'as they were allocated' },
    { n, mebibytes: 16, order: asAllocated, orderName: 'as they were allocated' },
    { n, mebibytes: 2, order: shuffled(n), orderName: 'in any order' },
  ].map(disposeCase);
}

interface Disposal {
  readonly n: number;
  /** Of a segment. */
  readonly mebibytes: number;
  readonly order: Int32Array;
  readonly orderName: string;
}

function disposeCase({ n, mebibytes, order, orderName }: Disposal): TimedCase {
  const options = { segmentByteLength: mebibytes << 20 };
  let filled = filledRegion(0, 64, options);
  let addresses = filled.addresses;
  const prepare = (): void => {
    filled.region.heap.dispose();
    filled = filledRegion(n, 64, options);
    addresses = order.map((index) => filled.addresses[index]!);
  };
  return {
    subject: 'Region.dispose',
    peer: 'Region.free of each block',
    operation: `end blocks of 64 B, ${orderName}, segments of ${mebibytes} MiB`,
    n,
    ours: () => ({
      operations: n,
      prepare,
      run: () => {
        filled.region.dispose();
        return n; // asking for what is live takes as long as the disposal
      },
    }),
    theirs: () => ({
      operations: n,
      prepare,
      run: () => {
        const { region } = filled;
        for (let i = 0; i < n; i++) region.free(addresses[i] as Address);
        return n;
      },
    }),
  };
}

/** Many blocks in one call against one by one. */
export function bulkCases({ quick }: RunOptions): TimedCase[] {
  const n = quick ? 10_000 : 100_000;
  const common = { subject: 'Region', n, peer: 'one by one' } as const;
  const { region } = filledRegion(0, 64);
  const addresses = new Int32Array(n);
  const inAnyOrder = new Int32Array(n);
  const order = shuffled(n);
  const refill = (): void => {
    if (region.stats().blockCount > 0) return;
    for (let i = 0; i < n; i++) addresses[i] = region.allocate(64);
    for (let i = 0; i < n; i++) inAnyOrder[i] = addresses[order[i]!]!;
  };
  const empty = (): void => {
    if (region.stats().blockCount > 0) freeMany(region, addresses);
  };
  const timed = (prepare: () => void, work: () => void) => () => ({
    operations: n,
    prepare,
    run: () => {
      work();
      return region.stats().blockCount;
    },
  });
  const freeing = (operation: string, blocks: Int32Array): TimedCase => ({
    ...common,
    operation,
    ours: timed(refill, () => freeMany(region, blocks)),
    theirs: timed(refill, () => {
      for (let i = 0; i < n; i++) region.free(blocks[i]! as Address);
    }),
  });
  return [
    {
      ...common,
      operation: 'allocateManyInto, 64 B',
      ours: timed(empty, () => allocateManyInto(region, 64, addresses)),
      theirs: timed(empty, () => {
        for (let i = 0; i < n; i++) addresses[i] = region.allocate(64);
      }),
    },
    freeing('freeMany, 64 B, as they were allocated', addresses),
    freeing('freeMany, 64 B, in any order', inAnyOrder),
  ];
}

export function memoryCases({ quick }: RunOptions): MemoryCase[] {
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
