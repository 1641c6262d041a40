import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import { assertValidSharedBitSet, SharedBitSet } from '../src/index.js';
import type { SharedBitSetToken } from '../src/index.js';
import { internals } from '../src/internals.js';
import { noIndices } from './support/refusals.js';
import { stepCount, withSeeds } from './support/random.js';
import { thrownBy } from './support/throwing.js';

const INVALID_ARGUMENT = { code: 'ERR_SANDY_INVALID_ARGUMENT' };
const INVALID_KEY = { code: 'ERR_SANDY_INVALID_KEY' };
const CAPACITY = { code: 'ERR_SANDY_CAPACITY' };
const DISPOSED = { code: 'ERR_SANDY_DISPOSED' };
const SEGMENT_BITS = 2 ** 19;

it('is a set whose handles see what the others do', () => {
  const set = new SharedBitSet([3, 64, 3, 0]);
  const other = SharedBitSet.attach(set.token());
  expect([set.add(5), other.add(5), other.has(5)]).toEqual([true, false, true]);
  expect([other.delete(3), set.delete(3), set.has(3)]).toEqual([true, false, false]);
  expect([set.flip(7), other.flip(7), set.has(7)]).toEqual([true, false, false]);
  expect([set.flip(31), set.has(31), set.size, other.cardinality()]).toEqual([true, true, 4, 4]);
  expect([...other]).toEqual([0, 5, 31, 64]);
  expect([...other.values()]).toEqual([...other.keys()]);
  expect([...other.entries()][1]).toEqual([5, 5]);
  expect([set.nextSetBit(6), set.nextSetBit(65), set.nextClearBit(64)]).toEqual([31, -1, 65]);
  const visited: number[] = [];
  set.forEach((index, again) => visited.push(index - again, index));
  expect(visited).toEqual([0, 0, 0, 5, 0, 31, 0, 64]);
  assertValidSharedBitSet(set);
  other.clear();
  expect([set.isEmpty(), set.size, set.add(0)]).toEqual([true, 0, true]);
  expect(Object.prototype.toString.call(set)).toBe('[object SharedBitSet]');
  expect(SharedBitSet.create({ capacity: 10 }).isEmpty()).toBe(true);
});

it('does what Set does', () => {
  withSeeds(3, (random) => {
    const handles = [new SharedBitSet()];
    handles.push(SharedBitSet.attach(handles[0]!.token()));
    const model = new Set<number>();
    for (let step = 0; step < stepCount(5_000); step++) {
      const set = handles[random.below(2)]!;
      // Small ones meet again; large ones make it grow by several segments.
      const index = random.below(20) === 0 ? random.below(2 ** 22) : random.below(200);
      expect(set.has(index)).toBe(model.has(index));
      switch (random.below(4)) {
        case 0:
          expect(set.delete(index)).toBe(model.delete(index));
          break;
        case 1:
          expect(set.flip(index)).toBe(!model.delete(index));
          if (set.has(index)) model.add(index);
          break;
        default:
          expect(set.add(index)).toBe(!model.has(index));
          model.add(index);
      }
      if (step % 500 === 0) {
        assertValidSharedBitSet(set);
        expect([...set]).toEqual([...model].sort((a, b) => a - b));
      }
    }
    expect(handles.map(({ size }) => size)).toEqual([model.size, model.size]);
  });
});

it('grows by segments, up to its maximum', () => {
  const set = new SharedBitSet({ maximumCapacity: 3 * SEGMENT_BITS + 5 });
  const other = SharedBitSet.attach(set.token());
  expect(set.capacity).toBe(SEGMENT_BITS);
  set.add(SEGMENT_BITS);
  expect([set.capacity, other.capacity]).toEqual([2 * SEGMENT_BITS, 2 * SEGMENT_BITS]);
  expect([other.has(SEGMENT_BITS), other.has(2 ** 31 - 1)]).toEqual([true, false]);
  expect(other.delete(2 ** 31 - 1)).toBe(false);
  other.add(3 * SEGMENT_BITS + 4);
  expect([set.capacity, set.nextSetBit(SEGMENT_BITS + 1)]).toEqual([
    3 * SEGMENT_BITS + 5,
    3 * SEGMENT_BITS + 4,
  ]);
  for (const index of [3 * SEGMENT_BITS + 5, 2 ** 31 - 1]) {
    expect(thrownBy(() => set.add(index))).toMatchObject(CAPACITY);
    expect(thrownBy(() => set.flip(index))).toMatchObject(CAPACITY);
  }
  expect(set.size).toBe(2);
  assertValidSharedBitSet(other);
  const reserved = new SharedBitSet({ capacity: 2 * SEGMENT_BITS });
  const bytes = reserved.bytes();
  reserved.add(2 * SEGMENT_BITS - 1);
  expect([reserved.bytes(), reserved.capacity]).toEqual([bytes, 2 * SEGMENT_BITS]);
  reserved.ensureCapacity(5 * SEGMENT_BITS);
  expect(reserved.capacity).toBe(5 * SEGMENT_BITS);
  expect(new SharedBitSet({ maximumCapacity: 2 ** 31 }).add(2 ** 31 - 1)).toBe(true);
});

