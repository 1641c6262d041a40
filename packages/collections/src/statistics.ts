/**
 * What a hash table tells about itself to tests and to those who suspect an attack.
 */

import { internals } from './internals.js';
import type { HashTable } from './internals.js';

/** How long the way to the keys of a table is. One probe looks at one slot. */
export interface ProbeStatistics {
  /** Probes to the key that is farthest from its own slot; 0 for an empty table. */
  readonly longest: number;
  /** Probes to a key on average; 0 for an empty table. */
  readonly mean: number;
  /** Times that the table drew a new seed because its probes were too long to be chance. */
  readonly reseedCount: number;
}

/**
 * How far the keys lie from their own slots. Cost: O(slots); for tests and diagnosis. @throws
 * {DisposedError}
 */
export function probeStatistics(table: HashTable): ProbeStatistics {
  const [words, slotCount, [offset], , , , reseedCount, stride, , homeOf, keyWords] =
    table[internals]();
  let longest = 0;
  let total = 0;
  for (let slot = 0; slot < slotCount; slot++) {
    const first = words[slot * stride]!;
    const second = keyWords === 1 ? 0 : words[slot * stride + 1]!;
    if ((first | second) === 0) continue;
    const distance = slot - homeOf(first ^ offset, second ^ offset);
    const probes = (distance < 0 ? distance + slotCount : distance) + 1;
    if (probes > longest) longest = probes;
    total += probes;
  }
  const mean = table.size === 0 ? 0 : total / table.size;
  return { longest, mean, reseedCount };
}
