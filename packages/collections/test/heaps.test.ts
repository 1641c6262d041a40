import { describe, expect, it } from '@jest/globals';
import {
  DoubleHeapPriorityQueue,
  assertValidDoubleHeapPriorityQueue,
} from '../src/generated/double-heap-priority-queue.js';
import { IntHeapPriorityQueue } from '../src/generated/int-heap-priority-queue.js';
import {
  ObjectHeapPriorityQueue,
  assertValidObjectHeapPriorityQueue,
} from '../src/heaps/object-heap-priority-queue.js';
import { FakeRegion } from './support/fake-region.js';
import { withSeeds } from './support/random.js';
import { noIndices } from './support/refusals.js';
import { thrownBy } from './support/throwing.js';

const invalidArgument = { code: 'ERR_SANDY_INVALID_ARGUMENT' };
const disposedError = { code: 'ERR_SANDY_DISPOSED' };

describe.each([
  ['IntHeapPriorityQueue', IntHeapPriorityQueue],
  ['DoubleHeapPriorityQueue', DoubleHeapPriorityQueue],
] as const)('%s', (name, Class) => {
  it('takes values, options, options in the place of values', () => {
    const queue = new Class([3, -0, -7], { capacity: 9 });
    expect(queue.capacity).toBe(9);
    expect([queue.dequeue(), queue.dequeue(), queue.dequeue()].map(Number)).toEqual([
      -7,
      name.startsWith('Int') ? 0 : -0,
      3,
    ]);
    expect(Class.create({ capacity: 5 }).capacity).toBe(5);
    expect(() => new Class({ capasity: 5 } as object)).toThrow(/capasity/);
    expect(Object.prototype.toString.call(queue)).toBe(`[object ${name}]`);
    expect([...new Class([1, 2])].sort()).toEqual([1, 2]);
  });

  it.each([...noIndices, 2 ** 26 + 1])('refuses the capacity %p', (capacity) => {
    if (capacity === undefined) return; // is none given
    const error = thrownBy(() => new Class({ capacity }));
    expect(error).toMatchObject({ code: 'ERR_SANDY_CAPACITY' });
  });

  it('gives back what it does not need', () => {
    const queue = new Class([1, 2, 3], { capacity: 100 });
    const unit = queue.bytes() / 100;
    expect(queue.trim()).toBe(97 * unit);
    expect(queue.trim()).toBe(0);
    queue.clear();
    queue.trim();
    expect(queue.bytes()).toBe(0);
    queue.enqueue(4);
    expect(queue.first()).toBe(4);
  });

  it('does nothing after dispose', () => {
    const queue = new Class([1]);
    queue.dispose();
    queue.dispose();
    expect([queue.size, queue.capacity, queue.bytes(), queue.disposed]).toEqual([0, 0, 0, true]);
    for (const use of [
      () => queue.enqueue(1),
      () => queue.dequeue(),
      () => queue.first(),
      () => queue.clear(),
      () => queue.trim(),
      () => queue.ensureCapacity(0),
      () => queue.toArray(),
      () => [...queue],
    ]) {
      expect(thrownBy(use)).toMatchObject(disposedError);
    }
  });
});

it.each([NaN, 0.5, 2 ** 31, -(2 ** 31) - 1, '1', null, undefined])('ints: refuses %p', (value) => {
  const queue = new IntHeapPriorityQueue([1]);
  expect(thrownBy(() => queue.enqueue(value as number))).toMatchObject(invalidArgument);
  expect(queue.toArray()).toEqual([1]);
});

it('doubles: takes infinities and refuses NaN and what is no number', () => {
  const queue = new DoubleHeapPriorityQueue([Infinity, 0.5, -Infinity, Number.MIN_VALUE]);
  for (const value of [NaN, '1', null, undefined, 1n] as unknown as number[]) {
    expect(thrownBy(() => queue.enqueue(value))).toMatchObject(invalidArgument);
  }
  assertValidDoubleHeapPriorityQueue(queue);
  const order = Array.from({ length: 4 }, () => queue.dequeue());
  expect(order).toEqual([-Infinity, Number.MIN_VALUE, 0.5, Infinity]);
});

it('gives its memory back when a value is none, and when a region disposes it', () => {
  const region = new FakeRegion();
  expect(thrownBy(() => new IntHeapPriorityQueue([1, NaN], { region }))).toMatchObject(
    invalidArgument,
  );
  expect(region.liveBytes).toBe(0);
  const queue = new IntHeapPriorityQueue({ region });
  region.onAllocate = () => queue.dispose();
  expect(thrownBy(() => queue.enqueue(1))).toMatchObject(disposedError);
  expect(region.liveBytes).toBe(0);
});

