import { describe, expect, it } from '@jest/globals';
import { type ChunkColumn, type LightData, MalformedChunkError } from '../src/index.js';
import { stockClass } from './real-data.js';
import { withSeed } from './random.js';
import { FORMAT_1_18, TestWorld } from './world.js';

const HEIGHT = { minY: 0, worldHeight: 32 };
const NO_LIGHT: LightData = {
  skyLight: [],
  blockLight: [],
  skyLightMask: [],
  blockLightMask: [],
  emptySkyLightMask: [],
  emptyBlockLightMask: [],
};

/** A packet with a palette, global ids and single values in it. */
function somePacket(): Buffer {
  const Stock = stockClass('1.19.4');
  const stock = new Stock(HEIGHT);
  for (let i = 0; i < 300; i++) {
    stock.setBlockStateId({ x: i & 15, y: i >> 8, z: (i >> 4) & 15 }, i * 3);
  }
  stock.setBlockStateId({ x: 1, y: 20, z: 1 }, 7);
  stock.setBiome({ x: 0, y: 20, z: 0 }, 5);
  return stock.dump();
}

function content(column: ChunkColumn): unknown {
  return { bytes: [...column.dump()], light: column.dumpLight() };
}

function codeOf(body: () => void): string | undefined {
  try {
    body();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return undefined;
}

describe('broken packets', () => {
  it('cut at any length are refused, the column stays as it was and nothing is kept', () => {
    const world = new TestWorld();
    const owner = world.owner('bot');
    const column = world.column(owner, FORMAT_1_18, HEIGHT);
    column.setBlockStateId(1, 1, 1, 42);
    const packet = somePacket();
    const before = content(column);
    const { contentCount, heldBytes } = world.pool.stats();
    for (let length = 0; length < packet.length; length += length < 64 ? 1 : 61) {
      expect(codeOf(() => column.load(packet.subarray(0, length)))).toBe(
        'ERR_SANDY_MALFORMED_CHUNK',
      );
    }
    expect(content(column)).toEqual(before);
    expect(world.pool.stats()).toMatchObject({ contentCount, heldBytes });
    world.assertValid();
  });

  const headers: [string, number[]][] = [
    ['too many bits', [0, 0, 17]],
    ['an empty palette', [0, 0, 4, 0]],
    ['a palette beyond any', [0, 0, 4, 0xff, 0xff, 0xff, 0x7f]],
    ['a negative palette length', [0, 0, 4, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['an endless VarInt', [0, 0, 4, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ['a data length that lies', [0, 0, 4, 1, 0, 5]],
    ['a negative single value', [0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0]],
  ];
  it.each(headers)('with %s are refused', (_name, bytes) => {
    const world = new TestWorld();
    const column = world.column(world.owner('bot'), FORMAT_1_18, HEIGHT);
    const packet = Uint8Array.from([...bytes, ...new Array<number>(5000).fill(0)]);
    expect(() => column.load(packet)).toThrow(MalformedChunkError);
    expect(world.pool.stats().contentCount).toBe(0);
  });

  it('with bytes changed at random are refused or read, and never break the store', () => {
    withSeed((random) => {
      const world = new TestWorld();
      const column = world.column(world.owner('bot'), FORMAT_1_18, HEIGHT);
      const packet = somePacket();
      for (let round = 0; round < 300; round++) {
        const broken = Uint8Array.from(packet);
        for (let i = random.below(4); i >= 0; i--) broken[random.below(200)] = random.below(256);
        expect([undefined, 'ERR_SANDY_MALFORMED_CHUNK']).toContain(
          codeOf(() => column.load(broken)),
        );
        for (let i = 0; i < 50; i++) {
          const state = column.getBlockStateId(
            random.below(16),
            random.below(32),
            random.below(16),
          );
          expect(Number.isInteger(state)).toBe(true);
        }
      }
      column.close();
      world.assertValid();
      expect(world.pool.stats().contentCount).toBe(0);
    });
  });

  it('with light sections missing or too short leave the light as it was', () => {
    const world = new TestWorld();
    const column = world.column(world.owner('bot'), FORMAT_1_18, HEIGHT);
    column.setSkyLight(1, 1, 1, 9);
    const before = content(column);
    const mask: [number, number][] = [[0, 0b11]];
    for (const skyLight of [[], [new Uint8Array(2048)], [new Uint8Array(2048), [1, 2, 3]]]) {
      expect(codeOf(() => column.loadLight({ ...NO_LIGHT, skyLight, skyLightMask: mask }))).toBe(
        'ERR_SANDY_MALFORMED_CHUNK',
      );
    }
    expect(content(column)).toEqual(before);
    world.assertValid();
  });

  it('with masks of more bits than there are sections load what there is', () => {
    const world = new TestWorld();
    const column = world.column(world.owner('bot'), FORMAT_1_18, HEIGHT);
    const all: [number, number][] = [
      [-1, -1],
      [-1, -1],
    ];
    column.loadLight({ ...NO_LIGHT, emptySkyLightMask: all });
    expect(column.dumpLight().emptySkyLightMask).toEqual([[0, 0b1111]]);
  });
});

describe('a limit that refuses', () => {
  it('leaves the column as it was, whichever charge it refuses', () => {
    const packet = somePacket();
    for (const action of ['load', 'light', 'block'] as const) {
      for (let allowed = 0; allowed < 3; allowed++) {
        const world = new TestWorld();
        let left = Infinity;
        const owner = world.owner('bot', () => {
          if (left-- <= 0) throw Object.assign(new Error('limit'), { code: 'LIMIT' });
        });
        const column = world.column(owner, FORMAT_1_18, HEIGHT);
        column.setBlockStateId(3, 3, 3, 9);
        const before = content(column);
        left = allowed;
        const code = codeOf(() => {
          if (action === 'load') column.load(packet);
          if (action === 'light') {
            const skyLight = [Uint8Array.from({ length: 2048 }, (_, i) => i & 255)];
            column.loadLight({ ...NO_LIGHT, skyLight, skyLightMask: [[0, 1]] });
          }
          if (action === 'block') column.setBlockStateId(4, 4, 4, 10);
        });
        if (code !== undefined) {
          expect(code).toBe('LIMIT');
          left = Infinity;
          expect(content(column)).toEqual(before);
        }
        world.assertValid();
      }
    }
  });

  it('of the region leaves a written column readable and consistent', () => {
    for (let refusedAt = 0; refusedAt < 4; refusedAt++) {
      const world = new TestWorld();
      const holder = world.pool.createHolder('bot');
      let charges = 0;
      const account = {
        charge() {
          if (charges++ === refusedAt) throw Object.assign(new Error('limit'), { code: 'LIMIT' });
        },
        release() {},
      };
      const region = world.heap.createRegion('bot', { account });
      const column = world.column({ holder, region }, FORMAT_1_18, HEIGHT);
      column.load(somePacket());
      const before = content(column);
      let refused = 0;
      for (let i = 0; i < 512 && refused === 0; i++) {
        const snapshot = content(column);
        const code = codeOf(() => column.setBlockStateId(i & 15, i >> 4, 5, 20_000 + i));
        if (code === undefined) continue;
        refused++;
        expect(code).toBe('LIMIT');
        // What reads as air or stone before reads so after; only how it is stored may have changed.
        expect(content(column)).toEqual(snapshot);
      }
      expect(content(column)).not.toEqual(refused === 0 ? before : undefined);
      column.close();
      world.assertValid();
      expect(region.stats().liveBytes).toBe(0);
    }
  });
});

describe('copy on write', () => {
  it('gives the writer a copy of one piece and leaves every other column as it was', () => {
    const world = new TestWorld();
    const [a, b] = [world.owner('a'), world.owner('b')];
    const packet = somePacket();
    const [mine, theirs] = [a, b].map((owner) => {
      const column = world.column(owner, FORMAT_1_18, HEIGHT);
      column.load(packet);
      return column;
    }) as [ChunkColumn, ChunkColumn];
    const before = content(theirs);
    const { uniqueBytes } = world.pool.stats();

    mine.setBlockStateId(0, 0, 0, 12345);

    expect(mine.getBlockStateId(0, 0, 0)).toBe(12345);
    expect(content(theirs)).toEqual(before);
    expect(world.pool.stats().uniqueBytes).toBe(uniqueBytes);
    expect(b.region.stats().liveBytes).toBe(0);
    expect(a.region.stats().liveBytes).toBeGreaterThan(0);

    theirs.setBlockStateId(0, 0, 0, 12345);
    mine.reshare();
    theirs.reshare();
    expect(a.region.stats().liveBytes + b.region.stats().liveBytes).toBe(0);
    mine.close();
    theirs.close();
    expect(world.pool.stats().contentCount).toBe(0);
    world.assertValid();
  });
});

describe('a closed column', () => {
  it('throws a typed error at every use, and closing again does nothing', () => {
    const world = new TestWorld();
    const column = world.column(world.owner('bot'), FORMAT_1_18, HEIGHT);
    column.load(somePacket());
    column.close();
    column.close();
    const uses: (() => void)[] = [
      () => column.getBlockStateId(0, 0, 0),
      () => column.getBiomeId(0, 0, 0),
      () => column.getSkyLight(0, 0, 0),
      () => column.setBlockStateId(0, 0, 0, 1),
      () => column.setBiomeId(0, 0, 0, 1),
      () => column.setBlockLight(0, 0, 0, 1),
      () => column.load(somePacket()),
      () => column.loadLight(NO_LIGHT),
      () => void column.dump(),
      () => void column.dumpLight(),
      () => column.reshare(),
    ];
    for (const use of uses) expect(codeOf(use)).toBe('ERR_SANDY_UNLOADED');
    world.assertValid();
  });
});

describe('bad arguments', () => {
  it('are refused with the range that was expected', () => {
    const world = new TestWorld();
    const owner = world.owner('bot');
    const column = world.column(owner, FORMAT_1_18, HEIGHT);
    for (const id of [-1, 1.5, NaN, 2 ** 31, 2 ** 53]) {
      expect(codeOf(() => column.setBlockStateId(0, 0, 0, id))).toBe('ERR_SANDY_INVALID_ARGUMENT');
      expect(codeOf(() => column.setBiomeId(0, 0, 0, id))).toBe('ERR_SANDY_INVALID_ARGUMENT');
    }
    // More than 15 bits: would be cut off once a section's palette is full.
    expect(codeOf(() => column.setBlockStateId(0, 0, 0, 32_768))).toBe(
      'ERR_SANDY_INVALID_ARGUMENT',
    );
    for (const level of [-1, 16, 0.5, NaN]) {
      expect(codeOf(() => column.setSkyLight(0, 0, 0, level))).toBe('ERR_SANDY_INVALID_ARGUMENT');
    }
    expect(codeOf(() => column.setSkyLight(0, 1000, 0, 3))).toBe('ERR_SANDY_INVALID_ARGUMENT');
    for (const y of [-1, 32, 1e26, -(2 ** 31), 2 ** 31]) {
      expect([0, 0]).toEqual([column.getBlockStateId(0, y, 0), column.getBiomeId(0, y, 0)]);
    }
    for (const height of [
      { minY: 1, worldHeight: 32 },
      { minY: 0, worldHeight: 0 },
      { minY: 0, worldHeight: 8192 },
      { minY: NaN, worldHeight: 32 },
    ]) {
      expect(codeOf(() => world.column(owner, FORMAT_1_18, height))).toBe(
        'ERR_SANDY_INVALID_ARGUMENT',
      );
    }
  });
});
