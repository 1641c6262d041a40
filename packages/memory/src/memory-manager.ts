import { DisposedError, Heap, assertOptions } from '@sandy/allocator';
import { SharedResourceRegistry } from '@sandy/pools';
import type { Lease, PoolType, ResourceLoader, ResourceOptions } from '@sandy/pools';
import { InvalidNameError, Ledger, describeValue } from '@sandy/tracker';
import type {
  MemoryManagerOptions,
  ModLimitOptions,
  ModMemoryStats,
  SavingsSource,
  SharedStore,
  SharedStoreType,
  UnloadReport,
} from './api.js';
import { collectInto } from './collect-errors.js';
import { disposeSymbol } from './dispose-symbol.js';
import { UnknownModError } from './errors.js';
import { ModMemory, assertIdle, isLoaded, unload } from './mod-memory.js';
import { SharedStores } from './shared-stores.js';

const HOST_NAME = 'host';
/** The account above those of the manager's own; no mod can have its name. */
const OWN_ACCOUNT_NAME = 'sandy-memory';

/** What functions beside the manager see of it. */
export interface ManagerInternals {
  readonly stores: SharedStores;
  readonly mods: Iterable<ModMemory>;
}

/** @throws {DisposedError} if the manager is disposed */
export let internalsOf: (manager: MemoryManager) => ManagerInternals;

/**
 * One memory manager for a program that hosts many mods: each mod has its own part of one heap, its
 * account and its limit, and mods share what is equal.
 *
 * ```
 *   ledger    process ─┬─ host                     pages of each mod's region, charged when taken
 *                      ├─ <mod> …
 *                      └─ sandy-memory ─┬─ heap-metadata     the heap's own tables
 *                                       ├─ shared-resources  pages of resources that mods share
 *                                       └─ <shared store> …  its pages, each byte once
 *                                            └─ tables       of the store, outside the heap
 * ```
 * All accounts but `tables` add up to `heap.stats().committedBytes`, at every moment. A mod's
 * `currentBytes` is its own pages and its fair share of each store's, and is what its limit is held
 * against. Limits are looked at only when the mod itself takes something.
 */
