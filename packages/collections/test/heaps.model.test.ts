/** The priority queues of numbers and of values against sorted arrays. */
import { expect, it } from '@jest/globals';
import {
  DoubleHeapPriorityQueue,
  assertValidDoubleHeapPriorityQueue,
} from '../src/generated/double-heap-priority-queue.js';
import {
  IntHeapPriorityQueue,
  assertValidIntHeapPriorityQueue,
} from '../src/generated/int-heap-priority-queue.js';
import {
  ObjectHeapPriorityQueue,
  assertValidObjectHeapPriorityQueue,
} from '../src/heaps/object-heap-priority-queue.js';
import { FakeRegion } from './support/fake-region.js';
import type { Random } from './support/random.js';
import { stepCount, withSeeds } from './support/random.js';
import { expectSame, mayBeRefused } from './support/refusals.js';

const STEPS = stepCount(8_000);

interface Queue {
  readonly size: number;
  enqueue(value: number): void;
  dequeue(): number | undefined;
  first(): number | undefined;
  clear(): void;
  trim?(): number;
  ensureCapacity?(count: number): void;
  toArray(): number[];
  isEmpty(): boolean;
  dispose(): void;
}

const kinds: [string, (region?: FakeRegion) => Queue, (queue: never) => void, boolean][] = [
  [
    'IntHeapPriorityQueue',
    (region) => new IntHeapPriorityQueue({ region }),
    assertValidIntHeapPriorityQueue,
    true,
  ],
  [
    'DoubleHeapPriorityQueue',
    () => new DoubleHeapPriorityQueue(),
    assertValidDoubleHeapPriorityQueue,
    false,
  ],
  [
    'ObjectHeapPriorityQueue',
    () => new ObjectHeapPriorityQueue<number>((a, b) => a - b),
    assertValidObjectHeapPriorityQueue,
    false,
  ],
];

const ascending = (a: number, b: number): number => a - b;

/** The least of `model`, taken out of it. */
function taken(model: number[]): number | undefined {
  if (model.length === 0) return undefined;
  const least = model.reduce((a, b) => Math.min(a, b));
  model.splice(model.indexOf(least), 1);
  return least;
}

function step(queue: Queue, model: number[], random: Random, spread: number, isGrowing: boolean) {
  const kind = random.below(40);
  if (kind === 0) queue.trim?.();
  else if (kind === 1) queue.ensureCapacity?.(random.below(200));
  else if (kind === 2 && random.below(10) === 0) {
    queue.clear();
    model.length = 0;
  } else if (kind < (isGrowing ? 24 : 16)) {
    const value = kind < 5 ? (random.word() >> 31) ^ 0x7fffffff : random.below(spread) - 5;
    queue.enqueue(value);
    model.push(value);
  } else expectSame(queue.dequeue(), taken(model));
}

it.each(kinds)('%s gives what a sorted array gives', (_, create, assertValid, hasRegion) => {
  withSeeds(4, (random, seed) => {
    const region = hasRegion && seed % 2 === 0 ? new FakeRegion() : undefined;
    const queue = create(region);
    const model: number[] = [];
    for (let i = 0; i < STEPS; i++) {
      const isGrowing = i % 1_000 < 500 && model.length < 300;
      const spread = seed === 1 ? 4 : 10_000; // many equal ones
      mayBeRefused(
        region,
        random,
        () => step(queue, model, random, spread, isGrowing),
        () => {
          queue.enqueue(-1);
          model.push(-1);
          if (random.below(2) === 0) expectSame(queue.dequeue(), taken(model));
        },
      );
      expectSame(queue.size, model.length);
      if (i % 41 > 0) continue;
      assertValid(queue as never);
      expectSame(queue.isEmpty(), model.length === 0);
      const sorted = [...model].sort(ascending);
      expectSame(queue.first(), sorted[0]);
      expectSame(queue.toArray().sort(ascending).join(), sorted.join());
    }
    const sorted = [...model].sort(ascending);
    for (const value of sorted) expectSame(queue.dequeue(), value);
    expect(queue.dequeue()).toBe(undefined);
    queue.dispose();
    expectSame(region?.liveBytes ?? 0, 0);
  });
});
