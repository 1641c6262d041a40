/**
 * Two threads in one shared heap against two threads that share nothing, and what it costs to free
 * a block of another thread. Both threads are workers; the main thread sleeps while they run. Then
 * many blocks in one call, in one thread.
 */
import { ThreadHeap, allocateThreadBlocksInto } from '@sandy/allocator';
import type { ThreadRegion } from '@sandy/allocator';
import { defineSuite } from './lib/suite.js';
import type { RunOptions, TimedCase, Workload } from './lib/suite.js';
import { Pair } from './threads/pair.js';
import type { BlockSizes, Command, PairKind } from './threads/pair.js';

export const suite = defineSuite({
  about:
    'two threads in one shared heap, against two threads with a heap each; frees across threads',
  cases: (options) => [...throughputCases(options), ...freeCases(options), bulkCase(options)],
});

/** Both threads at once do what is timed, after what is not. */
function atOnce(kind: PairKind, sizes: BlockSizes, timed: Command, before: Command[]): Workload {
  const pair = new Pair(kind, sizes);
  pair.both('allocate');
  return {
    operations: 2 * sizes.count,
    prepare: () => before.forEach((command) => pair.both(command)),
    run: () => pair.both(timed),
    dispose: () => pair.dispose(),
  };
}

function throughputCases({ quick }: RunOptions): TimedCase[] {
  const count = quick ? 1 << 14 : 1 << 16;
  const peers = [
    ['plain', 'a Heap each'],
    ['own', 'a ThreadHeap each'],
  ] as const;
  const works = [
    ['allocate', 'allocate', ['renew']],
    ['exchange', 'free + allocate', []],
  ] as const;
  return [256, 4096].flatMap((maximum) => {
    const sizes = { count: maximum > 256 ? count / 4 : count, minimum: 16, maximum };
    return works.flatMap(([command, operation, before]) =>
      peers.map(([kind, peer]) => ({
        subject: 'ThreadHeap',
        peer,
        operation: `${operation}, 2 threads, 16-${maximum} B`,
        n: sizes.count,
        ours: () => atOnce('one heap', sizes, command, [...before]),
        theirs: () => atOnce(kind, sizes, command, [...before]),
      })),
    );
  });
}

/** One thread allocates; `thread` frees. */
function freeBy(thread: number, sizes: BlockSizes): Workload {
  const pair = new Pair('one heap', sizes);
  return {
    operations: sizes.count,
    prepare() {
      pair.one(0, 'allocate');
      pair.one(0, 'publish');
    },
    run: () => pair.one(thread, thread === 0 ? 'free' : 'freeTheirs'),
    dispose: () => pair.dispose(),
  };
}

function freeCases({ quick }: RunOptions): TimedCase[] {
  const count = quick ? 1 << 14 : 1 << 16;
  return [256, 4096].map((maximum) => {
    const sizes = { count: maximum > 256 ? count / 4 : count, minimum: 16, maximum };
    return {
      subject: 'ThreadHeap.free',
      peer: 'free by the owner',
      operation: `free a block of another thread, 16-${maximum} B`,
      n: sizes.count,
      ours: () => freeBy(1, sizes),
      theirs: () => freeBy(0, sizes),
    };
  });
}

/** Many blocks of one length in one call against one by one. */
function bulkCase({ quick }: RunOptions): TimedCase {
  const n = quick ? 10_000 : 100_000;
  const addresses = new Int32Array(n);
  const filling = (fill: (region: ThreadRegion) => void) => (): Workload => {
    const heap = ThreadHeap.create();
    let region = heap.createRegion('bench');
    return {
      operations: n,
      prepare() {
        region.dispose();
        region = heap.createRegion('bench');
      },
      run() {
        fill(region);
        return region.stats().blockCount;
      },
      dispose: () => heap.dispose(),
    };
  };
  return {
    subject: 'allocateThreadBlocksInto',
    peer: 'one by one',
    operation: 'allocate blocks of 64 B',
    n,
    ours: filling((region) => allocateThreadBlocksInto(region, 64, addresses)),
    theirs: filling((region) => {
      for (let i = 0; i < n; i++) addresses[i] = region.allocate(64);
    }),
  };
}
