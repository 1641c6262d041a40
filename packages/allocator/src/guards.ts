import { InvalidArgumentError } from './errors.js';
import { Heap } from './heap.js';
import { Region, partsOf } from './region.js';
import type { RegionParts } from './region.js';

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
  if (!(region instanceof Region)) throw notRegion(region);
}

/**
 * What functions beside the region see of it. Costs nothing where it is one, for what is none has
 * no such parts; asking first took some nanoseconds.
 * @throws {InvalidArgumentError} for whatever else
 */
export function partsOfRegion(region: Region): RegionParts {
  try {
    return partsOf(region);
  } catch {
    throw notRegion(region);
  }
}

function notRegion(actual: unknown): InvalidArgumentError {
  return new InvalidArgumentError('region', 'a region of a Heap, not of a ThreadHeap', actual);
}
