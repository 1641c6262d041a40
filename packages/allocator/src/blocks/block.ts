import type { Address } from '../api.js';
import { DisposedError, InvalidArgumentError, InvalidFreeError } from '../errors.js';
import { WORD_BYTES } from '../geometry.js';
import { assertRegion } from '../guards.js';
import type { Region } from '../region.js';
import { disposeSymbol } from './dispose-symbol.js';
import { Generations } from './generations.js';
import { UseAfterFreeError } from './use-after-free-error.js';

/** The address of a handle's block, be it free. */
let addressIn: (block: Block) => Address;

/**
 * A handle for one block, which knows when that block is gone. An address is a plain number: once
 * its block is free and the place given out again, nobody can tell that it meant another one. A
 * handle can: every access through it, and its `free`, asks whether the block is still the one that
 * it was made for, however that one was freed.
 *
 * What is not seen: an access through a view that `bytes()` gave before the block was freed.
 *
 * Cost: an object of some 50 bytes; 1 KiB of generations for each page in which a block of a handle
 * begins; one look at that table for each free in the region, and a look and the tests of
 * `usableByteLength` for each access.
 *
 * @example
 * using block = allocateBlock(region, 100);
 * block.bytes().fill(1);
 */
export class Block {
  static {
    addressIn = (block) => block.#address;
  }

  readonly region: Region;
  readonly #generations: Generations;
  #address: Address;
  #generation: number;

  /** @internal Use {@link allocateBlock} or {@link blockAt}. */
  constructor(region: Region, address: Address, generations: Generations) {
    this.region = region;
    this.#address = address;
    this.#generations = generations;
    this.#generation = generations.give(address);
  }

  /** Tells the blocks apart that were at one address of the region: 1 … 2^32 − 1. */
  get generation(): number {
    return this.#generation;
  }

  /** Whether the block is still there. */
  get live(): boolean {
    return this.#isCurrent() && !this.region.disposed;
  }

  /**
   * For functions that take addresses.
   * @throws {UseAfterFreeError} if the block is free; {DisposedError} if its region has been
   * disposed of.
   */
  get address(): Address {
    this.#assertLive();
    return this.#address;
  }

  /** Bytes that may be used. @throws as `address` */
  get byteLength(): number {
    this.#assertLive();
    return this.region.usableByteLength(this.#address);
  }

  /** As {@link Region.bytes}. @throws as `address`, and as that */
  bytes(byteLength?: number): Uint8Array {
    this.#assertLive();
    return this.region.bytes(this.#address, byteLength);
  }

  /** As {@link Region.words}. @throws as `address`, and as that */
  words(length?: number): Int32Array {
    this.#assertLive();
    return this.region.words(this.#address, length);
  }

  /**
   * One byte. Allocates nothing.
   * @throws {InvalidArgumentError} unless 0 ≤ byteOffset < byteLength. @throws as `address`
   */
  getUint8(byteOffset: number): number {
    const index = this.#locate(byteOffset, 1);
    return this.region.heap.bytesOf(this.#address)[index]!;
  }

  /** @throws as {@link getUint8} */
  setUint8(byteOffset: number, value: number): void {
    const index = this.#locate(byteOffset, 1);
    this.region.heap.bytesOf(this.#address)[index] = value;
  }

  /**
   * One int32 in the byte order of the machine. Allocates nothing.
   * @param byteOffset A multiple of 4.
   * @throws {InvalidArgumentError} unless 0 ≤ byteOffset ≤ byteLength − 4. @throws as `address`
   */
  getInt32(byteOffset: number): number {
    const index = this.#locate(byteOffset, WORD_BYTES) >>> 2;
    return this.region.heap.wordsOf(this.#address)[index]!;
  }

  /** @throws as {@link getInt32} */
  setInt32(byteOffset: number, value: number): void {
    const index = this.#locate(byteOffset, WORD_BYTES) >>> 2;
    this.region.heap.wordsOf(this.#address)[index] = value;
  }

  /**
   * As {@link Region.reallocate}: this handle means the longer or shorter block from now on.
   * @throws {InvalidFreeError} if the block is free. @throws as `region.reallocate`; the block is
   * as it was then
   */
  reallocate(byteLength: number): void {
    this.#assertMayEnd();
    this.#address = this.region.reallocate(this.#address, byteLength);
    this.#generation = this.#generations.give(this.#address);
  }

  /**
   * Ends the block.
   * @throws {InvalidFreeError} if it has ended already; nothing has changed, even if another block
   * is in its place.
   * @throws {DisposedError} if its region has been disposed of.
   */
  free(): void {
    this.#assertMayEnd();
    this.region.free(this.#address);
  }

  /** For `using`: frees the block unless it is gone already. */
  [disposeSymbol](): void {
    if (this.live) this.free();
  }

  #isCurrent(): boolean {
    return this.#generations.at(this.#address) === this.#generation;
  }

  #assertLive(): void {
    if (this.live) return;
    this.#assertInUse();
    throw new UseAfterFreeError({
      regionName: this.region.name,
      address: this.#address,
      generation: this.#generation,
    });
  }

  #assertMayEnd(): void {
    this.#assertInUse();
    if (this.#isCurrent()) return;
    const reason = `the block of generation ${this.#generation} is free already`;
    throw new InvalidFreeError(this.region.name, this.#address, reason);
  }

  #assertInUse(): void {
    if (this.region.disposed) throw new DisposedError(`region "${this.region.name}"`);
  }

  /** The place in the segment's bytes of `width` bytes that lie in the block. */
  #locate(byteOffset: number, width: number): number {
    const end = this.byteLength - width;
    const isAligned = byteOffset % width === 0; // false for what is no integer
    if (!isAligned || byteOffset < 0 || byteOffset > end) {
      const multiple = width === 1 ? 'an integer' : `a multiple of ${width}`;
      throw new InvalidArgumentError('byteOffset', `${multiple} from 0 to ${end}`, byteOffset);
    }
    return this.region.heap.offsetOf(this.#address) + byteOffset;
  }
}

/**
 * A new block and its handle.
 * @throws {InvalidArgumentError} if `region` is one of a `ThreadHeap`. @throws as
 * {@link Region.allocate}
 */
export function allocateBlock(region: Region, byteLength: number): Block {
  const generations = Generations.of(region);
  const address = region.allocate(byteLength);
  try {
    return new Block(region, address, generations);
  } catch (error) {
    region.free(address); // the runtime has no memory for the generations
    throw error;
  }
}

/**
 * A handle for a block that is there already.
 * @throws {InvalidArgumentError} if `address` is not a live block of `region`, or that is one of a
 * `ThreadHeap`.
 * @throws {DisposedError} if the region has been disposed of.
 */
export function blockAt(region: Region, address: Address): Block {
  assertRegion(region);
  region.usableByteLength(address); // throws
  return new Block(region, address, Generations.of(region));
}

/**
 * Ends a block that ought to be `region`'s: for code that is handed handles by others.
 * @throws {InvalidFreeError} if it is a block of another region or heap, or has ended already;
 * nothing has changed then. @throws {DisposedError} if its region has been disposed of.
 */
export function freeBlock(region: Region, block: Block): void {
  if (block.region !== region) {
    const isSameHeap = block.region.heap === region.heap;
    const owner = `region "${block.region.name}" of ${isSameHeap ? 'this' : 'another'} heap`;
    throw new InvalidFreeError(region.name, addressIn(block), `it belongs to ${owner}`);
  }
  block.free();
}
