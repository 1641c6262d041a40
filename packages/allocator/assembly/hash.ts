/* eslint-disable no-loss-of-precision -- AssemblyScript has 64-bit integers */
/**
 * A 64-bit hash of bytes. The same bytes and seed give the same hash in every build.
 *
 * Layout: stripes of 64 bytes, then words of 8 bytes, then one word of the bytes that are left. A
 * stripe is four vectors A, B, C, D of four 32-bit lanes; the accumulators are four vectors of two
 * 64-bit lanes:
 *
 * ```
 * s0 += low lanes of (A ^ k0) × (B ^ k1) + C     s2 += low lanes of (C ^ k2) × (D ^ k3) + A
 * s1 += high lanes of (A ^ k0) × (B ^ k1) + D    s3 += high lanes of (C ^ k2) × (D ^ k3) + B
 * ```
 *
 * Why: a product of two 32-bit lanes is one instruction wherever there are vectors; a 64-bit one is
 * ten of them. What a factor of zero would hide of the other factor is added to another accumulator
 * as it is. The keys move on by a constant each stripe, so that stripes cannot be swapped; after 16
 * stripes the accumulators are multiplied, so that sums cannot cancel over more than a kilobyte.
 *
 * Source: the products and sums of XXH3 (Y. Collet), the rest of XXH64; NH of UMAC (Black et al.,
 * 1999).
 */

const PRIME_1: u64 = 0x9e3779b185ebca87;
const PRIME_2: u64 = 0xc2b2ae3d27d4eb4f;
const PRIME_3: u64 = 0x165667b19e3779f9;
const PRIME_4: u64 = 0x85ebca77c2b2ae63;
const PRIME_5: u64 = 0x27d4eb2f165667c5;
const SCRAMBLE: u64 = 0x9e3779b1;
const KEY_STEP: u64 = PRIME_1;

/** Digits of pi after the point, as for Blowfish: eight words without a plan. */
const K0: u64 = 0x243f6a8885a308d3;
const K1: u64 = 0x13198a2e03707344;
const K2: u64 = 0xa4093822299f31d0;
const K3: u64 = 0x082efa98ec4e6c89;
const K4: u64 = 0x452821e638d01377;
const K5: u64 = 0xbe5466cf34e90c6c;
const K6: u64 = 0xc0ac29b7c97c50dd;
const K7: u64 = 0x3f84d5b5b5470917;

const STRIPE_BYTES: u32 = 64;
const STRIPES_A_SCRAMBLE: u32 = 16;

let high: u32 = 0;

/** The upper half of the last hash. */
export function hashHigh(): u32 {
  return high;
}

/** @returns the lower half of the hash */
export function hash(pointer: usize, byteLength: u32, seedLow: u32, seedHigh: u32): u32 {
  const seed = ((<u64>seedHigh) << 32) | seedLow;
  let state = mix(seed + PRIME_5, byteLength);
  if (byteLength >= STRIPE_BYTES) {
    const stripeCount = byteLength / STRIPE_BYTES;
    if (ASC_FEATURE_SIMD) state = mixStripesWithVectors(state, pointer, stripeCount, seed);
    else state = mixStripes(state, pointer, stripeCount, seed);
    pointer += stripeCount * STRIPE_BYTES;
  }
  let rest = byteLength % STRIPE_BYTES;
  for (; rest >= 8; rest -= 8) {
    state = mix(state, load<u64>(pointer));
    pointer += 8;
  }
  if (rest !== 0) state = mix(state, loadRest(pointer, rest));
  state ^= state >> 33;
  state *= PRIME_2;
  state ^= state >> 29;
  state *= PRIME_3;
  state ^= state >> 32;
  high = <u32>(state >> 32);
  return <u32>state;
}

/** The 1 to 7 bytes at `pointer`, without reading beyond them. */
function loadRest(pointer: usize, byteLength: u32): u64 {
  let word: u64 = 0;
  let shift: u64 = 0;
  if (byteLength & 4) {
    word = load<u32>(pointer);
    pointer += 4;
    shift = 32;
  }
  if (byteLength & 2) {
    word |= (<u64>load<u16>(pointer)) << shift;
    pointer += 2;
    shift += 16;
  }
  if (byteLength & 1) word |= (<u64>load<u8>(pointer)) << shift;
  return word;
}

/** For a given state one to one from words to states, and the other way round. */
function mix(state: u64, word: u64): u64 {
  state ^= rotl<u64>(word * PRIME_2, 31) * PRIME_1;
  return rotl<u64>(state, 27) * PRIME_1 + PRIME_4;
}

