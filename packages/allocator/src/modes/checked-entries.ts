import type { Address } from '../api.js';
import type { RefusalFigures } from '../errors.js';
import { EXTENTS } from '../region-row.js';
import type { RegionParts } from '../region.js';
import { pagesOfExtent } from '../extent.js';
import { PAGE_GRANULE_SHIFT } from '../geometry.js';
import { NEXT, RECORD_TO_ADDRESS } from '../page-table.js';

/**
 * What checked mode knows of each block, out of band: a word at the index of its first granule.
 *
 * ```
 * bits 30–31  0: no block of checked mode · LIVE · WAITING in quarantine, its head poisoned · POISONED whole
 * bit  29     SAMPLED: its site is known
 * bit  28     LONG: the word behind holds the length ÷ 2^28
 * bits 0–27   the length that was asked for; of LONG ones, modulo 2^28
 * ```
 */
export const LIVE = 1;
export const WAITING = 2;
export const POISONED = 3;
export const STATE_SHIFT = 30;
export const SAMPLED = 1 << 29;
export const LONG = 1 << 28;
export const LENGTH_MASK = LONG - 1;
/** All but the state. */
export const STATELESS = ~(3 << STATE_SHIFT);

/** The words of all blocks of a heap, by segment: made at first use, 4 B a granule, a quarter of the segment. */
export class Entries {
  /** By segment, as `heap.segmentWords`. */
  readonly words: (Int32Array | undefined)[] = [];
  readonly shift: number; // from an address to its segment
  readonly mask: number;

  constructor(shift: number) {
    this.shift = shift;
    this.mask = 2 ** shift - 1;
  }

  get byteLength(): number {
    return this.words.reduce((sum, words) => sum + (words?.byteLength ?? 0), 0);
  }

  /** For an error, where the runtime has no memory for the words of one more segment. */
  get figures(): RefusalFigures {
    const usedBytes = this.byteLength;
    return { requestedBytes: 4 * 2 ** this.shift, usedBytes, limitBytes: usedBytes };
  }

  /** Those of the segment that `address` lies in. @throws if the runtime has no memory for them */
  make(address: Address): Int32Array {
    return (this.words[address >>> this.shift] ??= new Int32Array(2 ** this.shift));
  }

  at(address: Address): number {
    return this.words[address >>> this.shift]?.[address & this.mask] ?? 0;
  }

  set(address: Address, word: number): void {
    this.make(address)[address & this.mask] = word;
  }

  /** Writes a live block's word(s). */
  setLive(address: Address, byteLength: number, flags: number): void {
    const words = this.make(address);
    const index = address & this.mask;
    const live = (LIVE << STATE_SHIFT) | flags;
    if ((words[index]! & LONG) !== 0) words[index + 1] = 0;
    if (byteLength <= LENGTH_MASK) words[index] = live | byteLength;
    else {
      words[index] = live | LONG | (byteLength & LENGTH_MASK);
      words[index + 1] = Math.floor(byteLength / LONG);
    }
  }

  lengthAt(address: Address): number {
    const word = this.at(address);
    const low = word & LENGTH_MASK;
    if ((word & LONG) === 0) return low;
    return this.words[address >>> this.shift]![(address & this.mask) + 1]! * LONG + low;
  }

  /** Forgets a block. */
  clear(address: Address): void {
    const words = this.words[address >>> this.shift];
    if (words === undefined) return;
    const index = address & this.mask;
    if ((words[index]! & LONG) !== 0) words[index + 1] = 0;
    words[index] = 0;
  }

  /** Forgets all blocks of a region. Cost: O(pages). */
  clearAll(parts: RegionParts): void {
    this.#eachExtent(parts, (words, from, to) => words.fill(0, from, to));
  }

  /** Calls `visit` for every block of a region that checked mode knows. Cost: O(pages). */
  each(parts: RegionParts, visit: (address: Address, word: number) => void): void {
    this.#eachExtent(parts, (words, from, to, first) => {
      for (let index = from; index < to; index++) {
        const word = words[index]!;
        if (word === 0) continue;
        visit((first + index - from) as Address, word);
        if ((word & LONG) !== 0) index++;
      }
    });
  }

  #eachExtent(
    { table, pages }: RegionParts,
    visit: (words: Int32Array, from: number, to: number, first: Address) => void,
  ): void {
    const { records } = table;
    for (let head = pages.row[EXTENTS]!; head !== 0; head = records[head + NEXT]!) {
      const first = (head << RECORD_TO_ADDRESS) as Address;
      const words = this.words[first >>> this.shift];
      if (words === undefined) continue;
      const from = first & this.mask;
      const to = from + (pagesOfExtent(records, head) << PAGE_GRANULE_SHIFT);
      visit(words, from, to < words.length ? to : words.length, first);
    }
  }
}
