import { describe, expect, it } from '@jest/globals';
import { type Random, stepCount, withSeed } from './random.js';
import { type Setup, setUp } from './setup.js';
import { type TestBlock, type TestColumn, VERSIONS } from './versions.js';
import { assertValidPool, ContentPool } from '@sandy/memory';

const HEIGHT = { minY: -64, worldHeight: 384 };
const MASKS = [
  'skyLightMask',
  'blockLightMask',
  'emptySkyLightMask',
  'emptyBlockLightMask',
] as const;

interface Pair {
  ours: TestColumn;
  stock: TestColumn;
}

/** What a block is, without the classes around it. */
function plain(block: TestBlock): unknown {
  try {
    return JSON.parse(JSON.stringify(block));
  } catch (error) {
    return String(error); // prismarine-block cannot read a sign whose block entity is none
  }
}

/** One random call on both; what they return must be alike. */
function step(pair: Pair, random: Random): void {
  const { ours, stock } = pair;
  const p = { x: random.below(16), y: random.below(400) - 72, z: random.below(16) };
  const lit = { ...p, y: random.below(384) - 64 };
  const state = random.below([3, 40, 1000, 20_000][random.below(4)]!);
  const both = (call: (column: TestColumn) => unknown) => {
    expect(call(ours)).toEqual(call(stock));
  };
  switch (random.below(14)) {
    case 0:
      return both((column) => column.getBlockType(p));
    case 1:
      return both((column) => column.getBlockData(p));
    case 2:
      return both((column) => plain(column.getBlock(p)));
    case 3:
      return both((column) => column.setBlock(lit, stock.getBlock({ ...lit, y: 3 })));
    case 4:
      return both((column) => column.setBiome(p, random.seed % 8));
    case 5: {
      const level = random.below(16);
      both((column) => column.setSkyLight(lit, level));
      return both((column) => column.getSkyLight(lit));
    }
    case 6: {
      const level = random.below(16);
      both((column) => column.setBlockLight(lit, level));
      return both((column) => column.getBlockLight(lit));
    }
    case 7: {
      const entity = { x: p.x, id: state };
      both((column) => column.setBlockEntity(p, entity));
      return both((column) => column.getBlockEntity(p));
    }
    case 8:
      return both((column) => column.getSection(lit).get({ ...lit, y: lit.y & 15 }));
    case 9:
      return both((column) => column.getSection(lit).palette);
    case 10:
      return both((column) => column.setBlockType(p, random.seed % 200));
    case 11:
      return both((column) => column.getBiome(p));
    default:
      both((column) => column.setBlockStateId(p, state));
      return both((column) => column.getBlockStateId(p));
  }
}

function expectAlike({ ours, stock }: Pair): void {
  expect(Buffer.compare(ours.dump() as Buffer, stock.dump() as Buffer)).toBe(0);
  expect(ours.dumpLight()).toEqual(stock.dumpLight());
  expect(ours.blockEntities).toEqual(stock.blockEntities);
  expect(ours.toJson()).toBe(stock.toJson());
  expect(ours.getMask()).toBe(stock.getMask());
  for (const mask of MASKS) expect(ours[mask].toLongArray()).toEqual(stock[mask].toLongArray());
  for (const light of ['skyLightSections', 'blockLightSections'] as const) {
    const words = (column: TestColumn) => column[light].map((section) => section?.data ?? null);
    expect(words(ours)).toEqual(words(stock));
  }
  for (let i = 0; i < 24; i++) {
    expect(ours.sections[i]!.solidBlockCount).toBe(stock.sections[i]!.solidBlockCount);
    expect(ours.sections[i]!.palette).toEqual(stock.sections[i]!.palette);
    expect(ours.sections[i]!.toJson()).toBe(stock.sections[i]!.toJson());
  }
}

function newPair({ Chunk, Stock }: Setup): Pair {
  return { ours: new Chunk(HEIGHT), stock: new Stock(HEIGHT) };
}

describe.each(VERSIONS)('prismarine-chunk for %s', (version) => {
  const setup = setUp(version);

  it('and ours answer alike through the whole interface', () => {
    withSeed((random) => {
      const pairs = [newPair(setup), newPair(setup)];
      const steps = stepCount(4000);
      for (let i = 0; i < steps; i++) step(pairs[random.below(2)]!, random);
      for (const pair of pairs) expectAlike(pair);
      assertValidPool(setup.manager.sharedStore(ContentPool));
    });
  });

  it('and ours take each other’s dumps, light and JSON', () => {
    withSeed((random) => {
      const pair = newPair(setup);
      for (let i = 0; i < 300; i++) step(pair, random);
      const light = pair.stock.dumpLight();
      const loaded = newPair(setup);
      for (const column of [loaded.ours, loaded.stock]) {
        column.load(pair.stock.dump());
        column.loadParsedLight(
          light.skyLight,
          light.blockLight,
          light.skyLightMask,
          light.blockLightMask,
          light.emptySkyLightMask,
          light.emptyBlockLightMask,
        );
      }
      expect(Buffer.compare(loaded.ours.dump() as Buffer, pair.ours.dump() as Buffer)).toBe(0);
      expect(loaded.ours.dumpLight()).toEqual(loaded.stock.dumpLight());

      const json = pair.stock.toJson();
      const parsed = setup.Chunk.fromJson(json) as TestColumn;
      const stockParsed = setup.Stock.fromJson(json) as TestColumn;
      expect(Buffer.compare(parsed.dump() as Buffer, pair.ours.dump() as Buffer)).toBe(0);
      expect(parsed.blockEntities).toEqual(stockParsed.blockEntities);
    });
  });

  it('are instances of one class to the eye', () => {
    const { ours, stock } = newPair(setup);
    expect(ours.minY).toBe(stock.minY);
    expect(ours.worldHeight).toBe(stock.worldHeight);
    expect(ours.maxBitsPerBlock).toBe(stock.maxBitsPerBlock);
    expect(ours.sections).toHaveLength(stock.sections.length);
    expect(setup.Chunk.section).toBeDefined();
    expect(setup.Chunk.name.length).toBeGreaterThan(0);
  });
});
