import { describe, expect, it } from '@jest/globals';
import type { ArrayOptions } from '../src/array-storage.js';
import { IntArrayFIFOQueue } from '../src/generated/int-array-fifo-queue.js';
import { LongArrayFIFOQueue } from '../src/generated/long-array-fifo-queue.js';
import { ObjectArrayFIFOQueue } from '../src/generated/object-array-fifo-queue.js';
import { assertValidList } from '../src/list-validity.js';
import type { ArrayCollection } from '../src/list-validity.js';
import { FakeRegion } from './support/fake-region.js';
import { expectSame } from './support/list-model.js';
import { lanes } from './support/lists.js';
import type { Plain } from './support/lists.js';
import { stepCount, withSeeds } from './support/random.js';
import type { Random } from './support/random.js';
import { thrownBy } from './support/throwing.js';

const STEPS = stepCount(10_000);

interface AnyQueue extends ArrayCollection, Iterable<unknown> {
  readonly capacity: number;
  readonly disposed: boolean;
  enqueue(...args: unknown[]): void;
  enqueueFirst(...args: unknown[]): void;
  dequeue(): unknown;
  dequeueLast(): unknown;
  first(): unknown;
  last(): unknown;
  at(index: number): unknown;
  toArray(): unknown[];
  forEach(callback: (...args: unknown[]) => void): void;
  bytes(): number;
  clear(): void;
  ensureCapacity(count: number): void;
  trim(): number;
  dispose(): void;
}

interface QueueKind {
  readonly create: (values?: unknown, options?: ArrayOptions) => AnyQueue;
  readonly value: (random: Random) => unknown;
  readonly args: (value: unknown) => unknown[];
  readonly inRegion: boolean;
  readonly bytes: number;
}

const kindOf = (Class: unknown, kind: Omit<QueueKind, 'create'>): QueueKind => ({
  create: (values, options) =>
    new (Class as new (values?: unknown, options?: ArrayOptions) => AnyQueue)(values, options),
  ...kind,
});

const kinds: [string, QueueKind][] = [
  [
    'IntArrayFIFOQueue',
    kindOf(IntArrayFIFOQueue, {
      value: (random) => random.word(),
      args: (value) => [value],
      inRegion: true,
      bytes: 4,
    }),
  ],
  [
    'LongArrayFIFOQueue',
    kindOf(LongArrayFIFOQueue, {
      value: (random) => (BigInt(random.word()) << 32n) | BigInt(random.word() >>> 0),
      args: (value) => lanes(value as Plain),
      inRegion: true,
      bytes: 8,
    }),
  ],
  [
    'ObjectArrayFIFOQueue',
    kindOf(ObjectArrayFIFOQueue, {
      value: (random) => (random.below(9) === 0 ? undefined : { number: random.word() }),
      args: (value) => [value],
      inRegion: false,
      bytes: 8,
    }),
  ],
];

function step(queue: AnyQueue, model: unknown[], kind: QueueKind, random: Random): void {
  const value = kind.value(random);
  switch (random.below(12)) {
    case 0:
    case 1:
    case 2:
      queue.enqueue(...kind.args(value));
      model.push(value);
      break;
    case 3:
    case 4:
      queue.enqueueFirst(...kind.args(value));
      model.unshift(value);
      break;
    case 5:
    case 6:
      expectSame(queue.dequeue(), model.shift());
      break;
    case 7:
    case 8:
      expectSame(queue.dequeueLast(), model.pop());
      break;
    case 9: {
      const before = queue.bytes();
      if (random.below(20) === 0) {
        expectSame(queue.trim(), before - queue.bytes());
        expectSame(queue.capacity, model.length);
      } else if (random.below(30) === 0) queue.ensureCapacity(random.below(50));
      else if (random.below(100) === 0) {
        queue.clear();
        model.length = 0;
      }
      break;
    }
    default: {
      const index = random.below(model.length + 2);
      expectSame(queue.at(index), model[index]);
      expectSame(queue.at(-index - 1), model.at(-index - 1));
      expectSame(queue.first(), model[0]);
      expectSame(queue.last(), model.at(-1));
    }
  }
}

