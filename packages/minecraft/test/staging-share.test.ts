import { expect, it } from '@jest/globals';
import { type ChunkColumn, MalformedChunkError } from '../src/index.js';
import { TestWorld } from './world.js';

const COLUMNS = [3, 5, 7, 11];

/** A column of 24 sections, of which no two and none of another seed are equal. */
function packet(seed: number): Uint8Array {
  const world = new TestWorld();
  const column = world.column(world.owner('writer'));
  for (let i = 0; i < 24 * 128; i++) {
    const y = 16 * (i % 24) - 64 + ((i >> 4) & 15);
    column.setBlockStateId(i & 15, y, (i >> 7) & 15, 1 + ((i * seed) % 97));
  }
  return column.dump();
}

/**
 * Loads columns one by one, beside a neighbour that has the first. @returns the owner's share after
 * each
 */
function load(packets: readonly Uint8Array[], limits: readonly number[]): number[] {
  const world = new TestWorld();
  world.column(world.owner('neighbour')).load(packets[0]!);
  let limitBytes = Infinity;
  const owner = world.owner('bot', (shareBytes) => {
    if (shareBytes > limitBytes) throw new RangeError(`share of ${shareBytes}`);
  });
  const columns: ChunkColumn[] = [];
  return packets.map((bytes, index) => {
    limitBytes = limits[index] ?? Infinity;
    const column = world.column(owner);
    columns.push(column);
    column.load(bytes);
    world.assertValid();
    return world.pool.shareOf(owner.holder);
  });
}

it('a limit on the share refuses a load exactly where the share after it would pass the limit', () => {
  const packets = COLUMNS.map(packet);
  const shares = load(packets, []);
  expect(load(packets, shares)).toEqual(shares); // each load up to its limit, to the byte
  shares.forEach((share, index) => {
    const limits = shares.map((each, i) => (i === index ? share - 1 : each));
    expect(() => load(packets, limits)).toThrow(`share of ${share}`);
  });
});

it("what is staged while a column loads is nobody's share, and gone when the load fails", () => {
  const world = new TestWorld();
  const [owner, other] = [world.owner('bot'), world.owner('other')];
  world.column(other).load(packet(3));
  world.poolRegion.trim(); // the one empty slab that a region may keep
  const before = world.pool.shares();
  const bytes = packet(5);
  expect(() => world.column(owner).load(bytes.subarray(0, bytes.length - 5))).toThrow(
    MalformedChunkError,
  );
  world.poolRegion.trim();
  expect([...world.pool.shares().values()]).toEqual([...before.values()]);
  expect(world.pool.stats().contentCount).toBeGreaterThan(0);
  world.assertValid();
});
