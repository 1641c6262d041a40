import { describe, expect, it } from '@jest/globals';
import {
  ContentPool,
  assertValidManager,
  inspectResources,
  BlockDataPool,
  LongSet,
  MemoryManager,
  reportOf,
} from '../src/index.js';
import type { ModMemory, Pool } from '../src/index.js';
import { codeOf } from './errors.js';

const WORDS = new Int32Array(4096).fill(7);

/** A manager with a mod that holds one of everything. */
async function loaded(): Promise<{ manager: MemoryManager; mod: ModMemory }> {
  const manager = new MemoryManager();
  const mod = manager.trackModMemory('miner');
  manager.registerSharedResource('textures.common', () => new Uint8Array(50_000).fill(1));
  manager.registerSharedResource('sounds', { volume: 11 });
  mod.region.allocate(100_000);
  mod.allocateFromPool(BlockDataPool);
  mod.create(LongSet).add(1, 2);
  manager
    .sharedStore(ContentPool)
    .intern(mod.holderIn(manager.sharedStore(ContentPool)), WORDS, WORDS.length);
  await mod.acquireResource('textures.common');
  await mod.acquireResource('sounds');
  await mod.acquireResource('sounds');
  return { manager, mod };
}

describe('unloading a mod', () => {
  it('frees all that it still holds, and says what that was', async () => {
    const { manager, mod } = await loaded();
    const before = manager.getMemoryStats('miner');
    const { committedBytes } = manager.heap.stats();
    const report = manager.unloadMod('miner');
    expect(report).toEqual({
      ...before,
      freedBytes: committedBytes - manager.heap.stats().committedBytes,
      resources: ['sounds', 'textures.common'],
      errors: [],
    });
    expect(report).toMatchObject({ recordCount: 1, collectionCount: 1, leaseCount: 3 });
    expect(report.freedBytes).toBeGreaterThan(before.ownBytes);
    expect(manager.hasMod('miner')).toBe(false);
    expect(mod.unloaded).toBe(true);
    expect(manager.sharedStore(ContentPool).stats().contentCount).toBe(0);
    expect(inspectResources(manager.resources).leaseCount).toBe(0);
    assertValidManager(manager);
  });

  it('leaves nothing behind, however often a mod comes and goes', async () => {
    const { manager } = await loaded();
    manager.unloadMod('miner');
    const { committedBytes } = manager.heap.stats();
    const { accountCount } = manager.ledger;
    for (let i = 0; i < 50; i++) {
      const mod = manager.trackModMemory('miner');
      mod.region.allocate(100_000);
      mod.create(LongSet).add(1, 2);
      await mod.acquireResource('textures.common');
      manager.unloadMod('miner');
    }
    expect(manager.heap.stats().committedBytes).toBe(committedBytes);
    expect(manager.ledger.accountCount).toBe(accountCount);
    expect(manager.sharedStore(ContentPool).stats().holderCount).toBe(0);
    assertValidManager(manager);
  });

  it('leaves what others hold', () => {
    const manager = new MemoryManager();
    const [one, two] = [manager.trackModMemory('one'), manager.trackModMemory('two')];
    const id = manager
      .sharedStore(ContentPool)
      .intern(one.holderIn(manager.sharedStore(ContentPool)), WORDS, WORDS.length);
    manager.sharedStore(ContentPool).retain(two.holderIn(manager.sharedStore(ContentPool)), id);
    manager.unloadMod('one');
    expect([...manager.sharedStore(ContentPool).bytesOf(id).subarray(0, 4)]).toEqual([7, 0, 0, 0]);
    assertValidManager(manager);
  });

  it('leaves a handle that throws a typed error, also once the name is tracked again', async () => {
    const { manager, mod } = await loaded();
    const record = mod.allocateFromPool(BlockDataPool);
    const set = mod.create(LongSet);
    const lease = await mod.acquireResource('sounds');
    const { region } = mod;
    manager.unloadMod('miner');
    const again = manager.trackModMemory('miner');
    expect(again).not.toBe(mod);
    expect(manager.getMemoryStats('miner')).toMatchObject({ currentBytes: 0, totalBytes: 0 });
    const uses: (() => unknown)[] = [
      () => mod.region,
      () => mod.account,
      () => mod.holderIn(manager.sharedStore(ContentPool)),
      () => mod.allocateFromPool(BlockDataPool),
      () => mod.pool(BlockDataPool),
      () => mod.create(LongSet),
      () => mod.tryAcquireResource('sounds'),
      () => mod.onUnload(() => undefined),
      () => mod.stats(),
    ];
    for (const use of uses) expect(codeOf(use)).toBe('ERR_SANDY_UNLOADED');
    await expect(mod.acquireResource('sounds')).rejects.toMatchObject({
      code: 'ERR_SANDY_UNLOADED',
    });
    expect(mod.name).toBe('miner');
    expect(codeOf(() => record.x)).toBe('ERR_SANDY_RELEASED');
    expect(codeOf(() => lease.value)).toBe('ERR_SANDY_RELEASED');
    expect(codeOf(() => set.add(1, 1))).toBe('ERR_SANDY_DISPOSED');
    expect(codeOf(() => region.allocate(1))).toBe('ERR_SANDY_DISPOSED');
    lease.release();
    again.region.allocate(10);
    assertValidManager(manager);
  });

  it('rejects who waits for a resource', async () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    manager.registerSharedResource('slow', () => new Promise(() => undefined));
    const waiting = mod.acquireResource('slow');
    manager.unloadMod('miner');
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_SANDY_UNLOADED' });
    assertValidManager(manager);
  });

  it('rejects who was given a resource, but has not come to take it', async () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    manager.registerSharedResource('bytes', new Uint8Array(100));
    manager.registerSharedResource('value', { volume: 11 });
    const waiting = [mod.acquireResource('bytes'), mod.acquireResource('value')];
    manager.unloadMod('miner');
    for (const each of waiting) {
      await expect(each).rejects.toMatchObject({ code: 'ERR_SANDY_UNLOADED' });
    }
    expect(inspectResources(manager.resources).leaseCount).toBe(0);
    assertValidManager(manager);
  });

  it('ends whatever the getters of a mod throw', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    const failure = new Error('from a getter');
    const fail = (): never => {
      throw failure;
    };
    let disposals = 0;
    const create = () => ({
      get disposed(): boolean {
        return fail();
      },
      dispose: () => disposals++,
    });
    for (let i = 0; i < 100; i++) mod.create({ create });
    mod.create({
      create: () => ({
        get dispose(): () => void {
          return fail();
        },
      }),
    });
    const pool = {
      get liveCount(): number {
        return fail();
      },
      allocate: fail,
      dispose: fail,
    };
    mod.pool({ name: 'strange', create: () => pool as unknown as Pool<object> });
    expect(manager.unloadMod('miner')).toMatchObject({
      recordCount: 0,
      collectionCount: 101,
      errors: [failure, failure, failure], // liveCount, the last collection, dispose of the pool
    });
    expect(disposals).toBe(100);
    expect(manager.hasMod('miner')).toBe(false);
    assertValidManager(manager);
  });

  it('is refused for the host', () => {
    const manager = new MemoryManager();
    expect(codeOf(() => manager.unloadMod('host'))).toBe('ERR_SANDY_INVALID_NAME');
    manager.host.region.allocate(1);
  });
});

