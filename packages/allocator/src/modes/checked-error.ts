import type { Address } from '../api.js';

/**
 * - `overflow`: bytes right behind the block's usable ones were written
 * - `underflow`: bytes before the block that lies behind it were written; or an overflow that left
 *   out the bytes between
 * - `write-after-free`: the block was written to while it was in quarantine
 */
export type CorruptionKind = 'overflow' | 'underflow' | 'write-after-free';

/** What is known of bytes that somebody wrote where he may not. */
export interface Corruption {
  readonly kind: CorruptionKind;
  readonly regionName: string;
  /** Of the block whose guards or remains were written over. */
  readonly address: Address;
  /** Bytes that were asked for. */
  readonly byteLength: number;
  /** Of the first byte that is wrong, from the beginning of the block. */
  readonly byteOffset: number;
  /** Where the block was allocated, one line a call; if that was sampled and the runtime tells. */
  readonly site: readonly string[] | undefined;
}

/**
 * Checked mode found that a block was written to out of its bounds, or after it was freed. Where it
 * is thrown by a free or a reallocate, nothing has changed; thrown by what let a block leave
 * quarantine, that block has left.
 */
export class MemoryCorruptionError extends Error implements Corruption {
  override readonly name = 'MemoryCorruptionError';
  readonly code = 'ERR_SANDY_MEMORY_CORRUPTION';
  readonly kind: CorruptionKind;
  readonly regionName: string;
  readonly address: Address;
  readonly byteLength: number;
  readonly byteOffset: number;
  readonly site: readonly string[] | undefined;

  constructor(corruption: Corruption) {
    const { kind, regionName, address, byteLength, byteOffset, site } = corruption;
    const where = site === undefined ? '' : `, allocated at ${site[0] ?? 'an unknown place'}`;
    super(
      `${kind}: byte ${byteOffset} of block ${address} (${byteLength} bytes) ` +
        `of region "${regionName}" was written${where}`,
    );
    this.kind = kind;
    this.regionName = regionName;
    this.address = address;
    this.byteLength = byteLength;
    this.byteOffset = byteOffset;
    this.site = site;
  }
}
