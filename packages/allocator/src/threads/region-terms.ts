import { ADDRESS_SPACE_BYTES, PAGE_BYTES } from '../geometry.js';
import { LIMIT_SHIFT, MAX_NAME_LENGTH, MAX_REGIONS, NAME, TERMS, regionAt } from './layout.js';
import type { ThreadTables } from './thread-tables.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

/** What every thread may know of a region, so that an heir does. */
export interface RegionTerms {
  readonly name: string;
  readonly limitBytes?: number | undefined;
}

/** Takes a number for a region. @returns 0 if none is left. */
export function claimRegion(
  tables: ThreadTables,
  participant: number,
  { name, limitBytes }: RegionTerms,
): number {
  const { control } = tables;
  for (let id = 1; id <= MAX_REGIONS; id++) {
    const at = regionAt(id);
    if (Atomics.load(control, at) !== 0) continue;
    if (Atomics.compareExchange(control, at, 0, participant) !== 0) continue;
    const length = Math.min(name.length, MAX_NAME_LENGTH);
    for (let i = 0; i < length; i += 2) {
      const high = i + 1 < length ? name.charCodeAt(i + 1) : 0;
      control[at + NAME + (i >>> 1)] = name.charCodeAt(i) | (high << 16);
    }
    // Whole pages are all that a limit counts.
    const limit =
      limitBytes === undefined
        ? 0
        : Math.floor(Math.min(limitBytes, ADDRESS_SPACE_BYTES) / PAGE_BYTES) + 1;
    // Last: all is there, or nothing
    Atomics.store(control, at + TERMS, length | (limit << LIMIT_SHIFT));
    return id;
  }
  return 0;
}

/**
 * What is known of a region: its name as far as it fits (empty before it has one), its limit in
 * whole pages.
 */
export function termsOfRegion({ control }: ThreadTables, id: number): RegionTerms {
  const at = regionAt(id);
  const terms = Atomics.load(control, at + TERMS);
  const length = terms & ((1 << LIMIT_SHIFT) - 1);
  let name = '';
  for (let i = 0; i < length; i++) {
    name += String.fromCharCode((control[at + NAME + (i >>> 1)]! >>> ((i & 1) * 16)) & 0xffff);
  }
  const limit = terms >>> LIMIT_SHIFT;
  return { name, limitBytes: limit === 0 ? undefined : (limit - 1) * PAGE_BYTES };
}

/** Lets the number of a region without pages be given out again. */
export function releaseRegion(tables: ThreadTables, id: number): void {
  const at = regionAt(id);
  Atomics.store(tables.control, at + TERMS, 0);
  Atomics.store(tables.control, at, 0);
}
