import type { Address } from '../api.js';
import { isKept } from '../blocks/is-kept.js';
import { copyWords } from '../copy.js';
import { throwFirst } from '../do-all.js';
import { InvalidArgumentError, InvalidFreeError, isRefusal } from '../errors.js';
import type { Heap } from '../heap.js';
import type * as layout from '../page-table.js';
import type { PageTable } from '../page-table.js';
import type { RegionPages } from '../region-pages.js';
import { Region, partsOf } from '../region.js';
import type { RegionParts } from '../region.js';
import { CLASS_OF_GRANULES, SLOT_BYTES } from '../size-classes.js';
import type * as sizes from '../size-classes.js';
import { CheckedBlocks } from './checked-blocks.js';
import { ENTRY_SHIFTS, entryIndexOf } from './checked-entries.js';
import type { Entries } from './checked-entries.js';
import type * as entryLayout from './checked-entries.js';
import type { MemoryCorruptionError } from './checked-error.js';
import { PAD_MASKS, canaryOf, guardedByteLength } from './checked-guards.js';
import type * as guards from './checked-guards.js';
import { flush, makeRoomFor, mendDamaged, reportEvicted } from './checked-eviction.js';
import { Quarantine } from './checked-quarantine.js';
import type { QuarantineBounds } from './checked-quarantine.js';
import type * as queueLayout from './checked-quarantine.js';

// Copies of constants, for V8's sake: see region.ts.
const OWNER: typeof layout.OWNER = 1;
const CLASS_BITS: typeof layout.CLASS_BITS = 8;
const CLASS_MASK: typeof layout.CLASS_MASK = 255;
const WORD_TO_RECORD: typeof layout.WORD_TO_RECORD = -8;
const RUN_CLASS: typeof sizes.RUN_CLASS = 46;
const LIVE: typeof entryLayout.LIVE = 1;
const WAITING: typeof entryLayout.WAITING = 2;
const POISONED: typeof entryLayout.POISONED = 3;
const STATE_SHIFT: typeof entryLayout.STATE_SHIFT = 30;
const SAMPLED: typeof entryLayout.SAMPLED = 0x20000000;
const GRANULE_POSITION: typeof entryLayout.GRANULE_POSITION = 20;
const SLOT_LENGTH_MASK: typeof entryLayout.SLOT_LENGTH_MASK = 0x1fff;
const CANARY_BYTES: typeof guards.CANARY_BYTES = 8;
const POISON: typeof guards.POISON = -1514747944;
const QUEUE_SHIFT: typeof queueLayout.QUEUE_SHIFT = 2;
const HEAD: typeof queueLayout.HEAD = 0;
const COUNT: typeof queueLayout.COUNT = 1;
const CAPACITY: typeof queueLayout.CAPACITY = 2;
const RING: typeof queueLayout.RING = 3;
const LIVE_BITS = LIVE << STATE_SHIFT;
const LIVE_TO_WAITING = (LIVE ^ WAITING) << STATE_SHIFT;
/** What of the entry of a slot depends on its address and on whether it is live. */
const IDENTITY = (3 << STATE_SHIFT) | (255 << GRANULE_POSITION);
/**
 * Of a segment of 64 MiB. Where V8 knows that bound, it adds to indices without testing for
 * overflow.
 */
const MAX_GRANULE = 0x3fffff;
const padMasks = PAD_MASKS;
const entryShifts = ENTRY_SHIFTS;
const classOfGranules = CLASS_OF_GRANULES;
/** As long as there are classes in an OWNER, which saves tests. */
const slotWords = new Int32Array(CLASS_MASK + 1).map(
  (_, sizeClass) => (SLOT_BYTES[sizeClass] ?? 0) / 4,
);
const MAX_SLOT_BYTES: typeof sizes.MAX_SLOT_BYTES = 8192;
/** The longest block that fits in a slot with its canary. */
const MAX_SLOT_LENGTH = MAX_SLOT_BYTES - CANARY_BYTES;
/** So many bytes of poison may be saved up. */
const MAX_CREDIT = 2 ** 30;
/** Where poison is so little, only after so many frees a block may be poisoned whole. */
const POISON_INTERVAL = 8;
const FEW_BYTES = 16;

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
 * Errors about blocks other than the one that a call is about are thrown before that call changes
 * anything. What reports or takes pages runs foreign code, which may use this region; after it, all
 * is looked up again.
 */
