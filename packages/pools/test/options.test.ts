import { describe, expect, it } from '@jest/globals';
import { ContentPool, SharedResourceRegistry } from '../src/index.js';
import { codeOf, createRegion } from './support.js';

describe('options that there are none of', () => {
  const pool = new ContentPool(createRegion());
  const registry = new SharedResourceRegistry(createRegion());

  it.each([[{ limit: 5 }], [{ oncharge: () => undefined }], [5], ['x'], [null]])(
    'are refused: %p',
    (options) => {
      const wrong = options as object;
      const calls = [
        () => new ContentPool(createRegion(), wrong),
        () => pool.createHolder('miner', wrong),
        () => registry.createHolder('miner', wrong),
        () => registry.register('atlas', 1, wrong),
      ];
      for (const call of calls) expect(codeOf(call)).toBe('ERR_SANDY_INVALID_ARGUMENT');
      expect([pool.stats().holderCount, registry.stats().holderCount]).toEqual([0, 0]);
      expect(registry.has('atlas')).toBe(false);
    },
  );

  it('are those that nobody has named', () => {
    const region = createRegion();
    expect(ContentPool.create({ region, seed: 1 }).disposed).toBe(false);
    registry.register('atlas', { a: 1 }, { byteLength: 5, keepLoaded: true });
    expect(registry.has('atlas')).toBe(true);
  });
});
