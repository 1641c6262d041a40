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
export { assertOptions } from './assert-options.js';
export { ArenaBlock } from './arena/arena-block.js';
export { CheckedTickArena } from './arena/checked-tick-arena.js';
export { TickArena } from './arena/tick-arena.js';
export type { TickArenaOptions, TickArenaStats } from './arena/tick-arena.js';
export { UseAfterResetError } from './arena/use-after-reset-error.js';
export { allocateManyInto, freeMany } from './bulk.js';
export { allocateBlock, blockAt, freeBlock } from './blocks/block.js';
export type { Block } from './blocks/block.js';
export { UseAfterFreeError } from './blocks/use-after-free-error.js';
export { visitBlocks } from './block-walk.js';
export { typedArrayEngine } from './engine.js';
export type { Engine, SegmentMemory, SegmentSource, WasmMemory } from './engine.js';
export { autoEngine } from './engines/auto.js';
export { sharedEngine } from './engines/shared.js';
export { wasmEngine } from './engines/wasm.js';
export type { WasmEngineOptions } from './engines/wasm.js';
export { bindGuest } from './guests/guest.js';
export type { Guest, ModuleBytes } from './guests/guest.js';
export type { GuestImports, GuestOptions } from './guests/api.js';
export { GuestAbortError } from './guests/guest-abort.js';
export { GUEST_LINK_BASES, linkGuest } from './guests/link.js';
export { Heap } from './heap.js';
export type { PackedFormat } from './kernels/arguments.js';
export type { KernelBuild } from './kernels/build.js';
export { createKernels } from './kernels/create.js';
export { createKernelsOf } from './kernels/kernels.js';
export type { KernelOptions, Kernels } from './kernels/kernels.js';
export { scriptKernels } from './kernels/script-build.js';
export { scalarKernels, simdKernels } from './kernels/wasm-builds.js';
export type { Region } from './region.js';
export { PacketRing } from './ring/packet-ring.js';
export type { PacketRingStats } from './ring/packet-ring.js';
export { RingFullError, RingStateError } from './ring/ring-errors.js';
export { adoptThread, disposeThread } from './threads/adopt-thread.js';
export type { AdoptOptions } from './threads/adopt-thread.js';
export type { ThreadHeapOptions } from './threads/create-token.js';
export { allocateThreadBlocksInto } from './threads/thread-bulk.js';
export { ThreadHeap } from './threads/thread-heap.js';
export type { ThreadMemory } from './threads/thread-memory.js';
export type { ThreadRegion } from './threads/thread-region.js';
export type { ThreadToken } from './threads/thread-tables.js';
export { visitThreadBlocks } from './threads/visit-blocks.js';
export type { ThreadBlockVisitor } from './threads/visit-blocks.js';
export { assertValidThreadHeap } from './threads/validate-threads.js';
export { transferBlock } from './transfer.js';
export { checkCanaries, checkedMode, quarantineOf } from './modes/checked.js';
export type { CheckedModeOptions, QuarantineStats } from './modes/checked.js';
export { MemoryCorruptionError } from './modes/checked-error.js';
export type { Corruption, CorruptionKind } from './modes/checked-error.js';
export { zeroingMode } from './modes/zeroing.js';
export { dumpHeap } from './inspect/dump-heap.js';
export { dumpThreadHeap } from './inspect/dump-thread-heap.js';
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
