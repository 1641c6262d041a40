import { describe, expect, it } from '@jest/globals';
import {
  ContentPool,
  assertValidManager,
  assertValidTable,
  BlockDataPool,
  KiB,
  LongSet,
  MemoryManager,
  MiB,
  reportOf,
} from '../src/index.js';
import type { Address, ContentId, ModMemory } from '../src/index.js';
import { codeOf, thrownBy } from './errors.js';

/** So often none of the limits here lets anybody take anything. */
const ENOUGH = 2000;

/** Distinct content of `byteLength` bytes. */
function content(byteLength: number, fill: number): Int32Array {
  return new Int32Array(byteLength / 4).fill(fill + 1);
}

function intern(manager: MemoryManager, mod: ModMemory, words: Int32Array): ContentId {
  return manager
    .sharedStore(ContentPool)
    .intern(mod.holderIn(manager.sharedStore(ContentPool)), words, words.length);
}

/** Takes blocks until it is refused. @returns what was thrown */
function fill(mod: ModMemory, byteLength = 10_000): Error & { code?: string } {
  return thrownBy(() => {
    for (let i = 0; i < ENOUGH; i++) mod.region.allocate(byteLength);
  });
}

describe('a limit on a mod', () => {
  it('refuses what would pass it, to that mod alone', () => {
    const manager = new MemoryManager();
    const greedy = manager.trackModMemory('greedy');
    const modest = manager.trackModMemory('modest');
    manager.setModMemoryLimit('greedy', MiB);
    expect(fill(greedy)).toMatchObject({
      code: 'ERR_SANDY_MEMORY_LIMIT',
      accountName: 'greedy',
      limitBytes: MiB,
    });
    const { currentBytes, limitBytes } = manager.getMemoryStats('greedy');
    expect(limitBytes).toBe(MiB);
    expect(currentBytes).toBeLessThanOrEqual(MiB);
    expect(currentBytes).toBeGreaterThan(MiB - 64 * KiB);
    modest.region.allocate(2 * MiB);
    assertValidManager(manager);
  });

  it('holds for records and collections, which stay usable', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    manager.setModMemoryLimit('miner', 256 * KiB);
    const set = mod.create(LongSet);
    expect(
      codeOf(() => {
        for (let i = 0; i < 10 * ENOUGH; i++) set.add(i, i);
      }),
    ).toBe('ERR_SANDY_MEMORY_LIMIT');
    expect(set.has(0, 0)).toBe(true);
    assertValidTable(set);
    set.dispose();
    expect(
      codeOf(() => {
        for (let i = 0; i < 10 * ENOUGH; i++) mod.allocateFromPool(BlockDataPool);
      }),
    ).toBe('ERR_SANDY_MEMORY_LIMIT');
    assertValidManager(manager);
  });

  it('may lie below what is held, and be lifted', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    const address = mod.region.allocate(100_000);
    manager.setModMemoryLimit('miner', 10);
    expect(codeOf(() => mod.region.allocate(100_000))).toBe('ERR_SANDY_MEMORY_LIMIT');
    mod.region.free(address);
    manager.setModMemoryLimit('miner', undefined);
    expect(manager.getMemoryStats('miner').limitBytes).toBe(Infinity);
    mod.region.allocate(100_000);
  });

  it.each([NaN, -1, 0.5, -Infinity, 2 ** 53, '1 MiB', null])('of %p is refused', (limit) => {
    const manager = new MemoryManager();
    manager.trackModMemory('miner');
    manager.setModMemoryLimit('miner', MiB, { softLimitBytes: KiB });
    const set = (): void =>
      manager.setModMemoryLimit('miner', limit as number, { softLimitBytes: 5 });
    expect(codeOf(set)).toBe('ERR_SANDY_ACCOUNTING');
    const setSoft = (): void =>
      manager.setModMemoryLimit('miner', 7, { softLimitBytes: limit as number });
    expect(codeOf(setSoft)).toBe('ERR_SANDY_ACCOUNTING');
    expect(manager.getMemoryStats('miner')).toMatchObject({
      limitBytes: MiB,
      softLimitBytes: KiB,
    });
  });

  it('can be set to what the stats say, also where there is none', () => {
    const manager = new MemoryManager({ limitBytes: Infinity });
    manager.trackModMemory('miner');
    const none = manager.getMemoryStats('miner');
    manager.setModMemoryLimit('miner', MiB, { softLimitBytes: KiB });
    const { limitBytes, softLimitBytes } = none;
    manager.setModMemoryLimit('miner', limitBytes, { softLimitBytes });
    expect(manager.getMemoryStats('miner')).toEqual(none);
    const { account } = manager.trackModMemory('miner');
    expect([account.limitBytes, account.softLimitBytes]).toEqual([undefined, undefined]);
    expect(manager.ledger.root.limitBytes).toBeUndefined();
    expect(JSON.parse(JSON.stringify(reportOf(manager))).mods[0]).not.toHaveProperty('limitBytes');
  });

  it('can be set for the host, and for everything', () => {
    const manager = new MemoryManager({ limitBytes: 4 * MiB });
    manager.setModMemoryLimit('host', MiB);
    expect(fill(manager.host)).toMatchObject({ accountName: 'host' });
    expect(fill(manager.trackModMemory('miner'))).toMatchObject({ accountName: 'process' });
    expect(manager.ledger.root.liveBytes).toBeLessThanOrEqual(4 * MiB);
    assertValidManager(manager);
  });
});

