import { InvalidArgumentError } from './errors.js';
import { Heap } from './heap.js';
import { Region } from './region.js';

/**
 * For functions and classes beside the heap and its regions: a `ThreadHeap` and its regions have
 * methods of the same names, with which they would seem to work.
 */

/** @throws {InvalidArgumentError} for whatever else */
export function assertHeap(heap: Heap): void {
  if (heap instanceof Heap) return;
  throw new InvalidArgumentError('heap', 'a Heap, which a ThreadHeap is not', heap);
}

/** @throws {InvalidArgumentError} for whatever else */
export function assertRegion(region: Region): void {
  if (region instanceof Region) return;
  throw new InvalidArgumentError('region', 'a region of a Heap, not of a ThreadHeap', region);
}
