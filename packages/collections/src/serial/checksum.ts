import { imul } from '../hashing.js';

const PRIME1 = 0x9e3779b1;
const PRIME2 = 0x85ebca77;
const PRIME3 = 0xc2b2ae3d;
const PRIME4 = 0x27d4eb2f;
const PRIME5 = 0x165667b1;

/**
 * XXH32 with the seed 0 of the bytes from `start` to before `end`: every change of one word is
 * noticed, of others all but one in 2^32. No defence against those who mean harm: they can compute
 * it as well. Cost: about 1 ns for 4 bytes, allocates nothing.
 * Source: Collet, xxHash fast digest algorithm, 2.
 */
export function checksumOf(view: DataView, start: number, end: number): number {
  let at = start;
  let hash = PRIME5;
  if (end - start >= 16) {
    let lane1 = (PRIME1 + PRIME2) | 0;
    let lane2 = PRIME2 | 0;
    let lane3 = 0;
    let lane4 = -PRIME1 | 0;
    for (; at + 16 <= end; at += 16) {
      lane1 = round(lane1, view.getInt32(at, true));
      lane2 = round(lane2, view.getInt32(at + 4, true));
      lane3 = round(lane3, view.getInt32(at + 8, true));
      lane4 = round(lane4, view.getInt32(at + 12, true));
    }
    hash = rotate(lane1, 1) + rotate(lane2, 7) + rotate(lane3, 12) + rotate(lane4, 18);
  }
  hash = (hash + (end - start)) | 0;
  for (; at + 4 <= end; at += 4) {
    hash = imul(rotate(hash + imul(view.getInt32(at, true), PRIME3), 17), PRIME4);
  }
  for (; at < end; at++) {
    hash = imul(rotate(hash + imul(view.getUint8(at), PRIME5), 11), PRIME1);
  }
  hash = imul(hash ^ (hash >>> 15), PRIME2);
  hash = imul(hash ^ (hash >>> 13), PRIME3);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function round(lane: number, word: number): number {
  return imul(rotate(lane + imul(word, PRIME2), 13), PRIME1);
}

/** Sums of two or four int32 are exact here; they are cut to 32 bits by the shifts. */
function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
