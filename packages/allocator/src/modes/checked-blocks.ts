import type { Address } from '../api.js';
import { OutOfMemoryError } from '../errors.js';
import { classOfExtent } from '../extent.js';
import type { Heap } from '../heap.js';
import { headOfBlock, isLiveBlock, usableBytesIn } from '../live-block.js';
import type { RegionParts } from '../region.js';
import { LIVE, POISONED, SAMPLED, STATE_SHIFT, WAITING } from './checked-entries.js';
import type { Entries } from './checked-entries.js';
import { MemoryCorruptionError } from './checked-error.js';
import {
  POISON,
  areIntact,
  canaryOf,
  firstUnpoisonedByte,
  firstWrongGuard,
  padMaskOf,
  writeGuards,
} from './checked-guards.js';
import type { Guards } from './checked-guards.js';
import { PAGES_QUEUE } from './checked-quarantine.js';
import { Sites } from './checked-sites.js';

/** Of each freed block, so many words are poisoned; every slot is as long. */
const HEAD_WORDS = 4;
/** Up to so many words a loop is quicker than `fill`. */
const LOOP_WORDS = 64;

/** What a region in checked mode knows of its blocks: the part of it that is not in a hurry. */
export class CheckedBlocks {
  readonly entries: Entries;
  readonly #sites = new Sites();
  readonly #heap: Heap;
  readonly #parts: RegionParts;
  readonly #regionName: string;
  #regionId: number; // −1 once disposed of

  constructor(options: { heap: Heap; parts: RegionParts; regionName: string; entries: Entries }) {
    this.#heap = options.heap;
    this.#parts = options.parts;
    this.#regionName = options.regionName;
    this.#regionId = options.parts.pages.id;
    this.entries = options.entries;
  }

  /** Whether there is more to do when the block leaves quarantine than to look at its head. */
  isSpecial(address: Address): boolean {
    const word = this.entries.at(address);
    return (word & SAMPLED) !== 0 || word >>> STATE_SHIFT === POISONED;
  }

  /** Whether it is a block of the region, be it in quarantine. Takes any number. */
  isKnown(address: Address): boolean {
    return isLiveBlock(this.#parts.table, this.#regionId, address);
  }

  isLive(address: Address): boolean {
    return this.isKnown(address) && this.entries.at(address) >>> STATE_SHIFT === LIVE;
  }

  /** Bytes of the slot or the pages, guards included. */
  slotByteLength(address: Address): number {
    const { table } = this.#parts;
    return usableBytesIn(table, headOfBlock(table, address));
  }

  /** That of the quarantine in which the block would wait. */
  queueOf(address: Address): number {
    const { table } = this.#parts;
    return Math.min(classOfExtent(table.records, headOfBlock(table, address)), PAGES_QUEUE);
  }

  /**
   * Makes a block live, or gives it another length. Keeps its bytes and its site.
   * @throws {OutOfMemoryError} if the runtime has no memory for entries
   */
  begin(address: Address, byteLength: number): void {
    try {
      this.entries.setLive(address, byteLength, this.entries.at(address) & SAMPLED);
    } catch (cause) {
      throw new OutOfMemoryError(this.entries.figures, cause);
    }
    this.mend(address);
  }

  /**
   * Lets a block end with a whole word: the bytes of its pad belong to it, as zeros unless they
   * were written.
   */
  absorbPad(address: Address): void {
    const byteLength = this.entries.lengthAt(address);
    if (byteLength % 4 === 0) return;
    const words = this.#heap.wordsOf(address);
    const { pad, mask, canary } = this.#guardsOf(address);
    if (((words[pad]! ^ canary) & mask) === 0) words[pad] = words[pad]! & ~mask;
    const word = this.entries.at(address);
    this.entries.setLive(address, Math.ceil(byteLength / 4) * 4, word & SAMPLED);
  }

  mend(address: Address): void {
    writeGuards(this.#heap.wordsOf(address), this.#guardsOf(address));
  }

  /** The head of a block that goes into quarantine is poisoned. */
  retire(address: Address): void {
    const start = this.#heap.offsetOf(address) / 4;
    this.#heap.wordsOf(address).fill(POISON, start, start + HEAD_WORDS);
    this.entries.setState(address, WAITING);
  }

  /** Poisons all bytes of a block in quarantine. */
  poison(address: Address): void {
    const byteLength = this.entries.lengthAt(address);
    const start = this.#heap.offsetOf(address) / 4;
    const end = start + Math.ceil(byteLength / 4);
    const words = this.#heap.wordsOf(address);
    if (end - start > LOOP_WORDS) words.fill(POISON, start, end);
    else for (let index = start; index < end; index++) words[index] = POISON;
    this.entries.setState(address, POISONED);
  }

  /** Forgets a block that leaves quarantine. */
  end(address: Address): void {
    if ((this.entries.at(address) & SAMPLED) !== 0) this.#sites.forget(address);
    this.entries.clear(address);
  }

  sample(address: Address): void {
    this.#sites.note(address);
    this.entries.set(address, this.entries.at(address) | SAMPLED);
  }

  /** Forgets all, before the region is disposed of. Cost: O(pages + slots) */
  clear(): void {
    this.#regionId = -1;
    this.entries.each(this.#parts, (address) => this.entries.clear(address));
    this.#sites.clear();
  }

  /** What is wrong with a block, live or in quarantine. */
  damageOf(address: Address): MemoryCorruptionError | undefined {
    const words = this.#heap.wordsOf(address);
    const state = this.entries.at(address) >>> STATE_SHIFT;
    if (state !== LIVE) {
      const start = this.#heap.offsetOf(address) / 4;
      const length = state === POISONED ? Math.ceil(this.entries.lengthAt(address) / 4) : 0;
      const byteIndex = firstUnpoisonedByte(words, start, start + Math.max(length, HEAD_WORDS));
      if (byteIndex < 0) return undefined;
      return this.#errorOf(address, 'write-after-free', byteIndex - start * 4);
    }
    const guards = this.#guardsOf(address);
    if (areIntact(words, guards)) return undefined;
    const { byteIndex, isBehind } = firstWrongGuard(words, guards);
    const kind = isBehind ? 'overflow' : 'underflow';
    return this.#errorOf(address, kind, byteIndex - guards.start * 4);
  }

  /** All damage that there is at the moment. Cost: O(pages + slots) */
  findDamage(): MemoryCorruptionError[] {
    const errors: MemoryCorruptionError[] = [];
    this.entries.each(this.#parts, (address) => {
      const error = this.damageOf(address);
      if (error !== undefined) errors.push(error);
    });
    return errors;
  }

  #guardsOf(address: Address): Guards {
    const byteLength = this.entries.lengthAt(address);
    const start = this.#heap.offsetOf(address) / 4;
    return {
      start,
      pad: start + Math.floor(byteLength / 4),
      mask: padMaskOf(byteLength),
      first: start + Math.ceil(byteLength / 4),
      last: start + this.slotByteLength(address) / 4 - 1,
      canary: canaryOf(address),
    };
  }

  #errorOf(
    address: Address,
    kind: MemoryCorruptionError['kind'],
    byteOffset: number,
  ): MemoryCorruptionError {
    return new MemoryCorruptionError({
      kind,
      regionName: this.#regionName,
      address,
      byteLength: this.entries.lengthAt(address),
      byteOffset,
      site: this.#sites.of(address),
    });
  }
}
