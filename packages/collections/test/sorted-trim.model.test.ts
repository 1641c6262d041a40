import { describe, expect, it } from '@jest/globals';
import {
  assertValidSorted,
  Int2IntSortedMap,
  Int2ObjectSortedMap,
  IntSortedSet,
  Long2ObjectSortedMap,
  LongSortedSet,
} from '../src/index.js';
import type { SortedTable } from '../src/index.js';
import { FakeRegion } from './support/fake-region.js';
import { stepCount, withSeeds } from './support/random.js';

interface Sorted extends SortedTable, Iterable<unknown> {
  readonly set?: (...args: unknown[]) => unknown;
  readonly add?: (...args: unknown[]) => unknown;
  delete(...args: number[]): boolean;
  keys(): IterableIterator<number | bigint>;
  bytes(): number;
  trim(): number;
  dispose(): void;
}

const LEAF_SIZE = 128;

/** Class, bytes of an entry, words of a leaf's row. */
const rows: [string, unknown, number, number][] = [
  ['IntSortedSet', IntSortedSet, 4, 3],
  ['Int2IntSortedMap', Int2IntSortedMap, 8, 3],
  ['Int2ObjectSortedMap', Int2ObjectSortedMap, 12, 3],
  ['LongSortedSet', LongSortedSet, 8, 4],
  ['Long2ObjectSortedMap', Long2ObjectSortedMap, 16, 4],
];

describe.each(rows)('trim of %s', (name, Class, entryBytes, rowWords) => {
  const create = (region?: FakeRegion): Sorted =>
    new (Class as new (options: object) => Sorted)({ region });
  const argsOf = (key: number): number[] => (name.startsWith('Long') ? [key >> 4, key] : [key]);
  const put = (table: Sorted, key: number, value: unknown): void =>
    void (table.set ?? table.add)!.call(table, ...argsOf(key), value);
  /** As text: `expect` would take long with thousands of entries. */
  const contentOf = (table: Sorted): string => [...table].join(';');
  const leastBytes = (size: number): number =>
    Math.ceil(size / LEAF_SIZE) * (LEAF_SIZE * entryBytes + rowWords * 4);

  it('keeps the content, in the fewest leaves', () => {
    withSeeds(3, (random, seed) => {
      const region = seed % 2 === 0 ? new FakeRegion() : undefined;
      const table = create(region);
      for (let i = 0; i < stepCount(4_000); i++) {
        const key = random.below(3_000) - 1_000;
        if (random.below(i % 1_500 < 900 ? 3 : 9) < 2) put(table, key, i);
        else table.delete(...argsOf(key));
        if (random.below(300) > 0) continue;
        const content = contentOf(table);
        const before = table.bytes();
        const freed = table.trim();
        expect(freed).toBe(before - table.bytes());
        expect(table.bytes()).toBeLessThanOrEqual(leastBytes(table.size));
        expect(contentOf(table)).toBe(content);
        assertValidSorted(table);
        expect(table.trim()).toBe(0);
        if (region !== undefined && !name.includes('Object')) {
          expect(region.liveBytes).toBe(table.bytes());
        }
      }
      table.dispose();
      expect(region?.liveBytes ?? 0).toBe(0);
      expect(() => table.trim()).toThrow(expect.objectContaining({ code: 'ERR_SANDY_DISPOSED' }));
    });
  });

  it('gives all back without entries', () => {
    const table = create();
    expect(table.trim()).toBe(0);
    for (let key = 0; key < 500; key++) put(table, key, key);
    for (let key = 0; key < 500; key++) table.delete(...argsOf(key));
    expect(table.trim()).toBeGreaterThan(0);
    expect(table.bytes()).toBe(0);
    put(table, 7, 7);
    expect([...table]).toHaveLength(1);
    assertValidSorted(table);
  });

  it('has changed no content where a region refuses or puts something in meanwhile', () => {
    for (let refused = 0; refused < 3; refused++) {
      const region = new FakeRegion();
      const table = create(region);
      for (let i = 0; i < 2_000; i++) put(table, (i * 7_919) % 4_096, i);
      for (let i = 0; i < 4_096; i++) if (i % 5 > 0) table.delete(...argsOf(i));
      const content = contentOf(table);
      let asked = 0;
      region.onAllocate = () => {
        region.moveMemory();
        if (asked++ === refused) throw new Error('region is full');
      };
      if (refused < 2) expect(() => table.trim()).toThrow('region is full');
      else table.trim();
      region.onAllocate = undefined;
      assertValidSorted(table);
      expect(contentOf(table)).toBe(content);
      region.onAllocate = () => {
        region.onAllocate = undefined;
        for (let i = 0; i < 900; i++) put(table, 10_000 + i, i);
      };
      table.trim();
      assertValidSorted(table);
      expect(contentOf(table).startsWith(content)).toBe(true);
      if (refused < 2) expect(region.onAllocate).toBe(undefined); // it was asked
      table.dispose();
      expect(region.liveBytes).toBe(0);
    }
  });

  it('may come while the table is walked', () => {
    const table = create();
    for (let i = 0; i < 1_500; i++) put(table, (i * 7_919) % 8_192, i);
    for (let i = 0; i < 8_192; i++) if (i % 3 > 0) table.delete(...argsOf(i));
    const keys = [...table.keys()];
    const seen: unknown[] = [];
    for (const key of table.keys()) {
      seen.push(key);
      if (seen.length === 300) expect(table.trim()).toBeGreaterThan(0); // it stands in a later leaf
    }
    expect(seen).toEqual(keys);
  });
});
