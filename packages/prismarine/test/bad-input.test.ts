import { afterEach, describe, expect, it } from '@jest/globals';
import { MemoryManager } from '@sandy/memory';
import dropIn, { defaultManager, loader, shareWorld, useManager } from '../src/index.js';

/** For what JavaScript lets through and TypeScript does not. */
type Loose = (...values: unknown[]) => unknown;

const CALLS: readonly [name: string, call: Loose][] = [
  ['shareWorld', shareWorld as Loose],
  ['useManager', useManager as Loose],
];

describe('a program without types', () => {
  const manager = new MemoryManager();
  afterEach(() => useManager(manager));

  describe.each(CALLS)('that calls %s', (_, call) => {
    it.each([
      [[], 'manager: expected a MemoryManager, got undefined'],
      [[null], 'manager: expected a MemoryManager, got null'],
      [[{}], 'manager: expected a MemoryManager, got object'],
      [[{ mod: 'miner' }], 'manager: expected a MemoryManager, got object'],
      [[MemoryManager], 'manager: expected a MemoryManager, got function'],
      [[manager, 'miner'], 'options: expected { mod }, got "miner"'],
      [[manager, null], 'options: expected { mod }, got null'],
      [[manager, { name: 'miner' }], 'options: expected { mod }, got "name"'],
    ])('with %p learns what is missing', (values, message) => {
      useManager(manager);
      expect(() => call(...values)).toThrow(
        expect.objectContaining({ code: 'ERR_SANDY_INVALID_ARGUMENT', message }),
      );
      expect(defaultManager()).toBe(manager);
    });

    it.each(['bad name!', '', 7, null, 'constructor', 'sandy-memory'])(
      'learns that no mod is called %p',
      (mod) => {
        expect(() => call(manager, { mod })).toThrow(
          expect.objectContaining({ code: 'ERR_SANDY_INVALID_NAME' }),
        );
      },
    );
  });

  it('learns that an account which it made itself has the name', () => {
    manager.ledger.createAccount('textures');
    for (const [, call] of CALLS) {
      expect(() => call(manager, { mod: 'textures' })).toThrow(
        'mod: expected a name that is not reserved, got "textures"',
      );
    }
  });

  it('learns that the host’s name is taken, while the loader may name the host', () => {
    expect(() => shareWorld(manager, { mod: 'host' })).toThrow(
      expect.objectContaining({ code: 'ERR_SANDY_INVALID_NAME' }),
    );
    useManager(manager, { mod: 'host' });
    expect(() => loader('1.19.4')).not.toThrow();
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [1.19, '1.19'],
    [{}, 'object'],
    [{ version: null }, 'object'],
    [{ version: { type: 'pc' } }, 'object'],
  ])('learns that %p is no version', (version, got) => {
    for (const load of [loader, dropIn] as Loose[]) {
      expect(() => load(version)).toThrow(
        expect.objectContaining({
          code: 'ERR_SANDY_INVALID_ARGUMENT',
          message: `version: expected one such as '1.19.4', or a registry, got ${got}`,
        }),
      );
    }
  });
});
