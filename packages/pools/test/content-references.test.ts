import { describe, expect, it } from '@jest/globals';
import { assertValidPool, ContentPool } from '../src/index.js';
import type { Holder } from '../src/index.js';
import { CountingAccount, codeOf, createRegion } from './support.js';

function createPool(maximumReferenceCount?: number) {
  const pool = new ContentPool(
    createRegion(),
    maximumReferenceCount === undefined ? {} : { maximumReferenceCount },
  );
  const alpha = pool.createHolder('alpha');
  const beta = pool.createHolder('beta');
  return { pool, alpha, beta };
}

const words = Int32Array.of(1, 2, 3, 4);

describe('references', () => {
  it('keep content as long as one is left, whoever has it', () => {
    const { pool, alpha, beta } = createPool();
    const id = pool.intern(alpha, words, 4);
    pool.intern(beta, words, 4);
    pool.retain(alpha, id);
    expect([alpha.referenceCount, alpha.heldBytes]).toEqual([2, 32]);
    pool.release(alpha, id);
    pool.release(alpha, id);
    expect([alpha.referenceCount, alpha.heldBytes]).toEqual([0, 0]);
    expect(pool.lengthOf(id)).toBe(4);
    pool.release(beta, id);
    expect(codeOf(() => pool.lengthOf(id))).toBe('ERR_SANDY_UNKNOWN_CONTENT');
    expect(pool.stats()).toMatchObject({ contentCount: 0, uniqueBytes: 0, heldBytes: 0 });
  });

  it('cannot be given back by who has none', () => {
    const { pool, alpha, beta } = createPool();
    const id = pool.intern(alpha, words, 4);
    expect(codeOf(() => pool.release(beta, id))).toBe('ERR_SANDY_OVER_RELEASE');
    expect(codeOf(() => pool.transfer(beta, alpha, id))).toBe('ERR_SANDY_OVER_RELEASE');
    pool.release(alpha, id);
    expect(codeOf(() => pool.release(alpha, id))).toBe('ERR_SANDY_UNKNOWN_CONTENT');
    expect(pool.intern(beta, Int32Array.of(9), 1)).toBe(id); // takes the id that became free
    expect(codeOf(() => pool.release(alpha, id))).toBe('ERR_SANDY_OVER_RELEASE');
    assertValidPool(pool);
  });

  it('stop at the most that can be counted', () => {
    const { pool, alpha, beta } = createPool(3);
    const id = pool.intern(alpha, words, 4);
    pool.intern(beta, words, 4);
    pool.retain(alpha, id);
    expect(codeOf(() => pool.retain(beta, id))).toBe('ERR_SANDY_COUNT_OVERFLOW');
    expect(codeOf(() => pool.intern(beta, words, 4))).toBe('ERR_SANDY_COUNT_OVERFLOW');
    expect(beta.referenceCount).toBe(1);
    assertValidPool(pool);
    pool.release(alpha, id);
    pool.retain(beta, id);
    expect(beta.referenceCount).toBe(2);
  });

  it.each([0, -1, 1.5, NaN, 2 ** 31])('cannot be limited to %p', (maximumReferenceCount) => {
    const create = () => new ContentPool(createRegion(), { maximumReferenceCount });
    expect(codeOf(create)).toBe('ERR_SANDY_INVALID_ARGUMENT');
  });
});

describe('transfer', () => {
  it('moves one reference', () => {
    const { pool, alpha, beta } = createPool();
    const id = pool.intern(alpha, words, 4);
    pool.retain(alpha, id);
    pool.transfer(alpha, beta, id);
    expect([alpha.referenceCount, beta.referenceCount]).toEqual([1, 1]);
    expect([alpha.heldBytes, beta.heldBytes]).toEqual([16, 16]);
    pool.transfer(alpha, alpha, id);
    expect(alpha.referenceCount).toBe(1);
    assertValidPool(pool);
    pool.release(alpha, id);
    pool.release(beta, id);
    expect(pool.stats().contentCount).toBe(0);
  });
});

