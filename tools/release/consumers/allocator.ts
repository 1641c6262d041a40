import { type Account, type Address, Heap, type Region } from '@sandy/allocator';

const account: Account = { charge: () => undefined, release: () => undefined };
const heap: Heap = Heap.create({ engine: 'typed-array', metadataAccount: account });
const region: Region = heap.createRegion('name', { account });
let address: Address = region.allocate(100);
address = region.reallocate(address, 200);
export const bytes: Uint8Array = region.bytes(address);
region.free(address);
export const committedBytes: number = heap.stats().committedBytes;
// @ts-expect-error an address is not just any number
region.free(16);
