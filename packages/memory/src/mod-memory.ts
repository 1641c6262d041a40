import { InvalidArgumentError } from '@sandy/allocator';
import type { Region } from '@sandy/allocator';
import { SharedResourceRegistry, UnloadedError } from '@sandy/pools';
import type { Holder, Lease, Pool, PoolType } from '@sandy/pools';
import type { ModUsage } from '@sandy/profiler-bridge';
import type { Ledger, LedgerAccount } from '@sandy/tracker';
import type {
  CreatableClass,
  CreatableType,
  ModMemoryStats,
  SharedHolder,
  SharedStore,
  UnloadReport,
} from './api.js';
import { assertMethod } from './checks.js';
import { collectInto, insist } from './collect-errors.js';
import type { Attempt } from './collect-errors.js';
import { disposeSymbol } from './dispose-symbol.js';
import { BusyModError } from './errors.js';
import { LiveList } from './live-list.js';
import type { SharedStores } from './shared-stores.js';

/** What a mod has in one shared store. */
interface Stake {
  readonly holder: SharedHolder;
  /** The share that the mod last agreed to. */
  confirmedBytes: number;
}

/** What is summed over the mod's stakes. */
type ShareReader = (holder: SharedHolder, store: SharedStore) => number;

// What a manager may do with a mod beyond what everybody may.

/** Whether `unload` may be called. */
export let isLoaded: (mod: ModMemory) => boolean;
/** @throws {BusyModError} if a charge of the mod, or of what all share, is under way */
export let assertIdle: (mod: ModMemory) => void;
/** @throws {UnloadedError} if that was done or is being done; {BusyModError} as `assertIdle` */
export let unload: (mod: ModMemory) => UnloadReport;
/** For reports, at every moment, also in the middle of an unload. */
export let usageOf: (mod: ModMemory, shareOf: ShareReader) => ModUsage;

/**
 * The memory of one mod: a region of its own, an account, and what it holds of shared things.
 * Everything it takes is charged to it and is freed when it is unloaded. Made by
 * `manager.trackModMemory`.
 *
 * After the unload every use throws `UnloadedError`, except `name` and `unloaded`.
 */
export class ModMemory {
  static {
    isLoaded = (mod) => mod.#state === 'loaded';
    assertIdle = (mod) => mod.#assertIdle();
    unload = (mod) => mod.#unload();
    usageOf = (mod, shareOf) => mod.#usage(shareOf, insist);
  }

  readonly name: string;
  readonly #stores: SharedStores;
  readonly #account: LedgerAccount;
  readonly #region: Region;
  readonly #stakes = new Map<SharedStore, Stake>();
  readonly #pools = new Map<PoolType<unknown>, Pool<unknown>>();
  readonly #collections = new LiveList<object>(isUndisposed);
  #callbacks: (() => unknown)[] = [];
  #state: 'loaded' | 'unloading' | 'unloaded' = 'loaded';

