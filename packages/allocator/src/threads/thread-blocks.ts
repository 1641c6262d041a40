import { headOfBlock, usableBytesIn } from '../live-block.js';
import { CLASS_BITS, HEAD, OWNER, WORD_TO_RECORD } from '../page-table.js';
import type { ThreadTables } from './thread-tables.js';

/** What the records say of a live block of any thread; they stay as they are while it is live. */

/** Usable bytes of a live block. */
export function usableBytesOf(tables: ThreadTables, address: number): number {
  return usableBytesIn(tables, headOfBlock(tables, address));
}

/** The region whose page an address lies in, or 0. */
export function regionIdOf(tables: ThreadTables, address: number): number {
  const { records } = tables;
  const head = records[((address >>> 5) & WORD_TO_RECORD) + HEAD] ?? 0;
  return head === 0 ? 0 : records[head + OWNER]! >>> CLASS_BITS;
}
