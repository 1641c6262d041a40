import { headOfBlock, usableBytesIn } from '../live-block.js';
import { CLASS_BITS, HEAD, OWNER, WORD_TO_RECORD } from '../page-table.js';
import { regionAt } from './layout.js';
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

/** A region's name, as far as other threads see it. */
export function nameOfRegion(tables: ThreadTables, id: number): string {
  const { control } = tables;
  const at = regionAt(id) + 1;
  let name = '';
  for (let i = 0; i < control[at]!; i++) {
    name += String.fromCharCode((control[at + 1 + (i >>> 1)]! >>> ((i & 1) * 16)) & 0xffff);
  }
  return name;
}
