/** Attacks on shared maps, counted in slots that searches pass, not in time. */
import { describe, expect, it } from '@jest/globals';
import { mixInt, mixLong, seedFrom } from '../src/hashing.js';
import { assertValidSharedMap } from '../src/index.js';
import { internals } from '../src/internals.js';
import { randomFrom } from './support/random.js';
import { sharedKinds } from './support/shared-kinds.js';
import type { SharedWriting } from './support/shared-kinds.js';

const KEYS = 400;
/** Bits of 27 in which the hashes of crafted keys may differ: they share a slot of 2^12. */
const FREE_BITS = 15;

/** Mean and greatest number of slots to a key, and new seeds. */
function probesOf(map: SharedWriting): { mean: number; longest: number; reseedCount: number } {
  const [, words, bits, stride, hashOf, reseedCount = 0] = map[internals]();
  let [total, longest, count] = [0, 0, 0];
  for (let slot = 0; slot < 2 ** bits; slot++) {
    const [hi, lo] = [words[slot * stride]!, words[slot * stride + stride - 2]!];
    if ((hi | lo) === 0) continue;
    const distance = (slot - (hashOf(hi, lo) >>> (27 - bits)) + 2 ** bits) % 2 ** bits;
    total += distance + 1;
    longest = Math.max(longest, distance + 1);
    count++;
  }
  return { mean: total / count, longest, reseedCount };
}

describe.each(sharedKinds)('$name', ({ name, Writer, key }) => {
  const isLong = key(0).length > 1;
  const [offset, ...multipliers] = seedFrom(7);
  const hashOf = (hi: number, lo: number): number =>
    isLong
      ? mixLong(hi, lo, offset, ...multipliers)
      : mixInt(lo, offset, multipliers[0], multipliers[1]);

  function* keys(isCrafted: boolean): Iterable<number[]> {
    const random = randomFrom(1);
    for (let count = 0; count < KEYS;) {
      const [hi, lo] = [random.word(), random.word()];
      if (isCrafted && hashOf(hi, lo) >>> FREE_BITS !== 0) continue;
      count++;
      yield isLong ? [hi, lo] : [lo];
    }
  }

  function filled(isCrafted: boolean): SharedWriting {
    const map = new Writer({ seed: 7 });
    for (const words of keys(isCrafted)) map.set(...words, 1);
    assertValidSharedMap(map);
    return map;
  }

  it(`${name} draws another seed where somebody knows the first, and random keys never make it`, () => {
    const usual = probesOf(filled(false));
    expect(usual.reseedCount).toBe(0);
    expect(usual.mean).toBeLessThan(2.5);
    const attacked = probesOf(filled(true));
    expect(attacked.reseedCount).toBeGreaterThan(0);
    expect(attacked.reseedCount).toBeLessThan(5);
    expect(attacked.mean).toBeLessThan(usual.mean * 2);
    expect(attacked.longest).toBeLessThan(usual.longest * 4);
  });

  it('has a seed of its own, which is not in the order of its keys', () => {
    const orders = [1, 2].map(() => {
      const map = new Writer();
      for (let i = 0; i < 100; i++) map.set(...key(i), i);
      return [...map.values()].join();
    });
    expect(orders[0]).not.toBe(orders[1]);
  });

  it('is not flooded by keys copied in the order of another table', () => {
    const source = new Writer();
    for (let i = 1; i <= 20_000; i++) source.set(...key(i), i);
    const copy = new Writer();
    source.forEach((value, ...words) => copy.set(...words, value));
    expect(probesOf(copy).mean).toBeLessThan(4);
  });
});
