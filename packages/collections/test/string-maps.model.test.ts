import { describe, expect, it } from '@jest/globals';
import { Reference2IntMap } from '../src/objects/reference2int-map.js';
import { String2IntMap } from '../src/strings/string2int-map.js';
import { StringSet } from '../src/strings/string-set.js';
import type { Random } from './support/random.js';
import { stepCount, withSeeds } from './support/random.js';

const STEPS = stepCount(5_000);

function same(actual: unknown, expected: unknown): void {
  if (!Object.is(actual, expected)) expect(actual).toBe(expected);
}

const hostile = ['', '__proto__', 'constructor', '0', '-0', 'NaN', '\ud800', '\udc00', '\0', 'é'];
const objects: object[] = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? () => i : { i }));

interface IntMap<K> extends Iterable<[K, number]> {
  readonly size: number;
  readonly disposed: boolean;
  get(key: K): number | undefined;
  has(key: K): boolean;
  set(key: K, value: number): this;
  delete(key: K): boolean;
  addTo(key: K, increment: number, initial?: number): number;
  keys(): IterableIterator<K>;
  values(): IterableIterator<number>;
  entries(): IterableIterator<[K, number]>;
  forEach(callback: (value: number, key: K) => void): void;
  clear(): void;
  bytes(): number;
  trim(): number;
  ensureCapacity(entryCount: number): void;
  dispose(): void;
}

interface Kind {
  readonly name: string;
  create(entries?: Iterable<readonly [unknown, number]> | object): IntMap<unknown>;
  keyFrom(random: Random): unknown;
}

const kinds: Kind[] = [
  {
    name: 'String2IntMap',
    create: (entries) => new String2IntMap(entries as Iterable<[string, number]>),
    keyFrom: (random) =>
      random.below(3) === 0 ? hostile[random.below(hostile.length)] : `key ${random.below(60)}`,
  },
  {
    name: 'Reference2IntMap',
    create: (entries) => new Reference2IntMap<unknown>(entries as Iterable<[unknown, number]>),
    keyFrom: (random) =>
      random.below(9) === 0
        ? [null, undefined, NaN, -0, 0, 'a', false][random.below(7)]
        : objects[random.below(objects.length)],
  },
];

describe.each(kinds.map((kind) => [kind.name, kind] as const))('%s', (name, kind) => {
  it('does what a Map does, in its order, while it is iterated, too', () => {
    withSeeds(4, (random) => {
      const map = kind.create();
      const model = new Map<unknown, number>();
      let walk = [map.entries(), model.entries()] as const;
      for (let i = 0; i < STEPS; i++) {
        const key = kind.keyFrom(random);
        const value = (i * 0x9e3779b1) | 0;
        switch (random.below(8)) {
          case 0:
          case 1:
            same(map.set(key, value), map);
            model.set(key, value);
            break;
          case 2:
            same(map.delete(key), model.delete(key));
            break;
          case 3: {
            const before = model.get(key) ?? 4;
            if (Math.abs(before) > 2 ** 30) break;
            same(map.addTo(key, 9, 4), before);
            model.set(key, before + 9);
            break;
          }
          case 4:
            if (random.below(100) === 0) {
              map.clear();
              model.clear();
            }
            break;
          case 5:
            expect(walk[0].next()).toEqual(walk[1].next());
            if (random.below(50) === 0) walk = [map.entries(), model.entries()];
            break;
          default:
            same(map.get(key), model.get(key));
            same(map.has(key), model.has(key));
        }
        same(map.size, model.size);
        if (i % 199 === 0) expect([...map]).toEqual([...model]);
      }
      expect([...map.keys()]).toEqual([...model.keys()]);
      expect([...map.values()]).toEqual([...model.values()]);
      const visited: [unknown, number][] = [];
      map.forEach((value, key) => visited.push([key, value]));
      expect(visited).toEqual([...model]);
    });
  });

  it('is made of entries, of another map and of options', () => {
    const [a, b] = name === 'String2IntMap' ? ['a', 'b'] : [objects[0], objects[1]];
    const map = kind.create([
      [a, 1],
      [b, -0],
    ]);
    expect([...kind.create(map)]).toEqual([
      [a, 1],
      [b, 0],
    ]);
    expect(kind.create({ capacity: 5 }).size).toBe(0);
    expect(() => kind.create({ capasity: 5 })).toThrow(/capasity/);
    expect(Object.prototype.toString.call(map)).toBe(`[object ${name}]`);
    for (const capacity of [-1, 0.5, NaN, 2 ** 40]) {
      const error = expect.objectContaining({ code: 'ERR_SANDY_CAPACITY' });
      expect(() => kind.create({ capacity })).toThrow(error);
      expect(() => map.ensureCapacity(capacity)).toThrow(error);
    }
    map.ensureCapacity(100);
    expect(map.trim()).toBe(0);
    expect(map.bytes()).toBeGreaterThan(0);
  });

  it.each([NaN, 0.5, 2 ** 31, '1', undefined])('refuses the value %p', (value) => {
    const map = kind.create();
    const key = name === 'String2IntMap' ? 'a' : objects[0];
    const error = expect.objectContaining({ code: 'ERR_SANDY_INVALID_ARGUMENT' });
    expect(() => map.set(key, value as number)).toThrow(error);
    expect(map.size).toBe(0);
    map.set(key, 2 ** 31 - 1);
    expect(() => map.addTo(key, 1)).toThrow(error);
    expect(map.get(key)).toBe(2 ** 31 - 1);
  });

  it('refuses every use after dispose, and ends iterations', () => {
    const [a, b] = name === 'String2IntMap' ? ['a', 'b'] : [objects[0], objects[1]];
    const map = kind.create([
      [a, 1],
      [b, 2],
    ]);
    const started = map.keys();
    started.next();
    const error = expect.objectContaining({ code: 'ERR_SANDY_DISPOSED' });
    expect(() => map.forEach(() => map.dispose())).toThrow(error);
    expect([map.disposed, map.size, map.bytes()]).toEqual([true, 0, 0]);
    for (const use of [
      () => map.get(a),
      () => map.has(a),
      () => map.set(a, 1),
      () => map.addTo(a, 1),
      () => map.delete(a),
      () => map.clear(),
      () => map.trim(),
      () => map.ensureCapacity(1),
      () => map.forEach(() => undefined),
      () => started.next(),
      () => map.values().next(),
      () => [...map],
    ]) {
      expect(use).toThrow(error);
    }
    map.dispose();
    expect(kind.create().get(a)).toBe(undefined); // what disposed ones share was not written
  });
});

