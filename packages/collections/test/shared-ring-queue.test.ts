import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import {
  assertValidSharedRingQueue,
  SharedRingConsumer,
  SharedRingProducer,
  SharedRingQueue,
} from '../src/index.js';
import type { SharedRingToken } from '../src/index.js';
import { randomFrom, stepCount, withSeeds } from './support/random.js';
import { thrownBy } from './support/throwing.js';

const INVALID_ARGUMENT = { code: 'ERR_SANDY_INVALID_ARGUMENT' };
const CAPACITY = { code: 'ERR_SANDY_CAPACITY' };
const DISPOSED = { code: 'ERR_SANDY_DISPOSED' };
const ROLE = { code: 'ERR_SANDY_SHARED_ROLE' };

interface Ends {
  readonly queue: SharedRingQueue;
  readonly producer: SharedRingProducer;
  readonly consumer: SharedRingConsumer;
}

/** @param moved records that had passed before: the counts run over at 2^31 and 2^32. */
function endsOf(capacity: number, recordLength = 1, moved = 0): Ends {
  const queue = new SharedRingQueue({ capacity, recordLength });
  const words = new Int32Array(queue.token().buffer);
  words[0] = words[16] = moved;
  const producer = SharedRingProducer.attach(queue.token());
  return { queue, producer, consumer: SharedRingConsumer.attach(queue.token()) };
}

it('gives back what was put in, in its order, and says when it is full or empty', () => {
  for (const moved of [0, 5, 2 ** 31 - 3, -3]) {
    const { queue, producer, consumer } = endsOf(4, 1, moved);
    for (let round = 0; round < 5; round++) {
      expect([consumer.poll(), consumer.available(), producer.room()]).toEqual([undefined, 0, 4]);
      for (const value of [7, 0, -(2 ** 31), 2 ** 31 - 1]) expect(producer.offer(value)).toBe(true);
      expect([producer.offer(1), producer.room(), queue.size]).toEqual([false, 0, 4]);
      expect([consumer.poll(), consumer.poll()]).toEqual([7, 0]);
      expect([producer.offer(8), producer.room(), consumer.available()]).toEqual([true, 1, 3]);
      expect([consumer.poll(), consumer.poll(), consumer.poll()]).toEqual([
        -(2 ** 31),
        2 ** 31 - 1,
        8,
      ]);
      assertValidSharedRingQueue(queue);
    }
  }
});

it('does what an array does, one by one and many at once', () => {
  withSeeds(6, (random, seed) => {
    const recordLength = 1 + (seed % 3);
    const { queue, producer, consumer } = endsOf(8, recordLength, (2 ** 31 - 20) | 0);
    const model: number[] = [];
    for (let step = 0; step < stepCount(1_000); step++) {
      if (recordLength === 1 && random.below(2) === 0) {
        const value = random.word();
        if (random.below(2) === 0) {
          expect(producer.offer(value)).toBe(model.length < 8);
          if (model.length < 8) model.push(value);
        } else expect(consumer.poll()).toBe(model.shift());
      } else if (random.below(2) === 0) {
        const words = Array.from({ length: random.below(30) }, () => random.word());
        const start = random.below(words.length + 1);
        const wanted = Math.min(
          Math.floor((words.length - start) / recordLength),
          8 - model.length / recordLength,
        );
        expect(producer.offerFrom(words, start)).toBe(wanted);
        model.push(...words.slice(start, start + wanted * recordLength));
      } else {
        const target = new Int32Array(random.below(30));
        const end = random.below(target.length + 1);
        const wanted = Math.floor(Math.min(end, model.length) / recordLength);
        expect(consumer.pollInto(target, 0, end)).toBe(wanted);
        expect([...target.subarray(0, wanted * recordLength)]).toEqual(
          model.splice(0, wanted * recordLength),
        );
        expect(target.subarray(wanted * recordLength).every((word) => word === 0)).toBe(true);
      }
      expect(queue.size).toBe(model.length / recordLength);
    }
    assertValidSharedRingQueue(queue);
  });
});

it('rounds its capacity up, and tells what it is', () => {
  const queue = SharedRingQueue.create({ capacity: 5, recordLength: 3 });
  expect([queue.capacity, queue.recordLength, queue.bytes()]).toEqual([8, 3, 192 + 8 * 3 * 4]);
  expect(new SharedRingQueue().capacity).toBe(1_024);
  expect(endsOf(1).producer.room()).toBe(1);
  expect(Object.prototype.toString.call(queue)).toBe('[object SharedRingQueue]');
});

