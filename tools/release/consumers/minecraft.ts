import { Heap } from '@sandy/allocator';
import { type ChunkColumn, ColumnFactory, ColumnLayout, ColumnStore } from '@sandy/minecraft';
import { ContentPool } from '@sandy/pools';

const heap = Heap.create();
const pool = new ContentPool(heap.createRegion('content'));
const layout = new ColumnLayout(
  { minY: -64, worldHeight: 384 },
  { hasLengthPrefix: true, hasFluidCount: false, directBlockBits: 15 },
);
const owner = { holder: pool.createHolder('miner'), region: heap.createRegion('miner') };
const column: ChunkColumn = new ColumnFactory(new ColumnStore(pool), owner, layout).create();
column.setBlockStateId(1, 64, 2, 9);
export const stateId: number = column.getBlockStateId(1, 64, 2);
