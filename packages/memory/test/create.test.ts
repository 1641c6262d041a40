import { describe, expect, it } from '@jest/globals';
import {
  assertValidManager,
  defineRecord,
  Long2ObjectMap,
  LongSet,
  MemoryManager,
} from '../src/index.js';
import { thrownBy } from './errors.js';
import type { PooledRecord, Region } from '../src/index.js';

describe('mod.create', () => {
  it('makes collections in the region of the mod', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    const set: LongSet = mod.create(LongSet, { capacity: 10_000 });
    const { ownBytes, collectionCount } = manager.getMemoryStats('miner');
    expect(ownBytes).toBeGreaterThanOrEqual(set.bytes());
    expect(collectionCount).toBe(1);
    set.dispose();
    expect(manager.getMemoryStats('miner').collectionCount).toBe(0);
    expect(manager.getMemoryStats('miner').liveBytes).toBe(0);
    assertValidManager(manager);
  });

  it('keeps the type of what a map holds', () => {
    const map = new MemoryManager().trackModMemory('miner').create(Long2ObjectMap<string>);
    map.set(1, 2, 'stone');
    const value: string | undefined = map.get(1, 2);
    expect(value).toBe('stone');
  });

  it('takes any class with a static create, and passes options and the region', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    const seen: unknown[] = [];
    class Ring {
      static create(options: { length: number; region: Region }): Ring {
        seen.push(options);
        return new Ring();
      }
      [Symbol.dispose](): void {
        seen.push('disposed');
      }
    }
    const ring: Ring = mod.create(Ring, { length: 3 });
    expect(ring).toBeInstanceOf(Ring);
    expect(seen).toEqual([{ length: 3, region: mod.region }]);
    manager.unloadMod('miner');
    expect(seen).toHaveLength(2);
  });

  it('takes what is no class, and things that cannot be disposed', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    const factory = { create: (options?: { region?: Region }) => ({ region: options?.region }) };
    expect(mod.create(factory).region).toBe(mod.region);
    expect(manager.unloadMod('miner').errors).toEqual([]);
  });

  it.each([undefined, null, 7, 'a list'])('refuses a class whose create gives %p', (made) => {
    const mod = new MemoryManager().trackModMemory('miner');
    const type = { create: () => made as unknown as object };
    expect(thrownBy(() => mod.create(type))).toMatchObject({ code: 'ERR_SANDY_INVALID_ARGUMENT' });
    expect(mod.stats().collectionCount).toBe(0);
  });

  it('adds nothing when the class throws', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    manager.setModMemoryLimit('miner', 0);
    expect(() => mod.create(LongSet, { capacity: 1000 })).toThrow(/memory limit/);
    expect(manager.getMemoryStats('miner').collectionCount).toBe(0);
  });

  it('forgets what was disposed, so that a mod that makes many does not grow', () => {
    const mod = new MemoryManager().trackModMemory('miner');
    for (let i = 0; i < 1000; i++) mod.create(LongSet).dispose();
    expect(mod.stats().collectionCount).toBe(0);
    expect(mod.stats().liveBytes).toBe(0);
  });
});

interface Vector extends PooledRecord {
  x: number;
  y: number;
}

describe('mod.allocateFromPool', () => {
  it('takes kinds of records of one’s own', () => {
    const manager = new MemoryManager();
    const mod = manager.trackModMemory('miner');
    const vectors = defineRecord<Vector>('Vector', { x: 'float64', y: 'float64' });
    const vector: Vector = mod.allocateFromPool(vectors);
    vector.y = 0.5;
    expect([vector.x, vector.y, vectors.is(vector)]).toEqual([0, 0.5, true]);
    expect(mod.pool(vectors).stats()).toMatchObject({ name: 'Vector', liveCount: 1 });
    expect(manager.unloadMod('miner').recordCount).toBe(1);
    expect(vector.released).toBe(true);
    assertValidManager(manager);
  });
});