describe('holders', () => {
  it('give back all they hold when disposed', () => {
    const { pool, alpha, beta } = createPool();
    const ids = Array.from({ length: 1000 }, (_, i) => pool.intern(alpha, Int32Array.of(i), 1));
    pool.retain(alpha, ids[0]!);
    pool.retain(beta, ids[1]!);
    expect(alpha.dispose()).toBe(4004);
    expect(alpha.disposed).toBe(true);
    expect([alpha.referenceCount, alpha.heldBytes]).toEqual([0, 0]);
    expect(pool.stats()).toMatchObject({ contentCount: 1, holderCount: 1 });
    expect(alpha.dispose()).toBe(0);
    assertValidPool(pool);
  });

  it('can do nothing once disposed', () => {
    const { pool, alpha, beta } = createPool();
    const id = pool.intern(beta, words, 4);
    alpha.dispose();
    const uses = [
      () => pool.intern(alpha, words, 4),
      () => pool.internNode(alpha, words, 0),
      () => pool.internBytes(alpha, new Uint8Array(3)),
      () => pool.retain(alpha, id),
      () => pool.release(alpha, id),
      () => pool.transfer(alpha, beta, id),
      () => pool.transfer(beta, alpha, id),
      () => pool.shareOf(alpha),
    ];
    for (const use of uses) expect(codeOf(use)).toBe('ERR_SANDY_DISPOSED');
    assertValidPool(pool);
  });

  it('are refused by other pools', () => {
    const { pool, alpha } = createPool();
    const id = pool.intern(alpha, words, 4);
    const foreign = new ContentPool(createRegion()).createHolder('alpha');
    expect(codeOf(() => pool.intern(foreign, words, 4))).toBe('ERR_SANDY_FOREIGN_HOLDER');
    expect(codeOf(() => pool.release(foreign, id))).toBe('ERR_SANDY_FOREIGN_HOLDER');
    expect(codeOf(() => pool.transfer(alpha, foreign, id))).toBe('ERR_SANDY_FOREIGN_HOLDER');
    expect(pool.stats().heldBytes).toBe(16);
  });

  it('call their listeners before they give back, once, whatever one of them throws', () => {
    const { pool, alpha } = createPool();
    const id = pool.intern(alpha, words, 4);
    const calls: string[] = [];
    alpha.onDispose(() => {
      calls.push(`holds ${alpha.referenceCount}`);
      throw new Error('listener failed');
    });
    alpha.onDispose(() => {
      pool.release(alpha, id);
      calls.push('released');
    });
    const stop = alpha.onDispose(() => calls.push('stopped'));
    stop();
    expect(() => alpha.dispose()).toThrow('listener failed');
    expect(calls).toEqual(['holds 1', 'released']);
    expect(alpha.disposed).toBe(true);
    expect(pool.stats()).toMatchObject({ contentCount: 0, holderCount: 1 });
  });

  it('may be disposed by their own listener', () => {
    const { pool, alpha } = createPool();
    pool.intern(alpha, words, 4);
    let calls = 0;
    alpha.onDispose(() => {
      calls++;
      alpha.dispose();
    });
    alpha.dispose();
    expect(calls).toBe(1);
    expect(pool.stats()).toMatchObject({ contentCount: 0, heldBytes: 0 });
    assertValidPool(pool);
  });

  it('pass on what a listener throws, also when another disposes them', () => {
    const { pool, alpha } = createPool();
    pool.intern(alpha, words, 4);
    alpha.onDispose(() => {
      throw new Error('the first failed');
    });
    alpha.onDispose(() => void alpha.dispose());
    alpha.onDispose(() => {
      throw new Error('another failed');
    });
    expect(() => alpha.dispose()).toThrow('the first failed');
    expect(alpha.dispose()).toBe(0);
    expect(pool.stats()).toMatchObject({ contentCount: 0, heldBytes: 0 });
    assertValidPool(pool);
  });

  it.each(['', 'x'.repeat(129), 5, undefined])('cannot be named %p', (name) => {
    const { pool } = createPool();
    expect(codeOf(() => pool.createHolder(name as string))).toBe('ERR_SANDY_INVALID_ARGUMENT');
  });
});

