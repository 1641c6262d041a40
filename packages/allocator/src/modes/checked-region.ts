import type { Address } from '../api.js';
import { copyWords } from '../copy.js';
import { InvalidArgumentError, InvalidFreeError, isRefusal } from '../errors.js';
import type { Heap } from '../heap.js';
import { CLASS_BITS, CLASS_MASK, OWNER, WORD_TO_RECORD } from '../page-table.js';
import type { PageTable } from '../page-table.js';
import type { RegionPages } from '../region-pages.js';
import { Region, partsOf } from '../region.js';
import type { RegionParts } from '../region.js';
import { CLASS_OF_GRANULES, MAX_SLOT_BYTES, RUN_CLASS, SLOT_BYTES } from '../size-classes.js';
import { CheckedBlocks } from './checked-blocks.js';
import { LENGTH_MASK, LIVE, SAMPLED, STATELESS, STATE_SHIFT, WAITING } from './checked-entries.js';
import type { Entries } from './checked-entries.js';
import type { MemoryCorruptionError } from './checked-error.js';
import { CANARY_BYTES, canaryOf, guardedByteLength, PAD_MASKS, POISON } from './checked-guards.js';
import { Quarantine } from './checked-quarantine.js';
import type { QuarantineBounds } from './checked-quarantine.js';

// V8 folds a module's own constants into optimised code, but loads and checks imported ones at each use.
const stateShift = STATE_SHIFT;
const live = LIVE;
const waitingBits = WAITING << STATE_SHIFT;
const liveBits = LIVE << STATE_SHIFT;
const stateless = STATELESS;
const sampled = SAMPLED;
const lengthMask = LENGTH_MASK;
const canaryBytes = CANARY_BYTES;
const poison = POISON;
const classMask = CLASS_MASK;
const ownerWord = OWNER;
const classBits = CLASS_BITS;
const wordToRecord = WORD_TO_RECORD;
const padMasks = PAD_MASKS;
const runClass = RUN_CLASS;
const classOfGranules = CLASS_OF_GRANULES;
const slotWords = Int32Array.from(SLOT_BYTES, (byteLength) => byteLength / 4);
/** The longest block that fits in a slot with its canary. */
const MAX_SLOT_LENGTH = MAX_SLOT_BYTES - CANARY_BYTES;
/** So many bytes of poison may be saved up. */
const MAX_CREDIT = 2 ** 30;

/** What all regions of a heap in checked mode have in common. */
export interface CheckedSettings {
  readonly entries: Entries;
  readonly bounds: QuarantineBounds;
  readonly poisonBytes: number;
  readonly siteInterval: number;
  readonly onCorruption: ((error: MemoryCorruptionError) => void) | undefined;
}

/**
 * See `checkedMode`. To the region that this one extends, blocks in quarantine are live.
 *
 * Errors about blocks other than the one that a call is about are thrown before that call changes anything. What
 * reports or takes pages runs foreign code, which may use this region; after it, all is looked up again.
 */
export class CheckedRegion extends Region {
  readonly blocks: CheckedBlocks;
  readonly quarantine: Quarantine;
  /** For aligned.ts, which makes the slot of a block longer than it need be. */
  readonly guardBytes = CANARY_BYTES;
  readonly #onCorruption: CheckedSettings['onCorruption'];
  readonly #parts: RegionParts;
  readonly #table: PageTable;
  readonly #segmentWords: readonly Int32Array[];
  readonly #entries: Entries;
  readonly #entryWords: readonly (Int32Array | undefined)[];
  readonly #shift: number;
  readonly #mask: number;
  #id: number; // −1 once disposed of
  readonly #counts: Int32Array; // of the quarantine, as the next five
  readonly #heads: Int32Array;
  readonly #rings: Int32Array;
  readonly #offsets: Int32Array;
  readonly #capacities: Int32Array;
  readonly #ready: Int32Array;
  readonly #siteInterval: number;
  #untilSite: number; // blocks to allocate before one is sampled
  readonly #poisonBytes: number;
  #poisonCredit = 0; // bytes that may be poisoned

