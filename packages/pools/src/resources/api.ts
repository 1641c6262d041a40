import type { SharingStats } from '../sharing/api.js';
import type { Holder } from '../sharing/holder.js';

/** Makes a resource when somebody needs it: a value, or a promise of one. */
export type ResourceLoader<T> = () => T | PromiseLike<T>;

export interface ResourceOptions {
  /**
   * Bytes that a value takes which is not a `Uint8Array`, as far as its owner knows; only reported.
   * @defaultValue 0
   */
  readonly byteLength?: number;
  /**
   * Whether a value, once loaded, stays when its last lease is released. Otherwise it is dropped
   * then, and loaded again by the next `acquire`. So is one whose keeper's limit has refused it:
   * that keeps nobody from having leases of it, and the keeper is asked again when it is loaded
   * again.
   * @defaultValue false
   */
  readonly keepLoaded?: boolean;
  /**
   * Holds a value that stays, and so pays its share of it; when this holder is disposed, the value
   * goes, and with it a resource that has no loader. One that has is loaded from then on as without
   * `keepLoaded`.
   * @defaultValue a holder of the registry's own, named `shared-resources`
   */
  readonly keeper?: Holder;
}

/** Counters of a registry, as `inspectResources` tells them. */
export interface RegistryStats extends SharingStats {
  readonly resourceCount: number;
  /** Resources whose value is there. */
  readonly loadedCount: number;
  /** Resources that are being loaded. */
  readonly loadingCount: number;
  readonly leaseCount: number;
  /** Those waiting for a load. */
  readonly waiterCount: number;
  /** How often a loader was called. */
  readonly loadCount: number;
  /** Sum of the declared bytes of the loaded values that are not bytes. */
  readonly declaredBytes: number;
}
