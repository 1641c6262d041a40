import { describe, expect, it } from '@jest/globals';
import { ContentPool, LongSet, MemoryManager, MiB, reportOf } from '../src/index.js';
import type { ModLimitOptions, BlockDataPool } from '../src/index.js';
import { thrownBy } from './errors.js';

/** For what JavaScript lets through and TypeScript does not. */
const as = <T>(value: unknown): T => value as T;

/** A store in which nobody can hold anything. */
const HOLDERLESS = {
  createHolder: () => undefined,
  shareOf: () => 0,
  shares: () => new Map(),
  stats: () => ({ poolBytes: 0, metadataBytes: 0, savedBytes: 0 }),
  dispose: () => undefined,
};

const refusal = (message: string): object => ({ code: 'ERR_SANDY_INVALID_ARGUMENT', message });

describe('a program without types', () => {
  it.each([
    [100, '100'],
    [null, 'null'],
    ['1 MiB', '"1 MiB"'],
    [{ limit: 3 }, '"limit"'],
    [{ limitBytes: MiB, limits: 3 }, '"limits"'],
  ])('learns that a manager has no options %j', (options, got) => {
    expect(thrownBy(() => new MemoryManager(as(options)))).toMatchObject(
      refusal(`options: expected { limitBytes, heap }, got ${got}`),
    );
  });

  it.each([
    [{ softLimit: 3 }, '"softLimit"'],
    [5, '5'],
    [null, 'null'],
  ])('learns that a limit has no options %p', (options, got) => {
    const manager = new MemoryManager();
    manager.trackModMemory('miner');
    const set = (): void => manager.setModMemoryLimit('miner', MiB, as<ModLimitOptions>(options));
    expect(thrownBy(set)).toMatchObject(
      refusal(`options: expected { softLimitBytes, onSoftLimit }, got ${got}`),
    );
    expect(manager.getMemoryStats('miner').limitBytes).toBe(Infinity);
  });

  it.each([
    [Map, 'function'],
    [undefined, 'undefined'],
    [null, 'null'],
    ['LongSet', '"LongSet"'],
    [{}, 'object'],
  ])('learns that %p makes nothing', (type, got) => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    const calls = [
      () => mod.create(as<typeof LongSet>(type)),
      () => mod.allocateFromPool(as<typeof BlockDataPool>(type)),
      () => manager.allocateFromPool(as<typeof BlockDataPool>(type)),
      () => manager.sharedStore(as<typeof ContentPool>(type)),
    ];
    for (const call of calls) {
      expect(thrownBy(call)).toMatchObject(
        refusal(`type: expected one with a method create, got ${got}`),
      );
    }
    expect(mod.stats()).toMatchObject({ collectionCount: 0, recordCount: 0 });
    expect(mod.create(LongSet).size).toBe(0);
  });

  it('learns that a type makes nothing, or something else than what was asked for', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    const nothing = { storeName: 'nothing', trick: 'none', create: () => undefined };
    const broken = { ...nothing, storeName: 'broken', create: () => new Map() };
    const accounts = manager.ledger.accountCount;
    const { regionCount } = manager.heap.stats();
    for (const type of [nothing, broken, LongSet]) {
      const calls = [
        () => mod.allocateFromPool(as<typeof BlockDataPool>(type)),
        () => manager.sharedStore(as<typeof ContentPool>(type)),
      ];
      for (const call of calls) {
        expect(thrownBy(call).message).toMatch(/^(pool|store|account name|options): expected /);
      }
    }
    manager.sharedStore(ContentPool);
    const holderless = { ...broken, create: () => HOLDERLESS };
    const store = manager.sharedStore(as<typeof ContentPool>(holderless));
    expect(thrownBy(() => mod.holderIn(store))).toMatchObject(
      refusal('holder: expected one with a method dispose, got undefined'),
    );
    expect(mod.stats()).toMatchObject({ collectionCount: 0, recordCount: 0 });
    expect(reportOf(manager).mods).toHaveLength(4);
    expect(manager.ledger.accountCount).toBe(accounts + 4); // of the two stores that there are
    expect(manager.heap.stats().regionCount).toBe(regionCount + 2);
    expect(manager.unloadMod('miner').errors).toEqual([]);
  });

  it('learns that a resource needs a value', () => {
    const manager = new MemoryManager();
    const register = manager.registerSharedResource.bind(manager) as (name: string) => void;
    expect(thrownBy(() => register('x'))).toMatchObject(
      refusal('value: expected a value or a function as its loader, got undefined'),
    );
    manager.registerSharedResource('x', null);
    expect(manager.host.tryAcquireResource('x')?.value).toBeNull();
  });
});
