import { describe, expect, it } from '@jest/globals';
import { assertValidTable } from '../src/index.js';
import { FakeRegion } from './support/fake-region.js';
import type { AnyMap, AnySet, AnyTable, TestKey } from './support/kinds.js';
import { everyMap, everySet } from './support/kinds.js';
import type { Random } from './support/random.js';
import { stepCount, withSeeds } from './support/random.js';

const STEPS = stepCount(3_000);
const CHECK_EVERY = 97;

type Model = Map<number | bigint, unknown>;

/** Cheaper than `expect`, which would take most of the time here. */
function expectSame(actual: unknown, expected: unknown): void {
  if (!Object.is(actual, expected)) expect(actual).toBe(expected);
}

/** Steps that maps and sets have in common. */
function commonStep(table: AnyTable, model: Model, key: TestKey, random: Random): void {
  switch (random.below(8)) {
    case 0:
    case 1:
    case 2:
      expectSame(table.delete(...key.args), model.delete(key.plain));
      break;
    case 3: {
      const index = table.indexOf(...key.args);
      expectSame(index >= 0, model.delete(key.plain));
      if (index >= 0) table.indexRemove(index);
      break;
    }
    case 4:
      if (random.below(30) === 0) table.trim();
      break;
    case 5:
      if (random.below(30) === 0) table.ensureCapacity(random.below(2_000));
      break;
    case 6:
      if (random.below(150) === 0) {
        table.clear();
        model.clear();
      }
      break;
    default:
      expectSame(table.has(...key.args), model.has(key.plain));
  }
}

function mapStep(
  map: AnyMap,
  model: Model,
  key: TestKey,
  value: unknown,
  valueArgs: readonly unknown[],
  random: Random,
): void {
  const { args, plain } = key;
  switch (random.below(6)) {
    case 0:
    case 1:
    case 2:
      expectSame(map.set(...args, ...valueArgs), map);
      model.set(plain, value);
      break;
    case 3: {
      const index = map.indexOf(...args);
      expectSame(index >= 0, model.has(plain));
      if (index >= 0) map.indexReplace(index, ...valueArgs);
      else map.indexInsert(index, ...args, ...valueArgs);
      expectSame(map.indexGet(map.indexOf(...args)), value);
      model.set(plain, value);
      break;
    }
    default:
      expectSame(map.get(...args), model.get(plain));
  }
}

function setStep(set: AnySet, model: Model, key: TestKey, random: Random): void {
  const { args, plain } = key;
  if (random.below(3) > 0) expectSame(set.add(...args), !model.has(plain));
  else {
    const index = set.indexOf(...args);
    expectSame(index >= 0, model.has(plain));
    if (index < 0) set.indexInsert(index, ...args);
  }
  model.set(plain, undefined);
}

function runModel<T extends AnyTable>(
  create: (region: FakeRegion | undefined, maximumLoad: number) => T,
  keyFrom: (random: Random, spread: number) => TestKey,
  step: (table: T, model: Model, key: TestKey, i: number, random: Random) => void,
  expectContent: (table: T, model: Model) => void,
): void {
  withSeeds(3, (random, seed) => {
    const region = seed % 2 === 0 ? new FakeRegion() : undefined;
    const table = create(region, [0.5, 0.75, 0.9, 0.25][seed % 4]!);
    const model: Model = new Map();
    let spread = 5;
    for (let i = 0; i < STEPS; i++) {
      if (i % 1_000 === 0) spread = 2 + random.below(40); // grows and empties in turn
      const key = keyFrom(random, spread);
      if (random.below(2) === 0) commonStep(table, model, key, random);
      else step(table, model, key, i, random);
      if (random.below(300) === 0) region?.moveMemory();
      expectSame(table.size, model.size);
      if (i % CHECK_EVERY === 0) {
        assertValidTable(table);
        expectContent(table, model);
      }
    }
    expectContent(table, model);
    table.dispose();
    expectSame(region?.liveBytes ?? 0, 0);
  });
}

it.each(everyMap.map((kind) => [kind.name, kind] as const))('%s does what Map does', (_, kind) => {
  runModel(
    (region, maximumLoad) => kind.create({ region, maximumLoad }),
    (random, spread) => kind.randomKey(random, spread),
    (map, model, key, i, random) => {
      const value = kind.valueOf(i);
      mapStep(map, model, key, value, kind.valueArgs(value), random);
    },
    (map, model) => {
      let count = 0;
      for (const [key, value] of map as Iterable<[number | bigint, unknown]>) {
        count++;
        expectSame(value, model.get(key));
        expectSame(model.has(key), true);
      }
      expectSame(count, model.size);
    },
  );
});

it.each(everySet.map((kind) => [kind.name, kind] as const))('%s does what Set does', (_, kind) => {
  runModel(
    (region, maximumLoad) => kind.create({ region, maximumLoad }),
    (random, spread) => kind.randomKey(random, spread),
    (set, model, key, _i, random) => setStep(set, model, key, random),
    (set, model) => {
      const keys = [...set.keys()];
      expectSame(new Set(keys).size, keys.length);
      expectSame(keys.length, model.size);
      for (const key of keys) expectSame(model.has(key), true);
    },
  );
});

describe.each([...everyMap, ...everySet].map((kind) => [kind.name, kind] as const))(
  '%s',
  (_, kind) => {
    const isMap = kind.name.endsWith('Map');
    const contentOf = (count: number): unknown[] =>
      Array.from({ length: count }, (_unused, i) => {
        const plain = kind.name.startsWith('Long') ? BigInt(i - 3) << 20n : i - 3;
        return isMap ? [plain, kind.valueOf(i)] : plain;
      });

    it('takes entries, and another of its kind, as Map and Set do', () => {
      const entries = contentOf(20);
      const table = kind.from(entries, { capacity: 7 });
      const copy = kind.from(table);
      for (const each of [table, copy]) {
        expect(each.size).toBe(20);
        expect(new Set([...each].map(String))).toEqual(new Set(entries.map(String)));
        assertValidTable(each);
      }
      expect(kind.from([]).size).toBe(0);
      expect(Object.prototype.toString.call(table)).toBe(`[object ${kind.name}]`);
    });

    it('gives its memory back when an entry is none', () => {
      const region = new FakeRegion();
      expect(() => kind.from([...contentOf(9), isMap ? ['', 1] : ''], { region })).toThrow();
      expect(region.liveBytes).toBe(0);
    });

    it('refuses options that there are none of', () => {
      expect(() => kind.create({ capasity: 4 } as object)).toThrow(/capasity/);
    });

    it('puts a key where it belongs, whatever the index says, and refuses that of an entry', () => {
      const table = kind.from(contentOf(5));
      const value = isMap ? kind.valueArgs(kind.valueOf(1)) : [];
      const [missing, other] = [1000, 1001].map((plain) =>
        kind.keyOf(kind.name.startsWith('Long') ? BigInt(plain) : plain),
      );
      const index = table.indexOf(...missing!.args);
      expect(index).toBeLessThan(0);
      const insert = (key: TestKey, at: number) => () =>
        table.indexInsert(at, ...key.args, ...value);
      insert(missing!, index)();
      expect(table.size).toBe(6);
      expect(insert(missing!, table.indexOf(...missing!.args))).toThrow(
        expect.objectContaining({ code: 'ERR_SANDY_INVALID_ARGUMENT' }),
      );
      insert(missing!, index)(); // is there by now
      insert(other!, index)(); // was the index of another
      expect(table.size).toBe(7);
      expect([missing!, other!].every((key) => table.has(...key.args))).toBe(true);
      assertValidTable(table);
    });
  },
);
