import type { Holder, HolderState } from '../sharing/holder.js';
import type { ResourceLoader } from './api.js';
import type { Blob } from './blob-store.js';
import type { Lease } from './lease.js';
import type { OwnerRecord } from './shared-resource-registry.js';

/** One who waits for a resource to be loaded. */
export interface Waiter {
  readonly owner: HolderState<OwnerRecord>;
  readonly resource: Resource;
  resolve(lease: Lease<unknown>): void;
  reject(error: unknown): void;
}

/** One call of a loader and those who wait for it. Without waiters it is nobody's any more. */
export interface Flight {
  readonly waiters: Set<Waiter>;
}

/** A value that is there: bytes in a blob, anything else by reference. */
export interface Value {
  readonly blob: Blob | undefined;
  readonly plain: unknown;
}

/** A registered resource: where its value comes from, and the value while it is there. */
export class Resource {
  readonly name: string;
  /** Absent if the value itself was registered. */
  readonly loader: ResourceLoader<unknown> | undefined;
  readonly declaredByteLength: number;
  /** Whether the value stays without a lease. */
  readonly keepLoaded: boolean;
  /** Who keeps it then; by default a holder of the registry's own. */
  readonly keeper: Holder | undefined;

  value: Value | undefined = undefined;
  leaseCount = 0;
  /** Who keeps the value now. */
  keptBy: HolderState<OwnerRecord> | undefined = undefined;
  flight: Flight | undefined = undefined;

  constructor(
    name: string,
    source: Pick<Resource, 'loader' | 'declaredByteLength' | 'keepLoaded' | 'keeper'>,
  ) {
    this.name = name;
    this.loader = source.loader;
    this.declaredByteLength = source.declaredByteLength;
    this.keepLoaded = source.keepLoaded;
    this.keeper = source.keeper;
  }
}
