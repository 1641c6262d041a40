import { describe, expect, it } from '@jest/globals';
import {
  DoubleHeapIndirectPriorityQueue,
  assertValidDoubleHeapIndirectPriorityQueue,
} from '../src/generated/double-heap-indirect-priority-queue.js';
import {
  IntHeapIndirectPriorityQueue,
  assertValidIntHeapIndirectPriorityQueue,
} from '../src/generated/int-heap-indirect-priority-queue.js';
import { FakeRegion } from './support/fake-region.js';
import { stepCount, withSeeds } from './support/random.js';
import { expectSame, noIndices } from './support/refusals.js';
import { thrownBy } from './support/throwing.js';

const STEPS = stepCount(8_000);

const invalidArgument = { code: 'ERR_SANDY_INVALID_ARGUMENT' };

// Both classes and arrays have the same members, so the tests take one kind for the other.
type Queue = DoubleHeapIndirectPriorityQueue;
type Reference = Float64Array;

const kinds: [
  string,
  new (reference: Reference, options?: { region?: FakeRegion }) => Queue,
  (values: Iterable<number>) => Reference,
  (queue: Queue) => void,
][] = [
  [
    'IntHeapIndirectPriorityQueue',
    IntHeapIndirectPriorityQueue as never,
    (values) => Int32Array.from(values) as never,
    (queue) => assertValidIntHeapIndirectPriorityQueue(queue as never),
  ],
  [
    'DoubleHeapIndirectPriorityQueue',
    DoubleHeapIndirectPriorityQueue,
    (values) => Float64Array.from(values),
    assertValidDoubleHeapIndirectPriorityQueue,
  ],
];

