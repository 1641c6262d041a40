import { equal, throwsCode } from './expect.mjs';

export function smoke({ Heap, assertValidHeap }) {
  const charged = { bytes: 0 };
  const account = {
    charge: (byteLength) => (charged.bytes += byteLength),
    release: (byteLength) => (charged.bytes -= byteLength),
  };
  const heap = Heap.create({ engine: 'typed-array', metadataAccount: account });
  const region = heap.createRegion('mod', { account });
  let address = region.allocateZeroed(100);
  region.bytes(address)[99] = 7;
  address = region.reallocate(address, 20_000);
  equal(region.bytes(address)[99], 7, 'byte after moving');
  assertValidHeap(heap);
  equal(charged.bytes, heap.stats().committedBytes, 'charged bytes');
  region.free(address);
  throwsCode(() => region.free(address), 'ERR_SANDY_INVALID_FREE');
  region.dispose();
  throwsCode(() => region.allocate(1), 'ERR_SANDY_DISPOSED');
  assertValidHeap(heap);
}
