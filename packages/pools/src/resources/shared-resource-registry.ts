import { DisposedError, InvalidArgumentError } from '@sandy/allocator';
import { callAll } from '../call-all.js';
import type { ContentId } from '../content/api.js';
import { stateOf } from '../content/content-holder.js';
import type { ContentHolder } from '../content/content-holder.js';
import type { ContentPool } from '../content/content-pool.js';
import {
  DuplicateResourceError,
  ForeignHolderError,
  UnknownResourceError,
  UnloadedError,
} from '../errors.js';
import type { RegistryOptions, RegistryStats, ResourceLoader, ResourceOptions } from './api.js';
import { lend } from './lease.js';
import type { Lease, Lender, Loan } from './lease.js';
import { OwnerRecord } from './owner-record.js';
import { assertResourceName } from './resource-name.js';
import { Resource } from './resource.js';
import type { Flight, Waiter } from './resource.js';

/** What the checks in registry-check.ts see of a registry. */
export interface RegistryInternals {
  readonly resources: ReadonlyMap<string, Resource>;
  readonly owners: ReadonlyMap<ContentHolder, OwnerRecord>;
}

export let internalsOf: (registry: SharedResourceRegistry) => RegistryInternals;

/**
 * Resources that several owners (mods) use together: registered by name as a value or a loader, loaded when
 * first acquired, once for all who ask meanwhile, and dropped when nobody has a lease any more.
 *
 * A `Uint8Array` is stored in a content pool, held by the holder of each lease: so it is there once, also
 * under two names, and each owner pays its fair share. Other values are passed by reference.
 *
 *   register ─▶ registered ──acquire──▶ loading ──▶ loaded, with leases ──last release──▶ registered
 *                    ▲──── the loader rejects, or all who waited have left ────┘
 *
 * Owners are holders of the pool. When a holder is disposed, its leases are released and what it waits for
 * rejects. A loader that never settles keeps its waiters until then: there is no timeout here.
 */
