import { describe, expect, it } from '@jest/globals';
import { assertValidManager, ContentPool, MemoryManager, reportOf } from '../src/index.js';
import type { SharedHolder, SharedStore } from '../src/index.js';
import { codeOf, thrownBy } from './errors.js';

const WORDS = new Int32Array(1000).fill(7);

/** A store that anybody could write: no part of this repository. */
class Tally implements SharedStore {
  static readonly storeName = 'tally';
  static readonly trick = 'one copy of equal content'; // that of the content pool, too
  readonly #holders: SharedHolder[] = [];

  static create(): Tally {
    return new Tally();
  }

  createHolder(name: string): SharedHolder {
    const holder = { name, heldBytes: 0, disposed: false, dispose: () => (holder.disposed = true) };
    this.#holders.push(holder);
    return holder;
  }

  shareOf(): number {
    return 0;
  }

  shares(): Map<SharedHolder, number> {
    return new Map(this.#holders.map((holder) => [holder, 0]));
  }

  stats() {
    const holderCount = this.#holders.length;
    return {
      holderCount,
      uniqueBytes: 0,
      heldBytes: 0,
      poolBytes: 0,
      metadataBytes: 0,
      savedBytes: 5,
    };
  }

  dispose(): void {}
}

describe('a shared store', () => {
  it('may be of any class that has what is asked for', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    const tally = manager.sharedStore(Tally);
    expect(manager.sharedStore(Tally)).toBe(tally);
    const holder = mod.holderIn(tally);
    expect(mod.holderIn(tally)).toBe(holder);
    const pool = manager.sharedStore(ContentPool);
    pool.intern(mod.holderIn(pool), WORDS, WORDS.length);
    pool.intern(manager.host.holderIn(pool), WORDS, WORDS.length);
    const { savings } = reportOf(manager);
    expect(savings).toEqual({ 'one copy of equal content': 4000 + 5 });
    manager.unloadMod('miner');
    expect(holder.disposed).toBe(true);
    assertValidManager(manager);
  });

  it('that cannot be made leaves nothing behind', () => {
    const manager = new MemoryManager();
    const { regionCount } = manager.heap.stats();
    const before = manager.ledger.root.liveBytes;
    const accounts = manager.ledger.accountCount;
    const type = {
      storeName: 'broken',
      trick: 'none',
      create: ({ region, metadataAccount }: Parameters<typeof ContentPool.create>[0]): never => {
        region.allocate(100);
        metadataAccount!.charge(10);
        throw new Error('from the store');
      },
    };
    for (let i = 0; i < 3; i++) {
      expect(thrownBy(() => manager.sharedStore(type)).message).toBe('from the store');
    }
    manager.heap.trim();
    expect(manager.heap.stats().regionCount).toBe(regionCount);
    expect(manager.ledger.accountCount).toBe(accounts);
    const { limitBytes } = manager.ledger.root;
    manager.ledger.root.setLimits({ limitBytes: manager.ledger.root.liveBytes + 320 });
    for (let i = 0; i < 3; i++) {
      expect(codeOf(() => manager.sharedStore(ContentPool))).toBe('ERR_SANDY_MEMORY_LIMIT');
    }
    expect(manager.heap.stats().regionCount).toBe(regionCount);
    manager.ledger.root.setLimits({ limitBytes });
    expect(manager.ledger.root.liveBytes).toBeLessThan(before + 100_000); // tables that have grown
    manager.sharedStore(ContentPool);
    assertValidManager(manager);
    expect(manager.dispose()).toHaveLength(1);
  });

  it('that somebody disposes of keeps neither reports nor unloads from being made', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    mod.region.allocate(100);
    const pool = manager.sharedStore(ContentPool);
    pool.intern(mod.holderIn(pool), WORDS, WORDS.length);
    pool.dispose();
    expect(mod.stats().sharedBytes).toBe(0);
    expect(reportOf(manager).mods).toHaveLength(4);
    expect(manager.unloadMod('miner').errors).toEqual([]);
    expect(manager.dispose()).toHaveLength(1);
    expect([manager.disposed, manager.heap.disposed]).toEqual([true, true]);
  });

  it('whose loader unloads the mod that waits keeps the books right', async () => {
    const manager = new MemoryManager();
    const [one, two] = [manager.trackModMemory('one'), manager.trackModMemory('two')];
    manager.registerSharedResource('atlas', () => {
      manager.unloadMod('one');
      return new Uint8Array(50_000);
    });
    await expect(one.acquireResource('atlas')).rejects.toMatchObject({
      code: 'ERR_SANDY_UNLOADED',
    });
    manager.registerSharedResource('other', () => new Uint8Array(50_000).fill(1));
    await two.acquireResource('other');
    expect(two.stats().sharedBytes).toBe(manager.resources.stats().poolBytes);
    assertValidManager(manager);
  });
});
