import type { Holder, HolderState } from '../sharing/holder.js';
import type { ResourceLoader } from './api.js';
import type { Value } from './blob-store.js';
import type { OwnerRecord } from './shared-resource-registry.js';

/** One who waits for a resource to be loaded. */
export interface Waiter {
  readonly resource: Resource;
  /** Those who wait for the same call of the loader, the waiter among them. */
  readonly loading: Set<Waiter>;
  /** What its owner had when it asked, the waiter among that. */
  readonly record: OwnerRecord;
  lease(value: Value): void;
  reject(error: unknown): void;
}

/** A registered resource: where its value comes from, and the value while it is there. */
export interface Resource {
  readonly name: string;
  /** Absent if the value itself was registered. */
  readonly loader: ResourceLoader<unknown> | undefined;
  readonly byteLength: number;
  /** Whether the value stays without a lease. */
  readonly keepLoaded: boolean;
  /** Who keeps it then; by default a holder of the registry's own. */
  readonly keeper: Holder | undefined;

  value: Value | undefined;
  /** Leases of the value, and one for who keeps it. */
  userCount: number;
  /** Who keeps the value now. */
  keptBy: HolderState<OwnerRecord> | undefined;
  /** Those who wait for the loader; never empty. */
  loading: Set<Waiter> | undefined;
}
