/** How a reader waits for somebody who is in the middle of a change. */
import { InvalidArgumentError, SharedTableError, expected } from '../errors.js';
import { checkedOptions } from './shared-memory.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

/** Looks before it sleeps: a change takes less. */
const SPINS = 100;
const NAP_MS = 1;

/** Options of a handle that reads. */
export interface SharedReaderOptions {
  /**
   * How long to wait for a change that somebody has begun, in milliseconds: after it, whoever began
   * is taken for dead. A thread that is stopped by a busy machine is not.
   * @defaultValue 1000
   */
  readonly patienceMs?: number | undefined;
}

/** @throws {InvalidArgumentError} unless the patience is a number from 0 on. */
export function patienceOf(options: SharedReaderOptions | null | undefined): number {
  const { patienceMs = 1000 } = checkedOptions(options, ['patienceMs']);
  if (typeof patienceMs === 'number' && patienceMs >= 0) return patienceMs;
  throw new InvalidArgumentError(expected('patienceMs', 'a number from 0 on', patienceMs));
}

/** One wait: ask it again and again until there is no need to. */
export class Patience {
  #looks = 0;
  #deadline = 0;
  readonly #patienceMs: number;

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  /**
   * Lets some time pass; `words[at]` is 0 for ever.
   * @throws {SharedTableError} when there is no patience left
   */
  lose(name: string, words: Int32Array, at: number): void {
    if (this.#looks++ < SPINS) return;
    const now = Date.now();
    if (this.#looks === SPINS + 1) this.#deadline = now + this.#patienceMs;
    if (now >= this.#deadline) {
      throw new SharedTableError(
        `${name}: expected a change to end within ${this.#patienceMs} ms, got none that did: ` +
          'its thread has ended half-way, so attach another writer that takes over',
      );
    }
    try {
      Atomics.wait(words, at, 0, NAP_MS);
    } catch {
      // A thread that may not sleep looks on.
    }
  }
}
