import { describe, expect, it } from '@jest/globals';
import { assertValidPool, ContentPool } from '../src/index.js';
import type { ContentId } from '../src/index.js';
import { codeOf, createRegion } from './support.js';

function createPool() {
  const pool = new ContentPool(createRegion());
  return { pool, holder: pool.createHolder('alpha') };
}

function readWords(pool: ContentPool, id: ContentId): number[] {
  const base = pool.wordOffsetOf(id);
  return [...pool.wordsOf(id).subarray(base, base + pool.lengthOf(id))];
}

describe('intern', () => {
  it('gives equal words one id and stores them once', () => {
    const { pool, holder } = createPool();
    const other = pool.createHolder('beta');
    const id = pool.intern(holder, Int32Array.of(1, -2, 3), 3);
    expect(pool.intern(other, Int32Array.of(1, -2, 3), 3)).toBe(id);
    expect(pool.stats()).toMatchObject({
      contentCount: 1,
      uniqueBytes: 12,
      heldBytes: 24,
      savedBytes: 12,
      hitCount: 1,
      missCount: 1,
    });
    assertValidPool(pool);
  });

  it('returns what was stored, whatever becomes of the words that were passed', () => {
    const { pool, holder } = createPool();
    const words = Int32Array.of(7, 8, 9, 10, 11);
    const id = pool.intern(holder, words, 5);
    words.fill(0);
    expect(readWords(pool, id)).toEqual([7, 8, 9, 10, 11]);
    expect(pool.lengthOf(id)).toBe(5);
    expect(pool.byteLengthOf(id)).toBe(20);
    expect(pool.weightOf(id)).toBe(20);
  });

  it('looks at the first `length` words only', () => {
    const { pool, holder } = createPool();
    const long = Int32Array.of(1, 2, 3, 4);
    expect(pool.intern(holder, long, 2)).toBe(pool.intern(holder, Int32Array.of(1, 2, 9), 2));
    expect(pool.intern(holder, long, 3)).not.toBe(pool.intern(holder, long, 4));
  });

  it('tells contents apart by any one word, and zeros by their number', () => {
    const { pool, holder } = createPool();
    const ids = new Set<number>();
    for (let length = 0; length <= 70; length++) {
      const words = new Int32Array(length);
      ids.add(pool.intern(holder, words, length));
      for (let i = 0; i < length; i++) {
        words[i] = 0x80000000 | 0;
        ids.add(pool.intern(holder, words, length));
        words[i] = 0;
      }
    }
    expect(ids.size).toBe(71 + (70 * 71) / 2);
    assertValidPool(pool);
  });

  it('stores empty content', () => {
    const { pool, holder } = createPool();
    const id = pool.intern(holder, new Int32Array(0), 0);
    expect(pool.intern(holder, Int32Array.of(5), 0)).toBe(id);
    expect(pool.lengthOf(id)).toBe(0);
    expect(pool.bytesOf(id)).toEqual(new Uint8Array(0));
    expect(holder.heldBytes).toBe(0);
    expect(holder.referenceCount).toBe(2);
    holder.dispose();
    expect(pool.stats().contentCount).toBe(0);
  });

  it('stores content that is larger than a segment', () => {
    const { pool, holder } = createPool();
    const words = new Int32Array(530_000).fill(7);
    const id = pool.intern(holder, words, words.length);
    expect(pool.intern(holder, words, words.length)).toBe(id);
    words[529_999]! ^= 1;
    expect(pool.intern(holder, words, words.length)).not.toBe(id);
    assertValidPool(pool);
  });

  it('gives ids out again and never a live one', () => {
    const { pool, holder } = createPool();
    const live = new Set<number>();
    for (let round = 0; round < 50; round++) {
      const id = pool.intern(holder, Int32Array.of(round, 1), 2);
      expect(live.has(id)).toBe(false);
      if (round % 2 === 0) live.add(id);
      else pool.release(holder, id);
    }
    expect(Math.max(...live)).toBeLessThan(30);
  });

  it('refuses lengths that are none', () => {
    const { pool, holder } = createPool();
    const words = new Int32Array(4);
    for (const length of [-1, 5, 1.5, NaN, Infinity, '2' as unknown as number]) {
      expect(codeOf(() => pool.intern(holder, words, length))).toBe('ERR_SANDY_INVALID_ARGUMENT');
    }
    expect(pool.stats().contentCount).toBe(0);
  });

  it('reads nothing of an id that is not alive', () => {
    const { pool, holder } = createPool();
    const id = pool.intern(holder, Int32Array.of(1), 1);
    const gone = pool.intern(holder, Int32Array.of(2), 1);
    pool.release(holder, gone);
    const strange = [gone, 0, -1, 1.5, NaN, 2 ** 40, `${id}`, undefined] as ContentId[];
    const reads = [
      (x: ContentId) => pool.wordsOf(x),
      (x: ContentId) => pool.wordOffsetOf(x),
      (x: ContentId) => pool.lengthOf(x),
      (x: ContentId) => pool.byteLengthOf(x),
      (x: ContentId) => pool.weightOf(x),
      (x: ContentId) => pool.isNode(x),
      (x: ContentId) => pool.addressOf(x),
      (x: ContentId) => pool.bytesOf(x),
      (x: ContentId) => pool.viewOf(x),
      (x: ContentId) => pool.retain(holder, x),
      (x: ContentId) => pool.release(holder, x),
    ];
    for (const x of strange) {
      for (const read of reads) expect(codeOf(() => read(x))).toBe('ERR_SANDY_UNKNOWN_CONTENT');
    }
    assertValidPool(pool);
  });
});

