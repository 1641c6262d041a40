export { MemoryManager } from './memory-manager.js';
export { reportOf } from './report.js';
export { assertValidManager } from './validity.js';
export { ModMemory } from './mod-memory.js';
export { BusyModError, UnknownModError } from './errors.js';
export { GiB, KiB, MiB } from './units.js';
export type {
  CreatableClass,
  CreatableType,
  ManagerReport,
  MemoryManagerOptions,
  ModLimitOptions,
  ModMemoryStats,
  SavingsSource,
  SharedHolder,
  SharedStore,
  SharedStoreType,
  UnloadReport,
} from './api.js';

export * from '@sandy/allocator';
export * from '@sandy/collections';
export * from '@sandy/pools';
export * from '@sandy/profiler-bridge';
export * from '@sandy/tracker';

// Classes of one name in several parts: what is named here is what the name means. The others are
// thrown by their own parts and carry the same `code`, by which errors are told apart.
export { DisposedError, InvalidArgumentError, InvariantError } from '@sandy/allocator';
export { InvalidNameError } from '@sandy/tracker';
