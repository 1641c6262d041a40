import { it } from '@jest/globals';
import { SparseSet, assertValidSparseSet } from '../src/sets/sparse-set.js';
import { FakeRegion } from './support/fake-region.js';
import { stepCount, withSeeds } from './support/random.js';
import { expectSame, mayBeRefused } from './support/refusals.js';

const STEPS = stepCount(6_000);

it('does what a Set of integers does, in dense order', () => {
  withSeeds(4, (random, seed) => {
    const region = seed % 2 === 0 ? new FakeRegion() : undefined;
    const set = new SparseSet(1 + random.below(50), { region });
    const model: number[] = []; // the dense order
    const change = (): void => {
      const key = random.below(set.capacity);
      const at = model.indexOf(key);
      switch (random.below(8)) {
        case 0:
        case 1:
        case 2:
          expectSame(set.add(key), at < 0);
          if (at < 0) model.push(key);
          break;
        case 3:
        case 4: {
          expectSame(set.delete(key), at >= 0);
          const last = model.at(-1)!;
          if (at >= 0) model[at] = last;
          if (at >= 0) model.pop();
          break;
        }
        case 5:
          expectSame(set.pop(), model.pop());
          break;
        case 6:
          if (random.below(60) > 0) break;
          set.clear();
          model.length = 0;
          break;
        default:
          if (random.below(60) === 0) set.ensureCapacity(set.capacity + random.below(20));
          expectSame(set.has(key), model.includes(key));
          expectSame(set.indexOf(key), model.indexOf(key));
      }
    };
    for (let i = 0; i < STEPS; i++) {
      mayBeRefused(region, random, change, change);
      expectSame(set.size, model.length);
      if (i % 53 > 0) continue;
      assertValidSparseSet(set);
      expectSame(set.keysView().join(), model.join());
      expectSame([...set].reverse().join(), model.join());
      expectSame(set.at(0), model[0]);
      expectSame(set.at(model.length), undefined);
    }
    set.dispose();
    expectSame(region?.liveBytes ?? 0, 0);
  });
});
