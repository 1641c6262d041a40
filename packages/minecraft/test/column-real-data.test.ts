import { describe, expect, it } from '@jest/globals';
import type { ChunkColumn } from '../src/index.js';
import {
  hasPackets,
  realPackets,
  regionColumns,
  type StockColumn,
  stockClass,
} from './real-data.js';
import { FORMAT_1_18, OVERWORLD, TestWorld } from './world.js';

/** Every block state, biome cell and light level of both, one by one. */
function expectEqualContent(ours: ChunkColumn, stock: StockColumn, name: string): void {
  let compared = 0;
  const position = { x: 0, y: 0, z: 0 };
  for (let y = stock.minY - 16; y < stock.minY + stock.worldHeight + 16; y++) {
    for (let z = 0; z < 16; z++) {
      for (let x = 0; x < 16; x++) {
        position.x = x;
        position.y = y;
        position.z = z;
        compared++;
        const same =
          ours.getBlockStateId(x, y, z) === stock.getBlockStateId(position) &&
          ours.getBiomeId(x, y, z) === stock.getBiome(position) &&
          ours.getSkyLight(x, y, z) === stock.getSkyLight(position) &&
          ours.getBlockLight(x, y, z) === stock.getBlockLight(position);
        if (!same) throw new Error(`${name}: differs from prismarine-chunk at ${x},${y},${z}`);
      }
    }
  }
  expect(compared).toBe(256 * (stock.worldHeight + 32));
}

(hasPackets() ? describe : describe.skip)('vanilla 1.18 packets', () => {
  it('read block by block as prismarine-chunk reads them, and dump byte for byte', () => {
    const Stock = stockClass('1.18');
    const world = new TestWorld();
    const owner = world.owner('bot');
    for (const { name, data, light } of realPackets()) {
      const stock = new Stock(OVERWORLD);
      stock.load(data);
      stock.loadParsedLight(
        light.skyLight,
        light.blockLight,
        light.skyLightMask,
        light.blockLightMask,
        light.emptySkyLightMask,
        light.emptyBlockLightMask,
      );
      const column = world.column(owner);
      column.load(data);
      column.loadLight(light);
      expectEqualContent(column, stock, name);
      expect(Buffer.compare(column.dump(), stock.dump())).toBe(0);
      expect(column.dumpLight()).toEqual(stock.dumpLight());
    }
    world.assertValid();
  });
});

describe('the 1.19.4 region', () => {
  it('gives equal columns and dumps, and a second bot costs no content', async () => {
    const stockColumns = await regionColumns('1.19.4', 12);
    expect(stockColumns).toHaveLength(12);
    const world = new TestWorld();
    const first = world.owner('first');
    const second = world.owner('second');
    const format = { ...FORMAT_1_18, directBlockBits: stockColumns[0]!.maxBitsPerBlock };
    const load = (stock: StockColumn, owner: typeof first) => {
      const column = world.column(owner, format);
      column.load(stock.dump());
      column.loadLight(stock.dumpLight());
      return column;
    };
    const columns = stockColumns.map((stock) => load(stock, first));
    const { uniqueBytes, contentCount } = world.pool.stats();
    const again = stockColumns.map((stock) => load(stock, second));

    expect(world.pool.stats()).toMatchObject({ uniqueBytes, contentCount });
    expect(second.holder.heldBytes).toBe(first.holder.heldBytes);
    stockColumns.forEach((stock, i) => {
      const light = columns[i]!.dumpLight();
      expectEqualContent(columns[i]!, stock, `column ${i}`);
      expect(Buffer.compare(again[i]!.dump(), stock.dump())).toBe(0);
      expect(light.skyLight).toEqual(stock.dumpLight().skyLight);
      expect(light.skyLightMask).toEqual(stock.dumpLight().skyLightMask);
    });
    for (const column of [...columns, ...again]) column.close();
    expect(world.pool.stats()).toMatchObject({ uniqueBytes: 0, contentCount: 0 });
    world.assertValid();
  });
});
