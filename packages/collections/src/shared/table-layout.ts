/**
 * How a shared table lies in its buffer, in words of 32 bits:
 *
 *     [header][area][area] …                 an area is a whole hash table of 2^bits slots
 *
 *     area   [slot] …                        2^bits of them: the words of the key, the value
 *            [sequence] …                    one a stripe; a stripe is 1/512 of the slots, or 8
 *            [zero is there][its value]      of the key 0, which lies in no slot
 *            [seed words ×4]
 *
 * **Growing** builds another area behind all others and makes it the current one by a single store;
 * readers go on in the old one meanwhile. There are up to two areas of a size, which take turns
 * where the size stays: for `clear`, and for a new seed.
 *
 * **A sequence** is even while nothing changes and odd while something does. It belongs to the keys
 * whose search *begins* in the stripe. Whoever changes a slot makes those odd before whose keys may
 * pass it on their way, and even after, higher by two. A reader believes what it has read if the
 * sequence is the one that it knew before. Those of areas that are not current are odd for ever.
 *
 * **Half-way**: the one change of several steps that readers could not tell from a finished one is
 * written down in HOLE beforehand: the slot that holds nothing of worth. Whoever takes the table
 * over closes the hole as a removal does, counts the entries and makes the sequences even.
 *
 * Source: sequence locks, Lameter 2005, "Effective synchronization on Linux/NUMA systems"; striped
 * here, so that a reader is only sent back by changes near the key that it seeks.
 */
import { CapacityError, InvalidArgumentError, expected } from '../errors.js';
import { entriesIn, maximumLoadOf, seedOf, slotsFor } from '../sizing.js';
import {
  checkedOptions,
  checkedToken,
  createSharedBuffer,
  growSharedBuffer,
} from './shared-memory.js';
import type { SharedToken } from './shared-memory.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

/** Words of the header. Hot code has the same numbers in its own file. */
export const CURRENT = 0; // the area in use: 2 * bits + which of the two
export const WRITER = 1; // claim of the handle that writes, 0: none
export const CLAIMS = 2; // claims so far
export const SIZE = 3; // entries
export const HOLE = 4; // 1 + word of the slot whose content is worth nothing; 0: none
export const NAP = 5; // never written: for waits that end by themselves
const AREAS = 8; // word where each area begins, by its number; 0: it has none yet
const HEADER_WORDS = 64;

const MINIMUM_BITS = 3;
const MAXIMUM_BITS = 26;
const MAXIMUM_STRIPE_BITS = 9;

/** Two of each size. */
export const AREA_COUNT = 2 * (MAXIMUM_BITS + 1);

/** Words behind the sequences: the key 0, its value, the seed. */
const TAIL_WORDS = 6;

/** What a thread needs to attach to a shared table. Nothing in it is to be changed. */
export interface SharedTableToken extends SharedToken {
  readonly maximumLoad: number;
  /** Entries that fit at most. */
  readonly maximumCapacity: number;
}

/** Options of a shared table. */
export interface SharedTableOptions {
  /** Entries that fit before the first growth, an integer. @defaultValue 6 */
  readonly capacity?: number | undefined;
  /**
   * Entries that fit at most, an integer up to 50,331,648 at the default load. Four times its
   * storage is reserved as address space, which takes no memory where buffers can grow.
   * @defaultValue 16,777,216, or `capacity` if that is more
   */
  readonly maximumCapacity?: number | undefined;
  /**
   * Share of the slots that may be taken before the table grows, 0.25 to 0.9.
   * @defaultValue 0.75
   */
  readonly maximumLoad?: number | undefined;
  /** As of other tables: makes the hash function repeatable. @defaultValue random */
  readonly seed?: number | undefined;
}

const DEFAULT_MAXIMUM_CAPACITY = 2 ** 24;
const OPTION_NAMES = ['capacity', 'maximumCapacity', 'maximumLoad', 'seed'];

/** Checks the options of a new table. @throws as its constructor. */
export function checkedTableOptions(options: SharedTableOptions | null | undefined): {
  capacity: number;
  maximumCapacity: number;
  maximumLoad: number;
  seed: number | undefined;
} {
  const given = checkedOptions(options, OPTION_NAMES);
  const maximumLoad = maximumLoadOf(given);
  const largest = entriesIn(2 ** MAXIMUM_BITS, maximumLoad);
  const { capacity = 0 } = given;
  const { maximumCapacity = Math.max(DEFAULT_MAXIMUM_CAPACITY, capacity) } = given;
  checkCount('maximumCapacity', maximumCapacity, largest);
  checkCount('capacity', capacity, maximumCapacity);
  return { capacity, maximumCapacity, maximumLoad, seed: seedOf(given) };
}

function checkCount(name: string, count: number, largest: number): void {
  if (Number.isInteger(count) && count >= 0 && count <= largest) return;
  throw new CapacityError(expected(name, `an integer from 0 to ${largest}`, count));
}