describe('callbacks of an unload', () => {
  it('run first, the last registered first, with the mod still in use', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    const address = mod.region.allocate(50_000);
    const calls: string[] = [];
    mod.onUnload(() => {
      calls.push('first');
      mod.region.free(address);
    });
    const cancel = mod.onUnload(() => calls.push('never'));
    mod.onUnload(() => {
      calls.push('last');
      mod.region.allocate(10);
      mod.onUnload(() => calls.push('late'));
    });
    cancel();
    cancel();
    const report = manager.unloadMod('miner');
    expect(calls).toEqual(['last', 'late', 'first']);
    expect(report.ownBytes).toBeGreaterThanOrEqual(50_000); // what it held when it was told to go
    expect(report.errors).toEqual([]);
    assertValidManager(manager);
  });

  it('are functions; a promise is not waited for, and what it rejects with is told later', async () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    for (const callback of [5, undefined, {}]) {
      expect(codeOf(() => mod.onUnload(callback as () => void))).toBe('ERR_SANDY_INVALID_ARGUMENT');
    }
    const failure = new Error('from a promise');
    mod.onUnload(async () => {
      await Promise.resolve();
      throw failure;
    });
    const { errors } = manager.unloadMod('miner');
    expect(errors).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve)); // when rejections that nobody handles end a process
    expect(errors).toEqual([failure]);
  });

  it('may take memory, which does not count as what was freed', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    const address = mod.region.allocate(50_000);
    const { ownBytes } = mod.stats();
    mod.onUnload(() => {
      manager.trackModMemory('heir').region.allocate(1_000_000);
      mod.region.free(address);
      mod.region.allocate(200_000);
    });
    const { freedBytes } = manager.unloadMod('miner');
    expect(freedBytes).toBeGreaterThanOrEqual(200_000);
    expect(freedBytes).toBeLessThan(200_000 + ownBytes);
    assertValidManager(manager);
  });

  it('may throw: the rest is freed, and the report has the errors', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    mod.region.allocate(50_000);
    const calls: number[] = [];
    const failure = new Error('from the mod');
    mod.onUnload(() => calls.push(1));
    mod.onUnload(() => {
      throw failure;
    });
    class Stubborn {
      static create(): Stubborn {
        return new Stubborn();
      }
      dispose(): void {
        throw failure;
      }
    }
    mod.create(Stubborn);
    expect(manager.unloadMod('miner').errors).toEqual([failure, failure]);
    expect(calls).toEqual([1]);
    assertValidManager(manager);
  });

  it('may not unload their mod again, and may unload others', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    manager.trackModMemory('helper');
    const codes: (string | undefined)[] = [];
    mod.onUnload(() => {
      codes.push(codeOf(() => manager.unloadMod('miner')));
      expect(manager.trackModMemory('miner')).toBe(mod);
      manager.unloadMod('helper');
    });
    expect(manager.unloadMod('miner').errors).toEqual([]);
    expect(codes).toEqual(['ERR_SANDY_UNLOADED']);
    expect(manager.modNames).toEqual(['host']);
    assertValidManager(manager);
  });

  it('and disposals may ask for a report, whose rows add up at every moment', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    mod.region.allocate(50_000);
    manager
      .sharedStore(ContentPool)
      .intern(mod.holderIn(manager.sharedStore(ContentPool)), WORDS, WORDS.length);
    const differences: number[] = [];
    const check = (): void => {
      const { mods, committedBytes } = reportOf(manager);
      differences.push(mods.reduce((sum, each) => sum - each.currentBytes, committedBytes));
    };
    class Curious {
      static create(): Curious {
        return new Curious();
      }
      dispose(): void {
        check();
      }
    }
    mod.create(Curious);
    mod.onUnload(check);
    expect(manager.unloadMod('miner').errors).toEqual([]);
    check();
    expect(differences).toEqual([0, 0, 0]);
  });
});
