import { it } from '@jest/globals';
import { everyList } from './support/lists.js';
import { runListModel } from './support/list-model.js';
import { stepCount, withSeeds } from './support/random.js';

const STEPS = stepCount(6_000);

it.each(everyList.map((kind) => [kind.name, kind] as const))(
  '%s does what an array does',
  (_, kind) => {
    withSeeds(4, (random, seed) => runListModel(kind, STEPS, random, seed));
  },
);
