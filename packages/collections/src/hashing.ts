/**
 * The hash function of keys of two 32-bit lanes, and where its seeds come from.
 *
 * Why it looks like this: a table whose hash can be predicted can be flooded, that is, filled with
 * keys that all want the same slot. So each table has four secret words of its own, three of them
 * multipliers. One round a lane before they join would not do: whatever the multiplier, an odd
 * product keeps the *set* of keys that differ in their top byte only, so 256 · 256 keys could be
 * chosen that fall onto 256 hashes under every seed. After two rounds that set depends on the
 * secret.
 */

/**
 * `Math.imul`, looked up once: code that runs in a context of `node:vm` (a mod's sandbox, Jest)
 * pays about 130 ns for each look at a global.
 */
export const imul = Math.imul;

/** The secret of one table. All words fit 31 bits with sign: small integers in every V8. */
export type MixSeed = readonly [
  offset: number,
  multiplier1: number,
  multiplier2: number,
  multiplier3: number,
];

/** Bits of a hash. 5 less than a word, so that `hash * mantissa` (16..31) still fits 32 bits. */
export const HASH_BITS = 27;

/**
 * Hash of the key `(hi, lo)`: `HASH_BITS` bits, unsigned. Two rounds of multiply and fold over
 * `hi`, one over `lo`, a third after they join, and a last product whose high bits are the result.
 * The lanes are mixed side by side, so `lo`'s round takes no time of its own. Exact for int32
 * lanes; about 3 ns; allocates nothing.
 *
 * Source: the rounds are those of MurmurHash3's finaliser (Appleby), keyed.
 */
export function mixLong(
  hi: number,
  lo: number,
  offset: number,
  multiplier1: number,
  multiplier2: number,
  multiplier3: number,
): number {
  let high = imul(hi ^ offset, multiplier1);
  high ^= high >>> 15;
  high = imul(high, multiplier2);
  high ^= high >>> 16;
  let low = imul(lo ^ offset, multiplier3);
  low ^= low >>> 13;
  let hash = imul(high + low, multiplier1); // the sum is cut to 32 bits by imul
  hash ^= hash >>> 15;
  return imul(hash, multiplier2) >>> 5;
}

/**
 * Hash of a key of 32 bits: `HASH_BITS` bits, unsigned. The first round multiplies the key and its
 * halves changed round side by side, so it takes the time of one product; a second product follows.
 * One key product alone would not do: keys that differ in their high bits alone would keep an
 * arithmetic progression. About 2 ns; allocates nothing.
 */
export function mixInt(
  key: number,
  offset: number,
  multiplier1: number,
  multiplier2: number,
): number {
  const mixed = key ^ offset;
  const hash = imul(mixed, multiplier1) ^ imul((mixed >>> 16) | (mixed << 16), multiplier2);
  return imul(hash ^ (hash >>> 15), multiplier1) >>> 5;
}

/** 2^32 over the golden ratio, odd: a multiplier that is as good as any drawn one. */
const GOLDEN = 0x9e3779b1;

/**
 * The seed words that `seed` stands for, the same on every machine; without one, words that nobody
 * can know.
 */
export function seedFrom(seed?: number): MixSeed {
  let count = 0;
  // The hash of a counter: 27 bits, spread over 32 by the last factor.
  const nextWord = (): number =>
    seed === undefined
      ? randomWord()
      : imul(mixInt(seed + imul(count++, GOLDEN), 0, GOLDEN, GOLDEN), GOLDEN);
  return [
    nextWord() >> 1,
    drawMultiplier(nextWord),
    drawMultiplier(nextWord),
    drawMultiplier(nextWord),
  ];
}

/**
 * An odd number of 31 bits with sign whose bits change often enough to spread what it multiplies:
 * 1 or −1 would be odd numbers, too. Nine of ten draws pass.
 */
function drawMultiplier(nextWord: () => number): number {
  for (;;) {
    const candidate = (nextWord() >> 1) | 1;
    let changeCount = 0;
    for (let rest = candidate ^ (candidate << 1); rest !== 0; rest &= rest - 1) changeCount++;
    if (changeCount >= 12 && changeCount <= 21) return candidate;
  }
}

interface RandomSource {
  getRandomValues?(words: Int32Array): unknown;
}

// One call of the system's source serves many tables.
const randomWords = /* @__PURE__ */ new Int32Array(64);
let unusedRandomWords = 0;

/**
 * One unpredictable word where the runtime has `crypto`; else one of `Math.random`, a fraction with
 * it.
 */
function randomWord(): number {
  if (unusedRandomWords === 0) {
    const source = (globalThis as { crypto?: RandomSource }).crypto;
    if (source?.getRandomValues === undefined) return Math.random() * 2 ** 32;
    source.getRandomValues(randomWords);
    unusedRandomWords = randomWords.length;
  }
  const word = randomWords[--unusedRandomWords]!;
  randomWords[unusedRandomWords] = 0; // a seed that is in use lies nowhere else
  return word;
}