export class MemoryManager {
  static {
    internalsOf = (manager) => {
      manager.#assertUsable();
      return { stores: manager.#stores, mods: manager.#mods.values() };
    };
  }

  /** Where everything lies. */
  readonly heap: Heap;
  /** The accounts of all mods, and of the manager's own tables. */
  readonly ledger: Ledger;
  /** The program itself: pays for whatever belongs to no mod. It cannot be unloaded. */
  readonly host: ModMemory;
  /** Asked for what was saved whenever `reportOf` makes a report. */
  readonly savings = new Set<SavingsSource>();
  readonly #stores: SharedStores;
  readonly #mods = new Map<string, ModMemory>();
  #disposed = false;

  /**
   * @throws {InvalidArgumentError} for options that there are none of, {AccountingError} for a
   * malformed limit, and what the heap throws for its own options
   */
  constructor(options: MemoryManagerOptions = {}) {
    assertOptions(options, 'limitBytes', 'heap');
    const { limitBytes, heap } = options;
    this.ledger = new Ledger({ limitBytes });
    const own = this.ledger.createAccount(OWN_ACCOUNT_NAME, { kind: 'subsystem' });
    const metadataAccount = own.createAccount('heap-metadata', { kind: 'pool' });
    this.heap = Heap.create({ ...heap, metadataAccount });
    this.#stores = new SharedStores(this.heap, own);
    this.host = new ModMemory(HOST_NAME, this.ledger, this.#stores);
    this.#mods.set(HOST_NAME, this.host);
  }

  /** Resources that mods share by name. */
  get resources(): SharedResourceRegistry {
    return this.sharedStore(SharedResourceRegistry);
  }

  /**
   * The manager's one store of that type, made at the first use in a region and on an account of
   * its own: `manager.sharedStore(ContentPool)`.
   *
   * @throws what the type throws when it makes one; {InvalidNameError} if the name of the type is
   * taken
   */
  sharedStore<T extends SharedStore>(type: SharedStoreType<T>): T {
    this.#assertUsable();
    return this.#stores.get(type);
  }

  /** Whether the manager was disposed. */
  get disposed(): boolean {
    return this.#disposed;
  }

  /** Names of all mods, the host's first, in the order they were tracked. */
  get modNames(): string[] {
    return [...this.#mods.keys()];
  }

  /**
   * The memory of the mod of that name, which is tracked from now on. Asked again, it is the same
   * until the mod is unloaded.
   *
   * @param name - 1 to 128 characters of `A-Z a-z 0-9 . _ @ / -`, the first a letter, digit or _
   * @throws {InvalidNameError} if the name does not follow that grammar, or is taken: by the host,
   * by the manager's own accounts
   * @throws {DisposedError} if the manager is disposed
   */
  trackModMemory(name: string): ModMemory {
    this.#assertUsable();
    let mod = this.#mods.get(name);
    if (mod === undefined) {
      mod = new ModMemory(name, this.ledger, this.#stores);
      this.#mods.set(name, mod);
    }
    return this.#notHost(mod);
  }

  /** Whether a mod of that name is tracked. */
  hasMod(name: string): boolean {
    return this.#mods.has(name);
  }

  /**
   * Sets or, with `undefined` or `Infinity`, lifts the mod's hard limit, on its own bytes and its
   * share of shared content. A limit below what it holds is legal: it keeps that and can take
   * nothing more.
   *
   * @throws {UnknownModError} if no mod of that name is tracked
   * @throws {AccountingError} for a malformed limit or a callback that is none,
   * {InvalidArgumentError} for options that there are none of; nothing has changed then
   */
  setModMemoryLimit(
    name: string,
    limitBytes: number | undefined,
    options: ModLimitOptions = {},
  ): void {
    const mod = this.#mod(name);
    assertOptions(options, 'softLimitBytes', 'onSoftLimit');
    const { onSoftLimit, ...limits } = options;
    const call = (_: unknown, extraBytes: number): void => onSoftLimit!(mod, extraBytes);
    mod.account.setLimits({
      ...limits,
      limitBytes,
      // What is no function is passed on as it is, and refused there.
      ...(onSoftLimit !== undefined && {
        onSoftLimit: typeof onSoftLimit === 'function' ? call : onSoftLimit,
      }),
    });
  }

  /**
   * What the mod holds now.
   *
   * @throws {UnknownModError} if no mod of that name is tracked
   */
  getMemoryStats(name: string): ModMemoryStats {
    return this.#mod(name).stats();
  }

  /**
   * A pooled record that is charged to the host. @throws {MemoryLimitError} if its limit refuses
   */
  allocateFromPool<T>(type: PoolType<T>): T {
    return this.host.allocateFromPool(type);
  }

  /**
   * Makes a resource known to all mods: a value, or a function that makes or promises it when it is
   * first needed. Bytes (a `Uint8Array`) are stored once and charged by fair share to whoever has
   * leases of them; what is kept without a lease, to the host.
   *
   * @throws as `SharedResourceRegistry.register`
   */
  registerSharedResource<T>(
    name: string,
    valueOrLoader: T | ResourceLoader<T>,
    options?: ResourceOptions,
  ): void {
    const { resources } = this;
    const keeper = this.host.holderIn(resources);
    resources.register(name, valueOrLoader, { keeper, ...options });
  }

  /** Forgets a resource; leases of it last. @returns whether it was registered */
  unregisterSharedResource(name: string): boolean {
    return this.resources.unregister(name);
  }

  /** A lease of a shared resource for the host. */
  acquireResource<T = unknown>(name: string): Promise<Lease<T>> {
    return this.host.acquireResource<T>(name);
  }

  /**
   * Frees all that the mod still holds. Its callbacks run first; whatever they and others throw is
   * in the report. Its name can be tracked again.
   *
   * @throws {UnknownModError} if no mod of that name is tracked; {InvalidNameError} for the host
   * @throws {UnloadedError} if the mod is being unloaded already
   * @throws {BusyModError} in a callback that a charge of this mod, of the heap's tables or of a
   * shared store is waiting for; nothing has changed then
   */
  unloadMod(name: string): UnloadReport {
    const mod = this.#notHost(this.#mod(name));
    const report = unload(mod);
    this.#mods.delete(name);
    return report;
  }

  /**
   * Unloads all mods, the last tracked first and the host at the end, and gives back the heap.
   * Disposing again does nothing.
   *
   * @returns the reports of the unloads; what shared stores throw when they are disposed is in the
   * host's
   * @throws {BusyModError} in a callback that a charge is waiting for; nothing has changed then
   */
  dispose(): UnloadReport[] {
    if (this.#disposed) return [];
    for (const mod of this.#mods.values()) assertIdle(mod);
    this.#disposed = true;
    const reports: UnloadReport[] = [];
    for (const mod of [...this.#mods.values()].reverse()) {
      // A callback may have unloaded another mod, or be the one that disposes the manager.
      if (isLoaded(mod)) reports.push(unload(mod));
    }
    this.#mods.clear();
    // The host's: only this unloads it
    const attempt = collectInto(reports.at(-1)!.errors as unknown[]);
    this.#stores.dispose(attempt);
    attempt(() => this.heap.dispose());
    return reports;
  }

  [disposeSymbol](): void {
    this.dispose();
  }

  #assertUsable(): void {
    if (this.#disposed) throw new DisposedError('memory manager');
  }

  #mod(name: string): ModMemory {
    this.#assertUsable();
    const mod = this.#mods.get(name);
    if (mod !== undefined) return mod;
    throw new UnknownModError(
      `mod: expected the name of one that is tracked, got ${describeValue(name)}`,
    );
  }

  #notHost(mod: ModMemory): ModMemory {
    if (mod === this.host) throw new InvalidNameError('mod: expected one beside the host');
    return mod;
  }
}
