/**
 * Sorts the elements of lists ascending: radix sort, least significant byte first, which reads and
 * writes n elements a pass instead of comparing n log n times. Passes whose byte is the same in all
 * elements fall away, so small numbers take fewer.
 *
 * Equal elements cannot be told apart, so that the sort is stable is of no consequence. It takes
 * passing memory of the size of the elements, outside regions; where that cannot be had, and below
 * some hundred elements, the engine's own sort takes over, which needs none.
 *
 * Source: Knuth, TAOCP vol. 3, 5.2.5, Algorithm R; the order of doubles is that of their bits once
 * those of negative numbers are flipped (Herf 2001, "Radix Tricks").
 */

/** Sizes from which a radix sort is faster than the engine's; measured. */
const MINIMUM_INTS = 350;
const MINIMUM_LONGS = 1_500;
const MINIMUM_DOUBLES = 1_000;
const MINIMUM_BYTES = 64;

/** The bits of the NaN that sorts behind all numbers. */
const NAN_HI = 0x7ff80000;

const cell = new Int32Array(new Float64Array([1]).buffer);
/** Places of the words of 64 bits, as the machine orders them. */
const HI = cell[1] === 0 ? 0 : 1;
const LO = 1 - HI;

/** Sorts the first `size` ints. */
export function sortInts(items: Int32Array, size: number): void {
  const used = items.subarray(0, size);
  if (isAscending(used)) return;
  if (isDescending(used)) {
    used.reverse();
    return;
  }
  const spare = size < MINIMUM_INTS ? undefined : spareWords(size);
  if (spare === undefined) used.sort();
  else radixSortInts(used, spare);
}

/** Sorts the first `size` longs, which lie in two words each, in the machine's order. */
export function sortLongs(items: Int32Array, size: number): void {
  const spare = size < MINIMUM_LONGS ? undefined : spareWords(size * 2);
  if (spare === undefined) new BigInt64Array(items.buffer, items.byteOffset, size).sort();
  else radixSortPairs(items.subarray(0, size * 2), spare);
}

/** Sorts the first `size` doubles as `Float64Array` does: −0 before 0, NaN behind all. */
export function sortDoubles(items: Float64Array, size: number): void {
  const spare = size < MINIMUM_DOUBLES ? undefined : spareWords(size * 2);
  if (spare === undefined) {
    items.subarray(0, size).sort();
    return;
  }
  const words = new Int32Array(items.buffer, items.byteOffset, size * 2);
  unifyNaN(items, words);
  flipNegative(words);
  radixSortPairs(words, spare);
  flipNegative(words);
}

/** Sorts the first `size` bytes, by counting each. */
export function sortBytes(items: Int8Array, size: number): void {
  if (size < MINIMUM_BYTES) {
    items.subarray(0, size).sort();
    return;
  }
  const counts = new Int32Array(256);
  for (let i = 0; i < size; i++) counts[items[i]! + 128]!++;
  let end = 0;
  for (let i = 0; i < 256; i++) items.fill(i - 128, end, (end += counts[i]!));
}

/** Negative, 0 or positive as `a` comes before, with or behind `b` in that order. */
export function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return a === 0 ? sign(1 / a - 1 / b) : 0; // NaN where both are the same 0
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

function sign(difference: number): number {
  return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}

function spareWords(length: number): Int32Array | undefined {
  try {
    return new Int32Array(length);
  } catch {
    return undefined;
  }
}

function isAscending(items: Int32Array): boolean {
  for (let i = 1; i < items.length; i++) if (items[i - 1]! > items[i]!) return false;
  return true;
}

function isDescending(items: Int32Array): boolean {
  for (let i = 1; i < items.length; i++) if (items[i - 1]! < items[i]!) return false;
  return true;
}

