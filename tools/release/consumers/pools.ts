import { Heap } from '@sandy/allocator';
import {
  type BlockData,
  BlockDataPool,
  type ContentId,
  ContentPool,
  type Pool,
} from '@sandy/pools';

const heap = Heap.create();
const pool = new ContentPool(heap.createRegion('content'));
const holder = pool.createHolder('mod');
export const id: ContentId = pool.intern(holder, new Int32Array(4), 4);
const records: Pool<BlockData> = BlockDataPool.create(heap.createRegion('records'));
const block = records.allocate();
export const stateId: number = block.stateId;
block.release();