export class SharedResourceRegistry {
  static {
    internalsOf = (registry) => ({ resources: registry.#resources, owners: registry.#owners });
  }

  readonly #pool: ContentPool;
  readonly #resources = new Map<string, Resource>();
  readonly #owners = new Map<ContentHolder, OwnerRecord>();
  readonly #lender: Lender;
  #holder: ContentHolder | undefined;
  readonly #ownsHolder: boolean;
  #leaseCount = 0;
  #loadCount = 0;
  #disposed = false;

  constructor(pool: ContentPool, options: RegistryOptions = {}) {
    this.#pool = pool;
    this.#holder = options.holder;
    this.#ownsHolder = options.holder === undefined;
    this.#lender = {
      viewOf: (loan) => this.#pool.viewOf(loan.contentId as ContentId),
      takeBack: (loan) => this.#takeBack(loan),
    };
    if (options.holder !== undefined) this.#disposeWith(options.holder);
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /**
   * Makes a resource known. A function is its loader, called when the value is needed; everything else is
   * the value itself, bytes being stored at once.
   *
   * @throws {InvalidNameError} if the name does not follow the grammar of resource names
   * @throws {DuplicateResourceError} if the name is taken
   * @throws {InvalidArgumentError} if the declared byte length is not a whole number of bytes
   * @throws what the pool throws when it stores bytes; nothing is registered then
   */
  register<T>(
    name: string,
    valueOrLoader: T | ResourceLoader<T>,
    options: ResourceOptions = {},
  ): void {
    this.#assertUsable();
    assertResourceName(name);
    const { byteLength = 0, keepLoaded = false } = options;
    if (!Number.isSafeInteger(byteLength) || byteLength < 0) {
      throw new InvalidArgumentError('byteLength', 'a whole number of bytes', byteLength);
    }
    if (this.#resources.has(name)) {
      throw new DuplicateResourceError(`resource '${name}': it is registered already`);
    }
    const isLoader = typeof valueOrLoader === 'function';
    const resource = new Resource(name, {
      loader: isLoader ? (valueOrLoader as ResourceLoader<T>) : undefined,
      declaredByteLength: byteLength,
      keepLoaded: keepLoaded || !isLoader,
    });
    if (!isLoader) this.#keep(resource, valueOrLoader);
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
   * @param owner - a holder of the registry's pool: pays its share of bytes, and ends the lease with itself
   * @returns rejects with InvalidNameError or UnknownResourceError for a bad name, ForeignHolderError or
   * DisposedError for a bad owner, UnloadedError if the owner is released while it waits, and with what the
   * loader or the owner's limit throws
   */
  acquire<T = unknown>(owner: ContentHolder, name: string): Promise<Lease<T>> {
    return new Promise<Lease<T>>((resolve, reject) => {
      const resource = this.#find(name); // what is thrown here rejects the promise
      const record = this.#ownerOf(owner);
      if (resource.loaded) {
        resolve(this.#leaseLoaded(record, resource) as Lease<T>);
        return;
      }
      const waiter: Waiter = {
        owner: record,
        resource,
        resolve: resolve as (lease: Lease<unknown>) => void,
        reject,
      };
      record.waiters.add(waiter);
      if (resource.flight !== undefined) resource.flight.waiters.add(waiter);
      else this.#load(resource, waiter);
    });
  }

  /**
   * A lease of a resource that is loaded, or undefined.
   *
   * @throws as `acquire` rejects
   */
  tryAcquire<T = unknown>(owner: ContentHolder, name: string): Lease<T> | undefined {
    const resource = this.#find(name);
    const record = this.#ownerOf(owner);
    if (!resource.loaded) return undefined;
    return this.#leaseLoaded(record, resource) as Lease<T>;
  }

  /**
   * Releases every lease of an owner; what it waits for rejects with UnloadedError. Happens by itself when
   * the holder is disposed.
   *
   * @returns how many leases were released
   * @throws {OverReleaseError} once all is done, if the owner had given back by itself what a lease held
   */
  releaseOwner(owner: ContentHolder): number {
    const record = this.#owners.get(owner);
    if (record === undefined) return 0;
    this.#owners.delete(owner);
    record.stopListening();
    for (const waiter of record.waiters) this.#dismiss(waiter);
    const leases: Lease<unknown>[] = [];
    for (let loan = record.newestLoan; loan !== undefined; loan = loan.next)
      leases.push(loan.lease);
    const failure = callAll(leases.map((lease) => () => lease.release()));
    if (failure !== undefined) throw failure.error;
    return leases.length;
  }

  stats(): RegistryStats {
    let loadedCount = 0;
    let loadingCount = 0;
    let waiterCount = 0;
    let declaredBytes = 0;
    for (const resource of this.#resources.values()) {
      if (resource.flight !== undefined) loadingCount++;
      if (!resource.loaded) continue;
      loadedCount++;
      if (resource.contentId === 0) declaredBytes += resource.declaredByteLength;
    }
    for (const record of this.#owners.values()) waiterCount += record.waiters.size;
    return {
      resourceCount: this.#resources.size,
      loadedCount,
      loadingCount,
      leaseCount: this.#leaseCount,
      waiterCount,
      loadCount: this.#loadCount,
      declaredBytes,
    };
  }

  /**
   * Releases all leases, rejects who waits and forgets all resources. Disposing again does nothing.
   *
   * @returns how many leases were released
   */
  dispose(): number {
    if (this.#disposed) return 0;
    this.#disposed = true;
    const released = this.#leaseCount;
    const owners = [...this.#owners.keys()];
    const failure = callAll(owners.map((owner) => () => this.releaseOwner(owner)));
    for (const resource of this.#resources.values()) this.#letGo(resource);
    this.#resources.clear();
    if (this.#ownsHolder) this.#holder?.dispose();
    if (failure !== undefined) throw failure.error;
    return released;
  }

  #assertUsable(): void {
    if (this.#disposed) throw new DisposedError('shared resource registry');
  }

  #find(name: string): Resource {
    this.#assertUsable();
    const resource = this.#resources.get(name);
    if (resource !== undefined) return resource;
    assertResourceName(name);
    throw new UnknownResourceError(`resource '${name}': it is not registered`);
  }

  /** The record of an owner that may be used here. */
  #ownerOf(holder: ContentHolder): OwnerRecord {
    let record = this.#owners.get(holder);
    if (record !== undefined) return record; // it is removed when the holder is disposed
    const state = stateOf(holder);
    if (state.pool !== this.#pool) {
      throw new ForeignHolderError(`shared resources: holder '${holder.name}' is another pool's`);
    }
    if (state.disposed) throw new DisposedError(`content holder '${holder.name}'`);
    record = new OwnerRecord(holder);
    record.stopListening = holder.onDispose(() => this.releaseOwner(holder));
    this.#owners.set(holder, record);
    return record;
  }

  #load(resource: Resource, waiter: Waiter): void {
    const flight: Flight = { waiters: new Set([waiter]) };
    resource.flight = flight;
    this.#loadCount++;
    new Promise((resolve) => resolve(resource.loader!())).then(
      (value) => this.#land(resource, flight, value),
      (error: unknown) => this.#fail(resource, flight, error),
    );
  }

  /** A load has succeeded: each waiter gets a lease, or the refusal of its own limit. */
  #land(resource: Resource, flight: Flight, value: unknown): void {
    if (resource.flight !== flight) return; // all who waited have left
    resource.flight = undefined;
    try {
      // Kept only while it is registered.
      if (resource.keepLoaded && this.#resources.get(resource.name) === resource) {
        this.#keep(resource, value);
      }
    } catch (error) {
      this.#reject(flight, error);
      return;
    }
    for (const waiter of flight.waiters) {
      // A limit's callback may have released an owner meanwhile, which dismissed its waiters.
      if (!waiter.owner.waiters.delete(waiter)) continue;
      try {
        waiter.resolve(this.#leaseNew(waiter.owner, resource, value));
      } catch (error) {
        waiter.reject(error);
      }
    }
  }

  #fail(resource: Resource, flight: Flight, error: unknown): void {
    if (resource.flight !== flight) return;
    resource.flight = undefined;
    this.#reject(flight, error);
  }

  #reject(flight: Flight, error: unknown): void {
    for (const waiter of flight.waiters) {
      waiter.owner.waiters.delete(waiter);
      waiter.reject(error);
    }
  }

  /** Rejects one who waits because its owner is gone; a load without waiters is nobody's any more. */
  #dismiss(waiter: Waiter): void {
    const { resource, owner } = waiter;
    owner.waiters.delete(waiter);
    const { flight } = resource;
    flight?.waiters.delete(waiter);
    if (flight?.waiters.size === 0) resource.flight = undefined;
    waiter.reject(unloadedError(resource, owner));
  }

  /** Has the registry itself hold a value. */
  #keep(resource: Resource, value: unknown): void {
    if (isBytes(value)) resource.contentId = this.#pool.internBytes(this.#ownHolder(), value);
    else resource.value = value;
    resource.kept = true;
    resource.loaded = true;
  }

  /** Gives up what the registry itself holds of a resource. */
  #letGo(resource: Resource): void {
    if (!resource.kept) return;
    resource.kept = false;
    const { contentId } = resource;
    if (resource.leaseCount === 0) resource.unload();
    const holder = this.#holder;
    if (contentId !== 0 && holder !== undefined && !holder.disposed) {
      this.#pool.release(holder, contentId as ContentId);
    }
  }

  /** A lease of a value that has just arrived; bytes are stored by the first and found by the others. */
  #leaseNew(owner: OwnerRecord, resource: Resource, value: unknown): Lease<unknown> {
    if (!isBytes(value)) return this.#lease(owner, resource, { contentId: 0, value });
    const contentId = this.#pool.internBytes(owner.holder, value);
    return this.#lease(owner, resource, { contentId, value: undefined });
  }

