import type { Heap } from '@sandy/allocator';
import type { ManagerReport } from './api.js';
import { insist } from './collect-errors.js';
import { usageOf } from './mod-memory.js';
import type { ModMemory } from './mod-memory.js';
import type { SharedStores } from './shared-stores.js';

/** Names of the rows that are no mods; the grammar of mod names has no parentheses. */
const METADATA_ROW = '(tables of the heap)';
const UNHELD_ROW = '(shared, held by no mod)';

/**
 * The report on a manager's mods; its rows add up to what the heap holds.
 *
 * @throws what a store or a source throws: without it, nothing would add up
 */
export function buildReport(
  heap: Heap,
  stores: SharedStores,
  mods: readonly ModMemory[],
  sources: readonly (() => Readonly<Record<string, number>>)[],
): ManagerReport {
  const { metadataBytes, committedBytes, reservedBytes } = heap.stats();
  let contentBytes = 0;
  let outsideBytes = 0;
  const savings = new Map<string, number>();
  const save = (trick: string, bytes: number): void =>
    void savings.set(trick, bytes + (savings.get(trick) ?? 0));
  for (const [{ trick }, store] of stores.entries) {
    const stats = store.stats();
    contentBytes += stats.poolBytes;
    outsideBytes += stats.metadataBytes;
    save(trick, stats.savedBytes);
  }
  for (const source of sources) {
    for (const [trick, bytes] of Object.entries(source())) save(trick, bytes);
  }
  const shares = stores.shares(insist); // exact: they add up to the stores' bytes
  let unheldBytes = contentBytes;
  const rows = mods.map((mod) => {
    const usage = usageOf(mod, shares);
    unheldBytes -= usage.sharedBytes;
    return usage;
  });
  rows.push(
    { name: METADATA_ROW, currentBytes: metadataBytes, sharedBytes: 0 },
    { name: UNHELD_ROW, currentBytes: unheldBytes, sharedBytes: unheldBytes },
  );
  return {
    title: 'Memory of mods',
    generatedAt: new Date().toISOString(),
    facts: [
      ['mods, without the host', mods.length - 1],
      ['held by the heap', { bytes: committedBytes }],
      ['reserved by the heap', { bytes: reservedBytes }],
    ],
    mods: rows,
    savings: Object.fromEntries(savings), // which has no setters to trip over
    committedBytes,
    reservedBytes,
    metadataBytes,
    contentBytes,
    unheldBytes,
    outsideBytes,
  };
}
