import { expect, it } from '@jest/globals';
import { TestWorld } from './world.js';

it('an owner of another heap is refused: its copies could not be told from shared content', () => {
  const [world, other] = [new TestWorld(), new TestWorld()];
  const { holder } = world.owner('bot');
  const { region } = other.owner('bot');
  expect(() => world.column({ holder, region })).toThrow(
    expect.objectContaining({ code: 'ERR_SANDY_INVALID_ARGUMENT' }),
  );
});
