import type { Address } from '@sandy/allocator';

/** What a registry needs of the region that it stores bytes in; the allocator's `Region` is one. */
export interface BlobRegion {
  readonly disposed: boolean;
  allocate(byteLength: number): Address;
  free(address: Address): void;
  bytes(address: Address, byteLength: number): Uint8Array;
  /** Bytes of its pages; 0 once it is disposed of. */
  readonly committedBytes: number;
}

/** What a resource is: bytes that are stored, or anything else, by reference. */
export interface Value {
  /** Of bytes a view, made when it is first read. */
  plain: unknown;
  /** Where bytes are stored; of anything else undefined. */
  readonly address: Address | undefined;
  /** 0 of what is no bytes. */
  readonly byteLength: number;
  userCount: number;
}

/**
 * Bytes in blocks of a region, equal ones once. Made for few and large things, such as files: a
 * look for equal bytes compares all that have the same length.
 */
export class BlobStore {
  readonly #region: BlobRegion;
  readonly #blobs = new Set<Value>();
  #uniqueBytes = 0;

  constructor(region: BlobRegion) {
    this.#region = region;
  }

  get blobs(): ReadonlySet<Value> {
    return this.#blobs;
  }

  get uniqueBytes(): number {
    return this.#uniqueBytes;
  }

  /** Bytes that the region has taken from its heap; 0 once it was disposed. */
  get poolBytes(): number {
    return this.#region.committedBytes;
  }

  /** A value with one user more; bytes are stored. @throws what the region throws */
  take(plain: unknown): Value {
    if (!isBytes(plain)) return { plain, address: undefined, byteLength: 0, userCount: 1 };
    let known = this.#share(plain);
    if (known !== undefined) return known;
    const { byteLength } = plain;
    // A copy, also of a Buffer: it may lie in the heap itself, whose memory may grow for the block
    const source = new Uint8Array(plain);
    const address = this.#region.allocate(byteLength);
    known = this.#share(source); // the code of an account that was charged may have stored the same
    if (known !== undefined) {
      this.#region.free(address);
      return known;
    }
    const blob = { plain: undefined, address, byteLength, userCount: 1 };
    (this.read(blob) as Uint8Array).set(source);
    this.#blobs.add(blob);
    this.#uniqueBytes += byteLength;
    return blob;
  }

  /** Equal bytes that are stored, with one user more. */
  #share(bytes: Uint8Array): Value | undefined {
    for (const blob of this.#blobs) {
      if (blob.byteLength !== bytes.length || !areEqual(this.read(blob) as Uint8Array, bytes))
        continue;
      blob.userCount++;
      return blob;
    }
    return undefined;
  }

  /** Takes one user away; the last one frees the block. */
  release(value: Value): void {
    if (--value.userCount > 0 || value.address === undefined) return;
    this.#blobs.delete(value);
    this.#uniqueBytes -= value.byteLength;
    if (!this.#region.disposed) this.#region.free(value.address);
  }

  /** What was taken; bytes as a view, which is made anew where the one before it died. */
  read(value: Value): unknown {
    const { address, byteLength } = value;
    if (
      address !== undefined &&
      (value.plain as Uint8Array | undefined)?.byteLength !== byteLength
    ) {
      value.plain = this.#region.bytes(address, byteLength);
    }
    return value.plain;
  }
}

/** Whether two arrays of one length hold the same. */
function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

/** Whether a value is a Uint8Array (or Buffer), of whatever realm. */
function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && (value as Uint8Array)[Symbol.toStringTag] === 'Uint8Array';
}
