import { describe, expect, it } from '@jest/globals';
import type { ChunkColumn } from '../src/index.js';
import { type StockColumn, stockClass } from './real-data.js';
import { type Random, stepCount, withSeed } from './random.js';
import { FORMAT_1_18, TestWorld } from './world.js';

const HEIGHT = { minY: -32, worldHeight: 64 };

interface Pair {
  ours: ChunkColumn;
  stock: StockColumn;
}

/** Block states in clusters, so that palettes grow one by one, sometimes past 256. */
function randomState(random: Random): number {
  const range = [2, 20, 400, 20000][random.below(4)]!;
  return random.below(range);
}

function edit(pair: Pair, random: Random): void {
  const { ours, stock } = pair;
  const position = { x: random.below(16), y: random.below(64) - 32, z: random.below(16) };
  const { x, y, z } = position;
  switch (random.below(8)) {
    case 0: {
      // Up to 8: prismarine-chunk writes wider biome palettes with 8 bits and reads them with 7.
      const biome = random.below(8);
      ours.setBiomeId(x, y, z, biome);
      stock.setBiome(position, biome);
      break;
    }
    case 1: {
      const level = random.below(16);
      ours.setSkyLight(x, y, z, level);
      stock.setSkyLight(position, level);
      break;
    }
    case 2: {
      const level = random.below(16);
      ours.setBlockLight(x, y, z, level);
      stock.setBlockLight(position, level);
      break;
    }
    default: {
      const state = randomState(random);
      ours.setBlockStateId(x, y, z, state);
      stock.setBlockStateId(position, state);
    }
  }
}

function expectEqual({ ours, stock }: Pair, random: Random): void {
  expect(Buffer.compare(ours.dump(), stock.dump())).toBe(0);
  expect(ours.dumpLight()).toEqual(stock.dumpLight());
  for (let i = 0; i < 64; i++) {
    const position = { x: random.below(16), y: random.below(96) - 48, z: random.below(16) };
    const { x, y, z } = position;
    expect(ours.getBlockStateId(x, y, z)).toBe(stock.getBlockStateId(position));
    expect(ours.getBiomeId(x, y, z)).toBe(stock.getBiome(position));
    expect(ours.getSkyLight(x, y, z)).toBe(stock.getSkyLight(position));
    expect(ours.getBlockLight(x, y, z)).toBe(stock.getBlockLight(position));
  }
}

describe('random edits beside prismarine-chunk', () => {
  it('keep several columns equal, whoever shares with whom', () => {
    withSeed((random) => {
      const Stock = stockClass('1.19.4');
      const world = new TestWorld();
      const owners = [world.owner('a'), world.owner('b')];
      const format = { ...FORMAT_1_18, directBlockBits: new Stock(HEIGHT).maxBitsPerBlock };
      const pairs: Pair[] = Array.from({ length: 4 }, (_, i) => ({
        ours: world.column(owners[i % 2]!, format, HEIGHT),
        stock: new Stock(HEIGHT),
      }));
      const steps = stepCount(20_000);
      for (let step = 0; step < steps; step++) {
        const pair = pairs[random.below(pairs.length)]!;
        const choice = random.below(400);
        if (choice === 0) pair.ours.reshare();
        else if (choice === 1) copyOnto(pair, pairs[random.below(pairs.length)]!, Stock);
        else if (choice === 2) expectEqual(pair, random);
        else edit(pair, random);
        if (step % 2500 === 0) world.assertValid();
      }
      for (const pair of pairs) expectEqual(pair, random);
      for (const { ours } of pairs) ours.close();
      world.assertValid();
      expect(world.pool.stats().contentCount).toBe(0);
      expect(owners.map(({ region }) => region.stats().liveBytes)).toEqual([0, 0]);
    });
  });
});

/** Loads the content of one pair's columns into the other pair's, as a packet would. */
function copyOnto(from: Pair, to: Pair, Stock: ReturnType<typeof stockClass>): void {
  const bytes = from.stock.dump();
  const light = from.stock.dumpLight();
  to.stock = new Stock(HEIGHT);
  to.stock.load(bytes);
  to.ours.load(bytes);
  // Light merges into what is there; a fresh column of prismarine-chunk has none, so ours gives up
  // its own.
  to.ours.loadLight(withoutLight());
  const all = [
    light.skyLight,
    light.blockLight,
    light.skyLightMask,
    light.blockLightMask,
    light.emptySkyLightMask,
    light.emptyBlockLightMask,
  ];
  const empty = withoutLight();
  to.stock.loadParsedLight(...Object.values(empty));
  to.stock.loadParsedLight(...all);
  to.ours.loadLight(light);
}

/** Every section empty, in the order of loadParsedLight's parameters. */
function withoutLight() {
  const all: [number, number][] = [[0, 0b111111]];
  return {
    skyLight: [],
    blockLight: [],
    skyLightMask: [],
    blockLightMask: [],
    emptySkyLightMask: all,
    emptyBlockLightMask: all,
  };
}
