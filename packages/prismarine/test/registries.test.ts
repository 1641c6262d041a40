import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { MemoryManager } from '@sandy/memory';
import { loader, useManager } from '../src/index.js';
import type { Registry } from '../src/prismarine-types.js';
import type { TestClass } from './versions.js';

const require = createRequire(import.meta.url);
const createRegistry = require('prismarine-registry') as (version: string) => Registry;

describe('registries with biomes of their own', () => {
  it('are collected with the classes that were made for them, though their mod lives on', async () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const manager = new MemoryManager();
    useManager(manager);
    const biomes: WeakRef<object>[] = [];
    const create = (): void => {
      const registry = createRegistry('1.19.4');
      const own = { ...registry, biomes: { ...registry.biomes } } as Registry;
      Object.setPrototypeOf(own, Object.getPrototypeOf(registry) as object);
      biomes.push(new WeakRef(own.biomes));
      const Chunk = loader(own) as unknown as TestClass;
      new Chunk(null).setBlockStateId({ x: 1, y: 2, z: 3 }, 1);
    };
    for (let i = 0; i < 15; i++) create();
    const alive = (): number => biomes.filter((each) => each.deref() !== undefined).length;
    for (let turn = 0; turn < 20 && alive() > 2; turn++) {
      await wait(20);
      gc();
    }
    expect(alive()).toBeLessThanOrEqual(2); // the first stands for its version
    manager.dispose();
  });
});
