import { describe, expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setUp } from './setup.js';
import type { TestColumn } from './versions.js';
import { assertValidPool, ContentPool } from '@sandy/memory';

const require = createRequire(import.meta.url);

type Provider = {
  loadRaw(x: number, z: number): Promise<unknown>;
  close(): Promise<void>;
};

interface Section {
  Y: number;
  block_states: { palette: unknown[]; data?: unknown };
  biomes: { palette: unknown[]; data?: unknown };
  BlockLight?: unknown;
  SkyLight?: unknown;
}

/** Feeds one stored chunk to a column as prismarine-provider-anvil does. */
function loadSections(column: TestColumn, sections: Section[]): void {
  for (const section of sections) {
    const bitsPerBlock = Math.ceil(Math.log2(section.block_states.palette.length));
    const bitsPerBiome = Math.ceil(Math.log2(section.biomes.palette.length));
    column.loadSection(
      section.Y,
      { ...section.block_states, bitsPerBlock: bitsPerBlock > 0 ? Math.max(4, bitsPerBlock) : 0 },
      { ...section.biomes, bitsPerBiome },
      section.BlockLight,
      section.SkyLight,
    );
  }
}

describe('a region file of 1.19.4', () => {
  it('is read section by section into equal columns', async () => {
    const { Chunk, Stock, manager } = setUp('1.19.4');
    const nbt = require('prismarine-nbt') as { simplify(tag: unknown): { sections: Section[] } };
    const anvil = require('prismarine-provider-anvil') as {
      Anvil(version: string): new (folder: string) => Provider;
    };
    const root = path.dirname(require.resolve('prismarine-provider-anvil/package.json'));
    const provider = new (anvil.Anvil('1.19.4'))(path.join(root, 'test/fixtures/1.19.4'));
    const height = { minY: -64, worldHeight: 384 };
    for (let z = 0; z < 6; z++) {
      const { sections } = nbt.simplify(await provider.loadRaw(3, z));
      const ours = new Chunk(height);
      const stock = new Stock(height);
      loadSections(ours, sections);
      loadSections(stock, sections);
      expect(Buffer.compare(ours.dump() as Buffer, stock.dump() as Buffer)).toBe(0);
      const [light, stockLight] = [ours.dumpLight(), stock.dumpLight()];
      expect(light).toEqual(stockLight);
    }
    await provider.close();
    assertValidPool(manager.sharedStore(ContentPool));
  });
});
