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
export { dumpHeap } from './inspect/dump-heap.js';
export { heapMapSvg } from './inspect/heap-map-svg.js';
export { inspectHeap } from './inspect/inspect-heap.js';
export { EXTENT_FIELDS } from './inspect/api.js';
export type {
  ExternalFragmentation,
  HeapDump,
  HeapInspection,
  HeapMapOptions,
  InternalFragmentation,
  RegionInspection,
  SegmentDump,
  SegmentInspection,
  SizeClassInspection,
  SlabFigures,
} from './inspect/api.js';
export { assertValidHeap } from './validate.js';
