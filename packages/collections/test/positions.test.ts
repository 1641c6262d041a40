import { describe, expect, it } from '@jest/globals';
import {
  blockKey,
  blockKeyHi,
  blockKeyLo,
  blockKeyX,
  blockKeyY,
  blockKeyZ,
  blockPositionOf,
  chunkKey,
  chunkKeyHi,
  chunkKeyLo,
  chunkKeyX,
  chunkKeyZ,
  chunkPositionOf,
  longHi,
  longLo,
} from '../src/index.js';
import { withSeeds } from './support/random.js';
import { thrownBy } from './support/throwing.js';

/** `BlockPos.asLong` of the game, word for word in bigint. */
const javaBlockKey = (x: number, y: number, z: number): bigint =>
  BigInt.asIntN(
    64,
    ((BigInt(x) & 0x3ffffffn) << 38n) | ((BigInt(z) & 0x3ffffffn) << 12n) | (BigInt(y) & 0xfffn),
  );

/** `ChunkPos.asLong` of the game. */
const javaChunkKey = (x: number, z: number): bigint =>
  BigInt.asIntN(64, (BigInt(x) & 0xffffffffn) | ((BigInt(z) & 0xffffffffn) << 32n));

const xzEdges = [-(2 ** 25), -30_000_000, -(2 ** 20) - 1, -1, 0, 1, 2 ** 20, 2 ** 25 - 1];
const yEdges = [-2048, -64, -1, 0, 1, 319, 2047];

describe('a block position', () => {
  it('has the key of the game, known values', () => {
    expect(blockKey(0, 0, 0)).toBe(0n);
    expect(blockKey(0, -1, 0)).toBe(4095n);
    expect(blockKey(1, 2, 3)).toBe(274877919234n);
    expect(blockKey(-1, -1, -1)).toBe(-1n);
  });

  it('has the key of the game at all edges, and comes back', () => {
    for (const x of xzEdges) {
      for (const y of yEdges) for (const z of xzEdges) expectBlockRoundTrip(x, y, z);
    }
  });

  it('has the key of the game at random places, and comes back', () => {
    withSeeds(3, (random) => {
      for (let i = 0; i < 2_000; i++) {
        expectBlockRoundTrip(random.word() >> 6, random.word() >> 20, random.word() >> 6);
      }
    });
  });

  it.each([
    [2 ** 25, 0, 0],
    [-(2 ** 25) - 1, 0, 0],
    [0, 2048, 0],
    [0, -2049, 0],
    [0, 0, 2 ** 25],
    [0, 0, -(2 ** 25) - 1],
    [0.5, 0, 0],
    [0, 64.5, 0],
    [0, 0, NaN],
    [2 ** 32, 0, 0],
    [0, 0, 1e26],
    [undefined, 0, 0],
    [0, '1', 0],
  ])('(%p, %p, %p) is refused', (x, y, z) => {
    for (const pack of [blockKeyHi, blockKeyLo, blockKey] as ((...xyz: unknown[]) => unknown)[]) {
      expect(thrownBy(() => pack(x, y, z))).toMatchObject({ code: 'ERR_SANDY_INVALID_KEY' });
    }
  });

  function expectBlockRoundTrip(x: number, y: number, z: number): void {
    const hi = blockKeyHi(x, y, z);
    const lo = blockKeyLo(x, y, z);
    const key = javaBlockKey(x, y, z);
    expect([hi, lo]).toEqual([longHi(key), longLo(key)]);
    expect(blockKey(x, y, z)).toBe(key);
    expect([blockKeyX(hi, lo), blockKeyY(hi, lo), blockKeyZ(hi, lo)]).toEqual([x, y, z]);
    expect(blockPositionOf(key)).toEqual({ x, y, z });
  }
});

describe('a chunk position', () => {
  it('has the key of the game, and comes back', () => {
    for (const x of [-(2 ** 31), -1, 0, 1, 1_875_000, 2 ** 31 - 1]) {
      for (const z of [-(2 ** 31), -1, 0, 1, 1_875_000, 2 ** 31 - 1]) {
        const key = javaChunkKey(x, z);
        expect([chunkKeyHi(x, z), chunkKeyLo(x, z)]).toEqual([longHi(key), longLo(key)]);
        expect(chunkKey(x, z)).toBe(key);
        expect([chunkKeyX(z, x), chunkKeyZ(z, x)]).toEqual([x, z]);
        expect(chunkPositionOf(key)).toEqual({ x, z });
      }
    }
  });

  it.each([
    [2 ** 31, 0],
    [0, -(2 ** 31) - 1],
    [0.5, 0],
    [0, NaN],
    [undefined, 0],
    [0, '1'],
  ])('(%p, %p) is refused', (x, z) => {
    for (const pack of [chunkKeyHi, chunkKeyLo, chunkKey] as ((...xz: unknown[]) => unknown)[]) {
      expect(thrownBy(() => pack(x, z))).toMatchObject({ code: 'ERR_SANDY_INVALID_KEY' });
    }
  });

  it('never gives −0', () => {
    expect([chunkKeyHi(-0, -0), chunkKeyLo(-0, -0), blockKeyHi(-0, -0, -0)]).toEqual([0, 0, 0]);
  });
});

describe('the parts of a key', () => {
  it.each([
    [0.5, 0],
    [0, NaN],
    [2 ** 31, 0],
  ])('are refused for the lanes (%p, %p)', (hi, lo) => {
    for (const part of [chunkKeyX, chunkKeyZ, blockKeyX, blockKeyY, blockKeyZ]) {
      expect(thrownBy(() => part(hi, lo))).toMatchObject({ code: 'ERR_SANDY_INVALID_KEY' });
    }
  });

  it('are refused for what is no 64-bit bigint', () => {
    for (const partsOf of [chunkPositionOf, blockPositionOf]) {
      expect(thrownBy(() => partsOf(2n ** 63n))).toMatchObject({ code: 'ERR_SANDY_INVALID_KEY' });
    }
  });
});
