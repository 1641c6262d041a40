/**
 * Entries of 1 to 32 bits in longs, from the lowest bit up. `straddles`: an entry may begin in one
 * long and end in the next (Minecraft before 1.16); else a long holds floor(64 / bits) of them and
 * its top bits are padding. Packed arrays are whole longs; nothing beyond them, or beyond the
 * entries, is read or written.
 *
 * Hot loops are `do … while`: V8 computes what stays the same in every round of a loop that tests
 * at its head.
 */

/** Entries of 25 bits are the longest that lie in 4 bytes wherever in a byte they begin. */
const LONGEST_IN_FOUR_BYTES: u32 = 25;

function maskOf(bits: u32): u64 {
  return (<u64>-1) >> (64 - bits);
}

/** Whether entries of that length never straddle, since 64 is a multiple of it. */
function fills(bits: u32): bool {
  return 64 % bits === 0;
}

/** Entries in a long without straddling. */
function perLongOf(bits: u32): u32 {
  return 64 / bits;
}

export function unpack(source: usize, target: usize, count: u32, bits: u32, straddles: bool): void {
  if (straddles && !fills(bits)) unpackStream(source, target, count, bits);
  else unpackLongs(source, target, count, bits);
}

function unpackLongs(source: usize, target: usize, count: u32, bits: u32): void {
  const perLong = perLongOf(bits);
  const mask = <u32>maskOf(bits);
  if (ASC_FEATURE_SIMD) {
    // Vectors are written whole: what lies behind the entries of a long is written over by the next
    // one.
    let pairs: u32 = count < 2 * perLong + 16 ? 0 : (count - 16) / (2 * perLong);
    if (perLong === 2) unpackTwos(source, target, pairs, bits);
    else if (bits <= 8) unpackShort(source, target, 2 * pairs, bits);
    else unpackMiddle(source, target, pairs, bits);
    source += pairs << 4;
    pairs *= 2 * perLong;
    target += pairs << 2;
    count -= pairs;
  }
  do {
    let long = load<u64>(source);
    const some = min(count, perLong);
    const end = target + (some << 2);
    do {
      store<u32>(target, (<u32>long) & mask);
      long >>= bits;
      target += 4;
    } while (target !== end);
    source += 8;
    count -= some;
  } while (count !== 0);
}

/** Two entries a long: the halves of a vector's lanes. */
function unpackTwos(source: usize, target: usize, pairs: u32, bits: u32): void {
  const mask = i64x2.splat(maskOf(bits));
  if (pairs === 0) return;
  do {
    const longs = v128.load(source);
    const second = v128.and(i64x2.shr_u(longs, bits), mask);
    v128.store(target, v128.or(v128.and(longs, mask), i64x2.shl(second, 32)));
    source += 16;
    target += 16;
  } while (--pairs !== 0);
}

function lanes(a: u32, b: u32, c: u32, d: u32): v128 {
  const ab = i32x4.replace_lane(i32x4.splat(a), 1, b);
  return i32x4.replace_lane(i32x4.replace_lane(ab, 2, c), 3, d);
}

/** Four entries lie in 32 bits: a product moves each to the top of its lane. */
function unpackShort(source: usize, target: usize, longCount: u32, bits: u32): void {
  const perLong = perLongOf(bits);
  const factors = lanes(
    1 << (32 - bits),
    1 << (32 - 2 * bits),
    1 << (32 - 3 * bits),
    1 << (32 - 4 * bits),
  );
  const down = 32 - bits;
  const step = 4 * bits;
  const longStep = perLong << 2;
  const groups = (perLong + 3) >> 2;
  if (longCount === 0) return;
  do {
    let long = load<u64>(source);
    let to = target;
    let i = groups;
    do {
      v128.store(to, i32x4.shr_u(i32x4.mul(i32x4.splat(<u32>long), factors), down));
      long >>= step;
      to += 16;
    } while (--i !== 0);
    target += longStep;
    source += 8;
  } while (--longCount !== 0);
}

