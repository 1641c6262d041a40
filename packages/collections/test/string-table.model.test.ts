import { describe, expect, it } from '@jest/globals';
import { internals } from '../src/internals.js';
import { StringTable } from '../src/strings/string-table.js';
import { assertValidStringTable } from '../src/strings/string-table-validity.js';
import { FakeRegion } from './support/fake-region.js';
import type { Random } from './support/random.js';
import { stepCount, withSeeds } from './support/random.js';

const STEPS = stepCount(4_000);

/** Strings that programs forget about, and that properties of an object could not be. */
const hostile = [
  '',
  '\0',
  '\0\0\0\0',
  '__proto__',
  'constructor',
  'ÿ', // the last of Latin-1
  'Ā', // the first behind it
  '\ud800',
  '\udc00',
  '\udc00\ud800',
  '😀',
  'a\ud800',
  '\uffff'.repeat(3),
  'minecraft:oak_stairs[facing=north]',
  '0',
  '-0',
];

/** Prefixes of one text, its last characters varied: equal words, lengths and hashes near. */
function stringFrom(random: Random, spread: number): string {
  const kind = random.below(12);
  if (kind === 0) return hostile[random.below(hostile.length)]!;
  if (kind === 1) return 'x'.repeat(random.below(300));
  if (kind === 2) return '\0'.repeat(random.below(9));
  const text = `minecraft:block_${random.below(spread)}`;
  if (kind === 3) return `${text}Ā`;
  return kind === 4 ? `${text}${String.fromCharCode(0xd800 + random.below(3))}` : text;
}

/** Takes the part of a Map and of an array. */
class Model {
  readonly ids = new Map<string, number>();
  readonly strings: string[] = [];

  intern(text: string): number {
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    this.ids.set(text, this.strings.length);
    return this.strings.push(text) - 1;
  }
}

function same(actual: unknown, expected: unknown): void {
  if (actual !== expected) expect(actual).toBe(expected);
}

function expectContent(table: StringTable, model: Model): void {
  assertValidStringTable(table);
  same(table.size, model.strings.length);
  let id = 0;
  for (const text of table) same(text, model.strings[id++]);
  same(id, model.strings.length);
  table.forEach((text, at) => same(text, model.strings[at]));
}

it.each([false, true])('gives ids as a Map and an array would, in a region: %s', (inRegion) => {
  withSeeds(4, (random, seed) => {
    const region = inRegion ? new FakeRegion() : undefined;
    const table = new StringTable({ region, maximumLoad: [0.5, 0.75, 0.9, 0.25][seed % 4]! });
    const model = new Model();
    for (let i = 0; i < STEPS; i++) {
      const text = stringFrom(random, 200 + i);
      switch (random.below(6)) {
        case 0:
          same(table.idOf(text), model.ids.get(text) ?? -1);
          break;
        case 1:
          same(table.has(text), model.ids.has(text));
          break;
        case 2:
          if (random.below(50) === 0) table.trim();
          if (random.below(80) === 0) table.ensureCapacity(table.size + random.below(1_000));
          if (random.below(10) === 0) region?.moveMemory();
          break;
        default: {
          const id = model.intern(text);
          same(table.intern(text), id);
          same(table.stringOf(id), text);
          same(table.lengthOf(id), text.length);
        }
      }
      if (i % 499 === 0) expectContent(table, model);
    }
    expectContent(table, model);
    same(table.bytes(), region?.liveBytes ?? table.bytes());
    table.dispose();
    same(region?.liveBytes ?? 0, 0);
  });
});

