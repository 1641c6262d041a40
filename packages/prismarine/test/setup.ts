import { MemoryManager, type ModMemory } from '@sandy/memory';
import { ChunkHome } from '../src/chunk-home.js';
import { createChunkClass } from '../src/chunk-source.js';
import { stockLoader } from '../src/stock.js';
import { stockClass, type TestClass } from './versions.js';

export interface Setup {
  manager: MemoryManager;
  mod: ModMemory;
  /** Ours, charged to `mod`. */
  Chunk: TestClass;
  Stock: TestClass;
}

export function setUp(version: string): Setup {
  const manager = new MemoryManager();
  const mod = manager.trackModMemory('test');
  const { registry } = new (stockLoader(version))({});
  const Chunk = createChunkClass(ChunkHome.of(manager, mod), registry);
  return { manager, mod, Chunk: Chunk as unknown as TestClass, Stock: stockClass(version) };
}
