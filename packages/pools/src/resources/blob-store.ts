import type { Address } from '@sandy/allocator';
import { liesIn } from '../lies-in.js';

/** What a registry needs of the region that it stores bytes in; the allocator's `Region` is one. */
export interface BlobRegion {
  readonly disposed: boolean;
  readonly heap: { readonly segmentWords: readonly Int32Array[] };
  allocate(byteLength: number): Address;
  free(address: Address): void;
  bytes(address: Address, byteLength: number): Uint8Array;
  stats(): { readonly committedBytes: number };
}

/** Bytes that are stored. */
export interface Blob {
  readonly address: Address;
  readonly byteLength: number;
  userCount: number;
}

/**
 * Bytes in blocks of a region, equal ones once. Made for few and large things, such as files: a look for equal
 * bytes compares all that have the same length.
 */
export class BlobStore {
  readonly #region: BlobRegion;
  readonly #blobs = new Set<Blob>();
  #uniqueBytes = 0;

  constructor(region: BlobRegion) {
    this.#region = region;
  }

  get blobs(): ReadonlySet<Blob> {
    return this.#blobs;
  }

  get uniqueBytes(): number {
    return this.#uniqueBytes;
  }

  /** Bytes that the region has taken from its heap; 0 once it was disposed. */
  get poolBytes(): number {
    return this.#region.disposed ? 0 : this.#region.stats().committedBytes;
  }

  /** The blob of these bytes, with one user more. @throws what the region throws */
  take(bytes: Uint8Array): Blob {
    const { byteLength } = bytes;
    for (const blob of this.#blobs) {
      if (blob.byteLength !== byteLength || !areEqual(this.view(blob), bytes)) continue;
      blob.userCount++;
      return blob;
    }
    // Bytes that lie in the heap itself die where its memory grows for the block.
    const source = liesIn(this.#region.heap, bytes) ? bytes.slice() : bytes;
    const address = this.#region.allocate(byteLength);
    const blob = { address, byteLength, userCount: 1 };
    this.view(blob).set(source);
    this.#blobs.add(blob);
    this.#uniqueBytes += byteLength;
    return blob;
  }

  /** Takes one user away; the last one frees the block. */
  giveBack(blob: Blob): void {
    if (--blob.userCount > 0) return;
    this.#blobs.delete(blob);
    this.#uniqueBytes -= blob.byteLength;
    if (!this.#region.disposed) this.#region.free(blob.address);
  }

  view({ address, byteLength }: Blob): Uint8Array {
    return this.#region.bytes(address, byteLength);
  }
}

/** Whether two arrays of one length hold the same. */
function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}
