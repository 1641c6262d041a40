import { describe, expect, it } from '@jest/globals';
import { ContentPool, MemoryManager, assertValidManager, reportOf } from '../src/index.js';
import type { SharedHolder, SharedStore, SharedStoreType } from '../src/index.js';
import { thrownBy } from './errors.js';

const failure = new Error('from a foreign store');

function fail(): never {
  throw failure;
}

/** A store and its holders, of which whatever is named in `failing` throws. */
function createType(failing: Set<string>, storeName = 'foreign'): SharedStoreType<SharedStore> {
  const guard = (name: string, value: unknown): unknown => {
    if (failing.has(name)) fail();
    return value;
  };
  const stats = {
    holderCount: 0,
    uniqueBytes: 0,
    heldBytes: 0,
    poolBytes: 0,
    metadataBytes: 0,
    savedBytes: 0,
  };
  const createHolder = (name: string): SharedHolder => ({
    name,
    get heldBytes() {
      return guard('heldBytes', 5) as number;
    },
    get disposed() {
      return guard('disposed', false) as boolean;
    },
    dispose: () => guard('holder.dispose', 0),
  });
  const store: SharedStore = {
    createHolder,
    shareOf: () => guard('shareOf', 0) as number,
    shares: () => guard('shares', new Map()) as Map<SharedHolder, number>,
    stats: () => guard('stats', stats) as typeof stats,
    dispose: () => guard('dispose', 0),
  };
  return { storeName, trick: 'nothing', create: () => store };
}

/** A manager with a mod that uses such a store, and a content pool beside it. */
function createManager(failing: Set<string>) {
  const manager = new MemoryManager();
  const store = manager.sharedStore(createType(failing));
  const mod = manager.trackModMemory('miner');
  mod.region.allocate(100_000);
  mod.holderIn(store);
  const pool = manager.sharedStore(ContentPool);
  pool.intern(mod.holderIn(pool), new Int32Array(1000), 1000);
  return { manager, mod, pool };
}

describe('an unload', () => {
  it.each(['heldBytes', 'disposed', 'shares', 'shareOf', 'stats', 'holder.dispose'])(
    'comes to its end though a foreign store throws (%s)',
    (name) => {
      const failing = new Set<string>();
      const { manager, mod, pool } = createManager(failing);
      const { ownBytes, sharedBytes } = mod.stats();
      expect(sharedBytes).toBe(pool.stats().poolBytes);
      failing.add(name);
      const report = manager.unloadMod('miner');
      failing.clear();
      // Who asks for no shares throws none: nothing in an unload calls `shareOf` or `stats`.
      expect(new Set(report.errors)).toEqual(
        new Set(name === 'shareOf' || name === 'stats' ? [] : [failure]),
      );
      expect(report).toMatchObject({ ownBytes, sharedBytes }); // what the other store tells is told
      expect(report.freedBytes).toBeGreaterThan(ownBytes);
      expect(manager.hasMod('miner')).toBe(false);
      expect(pool.stats().contentCount).toBe(0);
      assertValidManager(manager);
    },
  );

  it('tells nothing of an account that its owner has closed', () => {
    const { manager, mod } = createManager(new Set());
    mod.account.close();
    expect(mod.stats()).toMatchObject({ ownBytes: 0, limitBytes: Infinity, peakBytes: 0 });
    expect(manager.unloadMod('miner').errors).not.toEqual([]); // its region could not release
    expect(manager.hasMod('miner')).toBe(false);
  });
});

describe('the end of a manager', () => {
  it('disposes all stores and tells what they throw in the report of the host', () => {
    const failing = new Set(['dispose']);
    const { manager, pool } = createManager(failing);
    let disposals = 0;
    const counting = createType(new Set(), 'counting');
    manager.sharedStore({
      ...counting,
      create: (options) => ({ ...counting.create(options), dispose: () => disposals++ }),
    });
    const reports = manager.dispose();
    expect(reports.map(({ name, errors }) => [name, errors])).toEqual([
      ['miner', []],
      ['host', [failure]],
    ]);
    expect([manager.disposed, manager.heap.disposed, pool.disposed, disposals]).toEqual([
      true,
      true,
      true,
      1,
    ]);
    expect(manager.ledger.root.liveBytes).toBe(0);
    expect(manager.dispose()).toEqual([]);
  });

  it('may be a callback of an unload: it leaves that mod to who unloads it', () => {
    const { manager, mod } = createManager(new Set());
    const ended: string[] = [];
    mod.onUnload(() => ended.push(...manager.dispose().map(({ name }) => name)));
    manager.unloadMod('miner');
    expect(ended).toEqual(['host']);
    expect(manager.ledger.root.liveBytes).toBe(0);
  });
});

describe('a report', () => {
  it.each(['stats', 'shares', 'disposed'])('throws what a store throws (%s)', (name) => {
    const failing = new Set<string>();
    const { manager, mod } = createManager(failing);
    failing.add(name);
    expect(thrownBy(() => reportOf(manager))).toBe(failure);
    if (name !== 'stats') expect(thrownBy(() => mod.stats())).toBe(failure);
    failing.clear();
    assertValidManager(manager);
  });

  it('throws what a source of savings throws', () => {
    const manager = new MemoryManager();
    manager.savings.add(fail);
    expect(thrownBy(() => reportOf(manager))).toBe(failure);
    manager.savings.delete(fail);
    assertValidManager(manager);
  });
});
