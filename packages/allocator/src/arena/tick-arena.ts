import type { Address } from '../api.js';
import { assertOptions } from '../assert-options.js';
import { isKept } from '../blocks/is-kept.js';
import { throwFirst } from '../do-all.js';
import { DisposedError, InvalidArgumentError } from '../errors.js';
import { GRANULE_BYTES, PAGE_BYTES } from '../geometry.js';
import { assertRegion } from '../guards.js';
import type { Region } from '../region.js';

const DEFAULT_CHUNK_BYTES = 1 << 16;
const MIN_CHUNK_BYTES = 1 << 10;
const MAX_BYTES = 2 ** 30;
/** Chunks that this many resets had no use for go back to the region, one at each reset. */
const WINDOW_RESETS = 64;

export interface TickArenaOptions {
  /** Bytes that are taken from the region at a time, 1 KiB to 1 GiB. @defaultValue 64 KiB */
  readonly chunkByteLength?: number;
}

export interface TickArenaStats {
  /** Resets so far. */
  readonly epoch: number;
  readonly chunkCount: number;
  /** Bytes of all chunks. */
  readonly reservedBytes: number;
  /** Bytes given out since the last reset, with what lies unused between them. */
  readonly usedBytes: number;
  /** Highest `usedBytes` so far. */
  readonly peakUsedBytes: number;
}

/**
 * Memory for what lives no longer than a tick: an allocation adds to a number, and all of them end
 * together.
 *
 * Layout: chunks, each a block of the region, used from the second granule on:
 *
 * ```
 * chunk 0 (full)          chunk open        later chunks (kept from busier ticks)
 * |-|aaaaaaaaaaaaaaa..|   |-|aaaaa      |   |-|           |
 *                                 next  end
 * ```
 *
 * The first granule is left out so that no address of the arena is a block of the region:
 * `region.free` refuses them all. What a chunk has left when a block does not fit stays unused
 * until the reset.
 *
 * The region pays and may refuse: then the arena is as it was, with everything that it has given
 * out. After a reset nobody sees whether an address is of this tick or the one before it:
 * `CheckedTickArena` and `ArenaBlock` do.
 *
 * Cost: allocate and reset are O(1), and neither makes an object. A chunk of each arena is in use
 * at least.
 *
 * @example
 * const arena = new TickArena(region);
 * const address = arena.allocate(12);
 * heap.wordsOf(address)[heap.offsetOf(address) >>> 2] = 1;
 * arena.reset(); // at the end of the tick
 */
export class TickArena {
  readonly region: Region;
  readonly chunkByteLength: number;
  /** By chunk: the first granule that is given out, and the one behind the last. */
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #open = -1; // chunk from which is given, −1: there is none
  #next = 0; // first free granule of the open chunk
  #end = 0;
  #closedGranules = 0; // of the chunks before the open one
  #reservedGranules = 0;
  #peakGranules = 0;
  #epoch = 0;
  #windowChunks = 0; // most chunks that a tick has used in this window of resets …
  #lastChunks = 0; // … and in the one before it
  #isDisposed = false;

  /**
   * @throws {InvalidArgumentError} if `chunkByteLength` is out of range, or there is another
   * option, or no region of a `Heap`
   */
  constructor(region: Region, options: TickArenaOptions = {}) {
    assertRegion(region);
    assertOptions(options, 'chunkByteLength');
    const { chunkByteLength = DEFAULT_CHUNK_BYTES } = options;
    assertWithin('chunkByteLength', chunkByteLength, MIN_CHUNK_BYTES);
    this.region = region;
    this.chunkByteLength = chunkByteLength;
  }

  /** Resets so far: what is given out belongs to the epoch of that moment. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Whether the arena or its region has been disposed of. */
  get disposed(): boolean {
    return this.#isDisposed || this.region.disposed;
  }

  /**
   * `byteLength` bytes until the next reset, beginning on a multiple of 16. Their content is
   * undefined.
   *
   * @param byteLength 0 … 2^30; 0 gives 16 bytes
   * @throws {InvalidArgumentError} if `byteLength` is no such integer
   * @throws {DisposedError} if the arena or its region has been disposed of
   * @throws as `region.allocate` if the region refuses a chunk
   */
  allocate(byteLength: number): Address {
    const address = this.#next;
    const granules = ((byteLength - 1) >>> 4) + 1; // for 0 more than there are
    const isFitting = byteLength >>> 0 === byteLength && granules <= this.#end - address;
    if (!isFitting || this.region.disposed) return this.#allocateSlowly(byteLength, 1);
    this.#next = address + granules;
    return address as Address;
  }