describe('a share of shared content', () => {
  it('counts against the limit of the mod that starts to hold it', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    manager.setModMemoryLimit('miner', MiB);
    mod.region.allocate(500 * KiB);
    const ids: ContentId[] = [];
    const error = thrownBy(() => {
      for (let i = 0; i < ENOUGH; i++) ids.push(intern(manager, mod, content(16 * KiB, i)));
    });
    expect(error).toMatchObject({ code: 'ERR_SANDY_MEMORY_LIMIT', accountName: 'miner' });
    expect(manager.getMemoryStats('miner').currentBytes).toBeLessThanOrEqual(MiB);
    expect(manager.sharedStore(ContentPool).stats().contentCount).toBe(ids.length); // nothing of the refused one
    assertValidManager(manager);
    expect(codeOf(() => mod.region.allocate(500 * KiB))).toBe('ERR_SANDY_MEMORY_LIMIT');
  });

  it('is divided among those who hold, and never refused because of others', () => {
    const manager = new MemoryManager();
    const [one, two] = [manager.trackModMemory('one'), manager.trackModMemory('two')];
    manager.setModMemoryLimit('one', 700 * KiB);
    const words = Array.from({ length: 64 }, (_, i) => content(16 * KiB, i)); // 1 MiB
    for (const each of words) intern(manager, two, each);
    for (const each of words) intern(manager, one, each);
    expect(manager.getMemoryStats('one').sharedBytes).toBeCloseTo(
      manager.getMemoryStats('two').sharedBytes,
      -1,
    );
    manager.unloadMod('two'); // raises the share of one above its limit
    const stats = manager.getMemoryStats('one');
    expect(stats.currentBytes).toBeGreaterThan(700 * KiB);
    expect(stats.sharedBytes).toBe(manager.sharedStore(ContentPool).stats().poolBytes);
    assertValidManager(manager);
    // It keeps what it has; only what it takes itself is refused.
    expect(codeOf(() => intern(manager, one, content(16 * KiB, 100)))).toBe(
      'ERR_SANDY_MEMORY_LIMIT',
    );
    expect(codeOf(() => one.region.allocate(100))).toBe('ERR_SANDY_MEMORY_LIMIT');
    manager.trackModMemory('three').region.allocate(MiB);
    assertValidManager(manager);
  });
});

