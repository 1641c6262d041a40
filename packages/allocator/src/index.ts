export type {
  Account,
  Address,
  Backing,
  BlockVisitor,
  HeapOptions,
  HeapStats,
  RegionOptions,
  RegionStats,
} from './api.js';
export {
  DisposedError,
  InvalidArgumentError,
  InvalidFreeError,
  InvariantError,
  OutOfMemoryError,
  RegionLimitError,
} from './errors.js';
export { visitBlocks } from './block-walk.js';
export { Heap } from './heap.js';
export type { Region } from './region.js';
export { assertValidHeap } from './validate.js';
