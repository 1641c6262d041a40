/**
 * A list of keys in pieces of 4,096: growing copies nothing, and no array comes near the 2^25
 * elements from which V8 would make it a dictionary. The pieces grow by `push`, so they have no
 * holes.
 */

const CHUNK_BITS = 12;
const CHUNK_LENGTH = 2 ** CHUNK_BITS;

/** @internal */
export class KeyChunks<T> {
  readonly #chunks: T[][] = [];
  length = 0;

  at(index: number): T {
    return this.#chunks[index >>> CHUNK_BITS]![index & (CHUNK_LENGTH - 1)]!;
  }

  replace(index: number, value: T): void {
    this.#chunks[index >>> CHUNK_BITS]![index & (CHUNK_LENGTH - 1)] = value;
  }

  push(value: T): void {
    const number = this.length++ >>> CHUNK_BITS;
    if (number === this.#chunks.length) this.#chunks.push([]);
    this.#chunks[number]!.push(value);
  }

  /** Drops what lies at `length` and behind it. */
  truncate(length: number): void {
    this.#chunks.length = Math.ceil(length / CHUNK_LENGTH);
    const last = this.#chunks.at(-1);
    if (last !== undefined) last.length = length - (this.#chunks.length - 1) * CHUNK_LENGTH;
    this.length = length;
  }
}