/** The bytes at which lanes begin whose entries begin at those bits: indices for `swizzle`. */
function bytesOf(a: u32, b: u32, c: u32, d: u32): v128 {
  return lanes(
    (a >> 3) * 0x01010101 + 0x03020100,
    (b >> 3) * 0x01010101 + 0x03020100,
    (c >> 3) * 0x01010101 + 0x03020100,
    (d >> 3) * 0x01010101 + 0x03020100,
  );
}

/** Factors that make the entries of those lanes begin at bit 7. */
function factorsOf(a: u32, b: u32, c: u32, d: u32): v128 {
  return lanes(1 << (7 - (a & 7)), 1 << (7 - (b & 7)), 1 << (7 - (c & 7)), 1 << (7 - (d & 7)));
}

/** The bit at which an entry begins in two longs of `perLong` entries. */
function bitOf(index: u32, perLong: u32, bits: u32): u32 {
  return index < perLong ? index * bits : 64 + (index - perLong) * bits;
}

/**
 * Each lane gets the four bytes in which its entry lies, then a product and a shift bring the entry
 * down.
 */
function unpackMiddle(source: usize, target: usize, pairs: u32, bits: u32): void {
  const perLong = perLongOf(bits); // 3 to 7, so that two longs hold 6 to 14
  const mask = i32x4.splat(<u32>maskOf(bits));
  const b0 = bitOf(0, perLong, bits);
  const b1 = bitOf(1, perLong, bits);
  const b2 = bitOf(2, perLong, bits);
  const b3 = bitOf(3, perLong, bits);
  const b4 = bitOf(4, perLong, bits);
  const b5 = bitOf(5, perLong, bits);
  const b6 = bitOf(6, perLong, bits);
  const b7 = bitOf(7, perLong, bits);
  const b8 = bitOf(8, perLong, bits);
  const b9 = bitOf(9, perLong, bits);
  const b10 = bitOf(10, perLong, bits);
  const b11 = bitOf(11, perLong, bits);
  const b12 = bitOf(12, perLong, bits);
  const b13 = bitOf(13, perLong, bits);
  const bytes0 = bytesOf(b0, b1, b2, b3);
  const bytes1 = bytesOf(b4, b5, b6, b7);
  const bytes2 = bytesOf(b8, b9, b10, b11);
  const bytes3 = bytesOf(b12, b13, b13, b13);
  const factors0 = factorsOf(b0, b1, b2, b3);
  const factors1 = factorsOf(b4, b5, b6, b7);
  const factors2 = factorsOf(b8, b9, b10, b11);
  const factors3 = factorsOf(b12, b13, b13, b13);
  const step = perLong << 3;
  if (pairs === 0) return;
  if (perLong <= 4) {
    do {
      const longs = v128.load(source);
      v128.store(target, entriesAt(longs, bytes0, factors0, mask));
      v128.store(target, entriesAt(longs, bytes1, factors1, mask), 16);
      source += 16;
      target += step;
    } while (--pairs !== 0);
    return;
  }
  do {
    const longs = v128.load(source);
    v128.store(target, entriesAt(longs, bytes0, factors0, mask));
    v128.store(target, entriesAt(longs, bytes1, factors1, mask), 16);
    v128.store(target, entriesAt(longs, bytes2, factors2, mask), 32);
    v128.store(target, entriesAt(longs, bytes3, factors3, mask), 48);
    source += 16;
    target += step;
  } while (--pairs !== 0);
}

function entriesAt(longs: v128, bytes: v128, factors: v128, mask: v128): v128 {
  return v128.and(i32x4.shr_u(i32x4.mul(i8x16.swizzle(longs, bytes), factors), 7), mask);
}

