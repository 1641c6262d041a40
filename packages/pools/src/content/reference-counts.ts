import { mix32 } from './hash-words.js';
import type { MetadataMeter } from './metadata-meter.js';

const INITIAL_CAPACITY = 16;

/**
 * How many references one holder has to each content: id → count.
 *
 * Layout: one Int32Array of pairs, so that a probe touches one cache line; linear probing.
 *
 *   index   0    1       2    3       …   2 × capacity
 *           id₀  count₀  id₁  count₁  …
 *
 * Id 0 marks an empty slot (ids begin at 1), and a count that falls to 0 removes its entry by
 * shifting the chain back, so there are no tombstones. The hash is seeded for each table: walking
 * one table while filling another must not meet the slots in order.
 * Cost: 8 B a slot at load 3/8 … 3/4, i.e. 10.7–21.3 B a content held; 128 B when empty.
 */
export class ReferenceCounts {
  readonly #meter: MetadataMeter;
  readonly #seed: number;
  #pairs: Int32Array<ArrayBuffer>;
  #mask: number; // capacity − 1
  #size = 0;

  /** @throws what the meter's account throws */
  constructor(meter: MetadataMeter, seed: number) {
    meter.charge(INITIAL_CAPACITY * 8);
    this.#meter = meter;
    this.#seed = seed;
    this.#pairs = new Int32Array(INITIAL_CAPACITY * 2);
    this.#mask = INITIAL_CAPACITY - 1;
  }

  /** Contents with a count above 0. */
  get size(): number {
    return this.#size;
  }

  /** Slots; `idAt` and `countAt` take 0 … capacity − 1. */
  get capacity(): number {
    return this.#mask + 1;
  }

  /** Content in `slot`, or 0. */
  idAt(slot: number): number {
    return this.#pairs[slot * 2]!;
  }

  countAt(slot: number): number {
    return this.#pairs[slot * 2 + 1]!;
  }

  /** Count of `id`, 0 if there is none. */
  get(id: number): number {
    const slot = this.find(id);
    return slot < 0 ? 0 : this.#pairs[slot * 2 + 1]!;
  }

  /** Whether one more id fits in. */
  get hasRoom(): boolean {
    return this.#size * 4 < (this.#mask + 1) * 3;
  }

  /** Doubles the table. @throws what the meter's account throws; nothing has changed then */
  grow(): void {
    const capacity = (this.#mask + 1) * 2;
    this.#meter.charge(capacity * 4);
    if (capacity !== (this.#mask + 1) * 2) {
      // The account's callback came back here and grew the table, or closed it
      this.#meter.release(capacity * 4);
      return;
    }
    let pairs: Int32Array<ArrayBuffer>;
    try {
      pairs = new Int32Array(capacity * 2);
    } catch (error) {
      this.#meter.release(capacity * 4);
      throw error;
    }
    const old = this.#pairs;
    const mask = capacity - 1;
    const seed = this.#seed;
    for (let i = 0; i < old.length; i += 2) {
      const id = old[i]!;
      if (id === 0) continue;
      let slot = mix32(id ^ seed) & mask;
      while (pairs[slot * 2] !== 0) slot = (slot + 1) & mask;
      pairs[slot * 2] = id;
      pairs[slot * 2 + 1] = old[i + 1]!;
    }
    this.#pairs = pairs;
    this.#mask = mask;
  }

  /** Adds one to the count of `id`; the caller has seen to `hasRoom`. */
  increment(id: number): void {
    const slot = this.find(id);
    if (slot >= 0) {
      this.#pairs[slot * 2 + 1]!++;
      return;
    }
    this.#pairs[~slot * 2] = id;
    this.#pairs[~slot * 2 + 1] = 1;
    this.#size++;
  }

  /** Takes one from the count of `id`; false, and nothing done, if it has none. */
  decrement(id: number): boolean {
    const slot = this.find(id);
    if (slot < 0) return false;
    const pairs = this.#pairs;
    if (pairs[slot * 2 + 1]! > 1) pairs[slot * 2 + 1]!--;
    else this.#removeAt(slot);
    return true;
  }

  /** Empties the table and gives its bytes back; nothing may be added from then on. */
  close(): void {
    const { capacity } = this;
    // Of another capacity, which `grow` notices if an account's code ends it there
    this.#pairs = new Int32Array(2);
    this.#mask = 0;
    this.#size = 0;
    this.#meter.release(capacity * 8);
  }

  /** Slot of `id`, or ~slot of the hole where it belongs. Load ≤ 3/4, so there is a hole. */
  find(id: number): number {
    const pairs = this.#pairs;
    const mask = this.#mask;
    let slot = mix32(id ^ this.#seed) & mask;
    for (;;) {
      const found = pairs[slot * 2]!;
      if (found === 0) return ~slot;
      if (found === id) return slot;
      slot = (slot + 1) & mask;
    }
  }

  /**
   * Empties `slot` and moves back what was displaced past it. Source: Knuth, TAOCP 3, 6.4,
   * Algorithm R.
   */
  #removeAt(slot: number): void {
    const pairs = this.#pairs;
    const mask = this.#mask;
    const seed = this.#seed;
    let hole = slot;
    for (let next = (hole + 1) & mask; ; next = (next + 1) & mask) {
      const id = pairs[next * 2]!;
      if (id === 0) break;
      const home = mix32(id ^ seed) & mask;
      // It would come before its home
      if (((next - home) & mask) < ((next - hole) & mask)) continue;
      pairs[hole * 2] = id;
      pairs[hole * 2 + 1] = pairs[next * 2 + 1]!;
      hole = next;
    }
    pairs[hole * 2] = 0;
    pairs[hole * 2 + 1] = 0;
    this.#size--;
  }
}
