import { describe, expect, it } from '@jest/globals';
import { assertValidSharedMap, SharedInt2IntMap, SharedLong2IntMap } from '../src/index.js';
import type { SharedTableToken } from '../src/index.js';
import { sharedKinds } from './support/shared-kinds.js';
import { thrownBy } from './support/throwing.js';

const INVALID_ARGUMENT = { code: 'ERR_SANDY_INVALID_ARGUMENT' };
const CAPACITY = { code: 'ERR_SANDY_CAPACITY' };
const INVALID_KEY = { code: 'ERR_SANDY_INVALID_KEY' };
const DISPOSED = { code: 'ERR_SANDY_DISPOSED' };
const ROLE = { code: 'ERR_SANDY_SHARED_ROLE' };

describe.each(sharedKinds)('$name', ({ name, Writer, Reader, key, plain }) => {
  it('is a map whose readers see what its writer does', () => {
    const map = new Writer();
    const reader = Reader.attach(map.token());
    for (let i = 0; i < 1_000; i++) expect(map.set(...key(i), i * 3)).toBe(map);
    expect([map.size, reader.size]).toEqual([1_000, 1_000]);
    for (const handle of [map, reader]) {
      for (let i = 0; i < 1_000; i++) expect(handle.get(...key(i))).toBe(i * 3);
      expect(handle.get(...key(5_000))).toBeUndefined();
      expect([handle.has(...key(3)), handle.has(...key(3_000))]).toEqual([true, false]);
      expect(handle.getOrDefault(...key(2), -1)).toBe(6);
      expect(handle.getOrDefault(...key(2_000), -1)).toBe(-1);
    }
    expect([map.delete(...key(7)), map.delete(...key(7))]).toEqual([true, false]);
    expect([map.has(...key(7)), reader.has(...key(7)), reader.size]).toEqual([false, false, 999]);
    map.clear();
    expect([map.size, reader.size, reader.has(...key(1))]).toEqual([0, 0, false]);
    assertValidSharedMap(map);
    assertValidSharedMap(reader);
  });

  it('holds the key 0, the ends of an int32, and values of all kinds', () => {
    const map = new Writer();
    const reader = Reader.attach(map.token());
    const ends = [0, -0, 2 ** 31 - 1, -(2 ** 31)];
    for (const value of ends) {
      expect(map.set(...key(0), value).get(...key(0))).toBe(value | 0);
      expect(reader.get(...key(0))).toBe(value | 0);
      const longer = key(0).map((_, i) => (i === 0 ? value : -1));
      map.set(...longer, value);
      expect(reader.get(...longer)).toBe(value | 0);
    }
    expect(reader.size).toBe(map.size);
    expect(map.delete(...key(0))).toBe(true);
    map.set(...key(0), 1).delete(...key(0));
    expect([map.delete(...key(0)), reader.has(...key(0))]).toEqual([false, false]);
    assertValidSharedMap(map);
  });

  it('iterates over a copy, in both handles', () => {
    const map = new Writer();
    const reader = Reader.attach(map.token());
    for (let i = 0; i < 50; i++) map.set(...key(i), i - 10);
    const wanted = new Map(Array.from({ length: 50 }, (_, i) => [plain(i), i - 10]));
    for (const handle of [map, reader]) {
      expect(new Map(handle)).toEqual(wanted);
      expect(new Map(handle.entries())).toEqual(wanted);
      expect(new Set(handle.keys())).toEqual(new Set(wanted.keys()));
      expect([...handle.values()].sort()).toEqual([...wanted.values()].sort());
      const visited: number[][] = [];
      handle.forEach((value, ...words) => {
        if (visited.length === 0) map.clear();
        visited.push([...words, value]);
        map.set(...words, value);
      });
      expect(visited).toHaveLength(50);
      for (const words of visited) expect(map.get(...words.slice(0, -1))).toBe(words.at(-1));
    }
    expect(map[Symbol.toStringTag]).toBe(name);
    expect(reader[Symbol.toStringTag]).toBe(`${name}Reader`);
  });

  it('takes entries when it is made, and gives its role back where they are wrong', () => {
    const entries = [1, 2, 3].map((i) => [plain(i), i] as const);
    expect(new Map(new Writer(entries))).toEqual(new Map(entries));
    expect(new Writer(entries, { capacity: 100 }).capacity).toBeGreaterThanOrEqual(100);
    expect(new Map(new Writer(new Map(entries)))).toEqual(new Map(entries));
    expect(thrownBy(() => new Writer([[plain(1), 0.5]]))).toMatchObject(INVALID_ARGUMENT);
    expect(Writer.create({ capacity: 5 }).size).toBe(0);
  });

  it('grows while a reader stays, up to its maximum and no further', () => {
    const map = new Writer({ maximumCapacity: 1_000 });
    const reader = Reader.attach(map.token());
    for (let i = 0; i < 1_000; i++) {
      map.set(...key(i + 1), i);
      expect(reader.get(...key(i + 1))).toBe(i);
    }
    expect(thrownBy(() => map.set(...key(2_000), 1))).toMatchObject(CAPACITY);
    expect([map.size, map.capacity, map.has(...key(2_000))]).toEqual([1_000, 1_000, false]);
    map.set(...key(1_000), -5).set(...key(0), -6); // what is there already, and the key 0
    expect(reader.get(...key(1_000))).toBe(-5);
    expect(thrownBy(() => map.ensureCapacity(1_001))).toMatchObject(CAPACITY);
    assertValidSharedMap(reader);
  });

  it('keeps its capacity promise without growing', () => {
    const map = new Writer({ capacity: 1_000 });
    const { capacity } = map;
    const bytes = map.bytes();
    for (let i = 1; i <= 1_000; i++) map.set(...key(i), i);
    expect([map.capacity, map.bytes()]).toEqual([capacity, bytes]);
    map.ensureCapacity(500);
    expect(map.capacity).toBe(capacity);
    map.ensureCapacity(5_000);
    expect(map.capacity).toBeGreaterThanOrEqual(5_000);
    expect(map.get(...key(77))).toBe(77);
  });

  it('takes no more memory by being cleared again and again', () => {
    const map = new Writer({ capacity: 100 });
    map.clear();
    const bytes = map.bytes();
    for (let round = 0; round < 100; round++) {
      map.set(...key(round), round);
      map.clear();
    }
    expect(map.bytes()).toBe(bytes);
    assertValidSharedMap(map);
  });

  it('has one handle that writes', () => {
    const map = new Writer();
    map.set(...key(1), 1);
    expect(thrownBy(() => Writer.attach(map.token()))).toMatchObject(ROLE);
    expect(thrownBy(() => Writer.attach(map.token(), { takeOver: false }))).toMatchObject(ROLE);
    map.dispose();
    const second = Writer.attach(map.token());
    expect(second.set(...key(2), 2).get(...key(1))).toBe(1);
    const third = Writer.attach(map.token(), { takeOver: true });
    expect(third.size).toBe(2);
    const uses = [
      () => second.get(...key(1)),
      () => second.has(...key(1)),
      () => second.set(...key(1), 1),
      () => second.delete(...key(1)),
      () => second.clear(),
      () => second.ensureCapacity(1),
      () => [...second],
    ];
    for (const use of uses) expect(thrownBy(use)).toMatchObject(ROLE);
    second.dispose(); // must not take the third's role away
    expect(thrownBy(() => Writer.attach(map.token()))).toMatchObject(ROLE);
    third.set(...key(3), 3);
    assertValidSharedMap(third);
  });

  it('ends a handle with dispose, not the table', () => {
    const map = new Writer();
    const reader = Reader.attach(map.token());
    const other = Reader.attach(reader.token());
    map.set(...key(1), 1);
    for (const handle of [map, reader]) {
      handle.dispose();
      handle.dispose();
      expect([handle.disposed, handle.size, handle.bytes()]).toEqual([true, 0, 0]);
      for (const use of [
        () => handle.get(...key(1)),
        () => handle.get(...key(0)),
        () => handle.has(...key(9)),
        () => handle.getOrDefault(...key(1), 0),
        () => handle.forEach(() => undefined),
        () => [...handle.keys()],
        () => [...handle.values()],
        () => [...handle],
        () => assertValidSharedMap(handle),
      ]) {
        expect(thrownBy(use)).toMatchObject(DISPOSED);
      }
    }
    expect(map.capacity).toBe(0);
    expect(thrownBy(() => map.set(...key(1), 1))).toMatchObject(DISPOSED);
    expect(thrownBy(() => map.delete(...key(1)))).toMatchObject(DISPOSED);
    expect(thrownBy(() => map.clear())).toMatchObject(DISPOSED);
    expect(other.get(...key(1))).toBe(1);
  });

  it('refuses keys and values that are none, and changes nothing', () => {
    const map = new Writer([[plain(1), 1]]);
    const reader = Reader.attach(map.token());
    const wrong: unknown[] = [NaN, 0.5, 2 ** 31, -(2 ** 31) - 1, Infinity, '1', null, undefined];
    for (const bad of wrong as number[]) {
      for (let lane = 0; lane < key(1).length; lane++) {
        const words = key(1).map((word, i) => (i === lane ? bad : word));
        for (const use of [
          () => map.get(...words),
          () => map.has(...words),
          () => map.set(...words, 1),
          () => map.delete(...words),
          () => reader.get(...words),
          () => reader.has(...words),
          () => reader.getOrDefault(...words, 1),
        ]) {
          expect(thrownBy(use)).toMatchObject(INVALID_KEY);
        }
      }
      expect(thrownBy(() => map.set(...key(1), bad))).toMatchObject(INVALID_ARGUMENT);
      expect(thrownBy(() => map.set(...key(0), bad))).toMatchObject(INVALID_ARGUMENT);
    }
    expect([...map]).toEqual([[plain(1), 1]]);
  });

  it('refuses options and tokens that are none', () => {
    const map = new Writer();
    for (const capacity of [-1, 0.5, NaN, '5', 2 ** 40]) {
      expect(thrownBy(() => new Writer({ capacity }))).toMatchObject(CAPACITY);
      expect(thrownBy(() => new Writer({ maximumCapacity: capacity }))).toMatchObject(CAPACITY);
      expect(thrownBy(() => map.ensureCapacity(capacity as number))).toMatchObject(CAPACITY);
    }
    expect(thrownBy(() => new Writer({ capacity: 11, maximumCapacity: 10 }))).toMatchObject(
      CAPACITY,
    );
    for (const options of [{ maximumLoad: 1 }, { seed: 0.5 }, { region: {} }, 5, 'x']) {
      expect(thrownBy(() => new Writer([], options as object))).toMatchObject(INVALID_ARGUMENT);
    }
    const token = map.token();
    const attachments: (() => unknown)[] = [
      () => Reader.attach(token, { patienceMs: -1 }),
      () => Reader.attach(token, { patienceMs: '1' as unknown as number }),
      () => Reader.attach(token, { takeOver: true } as object),
      () => Writer.attach(token, { capacity: 1 } as object),
    ];
    const tokens: unknown[] = [
      undefined,
      null,
      5,
      {},
      { ...token, format: 'sandy-shared-other-1' },
      { ...token, buffer: new ArrayBuffer(4_096) },
      { ...token, buffer: new SharedArrayBuffer(8) },
      { ...token, maximumLoad: 7 },
      { ...token, maximumCapacity: undefined },
      JSON.parse(JSON.stringify(token)),
    ];
    for (const bad of tokens as SharedTableToken[]) {
      attachments.push(
        () => Reader.attach(bad),
        () => Writer.attach(bad, { takeOver: true }),
      );
    }
    for (const attach of attachments) expect(thrownBy(attach)).toMatchObject(INVALID_ARGUMENT);
  });
});

