import { describe, expect, it } from '@jest/globals';
import { assertValidSharedMap } from '../src/index.js';
import { stepCount, withSeeds } from './support/random.js';
import { sharedKinds } from './support/shared-kinds.js';

const STEPS = stepCount(4_000);
const CHECK_EVERY = 211;

describe.each(sharedKinds)('$name', ({ Writer, Reader, key, plain }) => {
  it.each([0.5, 0.9])(
    'does what Map does at load %d, for its writer and its readers',
    (maximumLoad) => {
      withSeeds(4, (random, seed) => {
        let map = new Writer({ maximumLoad, seed });
        const reader = Reader.attach(map.token());
        const model = new Map<number | bigint, number>();
        const check = (): void => {
          assertValidSharedMap(map);
          assertValidSharedMap(reader);
          expect(new Map(map)).toEqual(model);
          expect(new Map(reader)).toEqual(model);
        };
        // Small keys meet again; the number of keys grows and shrinks in waves.
        for (let step = 0; step < STEPS; step++) {
          const range = step % 1_000 < 500 ? 400 : 40;
          const i = random.below(range);
          const wanted = model.get(plain(i));
          if (map.get(...key(i)) !== wanted || reader.get(...key(i)) !== wanted) {
            expect([map.get(...key(i)), reader.get(...key(i))]).toEqual([wanted, wanted]);
          }
          const deed = random.below(1_000);
          if (deed < 550) {
            const value = random.word();
            map.set(...key(i), value);
            model.set(plain(i), value);
          } else if (deed < 990) {
            expect(map.delete(...key(i))).toBe(model.delete(plain(i)));
          } else if (deed < 992) {
            map.clear();
            model.clear();
          } else if (deed < 995) {
            map.ensureCapacity(random.below(1_000));
          } else if (deed < 998) {
            map.dispose();
            map = Writer.attach(reader.token());
          } else {
            map = Writer.attach(reader.token(), { takeOver: true });
          }
          if (map.size !== model.size) expect(map.size).toBe(model.size);
          if (step % CHECK_EVERY === 0) check();
        }
        check();
      });
    },
  );
});
