export { ContentPool } from './content/content-pool.js';
export { assertValidPool } from './content/content-pool-check.js';
export { Holder } from './sharing/holder.js';
export type { HolderOptions, SharingStats } from './sharing/api.js';
export type {
  ContentId,
  ContentPoolOptions,
  ContentPoolStats,
  ContentRegion,
} from './content/api.js';
export type { WordSource } from './content/content-table.js';
export * from './errors.js';
export { BlockDataPool } from './records/block-data.js';
export type { BlockData } from './records/block-data.js';
export { RecordType, defineRecord } from './records/define-record.js';
export { PooledRecord } from './records/pooled-record.js';
export { RecordPool } from './records/record-pool.js';
export type {
  FieldLayout,
  FieldType,
  RecordFields,
  RecordLayout,
} from './records/record-layout.js';
export type { Pool, PoolStats, PoolType, RecordRegion } from './records/api.js';
export { SharedResourceRegistry } from './resources/shared-resource-registry.js';
export { inspectResources } from './resources/inspect-resources.js';
export { assertValidRegistry } from './resources/registry-check.js';
export { Lease } from './resources/lease.js';
export { assertResourceName } from './resources/resource-name.js';
export type { BlobRegion } from './resources/blob-store.js';
export type { RegistryStats, ResourceLoader, ResourceOptions } from './resources/api.js';
