import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  BitSet,
  deserialize,
  Int2DoubleMap,
  Int2IntLinkedMap,
  Int2IntMap,
  Int2IntSortedMap,
  Int2ObjectMap,
  IntArrayList,
  IntSet,
  LongSortedSet,
  serializedLength,
  serializedLengthAt,
  serializeInto,
  SparseSet,
  String2IntMap,
  StringTable,
} from '../src/index.js';
import type { SerializableTable } from '../src/index.js';
import { checksumOf } from '../src/serial/checksum.js';
import { FakeRegion } from './support/fake-region.js';
import { randomFrom, withSeeds } from './support/random.js';
import { everySerializable, resealed, serializableClass } from './support/serializable.js';
import type { AnySerializable, SerializableClass } from './support/serializable.js';
import { thrownBy } from './support/throwing.js';

const FORMAT = { code: 'ERR_SANDY_FORMAT' };
const ARGUMENT = { code: 'ERR_SANDY_INVALID_ARGUMENT' };

function bytesOf(table: SerializableTable): Uint8Array {
  const bytes = new Uint8Array(serializedLength(table));
  expect(serializeInto(table, bytes)).toBe(bytes.length);
  return bytes;
}

/** Content that can be compared, in order. */
const contentOf = (table: Iterable<unknown>): unknown[] => [...table];

function changed(bytes: Uint8Array, change: (view: DataView) => void): Uint8Array {
  const copy = bytes.slice();
  change(new DataView(copy.buffer));
  return resealed(copy);
}

/** `expect` would take most of the time of these tests. */
function expectFormatError(read: () => unknown, what: string): void {
  const { code } = thrownBy(read) as { code?: unknown };
  if (code !== FORMAT.code) throw new Error(`${what}: expected a FormatError, got ${String(code)}`);
}

const rows = everySerializable.map((each) => [each.name, each] as const);

it('knows the classes of numbers and strings', () => {
  const names = everySerializable.map(({ name }) => name);
  for (const name of [
    'Int2IntOpenHashMap',
    'Long2FloatLinkedMap',
    'LongSortedSet',
    'ByteArrayList',
    'LongArrayFIFOQueue',
    'BitSet',
    'SparseSet',
    'StringTable',
    'StringSet',
    'String2IntOpenHashMap',
  ]) {
    expect(names).toContain(name);
  }
});

describe.each(rows)('%s', (_, each: SerializableClass) => {
  it('is the same again', () => {
    withSeeds(3, (random) => {
      for (const count of [0, 1, 2, 300]) {
        const table = each.filled(count, random);
        const bytes = bytesOf(table);
        const again = deserialize(each.Class, bytes, 0, each.options());
        expect(again[Symbol.toStringTag]).toBe(each.name);
        expect(again.size).toBe(table.size);
        expect(bytesOf(again)).toEqual(bytes);
        if (each.kind.isOrdered || each.kind.isSorted) {
          expect(contentOf(again)).toEqual(contentOf(table));
        } else {
          const texts = (content: AnySerializable): string[] => contentOf(content).map(String);
          expect(texts(again).sort()).toEqual(texts(table).sort());
        }
      }
    });
  });

  it('lies at any offset, with others behind it', () => {
    const table = each.filled(20, randomFrom(3));
    const length = serializedLength(table);
    const bytes = new Uint8Array(length * 2 + 7).fill(0xee).subarray(1);
    expect(serializeInto(table, bytes, 3)).toBe(length);
    expect(serializeInto(table, bytes, 3 + length)).toBe(length);
    expect([...bytes.subarray(0, 3), ...bytes.subarray(3 + length * 2)]).toEqual([
      0xee, 0xee, 0xee, 0xee, 0xee, 0xee,
    ]);
    expect(serializedLengthAt(bytes, 3)).toBe(length);
    const again = deserialize(each.Class, bytes, 3 + length, each.options());
    expect(bytesOf(again)).toEqual(bytesOf(table));
  });

  it('refuses bytes that are cut off, or of which a bit was changed', () => {
    const table = each.filled(4, randomFrom(5));
    const bytes = bytesOf(table);
    const region = new FakeRegion();
    const read = (given: Uint8Array) => () =>
      deserialize(each.Class, given, 0, each.options(region));
    for (let length = 0; length < bytes.length; length++) {
      expectFormatError(read(bytes.subarray(0, length)), `${length} bytes`);
    }
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const copy = bytes.slice();
      copy[bit >> 3]! ^= 1 << (bit & 7);
      expectFormatError(read(copy), `bit ${bit}`);
    }
    expect(region.allocationCount).toBe(0);
  });

  it('takes no memory for counts that the bytes do not have', () => {
    const bytes = bytesOf(each.filled(9, randomFrom(6)));
    const region = new FakeRegion();
    for (const count of [0, 1, 1_000, 2 ** 31, 2 ** 32 - 1]) {
      const lie = changed(bytes, (view) => view.setUint32(16, count, true));
      const read = (): unknown => deserialize(each.Class, lie, 0, each.options(region));
      expect(thrownBy(read)).toMatchObject(FORMAT);
      expect(region.liveBytes).toBe(0);
    }
  });

  it('loses no block where a region refuses', () => {
    const bytes = bytesOf(each.filled(300, randomFrom(7)));
    const whole = new FakeRegion();
    deserialize(each.Class, bytes, 0, each.options(whole)).dispose();
    expect(whole.liveBytes).toBe(0);
    for (let left = 0; left < whole.allocationCount; left++) {
      const region = new FakeRegion();
      region.onAllocate = () => {
        if (region.allocationCount === left) region.limitBytes = 0;
        region.moveMemory();
        if (region.limitBytes === 0) throw new Error('region is full');
      };
      const read = (): unknown => deserialize(each.Class, bytes, 0, each.options(region));
      expect(read).toThrow('region is full');
      expect(region.liveBytes).toBe(0);
    }
  });

  it('cannot be written or asked for its length after dispose', () => {
    const table = each.filled(2, randomFrom(8));
    table.dispose();
    const write = (): unknown => serializeInto(table, new Uint8Array(100));
    expect(thrownBy(write)).toMatchObject({ code: 'ERR_SANDY_DISPOSED' });
  });

  it('writes nothing where there is no room', () => {
    const table = each.filled(3, randomFrom(9));
    const bytes = new Uint8Array(serializedLength(table)).fill(7);
    const write = (): unknown => serializeInto(table, bytes, 1);
    expect(thrownBy(write)).toMatchObject({ code: 'ERR_SANDY_CAPACITY' });
    expect(bytes.every((byte) => byte === 7)).toBe(true);
  });

  it('is not read from bytes of other kinds', () => {
    for (const other of everySerializable) {
      const { shape, keys, values, isOrdered } = other.kind;
      const bytes = bytesOf(other.filled(3, randomFrom(10)));
      const isSame =
        shape === each.kind.shape && keys === each.kind.keys && values === each.kind.values;
      const read = (): unknown => deserialize(each.Class, bytes, 0, each.options());
      if (!isSame || (each.kind.isSorted && isOrdered)) {
        expectFormatError(read, other.name);
      } else if (!each.kind.isReversed) {
        if ((read() as AnySerializable).size !== 3) throw new Error(`of ${other.name}: not 3`);
      }
    }
  });
});

