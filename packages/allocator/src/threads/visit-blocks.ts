import type { Address } from '../api.js';
import { walkBlocks } from '../block-walk.js';
import { DisposedError } from '../errors.js';
import { assertThreadHeap } from './thread-guards.js';
import { threadInternalsOf } from './thread-heap.js';
import type { ThreadHeap } from './thread-heap.js';
import type { ThreadRegion } from './thread-region.js';

/** Gets a block of this thread: its address, its usable bytes and its region. */
export type ThreadBlockVisitor = (
  address: Address,
  byteLength: number,
  region: ThreadRegion,
) => void;

/**
 * Calls `visit` for every live block of this thread's regions, region by region. `visit` must not
 * allocate or free in this thread's part of the heap; what other threads free meanwhile is visited
 * or not.
 * Cost: O(pages + blocks) of this thread.
 *
 * @throws {DisposedError} if this thread has left the heap
 * @throws {InvalidArgumentError} if it is a `Heap`: see {@link visitBlocks}
 */
export function visitThreadBlocks(heap: ThreadHeap, visit: ThreadBlockVisitor): void {
  assertThreadHeap(heap);
  const { tables, regions, extents, collect } = threadInternalsOf(heap);
  collect();
  if (heap.disposed) throw new DisposedError('thread heap'); // or by code of an account that has heard
  for (const [id, region] of regions.entries()) {
    if (region === undefined) continue;
    const { row } = extents[id]!;
    walkBlocks(tables, row, (address, byteLength) => visit(address, byteLength, region));
  }
}
