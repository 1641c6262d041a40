import type { Address } from './api.js';
import { isKept } from './blocks/is-kept.js';
import { InvalidArgumentError, InvalidFreeError } from './errors.js';
import { classOfExtent, linkExtent, unlinkExtent } from './extent.js';
import { partsOfRegion } from './guards.js';
import { headOfBlock, whyNotLive } from './live-block.js';
import { CLASS_BITS, HEAD, OWNER, RECORD_SHIFT, USED } from './page-table.js';
import { PAGES } from './region-row.js';
import { partsOf } from './region.js';
import type { Region, RegionParts } from './region.js';
import { RUN_CLASS } from './size-classes.js';

/**
 * Makes a block of one region a block of another region of the same heap, which pays for it from
 * now on. A block longer than 8 KiB has pages of its own, as has a shorter one of a region that was
 * near its limit: they change hands, and the address stays. Any other is copied, and its old
 * address is free; so is every block where a region has a mode or a handle (`Block`).
 *
 * What the account of `from` throws at its release is not passed on: the block has moved by then,
 * and where to is what only the returned address tells.
 *
 * Cost: O(1) for pages that change hands, else that of an allocation, a copy and a free.
 *
 * @returns the block's address from now on
 * @throws {InvalidFreeError} if `address` is not a live block of `from`
 * @throws {InvalidArgumentError} if the regions belong to two heaps, or to a `ThreadHeap`
 * @throws as `to.allocate`, and what a mode of `from` throws that finds the block damaged; the
 * block is as it was then
 */
export function transferBlock(from: Region, address: Address, to: Region): Address {
  const source = partsOfRegion(from);
  const target = partsOfRegion(to);
  if (from.heap !== to.heap) {
    throw new InvalidArgumentError('to', `a region of the heap of "${from.name}"`, to.name);
  }
  const byteLength = usableOrRefuse(from, address);
  if (from === to) return address;
  const head = headOfBlock(source.table, address);
  const isRun = classOfExtent(source.table.records, head) >= RUN_CLASS;
  if (!isRun || !source.isPlain || !target.isPlain) return copyBlock(from, address, to, byteLength);
  const owner = source.table.records[head + OWNER]!;
  const pageCount = source.table.records[head + USED]!;
  target.pages.charge(pageCount);
  const { records } = source.table;
  const isOurs = !from.disposed && records[head + HEAD] === head && records[head + OWNER] === owner;
  if (!isOurs || records[head + USED] !== pageCount) {
    // Charging ran foreign code, which freed the block, or made it longer or shorter.
    target.pages.refund(pageCount);
    return transferBlock(from, address, to);
  }
  moveRun(source, target, head);
  target.pages.book(pageCount);
  try {
    source.pages.refund(pageCount); // last: it may call back
  } catch {
    // The block has moved.
  }
  return address;
}

/** Hands a run or a huge block over, in the tables. */
function moveRun(source: RegionParts, target: RegionParts, head: number): void {
  const { records } = source.table;
  const sizeClass = classOfExtent(records, head);
  const pageCount = records[head + USED]!;
  unlinkExtent(records, source.pages.row, head);
  source.pages.row[PAGES]! -= pageCount;
  const { store } = source.pages;
  store.owners[(head >>> RECORD_SHIFT) >>> store.slotShift] = 0; // it is in the hands of several
  records[head + OWNER] = (target.pages.id << CLASS_BITS) | sizeClass;
  linkExtent(records, target.pages.row, head);
}

function copyBlock(from: Region, address: Address, to: Region, byteLength: number): Address {
  const copy = to.allocate(byteLength);
  let isCopied = false;
  try {
    isCopied = usableOrRefuse(from, address) === byteLength; // allocating ran foreign code
    if (isCopied) {
      to.bytes(copy, byteLength).set(from.bytes(address));
      from.free(address);
    }
  } catch (error) {
    // Either the mode has refused to free the block, or the account threw at its release, and the
    // copy is all there is.
    if (!isCopied || isKept(from, address, error)) {
      to.free(copy);
      throw error;
    }
  }
  if (isCopied) return copy;
  to.free(copy);
  return transferBlock(from, address, to);
}

/**
 * @throws {InvalidFreeError} if it is no live block; {DisposedError} if the region is disposed of
 */
function usableOrRefuse(region: Region, address: Address): number {
  try {
    return region.usableByteLength(address);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw notLive(region, partsOf(region), address);
  }
}

function notLive(
  region: Region,
  { table, pages }: RegionParts,
  address: Address,
): InvalidFreeError {
  return new InvalidFreeError(region.name, address, whyNotLive(table, pages.id, address));
}