describe('bytes', () => {
  const map = new Int2IntMap([
    [7, 70],
    [-3, -30],
    [0, 1],
  ]);

  it('are those of the golden file, and are read from it', () => {
    const golden = JSON.parse(
      readFileSync(new URL('./golden/tables-v1.json', import.meta.url), 'utf8'),
    ) as Record<string, string>;
    expect(Object.keys(golden).length).toBeGreaterThan(50);
    for (const [name, text] of Object.entries(golden)) {
      const each = serializableClass(name);
      const bytes = new Uint8Array(Buffer.from(text, 'base64'));
      const expectedTable = each.filled(5, randomFrom(1));
      expect([name, Buffer.from(bytesOf(expectedTable)).toString('base64')]).toEqual([name, text]);
      const read = deserialize(each.Class, bytes, 0, each.options());
      expect([name, bytesOf(read)]).toEqual([name, bytes]);
    }
  });

  it('are those that format.ts describes', () => {
    const bytes = bytesOf(map);
    const words = new Int32Array(bytes.buffer);
    const checksum = words[1];
    expect([...words]).toEqual([
      0x42544453,
      checksum,
      1 | (1 << 8) | (3 << 16) | (3 << 24),
      0,
      3,
      0,
      56,
      0,
      ...[-3, 0, 7],
      ...[-30, 1, 70],
    ]);
  });

  it('are the same whatever the seed, the load and what was before', () => {
    withSeeds(2, (random) => {
      const tables = [0.3, 0.5, 0.9].map((maximumLoad, seed) => {
        const table = new Int2DoubleMap({ maximumLoad, seed, capacity: seed * 1_000 });
        for (let i = 0; i < 500; i++) table.set(random.below(1_000), i);
        table.clear();
        for (let i = 0; i < 200; i++) table.set((i * (37 + seed * 64)) % 1024, 0);
        for (const key of table.keys()) table.set(key, key / 3);
        for (let i = 0; i < 1024; i++) if (i % 5 > 0) table.delete(i);
        for (let i = 0; i < 1024; i++) if (i % 5 === 0) table.set(i, i / 7);
        return table;
      });
      const [first, ...others] = tables.map((table) => bytesOf(table));
      for (const other of others) expect(other).toEqual(first);
    });
  });

  it('are refused when of a newer version', () => {
    const newer = changed(bytesOf(map), (view) => view.setUint8(8, 2));
    expect(thrownBy(() => deserialize(Int2IntMap, newer))).toMatchObject({
      ...FORMAT,
      message: 'version: expected 1, got 2',
    });
    expect(thrownBy(() => serializedLengthAt(newer))).toMatchObject(FORMAT);
  });

  it('are refused when a key is there twice, or keys are not in their order', () => {
    for (const key of [7, -3, 8]) {
      const lie = changed(bytesOf(map), (view) => view.setInt32(36, key, true));
      expect(thrownBy(() => deserialize(Int2IntMap, lie))).toMatchObject(FORMAT);
      expect(thrownBy(() => deserialize(Int2IntSortedMap, lie))).toMatchObject(FORMAT);
      expect(thrownBy(() => deserialize(Int2IntLinkedMap, lie))).toMatchObject(FORMAT);
    }
    const linked = bytesOf(new Int2IntLinkedMap(map));
    const twice = changed(linked, (view) => view.setInt32(36, view.getInt32(32, true), true));
    const region = new FakeRegion();
    const read = (): unknown => deserialize(Int2IntLinkedMap, twice, 0, { region });
    expect(thrownBy(read)).toMatchObject(FORMAT);
    expect(region.liveBytes).toBe(0);
    const longs = bytesOf(new LongSortedSet([1n, 0xffff_ffffn]));
    const misordered = changed(longs, (view) => view.setInt32(32, -1, true));
    expect(thrownBy(() => deserialize(LongSortedSet, misordered))).toMatchObject(FORMAT);
  });

  it('are refused when strings end elsewhere, or the last word of bits is 0', () => {
    const table = bytesOf(new StringTable(['ab', 'cde', 'fghij']));
    for (const header of [2 << 1, 9 << 1, 4_000, 2 ** 32 - 2]) {
      const lie = changed(table, (view) => view.setUint32(48, header, true));
      expect(thrownBy(() => deserialize(StringTable, lie))).toMatchObject(FORMAT);
    }
    const equal = bytesOf(new String2IntMap([['a', 1], ['b', 2]])); // prettier-ignore
    const twice = changed(equal, (view) => view.setUint8(44, 97));
    expect(thrownBy(() => deserialize(String2IntMap, twice))).toMatchObject(FORMAT);
    const bits = bytesOf(new BitSet([1, 2, 40]));
    const zero = changed(bits, (view) => {
      view.setInt32(36, 0, true);
      view.setUint32(16, 2, true);
    });
    expect(thrownBy(() => deserialize(BitSet, zero))).toMatchObject(FORMAT);
  });

  it('cannot be had of objects, of what is no table, at places that are none', () => {
    const objects = new Int2ObjectMap([[1, 'one']]);
    expect(thrownBy(() => serializedLength(objects))).toMatchObject(ARGUMENT);
    expect(thrownBy(() => serializeInto(objects, new Uint8Array(99)))).toMatchObject(ARGUMENT);
    expect(thrownBy(() => deserialize(Int2ObjectMap, bytesOf(map)))).toMatchObject(ARGUMENT);
    expect(thrownBy(() => serializedLength(new Map([[1, 2]])))).toMatchObject(ARGUMENT);
    for (const offset of [-1, 0.5, NaN, 1e9, '1'] as number[]) {
      expect(thrownBy(() => serializeInto(map, new Uint8Array(99), offset))).toMatchObject(
        ARGUMENT,
      );
      expect(thrownBy(() => deserialize(Int2IntMap, bytesOf(map), offset))).toMatchObject(ARGUMENT);
      expect(thrownBy(() => serializedLengthAt(bytesOf(map), offset))).toMatchObject(ARGUMENT);
    }
    const none = [] as unknown as Uint8Array;
    expect(thrownBy(() => deserialize(Int2IntMap, none))).toMatchObject(ARGUMENT);
  });

  it('take the options of the class, and its limits', () => {
    const region = new FakeRegion();
    const again = deserialize(Int2IntMap, bytesOf(map), 0, { region, maximumLoad: 0.5 });
    expect(region.liveBytes).toBe(again.bytes());
    expect(again.get(-3)).toBe(-30);
    const sparse = new SparseSet(50);
    for (const key of [30, 2, 49]) sparse.add(key);
    const few = (): unknown => deserialize(SparseSet, bytesOf(sparse), 0, { universe: 40 });
    expect(thrownBy(few)).toMatchObject({ code: 'ERR_SANDY_INVALID_KEY' });
    const none = (): unknown => deserialize(SparseSet, bytesOf(sparse));
    expect(thrownBy(none)).toMatchObject({ code: 'ERR_SANDY_CAPACITY' });
    expect(contentOf(deserialize(IntSet, bytesOf(sparse))).sort()).toEqual([2, 30, 49]);
  });

  it('keep long strings and many entries', () => {
    const texts = ['', 'x'.repeat(70_001), '雪'.repeat(30_001), '\ud800'];
    expect(contentOf(deserialize(StringTable, bytesOf(new StringTable(texts))))).toEqual(texts);
    const list = new IntArrayList(Int32Array.from({ length: 100_000 }, (_, i) => i * 77));
    expect(deserialize(IntArrayList, bytesOf(list)).equals(list)).toBe(true);
  });
});

it.each([
  ['', 0x02cc5d05],
  ['a', 0x550d7456],
  ['abc', 0x32d153ff],
  ['Nobody inspects the spammish repetition', 0xe2293b2f],
])('XXH32 of %j is that of its specification', (text, hash) => {
  const bytes = new Uint8Array(Buffer.from(`__${text}`));
  const view = new DataView(bytes.buffer);
  expect(checksumOf(view, 2, bytes.length)).toBe(hash);
});
