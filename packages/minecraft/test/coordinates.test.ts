import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { ChunkColumn } from '../src/index.js';
import { stockClass } from './real-data.js';
import { FORMAT_1_18, TestWorld } from './world.js';

const HEIGHT = { minY: -16, worldHeight: 32 };

let world: TestWorld;
let column: ChunkColumn;
beforeEach(() => {
  world = new TestWorld();
  column = world.column(world.owner('mod'), FORMAT_1_18, HEIGHT);
});
afterEach(() => world.heap.dispose());

it('x and z count modulo 16, also below 0', () => {
  column.setBlockStateId(16, 0, -1, 1);
  expect(column.getBlockStateId(0, 0, 15)).toBe(1);
  expect(column.getBlockStateId(-32, 0, 31)).toBe(1);
  column.setBiomeId(21, 0, -1, 2);
  expect(column.getBiomeId(5, 0, 15)).toBe(2);
  column.setSkyLight(-1, 0, 16, 3);
  column.setBlockLight(-1, 0, 16, 4);
  expect([column.getSkyLight(15, 0, 0), column.getBlockLight(15, 0, 0)]).toEqual([3, 4]);
});

it.each([-17, 16, 1000])(
  'blocks and biomes at y = %d are not there, as in prismarine-chunk',
  (y) => {
    const stock = new (stockClass('1.19.4'))(HEIGHT);
    stock.setBlockStateId({ x: 1, y, z: 1 }, 5);
    column.setBlockStateId(1, y, 1, 5);
    column.setBiomeId(1, y, 1, 5);
    expect(column.getBlockStateId(1, y, 1)).toBe(stock.getBlockStateId({ x: 1, y, z: 1 }));
    expect([column.getBlockStateId(1, y, 1), column.getBiomeId(1, y, 1)]).toEqual([0, 0]);
    expect(Buffer.compare(Buffer.from(column.dump()), stock.dump())).toBe(0);
  },
);

it('light has one section more above and below, and is refused beyond', () => {
  for (const y of [-32, 31]) {
    column.setSkyLight(1, y, 1, 7);
    expect(column.getSkyLight(1, y, 1)).toBe(7);
  }
  for (const y of [-33, 32]) {
    expect(column.getBlockLight(1, y, 1)).toBe(0);
    expect(() => column.setBlockLight(1, y, 1, 7)).toThrow(
      expect.objectContaining({ code: 'ERR_SANDY_INVALID_ARGUMENT' }),
    );
  }
});