it('has one producer and one consumer', () => {
  const { queue, producer, consumer } = endsOf(4);
  producer.offer(1);
  producer.offer(2);
  for (const End of [SharedRingProducer, SharedRingConsumer]) {
    expect(thrownBy(() => End.attach(queue.token()))).toMatchObject(ROLE);
  }
  const heir = SharedRingConsumer.attach(queue.token(), { takeOver: true });
  for (const use of [
    () => consumer.poll(),
    () => consumer.available(),
    () => consumer.ended(),
    () => consumer.pollInto([0]),
    () => consumer.waitForRecords(0),
  ]) {
    expect(thrownBy(use)).toMatchObject(ROLE);
  }
  consumer.dispose(); // must not take the heir's role away
  expect(thrownBy(() => SharedRingConsumer.attach(queue.token()))).toMatchObject(ROLE);
  expect(heir.poll()).toBe(1);
  const second = SharedRingProducer.attach(queue.token(), { takeOver: true });
  for (const use of [
    () => producer.offer(1),
    () => producer.offerFrom([1]),
    () => producer.room(),
    () => producer.close(),
    () => producer.waitForRoom(0),
  ]) {
    expect(thrownBy(use)).toMatchObject(ROLE);
  }
  second.offer(3);
  second.dispose();
  SharedRingProducer.attach(queue.token()).offer(4);
  expect([heir.poll(), heir.poll(), heir.poll()]).toEqual([2, 3, 4]);
});

it('ends when it is closed and empty, and goes on with another producer', () => {
  const { queue, producer, consumer } = endsOf(4);
  producer.offer(1);
  expect(consumer.ended()).toBe(false);
  producer.close();
  expect([consumer.ended(), consumer.waitForRecords(), consumer.poll()]).toEqual([false, true, 1]);
  expect([consumer.ended(), consumer.waitForRecords()]).toEqual([true, false]);
  const next = SharedRingProducer.attach(queue.token());
  next.offer(2);
  expect([consumer.ended(), consumer.poll()]).toEqual([false, 2]);
});

it('sleeps no longer than it is told to', () => {
  const { producer, consumer } = endsOf(1);
  expect([consumer.waitForRecords(1), producer.waitForRoom(1)]).toEqual([false, true]);
  producer.offer(1);
  expect([consumer.waitForRecords(1), producer.waitForRoom(1)]).toEqual([true, false]);
});

describe('wrong input', () => {
  it('refuses what is no int32, or no record, and puts nothing in', () => {
    const { producer, consumer } = endsOf(4);
    for (const bad of [NaN, 0.5, 2 ** 31, '1', undefined, null] as number[]) {
      expect(thrownBy(() => producer.offer(bad))).toMatchObject(INVALID_ARGUMENT);
      expect(thrownBy(() => producer.offerFrom([1, bad]))).toMatchObject(INVALID_ARGUMENT);
    }
    for (const [start, end] of [
      [-1, 1],
      [2, 1],
      [0, 3],
      [0.5, 1],
      [0, NaN],
    ] as [number, number][]) {
      expect(thrownBy(() => producer.offerFrom([1, 2], start, end))).toMatchObject(
        INVALID_ARGUMENT,
      );
      expect(thrownBy(() => consumer.pollInto([1, 2], start, end))).toMatchObject(INVALID_ARGUMENT);
    }
    for (const timeoutMs of [-1, NaN, '1'] as number[]) {
      expect(thrownBy(() => consumer.waitForRecords(timeoutMs))).toMatchObject(INVALID_ARGUMENT);
      expect(thrownBy(() => producer.waitForRoom(timeoutMs))).toMatchObject(INVALID_ARGUMENT);
    }
    expect(consumer.available()).toBe(0);
    const long = endsOf(4, 2);
    expect(thrownBy(() => long.producer.offer(1))).toMatchObject(INVALID_ARGUMENT);
    expect(thrownBy(() => long.consumer.poll())).toMatchObject(INVALID_ARGUMENT);
  });

  it('refuses options and tokens that are none', () => {
    for (const capacity of [0, -1, 0.5, NaN, 2 ** 40, '4'] as number[]) {
      expect(thrownBy(() => new SharedRingQueue({ capacity }))).toMatchObject(CAPACITY);
    }
    for (const recordLength of [0, -1, 0.5, 2 ** 17, '4'] as number[]) {
      expect(thrownBy(() => new SharedRingQueue({ recordLength }))).toMatchObject(INVALID_ARGUMENT);
    }
    for (const options of [{ size: 4 }, 4] as object[]) {
      expect(thrownBy(() => new SharedRingQueue(options))).toMatchObject(INVALID_ARGUMENT);
    }
    const token = new SharedRingQueue().token();
    const wrong = [
      undefined,
      {},
      { ...token, capacity: 2 },
      { ...token, buffer: new ArrayBuffer(9) },
    ];
    for (const bad of wrong as SharedRingToken[]) {
      for (const End of [SharedRingProducer, SharedRingConsumer]) {
        expect(thrownBy(() => End.attach(bad))).toMatchObject(INVALID_ARGUMENT);
        expect(thrownBy(() => End.attach(token, { patience: 1 } as object))).toMatchObject(
          INVALID_ARGUMENT,
        );
      }
    }
  });

  it('refuses handles that were disposed', () => {
    const { producer, consumer } = endsOf(4);
    producer.dispose();
    consumer.dispose();
    producer.dispose();
    expect([producer.disposed, consumer.disposed]).toEqual([true, true]);
    expect(thrownBy(() => producer.offer(1))).toMatchObject(DISPOSED);
    expect(thrownBy(() => producer.offerFrom([]))).toMatchObject(DISPOSED);
    expect(thrownBy(() => consumer.poll())).toMatchObject(DISPOSED);
    expect(thrownBy(() => consumer.pollInto([]))).toMatchObject(DISPOSED);
  });

  it('finds counts that contradict each other', () => {
    const { queue } = endsOf(4);
    new Int32Array(queue.token().buffer)[0] = 5;
    expect(thrownBy(() => assertValidSharedRingQueue(queue))).toMatchObject({
      code: 'ERR_SANDY_INVARIANT',
    });
  });
});

