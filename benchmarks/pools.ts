/**
 * Content pool, record pool and shared resources against what one writes without them: copies, a
 * Map of strings of the bytes, plain objects, a Map of values.
 */
import { Heap } from '@sandy/allocator';
import { BlockDataPool, ContentPool, SharedResourceRegistry } from '@sandy/pools';
import type { BlockData } from '@sandy/pools';
import { defineSuite } from './lib/suite.js';
import type { MemoryCase, RunOptions, TimedCase } from './lib/suite.js';
import { createRandom } from './blocks/random.js';

const SEED = 20_261_122;
const CONTENTS = 64;
const HOLDERS = 20;

/** `count` contents of `byteLength` bytes with nothing in common. */
function createContents(byteLength: number, count: number): Int32Array[] {
  const random = createRandom(SEED);
  return Array.from({ length: count }, () => {
    return new Int32Array(byteLength / 4).map(() => random());
  });
}

/** Contents that differ in one word each, so that a look at a few words tells nothing. */
function createNearCopies(byteLength: number, count: number): Int32Array[] {
  const [base] = createContents(byteLength, 1);
  return Array.from({ length: count }, (_, i) => {
    const words = base!.slice();
    words[Math.floor((i * words.length) / count) + 1]! ^= 1;
    return words;
  });
}

/** A pool that has `contents` already; ids count from 1 in their order. */
function createPoolOf(contents: readonly Int32Array[]) {
  const pool = new ContentPool(Heap.create().createRegion('pool'));
  const loader = pool.createHolder('loader');
  for (const words of contents) pool.intern(loader, words, words.length);
  return pool;
}

/** What each interning case does on our side: every content once more, 16 times over. */
function internHits(contents: readonly Int32Array[]) {
  const pool = createPoolOf(contents);
  const holder = pool.createHolder('bot');
  return {
    operations: CONTENTS * 16,
    run: () => {
      let sum = 0;
      for (let round = 0; round < 16; round++) {
        for (let i = 0; i < CONTENTS; i++) {
          const words = contents[i]!;
          sum += pool.intern(holder, words, words.length);
        }
      }
      return sum;
    },
  };
}

const byteLengths = [64, 256, 1024, 4096];

function againstCopy(
  operation: string,
  byteLength: number,
  create: typeof createContents = createContents,
): TimedCase {
  return {
    subject: 'ContentPool',
    peer: 'TypedArray.set',
    operation,
    n: byteLength,
    checksum: 'own',
    ours: () => internHits(create(byteLength, CONTENTS)),
    theirs: () => {
      const contents = create(byteLength, CONTENTS);
      const target = new Int32Array(byteLength / 4);
      return {
        operations: CONTENTS * 16,
        run: () => {
          let sum = 0;
          for (let round = 0; round < 16; round++) {
            for (let i = 0; i < CONTENTS; i++) {
              target.set(contents[i]!);
              sum = (sum + target[0]!) | 0;
            }
          }
          return sum;
        },
      };
    },
  };
}

const againstStrings = byteLengths.map((byteLength): TimedCase => ({
  subject: 'ContentPool',
  peer: 'Map by latin1 string',
  operation: 'intern (hit)',
  n: byteLength,
  ours: () => internHits(createContents(byteLength, CONTENTS)),
  theirs: () => {
    const contents = createContents(byteLength, CONTENTS);
    const buffers = contents.map(({ buffer }) => Buffer.from(buffer as ArrayBuffer));
    const ids = new Map<string, number>();
    for (const buffer of buffers) ids.set(buffer.toString('latin1'), ids.size + 1);
    return {
      operations: CONTENTS * 16,
      run: () => {
        let sum = 0;
        for (let round = 0; round < 16; round++) {
          for (let i = 0; i < CONTENTS; i++) sum += ids.get(buffers[i]!.toString('latin1'))!;
        }
        return sum;
      },
    };
  },
}));

