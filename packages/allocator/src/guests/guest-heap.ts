import { allocateAligned } from '../aligned.js';
import type { Address } from '../api.js';
import { isLiveIn } from '../blocks/is-live-in.js';
import { InvalidFreeError, isRefusal } from '../errors.js';
import { GRANULE_BYTES, GRANULE_SHIFT } from '../geometry.js';
import type { Region } from '../region.js';

/**
 * A region as a guest sees it: blocks are pointers, and 0 says that there is no memory. Whatever a
 * guest passes is an int32 that means an unsigned number.
 */
export class GuestHeap {
  readonly #region: Region;
  readonly #base: number; // the pointer of address 0
  readonly #reserved: Address; // data and stack: a block that the guest must not free
  readonly #onRefusal: ((error: unknown) => void) | undefined;

  constructor(options: {
    readonly region: Region;
    readonly base: number;
    readonly reserved: Address;
    readonly onRefusal: ((error: unknown) => void) | undefined;
  }) {
    this.#region = options.region;
    this.#base = options.base;
    this.#reserved = options.reserved;
    this.#onRefusal = options.onRefusal;
  }

  pointerOf(address: Address): number {
    return this.#base + address * GRANULE_BYTES;
  }

  /** The address; where the pointer is none of a block, a number that is no address. */
  addressOf(pointer: number): Address {
    const offset = (pointer >>> 0) - this.#base;
    const isAddress = offset > 0 && offset % GRANULE_BYTES === 0;
    return (isAddress ? offset >>> GRANULE_SHIFT : offset / GRANULE_BYTES) as Address;
  }

  /** @param alignment - a power of two; blocks have 16 anyway */
  allocate(byteLength: number, alignment: number): number {
    try {
      const length = byteLength >>> 0;
      return this.pointerOf(
        alignment >>> 0 <= GRANULE_BYTES
          ? this.#region.allocate(length)
          : allocateAligned(this.#region, length, alignment >>> 0),
      );
    } catch (error) {
      return this.#refuse(error);
    }
  }

  /** @param byteLength 0 … 2^64 */
  allocateZeroed(byteLength: number, alignment: number): number {
    // More than 32 bits are no pointer's length; and what is no exact number is not refused, but an
    // error.
    if (alignment >>> 0 > GRANULE_BYTES && byteLength < 2 ** 32) {
      const pointer = this.allocate(byteLength, alignment);
      if (pointer !== 0) this.#region.bytes(this.addressOf(pointer)).fill(0);
      return pointer;
    }
    try {
      const length = Math.min(byteLength, Number.MAX_SAFE_INTEGER);
      return this.pointerOf(this.#region.allocateZeroed(length));
    } catch (error) {
      return this.#refuse(error);
    }
  }

  reallocate(pointer: number, byteLength: number): number {
    if (pointer === 0) return this.allocate(byteLength, 1);
    try {
      return this.pointerOf(this.#region.reallocate(this.#own(pointer), byteLength >>> 0));
    } catch (error) {
      return this.#refuse(error);
    }
  }

  /**
   * As `reallocate` for blocks that were allocated with an alignment above 16: always moves them.
   * What it throws (the block is damaged, or was freed meanwhile) leaves no new block behind.
   */
  reallocateAligned(pointer: number, alignment: number, byteLength: number): number {
    const region = this.#region;
    const address = this.#own(pointer);
    const usable = this.#usableBytes(address);
    const moved = this.allocate(byteLength, alignment);
    if (moved === 0) return 0;
    const target = this.addressOf(moved);
    try {
      // Charging an account ran its code, which may have freed the block (and its place may be
      // given out anew).
      if (target === address || !isLiveIn(region, address)) {
        throw new InvalidFreeError(region.name, address, 'freed while memory was charged for');
      }
      const kept = Math.min(usable, byteLength >>> 0);
      region.bytes(target).set(region.bytes(address, kept));
      region.free(address);
    } catch (error) {
      if (isLiveIn(region, target)) region.free(target); // of which the guest will not hear
      throw error;
    }
    return moved;
  }

  free(pointer: number): void {
    if (pointer !== 0) this.#region.free(this.#own(pointer));
  }

  /** @throws as `region.free` if the address is no live block: to the guest it is a free */
  #usableBytes(address: Address): number {
    try {
      return this.#region.usableByteLength(address);
    } catch (error) {
      this.#region.free(address); // throws as well
      throw error;
    }
  }

  #own(pointer: number): Address {
    const address = this.addressOf(pointer);
    if (address !== this.#reserved) return address;
    throw new InvalidFreeError(this.#region.name, address, "the guest's own data and stack");
  }

  #refuse(error: unknown): 0 {
    if (!isRefusal(error) && !isInvalidArgument(error)) throw error;
    this.#onRefusal?.(error);
    return 0;
  }
}

/** Lengths are whole numbers here, so it is an alignment that no block can have. */
function isInvalidArgument(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === 'ERR_SANDY_INVALID_ARGUMENT';
}
