/** The public types: what a caller gives to a heap and what it answers with. */

import type { Engine } from './engine.js';
import type { Heap } from './heap.js';
import type { RegionPages } from './region-pages.js';
import type { Region } from './region.js';

declare const addressBrand: unique symbol;

/**
 * A place in a heap: the number of a 16-byte granule. Stays a small integer up to 16 GiB of heap;
 * 0 is never an address, so it may stand for "none" in a table of addresses.
 */
export type Address = number & { readonly [addressBrand]: true };

/**
 * Who pays. A region charges whole pages *before* it takes them and releases them after it has
 * given them back, so at every moment the charges of all accounts add up to the heap's
 * `committedBytes`.
 */
export interface Account {
  /**
   * Books `byteLength` bytes. May throw: then it has booked nothing, and the heap changes nothing.
   *
   * An error whose `code` is `ERR_SANDY_MEMORY_LIMIT` is a refusal: the region then gives back what
   * it keeps for later (its own empty slabs, not those of other regions), or asks for less, and
   * tries again. Any other error goes to whoever allocates, at once.
   *
   * It may use the heap itself: allocate and free in the region that is charged, even dispose of
   * it.
   */
  charge(byteLength: number): void;
  /**
   * Takes back `byteLength` bytes that were charged before. Should not throw: what was given back
   * is gone even so, and of several errors one is passed on, or none where only the result of a
   * call leads to a block.
   */
  release(byteLength: number): void;
}

/** A kind of region, as a value: what is not named falls away. */
export interface HeapMode {
  readonly name: string;
  /** @internal */
  createRegion(heap: Heap, pages: RegionPages): Region;
}

export interface HeapOptions {
  /** The kind of memory: `sharedEngine`, `wasmEngine()`, … @defaultValue 'typed-array' */
  readonly engine?: Engine | 'typed-array';
  /** Power of two, 128 KiB to 64 MiB. @defaultValue 2 MiB */
  readonly segmentByteLength?: number;
  /**
   * Most bytes that all segments together may have (`reservedBytes`): one segment to 16 GiB, which
   * is all that addresses reach. @defaultValue 16 GiB
   */
  readonly maximumByteLength?: number;
  /** What regions do beyond the usual. @defaultValue nothing */
  readonly mode?: HeapMode;
  /** Charged for the heap's own tables. @defaultValue nobody */
  readonly metadataAccount?: Account;
}

export interface RegionOptions {
  /** Charged for the region's pages. @defaultValue nobody */
  readonly account?: Account;
  /** Most bytes of pages that the region may hold. @defaultValue no limit */
  readonly limitBytes?: number;
}

export interface HeapStats {
  /** Whole segments, used or not. */
  readonly reservedBytes: number;
  /** Pages that regions hold, plus `metadataBytes`. */
  readonly committedBytes: number;
  /** Usable bytes of live blocks. */
  readonly liveBytes: number;
  /** The heap's own tables; they are no part of any segment. */
  readonly metadataBytes: number;
  /** Highest `committedBytes` so far. */
  readonly peakCommittedBytes: number;
  readonly segmentCount: number;
  readonly regionCount: number;
  /** Live blocks. */
  readonly blockCount: number;
}

export interface RegionStats {
  readonly name: string;
  /** Pages held: exactly what the region's account has been charged. */
  readonly committedBytes: number;
  /** Usable bytes of live blocks. */
  readonly liveBytes: number;
  /** Live blocks. */
  readonly blockCount: number;
  /** Highest `committedBytes` so far. */
  readonly peakCommittedBytes: number;
  readonly limitBytes: number | undefined;
}

/** Gets a live block: its address, its usable bytes and its region. */
export type BlockVisitor = (address: Address, byteLength: number, region: Region) => void;
