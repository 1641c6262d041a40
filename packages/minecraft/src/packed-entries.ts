/**
 * n-bit entries packed into longs without straddling, as Minecraft has done since 1.16.
 *
 * Layout: each long holds floor(64 / bits) entries from its lowest bit up; a long is two int32
 * words, low word first. bits is 1..16 here.
 *
 * Dividing the index by the entries of a long is a multiplication: with m = ceil(2^20 / d),
 * (index * m) >>> 20 equals floor(index / d) for index < 4096 and d <= 64, since the error
 * index * (m * d - 2^20) stays below 2^18 < 2^20; the product stays below 2^32.
 */

export const MAXIMUM_BITS = 16;

const ENTRIES_PER_LONG = new Int32Array(MAXIMUM_BITS + 1);
const RECIPROCAL = new Int32Array(MAXIMUM_BITS + 1);
for (let bits = 1; bits <= MAXIMUM_BITS; bits++) {
  ENTRIES_PER_LONG[bits] = Math.floor(64 / bits);
  RECIPROCAL[bits] = Math.ceil(2 ** 20 / ENTRIES_PER_LONG[bits]!);
}

/** Longs that hold `volume` entries of `bits` bits. */
export function longCountOf(bits: number, volume: number): number {
  return bits === 0 ? 0 : Math.ceil(volume / ENTRIES_PER_LONG[bits]!);
}

/** Entry `index` (below 4096) of the packed array that begins at `words[start]`. */
export function readEntry(words: Int32Array, start: number, bits: number, index: number): number {
  const long = Math.imul(index, RECIPROCAL[bits]!) >>> 20;
  const shift = (index - Math.imul(long, ENTRIES_PER_LONG[bits]!)) * bits;
  const word = start + (long << 1);
  const mask = (1 << bits) - 1;
  if (shift >= 32) return (words[word + 1]! >>> (shift - 32)) & mask;
  let value = words[word]! >>> shift;
  if (shift + bits > 32) value |= words[word + 1]! << (32 - shift);
  return value & mask;
}

/**
 * As `readEntry`, where at least one more word follows the packed array. Without a branch: which
 * half of a long an entry begins in is as good as random, and a wrong guess of the processor costs
 * more than the rest. An entry that ends within its word takes no bit of the next one, which is
 * shifted beyond its mask.
 */
export function readEntryBeforeMore(
  words: Int32Array,
  start: number,
  bits: number,
  index: number,
): number {
  const long = Math.imul(index, RECIPROCAL[bits]!) >>> 20;
  const shift = (index - Math.imul(long, ENTRIES_PER_LONG[bits]!)) * bits;
  const word = start + (long << 1) + (shift >> 5);
  // By 31 − s and 1 more, since a shift by 32 would be one by 0.
  const value = (words[word]! >>> shift) | ((words[word + 1]! << (31 - (shift & 31))) << 1);
  return value & ((1 << bits) - 1);
}

/** Sets entry `index` (below 4096) to `value`, of which the low `bits` bits are taken. */
export function writeEntry(
  words: Int32Array,
  start: number,
  bits: number,
  index: number,
  value: number,
): void {
  const long = Math.imul(index, RECIPROCAL[bits]!) >>> 20;
  const shift = (index - Math.imul(long, ENTRIES_PER_LONG[bits]!)) * bits;
  const word = start + (long << 1);
  const mask = (1 << bits) - 1;
  const entry = value & mask;
  if (shift >= 32) {
    words[word + 1] = (words[word + 1]! & ~(mask << (shift - 32))) | (entry << (shift - 32));
    return;
  }
  words[word] = (words[word]! & ~(mask << shift)) | (entry << shift);
  if (shift + bits > 32) {
    const spill = 32 - shift;
    words[word + 1] = (words[word + 1]! & ~(mask >>> spill)) | (entry >>> spill);
  }
}
