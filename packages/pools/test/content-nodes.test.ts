import { describe, expect, it } from '@jest/globals';
import { assertValidPool, ContentPool } from '../src/index.js';
import type { Holder, ContentId } from '../src/index.js';
import { codeOf, createRegion } from './support.js';

function createPool(maximumReferenceCount = 2 ** 31 - 1) {
  const pool = new ContentPool(createRegion(), { maximumReferenceCount });
  return { pool, holder: pool.createHolder('alpha') };
}

/** Interns 40 bytes that depend on `n`. */
function internLeaf(pool: ContentPool, holder: Holder, n: number): ContentId {
  return pool.intern(holder, new Int32Array(10).fill(n), 10);
}

describe('internNode', () => {
  it('keeps its children alive, and lets them go with itself', () => {
    const { pool, holder } = createPool();
    const a = internLeaf(pool, holder, 1);
    const b = internLeaf(pool, holder, 2);
    const node = pool.internNode(holder, Int32Array.of(a, 0, -5, b), 4);
    pool.release(holder, a);
    pool.release(holder, b);
    expect(pool.lengthOf(a)).toBe(10);
    expect(pool.stats()).toMatchObject({ contentCount: 3, uniqueBytes: 96, heldBytes: 96 });
    expect(holder.referenceCount).toBe(1);
    assertValidPool(pool);
    pool.release(holder, node);
    expect(pool.stats()).toMatchObject({ contentCount: 0, uniqueBytes: 0, heldBytes: 0 });
  });

  it('weighs its own bytes and each child as often as it is named', () => {
    const { pool, holder } = createPool();
    const a = internLeaf(pool, holder, 1);
    const node = pool.internNode(holder, Int32Array.of(a, a, 0, a), 4);
    expect(pool.weightOf(node)).toBe(16 + 3 * 40);
    const outer = pool.internNode(holder, Int32Array.of(node, a), 2);
    expect(pool.weightOf(outer)).toBe(8 + 136 + 40);
    assertValidPool(pool);
    holder.dispose();
    expect(pool.stats().contentCount).toBe(0);
  });

  it('is one content for equal words, and another than plain content of the same words', () => {
    const { pool, holder } = createPool();
    const words = Int32Array.of(internLeaf(pool, holder, 1), 0);
    const node = pool.internNode(holder, words, 2);
    expect(pool.internNode(holder, words, 2)).toBe(node);
    const plain = pool.intern(holder, words, 2);
    expect(plain).not.toBe(node);
    expect([pool.isNode(node), pool.isNode(plain)]).toEqual([true, false]);
    expect(pool.weightOf(plain)).toBe(8);
    assertValidPool(pool);
  });

  it('takes nothing from the caller: its references stay its own', () => {
    const { pool, holder } = createPool();
    const other = pool.createHolder('beta');
    const a = internLeaf(pool, holder, 1);
    const node = pool.internNode(other, Int32Array.of(a), 1);
    expect(holder.referenceCount).toBe(1);
    expect(codeOf(() => pool.release(other, a))).toBe('ERR_SANDY_OVER_RELEASE');
    pool.release(holder, a);
    pool.release(other, node);
    expect(pool.stats().contentCount).toBe(0);
  });

  it('refuses words above 0 that name nothing, and then changes nothing', () => {
    const { pool, holder } = createPool();
    const a = internLeaf(pool, holder, 1);
    for (const bad of [a + 1, 2 ** 30, 2 ** 31 - 1]) {
      const words = Int32Array.of(a, a, bad);
      expect(codeOf(() => pool.internNode(holder, words, 3))).toBe('ERR_SANDY_UNKNOWN_CONTENT');
    }
    expect(pool.stats()).toMatchObject({ contentCount: 1, missCount: 1 });
    assertValidPool(pool);
  });

  it('stops at the most references that a child may have, and then changes nothing', () => {
    const { pool, holder } = createPool(4);
    const a = internLeaf(pool, holder, 1);
    const b = internLeaf(pool, holder, 2);
    const words = Int32Array.of(b, a, a, a, a);
    expect(codeOf(() => pool.internNode(holder, words, 5))).toBe('ERR_SANDY_COUNT_OVERFLOW');
    assertValidPool(pool);
    pool.internNode(holder, words, 4);
    assertValidPool(pool);
  });

  it('stops where weights would no longer be exact', () => {
    const { pool, holder } = createPool();
    const wide = new Int32Array(1000);
    let id = internLeaf(pool, holder, 1);
    let refusals = 0;
    for (let depth = 0; depth < 10; depth++) {
      const code = codeOf(() => {
        id = pool.internNode(holder, wide.fill(id), 1000);
      });
      if (code === undefined) continue;
      expect(code).toBe('ERR_SANDY_COUNT_OVERFLOW');
      refusals++;
    }
    expect(refusals).toBe(6); // 40 B × 1000^4 still fits, 1000^5 does not
    expect(codeOf(() => Array.from({ length: 1000 }, () => pool.retain(holder, id)))).toBe(
      'ERR_SANDY_COUNT_OVERFLOW',
    );
    expect(Number.isSafeInteger(pool.stats().heldBytes)).toBe(true);
    assertValidPool(pool);
    holder.dispose();
    expect(pool.stats().contentCount).toBe(0);
  });

  it('frees long chains and wide trees without recursion', () => {
    const { pool, holder } = createPool();
    let id = internLeaf(pool, holder, 1);
    for (let depth = 0; depth < 100_000; depth++) {
      const parent = pool.internNode(holder, Int32Array.of(id, -depth), 2);
      pool.release(holder, id);
      id = parent;
    }
    expect(pool.stats().contentCount).toBe(100_001);
    pool.release(holder, id);
    expect(pool.stats()).toMatchObject({ contentCount: 0, uniqueBytes: 0, heldBytes: 0 });
    const leaves = new Int32Array(5000).map((_, i) => internLeaf(pool, holder, i));
    const root = pool.internNode(holder, leaves, 5000);
    for (const leaf of leaves) pool.release(holder, leaf as ContentId);
    assertValidPool(pool);
    pool.release(holder, root);
    expect(pool.stats().contentCount).toBe(0);
  });
});