/** Without padding, so that eight entries are `bits` bytes. */
function unpackStream(source: usize, target: usize, count: u32, bits: u32): void {
  const byteLength = ((count * bits + 63) >> 6) << 3;
  const mask = <u32>maskOf(bits);
  let bit: u32 = 0;
  if (ASC_FEATURE_SIMD) {
    if (bits <= LONGEST_IN_FOUR_BYTES) {
      const eights: u32 = byteLength < 32 ? 0 : (byteLength - 32) / bits; // vectors end where the array does
      unpackEights(source, target, eights, bits);
      bit = eights * bits * 8;
      target += eights << 5;
      count -= eights << 3;
    }
  }
  const safe: u32 = byteLength - 8;
  do {
    const from = min(bit >> 3, safe); // the last entries lie in the last long
    store<u32>(target, (<u32>(load<u64>(source + from, 0, 1) >> (bit - (from << 3)))) & mask);
    target += 4;
    bit += bits;
  } while (--count !== 0);
}

function unpackEights(source: usize, target: usize, count: u32, bits: u32): void {
  const mask = i32x4.splat(<u32>maskOf(bits));
  const bytes0 = bytesOf(0, bits, 2 * bits, 3 * bits);
  const factors0 = factorsOf(0, bits, 2 * bits, 3 * bits);
  const later: u32 = (4 * bits) >> 3;
  const rest: u32 = (4 * bits) & 7; // the second four may begin in the middle of a byte
  const bytes1 = bytesOf(rest, rest + bits, rest + 2 * bits, rest + 3 * bits);
  const factors1 = factorsOf(rest, rest + bits, rest + 2 * bits, rest + 3 * bits);
  if (count === 0) return;
  do {
    v128.store(target, entriesAt(v128.load(source), bytes0, factors0, mask));
    v128.store(target, entriesAt(v128.load(source + later), bytes1, factors1, mask), 16);
    source += bits;
    target += 32;
  } while (--count !== 0);
}

export function pack(source: usize, target: usize, count: u32, bits: u32, straddles: bool): void {
  if (straddles && !fills(bits)) packStream(source, target, count, bits);
  else packLongs(source, target, count, bits);
}

/** Entries longer than this are no signed 16-bit numbers with which `dot` could multiply. */
const LONGEST_FOR_DOT: u32 = 14;

function packLongs(source: usize, target: usize, count: u32, bits: u32): void {
  const perLong = perLongOf(bits);
  const mask = maskOf(bits);
  if (ASC_FEATURE_SIMD) {
    // Vectors are read whole: what does not belong to the long is masked out.
    const done: u32 = count < perLong + 8 ? 0 : ((count - 8) / perLong) & ~1;
    if (perLong === 2) packTwos(source, target, done >> 1, bits);
    else if (perLong <= 4) packMiddle(source, target, done, bits);
    else if (perLong <= 8) packEights(source, target, done, bits);
    else if (perLong <= 16) packSixteens(source, target, done, bits);
    else packShort(source, target, done, bits);
    source += (done * perLong) << 2;
    target += done << 3;
    count -= done * perLong;
  }
  do {
    const some = min(count, perLong);
    const end = source + (some << 2);
    let long: u64 = 0;
    let shift: u64 = 0;
    do {
      long |= (load<u32>(source) & mask) << shift;
      shift += bits;
      source += 4;
    } while (source !== end);
    store<u64>(target, long);
    target += 8;
    count -= some;
  } while (count !== 0);
}

/** The first and second number of each pair of lanes behind each other. */
function join(entries: v128, bits: u32): v128 {
  const second = i64x2.shl(i64x2.shr_u(entries, 32), bits);
  return v128.or(v128.and(entries, i64x2.splat(0xffffffff)), second);
}

function packTwos(source: usize, target: usize, pairs: u32, bits: u32): void {
  const mask = i32x4.splat(<u32>maskOf(bits));
  if (pairs === 0) return;
  do {
    v128.store(target, join(v128.and(v128.load(source), mask), bits));
    source += 16;
    target += 16;
  } while (--pairs !== 0);
}

