import { describe, expect, it } from '@jest/globals';
import { ContentPool, MemoryManager, assertValidManager, findAccount } from '../src/index.js';
import { codeOf } from './errors.js';

/** Of the manager's own accounts, those that are charged in the middle of what a mod does. */
const SHARED_ACCOUNTS = [
  '',
  'sandy-memory',
  'sandy-memory:heap-metadata',
  'sandy-memory:content-pool',
  'sandy-memory:content-pool:tables',
  'sandy-memory:shared-resources',
];

function createManager() {
  const manager = new MemoryManager();
  const miner = manager.trackModMemory('miner');
  const pool = manager.sharedStore(ContentPool);
  manager.registerSharedResource('sounds', Uint8Array.of(1));
  return { manager, miner, pool };
}

describe('a callback of an account that all mods share', () => {
  it.each(SHARED_ACCOUNTS)('cannot pull away what is being charged (%p)', (path) => {
    const codes: unknown[] = [];
    for (const roomBytes of [0, 1, 100, 1000, 10_000, 100_000, 1_000_000]) {
      const { manager, miner, pool } = createManager();
      const account = findAccount(manager.ledger.root, path)!;
      account.setLimits({
        softLimitBytes: account.liveBytes + roomBytes,
        onSoftLimit: () => {
          codes.push(codeOf(() => manager.unloadMod('miner')));
          codes.push(codeOf(() => manager.dispose()));
        },
      });
      for (let i = 0; i < 40; i++) miner.region.allocate(60_000);
      const holder = miner.holderIn(pool);
      for (let i = 0; i < 40; i++) pool.intern(holder, new Int32Array(500).fill(i), 500);
      manager.registerSharedResource('atlas', new Uint8Array(50_000));
      assertValidManager(manager);
      account.setLimits({ softLimitBytes: undefined, onSoftLimit: undefined });
      expect(manager.unloadMod('miner').errors).toEqual([]);
      manager.dispose();
      expect(manager.ledger.root.liveBytes).toBe(0);
    }
    expect(new Set(codes)).toEqual(new Set(['ERR_SANDY_BUSY_MOD']));
  });

  it('can have it done once the charge is over', async () => {
    const { manager, miner } = createManager();
    const { root } = manager.ledger;
    const unloaded = new Promise((resolve) => {
      root.setLimits({
        softLimitBytes: root.liveBytes + 1,
        onSoftLimit: () => queueMicrotask(() => resolve(manager.unloadMod('miner'))),
      });
    });
    miner.region.allocate(50_000);
    expect(await unloaded).toMatchObject({ name: 'miner', errors: [] });
    assertValidManager(manager);
  });
});
