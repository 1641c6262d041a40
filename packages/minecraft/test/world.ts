import { assertValidHeap, Heap, type Region } from '@sandy/allocator';
import { assertValidPool, ContentPool, type Holder } from '@sandy/pools';
import {
  type ChunkColumn,
  type ColumnFormat,
  ColumnFactory,
  ColumnLayout,
  type ColumnOwner,
  ColumnStore,
} from '../src/index.js';

export const FORMAT_1_18: ColumnFormat = {
  hasLengthPrefix: true,
  hasFluidCount: false,
  directBlockBits: 15,
};
export const OVERWORLD = { minY: -64, worldHeight: 384 };

/** A heap with a content pool and owners, as the umbrella would set them up. */
export class TestWorld {
  readonly heap = Heap.create();
  readonly poolRegion = this.heap.createRegion('content');
  readonly pool = new ContentPool(this.poolRegion);
  readonly store = new ColumnStore(this.pool);

  owner(
    name: string,
    onCharge?: (shareBytes: number) => void,
  ): ColumnOwner & {
    holder: Holder;
    region: Region;
  } {
    const holder = this.pool.createHolder(name, onCharge === undefined ? {} : { onCharge });
    return { holder, region: this.heap.createRegion(name) };
  }

  column(owner: ColumnOwner, format = FORMAT_1_18, height = OVERWORLD): ChunkColumn {
    return new ColumnFactory(this.store, owner, new ColumnLayout(height, format)).create();
  }

  assertValid(): void {
    assertValidHeap(this.heap);
    assertValidPool(this.pool);
  }
}