/** Three or four entries a long. */
function packMiddle(source: usize, target: usize, longs: u32, bits: u32): void {
  const perLong = perLongOf(bits);
  const used = maskOf(perLong * bits);
  const mask = i32x4.splat(<u32>maskOf(bits));
  const half: u64 = 2 * bits;
  const step = perLong << 2;
  if (longs === 0) return;
  do {
    const twos = join(v128.and(v128.load(source), mask), bits);
    const long = i64x2.extract_lane(twos, 0) | (i64x2.extract_lane(twos, 1) << half);
    store<u64>(target, long & used);
    source += step;
    target += 8;
  } while (--longs !== 0);
}

/** Eight entries in two lanes, four behind each other in each. */
function joinEight(source: usize, mask: v128, factors: v128, bits: u32): v128 {
  const low = v128.and(v128.load(source), mask);
  const high = v128.and(v128.load(source, 16), mask);
  const pairs = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(low, high), factors);
  return join(pairs, 2 * bits);
}

/**
 * Two longs: what two vectors have in their first lanes, and behind it what they have in their
 * second.
 */
function joinLanes(first: v128, second: v128, shift: u64): v128 {
  const low = i64x2.shuffle(first, second, 0, 2);
  return v128.or(low, i64x2.shl(i64x2.shuffle(first, second, 1, 3), <u32>shift));
}

/** Five to eight entries a long; an even number of longs. */
function packEights(source: usize, target: usize, longs: u32, bits: u32): void {
  const perLong = perLongOf(bits);
  const used = i64x2.splat(maskOf(perLong * bits));
  const mask = i32x4.splat(<u32>maskOf(bits));
  const factors = i32x4.splat(1 | (1 << (16 + bits)));
  const four: u64 = 4 * bits;
  const step = perLong << 2;
  if (longs === 0) return;
  do {
    const first = joinEight(source, mask, factors, bits);
    const second = joinEight(source + step, mask, factors, bits);
    v128.store(target, v128.and(joinLanes(first, second, four), used));
    source += 2 * step;
    target += 16;
    longs -= 2;
  } while (longs !== 0);
}

/** Nine to sixteen entries a long; an even number of longs. */
function packSixteens(source: usize, target: usize, longs: u32, bits: u32): void {
  const perLong = perLongOf(bits);
  const used = i64x2.splat(maskOf(perLong * bits));
  const mask = i32x4.splat(<u32>maskOf(bits));
  const factors = i32x4.splat(1 | (1 << (16 + bits)));
  const four: u64 = 4 * bits;
  // Behind 12 entries there are more only if they have 4 bits: else they would be moved beyond the
  // long's end.
  const later = bits === 4 ? i64x2.splat(-1) : i64x2.splat(0);
  const step = perLong << 2;
  if (longs === 0) return;
  do {
    const next = source + step;
    const first = joinEight(source, mask, factors, bits);
    const second = joinEight(next, mask, factors, bits);
    const third = joinEight(source + 32, mask, factors, bits);
    const fourth = joinEight(next + 32, mask, factors, bits);
    const low = joinLanes(first, second, four);
    const high = i64x2.shl(i64x2.shuffle(third, fourth, 0, 2), <u32>(2 * four));
    const last = i64x2.shl(i64x2.shuffle(third, fourth, 1, 3), <u32>(3 * four));
    const long = v128.or(v128.or(low, high), v128.and(last, later));
    v128.store(target, v128.and(long, used));
    source = next + step;
    target += 16;
    longs -= 2;
  } while (longs !== 0);
}

/** More entries a long. */
function packShort(source: usize, target: usize, longs: u32, bits: u32): void {
  const perLong = perLongOf(bits);
  const used = maskOf(perLong * bits);
  const mask = i32x4.splat(<u32>maskOf(bits));
  const factors = i32x4.splat(1 | (1 << (16 + bits)));
  const four: u64 = 4 * bits;
  const longStep = perLong << 2;
  const groups = (perLong + 7) >> 3;
  if (longs === 0) return;
  do {
    let long: u64 = 0;
    let shift: u64 = 0;
    let from = source;
    let i = groups;
    do {
      const fours = joinEight(from, mask, factors, bits);
      long |= i64x2.extract_lane(fours, 0) << shift;
      const second = i64x2.extract_lane(fours, 1) << (shift + four);
      long |= select<u64>(second, 0, shift + four < 64);
      shift += 2 * four;
      from += 32;
    } while (--i !== 0);
    store<u64>(target, long & used);
    source += longStep;
    target += 8;
  } while (--longs !== 0);
}

