/** Bit arrays in Int32Array words, lowest bit first. Ranges may span words. */

/** Sets `count` bits from bit `start` on. */
export function setBits(words: Int32Array, start: number, count: number): void {
  writeBits(words, start, start + count, -1);
}

/** Clears `count` bits from bit `start` on. */
export function clearBits(words: Int32Array, start: number, count: number): void {
  writeBits(words, start, start + count, 0);
}

/**
 * Makes bits start … end − 1 those of `value`, 0 or −1. Whole words are filled: quick also where it
 * is cold.
 */
function writeBits(words: Int32Array, start: number, end: number, value: number): void {
  if (start >= end) return;
  const first = start >>> 5;
  const last = (end - 1) >>> 5;
  const head = -1 << start; // shift counts are taken modulo 32
  const tail = -1 >>> -end;
  if (first === last) return writeWithin(words, first, head & tail, value);
  writeWithin(words, first, head, value);
  if (last - first > 1) words.fill(value, first + 1, last);
  writeWithin(words, last, tail, value);
}

function writeWithin(words: Int32Array, index: number, mask: number, value: number): void {
  words[index]! ^= (words[index]! ^ value) & mask;
}

/** Index of the first 1 bit from `bit` on, or `end`. */
export function nextSet(words: Int32Array, bit: number, end: number): number {
  return nextBit(words, bit, end, 0);
}

/** Index of the first 0 bit from `bit` on, or `end`. */
export function nextClear(words: Int32Array, bit: number, end: number): number {
  return nextBit(words, bit, end, -1);
}

/** Index of the last 0 bit before `bit`, or `start` − 1. */
export function previousClear(words: Int32Array, bit: number, start: number): number {
  if (bit <= start) return start - 1;
  let index = (bit - 1) >>> 5;
  let word = ~words[index]! & (-1 >>> (31 - ((bit - 1) & 31)));
  while (word === 0) {
    if (index << 5 <= start) return start - 1;
    index--;
    word = ~words[index]!;
  }
  return Math.max(start - 1, (index << 5) + 31 - Math.clz32(word));
}

function nextBit(words: Int32Array, bit: number, end: number, flip: number): number {
  if (bit >= end) return end;
  let index = bit >>> 5;
  let word = (words[index]! ^ flip) & (-1 << bit);
  while (word === 0) {
    index++;
    if (index << 5 >= end) return end;
    word = words[index]! ^ flip;
  }
  return Math.min(end, (index << 5) + lowestBit(word));
}

/** How many bits of one word are 1. */
export function popCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Index of the lowest 1 bit of a word that is not 0. */
export function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