  /** A further lease of a value that is there. */
  #leaseLoaded(owner: OwnerRecord, resource: Resource): Lease<unknown> {
    const { contentId, value } = resource; // before a limit's callback may release the last lease
    if (contentId !== 0) this.#pool.retain(owner.holder, contentId as ContentId);
    return this.#lease(owner, resource, { contentId, value });
  }

  /** Books a lease whose content its owner holds already. */
  #lease(
    owner: OwnerRecord,
    resource: Resource,
    loaded: { contentId: number; value: unknown },
  ): Lease<unknown> {
    const { contentId, value } = loaded;
    if (this.#owners.get(owner.holder) !== owner) {
      // Released by a limit's callback, just now.
      if (contentId !== 0) this.#pool.release(owner.holder, contentId as ContentId);
      throw unloadedError(resource, owner);
    }
    resource.contentId = contentId;
    resource.value = value;
    resource.loaded = true;
    const loan = lend({ lender: this.#lender, owner, resource, contentId, value });
    owner.add(loan);
    resource.leaseCount++;
    this.#leaseCount++;
    return loan.lease;
  }

  #takeBack(loan: Loan): void {
    const { owner, resource, contentId } = loan;
    owner.remove(loan);
    this.#leaseCount--;
    if (--resource.leaseCount === 0 && !resource.kept) resource.unload();
    if (contentId !== 0) this.#pool.release(owner.holder, contentId as ContentId);
  }

  #ownHolder(): ContentHolder {
    if (this.#holder === undefined) {
      this.#holder = this.#pool.createHolder('shared-resources');
      this.#disposeWith(this.#holder);
    }
    return this.#holder;
  }

  /** What is kept cannot outlive its holder. */
  #disposeWith(holder: ContentHolder): void {
    holder.onDispose(() => void this.dispose());
  }
}

function unloadedError(resource: Resource, owner: OwnerRecord): UnloadedError {
  return new UnloadedError(
    `resource '${resource.name}': its owner '${owner.holder.name}' was released meanwhile`,
  );
}

/** Whether a value is a Uint8Array (or Buffer), of whatever realm. */
function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && (value as Uint8Array)[Symbol.toStringTag] === 'Uint8Array';
}