/**
 * log2 of the slots for so many entries.
 * @throws {CapacityError} if that is no count up to `largest`.
 */
export function bitsFor(entryCount: number, maximumLoad: number, largest: number): number {
  checkCount('capacity', entryCount, largest);
  const slotCount = slotsFor(Math.max(entryCount, 1), maximumLoad);
  return Math.max(32 - Math.clz32(slotCount - 1), MINIMUM_BITS);
}

/** log2 of the stripes of an area. */
export function stripeBitsOf(bits: number): number {
  return Math.min(bits - MINIMUM_BITS, MAXIMUM_STRIPE_BITS);
}

function areaWords(bits: number, stride: number): number {
  return 2 ** bits * stride + 2 ** stripeBitsOf(bits) + TAIL_WORDS;
}

/** A table with a header and no area. @throws as the constructor of a table. */
export function createTableToken(
  format: string,
  stride: number,
  terms: { maximumCapacity: number; maximumLoad: number },
): SharedTableToken {
  const { maximumCapacity, maximumLoad } = terms;
  const maximumBits = bitsFor(maximumCapacity, maximumLoad, maximumCapacity);
  let words = HEADER_WORDS;
  for (let bits = MINIMUM_BITS; bits <= maximumBits; bits++) words += 2 * areaWords(bits, stride);
  const buffer = createSharedBuffer(HEADER_WORDS * 4, words * 4);
  return { format, buffer, maximumLoad, maximumCapacity };
}

/** The token, if a table may have it. @throws {InvalidArgumentError} otherwise */
export function checkedTableToken(token: SharedTableToken, format: string): SharedTableToken {
  const { maximumLoad, maximumCapacity, buffer } = checkedToken(token, format);
  maximumLoadOf({ maximumLoad });
  const isWhole = Number.isInteger(maximumCapacity) && buffer.byteLength >= HEADER_WORDS * 4;
  if (isWhole) return token;
  throw new InvalidArgumentError(expected('token', 'one that nobody has changed', maximumCapacity));
}

/** The header. With its length: views that follow that of their buffer are ten times slower. */
export function headerOf({ buffer }: SharedTableToken): Int32Array {
  return new Int32Array(buffer, 0, HEADER_WORDS);
}

/** Whether an area was made. */
export function isAreaThere(header: Int32Array, area: number): boolean {
  return header[AREAS + area] !== 0;
}

/** The words of an area that was made. */
export function areaOf(
  token: SharedTableToken,
  header: Int32Array,
  area: number,
  stride: number,
): Int32Array {
  const offset = Atomics.load(header, AREAS + area);
  return new Int32Array(token.buffer, offset * 4, areaWords(area >>> 1, stride));
}

/**
 * The number of an area of 2^bits slots that is not in use, made if there is none.
 * @throws {CapacityError} if there is no memory for it; nothing has changed then.
 */
export function spareArea(
  token: SharedTableToken,
  header: Int32Array,
  bits: number,
  stride: number,
): number {
  const first = bits * 2;
  const area = Atomics.load(header, CURRENT) === first ? first + 1 : first;
  if (isAreaThere(header, area)) return area;
  let end = HEADER_WORDS;
  for (let other = 0; other < AREA_COUNT; other++) {
    const offset = header[AREAS + other]!;
    if (offset !== 0) end = Math.max(end, offset + areaWords(other >>> 1, stride));
  }
  growSharedBuffer(token.buffer, (end + areaWords(bits, stride)) * 4);
  Atomics.store(header, AREAS + area, end); // only now: whoever ends before it has taken nothing
  return area;
}

/** Makes the sequences of all areas odd but those of the current one. */
export function retireAreas(token: SharedTableToken, header: Int32Array, stride: number): void {
  const current = Atomics.load(header, CURRENT);
  for (let area = 0; area < AREA_COUNT; area++) {
    if (area === current || !isAreaThere(header, area)) continue;
    markSequences(areaOf(token, header, area, stride), area >>> 1, stride);
  }
}

/** Makes all sequences of an area odd. */
export function markSequences(words: Int32Array, bits: number, stride: number): void {
  const end = 2 ** bits * stride;
  const stripeCount = 2 ** stripeBitsOf(bits);
  for (let i = end; i < end + stripeCount; i++) Atomics.store(words, i, words[i]! | 1);
}

/** Makes all odd sequences of an area even. */
export function unmarkSequences(words: Int32Array, bits: number, stride: number): void {
  const end = 2 ** bits * stride;
  const stripeCount = 2 ** stripeBitsOf(bits);
  for (let i = end; i < end + stripeCount; i++) {
    if ((words[i]! & 1) !== 0) Atomics.store(words, i, (words[i]! + 1) | 0);
  }
}
