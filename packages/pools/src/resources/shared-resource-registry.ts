import { DisposedError, InvalidArgumentError } from '@sandy/allocator';
import { DuplicateResourceError, UnknownResourceError, UnloadedError } from '../errors.js';
import type { HolderOptions, SharingStats } from '../sharing/api.js';
import type { Holder, HolderState } from '../sharing/holder.js';
import { assertUsable } from '../sharing/holder.js';
import { ShareBook } from '../sharing/share-book.js';
import type { ResourceLoader, ResourceOptions } from './api.js';
import { BlobStore } from './blob-store.js';
import type { Blob, BlobRegion } from './blob-store.js';
import { lend } from './lease.js';
import type { Lease, Lender, Loan } from './lease.js';
import { assertResourceName } from './resource-name.js';
import { createLoading } from './resource.js';
import type { Loading, Resource, Value, Waiter } from './resource.js';

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
 * Resources that several owners (mods) use together: registered by name as a value or a loader, loaded when
 * first acquired, once for all who ask meanwhile, and dropped when nobody has a lease any more.
 *
 * A `Uint8Array` is stored in the registry's region, once, also under two names, and each owner pays its fair
 * share: poolBytes × the bytes it has leases of ÷ the sum of that. Other values are passed by reference.
 *
 *   register ─▶ registered ──acquire──▶ loading ──▶ loaded, with leases ──last release──▶ registered
 *                    ▲──── the loader rejects, or all who waited have left ────┘
 *
 * Owners are holders that the registry makes. When a holder is disposed, its leases are released and what it
 * waits for rejects. A loader that never settles keeps its waiters until then: there is no timeout here.
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
  readonly #lender: Lender;
  #keeper: Holder | undefined;
  #loadCount = 0;
  #disposed = false;

  /** @param region - used by nobody else, and disposed after the registry */
  constructor(region: BlobRegion) {
    const blobs = new BlobStore(region);
    this.#blobs = blobs;
    this.#book = new ShareBook(blobs, (owner) => this.#giveBack(owner));
    this.#lender = {
      view: (blob) => blobs.view(blob),
      takeBack: (lease, loan) => this.#takeBack(lease, loan),
    };
  }

  /** As the constructor. */
  static create(options: { readonly region: BlobRegion }): SharedResourceRegistry {
    return new SharedResourceRegistry(options.region);
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /**
   * A new owner of leases. Names need not differ.
   *
   * @throws {InvalidArgumentError} if the name is not a string of 1 to 128 characters
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
   * The shares of all owners, rounded so that they add up to exactly `poolBytes` (all 0 if nobody has leases
   * of bytes). Cost: O(n log n).
   */
  shares(): Map<Holder, number> {
    return this.#book.shares();
  }

  /**
   * Makes a resource known. A function is its loader, called when the value is needed; everything else is
   * the value itself, bytes being stored at once.
   *
   * @throws {InvalidNameError} if the name does not follow the grammar of resource names
   * @throws {DuplicateResourceError} if the name is taken
   * @throws {InvalidArgumentError} if there is no value, or the declared byte length is not a whole number of
   * bytes
   * @throws {ForeignHolderError} if the keeper is no holder of this registry
   * @throws what the region throws when it stores bytes, or the keeper's `onCharge`; nothing is registered then
   */
  register<T>(
    name: string,
    valueOrLoader: T | ResourceLoader<T>,
    options: ResourceOptions = {},
  ): void {
    this.#assertUsable();
    assertResourceName(name);
    const { byteLength = 0, keepLoaded = false, keeper } = options;
    if (valueOrLoader === undefined) {
      throw new InvalidArgumentError('value', 'a value or its loader', valueOrLoader);
    }
    if (!Number.isSafeInteger(byteLength) || byteLength < 0) {
      throw new InvalidArgumentError('byteLength', 'a whole number of bytes', byteLength);
    }
    if (keeper !== undefined) this.#book.enter(keeper);
    this.#assertFree(name);
    const isLoader = typeof valueOrLoader === 'function';
    const resource: Resource = {
      name,
      loader: isLoader ? (valueOrLoader as ResourceLoader<T>) : undefined,
      declaredByteLength: byteLength,
      keepLoaded: keepLoaded || !isLoader,
      keeper,
      value: undefined,
      leaseCount: 0,
      keptBy: undefined,
      loading: undefined,
    };
    if (!isLoader) {
      this.#withValue(resource, valueOrLoader, (value) => this.#keep(resource, value));
      try {
        this.#assertFree(name); // the keeper's callback may have taken it
      } catch (error) {
        this.#letGo(resource);
        throw error;
      }
    }
    this.#resources.set(name, resource);
  }

  /**
   * Forgets a resource. Leases of it last until they are released, and who waits for it still gets it.
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
   * A lease of a resource, loaded first if need be; all who ask while it is being loaded wait for one load.
   * If the loader rejects, they all reject with its error, and the next `acquire` loads anew.
   *
   * @param owner - a holder of this registry: pays its share of bytes, and ends the lease with itself
   * @returns rejects with InvalidNameError or UnknownResourceError for a bad name, ForeignHolderError or
   * DisposedError for a bad owner, UnloadedError if the owner is released while it waits, and with what the
   * loader, the region or the owner's limit throws
   */
  acquire<T = unknown>(owner: Holder, name: string): Promise<Lease<T>> {
    return new Promise<Lease<T>>((resolve, reject) => {
      const resource = this.#find(name); // what is thrown here rejects the promise
      const state = this.#book.enter(owner);
      const { record } = state;
      const lease = (value: Value): void =>
        resolve(this.#lease(state, resource, value) as Lease<T>);
      if (resource.value !== undefined) {
        lease(resource.value);
        return;
      }
      const isFirst = resource.loading === undefined;
      const loading = (resource.loading ??= createLoading());
      const waiter: Waiter = { resource, loading, reject };
      record.waiters.add(waiter);
      loading.waiterCount++;
      // One who has left was rejected then, and is not heard any more.
      const leave = (): boolean => record.waiters.delete(waiter) && loading.waiterCount-- > 0;
      loading.result
        .then((loaded) => leave() && this.#withValue(resource, loaded, lease))
        .catch((error: unknown) => {
          leave();
          reject(error);
        });
      if (isFirst) this.#load(resource, loading); // last: the loader may use the registry, and end the owner
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
    return this.#lease(state, resource, resource.value) as Lease<T>;
  }

  /** The leases that an owner has, the oldest first. */
  leasesOf(owner: Holder): Lease<unknown>[] {
    return [...this.#book.enter(owner).record.leases];
  }

  /**
   * Releases every lease of an owner; what it waits for rejects with UnloadedError. The owner itself lives on.
   *
   * @returns how many leases were released
   * @throws {ForeignHolderError} if it is no holder of this registry
   */
  releaseOwner(owner: Holder): number {
    return owner.disposed ? 0 : this.#releaseAll(this.#book.enter(owner));
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
   * Disposes all owners: releases their leases, rejects who waits; and forgets all resources. Disposing again
   * does nothing. What an `onDispose` listener throws is passed on once all is done.
   *
   * @returns how many leases were released
   */
  dispose(): number {
    if (this.#disposed) return 0;
    this.#disposed = true;
    let released = 0;
    for (const { record } of this.#book.states) released += record.leases.size;
    const failure = this.#book.closeAll();
    this.#resources.clear();
    if (failure !== undefined) throw failure.error;
    return released;
  }

  #assertUsable(): void {
    if (this.#disposed) throw new DisposedError('shared resource registry');
  }

  #assertFree(name: string): void {
    if (!this.#resources.has(name)) return;
    throw new DuplicateResourceError(`resource '${name}': it is registered already`);
  }

  #find(name: string): Resource {
    this.#assertUsable();
    const resource = this.#resources.get(name);
    if (resource !== undefined) return resource;
    assertResourceName(name);
    throw new UnknownResourceError(`resource '${name}': it is not registered`);
  }

  /** Calls the loader. A load that all who waited have left is nobody's any more. */
  #load(resource: Resource, loading: Loading): void {
    this.#loadCount++;
    const loaded = new Promise<unknown>((resolve) => resolve(resource.loader!()));
    loading.settle(
      loaded.then(
        (value) => {
          if (resource.loading !== loading) return undefined;
          resource.loading = undefined;
          this.#keepLoaded(resource, value);
          return value;
        },
        (error: unknown) => {
          if (resource.loading === loading) resource.loading = undefined;
          throw error;
        },
      ),
    );
  }

  /** Keeps what was loaded, if that is wanted, and only while the resource is registered and has its keeper. */
  #keepLoaded(resource: Resource, loaded: unknown): void {
    const isRegistered = (): boolean => this.#resources.get(resource.name) === resource;
    if (!resource.keepLoaded || resource.keeper?.disposed === true || !isRegistered()) return;
    this.#withValue(resource, loaded, (value) => this.#keep(resource, value));
    if (!isRegistered()) this.#letGo(resource); // by the keeper's callback
  }

  /** Has `use` hold the resource's value: that which is there by now, else what was loaded. */
  #withValue(resource: Resource, loaded: unknown, use: (value: Value) => void): void {
    const { value } = resource;
    if (value !== undefined) {
      use(value);
      return;
    }
    const blob = isBytes(loaded) ? this.#blobs.take(loaded) : undefined;
    try {
      use({ blob, plain: blob === undefined ? loaded : undefined });
    } finally {
      if (blob !== undefined) this.#blobs.giveBack(blob);
    }
  }

  /** Has the keeper hold a value, so that it stays without a lease. */
  #keep(resource: Resource, value: Value): void {
    this.#keeper ??= this.createHolder(SharedResourceRegistry.storeName);
    const keeper = this.#book.enter(resource.keeper ?? this.#keeper);
    if (resource.keptBy !== undefined) return; // by another load, begun by a callback of the one before it
    this.#hold(keeper, value.blob);
    resource.keptBy = keeper;
    resource.value = value;
  }

  /** Gives up what is kept of a resource. */
  #letGo(resource: Resource): void {
    const { keptBy, value } = resource;
    if (keptBy === undefined) return;
    resource.keptBy = undefined;
    if (resource.leaseCount === 0) resource.value = undefined;
    this.#drop(keptBy, value!.blob);
  }

  /** A lease of a value that is there. */
  #lease(owner: Owner, resource: Resource, value: Value): Lease<unknown> {
    const { record } = owner;
    this.#hold(owner, value.blob);
    if (owner.record !== record) {
      this.#drop(owner, value.blob); // released by a limit's callback, just now
      throw unloadedError(owner, resource);
    }
    resource.value = value;
    resource.leaseCount++;
    const lease = lend({ lender: this.#lender, owner, record, resource, value, view: undefined });
    record.leases.add(lease);
    return lease;
  }

  #takeBack(lease: Lease<unknown>, { owner, record, resource, value }: Loan): void {
    record.leases.delete(lease);
    if (--resource.leaseCount === 0 && resource.keptBy === undefined) resource.value = undefined;
    this.#drop(owner, value.blob);
  }

  /** Books one user more of a blob, who pays for it from now on. @throws what its `onCharge` throws */
  #hold(owner: Owner, blob: Blob | undefined): void {
    assertUsable(owner);
    if (blob === undefined) return;
    this.#book.assertHoldable(owner, blob.byteLength);
    blob.userCount++;
    this.#book.add(owner, 1, blob.byteLength);
    try {
      this.#book.confirm(owner);
    } catch (error) {
      this.#drop(owner, blob);
      throw error;
    }
  }

  #drop(owner: Owner, blob: Blob | undefined): void {
    if (blob === undefined) return;
    if (!owner.disposed) this.#book.add(owner, -1, -blob.byteLength); // else its sums are gone already
    this.#blobs.giveBack(blob);
  }

  #releaseAll(owner: Owner): number {
    const { leases, waiters } = owner.record;
    owner.record = createRecord();
    const count = leases.size;
    for (const waiter of waiters) {
      const { resource, loading, reject } = waiter;
      waiters.delete(waiter); // so that its load does not find it any more
      if (--loading.waiterCount === 0 && resource.loading === loading) resource.loading = undefined;
      reject(unloadedError(owner, resource));
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

function unloadedError(owner: Owner, resource: Resource): UnloadedError {
  return new UnloadedError(
    `resource '${resource.name}': its owner '${owner.holder.name}' was released meanwhile`,
  );
}

/** Whether a value is a Uint8Array (or Buffer), of whatever realm. */
function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && (value as Uint8Array)[Symbol.toStringTag] === 'Uint8Array';
}
