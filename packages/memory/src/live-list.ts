/**
 * Things that end by themselves, such as leases: those that are alive can be counted and listed,
 * and those that have ended are forgotten.
 *
 * Cost: a pointer each. Ended ones are swept out when the list has doubled since the last sweep, so
 * adding is O(1) on average and the list is never longer than twice what was alive and 32.
 */
export class LiveList<T> {
  readonly #isLive: (item: T) => boolean;
  #items: T[] = [];
  #sweepLength = SPARE;

  constructor(isLive: (item: T) => boolean) {
    this.#isLive = isLive;
  }

  add(item: T): void {
    if (this.#items.length >= this.#sweepLength) this.#sweepLength = 2 * this.live().length + SPARE;
    this.#items.push(item);
  }

  /** Those that are alive, in the order they were added. Cost: O(n). */
  live(): readonly T[] {
    return (this.#items = this.#items.filter(this.#isLive));
  }

  /** Forgets all. */
  clear(): void {
    this.#items = [];
  }
}

const SPARE = 32;
