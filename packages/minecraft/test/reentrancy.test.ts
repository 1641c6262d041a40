import { describe, expect, it } from '@jest/globals';
import type { ChunkColumn } from '../src/index.js';
import { stockClass } from './real-data.js';
import { FORMAT_1_18, TestWorld } from './world.js';

const HEIGHT = { minY: 0, worldHeight: 32 };

function packet(seed: number): Buffer {
  const stock = new (stockClass('1.19.4'))(HEIGHT);
  for (let i = 0; i < 600; i++) {
    const position = { x: i & 15, y: i >> 8, z: (i >> 4) & 15 };
    stock.setBlockStateId(position, (i * seed) % 190);
  }
  return stock.dump();
}

/** A world whose owner's every charge runs `callback` once it is set. */
function setUp() {
  const world = new TestWorld();
  let callback: (() => void) | undefined;
  const run = () => {
    const once = callback;
    callback = undefined; // its own charges do not run it again
    once?.();
  };
  const holder = world.pool.createHolder('bot', { onCharge: run });
  const region = world.heap.createRegion('bot', { account: { charge: run, release() {} } });
  const column = () => world.column({ holder, region }, FORMAT_1_18, HEIGHT);
  return { world, region, column, onNextCharge: (next: () => void) => (callback = next) };
}

const changes: [string, (column: ChunkColumn) => void][] = [
  ['load', (column) => column.load(packet(7))],
  ['setBlockStateId', (column) => column.setBlockStateId(1, 2, 3, 77)],
  ['setSkyLight', (column) => column.setSkyLight(1, 2, 3, 7)],
];

describe.each(changes)('a callback that runs in the middle of %s', (_name, change) => {
  it('may load and write other columns; both come out right', () => {
    const { world, column, onNextCharge } = setUp();
    // Of another owner: its pages and contents must not spare `mine` the charge.
    const alone = new TestWorld();
    const model = alone.column(alone.owner('model'), FORMAT_1_18, HEIGHT);
    change(model);
    const [mine, other] = [column(), column()];
    onNextCharge(() => {
      other.load(packet(3));
      other.setBlockStateId(0, 0, 0, 99);
    });
    change(mine);
    expect(Buffer.compare(mine.dump(), model.dump())).toBe(0);
    expect(mine.dumpLight()).toEqual(model.dumpLight());
    expect(other.getBlockStateId(0, 0, 0)).toBe(99);
    expect(other.getBlockStateId(1, 0, 0)).toBe(3);
    for (const each of [mine, other]) each.close();
    expect(world.pool.stats().contentCount).toBe(0);
  });

  it('may close the column, which then ends with nothing held', () => {
    const { world, region, column, onNextCharge } = setUp();
    const mine = column();
    onNextCharge(() => mine.close());
    change(mine);
    expect(() => mine.getBlockStateId(0, 0, 0)).toThrow(
      expect.objectContaining({ code: 'ERR_SANDY_UNLOADED' }),
    );
    expect(world.pool.stats().contentCount).toBe(0);
    expect(region.stats().liveBytes).toBe(0);
  });

  it('is refused when it changes the column itself', () => {
    const { column, onNextCharge } = setUp();
    const mine = column();
    let code: unknown;
    onNextCharge(() => {
      try {
        change(mine);
      } catch (error) {
        code = (error as { code?: string }).code;
      }
    });
    change(mine);
    expect(code).toBe('ERR_SANDY_REENTRANT_CHANGE');
  });
});
