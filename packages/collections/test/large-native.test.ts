/**
 * Beyond the 2^24 entries of one `Map`. It takes half a minute and 2 GB, so only soaks run it:
 * `SANDY_STEPS=1000000`.
 */
import { describe, expect, it } from '@jest/globals';
import { Object2IntMap } from '../src/generated/object2int-map.js';
import { Reference2IntMap } from '../src/objects/reference2int-map.js';
import { stepCount } from './support/random.js';

const COUNT = 2 ** 24 + 100_000;
const TIMEOUT_MS = 300_000;
const soak = stepCount(0) >= 1_000_000 ? it : it.skip;

interface LargeMap {
  readonly size: number;
  get(key: number): number | undefined;
  has(key: number): boolean;
  set(key: number, value: number): unknown;
  addTo(key: number, increment: number): number;
  delete(key: number): boolean;
  clear(): void;
  forEach(callback: (value: number, key: number) => void): void;
  entries(): IterableIterator<[number, number]>;
}

const strategy = { hashCode: (key: number) => key, equals: (a: number, b: number) => a === b };

describe.each([
  ['Reference2IntMap', (): LargeMap => new Reference2IntMap<number>()],
  ['Object2IntMap', (): LargeMap => new Object2IntMap<number>({ strategy })],
] as const)('%s', (_name, create) => {
  soak(
    'goes on where a Map ends',
    () => {
      const map = create();
      for (let key = 0; key < COUNT; key++) map.set(key, -key);
      expect(map.size).toBe(COUNT);
      map.set(5, 50);
      map.set(COUNT - 1, 7);
      expect([map.get(5), map.get(COUNT - 1), map.get(COUNT)]).toEqual([50, 7, undefined]);
      expect([map.addTo(5, 1), map.addTo(COUNT - 1, 1)]).toEqual([50, 7]);
      expect([map.has(COUNT - 2), map.has(COUNT)]).toEqual([true, false]);
      expect([map.delete(6), map.delete(COUNT - 2), map.delete(COUNT)]).toEqual([
        true,
        true,
        false,
      ]);
      expect(map.size).toBe(COUNT - 2);
      let next = 0;
      map.forEach((_value, key) => {
        if (next === 6 || next === COUNT - 2) next++;
        if (key !== next++) throw new Error(`visited ${key} in place of ${next - 1}`);
      });
      expect(next).toBe(COUNT);
      let count = 0;
      for (const [key, value] of map.entries()) {
        if (key > 5 && key < COUNT - 1 && value !== -key) throw new Error(`${key}: ${value}`);
        count++;
      }
      expect(count).toBe(COUNT - 2);
      map.clear();
      expect([map.size, map.has(7), map.has(COUNT - 1)]).toEqual([0, false, false]);
      map.set(1, 1);
      expect(map.size).toBe(1);
    },
    TIMEOUT_MS,
  );
});
