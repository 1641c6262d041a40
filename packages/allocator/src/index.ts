export type {
  Account,
  Address,
  BlockVisitor,
  HeapMode,
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
export { allocateAligned } from './aligned.js';
export { allocateManyInto, freeMany } from './bulk.js';
export { visitBlocks } from './block-walk.js';
export { typedArrayEngine } from './engine.js';
export type { Engine, SegmentMemory, SegmentSource, WasmMemory } from './engine.js';
export { autoEngine } from './engines/auto.js';
export { sharedEngine } from './engines/shared.js';
export { wasmEngine } from './engines/wasm.js';
export type { WasmEngineOptions } from './engines/wasm.js';
export { Heap } from './heap.js';
export type { Region } from './region.js';
export { transferBlock } from './transfer.js';
export { zeroingMode } from './modes/zeroing.js';
export { assertValidHeap } from './validate.js';
