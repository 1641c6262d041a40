import type { Address } from '../api.js';
import type { TickArena } from './tick-arena.js';
import { UseAfterResetError } from './use-after-reset-error.js';

/**
 * A handle for what an arena gave out, which knows when that is over: each access asks for the
 * arena's epoch. What is not seen is an access through a view that was taken before the reset.
 *
 * Cost: an object of some 50 bytes.
 */
export class ArenaBlock {
  readonly arena: TickArena;
  readonly byteLength: number;
  readonly #address: Address;
  readonly #epoch: number;

  /** @throws as `arena.allocate` */
  constructor(arena: TickArena, byteLength: number) {
    this.#address = arena.allocate(byteLength);
    this.arena = arena;
    this.byteLength = byteLength;
    this.#epoch = arena.epoch;
  }

  /** Whether the arena has not been reset since, nor disposed of. */
  get isLive(): boolean {
    return this.arena.epoch === this.#epoch && !this.arena.disposed;
  }

  /** @throws {UseAfterResetError} if the block is over */
  get address(): Address {
    this.#assertLive();
    return this.#address;
  }

  /** The block's bytes, as a new view. @throws {UseAfterResetError} if the block is over */
  bytes(): Uint8Array {
    const { address } = this;
    const { heap } = this.arena.region;
    const segment = heap.bytesOf(address);
    const byteOffset = segment.byteOffset + heap.offsetOf(address);
    return new Uint8Array(segment.buffer, byteOffset, this.byteLength);
  }

  #assertLive(): void {
    if (this.isLive) return;
    const { epoch, region } = this.arena;
    const what = `a block of epoch ${this.#epoch} in epoch ${epoch}`;
    throw new UseAfterResetError(region.name, this.#address, what);
  }
}
