import { describe, expect, it } from '@jest/globals';
import { Int2ObjectLruMap } from '../src/generated/int2object-lru-map.js';
import { Long2ObjectLruMap } from '../src/generated/long2object-lru-map.js';
import { String2ObjectLruMap } from '../src/generated/string2object-lru-map.js';
import type { DisposeReason, LruOptions } from '../src/lru.js';
import { FakeRegion } from './support/fake-region.js';
import type { Random } from './support/random.js';
import { stepCount, withSeeds } from './support/random.js';

type Key = number | bigint | string;
/** What a key is to the methods: one argument or two. */
type Args = readonly unknown[];
type Options = LruOptions<string, Args> & { region?: FakeRegion | undefined };

/** Both classes, with keys as their arguments. */
interface Lru extends Iterable<[Key, string]> {
  readonly size: number;
  readonly totalBytes: number;
  readonly disposed: boolean;
  get(...key: Args): string | undefined;
  peek(...key: Args): string | undefined;
  has(...key: Args): boolean;
  readonly set: (...keyAndValue: readonly unknown[]) => Lru;
  delete(...key: Args): boolean;
  keys(): IterableIterator<Key>;
  readonly forEach: (callback: (value: string, ...key: Args) => void) => void;
  purgeExpired(): number;
  bytes(): number;
  clear(): void;
  dispose(): void;
}

interface Kind {
  readonly create: (options: Options) => Lru;
  readonly args: (i: number) => Args;
  readonly plain: (i: number) => Key;
  /** The number that it is of. */
  readonly numberOf: (key: Args) => unknown;
}

const rows: [string, Kind][] = [
  [
    'Int2ObjectLruMap',
    {
      create: (options) => new Int2ObjectLruMap<string>(options as never) as unknown as Lru,
      args: (i) => [i],
      plain: (i) => i,
      numberOf: ([key]) => key,
    },
  ],
  [
    'Long2ObjectLruMap',
    {
      create: (options) => new Long2ObjectLruMap<string>(options as never) as unknown as Lru,
      args: (i) => [i, -i],
      plain: (i) => (BigInt(i) << 32n) | BigInt(-i >>> 0),
      numberOf: ([hi]) => hi,
    },
  ],
  [
    'String2ObjectLruMap',
    {
      create: ({ region: _region, ...options }) =>
        new String2ObjectLruMap<string>(options as never) as unknown as Lru,
      args: (i) => [`key ${i}`],
      plain: (i) => `key ${i}`,
      numberOf: ([key]) => Number(String(key).slice(4)),
    },
  ],
];

interface Entry {
  readonly key: number;
  readonly value: string;
  readonly end: number;
}

/** The same in an array, what was used longest ago first. */
class Model {
  entries: Entry[] = [];
  readonly left: [string, DisposeReason, number][] = [];
  time = 0;
  readonly #limits: { size: number; bytes: number; ttlMs: number };

  constructor(limits: { size: number; bytes: number; ttlMs: number }) {
    this.#limits = limits;
  }

  get totalBytes(): number {
    return this.entries.reduce((sum, { value }) => sum + value.length, 0);
  }

  find(key: number): Entry | undefined {
    const entry = this.entries.find((each) => each.key === key);
    if (entry === undefined || entry.end > this.time) return entry;
    this.#drop(entry, 'expire');
    return undefined;
  }

  get(key: number): string | undefined {
    const entry = this.find(key);
    if (entry !== undefined) this.entries = [...this.entries.filter((e) => e !== entry), entry];
    return entry?.value;
  }

