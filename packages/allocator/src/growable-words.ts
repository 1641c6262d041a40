import type { BufferSource } from './engine.js';

/** Up to this length a table is exactly as long as it must be; above, it grows by an eighth at least. */
const EXACT_BYTES = 1 << 17;

/**
 * An Int32Array that grows by moving to a longer buffer. An eighth more than asked for keeps copying O(1) a
 * word; large buffers come from the heap's own source, so that what is outgrown goes back to the system.
 *
 * Why not a `WebAssembly.Memory` that grows in place: `grow` detaches the old buffer, and after the first
 * detached buffer V8 checks for detachment at every access to a typed array, in the whole process. That
 * made allocate and free 10–20 % slower; copying once in a while costs less than anyone can measure.
 */
export class GrowableWords {
  /** Replaced by {@link resize}: never keep it across a call that may take pages. */
  words: Int32Array;
  readonly #buffers: BufferSource;

  constructor(buffers: BufferSource, length: number) {
    this.#buffers = buffers;
    this.words = new Int32Array(length);
  }

  get byteLength(): number {
    return this.words.byteLength;
  }

  /** Bytes that it should have to hold `length` words (may be fewer than it has). */
  byteLengthFor(length: number): number {
    const needed = length * Int32Array.BYTES_PER_ELEMENT;
    if (needed <= EXACT_BYTES) return needed;
    const current = this.words.byteLength;
    const grown = current < needed ? current + Math.ceil(current / 32) * 4 : 0;
    return this.#buffers.roundUp(Math.max(needed, grown));
  }

  /**
   * Makes it `byteLength` bytes long (a result of {@link byteLengthFor}); new words are 0.
   * @throws whatever the runtime throws when it has no memory; then nothing has changed.
   */
  resize(byteLength: number): void {
    const old = this.words;
    if (byteLength === old.byteLength) return;
    const words =
      byteLength <= EXACT_BYTES
        ? new Int32Array(byteLength / Int32Array.BYTES_PER_ELEMENT)
        : new Int32Array(this.#buffers.allocate(byteLength));
    words.set(old.length > words.length ? old.subarray(0, words.length) : old);
    this.words = words;
  }
}
