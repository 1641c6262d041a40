const FIRST_BYTE_LENGTH = 4096;

/** Growing big-endian byte buffer; the counterpart of `ByteReader`. */
export class ByteWriter {
  #bytes = new Uint8Array(FIRST_BYTE_LENGTH);
  #view = new DataView(this.#bytes.buffer);
  #position = 0;

  writeUint8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#position++] = value;
  }

  writeInt16(value: number): void {
    this.#reserve(2);
    this.#view.setInt16(this.#position, value);
    this.#position += 2;
  }

  writeVarInt(value: number): void {
    this.#reserve(5);
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.#bytes[this.#position++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#position++] = rest;
  }

  /** Writes word pairs (low first) as big-endian longs. */
  writeLongs(words: Int32Array, start: number, longCount: number): void {
    this.#reserve(longCount * 8);
    const view = this.#view;
    let position = this.#position;
    for (let word = start, end = start + longCount * 2; word < end; word += 2, position += 8) {
      view.setInt32(position, words[word + 1]!);
      view.setInt32(position + 4, words[word]!);
    }
    this.#position = position;
  }

  /** The bytes written so far, in an array of their own. */
  toBytes(): Uint8Array {
    return this.#bytes.slice(0, this.#position);
  }

  #reserve(byteLength: number): void {
    const needed = this.#position + byteLength;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
