import { expect, it } from '@jest/globals';
import { ThreadHeap, assertValidThreadHeap } from '../src/index.js';
import { NEXT_OPEN, PREV_OPEN } from '../src/page-table.js';
import { HINT_COUNT, OPEN, PEAK_PAGES, SPARES, TOP } from '../src/region-row.js';
import { CLASS_OF_GRANULES } from '../src/size-classes.js';
import { threadInternalsOf } from '../src/threads/thread-heap.js';
import { thrownBy } from './support/heap-state.js';

const smallClass = CLASS_OF_GRANULES[7]!; // of 100 bytes

/** A region of a thread taken apart: two slabs of one class, a run, and another region's block. */
function parts() {
  const heap = ThreadHeap.create();
  const region = heap.createRegion('a');
  const other = heap.createRegion('b');
  const small = Array.from({ length: 50 }, () => region.allocate(100));
  region.free(small[0]!);
  region.free(small[49]!);
  const { extents, tables } = threadInternalsOf(heap);
  const { row } = extents[region.id]!;
  const { records } = tables;
  return {
    heap,
    row,
    records,
    small,
    run: region.allocate(20_000),
    foreign: other.allocate(100),
    top: row[TOP + smallClass]!,
    first: row[OPEN + smallClass]!,
  };
}

type Parts = ReturnType<typeof parts>;

const faults: [string, string, (parts: Parts) => void][] = [
  ['a hint into a run', 'owner at hint', ({ row, top, run }) => (row[top] = run + 5)],
  ['a hint into another region', 'owner at hint', ({ row, top, foreign }) => (row[top] = foreign)],
  ['a hint between slots', 'slot at hint', ({ row, top, small }) => (row[top] = small[1]! + 1)],
  ['a ring outside the row', 'hints of class', ({ row }) => (row[TOP + smallClass] = row.length)],
  [
    'a ring for two classes',
    'hint',
    ({ row, top }) => (row[TOP + smallClass + 1] = top & -HINT_COUNT),
  ],
  ['a spare that is none', 'spare', ({ row, records }) => (row[SPARES] = records.length - 8)],
  ['a spare in a run', 'spare', ({ row, run }) => (row[SPARES] = (run >>> 5) & -8)],
  ['a second spare', 'spares', ({ row, first }) => row.fill(first, SPARES, SPARES + 2)],
  ['a peak too low', 'peak', ({ row }) => (row[PEAK_PAGES] = 1)],
  [
    'a link back that leads elsewhere',
    'PREV_OPEN',
    ({ records, first }) => (records[records[first + NEXT_OPEN]! + PREV_OPEN] = 0),
  ],
];

it('what is in order is found to be', () => {
  const { heap, records, first } = parts();
  expect(records[first + NEXT_OPEN]).not.toBe(0); // else a fault below is none
  assertValidThreadHeap(heap);
});

it.each(faults)('a heap of threads with %s is found to be wrong', (_, message, breakIt) => {
  const taken = parts();
  breakIt(taken);
  const error = thrownBy(() => assertValidThreadHeap(taken.heap));
  expect(error.code).toBe('ERR_SANDY_INVARIANT');
  expect(error.message).toContain(message);
});