export class CheckedRegion extends Region {
  readonly blocks: CheckedBlocks;
  readonly quarantine: Quarantine;
  /** For aligned.ts, which makes the slot of a block longer than it need be. */
  readonly guardBytes = CANARY_BYTES;
  /** What a `free` threw last that left its block live: see is-kept.ts. */
  refusal: unknown;
  readonly #onCorruption: CheckedSettings['onCorruption'];
  readonly #parts: RegionParts;
  readonly #table: PageTable;
  readonly #segmentWords: readonly Int32Array[];
  readonly #entries: Entries;
  readonly #entryWords: readonly (Int32Array | undefined)[];
  readonly #shift: number;
  readonly #mask: number;
  #id: number; // −1 once disposed of
  readonly #queues: Int32Array; // of the quarantine
  readonly #siteInterval: number;
  #untilSite: number; // blocks to allocate before one is sampled
  readonly #poisonBytes: number;
  #poisonCredit = 0; // bytes that may be poisoned
  readonly #poisonInterval: number;
  #untilPoison: number; // blocks to free before one may be poisoned whole

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
    this.#queues = this.quarantine.words;
    this.#poisonBytes = poisonBytes;
    this.#poisonInterval = this.#untilPoison = poisonBytes > FEW_BYTES ? 1 : POISON_INTERVAL;
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
    // >>> 0 leaves nothing as it is but integers 0 … 2^32 − 1.
    if (byteLength >>> 0 !== byteLength || byteLength > MAX_SLOT_LENGTH) {
      return this.#sampled(this.#allocateSlowly(byteLength));
    }
    const sizeClass = classOfGranules[(((byteLength + 3) & ~3) + (CANARY_BYTES + 15)) >>> 4]!;
    const queues = this.#queues;
    const queue = sizeClass << QUEUE_SHIFT;
    const count = queues[queue + COUNT]!;
    const capacity = queues[queue + CAPACITY]!;
    if (count <= capacity >>> 1) return this.#sampled(this.#allocateSlowly(byteLength));
    const head = queues[queue + HEAD]!;
    const entry = queues[queues[queue + RING]! + head]!;
    const address = (entry ^ (entry >> 31)) as Address; // entry < 0 ? ~entry : entry
    const segment = address >>> this.#shift;
    const granule = address & this.#mask & MAX_GRANULE;
    const words = this.#segmentWords[segment]!;
    const start = granule << 2;
    if (words.length === 0) return this.#sampled(this.#reuseSlowly(byteLength, sizeClass));
    const changes =
      (words[start]! ^ POISON) |
      (words[start + 1]! ^ POISON) |
      (words[start + 2]! ^ POISON) |
      (words[start + 3]! ^ POISON);
    if ((changes | (entry >> 31)) !== 0)
      return this.#sampled(this.#reuseSlowly(byteLength, sizeClass));
    queues[queue + HEAD] = (head + 1) & (capacity - 1);
    queues[queue + COUNT] = count - 1;
    this.#begin(address, byteLength, sizeClass);
    return this.#sampled(address);
  }

  override free(address: Address): void {
    const { records } = this.#table;
    const page = ((address >>> 5) & WORD_TO_RECORD) + OWNER;
    if ((address | 0) !== address || page >= records.length) this.#refuseFree(address);
    const owner = records[page]!;
    if (owner >>> CLASS_BITS !== this.#id) this.#refuseFree(address);
    const sizeClass = owner & CLASS_MASK;
    if (sizeClass >= RUN_CLASS) return this.#freeSlowly(address);
    const segment = address >>> this.#shift;
    const granule = address & this.#mask & MAX_GRANULE;
    const entries = this.#entryWords[segment];
    if (entries === undefined) this.#refuseFree(address);
    const index = entryIndexOf(granule, entryShifts[sizeClass]!);
    const word = entries[index]!;
    if (((word ^ ((address & 255) << GRANULE_POSITION)) & IDENTITY) !== LIVE_BITS) {
      this.#refuseFree(address);
    }
    const words = this.#segmentWords[segment]!;
    if (words.length === 0) return this.#freeSlowly(address);
    const byteLength = word & SLOT_LENGTH_MASK;
    const start = granule << 2;
    const first = start + ((byteLength + 3) >>> 2);
    const canary = canaryOf(address);
    const changes =
      ((words[start + (byteLength >>> 2)]! ^ canary) & padMasks[byteLength & 3]!) |
      (words[first]! ^ canary) |
      (words[first + 1]! ^ canary) |
      (words[start + slotWords[sizeClass]! - 1]! ^ canary);
    const queues = this.#queues;
    const queue = sizeClass << QUEUE_SHIFT;
    const count = queues[queue + COUNT]!;
    const capacity = queues[queue + CAPACITY]!;
    if (changes !== 0 || capacity === 0) return this.#freeSlowly(address);
    if (count >= capacity) return this.#evictAndFree(address, sizeClass);
    words[start] = POISON;
    words[start + 1] = POISON;
    words[start + 2] = POISON;
    words[start + 3] = POISON;
    entries[index] = word ^ LIVE_TO_WAITING;
    let entry: number = address;
    if (--this.#untilPoison === 0 && this.#isPoisonDue(byteLength)) {
      for (let i = start + 4; i < first; i++) words[i] = POISON;
      entries[index] = word | (POISONED << STATE_SHIFT);
      entry = ~address;
    } else if ((word & SAMPLED) !== 0) entry = ~address;
    queues[queues[queue + RING]! + ((queues[queue + HEAD]! + count) & (capacity - 1))] = entry;
    queues[queue + COUNT] = count + 1;
  }

  /** In place where the slot is long enough and not twice as long as needed; else it moves. */
  override reallocate(address: Address, byteLength: number): Address {
    const { blocks, heap } = this;
    this.assertMayEnd(address);
    if (!isByteLength(byteLength)) return super.allocate(byteLength); // throws
    mendDamaged(this, address);
    const slot = blocks.slotByteLength(address);
    const needed = guardedByteLength(byteLength);
    if (needed <= slot && (needed * 2 > slot || slot === 16))
      return this.#resize(address, byteLength);
    throwFirst(makeRoomFor(this, address));
    const moved = needed > slot ? this.allocate(byteLength) : this.tryAllocate(byteLength);
    if (moved === undefined) {
      this.assertMayEnd(address);
      return this.#resize(address, byteLength);
    }
    if (moved === address || !blocks.isLive(address)) {
      this.free(moved);
      this.#refuseFree(address);
    }
    // Only now, for accounts' code may also have made the block longer or shorter in place.
    const before = blocks.entries.lengthAt(address);
    const length = Math.ceil(Math.min(before, byteLength) / 4);
    const source = heap.wordsOf(address);
    const target = heap.wordsOf(moved);
    copyWords(source, heap.offsetOf(address) >>> 2, target, heap.offsetOf(moved) >>> 2, length);
    blocks.mend(moved); // the copy may have ended in the pad
    try {
      this.free(address);
    } catch (error) {
      if (isKept(this, address, error)) {
        this.free(moved);
        throw error;
      }
      // The account threw at the release; the block is free, and the new one is all there is.
    }
    return moved;
  }

  /**
   * Lets a block that was just allocated end before its slot does, so that writes behind it are
   * found.
   */
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

  /** Gives back the blocks in quarantine, too. @throws what accounts threw, when all is done */
  override trim(): number {
    const { pages } = this.#parts;
    const before = pages.committedBytes;
    const failures: unknown[] = [];
    const errors = flush(this, failures);
    try {
      super.trim();
    } finally {
      this.report(errors);
    }
    throwFirst(failures);
    return before - pages.committedBytes;
  }

  /**
   * Throws nothing of what it finds, but tells `onCorruption`, if there is one: then it looks at
   * all of them. Cost: O(pages + slots).
   */
  override dispose(): void {
    if (this.disposed) return;
    const errors = this.#onCorruption === undefined ? [] : this.blocks.findDamage();
    this.#id = -1;
    this.blocks.clear();
    this.quarantine.clear();
    try {
      super.dispose();
    } finally {
      this.report(errors);
    }
  }

  /** Gives each to `onCorruption`, or throws the first. */
  report(errors: readonly MemoryCorruptionError[]): void {
    for (const error of errors) {
      if (this.#onCorruption === undefined) throw error;
      this.#onCorruption(error);
    }
  }

  #allocateSlowly(byteLength: number): Address {
    const address = this.#allocateFresh(byteLength);
    const { records } = this.#table;
    const sizeClass = records[((address >>> 5) & WORD_TO_RECORD) + OWNER]! & CLASS_MASK;
    if (sizeClass < RUN_CLASS) this.#begin(address, byteLength, sizeClass);
    else this.#beginSlowly(address, byteLength);
    return address;
  }

  /**
   * Gives out the block of a class that has waited for longest, or a fresh one if it is damaged.
   */
  #reuseSlowly(byteLength: number, sizeClass: number): Address {
    const address = this.quarantine.first(sizeClass);
    if (!this.#mayLeave(address, sizeClass)) {
      const failures: unknown[] = [];
      reportEvicted(this, sizeClass, failures);
      throwFirst(failures);
      return this.#allocateSlowly(byteLength);
    }
    this.quarantine.shift(sizeClass, 0);
    this.#begin(address, byteLength, sizeClass);
    return address;
  }

  /** Makes a block in a slot live. */
  #begin(address: Address, byteLength: number, sizeClass: number): void {
    const segment = address >>> this.#shift;
    const entries = this.#entryWords[segment];
    const words = this.#segmentWords[segment]!;
    if (entries === undefined || words.length === 0) return this.#beginSlowly(address, byteLength);
    const granule = address & this.#mask & MAX_GRANULE;
    const start = granule << 2;
    const canary = canaryOf(address);
    const length = byteLength & (MAX_SLOT_BYTES - 1); // all of it; for V8, as MAX_GRANULE
    const first = start + ((length + 3) >>> 2);
    words[start + (length >>> 2)] = canary; // the pad, or the first word
    words[first] = canary;
    words[first + 1] = canary;
    words[start + slotWords[sizeClass]! - 1] = canary;
    entries[entryIndexOf(granule, entryShifts[sizeClass]!)] =
      LIVE_BITS | ((address & 255) << GRANULE_POSITION) | byteLength;
  }

  #beginSlowly(address: Address, byteLength: number): void {
    try {
      this.blocks.begin(address, byteLength);
    } catch (error) {
      super.free(address); // the runtime has no memory for entries
      throw error;
    }
  }

  /** Counts an allocation, and keeps the site of every n-th. @returns the block */
  #sampled(address: Address): Address {
    if (--this.#untilSite === 0) {
      this.#untilSite = this.#siteInterval;
      this.blocks.sample(address);
    }
    return address;
  }

  /** A block with room for its guards, which are still to be written. */
  #allocateFresh(byteLength: number): Address {
    if (!isByteLength(byteLength)) return super.allocate(byteLength); // throws
    const needed = Math.min(guardedByteLength(byteLength), Number.MAX_SAFE_INTEGER);
    try {
      return super.allocate(needed);
    } catch (error) {
      if (this.disposed || !isRefusal(error) || this.quarantine.anyQueue() < 0) throw error;
      const failures: unknown[] = [];
      this.report(flush(this, failures));
      throwFirst(failures);
      return super.allocate(needed);
    }
  }

  /** Whether a block in a slot that waits is known to be intact; then it forgets its site. */
  #mayLeave(address: Address, sizeClass: number): boolean {
    const segment = address >>> this.#shift;
    const granule = address & this.#mask & MAX_GRANULE;
    const words = this.#segmentWords[segment]!;
    if (words.length === 0) return false;
    const word = this.#entryWords[segment]![entryIndexOf(granule, entryShifts[sizeClass]!)]!;
    const start = granule << 2;
    const isWhole = word >>> STATE_SHIFT === POISONED;
    const end = start + (isWhole ? Math.max(4, ((word & SLOT_LENGTH_MASK) + 3) >>> 2) : 4);
    for (let i = start; i < end; i++) if (words[i] !== POISON) return false;
    if ((word & SAMPLED) !== 0) this.blocks.end(address);
    return true;
  }

  /** Lets the block leave that has waited for longest in a class, and frees another. */
  #evictAndFree(address: Address, sizeClass: number): void {
    const oldest = this.quarantine.first(sizeClass);
    if (!this.#mayLeave(oldest, sizeClass)) return this.#freeSlowly(address);
    this.quarantine.shift(sizeClass, 0);
    const granule = oldest & this.#mask & MAX_GRANULE;
    this.#entryWords[oldest >>> this.#shift]![entryIndexOf(granule, entryShifts[sizeClass]!)] = 0;
    try {
      super.free(oldest);
    } catch (failure) {
      this.free(address);
      this.refusal = undefined;
      throw failure;
    }
    this.free(address); // from the beginning: what was evicted ran foreign code
  }

  /**
   * Asked when a block that is being freed has brought `#untilPoison` to 0: whether to poison it
   * whole.
   */
  #isPoisonDue(byteLength: number): boolean {
    const interval = this.#poisonInterval;
    this.#untilPoison = interval;
    const credit = Math.min(this.#poisonCredit + interval * this.#poisonBytes, MAX_CREDIT);
    const isDue = credit >= byteLength;
    this.#poisonCredit = isDue ? credit - byteLength : credit;
    return isDue;
  }

  /** Everything about a free that seldom happens. */
  #freeSlowly(address: Address): void {
    let failures: unknown[];
    try {
      this.assertMayEnd(address);
      mendDamaged(this, address);
      failures = makeRoomFor(this, address);
    } catch (error) {
      this.refusal = error;
      throw error;
    }
    try {
      this.#end(address);
    } catch (failure) {
      failures.push(failure);
    }
    if (failures.length > 0) this.refusal = undefined;
    throwFirst(failures);
  }

  /** Lets a block wait if it may, or leave at once. Throws what the account throws, at its end. */
  #end(address: Address): void {
    const { blocks, quarantine } = this;
    const queue = blocks.queueOf(address);
    const byteLength = blocks.slotByteLength(address);
    if (!quarantine.mayHold(queue, byteLength)) return this.leave(address);
    blocks.retire(address);
    if (--this.#untilPoison === 0 && this.#isPoisonDue(this.#entries.lengthAt(address))) {
      blocks.poison(address);
    }
    quarantine.push(queue, blocks.isSpecial(address) ? ~address : address, byteLength);
  }

  #resize(address: Address, byteLength: number): Address {
    this.blocks.begin(address, byteLength);
    return address;
  }

  /** Frees a block for good. @internal */
  leave(address: Address): void {
    this.blocks.end(address);
    super.free(address);
  }

  /** @throws {InvalidFreeError} if the block is not live. @internal */
  assertMayEnd(address: Address): void {
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
