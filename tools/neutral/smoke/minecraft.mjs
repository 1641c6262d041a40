import { assertValidHeap, Heap } from '@sandy/allocator';
import { assertValidPool, ContentPool } from '@sandy/pools';
import { equal } from './expect.mjs';

export function smoke({ ColumnFactory, ColumnLayout, ColumnStore }) {
  const heap = Heap.create();
  const pool = new ContentPool(heap.createRegion('content'));
  const store = new ColumnStore(pool);
  const layout = new ColumnLayout(
    { minY: -64, worldHeight: 384 },
    { hasLengthPrefix: true, hasFluidCount: false, directBlockBits: 15 },
  );
  const columnOf = (name) => {
    const owner = { holder: pool.createHolder(name), region: heap.createRegion(name) };
    return new ColumnFactory(store, owner, layout).create();
  };
  const first = columnOf('first');
  for (let y = -64; y < 0; y++) {
    for (let x = 0; x < 16; x++) first.setBlockStateId(x, y, x, (x * y) & 255);
  }
  const second = columnOf('second');
  second.load(first.dump());
  equal(second.getBlockStateId(3, -20, 3), (3 * -20) & 255, 'a block that was loaded');
  second.setBlockStateId(3, -20, 3, 9);
  equal(
    [first.getBlockStateId(3, -20, 3), second.getBlockStateId(3, -20, 3)],
    [(3 * -20) & 255, 9],
    'a block after a write of one owner',
  );
  assertValidHeap(heap);
  assertValidPool(pool);
}
