import type { ResourceLoader } from './api.js';
import type { Lease } from './lease.js';
import type { OwnerRecord } from './owner-record.js';

/** One who waits for a resource to be loaded. */
export interface Waiter {
  readonly owner: OwnerRecord;
  readonly resource: Resource;
  resolve(lease: Lease<unknown>): void;
  reject(error: unknown): void;
}

/** One call of a loader and those who wait for it. Without waiters it is nobody's any more. */
export interface Flight {
  readonly waiters: Set<Waiter>;
}

/** A registered resource: where its value comes from, and the value while it is there. */
export class Resource {
  readonly name: string;
  /** Absent if the value itself was registered. */
  readonly loader: ResourceLoader<unknown> | undefined;
  readonly declaredByteLength: number;
  /** Whether the value stays without a lease. */
  readonly keepLoaded: boolean;

  loaded = false;
  /** The value, if it is not bytes. */
  value: unknown = undefined;
  /** Bytes: the content that each lease's owner holds; else 0. */
  contentId = 0;
  leaseCount = 0;
  /** Whether the registry's own holder has the content too. */
  kept = false;
  flight: Flight | undefined;

  constructor(
    name: string,
    source: {
      loader: ResourceLoader<unknown> | undefined;
      declaredByteLength: number;
      keepLoaded: boolean;
    },
  ) {
    this.name = name;
    this.loader = source.loader;
    this.declaredByteLength = source.declaredByteLength;
    this.keepLoaded = source.keepLoaded;
  }

  /** Forgets the value. */
  unload(): void {
    this.loaded = false;
    this.value = undefined;
    this.contentId = 0;
  }
}
