import type { EntryIndex } from './entry-index.js';
import { InvariantError } from './errors.js';
import { entriesIn, mantissaOf, roundUpSlotCount, shiftOf } from './sizing.js';

/**
 * Checks what an index promises, whatever its owner keeps in it. Cost: O(slots).
 * @throws {InvariantError}
 */
export function assertValidIndex(index: EntryIndex): void {
  const { slotCount, hashesAt, payloadsAt, entryCapacity, entryCount, liveCount } = index;
  const words = index.open();
  assertEqual('slot count', slotCount, slotCount > 1 ? roundUpSlotCount(slotCount) : 1);
  assertEqual('mantissa', index.mantissa, mantissaOf(slotCount));
  assertEqual('shift', index.shift, shiftOf(slotCount));
  assertEqual('capacity', entryCapacity, entriesIn(slotCount, index.maximumLoad));
  assertEqual('start of hashes', hashesAt, slotCount);
  assertEqual('start of payloads', payloadsAt, slotCount + entryCapacity);
  assertEqual(
    'length of words',
    words.length,
    slotCount + (1 + index.payloadWords) * entryCapacity,
  );
  assertEqual('entries', Math.min(entryCount, entryCapacity), entryCount);
  const seen = new Uint8Array(entryCount);
  let taken = 0;
  for (let slot = 0; slot < slotCount; slot++) {
    const entry = words[slot]! - 1;
    if (entry < 0) continue;
    taken++;
    assertEqual(`entry in slot ${slot}, seen before`, seen[entry], 0);
    seen[entry] = 1;
    const home = index.homeOf(words[hashesAt + entry]!);
    for (let at = home; at !== slot; at = at + 1 === slotCount ? 0 : at + 1) {
      assertEqual(`slot ${at} on the way to entry ${entry}, free`, words[at] === 0, false);
    }
  }
  assertEqual('entries in slots', taken, liveCount); // fewer than slots, so searches end
}

export function assertEqual(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) {
    throw new InvariantError(
      `entries: expected ${what} to be ${String(expected)}, got ${String(actual)}`,
    );
  }
}
