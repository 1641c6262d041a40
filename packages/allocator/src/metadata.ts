import type { Account } from './api.js';
import { BufferSource } from './engine.js';
import { FreeRuns } from './free-runs.js';
import { BITMAP_WORDS, WORD_BYTES } from './geometry.js';
import type { PageTable } from './page-table.js';

/**
 * Tables up to this length are plain arrays; longer ones go back to the system when they are
 * outgrown.
 */
const PLAIN_BYTES = 1 << 17;

/**
 * The heap's own tables and who pays for them. `chargedBytes` is what the account has been charged:
 * the tables here and what others have booked ({@link charge}) for theirs.
 *
 * All tables cover the same segment slots, and grow by moving to longer ones.
 *
 * Why not a `WebAssembly.Memory` that grows in place: `grow` detaches the old buffer, and after the
 * first detached buffer V8 checks for detachment at every access to a typed array, in the whole
 * process. That made allocate and free 10–20 % slower; copying once in a while costs less than
 * anyone can measure.
 */
export class Metadata {
  readonly freeRuns: FreeRuns;
  readonly #pagesPerSlot: number;
  readonly #account: Account | undefined;
  readonly #buffers = new BufferSource();
  readonly table: PageTable;
  #slotCount = 0; // that the tables cover
  #chargedBytes = 0;

  /** @throws whatever the account throws. */
  constructor(options: { pagesPerSlot: number; account: Account | undefined }) {
    this.#account = options.account;
    this.#pagesPerSlot = options.pagesPerSlot;
    const length = this.#wordsFor(0);
    this.table = { records: new Int32Array(length), bits: new Int32Array(length) };
    this.table.bits[0] = 1;
    this.freeRuns = new FreeRuns(options.pagesPerSlot);
    this.charge(this.tableBytes);
  }

  get chargedBytes(): number {
    return this.#chargedBytes;
  }

  /** Bytes of the tables here. */
  get tableBytes(): number {
    return this.#tableBytesFor(this.#slotCount);
  }

  /** Books further metadata. @throws whatever the account throws; then nothing has changed. */
  charge(byteLength: number): void {
    // Tables that are rounded up may have room
    if (byteLength > 0) this.#account?.charge(byteLength);
    this.#chargedBytes += byteLength;
  }

  release(byteLength: number): void {
    this.#chargedBytes -= byteLength;
    if (byteLength > 0) this.#account?.release(byteLength);
  }

  /**
   * Makes the tables cover segment slots 0 … slotCount − 1; they are charged for before they grow.
   * @returns false if the runtime has no memory for that.
   * @throws whatever the account throws; then nothing has changed.
   */
  cover(slotCount: number): boolean {
    while (slotCount > this.#slotCount) {
      const before = this.tableBytes;
      const growth = this.#tableBytesFor(withRoom(slotCount)) - before;
      this.charge(growth);
      // The account's code may have used this heap: then what it paid for is not what is needed
      // now.
      const fits = this.tableBytes === before;
      if (fits && this.#resize(slotCount)) return true;
      this.release(growth);
      if (fits) return false;
    }
    return true;
  }

  /**
   * Cuts off what lies behind slot slotCount − 1, if the runtime has memory for the shorter copies.
   */
  shrinkTo(slotCount: number): void {
    const before = this.tableBytes;
    if (withRoom(slotCount) < this.#slotCount && this.#resize(slotCount)) {
      this.release(before - this.tableBytes);
    }
  }

  #resize(forSlots: number): boolean {
    const { table } = this;
    const slotCount = withRoom(forSlots);
    const length = this.#wordsFor(slotCount);
    try {
      const records = this.#copy(table.records, length);
      const bits = this.#copy(table.bits, length);
      this.freeRuns.resize(slotCount);
      table.records = records;
      table.bits = bits;
      this.#slotCount = slotCount;
      return true;
    } catch {
      return false; // the tables that there are go on serving
    }
  }

  #copy(words: Int32Array, length: number): Int32Array {
    const bytes = length * WORD_BYTES;
    const copy =
      bytes > PLAIN_BYTES ? new Int32Array(this.#buffers.allocate(bytes)) : new Int32Array(length);
    copy.set(words.subarray(0, length));
    return copy;
  }

  #tableBytesFor(slotCount: number): number {
    const words = this.#wordsFor(slotCount);
    return 2 * words * WORD_BYTES + this.freeRuns.byteLengthFor(slotCount);
  }

  /** Words of the records, which are as many as those of the bits. */
  #wordsFor(slotCount: number): number {
    // The empty record stays
    const words = Math.max(slotCount * this.#pagesPerSlot, 1) * BITMAP_WORDS;
    const bytes = words * WORD_BYTES;
    return bytes > PLAIN_BYTES ? this.#buffers.roundUp(bytes) / WORD_BYTES : words;
  }
}

/**
 * Up to an eighth more than asked for, which keeps copying O(1) a word. Depends on nothing else, is
 * monotone.
 */
function withRoom(slotCount: number): number {
  const step = slotCount < 16 ? 1 : 2 ** (28 - Math.clz32(slotCount));
  return Math.ceil(slotCount / step) * step;
}
