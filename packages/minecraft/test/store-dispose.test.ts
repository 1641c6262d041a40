import { expect, it } from '@jest/globals';
import { FORMAT_1_18, TestWorld } from './world.js';

const HEIGHT = { minY: 0, worldHeight: 32 };

it('a disposed store has nothing in the pool; its columns can be read and closed, not changed', () => {
  const world = new TestWorld();
  const column = world.column(world.owner('bot'), FORMAT_1_18, HEIGHT);
  column.setBlockStateId(1, 2, 3, 7);
  column.reshare();
  const packet = column.dump();
  const { holderCount } = world.pool.stats();

  world.store.dispose();
  world.store.dispose();
  expect(world.pool.stats().holderCount).toBe(holderCount - 1);
  expect(column.getBlockStateId(1, 2, 3)).toBe(7);
  const disposed = expect.objectContaining({ code: 'ERR_SANDY_DISPOSED' });
  expect(() => column.setBlockStateId(1, 2, 3, 8)).toThrow(disposed);
  expect(() => column.load(packet)).toThrow(disposed);
  expect(column.getBlockStateId(1, 2, 3)).toBe(7);

  column.close();
  expect(world.pool.stats().contentCount).toBe(0);
  world.assertValid();
});

it('a limit may dispose the store in the middle of a load, which is then refused as a whole', () => {
  const world = new TestWorld();
  let disposes = false;
  const owner = world.owner('bot', () => {
    if (disposes) world.store.dispose();
  });
  const column = world.column(owner, FORMAT_1_18, HEIGHT);
  const other = world.column(world.owner('other'), FORMAT_1_18, HEIGHT);
  other.setBlockStateId(1, 2, 3, 7);
  const packet = other.dump();
  other.close();
  disposes = true;
  let error: unknown;
  try {
    column.load(packet);
  } catch (thrown) {
    error = thrown;
  }
  world.assertValid();
  expect([0, 7]).toContain(column.getBlockStateId(1, 2, 3));
  expect(column.getBlockStateId(1, 2, 3)).toBe(error === undefined ? 7 : 0);
  column.close();
  expect(world.pool.stats().contentCount).toBe(0);
});
