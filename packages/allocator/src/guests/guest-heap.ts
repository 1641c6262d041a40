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

  /** The address; `undefined` where no block can begin. */
  addressOf(pointer: number): Address | undefined {
    const offset = (pointer >>> 0) - this.#base;
    if (offset <= 0 || offset % GRANULE_BYTES !== 0) return undefined;
    return (offset >>> GRANULE_SHIFT) as Address;
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
      if (pointer !== 0) this.#region.bytes(this.addressOf(pointer)!).fill(0);
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
    const address = this.#own(pointer);
    try {
      return this.pointerOf(this.#region.reallocate(address, byteLength >>> 0));
    } catch (error) {
      return this.#refuse(this.#explained(error, pointer));
    }
  }

  /**
   * As `reallocate` for blocks that were allocated with an alignment above 16: always moves them.
   * What it throws (the block is damaged, or was freed meanwhile) leaves no new block behind.
   */
  reallocateAligned(pointer: number, alignment: number, byteLength: number): number {
    const region = this.#region;
    const address = this.#own(pointer);
    const usable = this.#usableBytes(pointer);
    const moved = this.allocate(byteLength, alignment);
    if (moved === 0) return 0;
    const target = this.addressOf(moved)!;
    try {
      // Charging an account ran its code, which may have freed the block (and its place may be
      // given out anew).
      if (target === address || !isLiveIn(region, address)) {
        throw new InvalidFreeError(region.name, address, 'freed while memory was charged for');
      }
      const kept = Math.min(usable, byteLength >>> 0);
      region.bytes(target).set(region.bytes(address, kept));
      this.#end(address);
    } catch (error) {
      if (isLiveIn(region, target)) freeQuietly(region, target); // of which the guest will not hear
      throw this.#explained(error, pointer);
    }
    return moved;
  }

  /** Frees a block that has moved: what an account throws then leaves the new one all there is. */
  #end(address: Address): void {
    try {
      this.#region.free(address);
    } catch (error) {
      if (isLiveIn(this.#region, address)) throw error;
    }
  }

  free(pointer: number): void {
    if (pointer === 0) return;
    const address = this.#own(pointer);
    try {
      this.#region.free(address);
    } catch (error) {
      throw this.#explained(error, pointer);
    }
  }

  /** @throws as `free` if the pointer is none of a live block: to the guest it is a free */
  #usableBytes(pointer: number): number {
    try {
      return this.#region.usableByteLength(this.addressOf(pointer)!);
    } catch (error) {
      this.free(pointer); // throws as well
      throw error;
    }
  }

  /** The address; throws where no block of the guest can be. */
  #own(pointer: number): Address {
    const address = this.addressOf(pointer);
    if (address !== undefined && address !== this.#reserved) return address;
    throw this.#complaint(pointer, address);
  }

  #complaint(pointer: number, address: Address | undefined): InvalidFreeError {
    const { name } = this.#region;
    const shown = `pointer ${pointer >>> 0}`;
    return address === undefined
      ? new InvalidFreeError(name, shown, 'no block of the heap can begin there')
      : new InvalidFreeError(name, address, `${shown} is that of the guest's own data and stack`);
  }

  /** An error that speaks of an address says also which pointer that is: all that a guest knows. */
  #explained(error: unknown, pointer: number): unknown {
    const { code, address, message } = (error ?? {}) as Partial<InvalidFreeError>;
    if (code !== 'ERR_SANDY_INVALID_FREE' || message === undefined) return error;
    const reason = message.slice(message.lastIndexOf(': ') + 2);
    const { name } = this.#region;
    return new InvalidFreeError(name, address, `${reason} (the guest's pointer ${pointer >>> 0})`);
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

/** For a block that must go while another error is thrown; the account's own would hide that. */
export function freeQuietly(region: Region, address: Address): void {
  try {
    region.free(address);
  } catch {
    // Thrown at the release of pages that are free by now.
  }
}