  constructor(heap: Heap, pages: RegionPages, settings: CheckedSettings) {
    super(heap, pages);
    const { entries, bounds, poisonBytes } = settings;
    this.quarantine = new Quarantine(bounds);
    this.#parts = partsOf(this);
    this.#id = pages.id;
    this.#table = pages.store.table;
    this.#segmentWords = heap.segmentWords;
    this.#entries = entries;
    this.#entryWords = entries.words;
    this.#shift = entries.shift;
    this.#mask = entries.mask;
    this.#counts = this.quarantine.counts;
    this.#heads = this.quarantine.heads;
    this.#rings = this.quarantine.rings;
    this.#offsets = bounds.offsets;
    this.#capacities = bounds.capacities;
    this.#ready = bounds.ready;
    this.#poisonBytes = poisonBytes;
    this.#siteInterval = this.#untilSite = settings.siteInterval;
    this.#onCorruption = settings.onCorruption;
    this.blocks = new CheckedBlocks({
      heap,
      parts: this.#parts,
      regionName: this.name,
      entries,
    });
  }

  override allocate(byteLength: number): Address {
    let address = 0 as Address;
    if (byteLength >>> 0 === byteLength && byteLength <= MAX_SLOT_LENGTH) {
      const sizeClass = classOfGranules[(((byteLength + 3) & ~3) + canaryBytes + 15) >>> 4]!;
      const isReady = this.#counts[sizeClass]! > this.#ready[sizeClass]!;
      if (isReady) address = this.#takeWaiting(sizeClass);
      if (address === 0) address = this.#allocateFresh(byteLength);
      const { records } = this.#table;
      const owner = records[records[(address >>> 5) & wordToRecord]! + ownerWord]!;
      if ((owner & classMask) === sizeClass)
        this.#begin(address, byteLength, slotWords[sizeClass]!);
      else this.#beginSlowly(address, byteLength); // a run in the place of a slab
    } else {
      address = this.#allocateFresh(byteLength);
      this.#beginSlowly(address, byteLength);
    }
    if (--this.#untilSite === 0) {
      this.#untilSite = this.#siteInterval;
      this.blocks.sample(address);
    }
    return address;
  }

