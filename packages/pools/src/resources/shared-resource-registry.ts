import { DisposedError, InvalidArgumentError, assertOptions } from '@sandy/allocator';
import { assertRegion } from '../assert-region.js';
import { DuplicateResourceError, UnknownResourceError, UnloadedError } from '../errors.js';
import type { HolderOptions, SharingStats } from '../sharing/api.js';
import { stateOf } from '../sharing/holder.js';
import type { Holder, HolderState } from '../sharing/holder.js';
import { ShareBook } from '../sharing/share-book.js';
import type { ResourceLoader, ResourceOptions } from './api.js';
import { BlobStore } from './blob-store.js';
import type { BlobRegion, Value } from './blob-store.js';
import { lend } from './lease.js';
import type { Lease } from './lease.js';
import { assertResourceName } from './resource-name.js';
import type { Resource, Waiter } from './resource.js';

/** What a registry keeps of one owner; replaced when the owner's leases are released. */
export interface OwnerRecord {
  readonly leases: Set<Lease<unknown>>;
  readonly waiters: Set<Waiter>;
}

type Owner = HolderState<OwnerRecord>;

/** What inspect-resources.ts and the checks in registry-check.ts see of a registry. */
export interface RegistryInternals {
  readonly resources: ReadonlyMap<string, Resource>;
  readonly book: ShareBook<OwnerRecord>;
  readonly blobs: BlobStore;
  readonly loadCount: number;
}

export let internalsOf: (registry: SharedResourceRegistry) => RegistryInternals;

/**
 * Resources that several owners (mods) use together: registered by name as a value or a loader,
 * loaded when first acquired, once for all who ask meanwhile, and dropped when nobody has a lease
 * any more.
 *
 * A `Uint8Array` is stored in the registry's region, once, also under two names, and each owner
 * pays its fair share: poolBytes × the bytes it has leases of ÷ the sum of that. Other values are
 * passed by reference.
 *
 *   register ─▶ registered ──acquire──▶ loading ──▶ loaded, with leases ──last release──▶
 *   registered
 *                    ▲──── the loader rejects, or all who waited have left ────┘
 *
 * Owners are holders that the registry makes. When a holder is disposed, its leases are released
 * and what it waits for rejects. A loader that never settles keeps its waiters until then: there is
 * no timeout here.
 *
 * Cost: a lease is two objects, a closure and an entry in a set; one of what is loaded takes O(1)
 * and its owner's `onCharge`. Bytes that are stored are compared with all stored ones of the same
 * length.
 */
export class SharedResourceRegistry {
  static {
    internalsOf = (registry) => ({
      resources: registry.#resources,
      book: registry.#book,
      blobs: registry.#blobs,
      loadCount: registry.#loadCount,
    });
  }

  /** Names the store and its account in reports. */
  static readonly storeName = 'shared-resources';
  /** What it saves by. */
  static readonly trick = 'one copy of shared resources';

  readonly #blobs: BlobStore;
  readonly #book: ShareBook<OwnerRecord>;
  readonly #resources = new Map<string, Resource>();
  #keeper: Holder | undefined;
  #loadCount = 0;
  #disposed = false;

  /**
   * @param region - used by nobody else, and disposed after the registry
   * @throws {InvalidArgumentError} if it is no region
   */
  constructor(region: BlobRegion) {
    assertRegion(region);
    this.#blobs = new BlobStore(region);
    this.#book = new ShareBook(this.#blobs, (owner) => this.#giveBack(owner));
  }

  /** As the constructor. */
  static create(options: { readonly region: BlobRegion }): SharedResourceRegistry {
    return new SharedResourceRegistry(options.region);
  }

  /** Whether it was disposed; nothing can be acquired then. */
  get disposed(): boolean {
    return this.#disposed;
  }

  /**
   * A new owner of leases. Names need not differ.
   *
   * @throws {InvalidArgumentError} if the name is not a string of 1 to 128 characters, for an
   * option that there is none of, or an `onCharge` that is no function
   */
  createHolder(name: string, options: HolderOptions = {}): Holder {
    this.#assertUsable();
    return this.#book.open(name, options, createRecord);
  }