  /**
   * As {@link allocate}, beginning on a multiple of `alignment`.
   * @param alignment a power of two, 1 to 4,096
   */
  allocateAligned(byteLength: number, alignment: number): Address {
    const isPowerOfTwo = Number.isInteger(Math.log2(alignment));
    if (!(alignment >= 1 && alignment <= PAGE_BYTES) || !isPowerOfTwo) {
      throw new InvalidArgumentError('alignment', 'a power of two from 1 to 4096', alignment);
    }
    return this.#allocateSlowly(byteLength, Math.max(1, alignment / GRANULE_BYTES));
  }

  /**
   * A view of `length` new bytes. The view is an object of some 200 B; hot code does without.
   * Do not use it after the reset, or after what may let a memory grow.
   * @throws as {@link allocate}
   */
  allocateBytes(length: number): Uint8Array {
    const address = this.allocate(length);
    const segment = this.region.heap.bytesOf(address);
    const byteOffset = segment.byteOffset + this.region.heap.offsetOf(address);
    return new Uint8Array(segment.buffer, byteOffset, length);
  }

  /** As {@link allocateBytes}, of int32 words. @param length words */
  allocateWords(length: number): Int32Array {
    assertWithin('length', length, 0); // a fraction might be whole bytes
    const address = this.allocate(length * Int32Array.BYTES_PER_ELEMENT);
    const segment = this.region.heap.bytesOf(address);
    const byteOffset = segment.byteOffset + this.region.heap.offsetOf(address);
    return new Int32Array(segment.buffer, byteOffset, length);
  }

  /** As {@link allocateBytes}, of float64 numbers. @param length numbers */
  allocateDoubles(length: number): Float64Array {
    assertWithin('length', length, 0);
    const address = this.allocate(length * Float64Array.BYTES_PER_ELEMENT);
    const segment = this.region.heap.bytesOf(address);
    const byteOffset = segment.byteOffset + this.region.heap.offsetOf(address);
    return new Float64Array(segment.buffer, byteOffset, length);
  }