  override free(address: Address): void {
    const segment = address >>> this.#shift;
    const entries = this.#entryWords[segment];
    if ((address | 0) !== address || entries === undefined) this.#refuseFree(address);
    const words = this.#segmentWords[segment]!;
    const index = address & this.#mask;
    const word = entries[index]!;
    const { records } = this.#table;
    const owner = records[records[(address >>> 5) & wordToRecord]! + ownerWord]!;
    if (owner >>> classBits !== this.#id || word >>> stateShift !== live) this.#refuseFree(address);
    const sizeClass = owner & classMask;
    if (sizeClass >= runClass || words.length === 0) return this.#freeSlowly(address);
    const byteLength = word & lengthMask;
    const start = index << 2;
    const first = start + ((byteLength + 3) >>> 2);
    const canary = canaryOf(address);
    const changes =
      ((words[start + (byteLength >>> 2)]! ^ canary) & padMasks[byteLength & 3]!) |
      (words[first]! ^ canary) |
      (words[first + 1]! ^ canary) |
      (words[start + slotWords[sizeClass]! - 1]! ^ canary);
    const count = this.#counts[sizeClass]!;
    const capacity = this.#capacities[sizeClass]!;
    if (changes !== 0 || capacity === 0) return this.#freeSlowly(address);
    if (count >= capacity) {
      this.#evictSlot(sizeClass);
      return this.free(address); // what was evicted ran foreign code
    }
    words[start] = poison;
    words[start + 1] = poison;
    words[start + 2] = poison;
    words[start + 3] = poison;
    entries[index] = (word & stateless) | waitingBits;
    const credit = this.#poisonCredit + this.#poisonBytes;
    this.#poisonCredit = credit;
    if (credit >= byteLength) this.#poisonWhole(address);
    const position = (this.#heads[sizeClass]! + count) & (capacity - 1);
    this.#rings[this.#offsets[sizeClass]! + position] = address;
    this.#counts[sizeClass] = count + 1;
  }

  /** In place where the slot is long enough and not twice as long as needed; else it moves. */
  override reallocate(address: Address, byteLength: number): Address {
    const { blocks, heap } = this;
    this.#assertMayEnd(address);
    if (!isByteLength(byteLength)) return super.allocate(byteLength); // throws
    this.#mendDamaged(address);
    const slot = blocks.slotByteLength(address);
    const needed = guardedByteLength(byteLength);
    if (needed <= slot && (needed * 2 > slot || slot === 16))
      return this.#resize(address, byteLength);
    const queue = blocks.queueOf(address);
    if (this.quarantine.mayHold(queue, slot)) this.#makeRoom(queue, slot);
    this.#assertMayEnd(address);
    const before = blocks.entries.lengthAt(address);
    const moved = needed > slot ? this.allocate(byteLength) : this.tryAllocate(byteLength);
    if (moved === undefined) {
      this.#assertMayEnd(address);
      return this.#resize(address, byteLength);
    }
    if (moved === address || !blocks.isLive(address)) {
      this.free(moved);
      this.#refuseFree(address);
    }
    const length = Math.ceil(Math.min(before, byteLength) / 4);
    const source = heap.wordsOf(address);
    const target = heap.wordsOf(moved);
    copyWords(source, heap.offsetOf(address) >>> 2, target, heap.offsetOf(moved) >>> 2, length);
    blocks.mend(moved); // the copy may have ended in the pad
    this.free(address);
    return moved;
  }

  /** Lets a block that was just allocated end before its slot does, so that writes behind it are found. */
  shortenInPlace(address: Address, byteLength: number): void {
    this.#resize(address, byteLength);
  }

  override usableByteLength(address: Address): number {
    if (this.blocks.isLive(address)) return this.#entries.lengthAt(address);
    if (this.blocks.isKnown(address)) {
      throw new InvalidArgumentError('address', `a live block of region "${this.name}"`, address);
    }
    return super.usableByteLength(address); // throws
  }

  /** A block whose words are asked for ends with a word: its pad belongs to it from then on. */
  override words(address: Address, length?: number): Int32Array {
    const wordLength = Math.ceil(this.usableByteLength(address) / 4);
    if (length === undefined || length === wordLength) this.blocks.absorbPad(address);
    return super.words(address, length);
  }

  /** Gives back the blocks in quarantine, too. */
  override trim(): number {
    const { pages } = this.#parts;
    const before = pages.committedBytes;
    const errors = this.#flush();
    super.trim();
    this.report(errors);
    return before - pages.committedBytes;
  }

  /** Throws nothing of what it finds, but tells `onCorruption`, if there is one: then O(blocks). */
  override dispose(): void {
    if (this.disposed) return;
    const errors = this.#onCorruption === undefined ? [] : this.blocks.findDamage();
    this.#id = -1;
    this.blocks.clear();
    this.quarantine.clear();
    super.dispose();
    this.report(errors);
  }

  /** Gives each to `onCorruption`, or throws the first. */
  report(errors: readonly MemoryCorruptionError[]): void {
    for (const error of errors) {
      if (this.#onCorruption === undefined) throw error;
      this.#onCorruption(error);
    }
  }

  /** A block with room for its guards, which are still to be written. */
  #allocateFresh(byteLength: number): Address {
    if (!isByteLength(byteLength)) return super.allocate(byteLength); // throws
    const needed = Math.min(guardedByteLength(byteLength), Number.MAX_SAFE_INTEGER);
    try {
      return super.allocate(needed);
    } catch (error) {
      if (this.disposed || !isRefusal(error) || this.quarantine.anyQueue() < 0) throw error;
      this.report(this.#flush());
      return super.allocate(needed);
    }
  }

  /** The block of a class that has waited for longest, or 0 if it was damaged. */
  #takeWaiting(sizeClass: number): Address {
    const head = this.#heads[sizeClass]!;
    const address = this.#rings[this.#offsets[sizeClass]! + head]! as Address;
    this.#heads[sizeClass] = (head + 1) & (this.#capacities[sizeClass]! - 1);
    this.#counts[sizeClass]!--;
    const segment = address >>> this.#shift;
    const index = address & this.#mask;
    const word = this.#entryWords[segment]![index]!;
    let words = this.#segmentWords[segment]!;
    if (words.length === 0) words = this.heap.wordsOf(address);
    const start = index << 2;
    const changes =
      (words[start]! ^ poison) |
      (words[start + 1]! ^ poison) |
      (words[start + 2]! ^ poison) |
      (words[start + 3]! ^ poison);
    const isIntact =
      changes === 0 && ((word & ~stateless) === waitingBits || this.blocks.isPoisoned(address));
    if (!isIntact) {
      this.report(this.#evicted(address));
      return 0 as Address;
    }
    if ((word & sampled) !== 0) this.blocks.end(address);
    return address;
  }

  /** Makes a block in a slot live. */
  #begin(address: Address, byteLength: number, wordLength: number): void {
    const segment = address >>> this.#shift;
    const index = address & this.#mask;
    const entries = this.#entryWords[segment];
    const words = this.#segmentWords[segment]!;
    if (entries === undefined || words.length === 0) return this.#beginSlowly(address, byteLength);
    const canary = canaryOf(address);
    const start = index << 2;
    const first = start + ((byteLength + 3) >>> 2);
    words[start + (byteLength >>> 2)] = canary; // the pad, or the first word
    words[first] = canary;
    words[first + 1] = canary;
    words[start + wordLength - 1] = canary;
    entries[index] = liveBits | byteLength;
  }

  #beginSlowly(address: Address, byteLength: number): void {
    try {
      this.blocks.begin(address, byteLength);
    } catch (error) {
      super.free(address); // the runtime has no memory for entries
      throw error;
    }
  }

  /** Lets the block leave that has waited for longest in a class. */
  #evictSlot(sizeClass: number): void {
    const address = this.#takeWaiting(sizeClass);
    if (address === 0) return;
    this.#entryWords[address >>> this.#shift]![address & this.#mask] = 0;
    super.free(address);
  }