describe('between threads', () => {
  it('waits without sleeping, where the runtime can', async () => {
    // Not here: what waits in a context of `node:vm` is not told.
    const [answer] = (await once(
      start('async', new SharedRingQueue({ capacity: 1 }).token(), {}),
      'message',
    )) as [unknown];
    expect(answer).toEqual([false, false, true, true, false]);
  });

  function start(
    role: 'producer' | 'consumer' | 'async',
    token: SharedRingToken,
    extra: object,
  ): Worker {
    const url = new URL('./support/shared-ring-worker.mjs', import.meta.url);
    return new Worker(url, { workerData: { role, token, ...extra } });
  }

  it.each([1, 3])('all arrives in its order, in records of %d', async (recordLength) => {
    const queue = new SharedRingQueue({ capacity: 64, recordLength });
    const count = stepCount(100_000);
    const consumer = start('consumer', queue.token(), {});
    start('producer', queue.token(), { count });
    const [answer] = (await once(consumer, 'message')) as [{ count: number; wrong: unknown }];
    expect(answer).toEqual({ count, wrong: undefined });
    assertValidSharedRingQueue(queue);
  });

  it('producers may be terminated at any moment: the next goes on where they were', async () => {
    const random = randomFrom(3);
    const queue = new SharedRingQueue({ capacity: 256, recordLength: 3 });
    const consumer = SharedRingConsumer.attach(queue.token());
    const record = new Int32Array(3);
    let next = 0;
    const take = (): void => {
      if (consumer.pollInto(record) === 0) return;
      const expected = [next, ~next, next ^ 0x5555];
      if (record.some((word, i) => word !== expected[i])) {
        throw new Error(`record ${next}: got ${record.join()}`);
      }
      next++;
    };
    for (let kill = 0; kill < 8; kill++) {
      const takeOver = kill > 0;
      // It goes on where TAIL is, which is what has arrived and what lies in the queue.
      const worker = start('producer', queue.token(), { count: 2 ** 30, takeOver });
      const until = next + 1 + random.below(5_000);
      while (next < until) take();
      await worker.terminate();
      while (consumer.available() > 0) take();
      assertValidSharedRingQueue(queue);
    }
  });

  it('consumers may be terminated at any moment: nothing is lost or out of order', async () => {
    const random = randomFrom(4);
    const queue = new SharedRingQueue({ capacity: 16 });
    const producer = SharedRingProducer.attach(queue.token());
    let put = 0;
    for (let kill = 0; kill < 8; kill++) {
      const taken = new Int32Array(new SharedArrayBuffer(8));
      const extra = { takeOver: kill > 0, log: taken.buffer };
      const worker = start('consumer', queue.token(), extra);
      const until = put + 1 + random.below(5_000);
      while (put < until) if (producer.offer(put)) put++;
      await worker.terminate();
      assertValidSharedRingQueue(queue);
      // Its last record was either taken out or is still there.
      const lowest = put - queue.size;
      const [last, isWrong] = [taken[0]!, taken[1]!];
      expect([lowest, lowest + 1]).toContain(last);
      expect(isWrong).toBe(0);
    }
  });
});
