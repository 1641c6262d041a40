import type { Address } from '../api.js';
import { GRANULE_BYTES } from '../geometry.js';
import { TickArena } from './tick-arena.js';
import { UseAfterResetError } from './use-after-reset-error.js';

/** Four bytes of it read as no sensible number, and lead nowhere as an address. */
const POISON = 0xdb;

/**
 * A {@link TickArena} for development: what has not been given out is filled with 0xDB, so that a
 * reader of the tick before sees nothing that makes sense, and a writer is found, when his place is
 * given out again, at the next reset, or by {@link assertUntouched}. Writes behind a block's end
 * (rounded up to 16 bytes) are found likewise.
 *
 * Cost: each byte is filled and compared when it is given out, and once more at each reset.
 */
export class CheckedTickArena extends TickArena {
  /**
   * @throws {UseAfterResetError} if the place was written to while nobody had it; it stays unused
   * until the reset
   */
  override allocate(byteLength: number): Address {
    const address = super.allocate(byteLength);
    this.#check(address, Math.max(1, Math.ceil(byteLength / GRANULE_BYTES)));
    return address;
  }

  override allocateAligned(byteLength: number, alignment: number): Address {
    const address = super.allocateAligned(byteLength, alignment);
    this.#check(address, Math.max(1, Math.ceil(byteLength / GRANULE_BYTES)));
    return address;
  }

  /**
   * @throws {UseAfterResetError} if something was written that had not been given out; the reset is
   * done then
   * @throws as `TickArena.reset`
   */
  override reset(): void {
    let found: unknown;
    try {
      this.assertUntouched();
    } catch (error) {
      found = error;
    }
    this.visitChunks((start, next) => this.#bytes(start, next).fill(POISON));
    super.reset();
    if (found !== undefined) throw found;
  }

  /**
   * Cost: O(bytes of all chunks).
   * @throws {UseAfterResetError} if something was written that is not given out
   * @throws {DisposedError} if the arena or its region has been disposed of
   */
  assertUntouched(): void {
    this.visitChunks((_start, next, end) => this.#check(next as Address, end - next));
  }

  protected override onNewChunk(start: Address, end: number): void {
    this.#bytes(start, end).fill(POISON);
  }

  /** Tells of bytes that are not poison, once: they are so afterwards. */
  #check(address: Address, granules: number): void {
    if (granules === 0) return; // nothing of a segment may lie there
    const bytes = this.#bytes(address, address + granules);
    let at = 0;
    while (at < bytes.length && bytes[at] === POISON) at++;
    if (at === bytes.length) return;
    bytes.fill(POISON);
    const place = (address + Math.floor(at / GRANULE_BYTES)) as Address;
    throw new UseAfterResetError(this.region.name, place, 'a write');
  }

  #bytes(start: Address, end: number): Uint8Array {
    const { heap } = this.region;
    const segment = heap.bytesOf(start);
    const byteOffset = segment.byteOffset + heap.offsetOf(start);
    return new Uint8Array(segment.buffer, byteOffset, (end - start) * GRANULE_BYTES);
  }
}