describe('dispose of the pool', () => {
  it('frees every block and all tables, and ends its holders', () => {
    const account = new CountingAccount();
    const metadataAccount = new CountingAccount();
    const region = createRegion(account);
    const pool = new ContentPool(region, { metadataAccount });
    const alpha = pool.createHolder('alpha');
    for (let i = 0; i < 500; i++) pool.intern(alpha, new Int32Array(20).fill(i), 20);
    expect(metadataAccount.bytes).toBe(pool.stats().metadataBytes);
    expect(account.bytes).toBe(pool.stats().poolBytes);
    expect(pool.dispose()).toBe(500 * 80);
    expect(pool.dispose()).toBe(0);
    expect([pool.disposed, alpha.disposed]).toEqual([true, true]);
    expect(region.stats().blockCount).toBe(0);
    expect(metadataAccount.bytes).toBe(0);
    region.trim(); // it may have kept an empty page
    expect(account.bytes).toBe(0);
    expect(pool.stats()).toMatchObject({ contentCount: 0, poolBytes: 0, metadataBytes: 0 });
    expect(codeOf(() => pool.createHolder('beta'))).toBe('ERR_SANDY_DISPOSED');
    expect(codeOf(() => pool.intern(alpha, words, 4))).toBe('ERR_SANDY_DISPOSED');
    expect(pool.shares().size).toBe(0); // a report can still be made
  });

  it('passes on what a listener throws, once all is done', () => {
    const { pool, alpha, beta } = createPool();
    pool.intern(beta, words, 4);
    alpha.onDispose(() => {
      throw new Error('listener failed');
    });
    expect(() => pool.dispose()).toThrow('listener failed');
    expect([pool.disposed, beta.disposed, pool.stats().contentCount]).toEqual([true, true, 0]);
  });

  it('passes it on also when another listener has disposed the pool', () => {
    const { pool, alpha, beta } = createPool();
    pool.intern(beta, words, 4);
    alpha.onDispose(() => {
      throw new Error('listener failed');
    });
    beta.onDispose(() => void pool.dispose());
    expect(() => pool.dispose()).toThrow('listener failed');
    expect([pool.disposed, beta.disposed]).toEqual([true, true]);
    expect(pool.stats()).toMatchObject({ contentCount: 0, metadataBytes: 0 });
  });

  it('ends holders, too, that a listener makes', () => {
    const { pool, alpha } = createPool();
    const made: Holder[] = [];
    let calls = 0;
    alpha.onDispose(() => {
      const late = pool.createHolder('late');
      pool.intern(late, words, 4);
      late.onDispose(() => calls++);
      made.push(late);
    });
    pool.dispose();
    expect(made.map(({ disposed, heldBytes }) => [disposed, heldBytes])).toEqual([[true, 0]]);
    expect([calls, pool.stats().holderCount, pool.stats().metadataBytes]).toEqual([1, 0, 0]);
  });

  it('is noticed when the region went first', () => {
    const region = createRegion();
    const pool = new ContentPool(region);
    const alpha = pool.createHolder('alpha');
    const id = pool.intern(alpha, words, 4);
    pool.internNode(alpha, Int32Array.of(id), 1);
    region.dispose();
    expect(codeOf(() => pool.intern(alpha, words, 4))).toBe('ERR_SANDY_DISPOSED');
    expect(codeOf(() => pool.release(alpha, id))).toBe('ERR_SANDY_DISPOSED');
    expect(alpha.dispose()).toBe(16 + 20);
    pool.dispose();
    expect(pool.stats()).toMatchObject({ poolBytes: 0, metadataBytes: 0 });
  });
});