  /** @internal Made by the manager. @throws {InvalidNameError} if the name is malformed or taken */
  constructor(name: string, ledger: Ledger, stores: SharedStores) {
    this.name = name;
    this.#stores = stores;
    this.#account = ledger.createAccount(name, {
      kind: 'mod',
      sharedBytes: () => this.#sum((holder, store) => store.shareOf(holder), insist),
    });
    try {
      this.#region = stores.heap.createRegion(name, { account: this.#account });
    } catch (error) {
      this.#account.close();
      throw error;
    }
  }

  /** Whether the mod was unloaded. */
  get unloaded(): boolean {
    return this.#state === 'unloaded';
  }

  /** The mod's own part of the heap, for raw blocks. */
  get region(): Region {
    this.#assertLoaded();
    return this.#region;
  }

  /**
   * The mod's account: own pages are charged to it, its share of shared content counts against its
   * limits.
   */
  get account(): LedgerAccount {
    this.#assertLoaded();
    return this.#account;
  }

  /**
   * On whose behalf the mod holds what is in a shared store; there is one for each store.
   *
   * @param store - one that `manager.sharedStore` gave
   * @throws {InvalidArgumentError} if it is not one of the manager's
   */
  holderIn<H extends SharedHolder>(store: SharedStore<H>): H;
  holderIn(store: SharedStore): SharedHolder {
    this.#assertLoaded();
    const stake = this.#stakes.get(store);
    if (stake !== undefined) return stake.holder;
    if (!this.#stores.has(store)) {
      throw new InvalidArgumentError('store', 'one of the manager', store);
    }
    const holder = store.createHolder(this.name, {
      onCharge: (shareBytes) => this.#confirmShare(made, shareBytes),
    });
    assertMethod('holder', holder, 'dispose');
    const made: Stake = { holder, confirmedBytes: 0 };
    this.#stakes.set(store, made);
    return holder;
  }

  /**
   * A record from the mod's pool of that kind, which is made at the first use.
   *
   * @throws {MemoryLimitError} if the mod's limit refuses
   */
  allocateFromPool<T>(type: PoolType<T>): T {
    return this.pool(type).allocate();
  }

  /**
   * The mod's pool of that kind, made at the first use. @throws {InvalidArgumentError} if it is no
   * kind, or makes no pool
   */
  pool<T>(type: PoolType<T>): Pool<T> {
    this.#assertLoaded();
    let pool = this.#pools.get(type) as Pool<T> | undefined;
    if (pool === undefined) {
      assertMethod('type', type, 'create');
      pool = type.create(this.#region);
      assertMethod('pool', pool, 'allocate');
      this.#pools.set(type, pool);
    }
    return pool;
  }

  /**
   * Makes a collection, or anything else whose class has a static `create({ region, … })`, in the
   * mod's region. What is not disposed before is disposed at the unload.
   *
   * @param options - those of the class, without `region`
   * @throws {InvalidArgumentError} if it has no `create`; {MemoryLimitError} if the mod's limit
   * refuses; what the class throws
   */
  create<T extends object, O extends object>(
    type: CreatableClass<T, O>,
    options?: Omit<O, 'region'>,
  ): T;
  create<T extends object, O extends object>(
    type: CreatableType<T, O>,
    options?: Omit<O, 'region'>,
  ): T;
  create<T extends object>(type: CreatableType<T, object>, options?: object): T {
    this.#assertLoaded();
    assertMethod('type', type, 'create');
    const made = type.create({ ...options, region: this.#region });
    if (Object(made) !== made)
      throw new InvalidArgumentError('type', 'one that makes objects', made);
    this.#collections.add(made);
    return made;
  }

  /**
   * A lease of a shared resource, which is loaded first if need be. The mod pays its share of
   * bytes.
   *
   * @returns rejects with what `SharedResourceRegistry.acquire` rejects with; with `UnloadedError`
   * if the mod is unloaded, also while it waits
   */
  async acquireResource<T = unknown>(name: string): Promise<Lease<T>> {
    const { resources, holder } = this.#useResources();
    const lease = await resources.acquire<T>(holder, name);
    // Else the lease was released with the mod's holder, between its making and this line
    this.#assertLoaded();
    return lease;
  }

  /** As `acquireResource`, at once: a lease if the resource is loaded, or `undefined`. */
  tryAcquireResource<T = unknown>(name: string): Lease<T> | undefined {
    const { resources, holder } = this.#useResources();
    return resources.tryAcquire<T>(holder, name);
  }

  /**
   * Has `callback` called when the mod is unloaded, before anything of it is freed; the last one
   * registered is called first. What it throws is in the unload's report, and so, later, is what a
   * promise that it returns rejects with; nobody waits for that.
   *
   * @returns a function that takes the callback away again
   * @throws {InvalidArgumentError} if it is no function
   */
  onUnload(callback: () => void): () => void {
    this.#assertLoaded();
    if (typeof callback !== 'function')
      throw new InvalidArgumentError('callback', 'a function', callback);
    // An identity of its own: a callback may be registered twice
    const call = (): unknown => callback();
    this.#callbacks.push(call);
    return () => {
      this.#callbacks = this.#callbacks.filter((other) => other !== call);
    };
  }

  /**
   * What the mod holds now. Cost: O(mods log mods), for the exact share, and O(extents) of its
   * region.
   */
  stats(): ModMemoryStats {
    this.#assertLoaded();
    return this.#stats(insist);
  }

  /** @param attempt - runs what asks pools and stores, which is foreign code */
  #stats(attempt: Attempt): ModMemoryStats {
    const { liveBytes, blockCount } = this.#region.stats();
    const {
      liveBytes: ownBytes,
      limitBytes = Infinity,
      softLimitBytes = Infinity,
      peakBytes,
      totalBytes,
    } = this.#account;
    let recordCount = 0;
    for (const pool of this.#pools.values()) attempt(() => (recordCount += pool.liveCount));
    return {
      ...this.#usage((holder, store) => store.shares().get(holder) ?? 0, attempt),
      ownBytes,
      limitBytes,
      softLimitBytes,
      peakBytes,
      totalBytes,
      liveBytes,
      blockCount,
      recordCount,
      collectionCount: this.#collections.live().length,
      leaseCount: this.#leases().length,
      heldBytes: this.#sum(({ heldBytes }) => heldBytes, attempt),
    };
  }

  #assertLoaded(): void {
    if (this.#state === 'unloaded') this.#refuse();
  }

  #refuse(): never {
    throw new UnloadedError(
      `mod '${this.name}': expected one that is loaded, got one ${this.#state}`,
    );
  }

  #usage(shareOf: ShareReader, attempt: Attempt): ModUsage {
    const sharedBytes = this.#sum(shareOf, attempt);
    const { liveBytes, limitBytes } = this.#account;
    return { name: this.name, currentBytes: liveBytes + sharedBytes, sharedBytes, limitBytes };
  }

  /** The registry, once the mod uses it: whoever only asks what there is must not make anything. */
  #useResources(): { resources: SharedResourceRegistry; holder: Holder } {
    this.#assertLoaded();
    const resources = this.#stores.get(SharedResourceRegistry);
    return { resources, holder: this.holderIn(resources) };
  }

  #leases(): Lease<unknown>[] {
    return [...this.#stakes].flatMap(([store, { holder }]) =>
      store instanceof SharedResourceRegistry && !holder.disposed
        ? store.leasesOf(holder as Holder)
        : [],
    );
  }

  #sum(read: ShareReader, attempt: Attempt): number {
    let sum = 0;
    for (const [store, { holder }] of this.#stakes)
      attempt(() => holder.disposed || (sum += read(holder, store)));
    return sum;
  }

  /**
   * Refuses what is shared if the share would take the mod over its limit. The store counts it
   * already.
   */
  #confirmShare(stake: Stake, shareBytes: number): void {
    const extraBytes = Math.max(0, shareBytes - stake.confirmedBytes);
    this.#account.assertWithinLimit(extraBytes);
    stake.confirmedBytes = shareBytes;
  }

  #assertIdle(): void {
    if (!this.#account.busy && !this.#stores.account.busy) return;
    throw new BusyModError(`mod '${this.name}': expected no charge under way`);
  }

  #unload(): UnloadReport {
    if (this.#state !== 'loaded') this.#refuse();
    this.#assertIdle();
    this.#state = 'unloading';
    const errors: unknown[] = [];
    const attempt = collectInto(errors);
    const held = this.#stats(attempt);
    const resources = [...new Set(this.#leases().map(({ name }) => name))].sort();
    for (let call = this.#callbacks.pop(); call; call = this.#callbacks.pop()) attempt(call);
    this.#state = 'unloaded'; // from here on nobody can take anything
    const { committedBytes } = this.#stores.heap; // now: callbacks may have taken something
    for (const collection of this.#collections.live()) attempt(() => disposeOf(collection));
    for (const pool of this.#pools.values()) attempt(() => pool.dispose());
    for (const { holder } of this.#stakes.values()) attempt(() => holder.dispose()); // and leases
    attempt(() => this.#region.dispose());
    attempt(() => this.#account.close());
    this.#collections.clear();
    this.#pools.clear();
    const freedBytes = committedBytes - this.#stores.heap.committedBytes;
    return { ...held, freedBytes, resources, errors };
  }
}

/** A getter that throws tells nothing: what it belongs to is kept, and disposed at the unload. */
function isUndisposed(made: object): boolean {
  try {
    return !('disposed' in made && made.disposed === true);
  } catch {
    return true;
  }
}

function disposeOf(made: object): void {
  const { dispose } = made as { dispose?: () => void };
  if (typeof dispose === 'function') dispose.call(made);
  else (made as { [disposeSymbol]?: () => void })[disposeSymbol]?.();
}
