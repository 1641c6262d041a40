import { MAX_NAME_LENGTH, MAX_REGIONS, regionAt } from './layout.js';
import type { ThreadTables } from './thread-tables.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

/** Takes a number for a region. @returns 0 if none is left. */
export function claimRegion(tables: ThreadTables, participant: number, name: string): number {
  const { control } = tables;
  for (let id = 1; id <= MAX_REGIONS; id++) {
    const at = regionAt(id);
    if (Atomics.load(control, at) !== 0) continue;
    if (Atomics.compareExchange(control, at, 0, participant) !== 0) continue;
    const length = Math.min(name.length, MAX_NAME_LENGTH);
    for (let i = 0; i < length; i += 2) {
      const high = i + 1 < length ? name.charCodeAt(i + 1) : 0;
      control[at + 2 + (i >>> 1)] = name.charCodeAt(i) | (high << 16);
    }
    Atomics.store(control, at + 1, length); // last: the name is whole or empty
    return id;
  }
  return 0;
}

/** Lets the number of a region without pages be given out again. */
export function releaseRegion(tables: ThreadTables, id: number): void {
  const at = regionAt(id);
  Atomics.store(tables.control, at + 1, 0);
  Atomics.store(tables.control, at, 0);
}