describe.each(kinds)('%s', (name, Class, from, assertValid) => {
  it('gives the index of the least of what is in it', () => {
    withSeeds(4, (random, seed) => {
      const region = seed % 2 === 0 ? new FakeRegion() : undefined;
      const count = 1 + random.below(80);
      const reference = from(new Array<number>(count).fill(0));
      const queue = new Class(reference, region === undefined ? undefined : { region });
      const model = new Set<number>();
      const priority = (): number => random.below(seed === 1 ? 4 : 1_000) - 7;
      const least = (): number => Math.min(...[...model].map((index) => reference[index]!));
      for (let i = 0; i < STEPS; i++) {
        const index = random.below(count);
        if (random.below(50) === 0) region?.moveMemory();
        switch (random.below(9)) {
          case 0:
          case 1:
          case 2:
            expectSame(queue.contains(index), model.has(index));
            if (model.has(index)) break;
            reference[index] = priority();
            queue.enqueue(index);
            model.add(index);
            break;
          case 3:
          case 4:
            if (!model.has(index)) break;
            reference[index] = priority();
            queue.changed(index);
            break;
          case 5:
            expectSame(queue.remove(index), model.delete(index));
            break;
          case 6: {
            const first = queue.first();
            const wanted = least();
            expectSame(queue.dequeue(), first);
            if (first === undefined) expectSame(model.size, 0);
            else {
              expectSame(reference[first], wanted);
              expectSame(model.delete(first), true);
            }
            break;
          }
          case 7:
            if (random.below(20) > 0) break;
            for (const each of model) reference[each] = priority();
            queue.allChanged();
            break;
          default:
            if (random.below(100) > 0) break;
            queue.clear();
            model.clear();
        }
        expectSame(queue.size, model.size);
        if (i % 29 > 0) continue;
        assertValid(queue);
        for (let each = 0; each < count; each++) expectSame(queue.contains(each), model.has(each));
        expectSame([...queue].length, model.size);
      }
      queue.dispose();
      expectSame(region?.liveBytes ?? 0, 0);
    });
  });

  it.each([...noIndices, 3])('refuses the index %p', (index) => {
    const queue = new Class(from([1, 2, 3]));
    queue.enqueue(0);
    for (const method of ['contains', 'enqueue', 'changed', 'remove'] as const) {
      expect(thrownBy(() => queue[method](index))).toMatchObject({ code: 'ERR_SANDY_INVALID_KEY' });
    }
    expect(queue.toArray()).toEqual([0]);
  });

  it('refuses an index twice, a change of one that is not there, unknown options', () => {
    const queue = new Class(from([1, 2, 3]));
    queue.enqueue(1);
    expect(thrownBy(() => queue.enqueue(1))).toMatchObject(invalidArgument);
    expect(thrownBy(() => queue.changed(0))).toMatchObject(invalidArgument);
    expect(queue.remove(0)).toBe(false);
    expect(queue.toArray()).toEqual([1]);
    expect(() => new Class(from([]), { capacity: 4 } as object)).toThrow(/capacity/);
    expect(new Class(from([])).dequeue()).toBe(undefined);
  });

  it('takes other priorities', () => {
    const queue = new Class(from([1, 2, 3]));
    for (const index of [0, 1, 2]) queue.enqueue(index);
    const other = from([3, 2, 1]);
    queue.rebase(other);
    expect(queue.reference).toBe(other);
    assertValid(queue);
    expect(thrownBy(() => queue.rebase(from([1])))).toMatchObject(invalidArgument);
    expect([queue.dequeue(), queue.dequeue(), queue.dequeue()]).toEqual([2, 1, 0]);
  });

  it('refuses priorities whose memory is gone', () => {
    const reference = from([1, 2, 3]);
    const queue = new Class(reference);
    queue.enqueue(0);
    structuredClone(reference.buffer, { transfer: [reference.buffer as ArrayBuffer] });
    expect(thrownBy(() => queue.enqueue(1))).toMatchObject(invalidArgument);
    expect(thrownBy(() => queue.changed(0))).toMatchObject(invalidArgument);
    expect(queue.toArray()).toEqual([0]);
  });

  it('does nothing after dispose', () => {
    const create = (Class as unknown as { create(options: object): Queue }).create;
    const queue = create({ reference: from([1, 2]) });
    expect(Object.prototype.toString.call(queue)).toBe(`[object ${name}]`);
    queue.enqueue(0);
    expect([queue.bytes(), queue.capacity]).toEqual([16, 2]);
    queue.dispose();
    queue.dispose();
    expect([queue.size, queue.capacity, queue.bytes(), queue.disposed]).toEqual([0, 0, 0, true]);
    for (const use of [
      () => queue.contains(0),
      () => queue.enqueue(0),
      () => queue.changed(0),
      () => queue.remove(0),
      () => queue.dequeue(),
      () => queue.first(),
      () => queue.clear(),
      () => queue.allChanged(),
      () => queue.rebase(from([])),
      () => queue.toArray(),
    ]) {
      expect(thrownBy(use)).toMatchObject({ code: 'ERR_SANDY_DISPOSED' });
    }
  });
});

it('refuses NaN as a priority and changes nothing then', () => {
  const reference = Float64Array.of(1, NaN, 3, 4);
  const queue = new DoubleHeapIndirectPriorityQueue(reference);
  expect(thrownBy(() => queue.enqueue(1))).toMatchObject(invalidArgument);
  queue.enqueue(0);
  queue.enqueue(2);
  reference[2] = NaN;
  expect(thrownBy(() => queue.changed(2))).toMatchObject(invalidArgument);
  expect(thrownBy(() => queue.allChanged())).toMatchObject(invalidArgument);
  reference[2] = -Infinity;
  queue.changed(2);
  const other = Float64Array.of(NaN, 1, 1, 1);
  expect(thrownBy(() => queue.rebase(other))).toMatchObject(invalidArgument);
  expect(queue.reference).toBe(reference);
  assertValidDoubleHeapIndirectPriorityQueue(queue);
  expect(queue.dequeue()).toBe(2);
});