/** Whether longs, in two words each, are. */
function arePairsAscending(words: Int32Array): boolean {
  for (let i = 2; i < words.length; i += 2) {
    const difference = words[i + HI]! - words[i - 2 + HI]!;
    if (difference < 0) return false;
    if (difference === 0 && words[i + LO]! >>> 0 < words[i - 2 + LO]! >>> 0) return false;
  }
  return true;
}

/** Gives negative NaN, which would sort before all numbers, the bits of the usual one. */
function unifyNaN(items: Float64Array, words: Int32Array): void {
  for (let i = 0; i < words.length; i += 2) {
    if (words[i + HI]! >= 0 || !Number.isNaN(items[i >> 1]!)) continue;
    words[i + HI] = NAN_HI;
    words[i + LO] = 0;
  }
}

/** Makes signed 64-bit integers of the bits of doubles, in the same order; and these again. */
function flipNegative(words: Int32Array): void {
  for (let i = 0; i < words.length; i += 2) {
    const hi = words[i + HI]!;
    if (hi >= 0) continue;
    words[i + HI] = hi ^ 0x7fffffff;
    words[i + LO] = ~words[i + LO]!;
  }
}

/** `spare` has the same length. */
function radixSortInts(items: Int32Array, spare: Int32Array): void {
  const counts = new Int32Array(4 << 8); // 256 for each byte
  countBytes(items, { place: 0, stride: 1, flip: 0x80 }, counts);
  let from = items;
  let to = spare;
  for (let shift = 0; shift < 32; shift += 8) {
    const flip = shift === 24 ? 0x80 : 0; // negative numbers first
    const start = shift << 5;
    if (!makeStarts(counts, start, items.length)) continue;
    for (let i = 0; i < from.length; i++) {
      const item = from[i]!;
      to[counts[start + (((item >>> shift) & 0xff) ^ flip)]!++] = item;
    }
    [from, to] = [to, from];
  }
  if (from === spare) items.set(spare);
}

/** The same with longs of two words. */
function radixSortPairs(items: Int32Array, spare: Int32Array): void {
  if (arePairsAscending(items)) return;
  const counts = new Int32Array(8 << 8);
  countBytes(items, { place: LO, stride: 2, flip: 0 }, counts);
  countBytes(items, { place: HI, stride: 2, flip: 0x80 }, counts.subarray(4 << 8));
  let from = items;
  let to = spare;
  for (let shift = 0; shift < 64; shift += 8) {
    const place = shift < 32 ? LO : HI;
    const flip = shift === 56 ? 0x80 : 0;
    const start = shift << 5;
    if (!makeStarts(counts, start, items.length >> 1)) continue;
    for (let i = 0; i < from.length; i += 2) {
      const byte = ((from[i + place]! >>> (shift & 31)) & 0xff) ^ flip;
      const at = counts[start + byte]!++ << 1;
      to[at] = from[i]!;
      to[at + 1] = from[i + 1]!;
    }
    [from, to] = [to, from];
  }
  if (from === spare) items.set(spare);
}

/** Which words of elements are meant; `flip` goes with their highest byte. */
interface Words {
  readonly place: number;
  readonly stride: number;
  readonly flip: number;
}

/** Counts the values of each of the four bytes of words. */
function countBytes(words: Int32Array, { place, stride, flip }: Words, counts: Int32Array): void {
  for (let i = place; i < words.length; i += stride) {
    const word = words[i]!;
    counts[word & 0xff]!++;
    counts[0x100 + ((word >>> 8) & 0xff)]!++;
    counts[0x200 + ((word >>> 16) & 0xff)]!++;
    counts[0x300 + ((word >>> 24) ^ flip)]!++;
  }
}

/**
 * Makes of the 256 counts from `start` on where the elements of each byte begin. @returns false if
 * all `size` have the same.
 */
function makeStarts(counts: Int32Array, start: number, size: number): boolean {
  let sum = 0;
  for (let i = start; i < start + 0x100; i++) {
    const count = counts[i]!;
    if (count === size) return false;
    counts[i] = sum;
    sum += count;
  }
  return true;
}
