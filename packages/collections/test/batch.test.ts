/**
 * Many keys in one call, with the kernel and without, against `Map` and single calls.
 */
import { describe, expect, it } from '@jest/globals';
import {
  BatchKernel,
  deleteMany,
  getManyInto,
  hasManyInto,
  Int2IntMap,
  Int2ObjectMap,
  IntSet,
  setMany,
  assertValidTable,
} from '../src/index.js';
import type { BatchMemory, CollectionRegion } from '../src/index.js';
import { internals } from '../src/internals.js';
import { FakeRegion } from './support/fake-region.js';
import type { Random } from './support/random.js';
import { withSeeds } from './support/random.js';
import { thrownBy } from './support/throwing.js';

/** As much of WebAssembly as is used here; its real types exist in the DOM library only. */
interface Wasm {
  readonly Memory: new (options: object) => BatchMemory & { grow(pages: number): void };
}
const { Memory } = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;

const PAGE_BYTES = 65_536;

/** Blocks one behind the other in a WebAssembly memory that grows with each. */
class MemoryRegion implements CollectionRegion {
  readonly memory = new Memory({ initial: 1, maximum: 1_024 });
  readonly live = new Set<number>();
  disposed = false;
  #end = 16;

  allocate(byteLength: number): number {
    const address = this.#end;
    this.#end += (byteLength + 15) & ~15;
    const missing = this.#end - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE_BYTES));
    this.live.add(address);
    return address;
  }

  free(address: number): void {
    if (!this.live.delete(address)) throw new Error(`freed twice: ${address}`);
  }

  words(address: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, length);
  }
}

function randomInts(random: Random, count: number, below: number): Int32Array {
  return Int32Array.from({ length: count }, () =>
    random.below(4) === 0 ? random.word() : random.below(below) - (below >> 1),
  );
}

/** The key that no slot can hold. */
const secretOf = (map: Int2IntMap): number => map[internals]()[2][0];

describe.each(['plain', 'kernel'])('getManyInto, %s', (way) => {
  const open = (maximumLoad: number): { map: Int2IntMap; kernel: BatchKernel | undefined } => {
    if (way === 'plain') return { map: new Int2IntMap({ maximumLoad }), kernel: undefined };
    const region = new MemoryRegion();
    const kernel = new BatchKernel(region.memory, region);
    return { map: new Int2IntMap({ region, maximumLoad }), kernel };
  };

  it('finds what single calls find', () => {
    withSeeds(5, (random) => {
      const { map, kernel } = open([0.25, 0.5, 0.75, 0.9][random.below(4)]!);
      const model = new Map<number, number>();
      for (let round = 0; round < 12; round++) {
        for (let i = random.below(400); i > 0; i--) {
          const key = randomInts(random, 1, 1_000)[0]!;
          if (random.below(3) === 0) {
            map.delete(key);
            model.delete(key);
          } else {
            map.set(key, i - 200);
            model.set(key, i - 200);
          }
        }
        const keys = randomInts(random, random.below(1_500), 1_000);
        if (keys.length > 0) keys[random.below(keys.length)] = secretOf(map);
        const missing = random.word();
        const out = random.below(2) === 0 ? new Int32Array(keys.length + 3).fill(7) : [];
        if (Array.isArray(out)) out.length = keys.length + 3;
        const hits = getManyInto(map, keys, out, missing, { kernel });
        const expected = Array.from(keys, (key) => model.get(key) ?? missing);
        expect(Array.from(out).slice(0, keys.length)).toEqual(expected);
        expect(hits).toBe(keys.filter((key) => model.has(key)).length);
        expect(out[keys.length]).toBe(Array.isArray(out) ? undefined : 7); // no more is written
        expect(keys.length === 0 || map.has(secretOf(map))).toBe(
          keys.length > 0 && model.has(secretOf(map)),
        );
      }
      assertValidTable(map);
    });
  });

  it('writes over the keys themselves', () => {
    const { map, kernel } = open(0.5);
    const keys = Int32Array.from({ length: 2_000 }, (_, i) => i);
    setMany(
      map,
      keys,
      keys.map((key) => key * 3),
    );
    getManyInto(map, keys, keys, -1, { kernel });
    expect(Array.from(keys)).toEqual(Array.from({ length: 2_000 }, (_, i) => i * 3));
  });

  it('finds nothing in an empty map, and asks nothing of no keys', () => {
    const { map, kernel } = open(0.75);
    const out = new Int32Array(3);
    expect(getManyInto(map, Int32Array.of(0, 1, secretOf(map)), out, 9, { kernel })).toBe(0);
    expect(Array.from(out)).toEqual([9, 9, 9]);
    expect(getManyInto(map, new Int32Array(0), out, 9, { kernel })).toBe(0);
  });

  it('refuses keys in other arrays, too little room, and disposed maps', () => {
    const { map, kernel } = open(0.75);
    map.set(1, 1);
    const out = new Int32Array(1);
    const invalid = { code: 'ERR_SANDY_INVALID_ARGUMENT' };
    for (const keys of [[1.5], Float64Array.of(1.5), undefined, null, 'a']) {
      const error = thrownBy(() =>
        getManyInto(map, keys as unknown as Int32Array, out, 0, { kernel }),
      );
      expect(error).toMatchObject(invalid);
    }
    const keys = Int32Array.of(1, 2);
    expect(thrownBy(() => getManyInto(map, keys, out, 0, { kernel }))).toMatchObject({
      code: 'ERR_SANDY_CAPACITY',
    });
    expect(out[0]).toBe(0);
    map.dispose();
    expect(thrownBy(() => getManyInto(map, keys, new Int32Array(2), 0, { kernel }))).toMatchObject({
      code: 'ERR_SANDY_DISPOSED',
    });
  });
});

