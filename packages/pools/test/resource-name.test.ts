import { describe, expect, it } from '@jest/globals';
import { inspectResources, SharedResourceRegistry, assertResourceName } from '../src/index.js';
import { codeOf, createRegion } from './support.js';

const good = [
  'a',
  '0',
  'textures.common',
  'minecraft:block/stone.png',
  'my-mod/assets/Atlas_2.json',
  'atlas@2.1',
  'a'.repeat(128),
];

const bad: unknown[] = [
  '',
  '.',
  '..',
  '../',
  '../secret',
  'a/../b',
  'a/./b',
  'a/..',
  'a//b',
  'a/',
  '/',
  '/etc/passwd',
  '//host/share',
  '..\\',
  'a\\b',
  'C:\\',
  'C:\\boot.ini',
  'C:/boot.ini',
  'C:boot.ini',
  'file:///etc/passwd',
  'a:b:c',
  ':a',
  'a:',
  '%2e%2e/secret',
  'a%2fb',
  'a\0b',
  'a\0',
  'a\n',
  'a\nb',
  'a b',
  ' a',
  '~root',
  '-rf',
  '.hidden',
  'a/.hidden',
  '__proto__',
  'constructor',
  'prototype',
  '\uff0e\uff0e/secret', // full-width dots
  '\uff41', // a full-width letter
  'é',
  'a\u202egnp.exe',
  'x'.repeat(129),
  'x'.repeat(300),
  'a/'.repeat(150),
  undefined,
  null,
  5,
  Symbol('a'),
  ['a'],
  { toString: () => 'a' },
];

describe('assertResourceName', () => {
  it.each(good)('passes %j', (name) => {
    expect(() => assertResourceName(name)).not.toThrow();
  });

  it('refuses everything else, in one printable line', () => {
    for (const name of bad) {
      let error: unknown;
      try {
        assertResourceName(name);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toMatchObject({ name: 'InvalidNameError', code: 'ERR_SANDY_INVALID_NAME' });
      expect((error as Error).message).toMatch(/^[ -~]{1,400}$/);
    }
  });
});

describe('SharedResourceRegistry', () => {
  it('refuses such names everywhere', async () => {
    const registry = new SharedResourceRegistry(createRegion());
    const owner = registry.createHolder('alpha');
    for (const name of bad as string[]) {
      expect(codeOf(() => registry.register(name, 1))).toBe('ERR_SANDY_INVALID_NAME');
      expect(codeOf(() => registry.tryAcquire(owner, name))).toBe('ERR_SANDY_INVALID_NAME');
      await expect(registry.acquire(owner, name)).rejects.toMatchObject({
        code: 'ERR_SANDY_INVALID_NAME',
      });
    }
    expect(inspectResources(registry).resourceCount).toBe(0);
  });
});
