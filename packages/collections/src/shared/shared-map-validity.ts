import { InvariantError } from '../errors.js';
import { internals } from '../internals.js';
import {
  CURRENT,
  HOLE,
  SIZE,
  areaOf,
  headerOf,
  isAreaThere,
  stripeBitsOf,
  AREA_COUNT,
} from './table-layout.js';
import type { SharedTableToken } from './table-layout.js';

/** What a handle of a shared table shows of the area that it works in. */
export type SharedTableInternals = readonly [
  token: SharedTableToken,
  words: Int32Array,
  bits: number,
  /** Words of a slot. */
  stride: number,
  /** Hash of a key's words; keys of one word take no notice of the second. */
  hashOf: (hi: number, lo: number) => number,
  /** Times that it drew a new seed; of handles that write. */
  reseedCount?: number,
];

/** Any handle of a table that threads share. */
export interface SharedMapHandle {
  readonly size: number;
  /** @internal */
  [internals](): SharedTableInternals;
}

/**
 * Checks every promise of a shared table's layout, while nobody writes to it. Cost: O(slots); for
 * tests.
 * @throws {InvariantError} naming the first that is broken. @throws {DisposedError} after
 * `dispose`.
 */
export function assertValidSharedMap(map: SharedMapHandle): void {
  const [token, words, bits, stride, hashOf] = map[internals]();
  const header = headerOf(token);
  const slotCount = 2 ** bits;
  const end = slotCount * stride;
  const stripeCount = 2 ** stripeBitsOf(bits);
  assertEqual('hole', header[HOLE], 0);
  assertEqual('area', header[CURRENT]! >>> 1, bits);
  for (let i = end; i < end + stripeCount; i++) assertEqual('parity in use', words[i]! & 1, 0);
  assertOthersRetired(token, header, stride);
  const zero = words[end + stripeCount]!;
  assertEqual('flag of the zero key', zero, zero === 0 ? 0 : 1);
  const second = stride - 2; // the same word again where a key has one
  const isFree = (slot: number): boolean =>
    (words[slot * stride]! | words[slot * stride + second]!) === 0;
  let taken = 0;
  for (let slot = 0; slot < slotCount; slot++) if (!isFree(slot)) taken++;
  assertEqual('entries', taken + zero, header[SIZE]);
  assertEqual('size', map.size, header[SIZE]);
  assertEqual('load', taken <= slotCount * token.maximumLoad, true); // so searches end
  for (let slot = 0; slot < slotCount; slot++) {
    if (isFree(slot)) continue;
    const hi = words[slot * stride]!;
    const lo = words[slot * stride + second]!;
    let at = hashOf(hi, lo) >>> (27 - bits);
    while (!isFree(at) && (words[at * stride] !== hi || words[at * stride + second] !== lo)) {
      at = (at + 1) % slotCount;
    }
    // It ends at the first equal key or free slot: so there are no doubles and no gaps.
    assertEqual(`slot where the search for (${hi}, ${lo}) ends`, at, slot);
  }
}

function assertOthersRetired(token: SharedTableToken, header: Int32Array, stride: number): void {
  for (let area = 0; area < AREA_COUNT; area++) {
    if (area === header[CURRENT] || !isAreaThere(header, area)) continue;
    const words = areaOf(token, header, area, stride);
    const end = 2 ** (area >>> 1) * stride;
    for (let i = end; i < end + 2 ** stripeBitsOf(area >>> 1); i++) {
      assertEqual('parity out of use', words[i]! & 1, 1);
    }
  }
}

function assertEqual(what: string, actual: unknown, expected: unknown): void {
  if (actual === expected) return;
  throw new InvariantError(
    `shared table: expected ${what} to be ${String(expected)}, got ${String(actual)}`,
  );
}
