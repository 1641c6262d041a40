import { it } from '@jest/globals';
import { RangeMap, assertValidRangeMap } from '../src/intervals/range-map.js';
import { FakeRegion } from './support/fake-region.js';
import { stepCount, withSeeds } from './support/random.js';
import { expectSame, mayBeRefused } from './support/refusals.js';

const STEPS = stepCount(6_000);

/** The ranges of a model with one entry a point. */
function rangesOf(model: Map<number, unknown>): string {
  const ranges: [number, number, unknown][] = [];
  for (const point of [...model.keys()].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    const value = model.get(point);
    if (last !== undefined && last[1] === point && Object.is(last[2], value)) last[1]++;
    else ranges.push([point, point + 1, value]);
  }
  return ranges.map((range) => range.join()).join(' ');
}

it('does what a Map of points does', () => {
  withSeeds(4, (random, seed) => {
    const region = seed % 2 === 0 ? new FakeRegion() : undefined;
    const map = new RangeMap<string>({ region });
    const model = new Map<number, string>();
    const values = 'abcd'.slice(0, seed);
    let longest = 5;
    const change = (): void => {
      const from = random.below(200) - 100;
      const to = from + 1 + random.below(longest);
      switch (random.below(8)) {
        case 0:
        case 1:
        case 2: {
          const value = values[random.below(values.length)]!;
          expectSame(map.set(from, to, value), map);
          for (let point = from; point < to; point++) model.set(point, value);
          break;
        }
        case 3:
        case 4: {
          const deleted = map.delete(from, to);
          let had = false;
          for (let point = from; point < to; point++) had = model.delete(point) || had;
          expectSame(deleted, had);
          break;
        }
        case 5:
          if (random.below(10) === 0) map.trim();
          if (random.below(20) === 0) map.ensureCapacity(random.below(100));
          break;
        case 6:
          if (random.below(100) > 0) break;
          map.clear();
          model.clear();
          break;
        default: {
          expectSame(map.get(from), model.get(from));
          expectSame(map.has(from), model.has(from));
          let meets = false;
          for (let point = from; point < to; point++) meets ||= model.has(point);
          expectSame(map.intersects(from, to), meets);
        }
      }
    };
    for (let i = 0; i < STEPS; i++) {
      if (i % 500 === 0) longest = 1 + random.below(30);
      mayBeRefused(region, random, change, change);
      if (i % 37 > 0) continue;
      assertValidRangeMap(map);
      const ranges = [...map];
      expectSame(ranges.map((r) => `${r.from},${r.to},${r.value}`).join(' '), rangesOf(model));
      expectSame(map.size, ranges.length);
      for (const { from, to, value } of ranges) {
        expectSame(map.get(to - 1), value);
        expectSame(map.rangeAt(from)?.to, to);
      }
    }
    map.dispose();
    expectSame(region?.liveBytes ?? 0, 0);
  });
});
