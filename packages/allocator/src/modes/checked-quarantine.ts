import type { Address } from '../api.js';
import { CLASS_COUNT, SLOT_BYTES } from '../size-classes.js';

/** The queue of blocks that have whole pages; the others are those of the size classes. */
export const PAGES_QUEUE = CLASS_COUNT;
const QUEUE_COUNT = CLASS_COUNT + 1;

/** Where a queue has its four words: at queue << QUEUE_SHIFT. */
export const QUEUE_SHIFT = 2; // literals, so that their types hold the copies in hot files to them
/** The place of the block that came first, from the beginning of the ring. */
export const HEAD = 0;
/** Blocks that wait. */
export const COUNT = 1;
/**
 * Most blocks that may: a power of two, or 0. If more than half as many wait, one is used before a
 * fresh one is.
 */
export const CAPACITY = 2;
/** Where the ring begins. */
export const RING = 3;

/** How many blocks of each size may wait; the same for all regions of a heap. */
export interface QuarantineBounds {
  /** Most blocks, by queue: powers of two, or 0. */
  readonly capacities: Int32Array;
  /** Most bytes of blocks that have whole pages. */
  readonly pageBytes: number;
}

/** The least that lets a block of the shortest size wait. */
export const MIN_QUARANTINE_BLOCKS = QUEUE_COUNT;
export const MIN_QUARANTINE_BYTES = 2 * CLASS_COUNT * SLOT_BYTES[0]!;

/**
 * Half of the bytes are for blocks with whole pages, the rest and the blocks are shared equally
 * among the sizes.
 */
export function quarantineBounds(most: { bytes: number; blocks: number }): QuarantineBounds {
  const pageBytes = Math.floor(most.bytes / 2);
  const ofOne = Math.floor(pageBytes / CLASS_COUNT);
  const blocks = Math.floor(most.blocks / QUEUE_COUNT);
  const capacities = new Int32Array(QUEUE_COUNT).map((_, queue) => {
    const fitting = queue === PAGES_QUEUE ? blocks : Math.floor(ofOne / SLOT_BYTES[queue]!);
    return powerOfTwoIn(Math.min(blocks, fitting));
  });
  return { capacities, pageBytes };
}

/** The highest power of two that is not above `limit`; 0 if there is none. */
function powerOfTwoIn(limit: number): number {
  return limit < 1 ? 0 : 2 ** Math.floor(Math.log2(Math.min(limit, 2 ** 20)));
}

/**
 * Freed blocks that wait before their places are used again: a queue for each size class, so that
 * an allocation can take the block that has waited longest in its class without going through the
 * region's slabs.
 *
 * Layout: all in one array, which hot code of the region reads and writes itself.
 *
 * ```
 * [queue * 4 …]  HEAD · COUNT · CAPACITY · RING, for each queue
 * [RING …]       CAPACITY words: addresses; ~address where more than the block's head is looked at
 * ```
 *
 * Cost: 4 B a block that may wait.
 */
export class Quarantine {
  readonly words: Int32Array;
  readonly #pageBytes: number;
  #bytesOfPages = 0;

  constructor({ capacities, pageBytes }: QuarantineBounds) {
    let ring = QUEUE_COUNT << QUEUE_SHIFT;
    this.words = new Int32Array(capacities.reduce((sum, capacity) => sum + capacity, ring));
    this.#pageBytes = pageBytes;
    capacities.forEach((capacity, queue) => {
      this.words[(queue << QUEUE_SHIFT) + CAPACITY] = capacity;
      this.words[(queue << QUEUE_SHIFT) + RING] = ring;
      ring += capacity;
    });
  }

  get blockCount(): number {
    let sum = 0;
    for (let queue = 0; queue < QUEUE_COUNT; queue++) sum += this.#countOf(queue);
    return sum;
  }

  get byteCount(): number {
    let sum = this.#bytesOfPages;
    SLOT_BYTES.forEach((byteLength, queue) => (sum += byteLength * this.#countOf(queue)));
    return sum;
  }

  /** Whether a block of so many bytes may wait if all others leave its queue. */
  mayHold(queue: number, byteLength: number): boolean {
    if (this.#capacityOf(queue) === 0) return false;
    return queue !== PAGES_QUEUE || byteLength <= this.#pageBytes;
  }

  /** Whether a block of so many bytes must wait until another one has left its queue. */
  isFullFor(queue: number, byteLength: number): boolean {
    if (this.#countOf(queue) >= this.#capacityOf(queue)) return true;
    return queue === PAGES_QUEUE && this.#bytesOfPages + byteLength > this.#pageBytes;
  }

  /** @param entry an address, or ~address */
  push(queue: number, entry: number, byteLength: number): void {
    const { words } = this;
    const at = queue << QUEUE_SHIFT;
    const position = (words[at + HEAD]! + words[at + COUNT]!) & (words[at + CAPACITY]! - 1);
    words[words[at + RING]! + position] = entry;
    words[at + COUNT]!++;
    if (queue === PAGES_QUEUE) this.#bytesOfPages += byteLength;
  }

  /** The block that came first into a queue, which must not be empty. */
  first(queue: number): Address {
    const at = queue << QUEUE_SHIFT;
    const entry = this.words[this.words[at + RING]! + this.words[at + HEAD]!]!;
    return (entry < 0 ? ~entry : entry) as Address;
  }

  /** Takes out the first block of a queue, `byteLength` bytes long. */
  shift(queue: number, byteLength: number): void {
    const { words } = this;
    const at = queue << QUEUE_SHIFT;
    words[at + HEAD] = (words[at + HEAD]! + 1) & (words[at + CAPACITY]! - 1);
    words[at + COUNT]!--;
    if (queue === PAGES_QUEUE) this.#bytesOfPages -= byteLength;
  }

  /** A queue with blocks in it; −1 if there are none. */
  anyQueue(): number {
    for (let queue = 0; queue < QUEUE_COUNT; queue++) if (this.#countOf(queue) > 0) return queue;
    return -1;
  }

  clear(): void {
    for (let queue = 0; queue < QUEUE_COUNT; queue++)
      this.words[(queue << QUEUE_SHIFT) + COUNT] = 0;
    this.#bytesOfPages = 0;
  }

  #countOf(queue: number): number {
    return this.words[(queue << QUEUE_SHIFT) + COUNT]!;
  }

  #capacityOf(queue: number): number {
    return this.words[(queue << QUEUE_SHIFT) + CAPACITY]!;
  }
}
