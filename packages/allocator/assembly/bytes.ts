/* eslint-disable no-loss-of-precision -- AssemblyScript has 64-bit integers */
/**
 * Bytes: filling, copying, comparing, finding; nibbles.
 *
 * Pointers need no alignment in WebAssembly. In the script build, where loads are elements of typed
 * arrays, arguments are multiples of 8; loads elsewhere say that they are not aligned.
 */

export function fill(target: usize, byteLength: u32, value: u32): void {
  memory.fill(target, <u8>value, byteLength);
}

/** The places may overlap. */
export function copy(source: usize, target: usize, byteLength: u32): void {
  memory.copy(target, source, byteLength);
}

/** Index of the first byte in which two places differ, or `byteLength`. */
export function mismatch(left: usize, right: usize, byteLength: u32): u32 {
  let i: u32 = 0;
  if (ASC_FEATURE_SIMD) {
    for (; byteLength - i >= 64; i += 64) {
      const a = v128.xor(v128.load(left + i), v128.load(right + i));
      const b = v128.xor(v128.load(left + i, 16), v128.load(right + i, 16));
      const c = v128.xor(v128.load(left + i, 32), v128.load(right + i, 32));
      const d = v128.xor(v128.load(left + i, 48), v128.load(right + i, 48));
      if (v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) break;
    }
  }
  for (; byteLength - i >= 8; i += 8) {
    const difference = load<u64>(left + i, 0, 1) ^ load<u64>(right + i);
    if (difference !== 0) return i + ((<u32>ctz<u64>(difference)) >> 3);
  }
  for (; i < byteLength; i++) {
    if (load<u8>(left + i) !== load<u8>(right + i)) break;
  }
  return i;
}

/**
 * Index of the first place in `byteLength` bytes where the `soughtLength` ≥ 1 bytes at `sought`
 * lie, or −1. Places are tried where the first and the last byte fit.
 */
export function find(place: usize, byteLength: u32, sought: usize, soughtLength: u32): i32 {
  if (soughtLength > byteLength) return -1;
  const count = byteLength - soughtLength + 1; // places where it may begin
  const toLast = soughtLength - 1;
  const first = load<u8>(sought);
  const last = load<u8>(sought + toLast);
  let i: u32 = 0;
  if (ASC_FEATURE_SIMD) {
    const firsts = i8x16.splat(first);
    const lasts = i8x16.splat(last);
    let steps = count >> 4;
    if (steps !== 0) {
      do {
        const begin = i8x16.eq(v128.load(place + i), firsts);
        const fits = v128.and(begin, i8x16.eq(v128.load(place + i + toLast), lasts));
        for (let bits = i8x16.bitmask(fits); bits !== 0; bits &= bits - 1) {
          const at = i + ctz<i32>(bits);
          if (mismatch(place + at, sought, soughtLength) === soughtLength) return at;
        }
        i += 16;
      } while (--steps !== 0);
    }
  } else {
    const firsts = 0x0101010101010101 * <u64>first;
    const lasts = 0x0101010101010101 * <u64>last;
    let steps = count >> 3;
    while (steps-- !== 0) {
      const begin = load<u64>(place + i) ^ firsts;
      // Zero bytes where both fit. The lowest mark is right; one above it may be wrong, and is
      // tried.
      const wrong = begin | (load<u64>(place + i + toLast, 0, 1) ^ lasts);
      let marks = (wrong - 0x0101010101010101) & ~wrong & 0x8080808080808080;
      for (; marks !== 0; marks &= marks - 1) {
        const at = i + ((<u32>ctz<u64>(marks)) >> 3);
        if (mismatch(place + at, sought, soughtLength) === soughtLength) return at;
      }
      i += 8;
    }
  }
  for (; i < count; i++) {
    if (load<u8>(place + i) !== first) continue;
    if (mismatch(place + i, sought, soughtLength) === soughtLength) return i;
  }
  return -1;
}

/** One byte for each of `count` nibbles; the low one of a byte comes first. */
export function unpackNibbles(source: usize, target: usize, count: u32): void {
  if (ASC_FEATURE_SIMD) {
    const low = i8x16.splat(15);
    for (; count >= 32; count -= 32) {
      const pairs = v128.load(source);
      const even = v128.and(pairs, low);
      const odd = i8x16.shr_u(pairs, 4);
      v128.store(
        target,
        i8x16.shuffle(even, odd, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23),
      );
      v128.store(
        target,
        i8x16.shuffle(even, odd, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31),
        16,
      );
      source += 16;
      target += 32;
    }
  }
  for (; count >= 8; count -= 8) {
    let x: u64 = load<u32>(source);
    x = (x | (x << 16)) & 0x0000ffff0000ffff;
    x = (x | (x << 8)) & 0x00ff00ff00ff00ff;
    store<u64>(target, (x | (x << 4)) & 0x0f0f0f0f0f0f0f0f);
    source += 4;
    target += 8;
  }
  for (; count >= 2; count -= 2) {
    const pair = <u32>load<u8>(source);
    store<u8>(target, pair & 15);
    store<u8>(target, pair >> 4, 1);
    source += 1;
    target += 2;
  }
  if (count !== 0) store<u8>(target, load<u8>(source) & 15);
}

/**
 * The low four bits of each of `count` bytes; of an odd count, the last nibble is followed by
 * zeros.
 */
export function packNibbles(source: usize, target: usize, count: u32): void {
  if (ASC_FEATURE_SIMD) {
    const nibbles = i8x16.splat(15);
    const bytes = i16x8.splat(255);
    for (; count >= 32; count -= 32) {
      const a = v128.and(v128.load(source), nibbles);
      const b = v128.and(v128.load(source, 16), nibbles);
      const x = v128.and(v128.or(a, i16x8.shr_u(a, 4)), bytes);
      const y = v128.and(v128.or(b, i16x8.shr_u(b, 4)), bytes);
      v128.store(target, i8x16.narrow_i16x8_u(x, y));
      source += 32;
      target += 16;
    }
  }
  for (; count >= 8; count -= 8) {
    let x = load<u64>(source) & 0x0f0f0f0f0f0f0f0f;
    x = (x | (x >> 4)) & 0x00ff00ff00ff00ff;
    x = (x | (x >> 8)) & 0x0000ffff0000ffff;
    store<u32>(target, <u32>(x | (x >> 16)));
    source += 8;
    target += 4;
  }
  for (; count >= 2; count -= 2) {
    store<u8>(target, (load<u8>(source) & 15) | (load<u8>(source, 1) << 4));
    source += 2;
    target += 1;
  }
  if (count !== 0) store<u8>(target, load<u8>(source) & 15);
}