describe('strings of every kind', () => {
  it('come back as they were', () => {
    const table = new StringTable(hostile);
    expect([...table]).toEqual(hostile);
    hostile.forEach((text, id) => {
      expect(table.idOf(text)).toBe(id);
      expect(table.lengthOf(id)).toBe(text.length);
    });
    assertValidStringTable(table);
  });

  it('of each length around a word and a block', () => {
    const table = new StringTable();
    const texts: string[] = [];
    for (let length = 0; length < 200; length++) {
      texts.push('abcdefg'.repeat(30).slice(0, length), '\u1234bcdefg'.repeat(30).slice(0, length));
    }
    const ids = texts.map((text) => table.intern(text));
    ids.forEach((id, i) => expect(table.stringOf(id)).toBe(texts[i]));
    expect(table.size).toBe(new Set(texts).size);
    assertValidStringTable(table);
  });

  it('longer than a chunk lie beside the others, which go on where they were', () => {
    const region = new FakeRegion();
    const table = new StringTable({ region });
    const long = ['a'.repeat(1_100_000), 'a'.repeat(1_100_001), '\u1234'.repeat(600_000)];
    const texts = ['first', long[0]!, 'second', long[1]!, long[2]!, 'third'];
    texts.forEach((text, id) => expect(table.intern(text)).toBe(id));
    texts.forEach((text, id) => {
      expect(table.intern(text)).toBe(id);
      expect(table.lengthOf(id)).toBe(text.length);
      if (table.stringOf(id) !== text) throw new Error(`string ${id} came back otherwise`);
    });
    expect(region.addresses.length).toBe(5); // index, short ones, three long ones
    assertValidStringTable(table);
    table.dispose();
    expect(region.liveBytes).toBe(0);
  });

  it('longer than a chunk do not share one, even one that a callback left empty', () => {
    const region = new FakeRegion();
    const table = new StringTable({ region });
    table.intern('first');
    const longest = 'a'.repeat(3_000_000);
    region.onAllocate = () => {
      region.onAllocate = undefined;
      table.intern(longest); // so the chunk that is asked for here stays empty
    };
    const texts = [longest, 'b'.repeat(1_100_000), 'c'.repeat(1_100_000), 'last'];
    const ids = texts.map((text) => table.intern(text));
    expect(ids).toEqual([1, 2, 3, 4]);
    for (const [i, text] of texts.entries()) {
      if (table.stringOf(ids[i]!) !== text) throw new Error(`string ${i} came back otherwise`);
    }
    table.dispose();
    expect(region.liveBytes).toBe(0);
  });
});

describe('what is no string or no id', () => {
  const table = new StringTable(['a', 'b']);

  it.each([undefined, null, 5, NaN, {}, ['a'], Symbol('a'), new String('a')])('%p', (value) => {
    for (const name of ['intern', 'idOf', 'has'] as const) {
      expect(() => table[name](value as string)).toThrow(
        expect.objectContaining({ code: 'ERR_SANDY_INVALID_KEY' }),
      );
    }
    expect(table.size).toBe(2);
  });

  it.each([-1, 2, 0.5, NaN, 2 ** 31, 2 ** 32, Infinity, '0', undefined])('id %p', (id) => {
    for (const name of ['stringOf', 'lengthOf'] as const) {
      expect(() => table[name](id as number)).toThrow(
        expect.objectContaining({ code: 'ERR_SANDY_INVALID_KEY' }),
      );
    }
  });

  it('options that there are none of', () => {
    expect(() => new StringTable({ capasity: 3 } as object)).toThrow(/capasity/);
    expect(() => StringTable.create({ capacity: -1 })).toThrow(
      expect.objectContaining({ code: 'ERR_SANDY_CAPACITY' }),
    );
    expect(() => table.ensureCapacity(2 ** 40)).toThrow(
      expect.objectContaining({ code: 'ERR_SANDY_CAPACITY' }),
    );
  });
});

