import { describe, expect, it } from '@jest/globals';
import { BlockDataPool, RecordPool, defineRecord } from '../src/index.js';
import type { BlockData, FieldType, PooledRecord } from '../src/index.js';
import { FaultyRegion, codeOf, createRegion } from './support.js';

describe('BlockDataPool', () => {
  it('hands out records whose fields are 0', () => {
    const pool = BlockDataPool.create(createRegion());
    expect(BlockDataPool.name).toBe('BlockData');
    const block = pool.allocate();
    const { x, y, z, stateId, biomeId, light, skyLight } = block;
    expect([x, y, z, stateId, biomeId, light, skyLight]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    block.stateId = 7;
    block.release();
    expect(pool.allocate().stateId).toBe(0);
  });

  it('keeps each field of each record, to the ends of its range', () => {
    const pool = BlockDataPool.create(createRegion());
    const blocks = Array.from({ length: 3000 }, () => pool.allocate());
    const valuesOf = (i: number) => ({
      x: i % 2 === 0 ? -(2 ** 31) : 2 ** 31 - 1,
      y: 5 - i,
      z: i * 1000,
      stateId: 2 ** 32 - 1 - i,
      biomeId: 65_535 - i,
      light: i & 255,
      skyLight: 255 - (i & 255),
    });
    blocks.forEach((block, i) => Object.assign(block, valuesOf(i)));
    const read = blocks.map(({ x, y, z, stateId, biomeId, light, skyLight }) => {
      return { x, y, z, stateId, biomeId, light, skyLight };
    });
    expect(read).toEqual(blocks.map((_, i) => valuesOf(i)));
    expect(pool.stats()).toMatchObject({ liveCount: 3000, recordByteLength: 20 });
  });
});

interface Everything extends PooledRecord {
  a: number;
  b: number;
  c: number;
  d: number;
  e: number;
  f: number;
  g: number;
  h: number;
}

const everything = defineRecord<Everything>('Everything', {
  a: 'int8',
  b: 'float64',
  c: 'uint8',
  d: 'int16',
  e: 'float32',
  f: 'uint16',
  g: 'int32',
  h: 'uint32',
});

describe('defineRecord', () => {
  it('lays the widest fields first, without gaps', () => {
    expect(everything.layout).toEqual({
      byteLength: 32,
      fields: [
        { name: 'b', type: 'float64', byteOffset: 0 },
        { name: 'e', type: 'float32', byteOffset: 8 },
        { name: 'g', type: 'int32', byteOffset: 12 },
        { name: 'h', type: 'uint32', byteOffset: 16 },
        { name: 'd', type: 'int16', byteOffset: 20 },
        { name: 'f', type: 'uint16', byteOffset: 22 },
        { name: 'a', type: 'int8', byteOffset: 24 },
        { name: 'c', type: 'uint8', byteOffset: 25 },
      ],
    });
  });

  it('converts values as typed arrays do', () => {
    const pool = new RecordPool(createRegion(), everything);
    const [first, second] = [pool.allocate(), pool.allocate()];
    for (const record of [first, second]) {
      Object.assign(record, { a: 300, b: Math.PI, c: -1, d: 40_000, e: Math.PI });
      Object.assign(record, { f: 65_537, g: 2 ** 31, h: NaN });
    }
    for (const { a, b, c, d, e, f, g, h } of [first, second]) {
      expect([a, b, c, d]).toEqual([44, Math.PI, 255, 40_000 - 65_536]);
      expect([e, f, g, h]).toEqual([Math.fround(Math.PI), 1, -(2 ** 31), 0]);
    }
  });

  it('enumerates its fields and names its class', () => {
    const record = new RecordPool(createRegion(), everything).allocate();
    const names: string[] = [];
    for (const name in record) names.push(name);
    expect(names.sort()).toEqual([...'abcdefgh']);
    expect(record.constructor.name).toBe('Everything');
    expect([everything.is(record), everything.is({})]).toEqual([true, false]);
    expect(everything.is(BlockDataPool.create(createRegion()).allocate())).toBe(false);
  });

  it('refuses bad fields', () => {
    const bad = [
      {},
      { x: 'int64' },
      { x: 'toString' },
      { x: undefined },
      { release: 'int8' },
      { released: 'int8' },
      { constructor: 'int8' },
      Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`f${i}`, 'int8'])),
    ];
    for (const fields of bad) {
      const define = () => defineRecord('Bad', fields as Record<string, FieldType>);
      expect(codeOf(define)).toBe('ERR_SANDY_INVALID_ARGUMENT');
    }
    expect(codeOf(() => defineRecord('', { x: 'int8' }))).toBe('ERR_SANDY_INVALID_ARGUMENT');
  });
});