it('a token of one kind is none of the other', () => {
  const token = new SharedInt2IntMap().token();
  expect(thrownBy(() => SharedLong2IntMap.attach(token))).toMatchObject(INVALID_ARGUMENT);
});

it('bigints stand for two lanes', () => {
  const map = new SharedLong2IntMap();
  const key = -(2n ** 40n) + 7n;
  expect(map.setBigInt(key, 5).getBigInt(key)).toBe(5);
  expect([map.hasBigInt(key), map.hasBigInt(1n), map.deleteBigInt(key)]).toEqual([
    true,
    false,
    true,
  ]);
  expect(thrownBy(() => map.setBigInt(2n ** 63n, 1))).toMatchObject(INVALID_KEY);
});

describe('where shared memory is missing or short', () => {
  function without<T>(replacement: unknown, action: () => T): T {
    const real = globalThis.SharedArrayBuffer;
    (globalThis as { SharedArrayBuffer: unknown }).SharedArrayBuffer = replacement;
    try {
      return action();
    } finally {
      globalThis.SharedArrayBuffer = real;
    }
  }

  it('says so', () => {
    const error = without(undefined, () => thrownBy(() => new SharedInt2IntMap()));
    expect(error).toMatchObject(INVALID_ARGUMENT);
    const full = function () {
      throw new RangeError('no memory');
    };
    expect(without(full, () => thrownBy(() => new SharedInt2IntMap()))).toMatchObject(CAPACITY);
  });

  it('does without buffers that grow', () => {
    const real = globalThis.SharedArrayBuffer;
    const fixed = function (byteLength: number) {
      return new real(byteLength);
    };
    const map = without(fixed, () => new SharedInt2IntMap({ maximumCapacity: 1_000 }));
    for (let i = 0; i < 1_000; i++) map.set(i, i);
    assertValidSharedMap(map);
    expect(map.bytes()).toBe(map.token().buffer.byteLength);
  });

  it('changes nothing where growing fails', () => {
    const map = new SharedInt2IntMap({ capacity: 6 });
    for (let i = 1; i <= 6; i++) map.set(i, i);
    const { buffer } = map.token();
    Object.defineProperty(buffer, 'grow', {
      value: () => {
        throw new RangeError('no memory');
      },
    });
    expect(thrownBy(() => map.set(7, 7))).toMatchObject(CAPACITY);
    expect(thrownBy(() => map.ensureCapacity(100))).toMatchObject(CAPACITY);
    expect(thrownBy(() => map.clear())).toMatchObject(CAPACITY);
    expect([map.size, map.has(7), map.get(3)]).toEqual([6, false, 3]);
    assertValidSharedMap(map);
  });
});