describe('a soft limit', () => {
  it('lets the mod free blocks of its own in the middle of an allocation', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('cache');
    const blocks: Address[] = [];
    const requests: number[] = [];
    manager.setModMemoryLimit('cache', MiB, {
      softLimitBytes: 900 * KiB,
      onSoftLimit: (asked, requestedBytes) => {
        expect(asked).toBe(mod);
        requests.push(requestedBytes);
        for (const address of blocks.splice(0)) mod.region.free(address);
      },
    });
    for (let i = 0; i < 1000; i++) {
      blocks.push(mod.region.allocate(16 * KiB));
      expect(manager.getMemoryStats('cache').currentBytes).toBeLessThanOrEqual(MiB);
    }
    expect(requests.length).toBeGreaterThan(5);
    assertValidManager(manager);
  });

  it('lets the mod release content in the middle of an interning', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('cache');
    const held: ContentId[] = [];
    let calls = 0;
    manager.setModMemoryLimit('cache', MiB, {
      softLimitBytes: 900 * KiB,
      onSoftLimit: () => {
        calls++;
        for (const id of held.splice(0))
          manager
            .sharedStore(ContentPool)
            .release(mod.holderIn(manager.sharedStore(ContentPool)), id);
      },
    });
    for (let i = 0; i < 500; i++) held.push(intern(manager, mod, content(16 * KiB, i)));
    expect(calls).toBeGreaterThan(3);
    expect(manager.getMemoryStats('cache').currentBytes).toBeLessThanOrEqual(MiB);
    assertValidManager(manager);
  });

  it.each([10, 100, 2048, 8 * KiB, 16 * KiB])(
    'may not unload the mod that is taking %i bytes, nor dispose of the manager',
    (byteLength) => {
      const manager = new MemoryManager();
      const mod = manager.trackModMemory('miner');
      mod.onUnload(() => expect(mod.region.stats().blockCount).toBeGreaterThan(0));
      for (const end of [() => manager.unloadMod('miner'), () => manager.dispose()]) {
        let calls = 0;
        const onSoftLimit = (): void => {
          calls++;
          end();
        };
        const { ownBytes } = manager.getMemoryStats('miner');
        const softLimitBytes = ownBytes + 100 * KiB;
        manager.setModMemoryLimit('miner', undefined, { softLimitBytes, onSoftLimit });
        const take = (): void => {
          for (let i = 0; i < 20_000; i++) mod.region.allocate(byteLength);
        };
        expect(codeOf(take)).toBe('ERR_SANDY_BUSY_MOD');
        expect(calls).toBe(1);
        expect([mod.unloaded, manager.disposed]).toEqual([false, false]);
        assertValidManager(manager);
      }
      manager.setModMemoryLimit('miner', undefined, { softLimitBytes: undefined });
      mod.region.allocate(byteLength);
      expect(manager.unloadMod('miner').errors).toEqual([]);
      assertValidManager(manager);
    },
  );

  it('may not unload the mod that is taking shared content, or whose taking made another call back', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    const unload = (): void => void manager.unloadMod('miner');
    manager.setModMemoryLimit('miner', undefined, {
      softLimitBytes: 1,
      onSoftLimit: unload,
    });
    expect(codeOf(() => intern(manager, mod, content(KiB, 1)))).toBe('ERR_SANDY_BUSY_MOD');
    expect(manager.sharedStore(ContentPool).stats().contentCount).toBe(0);
    manager.setModMemoryLimit('miner', undefined, { softLimitBytes: undefined });
    const { root } = manager.ledger;
    root.setLimits({ softLimitBytes: root.liveBytes + 100, onSoftLimit: unload });
    expect(codeOf(() => mod.region.allocate(100))).toBe('ERR_SANDY_BUSY_MOD');
    assertValidManager(manager);
    root.setLimits({ softLimitBytes: undefined });
    unload();
    assertValidManager(manager);
  });

  it('may unload other mods', () => {
    const manager = new MemoryManager();
    const [one, two] = [manager.trackModMemory('one'), manager.trackModMemory('two')];
    two.region.allocate(50_000);
    manager.setModMemoryLimit('one', undefined, {
      softLimitBytes: 1,
      onSoftLimit: () => void manager.unloadMod('two'),
    });
    one.region.allocate(100);
    expect(manager.modNames).toEqual(['host', 'one']);
    assertValidManager(manager);
  });

  it.each(['x', null, 5, {}])('whose callback is %p is refused; nothing changes', (callback) => {
    const manager = new MemoryManager();
    manager.trackModMemory('miner');
    manager.setModMemoryLimit('miner', MiB, { softLimitBytes: KiB });
    const onSoftLimit = callback as unknown as () => void;
    const set = (): void =>
      manager.setModMemoryLimit('miner', 7, { softLimitBytes: 5, onSoftLimit });
    expect(codeOf(set)).toBe('ERR_SANDY_ACCOUNTING');
    expect(manager.getMemoryStats('miner')).toMatchObject({ limitBytes: MiB, softLimitBytes: KiB });
  });

  it('whose callback throws is asked once, and its error is passed on', () => {
    for (const byteLength of [100, 512, 2048, 8192, 20_000]) {
      const manager = new MemoryManager();
      const mod = manager.trackModMemory('miner');
      const failure = new Error('from the mod');
      let calls = 0;
      manager.setModMemoryLimit('miner', undefined, {
        softLimitBytes: 1,
        onSoftLimit: () => {
          calls++;
          throw failure;
        },
      });
      expect(thrownBy(() => mod.region.allocate(byteLength))).toBe(failure);
      expect(calls).toBe(1);
      expect(manager.getMemoryStats('miner').ownBytes).toBe(0);
      assertValidManager(manager);
    }
  });

  it('keeps its callback when only the limit changes, and can be lifted', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    let calls = 0;
    manager.setModMemoryLimit('miner', undefined, {
      softLimitBytes: 10 * KiB,
      onSoftLimit: () => calls++,
    });
    manager.setModMemoryLimit('miner', 100 * MiB);
    expect(manager.getMemoryStats('miner').softLimitBytes).toBe(10 * KiB);
    mod.region.allocate(20 * KiB);
    expect(calls).toBe(1);
    manager.setModMemoryLimit('miner', 100 * MiB, { softLimitBytes: undefined });
    mod.region.allocate(20 * KiB);
    expect(calls).toBe(1);
    expect(manager.getMemoryStats('miner').softLimitBytes).toBe(Infinity);
  });
});