describe.each(kinds)('%s', (name, kind) => {
  it('does what an array does', () => {
    withSeeds(4, (random, seed) => {
      const region = seed % 2 === 0 ? new FakeRegion() : undefined;
      const queue = kind.create({ region });
      const model: unknown[] = [];
      for (let i = 0; i < STEPS; i++) {
        step(queue, model, kind, random);
        if (random.below(200) === 0) region?.moveMemory();
        expectSame(queue.size, model.length);
        if (i % 71 !== 0) continue;
        assertValidList(queue);
        expectSame(queue.bytes(), queue.capacity * kind.bytes);
        if (kind.inRegion) expectSame(region?.liveBytes ?? queue.bytes(), queue.bytes());
        queue.toArray().forEach((each, at) => expectSame(each, model[at]));
        queue.forEach((...args) => {
          const index = args.pop() as number;
          kind.args(model[index]).forEach((arg, at) => expectSame(args[at], arg));
        });
      }
      queue.dispose();
      expectSame(region?.liveBytes ?? 0, 0);
    });
  });

  it('takes values, an iterator among them, as its constructor finds them', () => {
    withSeeds(1, (random) => {
      const values = Array.from({ length: 40 }, () => kind.value(random));
      const queue = kind.create(values, { capacity: 3 });
      expect(queue.toArray()).toEqual(values);
      expect(kind.create(queue).toArray()).toEqual(values);
      expect(kind.create(values.values()).toArray()).toEqual(values);
      expect(Object.prototype.toString.call(queue)).toBe(`[object ${name}]`);
      expect([...kind.create(), ...kind.create(null)]).toEqual([]);
    });
  });

  it('goes by positions where it is changed while it is walked', () => {
    withSeeds(1, (random) => {
      const values = Array.from({ length: 6 }, () => kind.value(random));
      const queue = kind.create(values);
      const seen: unknown[] = [];
      for (const value of queue) {
        seen.push(value);
        if (seen.length === 1) queue.dequeue();
        if (seen.length === 2) queue.enqueue(...kind.args(values[0]));
      }
      expect(seen).toEqual([0, 2, 3, 4, 5, 0].map((i) => values[i]));
      let visits = 0;
      queue.forEach(() => {
        visits++;
        queue.enqueue(...kind.args(values[0]));
        if (visits === 3) queue.clear();
      });
      expect(visits).toBe(3);
    });
  });

  it('throws after dispose, but where it says otherwise', () => {
    withSeeds(1, (random) => {
      const values = [kind.value(random), kind.value(random)];
      const args = kind.args(values[0]);
      const queue = kind.create(values);
      const walk = queue[Symbol.iterator]();
      walk.next();
      queue.dispose();
      queue.dispose();
      expect([queue.disposed, queue.size, queue.capacity, queue.bytes()]).toEqual([true, 0, 0, 0]);
      const uses: (() => unknown)[] = [
        () => walk.next(),
        () => queue.enqueue(...args),
        () => queue.enqueueFirst(...args),
        () => queue.dequeue(),
        () => queue.dequeueLast(),
        () => queue.first(),
        () => queue.last(),
        () => queue.at(0),
        () => queue.toArray(),
        () => queue.forEach(() => undefined),
        () => queue.clear(),
        () => queue.ensureCapacity(1),
        () => queue.trim(),
        () => assertValidList(queue),
      ];
      for (const use of uses) {
        expect(thrownBy(use)).toMatchObject({ code: 'ERR_SANDY_DISPOSED' });
      }
      const other = kind.create(values);
      expect(thrownBy(() => other.forEach(() => other.dispose()))).toMatchObject({
        code: 'ERR_SANDY_DISPOSED',
      });
    });
  });

  it('refuses what is no capacity, no option and no index', () => {
    for (const capacity of [-1, 0.5, NaN, 2 ** 31, '3', null]) {
      const action = (): AnyQueue => kind.create({ capacity } as ArrayOptions);
      if (capacity !== null) expect(thrownBy(action)).toMatchObject({ code: 'ERR_SANDY_CAPACITY' });
    }
    expect(thrownBy(() => kind.create({ seed: 1 }))).toMatchObject({
      code: 'ERR_SANDY_INVALID_ARGUMENT',
      message: expect.stringContaining('seed'),
    });
    for (const index of [0.5, NaN, '0', 2 ** 31, undefined]) {
      const action = (): unknown => kind.create().at(index as number);
      expect(thrownBy(action)).toMatchObject({ code: 'ERR_SANDY_INVALID_ARGUMENT' });
    }
  });
});