function packStream(source: usize, target: usize, count: u32, bits: u32): void {
  const mask = maskOf(bits);
  let long: u64 = 0;
  let held: u32 = 0; // bits in `long`, below 64
  if (ASC_FEATURE_SIMD) {
    if (bits <= LONGEST_FOR_DOT) {
      const masks = i32x4.splat(<u32>mask);
      const factors = i32x4.splat(1 | (1 << (16 + bits)));
      const step = 4 * bits;
      let eights = count >> 3;
      if (eights !== 0) {
        do {
          const fours = joinEight(source, masks, factors, bits);
          const first = i64x2.extract_lane(fours, 0);
          const second = i64x2.extract_lane(fours, 1);
          long |= first << held;
          held += step;
          if (held >= 64) {
            store<u64>(target, long);
            target += 8;
            held -= 64;
            long = held === 0 ? 0 : first >> (step - held);
          }
          long |= second << held;
          held += step;
          if (held >= 64) {
            store<u64>(target, long);
            target += 8;
            held -= 64;
            long = held === 0 ? 0 : second >> (step - held);
          }
          source += 32;
        } while (--eights !== 0);
      }
      count &= 7;
    }
  }
  if (count !== 0) {
    do {
      const entry = load<u32>(source) & mask;
      long |= entry << held;
      held += bits;
      if (held >= 64) {
        store<u64>(target, long);
        target += 8;
        held -= 64;
        long = held === 0 ? 0 : entry >> (bits - held);
      }
      source += 4;
    } while (--count !== 0);
  }
  if (held !== 0) store<u64>(target, long);
}

/** Whether all of `count` entries, at least one, are equal. Padding does not matter. */
export function isUniform(source: usize, count: u32, bits: u32, straddles: bool): bool {
  const entry = load<u64>(source) & maskOf(bits);
  let pattern: u64 = entry; // repeated over a long
  for (let width = bits; width < 64; width <<= 1) pattern |= pattern << width;
  if (straddles && !fills(bits)) return isUniformStream(source, count, bits, entry, pattern);
  const perLong = perLongOf(bits);
  const mask = maskOf(perLong * bits);
  pattern &= mask;
  let longCount = count / perLong;
  if (ASC_FEATURE_SIMD) {
    const patterns = i64x2.splat(pattern);
    const masks = i64x2.splat(mask);
    let fours = longCount >> 2;
    longCount &= 3;
    if (fours !== 0) {
      do {
        const x = v128.xor(v128.and(v128.load(source), masks), patterns);
        const y = v128.xor(v128.and(v128.load(source, 16), masks), patterns);
        if (v128.any_true(v128.or(x, y))) return false;
        source += 32;
      } while (--fours !== 0);
    }
  }
  if (longCount !== 0) {
    do {
      if ((load<u64>(source) & mask) !== pattern) return false;
      source += 8;
    } while (--longCount !== 0);
  }
  const rest = count % perLong;
  return rest === 0 || ((load<u64>(source) ^ pattern) & maskOf(rest * bits)) === 0;
}

function isUniformStream(source: usize, count: u32, bits: u32, entry: u64, pattern: u64): bool {
  let rest = <u64>count * bits;
  let phase: u32 = 0; // bits of an entry that lie in the long before
  do {
    const expected = phase === 0 ? pattern : (entry >> phase) | (pattern << (bits - phase));
    const difference = load<u64>(source) ^ expected;
    if (rest < 64) return (difference & maskOf(<u32>rest)) === 0;
    if (difference !== 0) return false;
    source += 8;
    rest -= 64;
    phase = (phase + 64) % bits;
  } while (rest !== 0);
  return true;
}
