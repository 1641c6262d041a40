/**
 * What checked mode writes into blocks, as int32 words of the segment's view:
 *
 * ```
 * | the bytes that were asked for …| pad | canary | canary | nothing … | canary |
 *   start                          byteLength   first     end of the slot or of the pages ↑ last
 * ```
 *
 * Pad and the two words behind it show overflows; the last word shows what was written before the
 * beginning of the block that lies behind. They may be the same. A freed block is poisoned from its
 * beginning on.
 *
 * No byte of canary or poison is 0, 255 or ASCII: such a byte written over them always shows.
 */
export const CANARY_BYTES = 8;
// 0xa5b6c7d8; a literal, so that its type holds the copy in hot files to it
export const POISON = -1514747944;
/**
 * By byteLength & 3: the bytes of the word that the block ends in which are behind it, in this
 * machine's order.
 */
export const PAD_MASKS = new Int32Array(
  Uint8Array.of(0, 0, 0, 0, 0, 255, 255, 255, 0, 0, 255, 255, 0, 0, 0, 255).buffer,
);

/** Where the guards of one block are; all but the mask and the canary are indices of words. */
export interface Guards {
  readonly start: number;
  /** The word that the block ends in, of which `mask` is pad. */
  readonly pad: number;
  readonly mask: number;
  readonly first: number;
  readonly last: number;
  readonly canary: number;
}

/** Bytes that a block of `byteLength` bytes takes with its canary. */
export function guardedByteLength(byteLength: number): number {
  return Math.ceil(byteLength / 4) * 4 + CANARY_BYTES;
}

/** Differs from block to block, so that a copy of a neighbour's guards shows. */
export function canaryOf(address: number): number {
  return (Math.imul(address, 0x9e3779b1) & 0x3f3f3f3f) | 0x80808080;
}

export function padMaskOf(byteLength: number): number {
  return PAD_MASKS[byteLength & 3]!;
}

/** Keeps the bytes that belong to the block. */
export function writeGuards(words: Int32Array, guards: Guards): void {
  const { pad, mask, first, last, canary } = guards;
  if (mask !== 0) words[pad] = (words[pad]! & ~mask) | (canary & mask);
  words[first] = canary;
  words[first + 1] = canary;
  words[last] = canary;
}

export function areIntact(words: Int32Array, guards: Guards): boolean {
  const { pad, mask, first, last, canary } = guards;
  const changes =
    ((words[pad]! ^ canary) & mask) |
    (words[first]! ^ canary) |
    (words[first + 1]! ^ canary) |
    (words[last]! ^ canary);
  return changes === 0;
}

/**
 * The first byte behind the block that is wrong, and whether it lies in its canary; the guards must
 * not be intact.
 */
export function firstWrongGuard(
  words: Int32Array,
  guards: Guards,
): { byteIndex: number; isBehind: boolean } {
  const { pad, mask, first, last, canary } = guards;
  const inPad = firstByteOf((words[pad]! ^ canary) & mask);
  if (inPad >= 0) return { byteIndex: pad * 4 + inPad, isBehind: true };
  for (const index of [first, first + 1, last]) {
    const byte = firstByteOf(words[index]! ^ canary);
    if (byte >= 0) return { byteIndex: index * 4 + byte, isBehind: index <= first + 1 };
  }
  return { byteIndex: last * 4, isBehind: false };
}

/** The first byte of words start … end − 1 that is not poison; −1 if all are. */
export function firstUnpoisonedByte(words: Int32Array, start: number, end: number): number {
  for (let index = start; index < end; index++) {
    if (words[index] !== POISON) return index * 4 + firstByteOf(words[index]! ^ POISON);
  }
  return -1;
}

/** Which byte of a word, in this machine's order, is the first that is not 0; −1 if none is. */
function firstByteOf(word: number): number {
  return new Uint8Array(Int32Array.of(word).buffer).findIndex((byte) => byte !== 0);
}