function mixStripesWithVectors(state: u64, pointer: usize, stripeCount: u32, seed: u64): u64 {
  const step = i64x2.splat(KEY_STEP);
  const seeds = i64x2.splat(seed);
  let k0 = i64x2.add(i64x2(K0, K1), seeds);
  let k1 = i64x2.sub(i64x2(K2, K3), seeds);
  let k2 = i64x2.add(i64x2(K4, K5), seeds);
  let k3 = i64x2.sub(i64x2(K6, K7), seeds);
  let s0 = i64x2(PRIME_1, PRIME_2);
  let s1 = i64x2(PRIME_3, PRIME_4);
  let s2 = i64x2(PRIME_5, PRIME_1);
  let s3 = i64x2(PRIME_2, PRIME_3);
  const scramble = i64x2.splat(SCRAMBLE);
  while (true) {
    let count = min(stripeCount, STRIPES_A_SCRAMBLE);
    stripeCount -= count;
    for (; count !== 0; count--) {
      const a = v128.load(pointer);
      const b = v128.load(pointer, 16);
      const c = v128.load(pointer, 32);
      const d = v128.load(pointer, 48);
      const ak = v128.xor(a, k0);
      const bk = v128.xor(b, k1);
      const ck = v128.xor(c, k2);
      const dk = v128.xor(d, k3);
      s0 = i64x2.add(s0, i64x2.add(i64x2.extmul_low_i32x4_u(ak, bk), c));
      s1 = i64x2.add(s1, i64x2.add(i64x2.extmul_high_i32x4_u(ak, bk), d));
      s2 = i64x2.add(s2, i64x2.add(i64x2.extmul_low_i32x4_u(ck, dk), a));
      s3 = i64x2.add(s3, i64x2.add(i64x2.extmul_high_i32x4_u(ck, dk), b));
      k0 = i64x2.add(k0, step);
      k1 = i64x2.add(k1, step);
      k2 = i64x2.add(k2, step);
      k3 = i64x2.add(k3, step);
      pointer += STRIPE_BYTES;
    }
    if (stripeCount === 0) break;
    s0 = i64x2.mul(v128.xor(v128.xor(s0, i64x2.shr_u(s0, 47)), k0), scramble);
    s1 = i64x2.mul(v128.xor(v128.xor(s1, i64x2.shr_u(s1, 47)), k1), scramble);
    s2 = i64x2.mul(v128.xor(v128.xor(s2, i64x2.shr_u(s2, 47)), k2), scramble);
    s3 = i64x2.mul(v128.xor(v128.xor(s3, i64x2.shr_u(s3, 47)), k3), scramble);
  }
  state = mix(state, i64x2.extract_lane(s0, 0));
  state = mix(state, i64x2.extract_lane(s0, 1));
  state = mix(state, i64x2.extract_lane(s1, 0));
  state = mix(state, i64x2.extract_lane(s1, 1));
  state = mix(state, i64x2.extract_lane(s2, 0));
  state = mix(state, i64x2.extract_lane(s2, 1));
  state = mix(state, i64x2.extract_lane(s3, 0));
  return mix(state, i64x2.extract_lane(s3, 1));
}

function productOfLow(x: u64, y: u64): u64 {
  return (x & 0xffffffff) * (y & 0xffffffff);
}

function productOfHigh(x: u64, y: u64): u64 {
  return (x >> 32) * (y >> 32);
}

/** As `mixStripesWithVectors`, a lane at a time. */
function mixStripes(state: u64, pointer: usize, stripeCount: u32, seed: u64): u64 {
  let moved: u64 = 0; // how far the keys are
  let s0 = PRIME_1;
  let s1 = PRIME_2;
  let s2 = PRIME_3;
  let s3 = PRIME_4;
  let s4 = PRIME_5;
  let s5 = PRIME_1;
  let s6 = PRIME_2;
  let s7 = PRIME_3;
  const even = seed;
  const odd = 0 - seed;
  while (true) {
    let count = min(stripeCount, STRIPES_A_SCRAMBLE);
    stripeCount -= count;
    for (; count !== 0; count--) {
      const a0 = load<u64>(pointer);
      const a1 = load<u64>(pointer, 8);
      const b0 = load<u64>(pointer, 16);
      const b1 = load<u64>(pointer, 24);
      const c0 = load<u64>(pointer, 32);
      const c1 = load<u64>(pointer, 40);
      const d0 = load<u64>(pointer, 48);
      const d1 = load<u64>(pointer, 56);
      const added = even + moved;
      const taken = odd + moved;
      const ak0 = a0 ^ (K0 + added);
      const ak1 = a1 ^ (K1 + added);
      const bk0 = b0 ^ (K2 + taken);
      const bk1 = b1 ^ (K3 + taken);
      s0 += productOfLow(ak0, bk0) + c0;
      s1 += productOfHigh(ak0, bk0) + c1;
      s2 += productOfLow(ak1, bk1) + d0;
      s3 += productOfHigh(ak1, bk1) + d1;
      const ck0 = c0 ^ (K4 + added);
      const ck1 = c1 ^ (K5 + added);
      const dk0 = d0 ^ (K6 + taken);
      const dk1 = d1 ^ (K7 + taken);
      s4 += productOfLow(ck0, dk0) + a0;
      s5 += productOfHigh(ck0, dk0) + a1;
      s6 += productOfLow(ck1, dk1) + b0;
      s7 += productOfHigh(ck1, dk1) + b1;
      moved += KEY_STEP;
      pointer += STRIPE_BYTES;
    }
    if (stripeCount === 0) break;
    s0 = (s0 ^ (s0 >> 47) ^ (K0 + even + moved)) * SCRAMBLE;
    s1 = (s1 ^ (s1 >> 47) ^ (K1 + even + moved)) * SCRAMBLE;
    s2 = (s2 ^ (s2 >> 47) ^ (K2 + odd + moved)) * SCRAMBLE;
    s3 = (s3 ^ (s3 >> 47) ^ (K3 + odd + moved)) * SCRAMBLE;
    s4 = (s4 ^ (s4 >> 47) ^ (K4 + even + moved)) * SCRAMBLE;
    s5 = (s5 ^ (s5 >> 47) ^ (K5 + even + moved)) * SCRAMBLE;
    s6 = (s6 ^ (s6 >> 47) ^ (K6 + odd + moved)) * SCRAMBLE;
    s7 = (s7 ^ (s7 >> 47) ^ (K7 + odd + moved)) * SCRAMBLE;
  }
  state = mix(mix(mix(mix(state, s0), s1), s2), s3);
  return mix(mix(mix(mix(state, s4), s5), s6), s7);
}
