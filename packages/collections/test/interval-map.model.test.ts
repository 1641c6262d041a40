import { it } from '@jest/globals';
import { IntervalMap, assertValidIntervalMap } from '../src/intervals/interval-map.js';
import type { IntervalId } from '../src/intervals/interval-map.js';
import { FakeRegion } from './support/fake-region.js';
import { stepCount, withSeeds } from './support/random.js';
import { expectSame, mayBeRefused } from './support/refusals.js';

const STEPS = stepCount(6_000);

interface Entry {
  readonly from: number;
  readonly to: number;
  value: number;
}

/** Cheaper to compare. */
const textOf = (entry: Entry | undefined): string =>
  entry === undefined ? 'none' : `${entry.from} ${entry.to} ${entry.value}`;

it('finds what a search of all intervals finds', () => {
  withSeeds(4, (random, seed) => {
    const region = seed % 2 === 0 ? new FakeRegion() : undefined;
    const map = new IntervalMap<number>({ region });
    const model = new Map<IntervalId, Entry>();
    const ids: IntervalId[] = []; // of all that ever were
    let longest = 5;
    let count = 0;
    const change = (): void => {
      const from = random.below(400) - 200;
      const to = from + 1 + random.below(longest);
      const id = ids[random.below(ids.length)];
      switch (random.below(8)) {
        case 0:
        case 1:
        case 2: {
          if (model.size > 60) break;
          const value = count++;
          const added = map.add(from, to, value);
          expectSame(model.has(added), false);
          model.set(added, { from, to, value });
          ids.push(added);
          break;
        }
        case 3:
        case 4:
          if (id !== undefined) expectSame(map.delete(id), model.delete(id));
          break;
        case 5:
          if (random.below(10) === 0) map.trim();
          if (random.below(20) === 0) map.ensureCapacity(random.below(100));
          if (id === undefined || !model.has(id)) break;
          map.replace(id, -1);
          model.get(id)!.value = -1;
          break;
        case 6:
          if (random.below(150) > 0) break;
          map.clear();
          model.clear();
          break;
        default: {
          const met = [...model.values()].filter((each) => each.from < to && each.to > from);
          const holding = met.filter((each) => each.from <= from);
          const valuesOf = (each: { value: number }[]): string =>
            each
              .map(({ value }) => value)
              .sort()
              .join();
          expectSame(map.valuesIn(from, to).sort().join(), valuesOf(met));
          expectSame(map.valuesAt(from).sort().join(), valuesOf(holding));
          expectSame(map.intersects(from, to), met.length > 0);
          if (id === undefined) break;
          expectSame(map.get(id), model.get(id)?.value);
          expectSame(map.has(id), model.has(id));
          expectSame(textOf(map.intervalOf(id)), textOf(model.get(id)));
        }
      }
    };
    for (let i = 0; i < STEPS; i++) {
      if (i % 500 === 0) longest = 1 + random.below(random.below(2) === 0 ? 5 : 300);
      mayBeRefused(region, random, change, change);
      expectSame(map.size, model.size);
      if (i % 37 > 0) continue;
      assertValidIntervalMap(map);
      const froms: number[] = [];
      for (const { id, from, to, value } of map) {
        froms.push(from);
        expectSame(textOf({ from, to, value }), textOf(model.get(id)));
      }
      expectSame(froms.join(), [...froms].sort((a, b) => a - b).join());
      expectSame(froms.length, model.size);
    }
    map.dispose();
    expectSame(region?.liveBytes ?? 0, 0);
  });
});
