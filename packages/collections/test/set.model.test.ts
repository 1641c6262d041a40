import { describe, expect, it } from '@jest/globals';
import { FakeRegion } from './support/fake-region.js';
import { stepCount, withSeeds } from './support/random.js';
import { setClasses } from './support/tables.js';
import { assertValidTable, keysInto } from '../src/index.js';

const OPERATIONS = stepCount(20_000);
const CHECK_EVERY = 97;

describe.each(setClasses)('%s does what Set does', (_name, TestedSet) => {
  it.each(['its own memory', 'a region'])('in %s', (place) => {
    withSeeds(4, (random) => {
      const region = place === 'a region' ? new FakeRegion() : undefined;
      const set = new TestedSet({ region });
      const model = new Set<bigint>();
      let spread = 12;
      for (let i = 0; i < OPERATIONS; i++) {
        if (i % 2_000 === 0) spread = 4 + random.below(60);
        const hi = random.below(spread) - (spread >> 1);
        const lo = random.below(spread) - (spread >> 1);
        const key = (BigInt(hi) << 32n) | BigInt(lo >>> 0);
        const choice = random.below(12);
        if (choice < 4) {
          expectSame(set.add(hi, lo), !model.has(key));
          model.add(key);
        } else if (choice < 5) {
          expectSame(set.addBigInt(key), !model.has(key));
          model.add(key);
        } else if (choice < 8) {
          expectSame(set.delete(hi, lo), model.delete(key));
        } else if (choice < 9) {
          expectSame(set.deleteBigInt(key), model.delete(key));
        } else if (choice < 10) {
          expectSame(set.hasBigInt(key), model.has(key));
        } else if (choice < 11) {
          expectSame(set.has(hi, lo), model.has(key));
        } else if (random.below(40) === 0) {
          set.trim();
          region?.moveMemory();
        }
        expectSame(set.size, model.size);
        if (i % CHECK_EVERY === 0) {
          assertValidTable(set);
          expectSameContent([...set], model);
        }
      }
      const hiOut = new Int32Array(set.size);
      const loOut = new Int32Array(set.size);
      const count = keysInto(set, hiOut, loOut);
      const keys = Array.from({ length: count }, (_, i) => {
        return (BigInt(hiOut[i]!) << 32n) | BigInt(loOut[i]! >>> 0);
      });
      expectSameContent(keys, model);
      set.dispose();
      expectSame(region?.liveBytes ?? 0, 0);
    });
  });
});

function expectSame(actual: unknown, expected: unknown): void {
  if (actual !== expected) expect(actual).toBe(expected);
}

function expectSameContent(keys: readonly bigint[], model: Set<bigint>): void {
  expectSame(keys.length, model.size);
  for (const key of keys) expectSame(model.has(key), true);
}
