import type { Address } from '@sandy/allocator';
import type { FieldType, RecordLayout } from './record-layout.js';

const { clz32 } = Math; // `Math` is a slow look-up in a `vm` context, where tests run

const NO_BYTES = new ArrayBuffer(0);

/**
 * One block of a record pool's region: records side by side, and views of the kinds that their
 * fields need.
 *
 * Layout: record `slot` begins at byte slot × layout.byteLength of the block. Which slots are free
 * stands out of band in a bitmap, one bit a slot, where writing past a record's end cannot reach
 * it. A slab that was closed, and the one that released records point to, has views of length 0: an
 * access there is out of bounds, which is how a record finds out that it was released.
 */
export class RecordSlab {
  int8 = new Int8Array(NO_BYTES) as Int8Array;
  uint8 = new Uint8Array(NO_BYTES) as Uint8Array;
  int16 = new Int16Array(NO_BYTES) as Int16Array;
  uint16 = new Uint16Array(NO_BYTES) as Uint16Array;
  int32 = new Int32Array(NO_BYTES) as Int32Array;
  uint32 = new Uint32Array(NO_BYTES) as Uint32Array;
  float32 = new Float32Array(NO_BYTES) as Float32Array;
  float64 = new Float64Array(NO_BYTES) as Float64Array;

  /** Its pool; undefined once it is closed. */
  owner: object | undefined;
  readonly address: Address;
  readonly slotCount: number;
  readonly #layout: RecordLayout;
  /** Bit = 1: the slot is free. */
  readonly #freeSlots: Int32Array;
  #firstWord = 0; // no word before it has a free slot
  liveCount = 0;

  /** Neighbours in the list of slabs that have room. */
  previous: RecordSlab | undefined;
  next: RecordSlab | undefined;

  /** @param content - `slotCount` is a multiple of 32 */
  constructor(
    owner: object | undefined,
    address: Address,
    content: { bytes: Uint8Array; layout: RecordLayout; slotCount: number },
  ) {
    const { bytes, layout, slotCount } = content;
    this.owner = owner;
    this.address = address;
    this.slotCount = slotCount;
    this.#freeSlots = new Int32Array(slotCount >>> 5).fill(-1);
    this.#layout = layout;
    this.look(bytes);
  }

  /** Makes the views, of the slab's bytes. */
  look(bytes: Uint8Array): void {
    this.#view('int32', bytes); // by which a record is zeroed
    for (const { type } of this.#layout.fields) this.#view(type, bytes);
  }

  #view(type: FieldType, { buffer, byteOffset, byteLength }: Uint8Array): void {
    if (type === 'int8') this.int8 = new Int8Array(buffer, byteOffset, byteLength);
    else if (type === 'uint8') this.uint8 = new Uint8Array(buffer, byteOffset, byteLength);
    else if (type === 'int16') this.int16 = new Int16Array(buffer, byteOffset, byteLength >>> 1);
    else if (type === 'uint16') this.uint16 = new Uint16Array(buffer, byteOffset, byteLength >>> 1);
    else if (type === 'int32') this.int32 = new Int32Array(buffer, byteOffset, byteLength >>> 2);
    else if (type === 'uint32') this.uint32 = new Uint32Array(buffer, byteOffset, byteLength >>> 2);
    else if (type === 'float32') {
      this.float32 = new Float32Array(buffer, byteOffset, byteLength >>> 2);
    } else this.float64 = new Float64Array(buffer, byteOffset, byteLength >>> 3);
  }

  get isFull(): boolean {
    return this.liveCount === this.slotCount;
  }

  /** Takes a free slot, zeroes it and returns where it begins, in bytes. The slab is not full. */
  take(): number {
    const freeSlots = this.#freeSlots;
    let word = this.#firstWord;
    while (freeSlots[word] === 0) word++;
    this.#firstWord = word;
    const bits = freeSlots[word]!;
    const lowest = bits & -bits;
    freeSlots[word] = bits ^ lowest;
    this.liveCount++;
    const byteOffset = (word * 32 + (31 - clz32(lowest))) * this.#layout.byteLength;
    const { int32 } = this;
    const end = (byteOffset + this.#layout.byteLength) >> 2;
    for (let i = byteOffset >> 2; i < end; i++) int32[i] = 0;
    return byteOffset;
  }

  /** Puts the slot that begins at `byteOffset` back. */
  put(byteOffset: number): void {
    const slot = byteOffset / this.#layout.byteLength;
    const word = slot >>> 5;
    this.#freeSlots[word]! |= 1 << (slot & 31);
    if (word < this.#firstWord) this.#firstWord = word;
    this.liveCount--;
  }

  /** Slots handed out, counted anew. */
  countTaken(): number {
    let free = 0;
    for (const word of this.#freeSlots) {
      for (let bits = word; bits !== 0; bits &= bits - 1) free++;
    }
    return this.slotCount - free;
  }

  /** Makes every record in it a released one. */
  close(): void {
    this.owner = undefined;
    this.int8 = released.int8;
    this.uint8 = released.uint8;
    this.int16 = released.int16;
    this.uint16 = released.uint16;
    this.int32 = released.int32;
    this.uint32 = released.uint32;
    this.float32 = released.float32;
    this.float64 = released.float64;
  }
}

/** Where records that were released point to. */
export const released = new RecordSlab(undefined, 0 as Address, {
  bytes: new Uint8Array(NO_BYTES),
  layout: { fields: [], byteLength: 4 },
  slotCount: 0,
});