/** A block as a program without pools would hold it. */
class PlainBlock {
  x = 0;
  y = 0;
  z = 0;
  stateId = 0;
  biomeId = 0;
  light = 0;
  skyLight = 0;
}

/**
 * Where both sides put the object they use, so that it is made: V8 leaves out those that nobody
 * sees.
 */
const seen: { block: BlockData | PlainBlock | undefined } = { block: undefined };

const oneLive: TimedCase = {
  subject: 'BlockDataPool',
  peer: 'new',
  operation: 'allocate + use + release',
  n: 1,
  ours: () => {
    const pool = BlockDataPool.create(Heap.create().createRegion('blocks'));
    return {
      operations: 1000,
      run: () => {
        let sum = 0;
        for (let i = 0; i < 1000; i++) {
          const block = pool.allocate();
          seen.block = block;
          block.x = i;
          block.stateId = i * 3;
          sum += block.x + block.stateId;
          pool.release(block);
        }
        return sum;
      },
    };
  },
  theirs: () => ({
    operations: 1000,
    run: () => {
      let sum = 0;
      for (let i = 0; i < 1000; i++) {
        const block = new PlainBlock();
        seen.block = block;
        block.x = i;
        block.stateId = i * 3;
        sum += block.x + block.stateId;
      }
      return sum;
    },
  }),
};

/** Replaces random ones of many live blocks. */
function manyLive({ quick }: RunOptions): TimedCase {
  const n = quick ? 10_000 : 100_000;
  const operations = 10_000;
  return {
    subject: 'BlockDataPool',
    peer: 'new',
    operation: 'replace one: release + allocate + use',
    n,
    checksum: 'none',
    ours: () => {
      const pool = BlockDataPool.create(Heap.create().createRegion('blocks'));
      const blocks = Array.from({ length: n }, () => pool.allocate());
      const random = createRandom(SEED);
      return {
        operations,
        run: () => {
          let sum = 0;
          for (let i = 0; i < operations; i++) {
            const at = random() % n;
            sum += blocks[at]!.x;
            pool.release(blocks[at]!);
            const block = pool.allocate();
            block.x = i;
            block.stateId = i * 3;
            blocks[at] = block;
          }
          return sum;
        },
      };
    },
    theirs: () => {
      const blocks = Array.from({ length: n }, () => new PlainBlock());
      const random = createRandom(SEED);
      return {
        operations,
        run: () => {
          let sum = 0;
          for (let i = 0; i < operations; i++) {
            const at = random() % n;
            sum += blocks[at]!.x;
            const block = new PlainBlock();
            block.x = i;
            block.stateId = i * 3;
            blocks[at] = block;
          }
          return sum;
        },
      };
    },
  };
}

/** Reads and writes fields of live blocks, as a mod does that keeps them. */
function fields({ quick }: RunOptions): TimedCase {
  const n = quick ? 10_000 : 100_000;
  return {
    subject: 'BlockDataPool',
    peer: 'plain object',
    operation: 'read and write fields',
    n,
    checksum: 'none',
    ours: () => {
      const pool = BlockDataPool.create(Heap.create().createRegion('blocks'));
      const blocks = Array.from({ length: n }, () => pool.allocate());
      return {
        operations: n,
        run: () => {
          let sum = 0;
          for (let i = 0; i < n; i++) {
            const block = blocks[i]!;
            block.y = (block.y + 1) & 255;
            sum += block.y + block.light;
          }
          return sum;
        },
      };
    },
    theirs: () => {
      const blocks = Array.from({ length: n }, () => new PlainBlock());
      return {
        operations: n,
        run: () => {
          let sum = 0;
          for (let i = 0; i < n; i++) {
            const block = blocks[i]!;
            block.y = (block.y + 1) & 255;
            sum += block.y + block.light;
          }
          return sum;
        },
      };
    },
  };
}