describe('queues of numbers', () => {
  it.each([NaN, 0.5, 2 ** 31, -(2 ** 31) - 1, undefined, null, '1', {}, true])(
    'refuse %p and stay as they were',
    (bad) => {
      const value = bad as number;
      const ints = new IntArrayFIFOQueue([1]);
      const longs = new LongArrayFIFOQueue([1n]);
      for (const action of [
        () => ints.enqueue(value),
        () => ints.enqueueFirst(value),
        () => longs.enqueue(value, 0),
        () => longs.enqueue(0, value),
        () => longs.enqueueFirst(value, value),
        () => new IntArrayFIFOQueue([1, value]),
      ]) {
        expect(thrownBy(action)).toMatchObject({ code: 'ERR_SANDY_INVALID_ARGUMENT' });
      }
      expect([ints.toArray(), longs.toArray()]).toEqual([[1], [1n]]);
    },
  );

  it('have lanes and bigints, and refuse those of more than 64 bits', () => {
    const queue = new LongArrayFIFOQueue();
    queue.enqueueBigInt(-(2n ** 63n));
    queue.enqueueFirstBigInt(5n);
    expect([queue.getHi(0), queue.getLo(0), queue.getHi(1), queue.getLo(1)]).toEqual([
      0,
      5,
      -(2 ** 31),
      0,
    ]);
    for (const index of [-1, 2, 0.5, NaN]) {
      for (const action of [() => queue.getHi(index), () => queue.getLo(index)]) {
        expect(thrownBy(action)).toMatchObject({ code: 'ERR_SANDY_INVALID_ARGUMENT' });
      }
    }
    for (const action of [
      () => queue.enqueueBigInt(2n ** 63n),
      () => queue.enqueueFirstBigInt(1 as unknown as bigint),
    ]) {
      expect(thrownBy(action)).toMatchObject({ code: 'ERR_SANDY_INVALID_KEY' });
    }
    expect(queue.size).toBe(2);
  });

  it.each([
    ['IntArrayFIFOQueue', IntArrayFIFOQueue],
    ['LongArrayFIFOQueue', LongArrayFIFOQueue],
  ])('%s: what regions do leaves it right', (_, Class) => {
    withSeeds(10, (random) => {
      const region = new FakeRegion();
      const queue = new Class({ region }) as unknown as AnyQueue;
      const args = (value: number): number[] =>
        Class === LongArrayFIFOQueue ? [value, value] : [value];
      const model: number[] = [];
      let depth = 0;
      const change = (): void => {
        const value = random.below(100);
        if (random.below(3) === 0) {
          queue.dequeue();
          model.shift();
        } else if (random.below(2) === 0) {
          queue.enqueue(...args(value));
          model.push(value);
        } else {
          queue.enqueueFirst(...args(value));
          model.unshift(value);
        }
      };
      region.onAllocate = () => {
        if (depth > 0) {
          if (random.below(3) === 0) throw new Error('refused');
          return;
        }
        depth++;
        try {
          for (let i = 0; i < 5; i++) change();
          if (random.below(3) === 0) queue.trim();
          region.moveMemory();
          if (random.below(3) === 0) throw new Error('refused');
        } catch (error) {
          expect(String(error)).toContain('refused');
        }
        depth--;
        if (random.below(4) === 0) throw new Error('refused');
      };
      for (let i = 0; i < 400; i++) {
        try {
          change();
          if (i % 40 === 0) queue.trim();
        } catch (error) {
          if (!String(error).includes('refused')) throw error;
        }
        assertValidList(queue);
        expectSame(region.addresses.length <= 1, true);
        expectSame(queue.size, model.length);
        queue.toArray().forEach((each, at) => {
          expectSame(Number(BigInt.asIntN(32, BigInt(each as Plain))), model[at]);
        });
      }
      queue.dispose();
      expect(region.liveBytes).toBe(0);
    });
  });
});

it('ObjectArrayFIFOQueue drops references of what left', () => {
  const queue = new ObjectArrayFIFOQueue<object>();
  for (let i = 0; i < 20; i++) queue.enqueue({ i });
  for (let i = 0; i < 7; i++) queue.dequeue();
  for (let i = 0; i < 7; i++) queue.dequeueLast();
  assertValidList(queue); // finds a value in a free place
  queue.clear();
  assertValidList(queue);
});
