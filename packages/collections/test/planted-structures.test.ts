/** The checks of sets, heaps and interval maps must notice words overwritten in their region. */
import { expect, it } from '@jest/globals';
import {
  IntHeapIndirectPriorityQueue,
  assertValidIntHeapIndirectPriorityQueue,
} from '../src/generated/int-heap-indirect-priority-queue.js';
import {
  IntHeapPriorityQueue,
  assertValidIntHeapPriorityQueue,
} from '../src/generated/int-heap-priority-queue.js';
import {
  ObjectHeapPriorityQueue,
  assertValidObjectHeapPriorityQueue,
} from '../src/heaps/object-heap-priority-queue.js';
import { IntervalMap, assertValidIntervalMap } from '../src/intervals/interval-map.js';
import { RangeMap, assertValidRangeMap } from '../src/intervals/range-map.js';
import { SparseSet, assertValidSparseSet } from '../src/sets/sparse-set.js';
import { FakeRegion } from './support/fake-region.js';
import { thrownBy } from './support/throwing.js';

const invariantError = { name: 'InvariantError', code: 'ERR_SANDY_INVARIANT' };

/** Words of the only block of a region. */
function wordsOf(region: FakeRegion, length: number): Int32Array {
  return region.words(region.addresses[0]!, length);
}

it.each([
  ['a key twice', (words: Int32Array) => (words[1] = words[0]!)],
  ['a key beyond the universe', (words: Int32Array) => (words[1] = 20)],
  ['a negative key', (words: Int32Array) => (words[1] = -1)],
  ['a wrong place', (words: Int32Array) => (words[20 + 5] = 3)],
])('a sparse set with %s', (_, plant) => {
  const region = new FakeRegion();
  const set = new SparseSet(20, { region });
  for (const key of [3, 5, 7]) set.add(key);
  assertValidSparseSet(set);
  plant(wordsOf(region, 40));
  expect(thrownBy(() => assertValidSparseSet(set))).toMatchObject(invariantError);
});

it('a heap with a child before its parent', () => {
  const region = new FakeRegion();
  const queue = new IntHeapPriorityQueue([5, 1, 9, 3, 7, 8, 2], { region });
  assertValidIntHeapPriorityQueue(queue);
  wordsOf(region, 7)[6] = 0;
  expect(thrownBy(() => assertValidIntHeapPriorityQueue(queue))).toMatchObject(invariantError);
  const values = new ObjectHeapPriorityQueue<{ at: number }>((a, b) => a.at - b.at);
  for (const at of [1, 2, 3]) values.enqueue({ at });
  values.first()!.at = 4;
  expect(thrownBy(() => assertValidObjectHeapPriorityQueue(values))).toMatchObject(invariantError);
});

it.each([
  ['an index twice', (words: Int32Array) => (words[1] = words[0]!)],
  ['a place that is wrong', (words: Int32Array) => (words[4 + words[2]!] = 0)],
  ['an index out of range', (words: Int32Array) => (words[2] = 4)],
])('an indirect heap with %s', (_, plant) => {
  const region = new FakeRegion();
  const reference = Int32Array.of(4, 1, 3, 2);
  const queue = new IntHeapIndirectPriorityQueue(reference, { region });
  for (const index of [0, 1, 2, 3]) queue.enqueue(index);
  assertValidIntHeapIndirectPriorityQueue(queue);
  plant(wordsOf(region, 8));
  const error = thrownBy(() => assertValidIntHeapIndirectPriorityQueue(queue));
  expect(error).toMatchObject(invariantError);
});

it('an indirect heap whose priorities changed unannounced', () => {
  const reference = Int32Array.of(4, 1, 3, 2);
  const queue = new IntHeapIndirectPriorityQueue(reference);
  for (const index of [0, 1, 2, 3]) queue.enqueue(index);
  reference[1] = 9;
  const error = thrownBy(() => assertValidIntHeapIndirectPriorityQueue(queue));
  expect(error).toMatchObject(invariantError);
});

/** Words of a node: from, to, left, right, greatest end, generation; node 0 is none. */
it.each([
  ['node 0 changed', (words: Int32Array) => (words[4] = 0)],
  ['an empty interval', (words: Int32Array) => (words[6 + 1] = words[6]!)],
  ['intervals out of order', (words: Int32Array) => words.set([1000, 1001], 6)],
  ['a wrong greatest end', (words: Int32Array) => words[6 + 4]!++],
  ['a ring', (words: Int32Array) => words.fill(6, 8, 10)],
  ['a child that is no node', (words: Int32Array) => (words[8] = 7)],
  ['subtrees lost', (words: Int32Array) => words.forEach((_, i) => i % 6 === 2 && (words[i] = 0))],
  ['a free node that is not empty', (words: Int32Array) => words.fill(7, 5 * 6, 5 * 6 + 1)],
])('an interval map with %s', (_, plant) => {
  const region = new FakeRegion();
  const map = new IntervalMap<number>({ region, capacity: 20 });
  const ids = Array.from({ length: 20 }, (_unused, i) => map.add(i * 3 + 5, i * 3 + 10, i));
  map.delete(ids[4]!); // node 5
  assertValidIntervalMap(map);
  plant(wordsOf(region, 21 * 6));
  expect(thrownBy(() => assertValidIntervalMap(map))).toMatchObject(invariantError);
});

it('a range map with ranges that overlap', () => {
  const region = new FakeRegion();
  const map = new RangeMap<number>({ region, capacity: 3 });
  map.set(0, 5, 1);
  map.set(10, 15, 2);
  const words = wordsOf(region, 24);
  for (const node of [6, 12]) {
    if (words[node] !== 0) continue;
    words[node + 1] = 12;
    words[node + 4] = Math.max(words[node + 4]!, 12);
  }
  expect(thrownBy(() => assertValidRangeMap(map))).toMatchObject(invariantError);
});
