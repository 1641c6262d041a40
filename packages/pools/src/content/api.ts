import type { Account, Address } from '@sandy/allocator';
import type { SharingStats } from '../sharing/api.js';
import type { WordSource } from './content-table.js';

declare const contentIdBrand: unique symbol;

/**
 * Names one content of one pool: a whole number from 1 to 2^30 − 1, given out again once it is
 * free.
 */
export type ContentId = number & { readonly [contentIdBrand]: true };

/**
 * What a content pool needs of the region that it stores contents in; the allocator's `Region` is
 * one.
 */
export interface ContentRegion {
  readonly heap: WordSource;
  readonly disposed: boolean;
  allocate(byteLength: number): Address;
  free(address: Address): void;
  bytes(address: Address, byteLength: number): Uint8Array;
  /** Bytes of its pages; 0 once it is disposed of. */
  readonly committedBytes: number;
}

export interface ContentPoolOptions {
  /**
   * Takes the place of the pool's own hash, which is seeded and mixes well. For tests: a weak one
   * forces collisions. It must depend on nothing but `words[0 … length − 1]`.
   */
  readonly hash?: (words: Int32Array, length: number) => number;
  /**
   * Seed of the pool's hash.
   * @defaultValue a random one, so that nobody outside can choose contents that collide
   */
  readonly seed?: number;
  /** Charged for the bytes of the pool's own tables, which lie outside the region. */
  readonly metadataAccount?: Account;
  /**
   * References that one content may have.
   * @defaultValue 2^31 − 1, which is also the most
   */
  readonly maximumReferenceCount?: number;
}

/** Counters of a pool. Bytes of content are exact, without what the region adds by rounding. */
export interface ContentPoolStats extends SharingStats {
  /** Contents alive, nodes included. */
  readonly contentCount: number;
  /** Interned contents that were there already. */
  readonly hitCount: number;
  /** Interned contents that had to be stored. */
  readonly missCount: number;
}
