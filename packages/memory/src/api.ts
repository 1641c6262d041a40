import type { Account, HeapOptions, Region } from '@sandy/allocator';
import type { HolderOptions, SharingStats } from '@sandy/pools';
import type { MemoryReport } from '@sandy/profiler-bridge';
import type { ModMemory } from './mod-memory.js';

/** Options of {@link MemoryManager}. */
export interface MemoryManagerOptions {
  /** Limit on everything that the manager keeps, its own tables included. @defaultValue none */
  readonly limitBytes?: number | undefined;
  /** How the heap is built. @defaultValue the allocator's defaults */
  readonly heap?: Omit<HeapOptions, 'metadataAccount'>;
}

/** Options of `setModMemoryLimit`. What is absent stays as it is. */
export interface ModLimitOptions {
  /** Where `onSoftLimit` is called; `undefined` or `Infinity` lifts it. */
  readonly softLimitBytes?: number | undefined;
  /**
   * Called when the mod is about to pass its soft limit, and once more before its hard limit would
   * refuse. It may free. It may not unload this mod, whose charge is under way (`BusyModError`):
   * that is for later, for instance in a microtask. What it throws is thrown to whoever made the
   * mod grow, but for a keeper of resources: what it refuses to keep is lent all the same.
   */
  readonly onSoftLimit?: (mod: ModMemory, requestedBytes: number) => void;
}

/** What a mod holds now. All bytes are exact. */
export interface ModMemoryStats {
  readonly name: string;
  /** `ownBytes` and `sharedBytes`: what its limit is held against. */
  readonly currentBytes: number;
  /** Pages of its own region: blocks, records, collections. */
  readonly ownBytes: number;
  /** Its fair share of shared content. */
  readonly sharedBytes: number;
  /** Its hard limit; `Infinity` when it has none. */
  readonly limitBytes: number;
  /** Its soft limit; `Infinity` when it has none. */
  readonly softLimitBytes: number;
  /** The most own bytes it has held. Shares are not in it: they change with what others hold. */
  readonly peakBytes: number;
  /** Own bytes that it ever took. */
  readonly totalBytes: number;
  /** Usable bytes of the live blocks in its region. */
  readonly liveBytes: number;
  /** Live blocks in its region. */
  readonly blockCount: number;
  /** Records that it took from its pools and has not given back. */
  readonly recordCount: number;
  /** Collections made by `create` and not disposed. */
  readonly collectionCount: number;
  /** Leases of shared resources. */
  readonly leaseCount: number;
  /** Bytes of shared content that it holds, each reference counted in full. */
  readonly heldBytes: number;
}

/**
 * What a mod still held when it was unloaded, before its own callbacks ran, and what became of it.
 */
export interface UnloadReport extends ModMemoryStats {
  /**
   * Bytes that the heap got back once the callbacks had run: fewer than the mod was charged where
   * others hold the same content.
   */
  readonly freedBytes: number;
  /** Names of the resources that it had leases of, sorted. */
  readonly resources: readonly string[];
  /** What its callbacks and collections threw; everything was freed all the same. */
  readonly errors: readonly unknown[];
}

/**
 * What all mods hold. `mods` also has a row for the tables of the heap and one for shared content
 * that no mod holds, so that its rows add up to `committedBytes` exactly.
 */
export interface ManagerReport extends MemoryReport {
  /** What the heap holds: pages in use and its own tables. */
  readonly committedBytes: number;
  /** Whole segments of the heap, in use or not. */
  readonly reservedBytes: number;
  /** The heap's own tables. */
  readonly metadataBytes: number;
  /** Pages of all shared content. */
  readonly contentBytes: number;
  /** The part of `contentBytes` that no mod holds. */
  readonly unheldBytes: number;
  /** Tables of the shared stores. They lie outside the heap and are no part of `committedBytes`. */
  readonly outsideBytes: number;
}

/** Bytes that something saved, by trick: a line of its own in every report. */
export type SavingsSource = () => Readonly<Record<string, number>>;

/** A class that `create` can make instances of: it takes a region among its options. */
export interface CreatableClass<T, O> {
  new (...parameters: never[]): T;
  create(options?: O): unknown;
}

/** As {@link CreatableClass}, for what is not constructed. */
export interface CreatableType<T, O> {
  create(options?: O): T;
}

/** On whose behalf somebody has what is in a {@link SharedStore}; pools' `Holder` is one. */
export interface SharedHolder {
  readonly name: string;
  readonly heldBytes: number;
  readonly disposed: boolean;
  /** Gives back all that it has. */
  dispose(): unknown;
}

/**
 * Something that mods share, each paying its fair share of the bytes, such as a `ContentPool`. A
 * mod's shares of all stores are in its stats, count against its limit, and are given back when it
 * is unloaded.
 */
export interface SharedStore<H extends SharedHolder = SharedHolder> {
  createHolder(name: string, options: HolderOptions): H;
  /** The holder's fair share, rounded down. O(1). */
  shareOf(holder: H): number;
  /**
   * The shares of all holders; they add up to `poolBytes` where anybody holds anything. Never
   * throws.
   */
  shares(): ReadonlyMap<H, number>;
  stats(): SharingStats;
  dispose(): unknown;
}

/** A class of shared stores that `manager.sharedStore` can make one of. */
export interface SharedStoreType<T extends SharedStore> {
  /** Names the store's region and account; unique in a manager. */
  readonly storeName: string;
  /** How reports call what it saves by. */
  readonly trick: string;
  /** @param options - a region of the store's own, and the account of its tables outside of it */
  create(options: { readonly region: Region; readonly metadataAccount: Account }): T;
}
