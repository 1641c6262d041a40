import { Heap, wasmEngine } from '@sandy/allocator';
import { describe, expect, it } from '@jest/globals';
import {
  assertValidPool,
  assertValidRegistry,
  ContentPool,
  defineRecord,
  RecordPool,
  SharedResourceRegistry,
} from '../src/index.js';
import type { PooledRecord } from '../src/index.js';

/** A heap whose memory grows with each further segment, which ends all views of it. */
function createHeap() {
  const heap = Heap.create({
    engine: wasmEngine({ isReserved: false }),
    segmentByteLength: 1 << 17,
  });
  const filler = heap.createRegion('filler');
  return { heap, grow: (): void => void filler.allocate(1 << 20) };
}

interface Place extends PooledRecord {
  x: number;
  kind: number;
}

describe('in a memory that grows', () => {
  it('content that lies in the heap itself is stored as it was', () => {
    const { heap } = createHeap();
    const pool = new ContentPool(heap.createRegion('pool'));
    const holder = pool.createHolder('alpha');
    const region = heap.createRegion('source');
    const length = 30_000; // a segment of its own
    const words = region.words(region.allocate(length * 4), length).fill(7);
    const id = pool.intern(holder, words, length);
    expect(words.length).toBe(0); // the memory has grown
    expect(pool.viewOf(id).subarray(0, 5)).toEqual(Uint8Array.of(7, 0, 0, 0, 7));
    assertValidPool(pool);
  });

  it('so are resources, whose leases stay readable', async () => {
    const { heap, grow } = createHeap();
    const registry = new SharedResourceRegistry(heap.createRegion('resources'));
    const owner = registry.createHolder('alpha');
    const region = heap.createRegion('source');
    registry.register('large', region.bytes(region.allocate(120_000)).fill(9));
    const lease = await registry.acquire<Uint8Array>(owner, 'large');
    expect(lease.value[100_000]).toBe(9);
    grow();
    expect(lease.value).toHaveLength(lease.value.length);
    expect(lease.value[100_000]).toBe(9);
    assertValidRegistry(registry);
  });

  it('records stay readable and writable, and new ones begin with zeros', () => {
    const { heap, grow } = createHeap();
    const type = defineRecord<Place>('Place', { x: 'float64', kind: 'uint8' });
    const pool = new RecordPool(heap.createRegion('records'), type);
    const records = Array.from({ length: 40 }, () => pool.allocate());
    records.forEach((record, i) => Object.assign(record, { x: i / 2, kind: i }));
    grow();
    records.forEach((record, i) => expect([record.x, record.kind]).toEqual([i / 2, i]));
    grow();
    records[3]!.kind = 200;
    expect(records[3]!.kind).toBe(200);
    grow();
    records[5]!.release();
    const next = pool.allocate();
    expect([next.x, next.kind]).toEqual([0, 0]);
    expect(() => records[5]!.x).toThrow('released');
    pool.assertValid();
  });
});
