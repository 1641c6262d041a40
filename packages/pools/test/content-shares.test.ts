import { describe, expect, it } from '@jest/globals';
import { assertValidPool, ContentPool } from '../src/index.js';
import { largestRemainderShares, mulDivFloor } from '../src/sharing/fair-share.js';
import { CountingAccount, createRegion, same, withSeeds } from './support.js';
import type { Random } from './support.js';

const MAX = Number.MAX_SAFE_INTEGER;

/** A number of any magnitude below 2^52. */
function wide(random: Random): number {
  const bits = random.below(53);
  return Math.floor(((random.int32() >>> 0) / 2 ** 32) * 2 ** bits);
}

describe('mulDivFloor', () => {
  it('is exact where the product is not', () => {
    expect(mulDivFloor(MAX, MAX, MAX)).toBe(MAX);
    expect(mulDivFloor(MAX, MAX - 1, MAX)).toBe(MAX - 1);
    expect(mulDivFloor(3, 5, 4)).toBe(3);
    expect(mulDivFloor(5, 0, 0)).toBe(0);
    withSeeds([1, 2, 3], (random) => {
      for (let i = 0; i < 5000; i++) {
        const [factor, other, denominator] = [wide(random), wide(random), wide(random) + 1];
        const numerator = Math.min(other, denominator); // a share is never more than the whole
        const exact = BigInt(factor) * BigInt(numerator);
        const quotient = mulDivFloor(factor, numerator, denominator);
        same(BigInt(quotient), exact / BigInt(denominator));
      }
    });
  });
});

describe('largestRemainderShares', () => {
  it('add up to the total, each within one of its exact part', () => {
    withSeeds([4, 5, 6], (random) => {
      for (let round = 0; round < 500; round++) {
        const weights = Array.from({ length: 1 + random.below(30) }, () => random.below(1000));
        const total = wide(random);
        const shares = largestRemainderShares(total, weights);
        const sum = weights.reduce((a, b) => a + b, 0);
        same(
          shares.reduce((a, b) => a + b, 0),
          sum === 0 ? 0 : total,
        );
        shares.forEach((share, i) => {
          const above = share - mulDivFloor(total, weights[i]!, sum);
          same(above === 0 || above === 1, true);
          if (weights[i] === 0) same(share, 0);
        });
      }
    });
  });

  it('give the bytes that are left to the largest remainders, then to the first', () => {
    expect(largestRemainderShares(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(largestRemainderShares(10, [5, 5, 6])).toEqual([3, 3, 4]);
    expect(largestRemainderShares(10, [])).toEqual([]);
  });
});

describe('shares of a pool', () => {
  it('follow what each holds, and add up to what the region has', () => {
    const account = new CountingAccount();
    const pool = new ContentPool(createRegion(account));
    const holders = ['a', 'b', 'c'].map((name) => pool.createHolder(name));
    expect([...pool.shares().values()]).toEqual([0, 0, 0]);
    expect(pool.shareOf(holders[0]!)).toBe(0);
    for (let i = 0; i < 100; i++) {
      const words = new Int32Array(100).fill(i);
      for (const holder of holders.slice(i % 3)) pool.intern(holder, words, 100);
    }
    const { poolBytes, heldBytes } = pool.stats();
    expect(poolBytes).toBe(account.bytes);
    const shares = pool.shares();
    expect([...shares.keys()]).toEqual(holders);
    expect([...shares.values()].reduce((a, b) => a + b)).toBe(poolBytes);
    for (const holder of holders) {
      const exact = (poolBytes * holder.heldBytes) / heldBytes;
      expect(pool.shareOf(holder)).toBe(Math.floor(exact));
      expect(Math.abs(shares.get(holder)! - exact)).toBeLessThan(1);
    }
  });

  it('are the whole for a single holder, and pass to the others when one leaves', () => {
    const pool = new ContentPool(createRegion());
    const alpha = pool.createHolder('alpha');
    const beta = pool.createHolder('beta');
    const words = new Int32Array(50);
    pool.intern(alpha, words, 50);
    pool.intern(beta, words, 50);
    const { poolBytes } = pool.stats();
    expect(pool.shareOf(alpha)).toBe(poolBytes / 2);
    beta.dispose();
    expect(pool.shareOf(alpha)).toBe(poolBytes);
    expect(pool.shares().size).toBe(1);
  });

  it('are those of the holders with weight; the others keep contents, and pay nothing', () => {
    const pool = new ContentPool(createRegion());
    const asked: number[] = [];
    const [alpha, beta] = ['alpha', 'beta'].map((name) => pool.createHolder(name));
    const staging = pool.createHolder('staging', {
      weightless: true,
      onCharge: (shareBytes) => asked.push(shareBytes),
    });
    const words = new Int32Array(500).fill(7);
    const staged = pool.intern(staging, words, 500);
    for (let i = 0; i < 9; i++) pool.retain(staging, staged);
    assertValidPool(pool);
    expect(asked).toEqual(new Array(10).fill(0));
    expect([...pool.shares().values()]).toEqual([0, 0, 0]); // nobody who pays holds anything
    expect(pool.stats()).toMatchObject({ heldBytes: 0, savedBytes: 0, contentCount: 1 });
    const { poolBytes } = pool.stats();
    pool.retain(alpha!, staged);
    expect(pool.shareOf(alpha!)).toBe(poolBytes);
    pool.transfer(staging, beta!, staged);
    expect([alpha!, beta!, staging].map((holder) => pool.shareOf(holder))).toEqual([
      poolBytes / 2,
      poolBytes / 2,
      0,
    ]);
    pool.transfer(beta!, staging, staged);
    expect([...pool.shares().values()]).toEqual([poolBytes, 0, 0]);
    assertValidPool(pool);
    expect(staging).toMatchObject({ referenceCount: 10, heldBytes: 20_000, weightless: true });
    alpha!.dispose();
    expect([...pool.bytesOf(staged).subarray(0, 5)]).toEqual([7, 0, 0, 0, 7]); // kept alive
    expect(staging.dispose()).toBe(20_000);
    expect(pool.stats()).toMatchObject({ contentCount: 0, heldBytes: 0 });
    assertValidPool(pool);
  });

  it('follow the region when it gives a page back by itself', () => {
    const account = new CountingAccount();
    const region = createRegion(account);
    const pool = new ContentPool(region);
    const alpha = pool.createHolder('alpha');
    pool.intern(alpha, new Int32Array(4), 4);
    pool.release(alpha, pool.intern(alpha, new Int32Array(500), 500));
    const before = pool.shareOf(alpha);
    region.heap.trim();
    expect(pool.shareOf(alpha)).toBeLessThan(before);
    expect(pool.shareOf(alpha)).toBe(account.bytes);
    expect(pool.stats().poolBytes).toBe(account.bytes);
  });
});
