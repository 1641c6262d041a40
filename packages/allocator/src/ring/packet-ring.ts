import type { Address } from '../api.js';
import { assertOptions } from '../assert-options.js';
import { isKept } from '../blocks/is-kept.js';
import { DisposedError, InvalidArgumentError, InvariantError } from '../errors.js';
import { assertRegion } from '../guards.js';
import type { Region } from '../region.js';
import { RingFullError, RingStateError } from './ring-errors.js';

/** Bytes before each packet, and what its end is rounded up to. */
const HEADER_BYTES = 4;
const MIN_CAPACITY_BYTES = 64;
const MAX_CAPACITY_BYTES = 2 ** 30;
/** In place of a header: what follows up to the end of the ring is unused. */
const SKIP = -1;
const NONE = -1;

export interface PacketRingStats {
  readonly capacityBytes: number;
  /** Bytes of packets with their headers, and those skipped at the end of the ring. */
  readonly usedBytes: number;
  readonly peakUsedBytes: number;
  /** Packets that are committed and not released. */
  readonly packetCount: number;
  /** Packets committed so far. */
  readonly committedCount: number;
  /** Reservations that found no room so far. */
  readonly refusedCount: number;
}

/**
 * A queue of packets in one block of a region: written and read in place, first in, first out, each
 * in one piece.
 *
 * Layout: packets one behind the other, each with its length before it, rounded up to 4 bytes. One
 * that does not fit before the end of the ring begins anew at its start, and a mark tells readers
 * to skip the rest:
 *
 * ```
 *  0        tail             head                       capacity
 *  |n|packet|                |n|packet|n|packet|−1|unused|
 * ```
 *
 * A writer reserves room, writes into {@link bytes}, and commits; a reader peeks, reads from
 * `bytes`, and releases. One packet at a time on either side; what is reserved is not seen before
 * it is committed.
 *
 * Cost: 4 bytes a packet and up to 3 more; O(1), and nothing is made by `tryReserve`, `commit`,
 * `peek`, `release`.
 * Source: the skip mark is that of bip buffers (S. Cooke, 2003).
 *
 * @example
 * const at = ring.tryReserve(100); // undefined: full, so slow the sender down
 * ring.bytes.set(packet, at);
 * ring.commit();
 */
export class PacketRing {
  readonly region: Region;
  readonly capacityBytes: number;
  readonly #address: Address;
  #bytes!: Uint8Array;
  #words!: Int32Array;
  #head = 0; // of the oldest packet's header; positions are bytes, below the capacity
  #tail = 0; // behind the newest packet
  #usedBytes = 0;
  #reservedAt = NONE; // header of what is reserved
  #reservedBytes = 0; // length of the packet that is reserved
  #packetCount = 0;
  #peakUsedBytes = 0;
  #committedCount = 0;
  #refusedCount = 0;
  #isDisposed = false;

