import { formatBytes } from '@sandy/tracker';
import type { ManagerReport } from './api.js';
import type { MemoryManager } from './memory-manager.js';
import { modAccess } from './mod-memory.js';
import type { ModMemory } from './mod-memory.js';

/** Names of the rows that are no mods; the grammar of mod names has no parentheses. */
const METADATA_ROW = '(tables of the heap)';
const UNHELD_ROW = '(shared, held by no mod)';

/** The report on a manager's mods; its rows add up to what the heap holds. */
export function buildReport(
  manager: MemoryManager,
  mods: readonly ModMemory[],
  savings: readonly (() => Readonly<Record<string, number>>)[],
): ManagerReport {
  const { contentPool, heap } = manager;
  const heapStats = heap.stats();
  const content = contentPool.stats();
  const shares = contentPool.shares(); // exact: they add up to the pool's bytes
  let unheldBytes = content.poolBytes;
  const rows = mods.map((mod) => {
    const usage = modAccess.usage(mod, shares);
    unheldBytes -= usage.sharedBytes;
    return usage;
  });
  const { metadataBytes, committedBytes, reservedBytes } = heapStats;
  rows.push(
    { name: METADATA_ROW, currentBytes: metadataBytes, sharedBytes: 0 },
    { name: UNHELD_ROW, currentBytes: unheldBytes, sharedBytes: unheldBytes },
  );
  return {
    title: 'Memory of mods',
    generatedAt: new Date().toISOString(),
    facts: [
      ['mods', mods.length],
      ['held by the heap', formatBytes(committedBytes)],
      ['reserved by the heap', formatBytes(reservedBytes)],
      ['shared content', formatBytes(content.poolBytes)],
      ['shared pieces', content.contentCount],
      ['tables outside the heap', formatBytes(content.metadataBytes)],
    ],
    mods: rows,
    savings: Object.fromEntries([
      ['one copy of equal content', content.savedBytes],
      ...savings.flatMap((source) => Object.entries(source())),
    ]),
    committedBytes,
    reservedBytes,
    metadataBytes,
    contentBytes: content.poolBytes,
    unheldBytes,
    outsideBytes: content.metadataBytes,
  };
}
