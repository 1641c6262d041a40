/**
 * Strings as words: a header, then the characters, as `StringTable` keeps them.
 *
 *     [length << 1 | wide] [c3 c2 c1 c0] …    4 Latin-1 characters a word
 *                          [c1 c0] …          2 UTF-16 code units a word, where one is above 255
 *
 * Unused bytes of the last word are 0, so equal strings are equal words. Words, not bytes, are
 * compared and hashed: a tenth of the steps of a loop over characters.
 */
import { CapacityError } from '../errors.js';
import { imul } from '../hashing.js';

const charactersOf = String.fromCharCode;

/** Words of the scratch that is kept between calls; longer strings get one of their own. */
const KEPT_WORDS = 4096;
const kept = new Int32Array(KEPT_WORDS);

/** The words of the string that was packed last. Foreign code may pack another one. */
export let packed = kept;

/**
 * Puts a string into `packed`. @returns the hash of its words, as `hashWords` has it: in one loop,
 * since a second one over the words takes half as long again.
 */
export function pack(
  text: string,
  offset: number,
  multiplier1: number,
  multiplier2: number,
): number {
  const length = text.length;
  const words = roomFor(1 + ((length + 3) >>> 2));
  words[0] = length << 1; // V8's strings end below 2^29 characters, others' at 2^30
  let hash = mixWord(offset ^ (length << 1), multiplier1, multiplier2);
  let all = 0; // bits that occur
  let word = 1;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    const c0 = text.charCodeAt(i);
    const c1 = text.charCodeAt(i + 1);
    const c2 = text.charCodeAt(i + 2);
    const c3 = text.charCodeAt(i + 3);
    all |= c0 | c1 | c2 | c3;
    const four = c0 | (c1 << 8) | (c2 << 16) | (c3 << 24);
    words[word++] = four;
    hash = mixWord(hash ^ four, multiplier1, multiplier2);
  }
  if (i < length) {
    let last = 0;
    for (let shift = 0; i < length; i++, shift += 8) {
      const code = text.charCodeAt(i);
      all |= code;
      last |= code << shift;
    }
    words[word] = last;
    hash = mixWord(hash ^ last, multiplier1, multiplier2);
  }
  if (all <= 255) return hash;
  const wordCount = packWide(text); // perhaps in another array
  return hashWords(packed, 0, wordCount, offset, multiplier1, multiplier2);
}

/** @returns the words of the record. */
function packWide(text: string): number {
  const length = text.length;
  const words = roomFor(1 + ((length + 1) >>> 1));
  let word = 1;
  let i = 0;
  for (; i + 2 <= length; i += 2) {
    words[word++] = text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16);
  }
  if (i < length) words[word++] = text.charCodeAt(i);
  words[0] = (length << 1) | 1;
  return word;
}

/** Makes `packed` an array of at least `wordCount` words. */
function roomFor(wordCount: number): Int32Array {
  if (wordCount <= KEPT_WORDS) return (packed = kept); // a longer one is not kept alive
  try {
    if (packed.length < wordCount) packed = new Int32Array(wordCount);
  } catch (error) {
    throw new CapacityError(`string: expected memory for ${wordCount * 4} bytes, got none`, {
      cause: error,
    });
  }
  return packed;
}

/**
 * Hash of packed words, 32 bits with sign. Two keyed rounds a word, for the reason that hashing.ts
 * gives: after one, words that differ in their top byte could be met by chosen next words under
 * every seed.
 */
export function hashWords(
  words: Int32Array,
  start: number,
  wordCount: number,
  offset: number,
  multiplier1: number,
  multiplier2: number,
): number {
  let hash = offset;
  for (let i = start; i < start + wordCount; i++) {
    hash = mixWord(hash ^ words[i]!, multiplier1, multiplier2);
  }
  return hash;
}

function mixWord(word: number, multiplier1: number, multiplier2: number): number {
  let hash = imul(word, multiplier1);
  hash ^= hash >>> 15;
  hash = imul(hash, multiplier2);
  return hash ^ (hash >>> 16);
}

/** Words of a record with that header, the header among them. */
export function wordCountOf(header: number): number {
  const length = header >>> 1;
  return 1 + ((header & 1) === 0 ? (length + 3) >>> 2 : (length + 1) >>> 1);
}

/** Characters that are made by one call. Longer strings are joined. */
const BLOCK = 64;

/** Arguments by their number, made when they are needed: no call allocates but its string. */
const argumentLists: number[][] = [];

/** The string whose record begins at `start`. */
export function unpack(words: Int32Array, start: number): string {
  const header = words[start]!;
  const length = header >>> 1;
  let text = '';
  for (let first = 0; first < length; first += BLOCK) {
    const count = Math.min(length - first, BLOCK);
    const codes = (argumentLists[count] ??= new Array<number>(count).fill(0));
    if ((header & 1) === 0) {
      for (let i = 0; i < count; i++) {
        const at = first + i;
        codes[i] = (words[start + 1 + (at >>> 2)]! >>> ((at & 3) << 3)) & 0xff;
      }
    } else {
      for (let i = 0; i < count; i++) {
        const at = first + i;
        codes[i] = (words[start + 1 + (at >>> 1)]! >>> ((at & 1) << 4)) & 0xffff;
      }
    }
    text += charactersOf(...codes);
  }
  return text;
}
