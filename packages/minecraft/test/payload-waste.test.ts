/**
 * What rounding up to size classes costs on real chunk data. The classes are the allocator's, the
 * data are here.
 */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Heap, type Region, visitBlocks } from '@sandy/allocator';
import { regionColumns, type StockColumn } from './real-data.js';
import { FORMAT_1_18, TestWorld } from './world.js';

const MAXIMUM_WASTE = 0.01;
const LIGHT_BYTES = 2048;
const HEIGHTMAP_BYTES = 37 * 8;
const HEIGHTMAPS = 4; // that the game saves for a column

/** Usable bytes of all blocks of a region. */
function usableBytes(region: Region): number {
  let bytes = 0;
  visitBlocks(region.heap, (_address, byteLength, owner) => {
    if (owner === region) bytes += byteLength;
  });
  return bytes;
}

/** The containers of a dump that are no single value: palette length, and the longs as they are. */
function containersOf(dump: Buffer): { key: string; paletteLength: number; data: Buffer }[] {
  const containers: { key: string; paletteLength: number; data: Buffer }[] = [];
  let position = 0;
  const readVarInt = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = dump[position++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  for (let isBiome = false; position < dump.length; isBiome = !isBiome) {
    const start = position;
    if (!isBiome) position += 2; // solid block count
    const bits = dump[position++]!;
    const paletteLength = bits === 0 || bits > (isBiome ? 3 : 8) ? 0 : readVarInt();
    for (let i = bits === 0 ? -1 : 0; i < paletteLength; i++) readVarInt();
    const byteLength = readVarInt() * 8;
    const data = dump.subarray(position, position + byteLength);
    position += byteLength;
    const key = `${isBiome}${dump.toString('latin1', start, position)}`;
    if (bits > 0) containers.push({ key, paletteLength, data });
  }
  return containers;
}

function lightOf(stock: StockColumn): ArrayLike<number>[] {
  const { skyLight, blockLight } = stock.dumpLight();
  return [...Array.from(skyLight), ...Array.from(blockLight)];
}

describe('all columns of the 1.19.4 region', () => {
  let columns: StockColumn[];
  beforeAll(async () => {
    columns = await regionColumns('1.19.4', Infinity);
    expect(columns.length).toBeGreaterThan(500);
  }, 60_000);

  it('lose less than 1 % by rounding as the content pool keeps them', () => {
    const world = new TestWorld();
    const owner = world.owner('bot');
    const format = { ...FORMAT_1_18, directBlockBits: columns[0]!.maxBitsPerBlock };
    const pieces = new Map<string, number>(); // of equal ones there is one
    for (const stock of columns) {
      const column = world.column(owner, format);
      column.load(stock.dump());
      column.loadLight(stock.dumpLight());
      for (const { key, paletteLength, data } of containersOf(stock.dump())) {
        pieces.set(key, 8 + data.length + 4 * paletteLength);
      }
      for (const light of lightOf(stock)) {
        const isUniform = Array.from(light).every((byte) => byte === light[0]! && byte % 17 === 0);
        if (!isUniform) pieces.set(String(light), LIGHT_BYTES);
      }
    }
    const pieceBytes = [...pieces.values()].reduce((sum, bytes) => sum + bytes, 0);
    const { uniqueBytes } = world.pool.stats();
    expect(uniqueBytes).toBeGreaterThanOrEqual(pieceBytes); // tables of columns come on top
    expect(uniqueBytes).toBeLessThan(pieceBytes * 1.05);
    const waste = (usableBytes(world.poolRegion) - uniqueBytes) / uniqueBytes;
    expect(waste).toBeGreaterThanOrEqual(0);
    expect(waste).toBeLessThanOrEqual(MAXIMUM_WASTE);
  });

  it('lose less than 1 % by rounding as bare entries, light and heightmaps', () => {
    const region = Heap.create().createRegion('bare');
    let askedBytes = 0;
    const allocate = (byteLength: number): void => {
      region.allocate(byteLength);
      askedBytes += byteLength;
    };
    for (const stock of columns) {
      for (const { data } of containersOf(stock.dump())) allocate(data.length);
      for (const light of lightOf(stock)) allocate(light.length);
      for (let i = 0; i < HEIGHTMAPS; i++) allocate(HEIGHTMAP_BYTES);
    }
    expect(askedBytes).toBeGreaterThan(columns.length * 4 * LIGHT_BYTES);
    const waste = (usableBytes(region) - askedBytes) / askedBytes;
    expect(waste).toBeGreaterThanOrEqual(0);
    expect(waste).toBeLessThanOrEqual(MAXIMUM_WASTE);
  });
});

describe('size classes', () => {
  const region = Heap.create().createRegion('payloads');
  const granules = (byteLength: number): number => Math.ceil(byteLength / 16) * 16;

  it.each([4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])('fit a section of %i-bit entries', (bits) => {
    const byteLength = Math.ceil(4096 / Math.floor(64 / bits)) * 8;
    expect(region.usableByteLength(region.allocate(byteLength))).toBe(granules(byteLength));
  });

  it.each([LIGHT_BYTES, HEIGHTMAP_BYTES])('fit %i bytes of light or heights', (byteLength) => {
    expect(region.usableByteLength(region.allocate(byteLength))).toBe(granules(byteLength));
  });
});
