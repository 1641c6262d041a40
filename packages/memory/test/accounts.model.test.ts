import { describe, expect, it } from '@jest/globals';
import {
  ContentPool,
  assertValidManager,
  BlockDataPool,
  Long2ObjectMap,
  LongSet,
  MemoryManager,
  reportOf,
} from '../src/index.js';
import type { Address, BlockData, ContentId, Holder, Lease, ModMemory } from '../src/index.js';
import { createRandom, stepCount, withSeeds } from './random.js';

/** What a test keeps of a mod, so that it can give back what it took. */
interface Holdings {
  readonly mod: ModMemory;
  readonly blocks: Address[];
  readonly records: BlockData[];
  readonly sets: LongSet[];
  readonly contents: ContentId[];
  readonly leases: Lease<unknown>[];
}

/** `expect(actual).toBe(expected)`, about a thousand times faster. */
function same(actual: unknown, expected: unknown): void {
  if (!Object.is(actual, expected)) throw new Error(`expected ${expected}, got ${actual}`);
}

function modOf(manager: MemoryManager, name: string): ModMemory {
  return name === 'host' ? manager.host : manager.trackModMemory(name);
}

/** The promise, computed from each part alone: accounts, report and heap agree to the byte. */
function check(manager: MemoryManager, stray: Holder): void {
  const mods = manager.modNames.map((name) => manager.getMemoryStats(name));
  const ownBytes = mods.reduce((sum, mod) => sum + mod.ownBytes, 0);
  const sharedBytes = mods.reduce((sum, mod) => sum + mod.sharedBytes, 0);
  const currentBytes = mods.reduce((sum, mod) => sum + mod.currentBytes, 0);
  const stores = [manager.sharedStore(ContentPool), manager.resources];
  for (const { name, sharedBytes } of mods) {
    const mod = modOf(manager, name);
    const parts = stores.map((store) => store.shares().get(mod.holderIn(store)) ?? 0);
    same(sharedBytes, parts[0]! + parts[1]!);
  }
  const { committedBytes, metadataBytes } = manager.heap.stats();
  const report = reportOf(manager);
  // The report makes the row of unheld content what the mods' rows leave: only the shares tell what
  // it must be.
  const shares = new Map(stores.flatMap((store) => [...store.shares()]));
  let contentBytes = 0;
  let unheldBytes = shares.get(stray)!;
  for (const store of stores) {
    const { poolBytes, heldBytes } = store.stats();
    const shareSum = [...store.shares().values()].reduce((sum, share) => sum + share, 0);
    same(shareSum, heldBytes > 0 ? poolBytes : 0);
    contentBytes += poolBytes;
    if (heldBytes === 0) unheldBytes += poolBytes;
  }
  same(report.unheldBytes, unheldBytes);
  same(report.contentBytes, contentBytes);
  same(report.unheldBytes, contentBytes - sharedBytes);
  same(currentBytes + metadataBytes + report.unheldBytes, committedBytes);
  same(ownBytes + contentBytes + metadataBytes, committedBytes);
  same(manager.ledger.root.liveBytes, committedBytes + report.outsideBytes);
}

function run(seed: number, operationCount: number): void {
  const strayHolds = seed % 2 === 0;
  const random = createRandom(seed);
  const manager = new MemoryManager({ heap: { segmentByteLength: 2 ** 18 } });
  const pool = manager.sharedStore(ContentPool);
  const stray = pool.createHolder('held-by-no-mod');
  const holdings = new Map<string, Holdings>();

  const holdingsOf = (name: string): Holdings => {
    const mod = modOf(manager, name);
    let held = holdings.get(name);
    if (held?.mod !== mod) {
      held = { mod, blocks: [], records: [], sets: [], contents: [], leases: [] };
      holdings.set(name, held);
    }
    return held;
  };
  const takeOut = <T>(items: T[]): T | undefined => items.splice(random(items.length), 1)[0];
  const words = (): Int32Array => new Int32Array(1 + random(3000)).fill(random(12));
  const operations: ((held: Holdings) => void)[] = [
    (held) => held.blocks.push(held.mod.region.allocate(random(random(4) ? 2000 : 100_000))),
    (held) => held.blocks.length && held.mod.region.free(takeOut(held.blocks)!),
    (held) => held.records.push(held.mod.allocateFromPool(BlockDataPool)),
    (held) => takeOut(held.records)?.release(),
    (held) => held.sets.push(held.mod.create(LongSet)),
    (held) => takeOut(held.sets)?.dispose(),
    (held) => {
      const set = held.sets.at(-1);
      for (let i = random(2000); set !== undefined && i > 0; i--) set.add(random(99), random(9999));
    },
    (held) => held.mod.create(Long2ObjectMap<number>).set(random(99), random(99), 1),
    (held) => {
      const content = words();
      held.contents.push(pool.intern(held.mod.holderIn(pool), content, content.length));
    },
    (held) => {
      const id = takeOut(held.contents);
      if (id !== undefined) pool.release(held.mod.holderIn(pool), id);
    },
    () => {
      const content = words();
      if (random(3) === 0 && strayHolds) pool.intern(stray, content, content.length);
    },
    ({ mod }) => {
      const name = `resource-${random(4)}`;
      if (manager.resources.has(name)) return;
      const keeper = mod.holderIn(manager.resources);
      manager.registerSharedResource(name, new Uint8Array(random(20_000)), { keeper });
    },
    (held) => {
      const name = `resource-${random(4)}`;
      if (!manager.resources.has(name)) return;
      const lease = held.mod.tryAcquireResource(name);
      if (lease !== undefined) held.leases.push(lease);
    },
    (held) => takeOut(held.leases)?.release(),
    () => void (random(4) || manager.unregisterSharedResource(`resource-${random(4)}`)),
    ({ mod }) => manager.setModMemoryLimit(mod.name, random(2) ? undefined : random(500_000)),
    ({ mod }) => {
      if (mod !== manager.host && random(4) === 0) manager.unloadMod(mod.name);
    },
    () => void manager.heap.trim(),
  ];

  for (let i = 0; i < operationCount; i++) {
    const name = ['host', 'one', 'two', 'three', 'four'][random(5)]!;
    const held = holdingsOf(name);
    try {
      operations[random(operations.length)]!(held);
    } catch (error) {
      // The one refusal there may be; it must change nothing.
      expect(error).toMatchObject({ code: 'ERR_SANDY_MEMORY_LIMIT', accountName: name });
    }
    check(manager, stray);
    if (i % 50 === 0) assertValidManager(manager);
  }
  assertValidManager(manager);
  for (const name of manager.modNames.slice(1)) manager.unloadMod(name);
  check(manager, stray);
  assertValidManager(manager);
}

describe('the sum of all accounts', () => {
  it('equals what the heap holds after every operation', () => {
    withSeeds([1, 2, 3, 4], (seed) => run(seed, stepCount(1500)));
  });
});
