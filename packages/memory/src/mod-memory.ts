import type { Account, Heap, Region } from '@sandy/allocator';
import { UnloadedError } from '@sandy/pools';
import type {
  ContentHolder,
  ContentPool,
  Lease,
  Pool,
  PoolType,
  SharedResourceRegistry,
} from '@sandy/pools';
import type { ModUsage } from '@sandy/profiler-bridge';
import type { Ledger, LedgerAccount } from '@sandy/tracker';
import type { CreatableClass, CreatableType, ModMemoryStats, UnloadReport } from './api.js';
import { disposeSymbol } from './dispose-symbol.js';
import { BusyModError } from './errors.js';
import { LiveList } from './live-list.js';

/** What a closed account would tell. */
const CLOSED = { liveBytes: 0, limitBytes: undefined };

/** What a mod's memory is made of. */
export interface ModParts {
  readonly heap: Heap;
  readonly ledger: Ledger;
  readonly contentPool: ContentPool;
  /** Asked when it is needed: the host is made before the registry, which it pays for. */
  readonly resources: () => SharedResourceRegistry;
}

/** What a manager may do with a mod beyond what everybody may. */
export interface ModAccess {
  /** Whether `unload` may be called. */
  isLoaded(mod: ModMemory): boolean;
  /** Runs foreign code that a charge of the mod is waiting for. */
  keepBusy(mod: ModMemory, body: () => void): void;
  /** @throws {BusyModError} if a charge of the mod is under way */
  assertIdle(mod: ModMemory): void;
  /** @throws {UnloadedError} if that was done or is being done; {BusyModError} as `assertIdle` */
  unload(mod: ModMemory): UnloadReport;
  /** For reports, at every moment, also in the middle of an unload. */
  usage(mod: ModMemory, shares: ReadonlyMap<ContentHolder, number>): ModUsage;
}

export let modAccess: ModAccess;

/**
 * The memory of one mod: a region of its own, an account, and what it holds of shared things. Everything it
 * takes is charged to it and is freed when it is unloaded. Made by `manager.trackModMemory`.
 *
 * After the unload every use throws `UnloadedError`, except `name` and `unloaded`.
 */
export class ModMemory {
  static {
    modAccess = {
      isLoaded: (mod) => mod.#state === 'loaded',
      keepBusy: (mod, body) => mod.#keepBusy(body),
      assertIdle: (mod) => mod.#assertIdle(),
      unload: (mod) => mod.#unload(),
      usage: (mod, shares) => mod.#usage(shares),
    };
  }

  readonly name: string;
  readonly #heap: Heap;
  readonly #contentPool: ContentPool;
  readonly #resources: () => SharedResourceRegistry;
  readonly #account: LedgerAccount;
  readonly #holder: ContentHolder;
  readonly #region: Region;
  readonly #pools = new Map<PoolType<unknown>, Pool<unknown>>();
  readonly #collections = new LiveList<object>(isUndisposed);
  readonly #leases = new LiveList<Lease<unknown>>((lease) => !lease.released);
  readonly #callbacks: (() => void)[] = [];
  #state: 'loaded' | 'unloading' | 'unloaded' = 'loaded';
  #lastShareBytes = 0;
  #busyDepth = 0; // charges under way: their callbacks must not unload the mod below them