  /**
   * @param options.capacityBytes 64 to 2^30, rounded up to what the region gives
   * @throws {InvalidArgumentError} if it is out of range, or there is another option, or no region
   * of a `Heap`
   * @throws as `region.allocate`
   */
  constructor(region: Region, options: { readonly capacityBytes: number }) {
    assertRegion(region);
    assertOptions(options, 'capacityBytes');
    const { capacityBytes } = options;
    assertWithin('capacityBytes', capacityBytes, MIN_CAPACITY_BYTES, MAX_CAPACITY_BYTES);
    this.region = region;
    this.#address = region.allocate(capacityBytes);
    this.capacityBytes = region.usableByteLength(this.#address) & -HEADER_BYTES;
    this.#look();
  }

  get disposed(): boolean {
    return this.#isDisposed || this.region.disposed;
  }

  /** Longest packet that the empty ring takes. */
  get maximumPacketBytes(): number {
    return this.capacityBytes - HEADER_BYTES;
  }

  /**
   * The whole ring; `tryReserve` and `peek` say where in it. The view is the same one until a
   * memory grows.
   * @throws {DisposedError} if the ring or its region has been disposed of
   */
  get bytes(): Uint8Array {
    this.#assertInUse();
    return this.#bytes;
  }

  get packetCount(): number {
    return this.#packetCount;
  }

  /**
   * Room for a packet of up to `byteLength` bytes.
   * @param byteLength 0 … maximumPacketBytes
   * @returns where it begins in {@link bytes}, a multiple of 4; undefined while there is no room
   * @throws {InvalidArgumentError} if `byteLength` is no such integer
   * @throws {RingStateError} if there is a reservation already
   * @throws {DisposedError} if the ring or its region has been disposed of
   */
  tryReserve(byteLength: number): number | undefined {
    this.#assertInUse();
    assertWithin('byteLength', byteLength, 0, this.capacityBytes - HEADER_BYTES);
    if (this.#reservedAt !== NONE) throw new RingStateError('no reservation', 'one already');
    const position = this.#place(frameBytes(byteLength));
    if (position === NONE) {
      this.#refusedCount++;
      return undefined;
    }
    this.#reservedAt = position;
    this.#reservedBytes = byteLength;
    return position + HEADER_BYTES;
  }

  /** As {@link tryReserve}. @throws {RingFullError} while there is no room */
  reserve(byteLength: number): number {
    const at = this.tryReserve(byteLength);
    if (at !== undefined) return at;
    throw new RingFullError({
      requestedBytes: frameBytes(byteLength),
      usedBytes: this.#usedBytes,
      limitBytes: this.capacityBytes,
    });
  }

  /**
   * Makes what is reserved the newest packet.
   * @param byteLength how much of it was written. @defaultValue what was reserved
   * @throws {RingStateError} if nothing is reserved
   * @throws {InvalidArgumentError} if `byteLength` is more than was reserved
   */
  commit(byteLength: number = this.#reservedBytes): void {
    this.#assertInUse();
    const position = this.#reservedAt;
    if (position === NONE) throw new RingStateError('a reservation', 'none');
    assertWithin('byteLength', byteLength, 0, this.#reservedBytes);
    if (this.#usedBytes === 0) {
      this.#head = position; // whatever lay before it has been released meanwhile
    } else if (position !== this.#tail) {
      this.#words[this.#tail >> 2] = SKIP;
      this.#usedBytes += this.capacityBytes - this.#tail;
    }
    this.#words[position >> 2] = byteLength;
    const end = position + frameBytes(byteLength);
    this.#usedBytes += end - position;
    this.#tail = end === this.capacityBytes ? 0 : end;
    this.#reservedAt = NONE;
    this.#packetCount++;
    this.#committedCount++;
    if (this.#usedBytes > this.#peakUsedBytes) this.#peakUsedBytes = this.#usedBytes;
  }

  /** Gives up what is reserved. @throws {RingStateError} if nothing is */
  cancel(): void {
    this.#assertInUse();
    if (this.#reservedAt === NONE) throw new RingStateError('a reservation', 'none');
    this.#reservedAt = NONE;
  }

  /**
   * Where the oldest packet begins in {@link bytes}; undefined if there is none. Its length is
   * {@link peekByteLength}.
   * @throws {DisposedError} if the ring or its region has been disposed of
   */
  peek(): number | undefined {
    this.#assertInUse();
    return this.#packetCount === 0 ? undefined : this.#head + HEADER_BYTES;
  }

  /**
   * Bytes of the oldest packet.
   * @throws {RingStateError} if there is none
   * @throws {InvariantError} if its header was written over by somebody who wrote past the packet
   * before it: only `clear` helps then
   */
  peekByteLength(): number {
    this.#assertInUse();
    if (this.#packetCount === 0) throw new RingStateError('a packet', 'none');
    const byteLength = this.#words[this.#head >> 2]!;
    const room = Math.min(this.#usedBytes, this.capacityBytes - this.#head);
    const isPossible = byteLength >>> 0 <= this.capacityBytes && frameBytes(byteLength) <= room;
    if (!isPossible) this.#refuseDamage(byteLength);
    return byteLength;
  }

  /** Gives up the oldest packet. @throws as {@link peekByteLength} */
  release(): void {
    const byteLength = this.peekByteLength();
    const length = frameBytes(byteLength);
    this.#packetCount--;
    this.#usedBytes -= length;
    const next = this.#head + length;
    this.#head = next === this.capacityBytes ? 0 : next;
    if (this.#packetCount === 0 || this.#words[this.#head >> 2] !== SKIP) return;
    this.#usedBytes -= this.capacityBytes - this.#head;
    this.#head = 0;
  }

  /**
   * Reserves, copies and commits.
   * @returns whether there was room
   * @throws {InvalidArgumentError} if it is no array of bytes
   * @throws as {@link tryReserve}
   */
  push(packet: Uint8Array): boolean {
    if (!ArrayBuffer.isView(packet) || packet.BYTES_PER_ELEMENT !== 1) {
      throw new InvalidArgumentError('packet', 'an array of bytes', packet);
    }
    const at = this.tryReserve(packet.length);
    if (at === undefined) return false;
    this.#bytes.set(packet, at);
    this.commit();
    return true;
  }

  /** The oldest packet as a new view, good until it is released; undefined if there is none. */
  front(): Uint8Array | undefined {
    const at = this.peek();
    return at === undefined ? undefined : this.#bytes.subarray(at, at + this.peekByteLength());
  }

  /** Gives up all packets and what is reserved. */
  clear(): void {
    this.#assertInUse();
    this.#head = 0;
    this.#tail = 0;
    this.#usedBytes = 0;
    this.#packetCount = 0;
    this.#reservedAt = NONE;
  }

  stats(): PacketRingStats {
    return {
      capacityBytes: this.capacityBytes,
      usedBytes: this.#usedBytes,
      peakUsedBytes: this.#peakUsedBytes,
      packetCount: this.#packetCount,
      committedCount: this.#committedCount,
      refusedCount: this.#refusedCount,
    };
  }

  /**
   * Gives the block back to the region. Doing it again does nothing.
   * @throws as `region.free` if the block cannot go (a checked region finds it damaged): then the
   * ring is as it was
   */
  dispose(): void {
    if (this.disposed) return;
    this.#isDisposed = true; // first: freeing may run foreign code
    try {
      this.region.free(this.#address);
    } catch (error) {
      this.#isDisposed = !isKept(this.region, this.#address, error);
      throw error;
    }
  }

  /** Where the header of a packet goes, or NONE. @param length with its header */
  #place(length: number): number {
    if (this.#usedBytes === 0) {
      this.#head = 0;
      this.#tail = 0;
    } else if (this.#tail <= this.#head) {
      return length <= this.#head - this.#tail ? this.#tail : NONE;
    }
    if (length <= this.capacityBytes - this.#tail) return this.#tail;
    return length <= this.#head ? 0 : NONE;
  }

  #assertInUse(): void {
    if (this.disposed) throw new DisposedError(`ring of region "${this.region.name}"`);
    if (this.#bytes.length === 0) this.#look(); // its memory has grown, which ends all views
  }

  #look(): void {
    const { heap } = this.region;
    const segment = heap.bytesOf(this.#address);
    const byteOffset = segment.byteOffset + heap.offsetOf(this.#address);
    const length = this.capacityBytes;
    this.#bytes = new Uint8Array(segment.buffer, byteOffset, length);
    this.#words = new Int32Array(segment.buffer, byteOffset, length / HEADER_BYTES);
  }

  #refuseDamage(byteLength: number): never {
    throw new InvariantError(
      `ring: a packet of ${byteLength} bytes, with ${this.#usedBytes} in use`,
    );
  }
}

/** Bytes that a packet takes with its header. */
function frameBytes(byteLength: number): number {
  return HEADER_BYTES + ((byteLength + HEADER_BYTES - 1) & -HEADER_BYTES);
}

function assertWithin(name: string, value: number, minimum: number, maximum: number): void {
  if (!Number.isSafeInteger(value) || value < minimum || value > maximum) {
    throw new InvalidArgumentError(name, `an integer from ${minimum} to ${maximum}`, value);
  }
}