describe('a queue of values', () => {
  interface Task {
    readonly name: string;
    priority: number;
  }
  const byPriority = (a: Task, b: Task): number => a.priority - b.priority;
  const task = (priority: number): Task => ({ name: `task ${priority}`, priority });

  it('orders by its comparator', () => {
    const queue = new ObjectHeapPriorityQueue(byPriority, [task(3), task(1), task(2)]);
    expect(queue.first()?.name).toBe('task 1');
    queue.first()!.priority = 9;
    queue.changed();
    assertValidObjectHeapPriorityQueue(queue);
    expect([queue.dequeue(), queue.dequeue(), queue.dequeue()].map((t) => t?.priority)).toEqual([
      2, 3, 9,
    ]);
    queue.changed();
    expect(queue.dequeue()).toBe(undefined);
    const created = ObjectHeapPriorityQueue.create({ compare: byPriority });
    expect(created.isEmpty() && created.compare === byPriority).toBe(true);
    expect(() => new ObjectHeapPriorityQueue(undefined as never)).toThrow(/compare/);
  });

  it('moves the changed first in queues of any size', () => {
    withSeeds(3, (random) => {
      const queue = new ObjectHeapPriorityQueue(byPriority);
      for (let size = 1; size < 40; size++) {
        queue.enqueue(task(random.below(100)));
        queue.first()!.priority += random.below(100);
        queue.changed();
        assertValidObjectHeapPriorityQueue(queue);
        expect(queue.size).toBe(size);
      }
    });
  });

  /** Each comparison of each operation once: the queue must be whole behind all of them. */
  it.each(['throws', 'enqueues', 'dequeues', 'clears', 'disposes'])(
    'survives a comparator that %s',
    (what) => {
      for (let at = 1; at < 8; at++) {
        for (const operation of ['enqueue', 'dequeue', 'changed'] as const) {
          let left = Infinity;
          const queue: ObjectHeapPriorityQueue<number> = new ObjectHeapPriorityQueue((a, b) => {
            if (--left !== 0) return a - b;
            left = Infinity; // what it does may compare, too
            if (what === 'throws') throw new Error('comparator');
            if (what === 'enqueues') queue.enqueue(-1);
            if (what === 'dequeues') queue.dequeue();
            if (what === 'clears') queue.clear();
            if (what === 'disposes') queue.dispose();
            return a - b;
          });
          for (const value of [5, 3, 8, 1, 9, 2, 7, 4, 6]) queue.enqueue(value);
          const before = queue.toArray();
          left = at;
          let error: unknown;
          try {
            if (operation === 'enqueue') queue.enqueue(0);
            else queue[operation]();
          } catch (thrown) {
            error = thrown;
          }
          if (left !== Infinity) continue; // it had fewer comparisons
          if (what === 'disposes') {
            expect(error).toMatchObject(disposedError);
            continue;
          }
          const expected = what === 'throws' ? { message: 'comparator' } : invalidArgument;
          expect(error).toMatchObject(expected);
          assertValidObjectHeapPriorityQueue(queue);
          if (what === 'throws') expect(queue.toArray()).toEqual(before);
          const sizes: Record<string, number> = { enqueues: 10, dequeues: 8, clears: 0 };
          expect(queue.size).toBe(sizes[what] ?? 9);
        }
      }
    },
  );

  it('notices a comparator that takes the only one out', () => {
    const queue: ObjectHeapPriorityQueue<number> = new ObjectHeapPriorityQueue(() => {
      queue.dequeue();
      return -1;
    });
    queue.enqueue(1);
    expect(thrownBy(() => queue.enqueue(2))).toMatchObject(invalidArgument);
    expect(queue.size).toBe(0);
  });

  it('does nothing after dispose', () => {
    const queue = new ObjectHeapPriorityQueue(byPriority, [task(1)]);
    queue.dispose();
    expect([queue.size, queue.disposed]).toEqual([0, true]);
    for (const use of [
      () => queue.enqueue(task(1)),
      () => queue.dequeue(),
      () => queue.first(),
      () => queue.changed(),
      () => queue.clear(),
      () => queue.toArray(),
    ]) {
      expect(thrownBy(use)).toMatchObject(disposedError);
    }
  });
});