  /** The fair share of an owner, rounded down; 0 if it has no leases of bytes. Cost: O(1). */
  shareOf(owner: Holder): number {
    return this.#book.shareOf(this.#book.enter(owner));
  }

  /**
   * The shares of all owners, rounded so that they add up to exactly `poolBytes` (all 0 if nobody
   * has leases of bytes). Cost: O(n log n).
   */
  shares(): Map<Holder, number> {
    return this.#book.shares();
  }

  /**
   * Makes a resource known. A function is its loader, called when the value is needed; everything
   * else is the value itself, bytes being stored at once.
   *
   * @throws {InvalidNameError} if the name does not follow the grammar of resource names
   * @throws {DuplicateResourceError} if the name is taken
   * @throws {InvalidArgumentError} if there is no value, or a promise of one (`() => promise` is
   * its loader), if the declared byte length is not a whole number of bytes, or the keeper no
   * holder
   * @throws {ForeignHolderError} if the keeper is another store's
   * @throws {DisposedError} if the keeper or the registry is disposed
   * @throws what the region throws when it stores bytes, or the keeper's `onCharge`; nothing is
   * registered then
   */
  register<T>(
    name: string,
    valueOrLoader: T | ResourceLoader<T>,
    options: ResourceOptions = {},
  ): void {
    this.#assertUsable();
    assertResourceName(name);
    assertOptions(options, 'byteLength', 'keepLoaded', 'keeper');
    const { byteLength = 0, keepLoaded = false, keeper } = options;
    const isLoader = typeof valueOrLoader === 'function';
    const { then } = (valueOrLoader ?? {}) as { then?: unknown };
    if (valueOrLoader === undefined || (!isLoader && typeof then === 'function')) {
      // A lease of a promise is never what was meant.
      throw new InvalidArgumentError('value', 'a value or a function as its loader', valueOrLoader);
    }
    if (!Number.isSafeInteger(byteLength) || byteLength < 0) {
      throw new InvalidArgumentError('byteLength', 'a whole number of bytes', byteLength);
    }
    if (keeper !== undefined) this.#book.enter(keeper);
    this.#assertFree(name);
    const resource: Resource = {
      name,
      loader: isLoader ? (valueOrLoader as ResourceLoader<T>) : undefined,
      byteLength,
      keepLoaded: keepLoaded || !isLoader,
      keeper,
      value: undefined,
      userCount: 0,
      keptBy: undefined,
      loading: undefined,
    };
    if (!isLoader) this.#withValue(valueOrLoader, (value) => this.#keep(resource, value));
    if (this.has(name)) this.#letGo(resource); // the keeper's callback has taken it
    this.#assertFree(name);
    this.#resources.set(name, resource);
  }

  /**
   * Forgets a resource. Leases of it last until they are released, and who waits for it still gets
   * it.
   *
   * @returns whether it was registered
   */
  unregister(name: string): boolean {
    const resource = this.#resources.get(name);
    if (resource === undefined) return false;
    this.#resources.delete(name);
    this.#letGo(resource);
    return true;
  }

  /** Whether the name is registered. */
  has(name: string): boolean {
    return this.#resources.has(name);
  }

