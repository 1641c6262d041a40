import { Heap } from '@sandy/allocator';
import { ContentPool } from '@sandy/pools';
import { ColumnFactory, ColumnLayout, ColumnStore } from '../src/index.js';

const heap = Heap.create();
const pool = new ContentPool(heap.createRegion('content'));
const store = new ColumnStore(pool);

const layout = new ColumnLayout(
  { minY: -64, worldHeight: 384 },
  { hasLengthPrefix: true, hasFluidCount: false, directBlockBits: 15 },
);
const ownerOf = (name: string) => ({
  holder: pool.createHolder(name),
  region: heap.createRegion(name),
});

const mine = new ColumnFactory(store, ownerOf('miner'), layout).create();
mine.setBlockStateId(3, 70, 12, 1);

const theirs = new ColumnFactory(store, ownerOf('builder'), layout).create();
theirs.load(mine.dump()); // the bytes of a chunk packet
theirs.setBlockStateId(3, 70, 12, 9); // copies one section, for the builder alone
console.log(mine.getBlockStateId(3, 70, 12), theirs.getBlockStateId(3, 70, 12)); // 1 9

mine.reshare(); // what was written is shared with whoever has the same
console.log(mine.hasOwnPieces, theirs.hasOwnPieces); // false true

mine.close();
theirs.close();
store.dispose();
console.log(pool.stats().contentCount, pool.stats().holderCount); // 0 2
