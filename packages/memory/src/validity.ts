import { assertValidHeap } from '@sandy/allocator';
import {
  ContentPool,
  SharedResourceRegistry,
  assertValidPool,
  assertValidRegistry,
} from '@sandy/pools';
import { AccountingError, assertValidLedger } from '@sandy/tracker';
import { internalsOf } from './memory-manager.js';
import type { MemoryManager } from './memory-manager.js';
import { reportOf } from './report.js';

/**
 * Checks all parts of a manager, and that the accounts add up to what the heap holds. O(n), for
 * tests. A function, so that programs that do not call it do not carry it.
 *
 * @throws the error of the part that is broken; {AccountingError} if the sums differ
 */
export function assertValidManager(manager: MemoryManager): void {
  const { heap, ledger } = manager;
  assertValidHeap(heap);
  assertValidLedger(ledger);
  for (const store of internalsOf(manager).stores.entries.values()) {
    if (store instanceof ContentPool) assertValidPool(store);
    else if (store instanceof SharedResourceRegistry) assertValidRegistry(store);
  }
  const { committedBytes } = heap.stats();
  const { mods, outsideBytes } = reportOf(manager);
  const reportedBytes = mods.reduce((sum, mod) => sum + mod.currentBytes, 0);
  const bookedBytes = ledger.root.liveBytes - outsideBytes;
  if (reportedBytes === committedBytes && bookedBytes === committedBytes) return;
  throw new AccountingError(
    `the heap holds ${committedBytes} B, the report ${reportedBytes} B, the ledger ${bookedBytes} B`,
  );
}