  /**
   * A lease of a resource, loaded first if need be; all who ask while it is being loaded wait for
   * one load. If the loader rejects, they all reject with its error, and the next `acquire` loads
   * anew.
   *
   * @param owner - a holder of this registry: pays its share of bytes, and ends the lease with
   * itself
   * @returns rejects with InvalidNameError or UnknownResourceError for a bad name,
   * InvalidArgumentError, ForeignHolderError or DisposedError for a bad owner, UnloadedError if the
   * owner is released while it waits, and with what the loader, the region or the owner's limit
   * throws
   */
  async acquire<T = unknown>(owner: Holder, name: string): Promise<Lease<T>> {
    const resource = this.#find(name);
    const state = this.#book.enter(owner);
    const { record } = state;
    const { value, loading = new Set() } = resource;
    if (value !== undefined) return this.#lease(state, record, resource, value) as Lease<T>;
    return new Promise((resolve, reject) => {
      const lease = (loaded: Value): void =>
        resolve(this.#lease(state, record, resource, loaded) as Lease<T>);
      const waiter: Waiter = { resource, loading, record, lease, reject };
      loading.add(waiter);
      record.waiters.add(waiter);
      if (resource.loading === undefined) void this.#load(resource, (resource.loading = loading));
    });
  }

  /**
   * A lease of a resource that is loaded, or undefined.
   *
   * @throws as `acquire` rejects
   */
  tryAcquire<T = unknown>(owner: Holder, name: string): Lease<T> | undefined {
    const resource = this.#find(name);
    const state = this.#book.enter(owner);
    if (resource.value === undefined) return undefined;
    return this.#lease(state, state.record, resource, resource.value) as Lease<T>;
  }

  /** The leases that an owner has, the oldest first. */
  leasesOf(owner: Holder): Lease<unknown>[] {
    return [...this.#book.enter(owner).record.leases];
  }

  /**
   * Releases every lease of an owner; what it waits for rejects with UnloadedError. The owner
   * itself lives on.
   *
   * @returns how many leases were released
   * @throws {InvalidArgumentError} if it is no holder
   * @throws {ForeignHolderError} if it is another store's
   */
  releaseOwner(owner: Holder): number {
    return stateOf(owner).disposed ? 0 : this.#releaseAll(this.#book.enter(owner));
  }

  /** What sharing comes to; `inspectResources` tells more. */
  stats(): SharingStats {
    const { states, heldBytes } = this.#book;
    const { uniqueBytes, poolBytes } = this.#blobs;
    const savedBytes = Math.max(0, heldBytes - uniqueBytes);
    const holderCount = states.size;
    return { holderCount, uniqueBytes, heldBytes, poolBytes, metadataBytes: 0, savedBytes };
  }

  /**
   * Disposes all owners: releases their leases, rejects who waits; and forgets all resources.
   * Disposing again does nothing. What an `onDispose` listener throws is passed on once all is
   * done.
   */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    try {
      this.#book.dispose();
    } finally {
      this.#resources.clear();
    }
  }

  #assertUsable(): void {
    if (this.#disposed) throw new DisposedError('shared resource registry');
  }

  #assertFree(name: string): void {
    if (!this.#resources.has(name)) return;
    throw new DuplicateResourceError(`resource '${name}': it exists already`);
  }

  #find(name: string): Resource {
    this.#assertUsable();
    const resource = this.#resources.get(name);
    if (resource !== undefined) return resource;
    assertResourceName(name);
    throw new UnknownResourceError(`resource '${name}': it is not registered`);
  }

