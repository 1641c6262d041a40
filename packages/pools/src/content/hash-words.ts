/**
 * A seeded 32-bit hash of int32 words, for tables that compare what they find.
 *
 * Each word enters two of four chains: once as it is (xor, then multiply) and once with its halves
 * swapped (add, then multiply). A multiplication carries differences upwards only, so in one chain
 * alone a change of the top bit in two words would cancel for every multiplier; swapped, that
 * change sits in the middle and is spread by a multiplier that nobody outside knows. The chains are
 * folded with full avalanche.
 *
 * It keeps collisions rare for ordinary and for hostile input; it is no cryptographic hash, and
 * nothing may rest on two contents having different hashes.
 */

/**
 * Apart from `Math`, which is a slow look-up in a `vm` context, where tests run, and folded
 * everywhere else.
 */
const { imul } = Math;

/** The secret of one table: seed and multipliers. */
export interface HashKey {
  readonly seed: number;
  readonly even: number;
  readonly evenSwapped: number;
  readonly odd: number;
  readonly oddSwapped: number;
}

/** Expands a 32-bit seed into a key. Equal seeds give equal keys. */
export function createHashKey(seed: number): HashKey {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    return mix32(state);
  };
  return {
    seed: next(),
    even: goodMultiplier(next),
    evenSwapped: goodMultiplier(next),
    odd: goodMultiplier(next),
    oddSwapped: goodMultiplier(next),
  };
}

/** A number ≡ 5 (mod 8), so that its powers run through 2^30 values, with 12 to 20 bits set. */
function goodMultiplier(next: () => number): number {
  for (;;) {
    const candidate = (next() & ~7) | 5;
    const bits = countBits(candidate);
    if (bits >= 12 && bits <= 20) return candidate;
  }
}

function countBits(value: number): number {
  let bits = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) bits++;
  return bits;
}

/**
 * Bijective mixing of 32 bits: every input bit reaches every output bit. Source: murmur3's
 * finaliser.
 */
export function mix32(value: number): number {
  let h = value;
  h = imul(h ^ (h >>> 16), 0x85ebca6b);
  h = imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * Hash of `words[0 … length − 1]` and of `shape`, which tells contents of equal words apart.
 *
 * Cost: about 0.3 ns a byte; allocates nothing. `| 0` after each sum keeps the JIT from checking
 * overflow.
 */
export function hashWords(words: Int32Array, length: number, shape: number, key: HashKey): number {
  const { even, evenSwapped, odd, oddSwapped } = key;
  let a = key.seed;
  let b = a ^ evenSwapped;
  let c = a ^ odd;
  let d = a ^ oddSwapped;
  const lastBlock = length - 3;
  let i = 0;
  for (; i < lastBlock; i = (i + 4) | 0) {
    const x = words[i]!;
    const y = words[(i + 1) | 0]!;
    const z = words[(i + 2) | 0]!;
    const u = words[(i + 3) | 0]!;
    a = imul(a ^ x, even);
    b = imul((b + ((x << 16) | (x >>> 16))) | 0, evenSwapped);
    c = imul(c ^ y, odd);
    d = imul((d + ((y << 16) | (y >>> 16))) | 0, oddSwapped);
    a = imul(a ^ z, even);
    b = imul((b + ((z << 16) | (z >>> 16))) | 0, evenSwapped);
    c = imul(c ^ u, odd);
    d = imul((d + ((u << 16) | (u >>> 16))) | 0, oddSwapped);
  }
  for (; i < length; i = (i + 1) | 0) {
    const x = words[i]!;
    a = imul(a ^ x, even);
    b = imul((b + ((x << 16) | (x >>> 16))) | 0, evenSwapped);
  }
  return mix32((mix32(mix32((mix32(a ^ shape) + b) | 0) ^ c) + d) | 0);
}

/**
 * A hash of `shape`, 16 words spread evenly over `words[0 … length − 1]` and the last one: good for
 * a guess that a comparison confirms, far cheaper than reading everything.
 */
export function hashSample(words: Int32Array, length: number, shape: number): number {
  const step = length >>> 4;
  let h = shape;
  for (let k = 0, i = 0; k < 16; k++, i = (i + step) | 0) {
    h = imul(h ^ words[i]!, 0x9e3779b1);
    h ^= h >>> 15;
  }
  return mix32(h ^ words[(length - 1) | 0]!);
}

/**
 * Whether `length` words of `block`, from index `base`, equal `words[0 … length − 1]`. Exact.
 *
 * Cost: about 0.17 ns a byte. Eight comparisons a round: half the time of one (and two thirds of
 * xor and or).
 */
export function equalWords(
  block: Int32Array,
  base: number,
  words: Int32Array,
  length: number,
): boolean {
  const lastBlock = length - 7;
  let i = 0;
  let j = base | 0;
  for (; i < lastBlock; i = (i + 8) | 0, j = (j + 8) | 0) {
    if (
      block[j] !== words[i] ||
      block[(j + 1) | 0] !== words[(i + 1) | 0] ||
      block[(j + 2) | 0] !== words[(i + 2) | 0] ||
      block[(j + 3) | 0] !== words[(i + 3) | 0] ||
      block[(j + 4) | 0] !== words[(i + 4) | 0] ||
      block[(j + 5) | 0] !== words[(i + 5) | 0] ||
      block[(j + 6) | 0] !== words[(i + 6) | 0] ||
      block[(j + 7) | 0] !== words[(i + 7) | 0]
    ) {
      return false;
    }
  }
  for (; i < length; i = (i + 1) | 0, j = (j + 1) | 0) if (block[j] !== words[i]) return false;
  return true;
}