  /**
   * Ends everything that was given out. Keeps the chunks for the next tick, except that one goes
   * back if the last 64 to 128 ticks could have done without it. Cost: O(1).
   * @throws {DisposedError} if the arena or its region has been disposed of
   * @throws as `region.free`, where a chunk was to go back: the reset is done then, and the chunk
   * kept if it is live
   */
  reset(): void {
    this.#assertInUse();
    this.#notePeak();
    const usedChunks = this.#open + 1;
    if (usedChunks > this.#windowChunks) this.#windowChunks = usedChunks;
    const keptChunks = Math.max(this.#windowChunks, this.#lastChunks);
    this.#epoch++;
    if (this.#epoch % WINDOW_RESETS === 0) {
      this.#lastChunks = this.#windowChunks;
      this.#windowChunks = 0;
    }
    this.#closedGranules = 0;
    this.#openChunk(this.#starts.length > 0 ? 0 : -1);
    if (this.#starts.length > keptChunks) this.#dropChunk(this.#starts.length - 1);
  }

  /**
   * Gives back the chunks that nothing was given from since the last reset. @returns their bytes
   * @throws as {@link reset}
   */
  trim(): number {
    this.#assertInUse();
    const before = this.#reservedGranules;
    if (this.usedBytes === 0) this.#openChunk(-1);
    while (!this.disposed && this.#starts.length > this.#open + 1)
      this.#dropChunk(this.#starts.length - 1);
    return (before - this.#reservedGranules) * GRANULE_BYTES;
  }

  /** Bytes given out since the last reset, with what lies unused between them. */
  get usedBytes(): number {
    const inOpen = this.#open < 0 ? 0 : this.#next - this.#starts[this.#open]!;
    return (this.#closedGranules + inOpen) * GRANULE_BYTES;
  }

  stats(): TickArenaStats {
    const { usedBytes } = this;
    return {
      epoch: this.#epoch,
      chunkCount: this.#starts.length,
      reservedBytes: this.#reservedGranules * GRANULE_BYTES,
      usedBytes,
      peakUsedBytes: Math.max(usedBytes, this.#peakGranules * GRANULE_BYTES),
    };
  }

  /**
   * Gives all chunks back. Doing it again does nothing, or tries those once more that could not go.
   * @throws as `region.free` for the first that cannot go (a checked region finds it damaged); the
   * others are gone
   */
  dispose(): void {
    this.#isDisposed = true;
    this.#openChunk(-1);
    this.#closedGranules = 0;
    const errors: unknown[] = [];
    for (let index = this.#starts.length - 1; index >= 0; index--) {
      try {
        // Else foreign code has disposed meanwhile
        if (index < this.#starts.length) this.#dropChunk(index);
      } catch (error) {
        errors.push(error);
      }
    }
    throwFirst(errors);
  }

  /**
   * Called for a new chunk before anything is given from it: granules `start` … `end` − 1.
   * @internal
   */
  protected onNewChunk(_start: Address, _end: number): void {
    // Checked arenas prepare it.
  }

  /**
   * Calls `visit` for each chunk with the granule before which everything may have been given out.
   * @internal
   * @throws {DisposedError} if the arena or its region has been disposed of: others may have the
   * chunks by now
   */
  protected visitChunks(visit: (start: Address, next: number, end: number) => void): void {
    this.#assertInUse();
    for (let i = 0; i < this.#starts.length; i++) {
      const start = this.#starts[i]!;
      const end = this.#ends[i]!;
      const next = i < this.#open ? end : i === this.#open ? this.#next : start;
      visit(start as Address, next, end);
    }
  }

  #allocateSlowly(byteLength: number, alignment: number): Address {
    this.#assertInUse();
    assertWithin('byteLength', byteLength, 0);
    const granules = Math.max(1, Math.ceil(byteLength / GRANULE_BYTES));
    for (;;) {
      const address = (this.#next + alignment - 1) & -alignment;
      if (address + granules <= this.#end) {
        this.#next = address + granules;
        return address as Address;
      }
      const least = granules + alignment - 1;
      if (!this.#openNext(least)) this.#addChunk(least);
    }
  }

  /** Opens a chunk of at least `granules` behind the open one. @returns whether there was one. */
  #openNext(granules: number): boolean {
    const starts = this.#starts;
    const ends = this.#ends;
    const next = this.#open + 1;
    for (let i = next; i < starts.length; i++) {
      if (ends[i]! - starts[i]! < granules) continue;
      // Only blocks longer than a chunk get this far with i > next.
      [starts[i], starts[next]] = [starts[next]!, starts[i]!];
      [ends[i], ends[next]] = [ends[next]!, ends[i]!];
      if (this.#open >= 0) this.#closedGranules += ends[this.#open]! - starts[this.#open]!;
      this.#openChunk(next);
      return true;
    }
    return false;
  }

  /** Takes a chunk from the region and puts it last. What it throws leaves everything as it was. */
  #addChunk(granules: number): void {
    const { region } = this;
    const least = (granules + 1) * GRANULE_BYTES;
    const address = region.allocate(Math.max(least, this.chunkByteLength)); // runs foreign code
    if (this.#isDisposed) {
      region.free(address);
      this.#assertInUse();
    }
    const start = address + 1;
    const end = address + Math.floor(region.usableByteLength(address) / GRANULE_BYTES);
    this.onNewChunk(start as Address, end);
    this.#keep(start, end);
  }

  #openChunk(index: number): void {
    this.#open = index;
    this.#next = index < 0 ? 0 : this.#starts[index]!;
    this.#end = index < 0 ? 0 : this.#ends[index]!;
  }

  /**
   * Gives a chunk back, and puts the last one in its place. One that cannot go is the last one
   * then.
   */
  #dropChunk(index: number): void {
    const starts = this.#starts;
    const ends = this.#ends;
    const start = starts[index]!;
    const end = ends[index]!;
    starts[index] = starts.at(-1)!;
    ends[index] = ends.at(-1)!;
    starts.pop();
    ends.pop();
    this.#reservedGranules -= end - start;
    const address = (start - 1) as Address;
    try {
      if (!this.region.disposed) this.region.free(address); // runs foreign code: last
    } catch (error) {
      if (isKept(this.region, address, error)) this.#keep(start, end);
      throw error;
    }
  }

  #keep(start: number, end: number): void {
    this.#starts.push(start);
    this.#ends.push(end);
    this.#reservedGranules += end - start;
  }

  #notePeak(): void {
    const granules = this.usedBytes / GRANULE_BYTES;
    if (granules > this.#peakGranules) this.#peakGranules = granules;
  }

  #assertInUse(): void {
    if (this.disposed) throw new DisposedError(`arena of region "${this.region.name}"`);
  }
}

function assertWithin(name: string, value: number, minimum: number): void {
  if (!Number.isSafeInteger(value) || value < minimum || value > MAX_BYTES) {
    throw new InvalidArgumentError(name, `an integer from ${minimum} to 2^30`, value);
  }
}