  /**
   * Calls the loader, which may use the registry and end who waits; keeps what it loads, if that is
   * wanted and as long as the resource is registered, and serves who waits. The load is under way
   * until the last who waited has left; what comes later is nobody's.
   */
  async #load(resource: Resource, loading: ReadonlySet<Waiter>): Promise<void> {
    const isRegistered = (): boolean => this.#resources.get(resource.name) === resource;
    this.#loadCount++;
    try {
      const loaded = await resource.loader!();
      if (loading.size === 0) return;
      this.#withValue(loaded, (value) => {
        try {
          // Another load may have kept it, begun by a callback of the one before it.
          if (resource.keepLoaded && resource.keptBy === undefined && isRegistered()) {
            this.#keep(resource, resource.value ?? value);
          }
        } catch {
          // The keeper's limit has refused, or it has ended: nobody else is refused because of
          // that.
        }
        if (!isRegistered()) this.#letGo(resource); // by the keeper's callback
        settle(loading, ({ lease }) => lease(resource.value ?? value));
      });
    } catch (error) {
      settle(loading, ({ reject }) => reject(error));
    }
  }

  /** Has `use` hold a value that is nobody's else yet. @throws what the region throws, or `use` */
  #withValue(plain: unknown, use: (value: Value) => void): void {
    const value = this.#blobs.take(plain);
    try {
      use(value);
    } finally {
      this.#blobs.release(value);
    }
  }

  /**
   * Has the keeper hold the value, so that it stays without a lease. @throws what its `onCharge`
   * throws
   */
  #keep(resource: Resource, value: Value): void {
    const keeper = this.#book.enter(
      resource.keeper ?? (this.#keeper ??= this.createHolder(SharedResourceRegistry.storeName)),
    );
    this.#use(keeper, resource, value);
    resource.keptBy = keeper;
  }

  /** Gives up what is kept of a resource. */
  #letGo(resource: Resource): void {
    const { keptBy } = resource;
    if (keptBy === undefined) return;
    resource.keptBy = undefined;
    this.#leave(keptBy, resource);
  }

  /**
   * A lease of a value that is there.
   *
   * @param record - what the owner had when it asked; it has another once it was released
   */
  #lease(owner: Owner, record: OwnerRecord, resource: Resource, value: Value): Lease<unknown> {
    if (owner.record === record) {
      this.#use(owner, resource, value);
      if (owner.record === record) {
        const release = (): void => {
          record.leases.delete(lease);
          this.#leave(owner, resource);
        };
        const lease = lend({ resource, blobs: this.#blobs, release });
        record.leases.add(lease);
        return lease;
      }
      this.#leave(owner, resource); // released by a limit's callback, just now
    }
    throw unloadedError(owner, resource);
  }

  /**
   * Books one user more of a value, who pays for bytes from now on. @throws what its `onCharge`
   * throws
   */
  #use(owner: Owner, resource: Resource, value: Value): void {
    const { byteLength } = value;
    if (value.address !== undefined) {
      this.#book.assertHoldable(owner, byteLength);
      value.userCount++;
      this.#book.add(owner, 1, byteLength);
      try {
        this.#book.confirm(owner);
      } catch (error) {
        this.#drop(owner, value);
        throw error;
      }
    }
    resource.value = value;
    resource.userCount++;
  }

  /** Books one user less; without any, the resource has no value. */
  #leave(owner: Owner, resource: Resource): void {
    const value = resource.value!;
    if (--resource.userCount === 0) resource.value = undefined;
    this.#drop(owner, value);
  }

  #drop(owner: Owner, value: Value): void {
    if (value.address === undefined) return;
    // Else its sums are gone already
    if (!owner.disposed) this.#book.add(owner, -1, -value.byteLength);
    this.#blobs.release(value);
  }

  #releaseAll(owner: Owner): number {
    const { leases, waiters } = owner.record;
    owner.record = createRecord();
    const count = leases.size;
    for (const waiter of waiters) {
      leave(waiter);
      waiter.reject(unloadedError(owner, waiter.resource));
    }
    for (const lease of leases) lease.release();
    return count;
  }

  /** An owner has ended. What it kept of a resource without a loader cannot be had again. */
  #giveBack(owner: Owner): void {
    this.#releaseAll(owner);
    for (const resource of this.#resources.values()) {
      if (resource.keptBy !== owner) continue;
      this.#letGo(resource);
      if (resource.loader === undefined) this.#resources.delete(resource.name);
    }
  }
}

function createRecord(): OwnerRecord {
  return { leases: new Set(), waiters: new Set() };
}

/** Has `serve` end every wait, and rejects what it throws for. */
function settle(loading: ReadonlySet<Waiter>, serve: (waiter: Waiter) => void): void {
  for (const waiter of loading) {
    leave(waiter);
    try {
      serve(waiter);
    } catch (error) {
      waiter.reject(error);
    }
  }
}

/** One waits no more; nobody else rejects it then. */
function leave(waiter: Waiter): void {
  const { resource, loading, record } = waiter;
  record.waiters.delete(waiter);
  loading.delete(waiter);
  if (loading.size === 0) resource.loading = undefined;
}

function unloadedError(owner: Owner, resource: Resource): UnloadedError {
  return new UnloadedError(
    `resource '${resource.name}': its owner '${owner.holder.name}' was released`,
  );
}
