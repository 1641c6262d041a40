import { afterEach, expect, it, jest } from '@jest/globals';
import { MemoryManager } from '@sandy/memory';
import * as first from '../src/index.js';
import type { TestClass } from './versions.js';

const SLOT = Symbol.for('@sandy/prismarine.manager');
const slots = globalThis as { [SLOT]?: { form: number } | undefined };
const HEIGHT = { minY: 0, worldHeight: 32 };

afterEach(() => {
  delete slots[SLOT];
});

/** The package once more, and all below it, as npm installs it under a second name. */
async function anotherCopy(): Promise<typeof first> {
  jest.resetModules();
  const copy = await import('../src/index.js');
  expect(copy.useManager).not.toBe(first.useManager);
  return copy;
}

it('a manager chosen in one copy of the package holds what the loader of another makes', async () => {
  const second = await anotherCopy();
  const manager = new MemoryManager();
  first.useManager(manager, { mod: 'server' });
  expect(second.defaultManager()).toBe(manager);
  const Chunk = second.loader('1.19.4') as unknown as TestClass;
  const chunk = new Chunk(HEIGHT);
  chunk.setBlockStateId({ x: 1, y: 1, z: 1 }, 5);
  expect(chunk.getBlockStateId({ x: 1, y: 1, z: 1 })).toBe(5);
  expect(manager.getMemoryStats('server').ownBytes).toBeGreaterThan(0);
  manager.dispose();
});

it('without a choice, all copies use one manager', async () => {
  const second = await anotherCopy();
  expect(second.defaultManager()).toBe(first.defaultManager());
});

it('a copy that does not know the form of what another chose refuses, and leaves it', () => {
  const theirs = { form: 2 };
  slots[SLOT] = theirs;
  for (const use of [
    () => first.useManager(new MemoryManager()),
    () => first.defaultManager(),
    () => first.loader('1.19.4'),
  ]) {
    expect(use).toThrow(expect.objectContaining({ code: 'ERR_SANDY_INVALID_ARGUMENT' }));
  }
  expect(slots[SLOT]).toBe(theirs);
});
