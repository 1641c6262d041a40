/**
 * Light of one 16×16×16 section: 4,096 nibbles in 512 int32 words, entry i at bit 4·(i mod 8) of
 * word i >> 3 after the wire's longs were read big-endian, low word first, as prismarine-chunk
 * does.
 */
import { MalformedChunkError } from './errors.js';

export const LIGHT_BYTES = 2048;
export const LIGHT_WORDS = LIGHT_BYTES / 4;
const NIBBLE_IN_EVERY_PLACE = 0x11111111;

/**
 * Reads a section's 2,048 bytes.
 *
 * @param out receives `LIGHT_WORDS` words
 * @throws {MalformedChunkError} if `bytes` is missing or too short
 */
export function readLightInto(bytes: ArrayLike<number> | undefined, out: Int32Array): void {
  if (bytes === undefined || bytes.length < LIGHT_BYTES) {
    throw new MalformedChunkError(
      `light section: expected ${LIGHT_BYTES} bytes, got ${bytes?.length ?? 'none'}`,
    );
  }
  for (let word = 0, i = 0; word < LIGHT_WORDS; word += 2, i += 8) {
    out[word + 1] =
      (bytes[i]! << 24) | (bytes[i + 1]! << 16) | (bytes[i + 2]! << 8) | bytes[i + 3]!;
    out[word] =
      (bytes[i + 4]! << 24) | (bytes[i + 5]! << 16) | (bytes[i + 6]! << 8) | bytes[i + 7]!;
  }
}

/** The section's bytes as the wire has them, in an array of their own. */
export function writeLight(words: Int32Array, base: number): Uint8Array {
  const bytes = new Uint8Array(LIGHT_BYTES);
  const view = new DataView(bytes.buffer);
  for (let word = 0, position = 0; word < LIGHT_WORDS; word += 2, position += 8) {
    view.setInt32(position, words[base + word + 1]!);
    view.setInt32(position + 4, words[base + word]!);
  }
  return bytes;
}

/** The nibble that fills all of `words[0 … 511]`, or −1 where there is more than one. */
export function uniformNibble(words: Int32Array): number {
  const first = words[0]!;
  const nibble = first & 0xf;
  if (Math.imul(nibble, NIBBLE_IN_EVERY_PLACE) !== first) return -1;
  for (let word = 1; word < LIGHT_WORDS; word++) if (words[word] !== first) return -1;
  return nibble;
}

/** A word of eight equal nibbles. */
export function nibbleWord(nibble: number): number {
  return Math.imul(nibble, NIBBLE_IN_EVERY_PLACE);
}

export function readNibble(words: Int32Array, base: number, index: number): number {
  return (words[base + (index >> 3)]! >>> ((index & 7) << 2)) & 0xf;
}

export function writeNibble(words: Int32Array, base: number, index: number, value: number): void {
  const word = base + (index >> 3);
  const shift = (index & 7) << 2;
  words[word] = (words[word]! & ~(0xf << shift)) | ((value & 0xf) << shift);
}
