import { InvalidArgumentError } from '@sandy/allocator';
import { MalformedChunkError } from './errors.js';

/** Cursor over packet bytes, big-endian; every read is checked against the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;

  /**
   * @throws {InvalidArgumentError} for what is no Uint8Array, by the tag: it is the same in every
   * realm
   */
  constructor(bytes: Uint8Array) {
    if (bytes?.[Symbol.toStringTag] !== 'Uint8Array') {
      throw new InvalidArgumentError('bytes', 'a Uint8Array', bytes);
    }
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get position(): number {
    return this.#position;
  }

  readUint8(what: string): number {
    this.#need(1, what);
    return this.#bytes[this.#position++]!;
  }

  readInt16(what: string): number {
    this.#need(2, what);
    const value = this.#view.getInt16(this.#position);
    this.#position += 2;
    return value;
  }

  /** A VarInt of at most five bytes, as a signed int32. */
  readVarInt(what: string): number {
    const bytes = this.#bytes;
    let result = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      this.#need(1, what);
      const byte = bytes[this.#position++]!;
      result |= (byte & 0x7f) << shift;
      if (byte < 0x80) return result;
    }
    throw new MalformedChunkError(`${what}: expected a VarInt of at most 5 bytes`);
  }

  /**
   * Copies `longCount` big-endian longs to `out` as pairs of int32 words, low word first, so that
   * entry i of a packed array lies at ascending bit positions.
   */
  readLongsInto(out: Int32Array, start: number, longCount: number, what: string): void {
    this.#need(longCount * 8, what);
    const view = this.#view;
    let position = this.#position;
    for (let word = start, end = start + longCount * 2; word < end; word += 2, position += 8) {
      out[word + 1] = view.getInt32(position);
      out[word] = view.getInt32(position + 4);
    }
    this.#position = position;
  }

  #need(byteLength: number, what: string): void {
    if (this.#position + byteLength > this.#bytes.length) {
      const left = this.#bytes.length - this.#position;
      throw new MalformedChunkError(
        `${what}: expected ${byteLength} bytes at offset ${this.#position}, got ${left}`,
      );
    }
  }
}
