import { afterAll, describe, expect, it } from '@jest/globals';
import { Explorer } from './support/explorer.js';
import { scenarios } from './support/explorer-scenarios.mjs';

// The threads load what was built, since workers do not load TypeScript.

/**
 * Preemptions of a schedule, where the environment asks for more than the scenario: 3 takes long.
 */
const AT_LEAST = Number(process.env['SANDY_PREEMPTIONS'] ?? 1);

describe('three threads keep the heap whole, in every schedule with so many preemptions', () => {
  const explorer = new Explorer();
  afterAll(() => explorer.close());

  it.each(
    scenarios.map(({ name, bound }, index) => ({ name, bound: Math.max(bound, AT_LEAST), index })),
  )(
    '$name: $bound',
    ({ bound, index }) => {
      const explored = explorer.explore(index, bound);
      expect(explored.failure).toBeUndefined();
      expect(explored.schedules).toBeGreaterThan(100);
    },
    3_600_000,
  );
});

describe('the explorer', () => {
  it.each([0, 1, 2, 3])(
    'finds the race that operations which are not atomic make, in scenario %d',
    async (scenario) => {
      const explorer = new Explorer();
      try {
        expect(explorer.explore(scenario, 2, true).failure).toBeDefined();
      } finally {
        await explorer.close();
      }
    },
  );
});