const lease: TimedCase = {
  subject: 'SharedResourceRegistry',
  peer: 'Map.get + new object',
  operation: 'tryAcquire + release',
  n: 1000,
  ours: () => {
    const registry = new SharedResourceRegistry(Heap.create().createRegion('resources'));
    const owner = registry.createHolder('mod');
    const names = Array.from({ length: 1000 }, (_, i) => `textures/block/${i}.png`);
    names.forEach((name, i) => registry.register(name, { size: i }));
    return {
      operations: 1000,
      run: () => {
        let sum = 0;
        for (let i = 0; i < 1000; i++) {
          const taken = registry.tryAcquire<{ size: number }>(owner, names[i]!)!;
          sum += taken.value.size;
          taken.release();
        }
        return sum;
      },
    };
  },
  theirs: () => {
    const values = new Map<string, { size: number }>();
    const names = Array.from({ length: 1000 }, (_, i) => `textures/block/${i}.png`);
    names.forEach((name, i) => values.set(name, { size: i }));
    let last = { value: { size: 0 } };
    return {
      operations: 1000,
      run: () => {
        let sum = 0;
        for (let i = 0; i < 1000; i++) {
          last = { value: values.get(names[i]!)! };
          sum += last.value.size;
        }
        return sum;
      },
    };
  },
};

/**
 * `HOLDERS` bots with the same contents each; n counts contents held, so the peer's bytes are one
 * copy each.
 */
function copies({ quick }: RunOptions): MemoryCase {
  const count = quick ? 100 : 1000;
  const sumOf = (contents: readonly Int32Array[]) => {
    return contents.reduce((sum, words) => (sum + words[words.length - 1]!) | 0, 0) * HOLDERS;
  };
  return {
    subject: 'ContentPool',
    peer: 'Int32Array each',
    operation: `${HOLDERS} holders of the same 4 KiB contents`,
    n: count * HOLDERS,
    ours: () => {
      const contents = createContents(4096, count);
      const pool = createPoolOf(contents);
      const holders = Array.from({ length: HOLDERS }, (_, i) => pool.createHolder(`bot-${i}`));
      for (const holder of holders) {
        for (const words of contents) pool.intern(holder, words, words.length);
      }
      return { keep: [pool, holders], checksum: sumOf(contents) };
    },
    theirs: () => {
      const contents = createContents(4096, count);
      const held = Array.from({ length: HOLDERS }, () => contents.map((words) => words.slice()));
      return { keep: held, checksum: sumOf(contents) };
    },
  };
}

function blocks({ quick }: RunOptions): MemoryCase {
  const n = quick ? 10_000 : 100_000;
  const place = (block: BlockData | PlainBlock, i: number) => {
    block.x = i & 15;
    block.y = i >> 8;
    block.z = (i >> 4) & 15;
    block.stateId = i * 7;
  };
  return {
    subject: 'BlockDataPool',
    peer: 'new',
    operation: 'live blocks',
    n,
    ours: () => {
      const pool = BlockDataPool.create(Heap.create().createRegion('blocks'));
      const live = Array.from({ length: n }, () => pool.allocate());
      live.forEach(place);
      return { keep: [pool, live], checksum: live.reduce((sum, { stateId }) => sum + stateId, 0) };
    },
    theirs: () => {
      const live = Array.from({ length: n }, () => new PlainBlock());
      live.forEach(place);
      return { keep: live, checksum: live.reduce((sum, { stateId }) => sum + stateId, 0) };
    },
  };
}

export const suite = defineSuite({
  about:
    'Content pool against copies and a Map of strings, pooled blocks against objects, leases against a Map',
  cases: (options) => [
    ...byteLengths.map((byteLength) => againstCopy('intern (hit) / copy', byteLength)),
    againstCopy('intern (hit) / copy, near copies', 4096, createNearCopies),
    ...againstStrings,
    oneLive,
    manyLive(options),
    fields(options),
    lease,
  ],
  memory: (options) => [copies(options), blocks(options)],
});