describe('internBytes', () => {
  it('keeps the exact number of bytes', () => {
    const { pool, holder } = createPool();
    for (let byteLength = 0; byteLength <= 33; byteLength++) {
      const bytes = new Uint8Array(byteLength).map((_, i) => 200 + i);
      const id = pool.internBytes(holder, bytes);
      expect(pool.bytesOf(id)).toEqual(bytes);
      expect(pool.byteLengthOf(id)).toBe(byteLength);
      expect(pool.lengthOf(id)).toBe(Math.ceil(byteLength / 4));
    }
    expect(pool.stats().contentCount).toBe(34);
    expect(holder.heldBytes).toBe((33 * 34) / 2);
    assertValidPool(pool);
  });

  it('does not take padding for content', () => {
    const { pool, holder } = createPool();
    const ids = [1, 2, 3, 4].map((n) => pool.internBytes(holder, new Uint8Array(n)));
    expect(new Set(ids).size).toBe(4);
    expect(pool.internBytes(holder, Uint8Array.of(9, 9, 9, 9, 9))).not.toBe(
      pool.internBytes(holder, Uint8Array.of(9, 9, 9, 9, 9, 0)),
    );
  });

  it('shares content with words of the same bytes', () => {
    const { pool, holder } = createPool();
    const words = Int32Array.of(0x04030201, -1);
    const bytes = Uint8Array.of(1, 2, 3, 4, 255, 255, 255, 255);
    expect(pool.internBytes(holder, bytes)).toBe(pool.intern(holder, words, 2));
  });

  it('takes views at any offset, and nothing of what a former call left behind', () => {
    const { pool, holder } = createPool();
    pool.internBytes(holder, new Uint8Array(64).fill(255));
    const whole = Uint8Array.of(0, 1, 2, 3, 4, 5, 6);
    const id = pool.internBytes(holder, whole.subarray(1, 6));
    expect(pool.bytesOf(id)).toEqual(Uint8Array.of(1, 2, 3, 4, 5));
    expect(pool.internBytes(holder, Uint8Array.of(1, 2, 3, 4, 5))).toBe(id);
    const shared = new Uint8Array(new SharedArrayBuffer(5));
    shared.set([1, 2, 3, 4, 5]);
    expect(pool.internBytes(holder, shared)).toBe(id);
  });

  it('takes contents beyond the scratch that it keeps', () => {
    const { pool, holder } = createPool();
    const bytes = new Uint8Array(300_001).fill(7);
    const id = pool.internBytes(holder, bytes);
    expect(pool.internBytes(holder, bytes)).toBe(id);
    expect(Buffer.compare(pool.bytesOf(id), bytes)).toBe(0);
  });
});

describe('bytesOf and viewOf', () => {
  it('give a copy, and the bytes themselves', () => {
    const { pool, holder } = createPool();
    const id = pool.internBytes(holder, Uint8Array.of(1, 2, 3, 4));
    pool.bytesOf(id).fill(9);
    expect(pool.bytesOf(id)).toEqual(Uint8Array.of(1, 2, 3, 4));
    expect(pool.viewOf(id).buffer).toBe(pool.wordsOf(id).buffer);
  });
});

describe('assertValid', () => {
  it('finds content that was written to', () => {
    const { pool, holder } = createPool();
    const id = pool.intern(holder, Int32Array.of(1, 2, 3), 3);
    pool.wordsOf(id)[pool.wordOffsetOf(id) + 1]! ^= 4;
    expect(() => assertValidPool(pool)).toThrow(/content 1 was changed/);
  });
});
