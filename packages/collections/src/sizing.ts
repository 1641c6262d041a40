/**
 * How many slots a table has, how full it may be, and how long a probe is still plausible.
 *
 * A slot count is `mantissa · 2^exponent` with a mantissa of 16 to 31: steps of 1/16, so a table
 * that was trimmed wastes 3 % on average, and the slot of a hash is one 32-bit multiplication away:
 *
 *     hash (27 bits) × mantissa (5 bits)  →  32 bits;   slot = product >>> (27 - exponent)
 *
 * The slot grows with the hash, so growing copies from front to back into both halves of the new
 * table in order: two sequential streams, no random access.
 */
import { CapacityError, InvalidArgumentError, expected } from './errors.js';
import type { TableOptions } from './options.js';

/**
 * Slots of the smallest table that has storage. A table without has one slot, free and never
 * written.
 */
const MINIMUM_SLOT_COUNT = 8;

/** Slots that a 27-bit hash can tell apart. */
// Not of HASH_BITS: bundlers keep what they cannot compute
export const MAXIMUM_SLOT_COUNT = 0x800_0000;

/**
 * Slots of the largest table with a JavaScript array beside it: from 2^25 elements on V8 makes such
 * an array a dictionary, which takes 20 s to fill; one more element than slots is used.
 */
export const MAXIMUM_SLOT_COUNT_WITH_OBJECTS = 0x1f0_0000;

const DEFAULT_MAXIMUM_LOAD = 0.75;

/**
 * The smallest permitted slot count of a table with storage that is at least `slotCount`: one of
 * whole buckets.
 */
export function roundUpSlotCount(slotCount: number): number {
  const step = 1 << Math.max(27 - Math.clz32(slotCount), 2);
  // A carry gives 32 · 2^e = 16 · 2^(e+1).
  return Math.max(Math.ceil(slotCount / step) * step, MINIMUM_SLOT_COUNT);
}

/**
 * Entries that `slotCount` slots take before the table grows. As the load is below 1, a slot stays
 * free.
 */
export function entriesIn(slotCount: number, maximumLoad: number): number {
  return Math.floor(slotCount * maximumLoad);
}

/**
 * Slots, permitted or not, that hold `entryCount` entries, at least 1: the inverse of `entriesIn`.
 */
export function slotsFor(entryCount: number, maximumLoad: number): number {
  let slotCount = Math.ceil(entryCount / maximumLoad);
  while (entriesIn(slotCount, maximumLoad) < entryCount) slotCount++; // the division was rounded
  return slotCount;
}

/** The smallest permitted slot count that holds `entryCount` entries; 0 for none. */
export function permittedSlotsFor(entryCount: number, maximumLoad: number): number {
  return entryCount === 0 ? 0 : roundUpSlotCount(slotsFor(entryCount, maximumLoad));
}

/**
 * Right shift that makes the number of a bucket of `hash * mantissa`: 27 - exponent, and more where
 * a bucket has several slots.
 * @param bucketSlots slots of a bucket, 1 or 4
 */
export function shiftOf(slotCount: number, bucketSlots = 1): number {
  return Math.min(Math.clz32(slotCount) + (bucketSlots >> 1), 31); // 31 where there is no storage
}

/** Factor of the slot of a hash: the five highest bits of `slotCount`, 16 to 31. */
export function mantissaOf(slotCount: number): number {
  return (slotCount << shiftOf(slotCount)) >>> 27;
}

/**
 * Slots beyond its own that an insertion may pass on average without suspicion: twice the mean of
 * an insertion into a table as full as it may get.
 *
 * Source: Knuth, TAOCP vol. 3, 6.4: an unsuccessful search at load a takes (1 + 1/(1−a)²)/2 probes.
 */
export function plausibleDisplacement(maximumLoad: number): number {
  return Math.ceil(1 / (1 - maximumLoad) ** 2 - 1);
}

/**
 * Slots beyond what is plausible that may be passed, in one insertion or summed up, before the
 * table must assume that somebody knows its seed: twice the longest probe that random keys cause at
 * all.
 *
 * Source: Pittel 1987, "Linear probing: the probable largest search time grows logarithmically with
 * the number of records": ln(n) / (a − 1 − ln a).
 */
export function suspiciousDisplacement(slotCount: number, maximumLoad: number): number {
  const decay = maximumLoad - 1 - Math.log(maximumLoad);
  return 16 + Math.ceil((2 * Math.log(slotCount)) / decay);
}

/** @throws {InvalidArgumentError} unless absent or 0.25 to 0.9. */
export function maximumLoadOf(options: TableOptions | undefined): number {
  const load = options?.maximumLoad ?? DEFAULT_MAXIMUM_LOAD;
  if (!(typeof load === 'number' && load >= 0.25 && load <= 0.9)) {
    throw new InvalidArgumentError(expected('maximumLoad', '0.25 to 0.9', load));
  }
  return load;
}

/** @throws {InvalidArgumentError} unless absent or an integer that fits 32 bits, signed or not. */
export function seedOf(options: TableOptions | undefined): number | undefined {
  const seed = options?.seed;
  if (seed !== undefined && (seed | 0) !== seed && seed >>> 0 !== seed) {
    throw new InvalidArgumentError(expected('seed', 'an integer of 32 bits', seed));
  }
  return seed;
}

/**
 * Slots, as permitted, for `entryCount` entries.
 * @throws {CapacityError} if it is not a count, or more than `maximumSlotCount` slots could hold.
 */
export function checkedSlotsFor(
  entryCount: number,
  maximumLoad: number,
  maximumSlotCount: number,
): number {
  const largest = entriesIn(maximumSlotCount, maximumLoad);
  if (!Number.isInteger(entryCount) || entryCount < 0 || entryCount > largest) {
    throw new CapacityError(expected('capacity', `an integer from 0 to ${largest}`, entryCount));
  }
  return permittedSlotsFor(entryCount, maximumLoad);
}

/**
 * Slots of a table of `slotCount` after it grew.
 * @throws {CapacityError} if it is as large as it can be.
 */
export function grownSlotCount(slotCount: number, maximumSlotCount: number): number {
  const grown = Math.min(roundUpSlotCount(slotCount * 2), maximumSlotCount);
  if (grown <= slotCount) {
    throw new CapacityError(`size: expected at most ${maximumSlotCount} slots`);
  }
  return grown;
}
