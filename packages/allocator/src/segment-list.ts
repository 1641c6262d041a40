import type { SegmentMemory, SegmentSource } from './engine.js';
import { ADDRESS_BITS, GRANULE_SHIFT, WORD_BYTES } from './geometry.js';

/**
 * Slots without a segment have these views: a stale address then reads undefined, never foreign
 * data.
 */
const NO_BYTES = new Uint8Array(0);
const NO_WORDS = new Int32Array(0);

/**
 * The segments by slot. Slot s spans addresses s << shift … ((s + 1) << shift) − 1. A huge block
 * takes as many neighbouring slots as it is long; the views of its slot i begin i slots into its
 * buffer and run to the end, so that any address in it is read by the same formula as in an
 * ordinary segment.
 */
export class SegmentList {
  /** `segmentByteLength` in granules, as a power of two: slot = address >>> shift. */
  readonly shift: number;
  /** One view a slot. The arrays stay the same for the life of the heap; their elements change. */
  readonly bytes: Uint8Array[] = [];
  readonly words: Int32Array[] = [];
  /**
   * By slot, the bytes from its beginning to the end of its segment: 0 without one, negative if
   * that began before.
   */
  readonly #lengths: number[] = [];
  readonly #source: SegmentSource;
  readonly #slotByteLength: number;
  #reservedBytes = 0;

  constructor(source: SegmentSource, segmentByteLength: number) {
    this.#source = source;
    this.#slotByteLength = segmentByteLength;
    this.shift = Math.log2(segmentByteLength) - GRANULE_SHIFT;
  }

  get reservedBytes(): number {
    return this.#reservedBytes;
  }

  get segmentCount(): number {
    return this.#lengths.filter((byteLength) => byteLength > 0).length;
  }

  /** One more than the highest slot in use. */
  get slotCount(): number {
    return this.#lengths.length;
  }

  /** Whether an ordinary segment, one that is cut into pages, lies there. */
  isShared(slot: number): boolean {
    return this.#lengths[slot] === this.#slotByteLength;
  }

  /** The first of the lowest `count` neighbouring empty slots from `from` on, or −1. O(slots). */
  findEmpty(count: number, from: number): number {
    let start = from;
    for (let slot = from; slot < 1 << (ADDRESS_BITS - this.shift); slot++) {
      if (this.#lengths[slot]) start = slot + 1;
      else if (slot - start + 1 === count) return start;
    }
    return -1;
  }

  /**
   * Makes a segment of `byteLength` bytes, a result of the source's `roundUp`, in as many slots as
   * it is long, from the empty slot `slot` on.
   * @throws what the source throws
   */
  add(slot: number, byteLength: number): void {
    const { buffer, byteOffset } = this.#source.take(slot, byteLength);
    const end = slot + Math.ceil(byteLength / this.#slotByteLength);
    for (let index = slot; index < end; index++) {
      const skipped = (index - slot) * this.#slotByteLength;
      this.#setViews(index, { buffer, byteOffset: byteOffset + skipped }, byteLength - skipped);
      // Now that there can be such views
      this.#lengths[index] = index === slot ? byteLength : skipped - byteLength;
    }
    this.#reservedBytes += byteLength;
    this.refresh(); // the memory may have grown for this segment
  }

  /**
   * Makes new views where the memory has grown, which ends the old ones. Does nothing for sources
   * whose memory stays where it is.
   */
  refresh(): void {
    if (this.#source.locate === undefined) return;
    for (let slot = 0; slot < this.slotCount; slot++) {
      const byteLength = this.#lengths[slot];
      if (!byteLength || this.bytes[slot]!.length !== 0) continue;
      this.#setViews(slot, this.#source.locate(slot), Math.abs(byteLength));
    }
  }

  /** Drops the segment that begins at `slot`; the garbage collector frees its buffer. */
  remove(slot: number): void {
    const lengths = this.#lengths;
    this.#reservedBytes -= lengths[slot]!;
    let index = slot;
    do {
      lengths[index] = 0;
      this.bytes[index] = NO_BYTES;
      this.words[index] = NO_WORDS;
      index++;
    } while (lengths[index]! < 0);
    if (index === lengths.length) while (lengths.length > 0 && !lengths.at(-1)) lengths.pop();
  }

  #setViews(slot: number, { buffer, byteOffset }: SegmentMemory, byteLength: number): void {
    this.bytes[slot] = new Uint8Array(buffer, byteOffset, byteLength);
    this.words[slot] = new Int32Array(buffer, byteOffset, byteLength / WORD_BYTES);
  }
}
