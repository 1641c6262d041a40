import { Heap } from '@sandy/allocator';
import type { Address } from '@sandy/allocator';
import { blockCountOf } from './trace.js';
import type { Trace } from './trace.js';

const PAGE_BYTES = 4096;

/**
 * Most bytes of pages that are resident while a trace is replayed and every block is written whole:
 * a page of a segment counts from the first write into it until its segment is dropped, whoever has
 * it by then; tables count whole. (The system takes the pages of a dropped segment back when the
 * garbage collector has run: here at once.)
 */
export function touchedPeakOf(trace: Trace): number {
  let tableBytes = 0;
  const metadataAccount = {
    charge: (byteLength: number) => void (tableBytes += byteLength),
    release: (byteLength: number) => void (tableBytes -= byteLength),
  };
  const heap = Heap.create({ metadataAccount });
  const region = heap.createRegion('touched');
  const touched = new TouchedPages(heap);
  const blocks = new Int32Array(blockCountOf(trace));
  let peak = 0;
  for (let i = 0; i < trace.length; i += 2) {
    const id = trace[i]!;
    const byteLength = Math.abs(trace[i + 1]!);
    const old = blocks[id]! as Address;
    if (byteLength === 0) {
      region.free(old);
      blocks[id] = 0;
    } else {
      const isNew = trace[i + 1]! > 0;
      const address = isNew ? region.allocate(byteLength) : region.reallocate(old, byteLength);
      blocks[id] = address;
      touched.forgetDropped();
      touched.write(address, byteLength);
    }
    peak = Math.max(peak, touched.pageCount * PAGE_BYTES + tableBytes);
  }
  heap.dispose();
  return peak;
}

class TouchedPages {
  pageCount = 0;
  readonly #heap: Heap;
  readonly #segments: { view: Uint8Array; pages: Uint8Array }[] = [];

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  write(address: Address, byteLength: number): void {
    const slot = this.#heap.segmentOf(address);
    const view = this.#heap.bytesOf(address);
    this.#segments[slot] ??= { view, pages: new Uint8Array(Math.ceil(view.length / PAGE_BYTES)) };
    const { pages } = this.#segments[slot];
    const first = this.#heap.offsetOf(address) / PAGE_BYTES;
    const end = first + byteLength / PAGE_BYTES;
    for (let page = Math.floor(first); page < end; page++) {
      this.pageCount += 1 - pages[page]!;
      pages[page] = 1;
    }
  }

  /** Forgets the pages of segments that are gone, or others by now. */
  forgetDropped(): void {
    for (const [slot, segment] of this.#segments.entries()) {
      if (segment === undefined || segment.view === this.#heap.segmentBytes[slot]) continue;
      for (const isTouched of segment.pages) this.pageCount -= isTouched;
      delete this.#segments[slot];
    }
  }
}