function everyUse(block: BlockData): (() => unknown)[] {
  return [
    () => block.x,
    () => block.stateId,
    () => block.biomeId,
    () => block.light,
    () => void (block.y = 1),
    () => void (block.stateId = 1),
    () => void (block.biomeId = 1),
    () => void (block.skyLight = 1),
    () => block.release(),
    () => block[Symbol.dispose](),
  ];
}

describe('a released record', () => {
  it('throws at every use, also when its place was given to another', () => {
    const pool = BlockDataPool.create(createRegion());
    const stale = pool.allocate();
    stale.x = 5;
    expect(stale.released).toBe(false);
    stale.release();
    expect(stale.released).toBe(true);
    const heir = pool.allocate(); // in the same slot
    heir.x = 77;
    for (const use of [...everyUse(stale), () => pool.release(stale)]) {
      expect(codeOf(use)).toBe('ERR_SANDY_RELEASED');
    }
    expect([heir.x, heir.y, heir.stateId, pool.liveCount]).toEqual([77, 0, 0, 1]);
  });

  it('is released by the end of a `using` scope', () => {
    const pool = BlockDataPool.create(createRegion());
    {
      using block = pool.allocate();
      block.x = 1;
      expect(pool.liveCount).toBe(1);
    }
    expect(pool.liveCount).toBe(0);
  });
});

describe('RecordPool', () => {
  it('refuses records of another pool', () => {
    const region = createRegion();
    const [first, second] = [BlockDataPool.create(region), BlockDataPool.create(region)];
    const block = first.allocate();
    expect(codeOf(() => second.release(block))).toBe('ERR_SANDY_FOREIGN_RECORD');
    block.x = 3;
    expect([first.liveCount, second.liveCount, block.x]).toEqual([1, 0, 3]);
  });

  it('begins small and gives empty slabs back, but one', () => {
    const region = createRegion();
    const pool = BlockDataPool.create(region);
    expect(pool.stats().slabBytes).toBe(0);
    const one = pool.allocate();
    expect(pool.stats()).toMatchObject({ capacity: 32, slabBytes: 640, liveCount: 1 });
    const blocks = Array.from({ length: 20_000 }, () => pool.allocate());
    expect(pool.stats().capacity).toBeLessThan(20_001 + 1024);
    for (const block of blocks) block.release();
    one.release();
    expect(region.stats().blockCount).toBe(1);
    expect(pool.stats()).toMatchObject({ liveCount: 0, peakLiveCount: 20_001 });
  });

  it('takes no slab and gives none back for one record over and over', () => {
    const region = new FaultyRegion();
    let allocations = 0;
    region.onAllocate = () => void allocations++;
    const pool = BlockDataPool.create(region);
    for (let i = 0; i < 100; i++) pool.allocate().release();
    expect(allocations).toBe(1);
  });

  it('stays as it is if the region refuses a slab', () => {
    const region = new FaultyRegion();
    const pool = new RecordPool(region, everything);
    for (let i = 0; i < 32; i++) pool.allocate().b = i;
    const before = pool.stats();
    region.refuseAt = 1;
    expect(codeOf(() => pool.allocate())).toBe('REFUSED');
    expect(pool.stats()).toEqual(before);
    pool.assertValid();
    expect(pool.allocate().b).toBe(0);
  });

  it('hands out nothing if it is disposed while it takes a slab', () => {
    const region = new FaultyRegion();
    const pool = BlockDataPool.create(region) as RecordPool<BlockData>;
    region.onAllocate = () => void pool.dispose();
    expect(codeOf(() => pool.allocate())).toBe('ERR_SANDY_DISPOSED');
    expect(region.stats().blockCount).toBe(0);
    expect(pool.stats()).toMatchObject({ liveCount: 0, capacity: 0 });
    pool.assertValid();
  });

  it('ends its records when disposed', () => {
    const region = createRegion();
    const pool = BlockDataPool.create(region);
    const blocks = Array.from({ length: 100 }, () => pool.allocate());
    const { slabBytes } = pool.stats();
    expect(pool.dispose()).toBe(slabBytes);
    expect(pool.dispose()).toBe(0);
    expect(region.stats().blockCount).toBe(0);
    for (const block of [blocks[0]!, blocks[99]!]) {
      expect(block.released).toBe(true);
      for (const use of [...everyUse(block), () => pool.release(block)]) {
        expect(codeOf(use)).toBe('ERR_SANDY_RELEASED');
      }
    }
    expect(codeOf(() => pool.allocate())).toBe('ERR_SANDY_DISPOSED');
    expect(pool.stats()).toMatchObject({ liveCount: 0, capacity: 0, slabBytes: 0 });
  });

  it('notices that its region was disposed', () => {
    const region = createRegion();
    const pool = BlockDataPool.create(region);
    pool.allocate();
    region.dispose();
    expect(codeOf(() => pool.allocate())).toBe('ERR_SANDY_DISPOSED');
    pool.dispose();
    expect(pool.liveCount).toBe(0);
  });
});
