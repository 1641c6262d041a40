/**
 * A region of the simplest kind: addresses are granules of 16 bytes in one buffer, never used
 * twice. It can do what real regions do to a table: refuse, call back, move its memory, be
 * disposed.
 */
import type { CollectionRegion } from '../../src/index.js';

const GRANULE = 16;

export class FakeRegion implements CollectionRegion {
  disposed = false;
  /** Bytes that are out. */
  liveBytes = 0;
  allocationCount = 0;
  /** Refuses what would exceed it. */
  limitBytes = Infinity;
  /** Called inside each `allocate`, as a soft limit's callback would be. */
  onAllocate: (() => void) | undefined;
  readonly #blocks = new Map<number, number>(); // address → byteLength
  #memory = new ArrayBuffer(1 << 16);
  #next = GRANULE;

  allocate(byteLength: number): number {
    if (this.disposed) throw new Error('region is disposed');
    if (!Number.isInteger(byteLength) || byteLength <= 0 || byteLength % 4 !== 0) {
      throw new Error(`allocate: got ${byteLength}`);
    }
    if (this.liveBytes + byteLength > this.limitBytes) throw new Error('region is full');
    this.onAllocate?.();
    const offset = this.#next;
    this.#next += Math.ceil(byteLength / GRANULE) * GRANULE;
    while (this.#next > this.#memory.byteLength) this.#grow();
    new Uint8Array(this.#memory, offset, byteLength).fill(0xa5); // fresh memory is not zero
    this.#blocks.set(offset / GRANULE, byteLength);
    this.liveBytes += byteLength;
    this.allocationCount++;
    return offset / GRANULE;
  }

  free(address: number): void {
    const byteLength = this.#blocks.get(address);
    if (byteLength === undefined) throw new Error(`free: ${address} is not live`);
    this.#blocks.delete(address);
    this.liveBytes -= byteLength;
    new Uint8Array(this.#memory, address * GRANULE, byteLength).fill(0x5a);
  }

  words(address: number, length: number): Int32Array {
    const byteLength = this.#blocks.get(address);
    if (byteLength === undefined || length * 4 > byteLength) {
      throw new Error(`words: ${address} has not ${length} words`);
    }
    return new Int32Array(this.#memory, address * GRANULE, length);
  }

  /** Addresses of the blocks that are out. */
  get addresses(): number[] {
    return [...this.#blocks.keys()];
  }

  /**
   * Moves everything elsewhere: all views have length 0 afterwards, as when a WASM memory grows.
   */
  moveMemory(): void {
    this.#memory = structuredClone(this.#memory, { transfer: [this.#memory] });
  }

  #grow(): void {
    const old = this.#memory;
    this.#memory = new ArrayBuffer(old.byteLength * 2);
    new Uint8Array(this.#memory).set(new Uint8Array(old));
    structuredClone(old, { transfer: [old] }); // detaches it
  }
}
