import type { Address } from '../api.js';
import { CLASS_COUNT, SLOT_BYTES } from '../size-classes.js';

/** The queue of blocks that have whole pages; the others are those of the size classes. */
export const PAGES_QUEUE = CLASS_COUNT;
const QUEUE_COUNT = CLASS_COUNT + 1;

/** How many blocks of each size may wait; the same for all regions of a heap. */
export interface QuarantineBounds {
  /** Most blocks, by queue: powers of two, or 0. */
  readonly capacities: Int32Array;
  /** By size class: from more waiting blocks than these, one is used again rather than a fresh one taken. */
  readonly ready: Int32Array;
  /** Where in `rings` a queue begins; the last one is the length of all. */
  readonly offsets: Int32Array;
  /** Most bytes of blocks that have whole pages. */
  readonly pageBytes: number;
}

/** Half of the bytes are for blocks with whole pages, the rest and the blocks are shared equally among the sizes. */
export function quarantineBounds(most: { bytes: number; blocks: number }): QuarantineBounds {
  const pageBytes = Math.floor(most.bytes / 2);
  const ofOne = Math.floor(pageBytes / CLASS_COUNT);
  const blocks = Math.floor(most.blocks / QUEUE_COUNT);
  const capacities = new Int32Array(QUEUE_COUNT).map((_, queue) => {
    const fitting = queue === PAGES_QUEUE ? blocks : Math.floor(ofOne / SLOT_BYTES[queue]!);
    return powerOfTwoIn(Math.min(blocks, fitting));
  });
  const offsets = new Int32Array(QUEUE_COUNT + 1);
  capacities.forEach((capacity, queue) => (offsets[queue + 1] = offsets[queue]! + capacity));
  return { capacities, ready: capacities.map((capacity) => capacity >> 1), offsets, pageBytes };
}

/** The highest power of two that is not above `limit`; 0 if there is none. */
function powerOfTwoIn(limit: number): number {
  return limit < 1 ? 0 : 2 ** Math.floor(Math.log2(Math.min(limit, 2 ** 20)));
}

/**
 * Freed blocks that wait before their places are used again: a queue for each size class, so that an allocation can
 * take the block that has waited longest in its class without going through the region's slabs.
 *
 * Layout: the rings of all queues in one array, with heads and counts by queue. Hot code of the region reads and
 * writes them itself.
 * Cost: 4 B a block that may wait.
 */
export class Quarantine {
  readonly bounds: QuarantineBounds;
  readonly rings: Int32Array;
  readonly heads = new Int32Array(QUEUE_COUNT);
  readonly counts = new Int32Array(QUEUE_COUNT);
  #bytesOfPages = 0;

  constructor(bounds: QuarantineBounds) {
    this.bounds = bounds;
    this.rings = new Int32Array(bounds.offsets[QUEUE_COUNT]!);
  }

  get blockCount(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  get byteCount(): number {
    const ofSlots = SLOT_BYTES.reduce((sum, bytes, queue) => sum + bytes * this.counts[queue]!, 0);
    return ofSlots + this.#bytesOfPages;
  }

  /** Whether a block of so many bytes may wait if all others leave its queue. */
  mayHold(queue: number, byteLength: number): boolean {
    if (this.bounds.capacities[queue] === 0) return false;
    return queue !== PAGES_QUEUE || byteLength <= this.bounds.pageBytes;
  }

  /** Whether a block of so many bytes must wait until another one has left its queue. */
  isFullFor(queue: number, byteLength: number): boolean {
    if (this.counts[queue]! >= this.bounds.capacities[queue]!) return true;
    return queue === PAGES_QUEUE && this.#bytesOfPages + byteLength > this.bounds.pageBytes;
  }

  push(queue: number, address: Address, byteLength: number): void {
    const { capacities, offsets } = this.bounds;
    const count = this.counts[queue]!;
    const position = (this.heads[queue]! + count) & (capacities[queue]! - 1);
    this.rings[offsets[queue]! + position] = address;
    this.counts[queue] = count + 1;
    if (queue === PAGES_QUEUE) this.#bytesOfPages += byteLength;
  }

  /** The block that came first into a queue, which must not be empty. */
  first(queue: number): Address {
    return this.rings[this.bounds.offsets[queue]! + this.heads[queue]!]! as Address;
  }

  /** Takes out the first block of a queue, `byteLength` bytes long. */
  shift(queue: number, byteLength: number): void {
    this.heads[queue] = (this.heads[queue]! + 1) & (this.bounds.capacities[queue]! - 1);
    this.counts[queue]!--;
    if (queue === PAGES_QUEUE) this.#bytesOfPages -= byteLength;
  }

  /** A queue with blocks in it; −1 if there are none. */
  anyQueue(): number {
    return this.counts.findIndex((count) => count > 0);
  }

  clear(): void {
    this.counts.fill(0);
    this.#bytesOfPages = 0;
  }
}
