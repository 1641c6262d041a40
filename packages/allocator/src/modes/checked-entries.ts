import type { Address } from '../api.js';
import type { RefusalFigures } from '../errors.js';
import { classOfExtent } from '../extent.js';
import { NEXT, RECORD_TO_ADDRESS } from '../page-table.js';
import type * as layout from '../page-table.js';
import type { PageTable } from '../page-table.js';
import { EXTENTS } from '../region-row.js';
import type { RegionParts } from '../region.js';
import { SLAB_SLOTS, SLOT_GRANULES } from '../size-classes.js';
import type * as sizes from '../size-classes.js';

// Copies of constants, for V8's sake: see region.ts.
const OWNER: typeof layout.OWNER = 1;
const CLASS_MASK: typeof layout.CLASS_MASK = 255;
const WORD_TO_RECORD: typeof layout.WORD_TO_RECORD = -8;
const RUN_CLASS: typeof sizes.RUN_CLASS = 46;

/**
 * What checked mode knows of each block, out of band: a word, at {@link entryIndexOf} its address.
 *
 * ```
 * bits 30–31  0: no block of checked mode · LIVE · WAITING in quarantine, its head poisoned ·
 *             POISONED whole
 * bit  29     SAMPLED: its site is known
 *             blocks in slots:              blocks of whole pages:
 * bit  28     0                             LONG: the word behind holds the length ÷ 2^28
 * bits 20–27  the granule of its page       ┐ the length that was asked for; of LONG ones,
 * bits  0–19  the length that was asked for ┘ modulo 2^28
 * ```
 */
export const LIVE = 1; // literals, so that their types hold the copies in hot files to them
export const WAITING = 2;
export const POISONED = 3;
export const STATE_SHIFT = 30;
export const SAMPLED = 0x20000000;
const LONG = 0x10000000;
const LENGTH_MASK = LONG - 1;
export const GRANULE_POSITION = 20;
export const SLOT_LENGTH_MASK = 0x1fff;
/** All but the state. */
const STATELESS = ~(3 << STATE_SHIFT);

/** By class: of the slots of a page, each begins at another granule >>> ENTRY_SHIFTS[class]. */
export const ENTRY_SHIFTS = new Uint8Array(CLASS_MASK + 1).map((_, sizeClass) =>
  sizeClass < RUN_CLASS ? Math.min(31 - Math.clz32(SLOT_GRANULES[sizeClass]!), 8) : 8,
);

/**
 * Where the entry of a block lies among those of its segment: `granule` counts in the segment.
 *
 * ```
 * granule: | 32 pages | page of them: 5 bits | granule of the page: 8 bits |
 * index:   | 32 pages | granule of the page >>> shift: 8 bits | page of them: 5 bits |
 * ```
 *
 * A granule's own place would do, but the entries of blocks of kilobytes would have a cache line
 * each (measured at 16–4,096 B: a fifth of the time went into waiting for it); in this order, 16
 * pages share one. 32 pages are the least that a segment has.
 */
export function entryIndexOf(granule: number, shift: number): number {
  return (granule & -8192) | (((granule & 255) >>> shift) << 5) | ((granule >>> 8) & 31);
}

/**
 * The words of all blocks of a heap, by segment: made at first use, 4 B a granule, a quarter of the
 * segment.
 */
export class Entries {
  /** By segment, as `heap.segmentWords`. */
  readonly words: (Int32Array | undefined)[] = [];
  readonly shift: number; // from an address to its segment
  readonly mask: number;
  readonly #table: PageTable;

  constructor(shift: number, table: PageTable) {
    this.shift = shift;
    this.mask = (1 << shift) - 1;
    this.#table = table;
  }

  get byteLength(): number {
    return this.words.reduce((sum, words) => sum + (words?.byteLength ?? 0), 0);
  }

  /** For an error, where the runtime has no memory for the words of one more segment. */
  get figures(): RefusalFigures {
    const usedBytes = this.byteLength;
    return { requestedBytes: 4 * 2 ** this.shift, usedBytes, limitBytes: usedBytes };
  }

  /** That of a block, which must be there, live or in quarantine. */
  at(address: Address): number {
    return this.words[address >>> this.shift]?.[this.#indexOf(address)] ?? 0;
  }

  set(address: Address, word: number): void {
    this.#make(address)[this.#indexOf(address)] = word;
  }

  setState(address: Address, state: number): void {
    this.set(address, (this.at(address) & STATELESS) | (state << STATE_SHIFT));
  }

  /**
   * Writes a live block's word(s).
   * @throws whatever the runtime throws that has no memory for those of one more segment
   */
  setLive(address: Address, byteLength: number, flags: number): void {
    const words = this.#make(address);
    const index = this.#indexOf(address);
    const live = (LIVE << STATE_SHIFT) | flags;
    if (this.#isSlot(address)) {
      words[index] = live | ((address & 255) << GRANULE_POSITION) | byteLength;
      return;
    }
    this.clear(address);
    if (byteLength <= LENGTH_MASK) words[index] = live | byteLength;
    else {
      words[index] = live | LONG | (byteLength & LENGTH_MASK);
      words[index + 1] = Math.floor(byteLength / LONG);
    }
  }

  lengthAt(address: Address): number {
    const word = this.at(address);
    if (this.#isSlot(address)) return word & SLOT_LENGTH_MASK;
    const low = word & LENGTH_MASK;
    if ((word & LONG) === 0) return low;
    return this.words[address >>> this.shift]![this.#indexOf(address) + 1]! * LONG + low;
  }

  /** Forgets a block. */
  clear(address: Address): void {
    const words = this.words[address >>> this.shift];
    if (words === undefined) return;
    const index = this.#indexOf(address);
    if ((words[index]! & LONG) !== 0 && !this.#isSlot(address)) words[index + 1] = 0;
    words[index] = 0;
  }

  /** Calls `visit` for every block of a region that checked mode knows. Cost: O(pages + slots). */
  each({ table, pages }: RegionParts, visit: (address: Address) => void): void {
    const { records } = table;
    for (let head = pages.row[EXTENTS]!; head !== 0; head = records[head + NEXT]!) {
      const first = head << RECORD_TO_ADDRESS;
      const words = this.words[first >>> this.shift];
      if (words === undefined) continue;
      const sizeClass = classOfExtent(records, head);
      const shift = ENTRY_SHIFTS[sizeClass]!;
      const step = SLOT_GRANULES[sizeClass] ?? 1;
      const end = first + (SLAB_SLOTS[sizeClass] ?? 1) * step;
      for (let address = first; address < end; address += step) {
        if (words[entryIndexOf(address & this.mask, shift)] !== 0) visit(address as Address);
      }
    }
  }

  #make(address: Address): Int32Array {
    return (this.words[address >>> this.shift] ??= new Int32Array(2 ** this.shift));
  }

  #classOf(address: Address): number {
    return this.#table.records[((address >>> 5) & WORD_TO_RECORD) + OWNER]! & CLASS_MASK;
  }

  #isSlot(address: Address): boolean {
    return this.#classOf(address) < RUN_CLASS;
  }

  #indexOf(address: Address): number {
    return entryIndexOf(address & this.mask, ENTRY_SHIFTS[this.#classOf(address)]!);
  }
}