it('gives out the lowest integer that nobody has', () => {
  const set = new SharedBitSet([0, 1, 3], { maximumCapacity: 6 });
  expect([set.addNextClear(), set.addNextClear(3)]).toEqual([2, 4]);
  expect([set.addNextClear(), set.addNextClear(), set.addNextClear(2 ** 31 - 1)]).toEqual([
    5, -1, -1,
  ]);
});

describe('wrong input', () => {
  it.each(noIndices)('refuses the index %p', (index) => {
    const set = new SharedBitSet([1]);
    const uses = ['has', 'add', 'delete', 'flip', 'nextSetBit', 'nextClearBit'] as const;
    for (const use of uses) {
      if (index === 2 ** 31 && use.startsWith('next')) continue; // there are none, that is all
      expect(thrownBy(() => set[use](index))).toMatchObject(INVALID_KEY);
    }
    expect(thrownBy(() => new SharedBitSet([index]))).toMatchObject(INVALID_KEY);
    expect([...set]).toEqual([1]);
  });

  it('refuses options and tokens that are none', () => {
    for (const count of [-1, 0.5, NaN, 2 ** 31 + 1, '5'] as number[]) {
      expect(thrownBy(() => new SharedBitSet({ capacity: count }))).toMatchObject(CAPACITY);
      expect(thrownBy(() => new SharedBitSet({ maximumCapacity: count }))).toMatchObject(CAPACITY);
      expect(thrownBy(() => new SharedBitSet().ensureCapacity(count))).toMatchObject(CAPACITY);
    }
    expect(thrownBy(() => new SharedBitSet({ maximumCapacity: 0 }))).toMatchObject(
      INVALID_ARGUMENT,
    );
    expect(thrownBy(() => new SharedBitSet({ capacity: 9, maximumCapacity: 8 }))).toMatchObject(
      CAPACITY,
    );
    for (const options of [{ region: {} }, 5, 'x'] as object[]) {
      expect(thrownBy(() => new SharedBitSet([], options))).toMatchObject(INVALID_ARGUMENT);
    }
    const token = new SharedBitSet().token();
    const wrong = [
      undefined,
      {},
      { ...token, buffer: new ArrayBuffer(8) },
      { ...token, format: 'x' },
    ];
    for (const bad of wrong as SharedBitSetToken[]) {
      expect(thrownBy(() => SharedBitSet.attach(bad))).toMatchObject(INVALID_ARGUMENT);
    }
  });

  it('refuses a handle that was disposed', () => {
    const set = new SharedBitSet([4]);
    const other = SharedBitSet.attach(set.token());
    set.dispose();
    set.dispose();
    expect([set.disposed, set.size, set.capacity, set.bytes()]).toEqual([true, 0, 0, 0]);
    for (const use of [
      () => set.has(4),
      () => set.add(4),
      () => set.delete(4),
      () => set.flip(4),
      () => set.clear(),
      () => set.cardinality(),
      () => set.ensureCapacity(1),
      () => set.nextSetBit(0),
      () => set.addNextClear(),
      () => [...set],
    ]) {
      expect(thrownBy(use)).toMatchObject(DISPOSED);
    }
    expect([...other]).toEqual([4]);
  });

  it('finds bits beyond its maximum', () => {
    const set = new SharedBitSet({ maximumCapacity: 40 });
    set[internals]()[1] = -1;
    expect(thrownBy(() => assertValidSharedBitSet(set))).toMatchObject({
      code: 'ERR_SANDY_INVARIANT',
    });
  });
});

it('lets no change of two threads get lost, and gives no integer out twice', async () => {
  const set = new SharedBitSet();
  const count = stepCount(200_000);
  const url = new URL('./support/shared-bit-set-worker.mjs', import.meta.url);
  const workers = [0, 1].map(
    (part) => new Worker(url, { workerData: { token: set.token(), part, count } }),
  );
  const [first, second] = (await Promise.all(
    workers.map(async (worker) => (await once(worker, 'message'))[0] as Int32Array),
  )) as [Int32Array, Int32Array];
  assertValidSharedBitSet(set);
  // Each part set its own bits of words that both change, and cleared every third again.
  for (let i = 0; i < count; i++) if (set.has(i) !== i % 3 > 0) throw new Error(`lost: ${i}`);
  const given = new Set([...first, ...second]);
  expect(given.size).toBe(first.length + second.length);
  for (const index of given) expect(set.has(index)).toBe(true);
});