describe('a table in a region', () => {
  it.each([1, 2, 3, 4, 5, 6])('loses nothing when every %d-th block is refused', (k) => {
    const region = new FakeRegion();
    const table = new StringTable({ region });
    const model = new Model();
    let asked = 0;
    region.onAllocate = () => {
      if (++asked % k === 0) throw new Error('refused');
    };
    for (let i = 0; i < 600; i++) {
      const text = `string ${i}`;
      const before = [region.liveBytes, table.bytes()];
      try {
        same(table.intern(text), model.ids.size);
        model.intern(text);
      } catch (error) {
        same((error as Error).message, 'refused');
        same(table.idOf(text), -1);
        same(table.bytes(), region.liveBytes);
        if (k > 1)
          i--; // the next attempt is let through
        else same(before[0], region.liveBytes);
      }
      if (i % 50 === 0) expectContent(table, model);
    }
    expectContent(table, model);
    table.dispose();
    expect(region.addresses).toEqual([]);
  });

  it('stays right when the region calls back into it', () => {
    withSeeds(20, (random) => {
      const region = new FakeRegion();
      const table = new StringTable({ region });
      const known = new Map<string, number>();
      const change = (): void => {
        const text = 'y'.repeat(random.below(9)) + random.below(300);
        const id = table.intern(text);
        same(known.get(text) ?? id, id);
        known.set(text, id);
      };
      let depth = 0;
      region.onAllocate = () => {
        if (depth > 2) return;
        depth++;
        for (let i = 0; i < 12; i++) change();
        if (random.below(4) === 0) table.trim();
        depth--;
      };
      for (let i = 0; i < 300; i++) {
        change();
        if (i % 60 === 0) table.trim();
      }
      assertValidStringTable(table);
      same(table.size, known.size);
      for (const [text, id] of known) same(table.stringOf(id), text);
      same(table.bytes(), region.liveBytes);
      table.dispose();
      same(region.liveBytes, 0);
    });
  });

  it('is disposed in peace while it grows, and refuses every use afterwards', () => {
    for (const at of [1, 2, 3, 4]) {
      const region = new FakeRegion();
      const table = new StringTable({ region });
      const started = table.values();
      let asked = 0;
      region.onAllocate = () => {
        if (++asked === at) table.dispose();
      };
      expect(() => {
        for (let i = 0; i < 1_000; i++) table.intern(`string ${i}`);
      }).toThrow(expect.objectContaining({ code: 'ERR_SANDY_DISPOSED' }));
      expect([region.liveBytes, table.disposed, table.size, table.bytes()]).toEqual([
        0,
        true,
        0,
        0,
      ]);
      for (const use of [
        () => table.intern('a'),
        () => table.idOf('a'),
        () => table.stringOf(0),
        () => table.lengthOf(0),
        () => table.trim(),
        () => table.ensureCapacity(1),
        () => table.forEach(() => undefined),
        () => started.next(),
        () => assertValidStringTable(table),
      ]) {
        expect(use).toThrow(expect.objectContaining({ code: 'ERR_SANDY_DISPOSED' }));
      }
      table.dispose();
    }
  });

  it('leaves a region alone that was disposed before it', () => {
    const region = new FakeRegion();
    const table = new StringTable(['a'], { region });
    region.disposed = true;
    table.dispose();
    expect(region.liveBytes).toBeGreaterThan(0);
  });

  it('gives memory back when a string is none', () => {
    const region = new FakeRegion();
    expect(() => new StringTable(['a', 5 as unknown as string], { region })).toThrow(/string/);
    expect(region.liveBytes).toBe(0);
  });
});

it('draws another seed when strings are crafted for the one it has', () => {
  const seed = 4;
  const probe = new StringTable({ seed, capacity: 10_000 });
  const table = new StringTable({ seed });
  const [index] = probe[internals]();
  const crafted: string[] = [];
  for (let i = 0; crafted.length < 2_000; i++) {
    const text = `key ${i}`;
    probe.intern(text);
    const [{ words, hashesAt }] = probe[internals]();
    // All begin in a 64th of the slots, of however many: slots follow the order of hashes.
    const home = index.homeOf(words[hashesAt + probe.size - 1]!);
    if (home < index.slotCount / 64) crafted.push(text);
  }
  for (const text of crafted) table.intern(text);
  const [{ reseedCount }] = table[internals]();
  expect(reseedCount).toBeGreaterThanOrEqual(1);
  expect(reseedCount).toBeLessThan(4);
  crafted.forEach((text, id) => expect(table.idOf(text)).toBe(id));
  assertValidStringTable(table);
  const harmless = new StringTable({ seed });
  for (let i = 0; i < 50_000; i++) harmless.intern(`key ${i}`);
  expect(harmless[internals]()[0].reseedCount).toBe(0);
});
