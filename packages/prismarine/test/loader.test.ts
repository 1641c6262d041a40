import { describe, expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { MemoryManager } from '@sandy/memory';
import dropIn, { defaultManager, loader, useManager } from '../src/index.js';
import * as root from '../src/index.js';
import { stockClass, type TestClass } from './versions.js';

const require = createRequire(import.meta.url);
const HEIGHT = { minY: 0, worldHeight: 32 };

describe('the loader in prismarine-chunk’s place', () => {
  it('gives shared columns from 1.18 on, charged to the host unless another mod is named', () => {
    const manager = new MemoryManager();
    useManager(manager);
    const Chunk = loader('1.19.4') as unknown as TestClass;
    const column = new Chunk(HEIGHT);
    column.load(new (stockClass('1.19.4'))(HEIGHT).dump());
    column.setBlockStateId({ x: 1, y: 1, z: 1 }, 5);
    expect(defaultManager()).toBe(manager);
    expect(manager.getMemoryStats('host').ownBytes).toBeGreaterThan(0);

    useManager(manager, { mod: 'server' });
    const Other = loader('1.19.4') as unknown as TestClass;
    new Other(HEIGHT).setBlockStateId({ x: 1, y: 1, z: 1 }, 5);
    expect(manager.getMemoryStats('server').ownBytes).toBeGreaterThan(0);
  });

  it('takes a registry as well as a version', () => {
    const registry = (require('prismarine-registry') as (version: string) => never)('1.20.4');
    const Chunk = loader(registry) as unknown as TestClass;
    expect(new Chunk(HEIGHT).registry).toBe(registry);
  });

  it.each(['1.8.8', '1.12.2', '1.16.5', '1.17.1', 'bedrock_1.19.1'])(
    'hands out prismarine-chunk’s own class for %s',
    (version) => {
      const Stock = stockClass(version);
      const Chunk = loader(version) as unknown as TestClass;
      expect(String(Chunk)).toBe(String(Stock));
    },
  );

  it('is callable as the module itself, with everything else beside it', () => {
    expect(typeof dropIn).toBe('function');
    expect((root as Record<string, unknown>)['module.exports']).toBe(dropIn);
    expect({ ...dropIn }).toMatchObject({ loader, useManager });
    expect(dropIn.BlobType).toEqual((require('prismarine-chunk') as typeof dropIn).BlobType);
    expect(() => dropIn('9.9.9')).toThrow();
  });
});
