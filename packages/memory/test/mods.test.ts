import { describe, expect, it } from '@jest/globals';
import {
  assertValidManager,
  BlockDataPool,
  KiB,
  MemoryManager,
  ModMemory,
  reportOf,
} from '../src/index.js';
import { codeOf, thrownBy } from './errors.js';

describe('tracking mods', () => {
  it('gives the same mod for the same name', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    expect(mod).toBeInstanceOf(ModMemory);
    expect(manager.trackModMemory('miner')).toBe(mod);
    expect(manager.hasMod('miner')).toBe(true);
    expect(manager.hasMod('farmer')).toBe(false);
    expect(manager.modNames).toEqual(['host', 'miner']);
    assertValidManager(manager);
  });

  it.each([
    '',
    '__proto__',
    'constructor',
    'prototype',
    'x'.repeat(129),
    'a b',
    'a:b',
    'mod\n',
    'm\u043ed',
    'sandy-memory',
  ])('refuses the name %j and leaves nothing behind', (name) => {
    const manager = new MemoryManager();
    const before = manager.heap.stats().committedBytes;
    expect(codeOf(() => manager.trackModMemory(name))).toBe('ERR_SANDY_INVALID_NAME');
    expect(manager.modNames).toEqual(['host']);
    expect(manager.heap.stats().committedBytes).toBe(before);
    expect(manager.heap.stats().regionCount).toBe(1); // the host's
    assertValidManager(manager);
  });

  it('refuses the name of the host, whose account a mod would share', () => {
    const manager = new MemoryManager();
    expect(thrownBy(() => manager.trackModMemory('host'))).toMatchObject({
      code: 'ERR_SANDY_INVALID_NAME',
      message: 'mod: expected one beside the host',
    });
    expect(codeOf(() => manager.unloadMod('host'))).toBe('ERR_SANDY_INVALID_NAME');
    manager.host.account.close(); // frees the name, but not for a mod
    expect(codeOf(() => manager.trackModMemory('host'))).toBe('ERR_SANDY_INVALID_NAME');
    expect(manager.host.unloaded).toBe(false);
    expect(manager.getMemoryStats('host').name).toBe('host');
  });

  it('takes back a mod whose region could not be made', () => {
    const manager = new MemoryManager();
    manager.ledger.root.setLimits({ limitBytes: manager.ledger.root.liveBytes }); // no room for another table
    let failed: string | undefined;
    for (let i = 0; failed === undefined && i < 10_000; i++) {
      try {
        manager.trackModMemory(`mod-${i}`);
      } catch (error) {
        failed = `mod-${i}`;
        expect(error).toMatchObject({ code: 'ERR_SANDY_MEMORY_LIMIT' });
      }
    }
    expect(failed).toBeDefined();
    expect(manager.hasMod(failed!)).toBe(false);
    manager.ledger.root.setLimits({ limitBytes: undefined });
    manager.trackModMemory(failed!).region.allocate(100);
    assertValidManager(manager);
  });

  it.each(['unknown', '__proto__', 7, undefined])('knows no mod %p', (name) => {
    const manager = new MemoryManager();
    const asked = name as string;
    const calls = [
      () => manager.getMemoryStats(asked),
      () => manager.setModMemoryLimit(asked, KiB),
      () => manager.unloadMod(asked),
    ];
    for (const call of calls) expect(codeOf(call)).toBe('ERR_SANDY_UNKNOWN_MOD');
  });
});

describe('what a mod holds', () => {
  it('is told in exact bytes', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    expect(manager.getMemoryStats('miner')).toMatchObject({
      name: 'miner',
      currentBytes: 0,
      limitBytes: Infinity,
      softLimitBytes: Infinity,
    });
    const address = mod.region.allocate(100_000);
    mod.allocateFromPool(BlockDataPool);
    const stats = manager.getMemoryStats('miner');
    expect(stats.ownBytes).toBe(mod.region.stats().committedBytes);
    expect(stats.ownBytes).toBe(mod.account.liveBytes);
    expect(stats.currentBytes).toBe(stats.ownBytes + stats.sharedBytes);
    expect(stats.liveBytes).toBeGreaterThanOrEqual(100_000);
    expect([stats.recordCount, stats.blockCount]).toEqual([1, mod.region.stats().blockCount]);
    mod.region.free(address);
    const after = manager.getMemoryStats('miner');
    expect(after.ownBytes).toBeLessThan(stats.ownBytes);
    expect(after.peakBytes).toBe(stats.ownBytes);
    assertValidManager(manager);
  });

  it('does not show in what others hold', () => {
    const manager = new MemoryManager();
    const miner = manager.trackModMemory('miner');
    manager.trackModMemory('farmer');
    miner.region.allocate(1_000_000);
    expect(manager.getMemoryStats('farmer').currentBytes).toBe(0);
    expect(manager.getMemoryStats('host').currentBytes).toBe(0);
    manager.allocateFromPool(BlockDataPool);
    expect(manager.getMemoryStats('host').recordCount).toBe(1);
    expect(manager.getMemoryStats('host').ownBytes).toBeGreaterThan(0);
  });
});

describe('a disposed manager', () => {
  it('has given everything back and can do nothing', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    mod.region.allocate(5000);
    manager.host.region.allocate(5000);
    const reports = manager.dispose();
    expect(reports.map((report) => [report.name, report.errors])).toEqual([
      ['miner', []],
      ['host', []],
    ]);
    expect(manager.dispose()).toEqual([]);
    expect(manager.disposed).toBe(true);
    const calls = [
      () => manager.trackModMemory('miner'),
      () => manager.trackModMemory('new'),
      () => manager.getMemoryStats('host'),
      () => reportOf(manager),
      () => manager.unloadMod('miner'),
      () => manager.registerSharedResource('r', 1),
      () => manager.unregisterSharedResource('r'),
    ];
    for (const call of calls) expect(codeOf(call)).toBe('ERR_SANDY_DISPOSED');
    expect(codeOf(() => mod.region)).toBe('ERR_SANDY_UNLOADED');
    expect(codeOf(() => manager.allocateFromPool(BlockDataPool))).toBe('ERR_SANDY_UNLOADED');
  });

  it('may be one whose scope ended, or whose mod disposed it from a callback', () => {
    let manager: MemoryManager;
    {
      using scoped = new MemoryManager();
      manager = scoped;
      const mod = scoped.trackModMemory('miner');
      mod.onUnload(() => scoped.dispose());
      scoped.unloadMod('miner');
      expect(mod.unloaded).toBe(true);
    }
    expect(manager.disposed).toBe(true);
  });
});
