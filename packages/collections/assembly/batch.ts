/**
 * Looks up many int keys in one call, in tables of `[key value]` slots, four to a bucket, as
 * `templates/hash-table.ts.template` lays them out.
 *
 * Three steps, so that the processor waits for many buckets at once instead of for one after the
 * other: where each key's bucket is, four keys at a time; a load of each bucket, without a branch;
 * and only then the comparisons, which find the buckets near.
 */

/** What `getMany` returns if one of the keys is the table's secret, which lies nowhere. */
const SECRET: i32 = -1;

/**
 * Writes the values of keys, `missing` for those that are not there.
 * @param keys - 4 · `count` bytes and room up to a multiple of 16; each is left XOR `offset`
 * @param homes - as many bytes of scratch, with as much room
 * @param words, end - where the table's slots begin and end
 * @param offset, m1, m2, mantissa, shift - as in the table
 * @returns how many are there, or SECRET; then nothing that was written holds
 */
export function getMany(
  keys: usize,
  count: i32,
  out: usize,
  homes: usize,
  words: usize,
  end: usize,
  offset: i32,
  m1: i32,
  m2: i32,
  mantissa: i32,
  shift: i32,
  missing: i32,
): i32 {
  const bytes = (<usize>count) << 2;
  // What lies behind the last key is looked for like keys, and left alone.
  const padded = (bytes + 15) & ~15;
  if (!findHomes(keys, homes, padded, offset, m1, m2, mantissa, shift)) return SECRET;
  let even: i32 = 0;
  let odd: i32 = 0;
  for (let i: usize = 0; i < padded; i += 16) {
    even |= load<i32>(words + <usize>load<u32>(homes + i));
    odd |= load<i32>(words + <usize>load<u32>(homes + i, 4));
    even |= load<i32>(words + <usize>load<u32>(homes + i, 8));
    odd |= load<i32>(words + <usize>load<u32>(homes + i, 12));
  }
  let hits: i32 = 0;
  for (let i: usize = 0; i < bytes; i += 4) {
    const wanted = v128.load32_splat(keys + i);
    let bucket = words + <usize>load<u32>(homes + i);
    let value = missing;
    for (;;) {
      const found = v128.shuffle<i32>(v128.load(bucket), v128.load(bucket, 16), 0, 2, 4, 6);
      const mask = i32x4.bitmask(i32x4.eq(found, wanted));
      if (mask) {
        value = load<i32>(bucket + ((<usize>ctz(mask)) << 3), 4);
        hits++;
        break;
      }
      if (i32x4.extract_lane(found, 3) === 0) break;
      bucket += 32;
      if (bucket === end) bucket = words;
    }
    store<i32>(out + i, value);
  }
  store<i32>(homes, even | odd); // else the loads before would be left out
  return hits;
}

/** Writes where the bucket of each key begins, in bytes. @returns whether no key is the secret */
function findHomes(
  keys: usize,
  homes: usize,
  bytes: usize,
  offset: i32,
  m1: i32,
  m2: i32,
  mantissa: i32,
  shift: i32,
): bool {
  const offsets = i32x4.splat(offset);
  const first = i32x4.splat(m1);
  const second = i32x4.splat(m2);
  const mantissas = i32x4.splat(mantissa);
  let none = i32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const key = v128.xor(v128.load(keys + i), offsets);
    const turned = v128.or(i32x4.shl(key, 16), i32x4.shr_u(key, 16));
    let hash = v128.xor(i32x4.mul(key, first), i32x4.mul(turned, second));
    hash = i32x4.shr_u(i32x4.mul(v128.xor(hash, i32x4.shr_u(hash, 15)), first), 5);
    v128.store(keys + i, key);
    v128.store(homes + i, i32x4.shl(i32x4.shr_u(i32x4.mul(hash, mantissas), shift), 5));
    none = v128.or(none, i32x4.eq(key, i32x4.splat(0)));
  }
  return !v128.any_true(none);
}