  #poisonWhole(address: Address): void {
    this.#poisonCredit = Math.min(this.#poisonCredit, MAX_CREDIT) - this.blocks.poison(address);
  }

  /** Everything about a free that seldom happens. */
  #freeSlowly(address: Address): void {
    const { blocks, quarantine } = this;
    this.#mendDamaged(address);
    const queue = blocks.queueOf(address);
    const byteLength = blocks.slotByteLength(address);
    if (!quarantine.mayHold(queue, byteLength)) return this.#leave(address);
    this.#makeRoom(queue, byteLength);
    this.#assertMayEnd(address); // making room ran foreign code
    blocks.retire(address);
    const credit = this.#poisonCredit + this.#poisonBytes;
    this.#poisonCredit = credit;
    if (credit >= this.#entries.lengthAt(address)) this.#poisonWhole(address);
    quarantine.push(queue, address, byteLength);
  }

  /** Reports what is wrong with a live block; if that does not throw, it is as if nothing had been. */
  #mendDamaged(address: Address): void {
    const error = this.blocks.damageOf(address);
    if (error === undefined) return;
    this.report([error]);
    this.#assertMayEnd(address);
    this.blocks.mend(address);
  }

  #resize(address: Address, byteLength: number): Address {
    this.blocks.begin(address, byteLength);
    return address;
  }

  /** Lets blocks leave until one more of `byteLength` fits in a queue that may hold it. */
  #makeRoom(queue: number, byteLength: number): void {
    while (this.quarantine.isFullFor(queue, byteLength)) this.report(this.#evict(queue));
  }

  /** Lets all blocks leave. */
  #flush(): MemoryCorruptionError[] {
    const errors: MemoryCorruptionError[] = [];
    let queue = this.quarantine.anyQueue();
    while (queue >= 0) {
      errors.push(...this.#evict(queue));
      queue = this.quarantine.anyQueue();
    }
    return errors;
  }

  /** Lets the block leave that came first into a queue. @returns what is wrong with it. */
  #evict(queue: number): MemoryCorruptionError[] {
    const address = this.quarantine.first(queue);
    this.quarantine.shift(queue, this.blocks.slotByteLength(address));
    return this.#evicted(address);
  }

  #evicted(address: Address): MemoryCorruptionError[] {
    const error = this.blocks.damageOf(address);
    this.#leave(address);
    return error === undefined ? [] : [error];
  }

  /** Frees a block for good. */
  #leave(address: Address): void {
    this.blocks.end(address);
    super.free(address);
  }

  #assertMayEnd(address: Address): void {
    if (!this.blocks.isLive(address)) this.#refuseFree(address);
  }

  #refuseFree(address: Address): never {
    if (!this.blocks.isKnown(address)) super.free(address); // throws
    throw new InvalidFreeError(this.name, address, 'free already, and in quarantine');
  }
}

function isByteLength(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
