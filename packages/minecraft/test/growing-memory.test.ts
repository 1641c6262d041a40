import { expect, it } from '@jest/globals';
import { Heap, wasmEngine } from '@sandy/allocator';
import { ContentPool } from '@sandy/pools';
import { ColumnFactory, ColumnLayout, ColumnStore } from '../src/index.js';
import { FORMAT_1_18 } from './world.js';

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: { Memory: new (options: { initial: number; maximum: number }) => Memory };
};

it('columns are read and written through a memory that grows between and within the calls', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 4096 });
  const grow = () => void memory.grow(1);
  const heap = Heap.create({ engine: wasmEngine({ memory }), segmentByteLength: 2 ** 17 });
  const pool = new ContentPool(heap.createRegion('content'));
  const account = { charge: grow, release() {} };
  const owner = {
    holder: pool.createHolder('bot', { onCharge: grow }),
    region: heap.createRegion('bot', { account }),
  };
  const layout = new ColumnLayout({ minY: 0, worldHeight: 64 }, FORMAT_1_18);
  const factory = new ColumnFactory(new ColumnStore(pool), owner, layout);
  const [column, copy] = [factory.create(), factory.create()];
  const at = (i: number) => [i & 15, i >> 5, (i >> 4) & 15] as const;
  for (let i = 0; i < 2048; i++) {
    column.setBlockStateId(...at(i), 1 + (i % 40));
    column.setSkyLight(...at(i), i % 16);
    if (i % 64 === 0) grow();
  }
  copy.load(column.dump());
  copy.loadLight(column.dumpLight());
  grow();
  copy.setBlockStateId(0, 0, 0, 99);
  column.reshare();
  for (let i = 0; i < 2048; i++) {
    grow();
    const state = 1 + (i % 40);
    expect([column.getBlockStateId(...at(i)), column.getSkyLight(...at(i))]).toEqual([
      state,
      i % 16,
    ]);
    expect(copy.getBlockStateId(...at(i))).toBe(i === 0 ? 99 : state);
    grow();
    expect(copy.getSkyLight(...at(i))).toBe(i % 16);
    if (memory.buffer.byteLength > 200 * 2 ** 20) break;
  }
  copy.close();
  column.close();
  expect(pool.stats().contentCount).toBe(0);
});
