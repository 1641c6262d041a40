import { describe, expect, it } from '@jest/globals';
import type { Long2ObjectMap } from '../src/index.js';
import { assertValidTable } from '../src/index.js';
import { FakeRegion } from './support/fake-region.js';
import type { Random } from './support/random.js';
import { stepCount, withSeeds } from './support/random.js';
import { mapClasses } from './support/tables.js';

const OPERATIONS = stepCount(20_000);
const CHECK_EVERY = 97;

/** Keys from a small range so that they meet again, with (0, 0) and the extremes among them. */
function randomLane(random: Random, spread: number): number {
  const kind = random.below(20);
  if (kind === 0) return -(2 ** 31) + random.below(2);
  if (kind === 1) return 2 ** 31 - 1 - random.below(2);
  return random.below(spread) - (spread >> 1);
}

const keyOf = (hi: number, lo: number): bigint => (BigInt(hi) << 32n) | BigInt(lo >>> 0);

describe.each(mapClasses)('%s does what Map does', (_name, TestedMap) => {
  it.each(['its own memory', 'a region'])('in %s', (place) => {
    withSeeds(4, (random, seed) => {
      const region = place === 'a region' ? new FakeRegion() : undefined;
      const map: Long2ObjectMap<number> = new TestedMap<number>({
        region,
        maximumLoad: [0.5, 0.75, 0.9, 0.25][seed % 4],
      });
      const model = new Map<bigint, number>();
      let spread = 12;
      for (let i = 0; i < OPERATIONS; i++) {
        if (i % 2_000 === 0) spread = 4 + random.below(60); // grows and empties in turn
        const hi = randomLane(random, spread);
        const lo = randomLane(random, spread);
        const key = keyOf(hi, lo);
        switch (random.below(16)) {
          case 0:
          case 1:
          case 2:
          case 3:
          case 4:
            map.set(hi, lo, i);
            model.set(key, i);
            break;
          case 5:
            map.setBigInt(key, i);
            model.set(key, i);
            break;
          case 6:
          case 7:
          case 8:
            expectSame(map.delete(hi, lo), model.delete(key));
            break;
          case 9:
            expectSame(map.deleteBigInt(key), model.delete(key));
            break;
          case 10:
            expectSame(map.has(hi, lo), model.has(key));
            break;
          case 11:
            expectSame(map.getBigInt(key), model.get(key));
            break;
          case 12:
            if (random.below(40) === 0) map.trim();
            break;
          case 13:
            if (random.below(40) === 0) map.ensureCapacity(random.below(3_000));
            break;
          case 14:
            if (random.below(200) === 0) {
              map.clear();
              model.clear();
            }
            break;
          default:
            if (random.below(20) === 0) region?.moveMemory();
            expectSame(map.get(hi, lo), model.get(key));
        }
        expectSame(map.size, model.size);
        if (i % CHECK_EVERY === 0) {
          assertValidTable(map);
          expectSameContent(map, model);
        }
      }
      expectSameContent(map, model);
      map.dispose();
      expectSame(region?.liveBytes ?? 0, 0);
    });
  });
});

/** Cheaper than `expect`, which would take most of the time here. */
function expectSame(actual: unknown, expected: unknown): void {
  if (actual !== expected) expect(actual).toBe(expected);
}

function expectSameContent(map: Long2ObjectMap<number>, model: Map<bigint, number>): void {
  let count = 0;
  for (const [key, value] of map) {
    count++;
    expectSame(value, model.get(key));
  }
  expectSame(count, model.size);
}