  set(key: number, value: string): void {
    const before = this.find(key);
    if (value.length > this.#limits.bytes) {
      if (before !== undefined) this.#drop(before, 'set');
      this.left.push([value, 'evict', key]);
      return;
    }
    this.entries = this.entries.filter((each) => each !== before);
    const fits = (): boolean =>
      this.entries.length < this.#limits.size &&
      this.totalBytes + value.length <= this.#limits.bytes;
    while (!fits()) this.#drop(this.entries[0]!, 'evict');
    this.entries.push({ key, value, end: this.time + this.#limits.ttlMs });
    if (before !== undefined && before.value !== value) this.left.push([before.value, 'set', key]);
  }

  delete(key: number): boolean {
    const entry = this.find(key);
    if (entry !== undefined) this.#drop(entry, 'delete');
    return entry !== undefined;
  }

  purge(): void {
    for (const entry of this.entries) if (entry.end <= this.time) this.#drop(entry, 'expire');
  }

  clear(): void {
    for (const entry of this.entries) this.#drop(entry, 'clear');
  }

  #drop(entry: Entry, reason: DisposeReason): void {
    this.entries = this.entries.filter((each) => each !== entry);
    this.left.push([entry.value, reason, entry.key]);
  }
}

describe.each(rows)('%s', (name, { create, args, plain, numberOf }) => {
  function step(lru: Lru, model: Model, random: Random): void {
    const key = random.below(24);
    const value = 'x'.repeat(random.below(12));
    switch (random.below(10)) {
      case 0:
      case 1:
      case 2:
      case 3:
        expect(lru.set(...args(key), value)).toBe(lru);
        model.set(key, value);
        break;
      case 4:
      case 5:
        expect(lru.get(...args(key))).toBe(model.get(key));
        break;
      case 6:
        expect(lru.peek(...args(key))).toBe(model.find(key)?.value);
        expect(lru.has(...args(key))).toBe(model.find(key) !== undefined);
        break;
      case 7:
        expect(lru.delete(...args(key))).toBe(model.delete(key));
        break;
      case 8:
        model.time += random.below(6);
        break;
      default:
        if (random.below(40) === 0) {
          lru.clear();
          model.clear();
        } else if (random.below(10) === 0) {
          const before = model.entries.length;
          model.purge();
          expect(lru.purgeExpired()).toBe(before - model.entries.length);
        }
    }
  }

  it('keeps what was used last, within its limits', () => {
    withSeeds(12, (random, seed) => {
      const region = seed % 3 === 0 ? new FakeRegion() : undefined;
      const limits = {
        size: seed % 4 === 0 ? Infinity : 1 + random.below(12),
        bytes: seed % 4 === 1 ? Infinity : 5 + random.below(40),
        ttlMs: seed % 2 === 0 ? Infinity : 10 + random.below(40),
      };
      const isHeard = seed % 5 > 1;
      const model = new Model(limits);
      const left: unknown[] = [];
      const lru = create({
        region,
        maximumSize: limits.size === Infinity ? undefined : limits.size,
        maximumBytes: limits.bytes === Infinity ? undefined : limits.bytes,
        sizeOf: limits.bytes === Infinity ? undefined : (value) => value.length,
        ttlMs: limits.ttlMs === Infinity ? undefined : limits.ttlMs,
        now: () => model.time,
        onDispose: isHeard
          ? (value, reason, ...key) => void left.push([value, reason, numberOf(key)])
          : undefined,
      });
      for (let i = 0; i < stepCount(1_500); i++) {
        step(lru, model, random);
        expect(lru.size).toBe(model.entries.length);
        if (limits.bytes !== Infinity) expect(lru.totalBytes).toBe(model.totalBytes);
        if (isHeard) expect(left).toEqual(model.left);
        left.length = model.left.length = 0;
        if (i % 20 === 0) {
          const live = model.entries.filter(({ end }) => end > model.time);
          expect([...lru]).toEqual(live.map(({ key, value }) => [plain(key), value]));
          expect([...lru.keys()]).toEqual(live.map(({ key }) => plain(key)));
          const seen: unknown[] = [];
          lru.forEach((value, ...key) => void seen.push([numberOf(key), value]));
          expect(seen).toEqual(live.map(({ key, value }) => [key, value]));
        }
      }
      lru.dispose();
      expect([lru.disposed, lru.size, region?.liveBytes ?? 0]).toEqual([true, 0, 0]);
    });
  });

  it('may be used by the callback that hears of evictions', () => {
    const seen: DisposeReason[] = [];
    const lru: Lru = create({
      maximumSize: 2,
      onDispose: (value, reason, ...key) => {
        seen.push(reason);
        if (value === 'stubborn' && seen.length < 5) lru.set(...key, value);
      },
    });
    lru.set(...args(1), 'stubborn');
    lru.set(...args(2), 'b');
    lru.set(...args(3), 'c'); // evicts 1, which comes back, so that 2 must go as well
    expect(seen).toEqual(['evict', 'evict']);
    expect([...lru.keys()]).toEqual([plain(1), plain(3)]);
  });

  it('may be given the very key that is being put by that callback', () => {
    const lru: Lru = create({
      maximumSize: 2,
      onDispose: (value) => {
        if (value === 'a') lru.set(...args(3), 'from the callback');
      },
    });
    for (const [i, value] of ['a', 'b', 'c'].entries()) lru.set(...args(i + 1), value);
    expect([...lru]).toEqual([
      [plain(2), 'b'],
      [plain(3), 'c'],
    ]);
    expect([lru.size, lru.get(...args(3))]).toEqual([2, 'c']);
  });

  it('is as it was when its region refuses', () => {
    if (name.startsWith('String')) return; // it takes no region
    const region = new FakeRegion();
    const lru = create({ region, maximumSize: 1_000 });
    for (let i = 1; i < 7; i++) lru.set(...args(i), String(i));
    region.limitBytes = region.liveBytes;
    let refusals = 0;
    for (let i = 7; i < 60; i++) {
      const before = [...lru];
      try {
        lru.set(...args(i), String(i));
      } catch {
        refusals++;
        expect([...lru]).toEqual(before);
      }
    }
    expect(refusals).toBeGreaterThan(0);
    region.limitBytes = Infinity;
    for (let i = 0; i < 60; i++) lru.set(...args(i), String(i));
    expect(lru.size).toBe(60);
    expect(lru.get(...args(59))).toBe('59');
  });

  it('may be used by its region', () => {
    if (name.startsWith('String')) return;
    const region = new FakeRegion();
    const lru = create({ region, maximumSize: 1_000 });
    region.onAllocate = () => {
      region.onAllocate = undefined;
      lru.set(...args(100), 'from the region');
    };
    for (let i = 1; i < 30; i++) {
      lru.set(...args(i), String(i));
    }
    expect(lru.get(...args(100))).toBe('from the region');
    for (let i = 1; i < 30; i++) expect(lru.get(...args(i))).toBe(String(i));
    expect(lru.size).toBe(30);
  });

  it('refuses what are no limits', () => {
    const wrong: [object, string][] = [
      [{}, 'options'],
      [{ maximumSize: 0 }, 'maximumSize'],
      [{ maximumSize: 1.5 }, 'maximumSize'],
      [{ maximumBytes: 10 }, 'sizeOf'],
      [{ maximumBytes: -1, sizeOf: () => 1 }, 'maximumBytes'],
      [{ maximumSize: 1, ttlMs: 0 }, 'ttlMs'],
      [{ maximumSize: 1, onDispose: 1 }, 'onDispose'],
      [{ maximumSize: 1, now: 5 }, 'now'],
      [{ maximumSize: 1, ttl: 5 }, 'options'],
    ];
    for (const [options, named] of wrong) {
      expect(() => create(options)).toThrow(
        expect.objectContaining({
          code: 'ERR_SANDY_INVALID_ARGUMENT',
          message: expect.stringMatching(`^${named}: `) as unknown,
        }),
      );
    }
    const lru = create({ maximumBytes: 100, sizeOf: () => NaN });
    expect(() => lru.set(...args(1), 'a')).toThrow(/sizeOf/);
    expect(lru.size).toBe(0);
    expect(Object.prototype.toString.call(lru)).toBe(`[object ${name}]`);
  });
});

describe('String2ObjectLruMap', () => {
  it.each([undefined, null, 1, NaN, {}, ['a']])('refuses the key %p', (bad) => {
    const lru = new String2ObjectLruMap<number>({ maximumSize: 3 });
    const key = bad as string;
    for (const use of [
      () => lru.get(key),
      () => lru.peek(key),
      () => lru.has(key),
      () => lru.set(key, 1),
      () => lru.delete(key),
    ]) {
      expect(use).toThrow(expect.objectContaining({ code: 'ERR_SANDY_INVALID_KEY' }));
    }
    expect(lru.size).toBe(0);
  });

  it('takes any string, those of names of properties too', () => {
    const keys = ['', '__proto__', 'constructor', 'size', '\ud800', 'ä', 'a'.repeat(10_000)];
    const lru = new String2ObjectLruMap<number>({ maximumSize: keys.length });
    keys.forEach((key, i) => lru.set(key, i));
    expect([...lru]).toEqual(keys.map((key, i) => [key, i]));
  });

  it('keeps neither keys nor values that left, and counts its bytes', () => {
    const lru = new String2ObjectLruMap<number>({ maximumSize: 4 });
    const empty = lru.bytes();
    for (let i = 0; i < 1_000; i++) lru.set(`k${i}`, i);
    expect([...lru.keys()]).toEqual(['k996', 'k997', 'k998', 'k999']);
    expect(lru.bytes()).toBeLessThan(empty + 1_000);
    lru.clear();
    expect([...lru]).toEqual([]);
    lru.set('again', 1);
    expect([lru.size, lru.get('again')]).toEqual([1, 1]);
  });

  it('is walked as it is, whatever is changed meanwhile', () => {
    const lru = new String2ObjectLruMap<number>({ maximumSize: 9 });
    for (let i = 0; i < 6; i++) lru.set(`k${i}`, i);
    const seen: string[] = [];
    lru.forEach((_, key) => {
      seen.push(key);
      if (key === 'k0') {
        lru.delete('k1');
        lru.get('k2'); // is last now
        lru.set('new', 1);
      }
    });
    expect(seen).toEqual(['k0', 'k2', 'k3', 'k4', 'k5']);
    expect([...lru.keys()]).toEqual(['k0', 'k3', 'k4', 'k5', 'k2', 'new']);
  });

  it('can be used no more after dispose', () => {
    const lru = new String2ObjectLruMap<number>({ maximumSize: 9 });
    lru.set('a', 1).set('b', 2);
    const walk = lru.keys();
    walk.next();
    lru.dispose();
    lru.dispose();
    const error = expect.objectContaining({ code: 'ERR_SANDY_DISPOSED' });
    for (const use of [
      () => lru.get('a'),
      () => lru.set('a', 1),
      () => lru.delete('a'),
      () => lru.clear(),
      () => [...lru],
      () => walk.next(),
    ]) {
      expect(use).toThrow(error);
    }
    expect([lru.disposed, lru.size, lru.bytes()]).toEqual([true, 0, 0]);
  });
});