  /** @internal Made by the manager. @throws {InvalidNameError} if the name is malformed or taken */
  constructor(name: string, parts: ModParts) {
    const { heap, ledger, contentPool, resources } = parts;
    this.name = name;
    this.#heap = heap;
    this.#contentPool = contentPool;
    this.#resources = resources;
    this.#account = ledger.createAccount(name, {
      kind: 'mod',
      sharedBytes: () => this.#shareOrNothing(),
    });
    let holder: ContentHolder | undefined;
    try {
      holder = contentPool.createHolder(name, {
        onCharge: (shareBytes) => this.#confirmShare(shareBytes),
      });
      this.#region = heap.createRegion(name, { account: this.#payer() });
    } catch (error) {
      holder?.dispose();
      this.#account.close();
      throw error;
    }
    this.#holder = holder;
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

  /** The mod's account: own pages are charged to it, its share of shared content counts against its limits. */
  get account(): LedgerAccount {
    this.#assertLoaded();
    return this.#account;
  }

  /** On whose behalf the mod holds contents of `manager.contentPool`. */
  get contentHolder(): ContentHolder {
    this.#assertLoaded();
    return this.#holder;
  }

  /**
   * A record from the mod's pool of that kind, which is made at the first use.
   *
   * @throws {MemoryLimitError} if the mod's limit refuses
   */
  allocateFromPool<T>(type: PoolType<T>): T {
    return this.pool(type).allocate();
  }

  /** The mod's pool of that kind, made at the first use. */
  pool<T>(type: PoolType<T>): Pool<T> {
    this.#assertLoaded();
    let pool = this.#pools.get(type) as Pool<T> | undefined;
    if (pool === undefined) {
      pool = type.create(this.#region);
      this.#pools.set(type, pool);
    }
    return pool;
  }

  /**
   * Makes a collection, or anything else whose class has a static `create({ region, … })`, in the mod's
   * region. What is not disposed before is disposed at the unload.
   *
   * @param options - those of the class, without `region`
   * @throws what the class throws; {MemoryLimitError} if the mod's limit refuses
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
    const made = type.create({ ...options, region: this.#region });
    this.#collections.add(made);
    return made;
  }

  /**
   * A lease of a shared resource, which is loaded first if need be. The mod pays its share of bytes.
   *
   * @returns rejects with what `SharedResourceRegistry.acquire` rejects with; with `UnloadedError` if the mod
   * is unloaded, also while it waits
   */
  async acquireResource<T = unknown>(name: string): Promise<Lease<T>> {
    this.#assertLoaded();
    const lease = await this.#resources().acquire<T>(this.#holder, name);
    if (this.#state === 'unloaded') lease.release(); // between the lease and this line
    this.#assertLoaded();
    this.#leases.add(lease);
    return lease;
  }

  /** As `acquireResource`, at once: a lease if the resource is loaded, or `undefined`. */
  tryAcquireResource<T = unknown>(name: string): Lease<T> | undefined {
    this.#assertLoaded();
    const lease = this.#resources().tryAcquire<T>(this.#holder, name);
    if (lease !== undefined) this.#leases.add(lease);
    return lease;
  }

  /**
   * Has `callback` called when the mod is unloaded, before anything of it is freed; the last one registered is
   * called first. What it throws is in the unload's report.
   *
   * @returns a function that takes the callback away again
   */
  onUnload(callback: () => void): () => void {
    this.#assertLoaded();
    const call = (): void => callback(); // an identity of its own: a callback may be registered twice
    this.#callbacks.push(call);
    return () => {
      const index = this.#callbacks.indexOf(call);
      if (index >= 0) this.#callbacks.splice(index, 1);
    };
  }

  /** What the mod holds now. Cost: O(mods log mods), for the exact share. */
  stats(): ModMemoryStats {
    this.#assertLoaded();
    const account = this.#account;
    const { liveBytes, blockCount } = this.#region.stats();
    const ownBytes = account.liveBytes;
    const sharedBytes = this.#contentPool.shares().get(this.#holder) ?? 0;
    return {
      name: this.name,
      currentBytes: ownBytes + sharedBytes,
      ownBytes,
      sharedBytes,
      limitBytes: account.limitBytes ?? Infinity,
      softLimitBytes: account.softLimitBytes ?? Infinity,
      peakBytes: account.peakBytes,
      totalBytes: account.totalBytes,
      liveBytes,
      blockCount,
      recordCount: this.#recordCount(),
      collectionCount: this.#collections.live().length,
      leaseCount: this.#leases.live().length,
      heldBytes: this.#holder.heldBytes,
    };
  }

  #assertLoaded(): void {
    if (this.#state !== 'unloaded') return;
    throw new UnloadedError(`mod '${this.name}': expected one that is loaded, got one unloaded`);
  }

  #usage(shares: ReadonlyMap<ContentHolder, number>): ModUsage {
    const sharedBytes = shares.get(this.#holder) ?? 0;
    const { liveBytes, limitBytes } = this.#account.closed ? CLOSED : this.#account;
    return { name: this.name, currentBytes: liveBytes + sharedBytes, sharedBytes, limitBytes };
  }

  #recordCount(): number {
    let count = 0;
    for (const pool of this.#pools.values()) count += pool.liveCount;
    return count;
  }

  #shareOrNothing(): number {
    return this.#holder.disposed ? 0 : this.#contentPool.shareOf(this.#holder);
  }

  /** Refuses shared content whose share would take the mod over its limit. The pool counts it already. */
  #confirmShare(shareBytes: number): void {
    const account = this.#account;
    const isLimited = account.limitBytes !== undefined || account.softLimitBytes !== undefined;
    const extraBytes = Math.max(0, shareBytes - this.#lastShareBytes);
    if (isLimited) {
      this.#keepBusy(() => account.assertWithinLimit(extraBytes, { included: true }));
    }
    this.#lastShareBytes = shareBytes;
  }

  /** The mod's account, as its region charges it. */
  #payer(): Account {
    const account = this.#account;
    return {
      charge: (byteLength) => this.#keepBusy(() => account.charge(byteLength)),
      release: (byteLength) => account.release(byteLength),
    };
  }

  #keepBusy(body: () => void): void {
    this.#busyDepth++;
    try {
      body();
    } finally {
      this.#busyDepth--;
    }
  }

  #assertIdle(): void {
    if (this.#busyDepth === 0) return;
    throw new BusyModError(`mod '${this.name}': expected no charge of the mod under way`);
  }

  #unload(): UnloadReport {
    if (this.#state !== 'loaded') {
      throw new UnloadedError(
        `mod '${this.name}': expected one that is loaded, got one ${this.#state}`,
      );
    }
    this.#assertIdle();
    this.#state = 'unloading';
    const committedBytes = this.#heap.stats().committedBytes;
    const errors: unknown[] = [];
    const attempt = (step: () => unknown): void => {
      try {
        step();
      } catch (error) {
        errors.push(error);
      }
    };
    const heldAtUnload = this.#heldAtUnload(attempt);
    for (let call = this.#callbacks.pop(); call; call = this.#callbacks.pop()) attempt(call);
    this.#state = 'unloaded'; // from here on nobody can take anything
    for (const collection of this.#collections.live()) attempt(() => disposeOf(collection));
    for (const pool of this.#pools.values()) attempt(() => pool.dispose());
    attempt(() => this.#holder.dispose()); // releases the leases, too
    attempt(() => this.#region.dispose());
    attempt(() => this.#account.close());
    this.#collections.clear();
    this.#leases.clear();
    this.#pools.clear();
    const freedBytes = committedBytes - this.#heap.stats().committedBytes;
    return { ...heldAtUnload, freedBytes, errors };
  }

  /** What is asked of pools is foreign code, which `attempt` keeps from ending the unload. */
  #heldAtUnload(
    attempt: (step: () => unknown) => void,
  ): Omit<UnloadReport, 'freedBytes' | 'errors'> {
    const leases = this.#leases.live();
    let sharedBytes = 0;
    attempt(() => (sharedBytes = this.#contentPool.shares().get(this.#holder) ?? 0));
    let records = 0;
    for (const pool of this.#pools.values()) attempt(() => (records += pool.liveCount));
    return {
      name: this.name,
      regionBytes: this.#account.closed ? 0 : this.#account.liveBytes,
      sharedBytes,
      records,
      collections: this.#collections.live().length,
      leases: leases.length,
      resources: [...new Set(leases.map((lease) => lease.name))].sort(),
    };
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
