import { describe, expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { ContentPool, MemoryManager } from '@sandy/memory';
import { ChunkHome } from '../src/chunk-home.js';
import { loader } from '../src/index.js';
import { setUp } from './setup.js';
import type { TestClass, TestColumn } from './versions.js';

const require = createRequire(import.meta.url);
const HEIGHT = { minY: -64, worldHeight: 384 };

describe('a chunk class', () => {
  it('knows biomes by its own registry, whatever a server sends another of the version', () => {
    const registryOf = require('prismarine-registry') as (version: string) => {
      biomesByName: Record<string, { id: number }>;
    };
    const [mine, other] = [registryOf('1.20.4'), registryOf('1.20.4')];
    const biomeOfSection = (registry: unknown) => {
      const column = new (loader(registry as never) as unknown as TestClass)(HEIGHT);
      const [air, plains] = [{ Name: 'minecraft:air' }, 'minecraft:plains'];
      column.loadSection(0, { palette: [air], data: [] }, { palette: [plains], data: [] });
      return column.getBiome({ x: 0, y: 0, z: 0 });
    };
    const { id } = mine.biomesByName['plains']!;
    expect(biomeOfSection(other)).toBe(id);
    other.biomesByName = { plains: { id: id + 1 } }; // as a server's codec does
    expect(biomeOfSection(mine)).toBe(id);
  });

  it('takes nibbles of one section, as `loadSection` hands them on', () => {
    const { Chunk, Stock } = setUp('1.19.4');
    const [ours, stock] = [new Chunk(HEIGHT), new Stock(HEIGHT)];
    for (const column of [ours, stock]) {
      column._loadSkyLightNibbles(
        -4,
        Uint8Array.from({ length: 2048 }, (_, i) => (i * 7) & 255),
      );
      column._loadBlockLightNibbles(19, new Uint8Array(2048).fill(0x33));
    }
    expect(ours.dumpLight()).toEqual(stock.dumpLight());
    expect(ours.getSkyLight({ x: 3, y: -60, z: 9 })).toBe(
      stock.getSkyLight({ x: 3, y: -60, z: 9 }),
    );
  });

  it('keeps light in a section that was sent as empty, when it is let go of and taken up again', () => {
    const { Chunk } = setUp('1.19.4');
    const column = new Chunk(HEIGHT) as TestColumn & { letGo(): void };
    const none: [number, number][] = [[0, 0]];
    const all: [number, number][] = [[0, 0x3ffffff]];
    column.loadParsedLight([], [], none, none, all, all);
    const [here, there] = [
      { x: 3, y: 17, z: 5 },
      { x: 15, y: -80, z: 15 },
    ];
    column.setSkyLight(here, 9);
    column.setBlockLight(there, 4);
    const before = column.dumpLight();
    column.letGo();
    expect([column.getSkyLight(here), column.getBlockLight(there)]).toEqual([9, 4]);
    expect(column.getSkyLight({ ...here, x: 4 })).toBe(0);
    expect(column.dumpLight()).toEqual(before);
  });

  it('forgets a block entity when the block is replaced, and has none where none was set', () => {
    const { Chunk } = setUp('1.19.4');
    const column = new Chunk(HEIGHT);
    const [here, there] = [
      { x: 1, y: 2, z: 3 },
      { x: 4, y: 5, z: 6 },
    ];
    const plain = column.getBlock(there);
    column.setBlock(here, plain); // removes an entity from a column that never had one
    expect(column.getBlockEntity(here)).toBeUndefined();
    column.setBlockEntity(here, { id: 'chest' });
    expect(column.getBlock(here).entity).toEqual({ id: 'chest' });
    column.setBlock(here, plain);
    expect(column.blockEntities).toEqual({});
  });
});

describe('the columns of one mod', () => {
  it('come from one factory for each dimension, however many bots join one after another', () => {
    const { manager, mod } = setUp('1.19.4');
    const format = { hasLengthPrefix: true, hasFluidCount: false, directBlockBits: 15 };
    const home = ChunkHome.of(manager, mod);
    expect(home.factory({ ...HEIGHT }, format)).toBe(home.factory({ ...HEIGHT }, format));
    expect(home.factory({ ...HEIGHT, minY: 0 }, format)).not.toBe(home.factory(HEIGHT, format));
  });

  it('leave nothing in the pool when their manager goes, before the pool itself does', () => {
    const manager = new MemoryManager();
    const pool = manager.sharedStore(ContentPool);
    let left: number | undefined;
    manager.host.onUnload(() => (left = pool.stats().holderCount));
    const mod = manager.trackModMemory('test');
    ChunkHome.of(manager, mod);
    expect(pool.stats().holderCount).toBeGreaterThan(0);
    manager.dispose();
    expect(left).toBe(0);
  });
});
