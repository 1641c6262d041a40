import { clearBits, nextClear, nextSet, previousClear, setBits } from './bits.js';

/**
 * Which pages are free, and where a run of n free pages begins.
 *
 * Layout: `bits`, one bit a page of the address space, 1 = free; over it `tree`, a binary tree in
 * an array (children of i at 2i and 2i + 1, the leaf of segment slot s at capacity + s), in which a
 * node holds an upper bound of the longest free run of any segment below it. Taking pages leaves
 * the bounds as they are; a search that was led to a segment in vain lowers its bound to below what
 * it looked for, and goes on.
 *
 * {@link find} is first fit by address, which keeps high segments empty, so that they can be given
 * back.
 * Cost: O(log slots) to find the segment, then a scan of its bits (16 words for 2 MiB); 0.13 B a
 * page.
 */
export class FreeRuns {
  readonly pagesPerSlot: number;
  /** Slots; a power of two. */
  capacity = 0;
  bits = new Int32Array(0);
  tree = new Uint16Array(0);

  /** @param pagesPerSlot A power of two, 32 … 16,384. */
  constructor(pagesPerSlot: number) {
    this.pagesPerSlot = pagesPerSlot;
    this.resize(1);
  }

  /** Bytes of the index when it covers slots 0 … slotCount − 1. */
  byteLengthFor(slotCount: number): number {
    const capacity = powerOfTwoFrom(slotCount);
    return (capacity * this.pagesPerSlot) / 8 + 2 * capacity * Uint16Array.BYTES_PER_ELEMENT;
  }

  /** Fits the index to slots 0 … slotCount − 1; pages beyond must not be free. */
  resize(slotCount: number): void {
    const capacity = powerOfTwoFrom(slotCount);
    if (capacity === this.capacity) return;
    const bounds = this.tree.subarray(this.capacity, this.capacity + capacity);
    const bits = new Int32Array((capacity * this.pagesPerSlot) / 32);
    // Where there is no memory for it, nothing has changed
    const tree = new Uint16Array(2 * capacity);
    bits.set(this.bits.subarray(0, bits.length));
    this.capacity = capacity;
    this.bits = bits;
    this.tree = tree;
    for (let slot = 0; slot < bounds.length; slot++) this.#setBound(slot, bounds[slot]!);
  }

  /** First page of the first run of at least `pageCount` free pages in one segment, or −1. */
  find(pageCount: number): number {
    for (;;) {
      const slot = this.#firstSlotFor(pageCount);
      if (slot < 0) return -1;
      const start = slot * this.pagesPerSlot;
      const page = findRun(this.bits, start, start + this.pagesPerSlot, pageCount);
      if (page >= 0) return page;
      this.#setBound(slot, pageCount - 1);
    }
  }

  isFree(page: number, pageCount: number): boolean {
    return nextClear(this.bits, page, page + pageCount) === page + pageCount;
  }

  /** Marks pages as taken. */
  take(page: number, pageCount: number): void {
    clearBits(this.bits, page, pageCount);
  }

  /** Marks pages of `slot` as free. */
  give(slot: number, page: number, pageCount: number): void {
    setBits(this.bits, page, pageCount);
    const start = slot * this.pagesPerSlot;
    const first = previousClear(this.bits, page, start) + 1;
    const end = nextClear(this.bits, page + pageCount, start + this.pagesPerSlot);
    if (end - first > this.bound(slot)) this.#setBound(slot, end - first);
  }

  /** Marks all pages of `slot` as taken: it has no segment any more. */
  takeAll(slot: number): void {
    clearBits(this.bits, slot * this.pagesPerSlot, this.pagesPerSlot);
    this.#setBound(slot, 0);
  }

  /** An upper bound of the longest free run in `slot`. */
  bound(slot: number): number {
    return this.tree[this.capacity + slot]!;
  }

  #setBound(slot: number, pageCount: number): void {
    const tree = this.tree;
    let node = this.capacity + slot;
    let bound = pageCount;
    while (tree[node] !== bound) {
      tree[node] = bound;
      if (node === 1) return;
      bound = Math.max(bound, tree[node ^ 1]!);
      node >>>= 1;
    }
  }

  /** The lowest slot whose bound allows a run of `pageCount`, or −1. */
  #firstSlotFor(pageCount: number): number {
    const tree = this.tree;
    if (tree[1]! < pageCount) return -1;
    let node = 1;
    while (node < this.capacity) {
      node *= 2;
      if (tree[node]! < pageCount) node++; // then the right child allows it, as the parent promised
    }
    return node - this.capacity;
  }
}

/**
 * First page of the first run of at least `length` free pages between two word borders, or −1. A
 * word at a time: bit i of `starts` says whether pages i … i + known − 1 of the word are all free.
 */
function findRun(bits: Int32Array, start: number, end: number, length: number): number {
  const stop = end >>> 5;
  let run = 0; // free pages just before the word
  for (let index = start >>> 5; index < stop; index++) {
    const word = bits[index]!;
    if (word === 0) {
      run = 0;
      continue;
    }
    const page = index << 5;
    const low = ~word & (word + 1); // the lowest taken page of the word
    const head = low === 0 ? 32 : 31 - Math.clz32(low);
    if (run + head >= length) return page - run;
    if (low === 0) {
      run += 32;
      continue;
    }
    if (length < 32) {
      let starts = word;
      let known = 1;
      for (; known * 2 <= length; known *= 2) starts &= starts >>> known;
      starts &= starts >>> (length - known);
      if (starts !== 0) return page + 31 - Math.clz32(starts & -starts);
    }
    run = Math.clz32(~word);
  }
  return -1;
}

/** Length of the longest run of 1 bits in bit start … end − 1. */
export function longestRun(bits: Int32Array, start: number, end: number): number {
  let longest = 0;
  let first = nextSet(bits, start, end);
  while (first < end) {
    const stop = nextClear(bits, first, end);
    if (stop - first > longest) longest = stop - first;
    first = nextSet(bits, stop, end);
  }
  return longest;
}

function powerOfTwoFrom(count: number): number {
  return count <= 1 ? 1 : 2 ** (32 - Math.clz32(count - 1));
}
