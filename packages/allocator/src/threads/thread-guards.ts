import { InvalidArgumentError } from '../errors.js';
import { ThreadHeap } from './thread-heap.js';
import { ThreadRegion } from './thread-region.js';

/** For functions beside the thread heap and its regions: a `Heap` and its regions look alike. */

/** @throws {InvalidArgumentError} for whatever else */
export function assertThreadHeap(heap: ThreadHeap): void {
  if (heap instanceof ThreadHeap) return;
  throw new InvalidArgumentError('heap', 'a ThreadHeap', heap);
}

/** @throws {InvalidArgumentError} for whatever else */
export function assertThreadRegion(region: ThreadRegion): void {
  if (region instanceof ThreadRegion) return;
  throw new InvalidArgumentError('region', 'a region of a ThreadHeap', region);
}