describe('the kernel', () => {
  it('goes on after its memory grew, and goes without for maps that lie elsewhere', () => {
    const region = new MemoryRegion();
    const kernel = new BatchKernel(region.memory, region);
    const map = new Int2IntMap({ region });
    const keys = Int32Array.from({ length: 5_000 }, (_, i) => i * 7);
    for (let round = 1; round <= 5; round++) {
      setMany(
        map,
        keys,
        keys.map((key) => key + round),
      ); // grows with the first
      region.memory.grow(1);
      const out = new Int32Array(keys.length);
      expect(getManyInto(map, keys, out, 0, { kernel })).toBe(keys.length);
      expect(out[4_999]).toBe(4_999 * 7 + round);
    }
    const elsewhere = new Int2IntMap(map);
    const out = new Int32Array(keys.length);
    expect(getManyInto(elsewhere, keys, out, 0, { kernel })).toBe(keys.length);
    const objects = new Int2ObjectMap<string>([[7, 'seven']], { region });
    const texts: string[] = ['', ''];
    expect(getManyInto(objects, Int32Array.of(7, 8), texts, 'none', { kernel })).toBe(1);
    expect(texts).toEqual(['seven', 'none']);
  });

  it('writes missing values that are no ints without it', () => {
    const region = new MemoryRegion();
    const kernel = new BatchKernel(region.memory, region);
    const map = new Int2IntMap([[1, 5]], { region });
    const out = [0, 0];
    expect(getManyInto(map, Int32Array.of(1, 2), out, NaN, { kernel })).toBe(1);
    expect(out).toEqual([5, NaN]);
  });

  it('gives its scratch back, after which lookups go without', () => {
    const region = new MemoryRegion();
    const kernel = new BatchKernel(region.memory, region);
    expect(region.live.size).toBe(1);
    const map = new Int2IntMap([[1, 5]], { region });
    kernel.dispose();
    kernel.dispose();
    expect(region.live.size).toBe(1); // the map's
    const out = new Int32Array(1);
    expect(getManyInto(map, Int32Array.of(1), out, 0, { kernel })).toBe(1);
    const other = new BatchKernel(region.memory, region);
    region.disposed = true;
    other.dispose();
    expect(region.live.size).toBe(2); // a disposed region frees by itself
  });

  it('refuses what is no memory, and a region of another', () => {
    const region = new MemoryRegion();
    const invalid = { code: 'ERR_SANDY_INVALID_ARGUMENT' };
    for (const memory of [{}, { buffer: new ArrayBuffer(8) }, undefined, null]) {
      const error = thrownBy(() => new BatchKernel(memory as BatchMemory, region));
      expect(error).toMatchObject(invalid);
    }
    const shared = new Memory({ initial: 1, maximum: 2, shared: true });
    expect(thrownBy(() => new BatchKernel(shared, region))).toMatchObject(invalid);
    const other = new FakeRegion();
    const error = thrownBy(() => new BatchKernel(region.memory, other));
    expect(error).toMatchObject(invalid);
    expect([region.live.size, other.addresses]).toEqual([0, []]);
  });
});

describe('the other batch forms', () => {
  it('do what single calls do', () => {
    withSeeds(5, (random) => {
      const map = new Int2IntMap();
      const set = new IntSet();
      const model = new Map<number, number>();
      for (let round = 0; round < 20; round++) {
        const keys = randomInts(random, random.below(900), 700);
        if (random.below(3) > 0) {
          const values = randomInts(random, keys.length, 99);
          setMany(map, keys, values);
          keys.forEach((key, i) => {
            model.set(key, values[i]!);
            set.add(key);
          });
        } else {
          const there = new Set(keys.filter((key) => model.has(key)));
          expect(deleteMany(map, keys)).toBe(there.size);
          expect(deleteMany(set, keys)).toBe(there.size);
          for (const key of keys) model.delete(key);
        }
        expect([map.size, set.size]).toEqual([model.size, model.size]);
        const sought = randomInts(random, 300, 700);
        const flags = new Uint8Array(300);
        const expected = Array.from(sought, (key) => (model.has(key) ? 1 : 0));
        expect(hasManyInto(map, sought, flags)).toBe(expected.filter(Boolean).length);
        expect(Array.from(flags)).toEqual(expected);
        flags.fill(9);
        hasManyInto(set, sought, flags);
        expect(Array.from(flags)).toEqual(expected);
        assertValidTable(map);
        assertValidTable(set);
      }
      expect(new Map(map)).toEqual(model);
    });
  });

  it('take memory for all keys, or put none', () => {
    const region = new FakeRegion();
    const map = new Int2IntMap([[1, 1]], { region });
    region.limitBytes = region.liveBytes;
    const keys = Int32Array.from({ length: 1_000 }, (_, i) => i);
    expect(() => setMany(map, keys, keys)).toThrow();
    expect([...map]).toEqual([[1, 1]]);
    assertValidTable(map);
  });

  it('refuse fewer values than keys, and values that the map does not hold', () => {
    const map = new Int2IntMap();
    expect(thrownBy(() => setMany(map, Int32Array.of(1, 2), [1]))).toMatchObject({
      code: 'ERR_SANDY_CAPACITY',
    });
    expect(map.size).toBe(0);
    expect(thrownBy(() => setMany(map, Int32Array.of(1), [0.5]))).toMatchObject({
      code: 'ERR_SANDY_INVALID_ARGUMENT',
    });
    expect(map.size).toBe(0);
  });
});
