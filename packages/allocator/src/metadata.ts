import type { Account } from './api.js';
import { BufferSource } from './engine.js';
import { FreeRuns } from './free-runs.js';
import { PageTable } from './page-table.js';

/**
 * The heap's own tables and who pays for them. `chargedBytes` is what the account has been charged: the
 * tables here and what others have booked ({@link charge}) for theirs.
 */
export class Metadata {
  readonly pageTable: PageTable;
  readonly freeRuns: FreeRuns;
  readonly #pagesPerSlot: number;
  readonly #account: Account | undefined;
  #chargedBytes = 0;

  /** @throws whatever the account throws. */
  constructor(options: { pagesPerSlot: number; account: Account | undefined }) {
    this.#account = options.account;
    this.#pagesPerSlot = options.pagesPerSlot;
    this.pageTable = new PageTable(new BufferSource());
    this.freeRuns = new FreeRuns(options.pagesPerSlot);
    this.charge(this.tableBytes);
  }

  get chargedBytes(): number {
    return this.#chargedBytes;
  }

  /** Bytes of the tables here. */
  get tableBytes(): number {
    return this.pageTable.byteLength + this.freeRuns.byteLength;
  }

  /** Books further metadata. @throws whatever the account throws; then nothing has changed. */
  charge(byteLength: number): void {
    this.#account?.charge(byteLength);
    this.#chargedBytes += byteLength;
  }

  release(byteLength: number): void {
    this.#chargedBytes -= byteLength;
    this.#account?.release(byteLength);
  }

  /**
   * Makes the tables cover segment slots 0 … slotCount − 1; they are charged for before they grow.
   * @returns false if the runtime has no memory for that.
   * @throws whatever the account throws; then nothing has changed.
   */
  cover(slotCount: number): boolean {
    let growth = this.#growthTo(slotCount);
    while (growth > 0) {
      this.charge(growth);
      const now = this.#growthTo(slotCount);
      if (now === growth) break;
      this.release(growth); // the account's code used this heap, and the tables have grown meanwhile
      growth = now;
    }
    if (growth === 0) return true;
    const target = this.tableBytes + growth;
    try {
      this.#resize(slotCount, true);
      return true;
    } catch {
      this.release(target - this.tableBytes); // one of the two tables may have grown
      return false;
    }
  }

  /** Cuts off what lies behind slot slotCount − 1, if the runtime has memory for the shorter copies. */
  shrinkTo(slotCount: number): void {
    const before = this.tableBytes;
    try {
      this.#resize(slotCount, false);
    } catch {
      // The longer tables go on serving.
    }
    if (this.tableBytes !== before) this.release(before - this.tableBytes);
  }

  #growthTo(slotCount: number): number {
    const pageTable = this.#pageTableBytes(slotCount) - this.pageTable.byteLength;
    const freeRuns = this.freeRuns.byteLengthFor(slotCount) - this.freeRuns.byteLength;
    return Math.max(0, pageTable) + Math.max(0, freeRuns);
  }

  #resize(slotCount: number, longer: boolean): void {
    if (this.#pageTableBytes(slotCount) > this.pageTable.byteLength === longer) {
      this.pageTable.resize(slotCount * this.#pagesPerSlot);
    }
    if (this.freeRuns.byteLengthFor(slotCount) > this.freeRuns.byteLength === longer) {
      this.freeRuns.resize(slotCount);
    }
  }

  #pageTableBytes(slotCount: number): number {
    return this.pageTable.byteLengthFor(slotCount * this.#pagesPerSlot);
  }
}
