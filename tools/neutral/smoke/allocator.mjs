import { equal, throwsCode } from './expect.mjs';

export function smoke(entry) {
  smokeKernels(entry);
  const { Heap, assertValidHeap } = entry;
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

/** Without WebAssembly the kernels are plain JavaScript. */
function smokeKernels({ createKernels }) {
  const kernels = createKernels();
  equal(kernels.buildName, 'script', 'build of the kernels');
  const bytes = Uint8Array.from({ length: 5000 }, (_, i) => i);
  const hash = new Uint32Array(2);
  kernels.hashInto(bytes, 0, bytes.length, hash, 1);
  equal(hash[1].toString(16) + hash[0].toString(16), 'b204cf7752c92997', 'hash');
  const entries = Int32Array.from({ length: 4096 }, (_, i) => i & 31);
  const words = new Int32Array(2 * 342);
  const out = new Int32Array(4096);
  kernels.pack({ bits: 5 }, entries, 0, words, 0, 4096);
  kernels.unpack({ bits: 5 }, words, 0, out, 0, 4096);
  equal(out.join(), entries.join(), 'entries packed and unpacked');
  equal(kernels.indexOf(bytes, 0, 5000, Uint8Array.of(254, 255, 0)), 254, 'place of bytes');
}
