/**
 * The hash as its layout in `assembly/hash.ts` says, written down a second time, with big numbers
 * and no care.
 */

const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotate = (value: bigint, by: bigint): bigint => wrap(value << by) | (value >> (64n - by));
const lowOf = (value: bigint): bigint => value & 0xffffffffn;
const highOf = (value: bigint): bigint => value >> 32n;

const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;

const PI = [
  0x243f6a8885a308d3n,
  0x13198a2e03707344n,
  0xa4093822299f31d0n,
  0x082efa98ec4e6c89n,
  0x452821e638d01377n,
  0xbe5466cf34e90c6cn,
  0xc0ac29b7c97c50ddn,
  0x3f84d5b5b5470917n,
];

function mix(state: bigint, word: bigint): bigint {
  return wrap(rotate(state ^ wrap(rotate(wrap(word * P2), 31n) * P1), 27n) * P1 + P4);
}

/** The little-endian number that up to 8 bytes are. */
function numberIn(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function mixStripes(state: bigint, bytes: Uint8Array, seed: bigint): bigint {
  const keys = PI.map((key, i) => wrap(i % 4 < 2 ? key + seed : key - seed));
  const sums = [P1, P2, P3, P4, P5, P1, P2, P3];
  const stripeCount = bytes.length / 64;
  for (let stripe = 0; stripe < stripeCount; stripe++) {
    if (stripe > 0 && stripe % 16 === 0) {
      sums.forEach((sum, i) => (sums[i] = wrap((sum ^ (sum >> 47n) ^ keys[i]!) * 0x9e3779b1n)));
    }
    // Words of the stripe: A is 0 and 1, B 2 and 3, C 4 and 5, D 6 and 7; keys lie alike.
    const words = PI.map((_, i) => numberIn(bytes.subarray(stripe * 64 + i * 8).subarray(0, 8)));
    const keyed = words.map((word, i) => word ^ keys[i]!);
    for (const [half, other] of [
      [0, 4],
      [4, 0],
    ] as const) {
      for (let i = 0; i < 2; i++) {
        const [x, y] = [keyed[half + i]!, keyed[half + 2 + i]!];
        sums[half + 2 * i]! += lowOf(x) * lowOf(y) + words[other + 2 * i]!;
        sums[half + 2 * i + 1]! += highOf(x) * highOf(y) + words[other + 2 * i + 1]!;
      }
    }
    sums.forEach((sum, i) => (sums[i] = wrap(sum)));
    keys.forEach((key, i) => (keys[i] = wrap(key + P1)));
  }
  return sums.reduce(mix, state);
}

function hashChunk(bytes: Uint8Array, seed: bigint): bigint {
  const striped = bytes.length - (bytes.length % 64);
  let state = mix(wrap(seed + P5), BigInt(bytes.length));
  if (striped > 0) state = mixStripes(state, bytes.subarray(0, striped), seed);
  for (let at = striped; at < bytes.length; at += 8) {
    state = mix(state, numberIn(bytes.subarray(at, Math.min(at + 8, bytes.length))));
  }
  state = wrap((state ^ (state >> 33n)) * P2);
  state = wrap((state ^ (state >> 29n)) * P3);
  return state ^ (state >> 32n);
}

export function hashModel(bytes: Uint8Array, seed: number): bigint {
  let hash = BigInt(seed);
  let at = 0;
  do {
    hash = hashChunk(bytes.subarray(at, at + 65_536), hash);
    at += 65_536;
  } while (at < bytes.length);
  return hash;
}
