import { SPAN, segmentAt } from './layout.js';
import { locate } from './thread-memory.js';
import type { ThreadTables } from './thread-tables.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

const NO_BYTES = new Uint8Array(0);
const NO_WORDS = new Int32Array(0);

/**
 * A thread's views of the segments of all threads, made when they are first asked for. The arrays
 * stay the same; an element is empty until then, and where there is no segment.
 */
export class SegmentViews {
  readonly bytes: Uint8Array[];
  readonly words: Int32Array[];
  /** SPAN of the slot when its views were made. */
  readonly spans: Int32Array;
  readonly #tables: ThreadTables;

  constructor(tables: ThreadTables) {
    const { slotCount } = tables;
    this.#tables = tables;
    this.bytes = new Array<Uint8Array>(slotCount).fill(NO_BYTES);
    this.words = new Array<Int32Array>(slotCount).fill(NO_WORDS);
    this.spans = new Int32Array(slotCount);
  }

  /**
   * Lets the memory reach to the end of slots that were just taken. @throws whatever the runtime
   * throws.
   */
  reserve(slot: number, count: number): void {
    const { memory, segmentByteLength } = this.#tables.token;
    locate(memory, slot * segmentByteLength, count * segmentByteLength);
  }

  /** Fits the views of a slot to the segment that lies there now. */
  see(slot: number): void {
    if (slot >= this.spans.length) return;
    const { control, token } = this.#tables;
    const span = Atomics.load(control, segmentAt(slot) + SPAN);
    if (span === this.spans[slot]) return;
    this.spans[slot] = span;
    this.bytes[slot] = NO_BYTES;
    this.words[slot] = NO_WORDS;
    if (span === 0) return;
    const byteLength = span * token.segmentByteLength;
    const { buffer, byteOffset } = locate(token.memory, slot * token.segmentByteLength, byteLength);
    this.bytes[slot] = new Uint8Array(buffer, byteOffset, byteLength);
    this.words[slot] = new Int32Array(buffer, byteOffset, byteLength / 4);
  }
}
