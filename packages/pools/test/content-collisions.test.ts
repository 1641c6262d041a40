import { describe, expect, it } from '@jest/globals';
import { assertValidPool, ContentPool } from '../src/index.js';
import type { ContentId } from '../src/index.js';
import { codeOf, createRegion } from './support.js';

/** Hashes under which many or all contents collide, in the table's first, last or any slot. */
const weakHashes: readonly [string, (words: Int32Array, length: number) => number][] = [
  ['always 0', () => 0],
  ['always -1', () => -1],
  ['the length', (_words, length) => length],
  ['the first word mod 3', (words, length) => (length === 0 ? 0 : words[0]! % 3)],
  ['beyond int32', () => 2 ** 40 + 5],
];

describe.each(weakHashes)('with a hash that is %s', (_name, hash) => {
  it('contents are never mixed up, and all are found again', () => {
    const pool = new ContentPool(createRegion(), { hash });
    const holder = pool.createHolder('alpha');
    const contents = Array.from({ length: 120 }, (_, n) => Int32Array.of(n % 7, n, n % 11));
    const ids = contents.map((words) => pool.intern(holder, words, 3));
    expect(new Set(ids).size).toBe(120);
    assertValidPool(pool);
    expect(contents.map((words) => pool.intern(holder, words, 3))).toEqual(ids);
    // Removal from the middle of the one long chain must leave the rest to be found.
    for (let n = 0; n < 120; n += 3) {
      pool.release(holder, ids[n]!);
      pool.release(holder, ids[n]!);
    }
    assertValidPool(pool);
    contents.forEach((words, n) => {
      if (n % 3 === 0)
        expect(codeOf(() => pool.lengthOf(ids[n]!))).toBe('ERR_SANDY_UNKNOWN_CONTENT');
      else expect(pool.intern(holder, words, 3)).toBe(ids[n]);
    });
    expect(pool.stats().contentCount).toBe(80);
    assertValidPool(pool);
  });

  it('equal words of different kinds and lengths stay apart', () => {
    const pool = new ContentPool(createRegion(), { hash });
    const holder = pool.createHolder('alpha');
    const child = pool.intern(holder, Int32Array.of(1), 1);
    const words = Int32Array.of(child, 0, 0);
    const ids: ContentId[] = [
      pool.intern(holder, words, 3),
      pool.intern(holder, words, 2),
      pool.internNode(holder, words, 3),
      pool.internBytes(holder, new Uint8Array(words.buffer, 0, 9)),
      pool.internBytes(holder, new Uint8Array(words.buffer, 0, 10)),
      pool.internBytes(holder, new Uint8Array(words.buffer, 0, 11)),
    ];
    expect(new Set(ids).size).toBe(6);
    assertValidPool(pool);
  });
});

describe('contents that differ in one word only, where the guess by a few words goes wrong', () => {
  it.each([64, 65, 80, 255])('are never mixed up (%i words)', (length) => {
    const pool = new ContentPool(createRegion());
    const holder = pool.createHolder('alpha');
    const contents = Array.from({ length: length + 1 }, (_, i) => {
      const words = new Int32Array(length).fill(7);
      if (i < length) words[i] = 8;
      return words;
    });
    const ids = contents.map((words) => pool.intern(holder, words, length));
    expect(new Set(ids).size).toBe(length + 1);
    for (let round = 0; round < 3; round++) {
      expect(contents.map((words) => pool.intern(holder, words, length))).toEqual(ids);
    }
    assertValidPool(pool);
  });

  it('nor with longer ones that begin alike, nor with those of another kind', () => {
    const pool = new ContentPool(createRegion());
    const holder = pool.createHolder('alpha');
    const words = new Int32Array(400);
    // So many that guesses for different lengths and kinds share their slots.
    const internAll = () => {
      return Array.from({ length: 300 }, (_, i) => [
        pool.intern(holder, words, 64 + i),
        pool.internNode(holder, words, 64 + i),
        pool.internBytes(holder, new Uint8Array(4 * (64 + i) - 1)),
      ]).flat();
    };
    const ids = internAll();
    expect(new Set(ids).size).toBe(900);
    for (let round = 0; round < 3; round++) expect(internAll()).toEqual(ids);
    assertValidPool(pool);
  });

  it('nor with contents of another kind that are gone', () => {
    const pool = new ContentPool(createRegion());
    const holder = pool.createHolder('alpha');
    const words = new Int32Array(100);
    const plain = pool.intern(holder, words, 100);
    const node = pool.internNode(holder, words, 100);
    const bytes = pool.internBytes(holder, new Uint8Array(398));
    expect(new Set([plain, node, bytes]).size).toBe(3);
    expect(pool.intern(holder, words, 99)).not.toBe(plain);
    for (const id of [plain, node, bytes]) pool.release(holder, id);
    const first = pool.internBytes(holder, new Uint8Array(398));
    expect(pool.isNode(first)).toBe(false);
    expect(pool.byteLengthOf(first)).toBe(398);
    expect(pool.isNode(pool.internNode(holder, words, 100))).toBe(true);
    expect(pool.stats()).toMatchObject({ contentCount: 3 });
    assertValidPool(pool);
  });
});