describe('what is no string', () => {
  it.each([undefined, null, 5, NaN, {}, Symbol('a')])('%p', (value) => {
    const error = expect.objectContaining({ code: 'ERR_SANDY_INVALID_KEY' });
    const map = new String2IntMap([['a', 1]]);
    const set = new StringSet(['a']);
    const key = value as string;
    for (const use of [
      () => map.get(key),
      () => map.has(key),
      () => map.set(key, 1),
      () => map.addTo(key, 1),
      () => map.delete(key),
      () => set.has(key),
      () => set.add(key),
      () => set.delete(key),
      () => new StringSet([key]),
      () => new String2IntMap([[key, 1]]),
    ]) {
      expect(use).toThrow(error);
    }
    expect([map.size, set.size]).toEqual([1, 1]);
  });
});

describe('StringSet', () => {
  it('does what a Set does, in its order, while it is iterated, too', () => {
    withSeeds(4, (random) => {
      const set = new StringSet();
      const model = new Set<string>();
      let walk = [set.values(), model.values()] as const;
      for (let i = 0; i < STEPS; i++) {
        const text = kinds[0]!.keyFrom(random) as string;
        const kind = random.below(7);
        if (kind < 2) {
          same(set.add(text), !model.has(text));
          model.add(text);
        } else if (kind === 2) same(set.delete(text), model.delete(text));
        else if (kind === 3) {
          expect(walk[0].next()).toEqual(walk[1].next());
          if (random.below(50) === 0) walk = [set.values(), model.values()];
        } else if (kind === 4 && random.below(100) === 0) {
          set.clear();
          model.clear();
        } else same(set.has(text), model.has(text));
        same(set.size, model.size);
        if (i % 199 === 0) expect([...set]).toEqual([...model]);
      }
      expect([...set.keys()]).toEqual([...model]);
      const visited: string[] = [];
      set.forEach((text) => visited.push(text));
      expect(visited).toEqual([...model]);
    });
  });

  it('takes options, and refuses every use after dispose', () => {
    const set = new StringSet(['a', 'b'], { capacity: 4 });
    expect([...new StringSet(set)]).toEqual(['a', 'b']);
    expect(() => StringSet.create({ capasity: 1 } as object)).toThrow(/capasity/);
    expect(Object.prototype.toString.call(set)).toBe('[object StringSet]');
    expect([set.trim(), set.bytes() > 0]).toEqual([0, true]);
    const started = set.values();
    started.next();
    const error = expect.objectContaining({ code: 'ERR_SANDY_DISPOSED' });
    expect(() => set.forEach(() => set.dispose())).toThrow(error);
    expect([set.disposed, set.size, set.bytes()]).toEqual([true, 0, 0]);
    for (const use of [
      () => set.has('a'),
      () => set.add('a'),
      () => set.delete('a'),
      () => set.clear(),
      () => set.trim(),
      () => set.ensureCapacity(1),
      () => set.forEach(() => undefined),
      () => started.next(),
      () => [...set],
    ]) {
      expect(use).toThrow(error);
    }
    expect(new StringSet().has('a')).toBe(false);
  });
});
