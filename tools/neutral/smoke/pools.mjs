import { Heap } from '@sandy/allocator';
import { equal, throwsCode } from './expect.mjs';

export async function smoke({
  BlockDataPool,
  ContentPool,
  SharedResourceRegistry,
  assertValidPool,
}) {
  const heap = Heap.create();
  const pool = new ContentPool(heap.createRegion('content'));
  const holder = pool.createHolder('mod');
  const words = new Int32Array([1, 2, 3, 4]);
  const id = pool.intern(holder, words, 4);
  equal(pool.intern(holder, words.slice(), 4), id, 'id of equal content');
  assertValidPool(pool);
  holder.dispose();
  equal(pool.stats().contentCount, 0, 'contents after the holder is gone');

  const records = BlockDataPool.create(heap.createRegion('records'));
  const block = records.allocate();
  block.x = -5;
  block.stateId = 4_000_000_000;
  equal([block.x, block.stateId], [-5, 4_000_000_000], 'fields of a record');
  block.release();
  throwsCode(() => block.x, 'ERR_SANDY_RELEASED');

  const resources = new SharedResourceRegistry(heap.createRegion('resources'));
  resources.register('textures', () => Promise.resolve({ width: 16 }));
  const lease = await resources.acquire(resources.createHolder('another'), 'textures');
  equal(lease.value.width, 16, 'a resource that was loaded');
  lease.release();
}
