import type { ManagerReport, SharedHolder } from './api.js';
import { internalsOf } from './memory-manager.js';
import type { MemoryManager } from './memory-manager.js';
import { usageOf } from './mod-memory.js';

/** Names of the rows that are no mods; the grammar of mod names has no parentheses. */
const METADATA_ROW = '(tables of the heap)';
const UNHELD_ROW = '(shared, held by no mod)';

/**
 * What all mods hold now, in the form that `@sandy/profiler-bridge` shows; its rows add up to what
 * the heap holds. A function, so that programs that make no reports do not carry it. Cost: O(mods
 * log mods + extents of the heap).
 *
 * @throws what a shared store or a source of savings throws: without it, nothing would add up
 * @throws {DisposedError} if the manager is disposed
 */
export function reportOf(manager: MemoryManager): ManagerReport {
  const { stores, mods } = internalsOf(manager);
  const { metadataBytes, committedBytes, reservedBytes } = manager.heap.stats();
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
  for (const source of manager.savings) {
    for (const [trick, bytes] of Object.entries(source())) save(trick, bytes);
  }
  const shares = new Map<SharedHolder, number>(); // exact: they add up to the stores' bytes
  for (const store of stores.entries.values())
    store.shares().forEach((bytes, holder) => shares.set(holder, bytes));
  let unheldBytes = contentBytes;
  const rows = Array.from(mods, (mod) => {
    const usage = usageOf(mod, (holder) => shares.get(holder) ?? 0);
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
      ['mods, without the host', manager.modNames.length - 1],
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
