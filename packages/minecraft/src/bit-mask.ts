/**
 * The protocol's bit masks over light sections, and how a column's table keeps them: 30 bits a
 * word, negated, so that a word is never above 0 (where the table would take it for a piece).
 */

/** A long as the protocol library gives it: signed high and low int32. */
export type LongPair = readonly [high: number, low: number] | ArrayLike<number>;

const BITS_PER_WORD = 30;

/** Words that keep a mask of `bitCount` bits. */
export function maskWordCount(bitCount: number): number {
  return Math.ceil(bitCount / BITS_PER_WORD);
}

/** Bit `index` of the protocol's longs; bits beyond them are 0. */
export function longBit(longs: ArrayLike<LongPair> | undefined, index: number): number {
  const pair = longs?.[index >> 6];
  if (pair === undefined) return 0;
  return (((index & 32) === 0 ? pair[1]! : pair[0]!) >>> (index & 31)) & 1;
}

/** Offset of the word that keeps bit `index` of a mask. */
export function maskWordOf(index: number): number {
  return Math.floor(index / BITS_PER_WORD);
}

/** Bit `index` of a mask, out of the word that keeps it. */
export function maskBit(word: number, index: number): number {
  return (-word >>> (index % BITS_PER_WORD)) & 1;
}

/** `word` with bit `index` of its mask set to `bit`. */
export function withMaskBit(word: number, index: number, bit: number): number {
  const mask = 1 << (index % BITS_PER_WORD);
  return -(bit === 1 ? -word | mask : -word & ~mask);
}

/** The mask as the protocol's longs. */
export function maskToLongs(bits: (index: number) => number, bitCount: number): [number, number][] {
  const longs: [number, number][] = [];
  for (let i = 0; i < bitCount; i++) {
    if ((i & 63) === 0) longs.push([0, 0]);
    if (bits(i) === 1) longs[i >> 6]![(i & 32) === 0 ? 1 : 0] |= 1 << (i & 31);
  }
  return longs;
}
