/**
 * `assertValidTable` must notice what it promises to notice. Two kinds of faults are planted: words
 * of a table overwritten in its region, and single lines of a generated class made wrong.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import * as errors from '../src/errors.js';
import * as hashing from '../src/hashing.js';
import { assertValidTable, Long2ObjectMap } from '../src/index.js';
import type { Int2ObjectMap } from '../src/index.js';
import * as int from '../src/int.js';
import * as internals from '../src/internals.js';
import type { HashTable } from '../src/internals.js';
import * as long from '../src/long.js';
import * as options from '../src/options.js';
import * as sizing from '../src/sizing.js';
import * as zeroedWords from '../src/zeroed-words.js';
import { FakeRegion } from './support/fake-region.js';
import type { Random } from './support/random.js';
import { randomFrom } from './support/random.js';
import { thrownBy } from './support/throwing.js';

const invariantError = { name: 'InvariantError', code: 'ERR_SANDY_INVARIANT' };

describe('words overwritten in the region', () => {
  /** 40 keys in 64 slots, and the words that hold them. */
  function planted(change: (words: Int32Array, taken: number[], free: number[]) => void): unknown {
    const region = new FakeRegion();
    const map = new Long2ObjectMap<number>({ region, capacity: 48, seed: 3 });
    for (let i = 1; i <= 40; i++) map.set(i, -i, i);
    assertValidTable(map);
    const words = region.words(region.addresses[0]!, 128);
    const slots = Array.from({ length: 64 }, (_, slot) => slot);
    const isTaken = (slot: number): boolean => (words[2 * slot]! | words[2 * slot + 1]!) !== 0;
    change(
      words,
      slots.filter(isTaken),
      slots.filter((slot) => !isTaken(slot)),
    );
    return thrownBy(() => assertValidTable(map));
  }

  it('a key lost', () => {
    const error = planted((words, [slot]) => words.fill(0, 2 * slot!, 2 * slot! + 2));
    expect(error).toMatchObject(invariantError);
  });

  it('a key too many', () => {
    expect(
      planted((words, _taken, [slot]) => words.fill(77, 2 * slot!, 2 * slot! + 2)),
    ).toMatchObject(invariantError);
  });

  it('a key twice', () => {
    const error = planted((words, [first, second]) => {
      words.copyWithin(2 * first!, 2 * second!, 2 * second! + 2);
    });
    expect(error).toMatchObject(invariantError);
  });

  it('a key far from where its search begins', () => {
    const error = planted((words, [slot], free) => {
      const far = free.find((candidate) => candidate > slot! + 20)!;
      words.copyWithin(2 * far, 2 * slot!, 2 * slot! + 2);
      words.fill(0, 2 * slot!, 2 * slot! + 2);
    });
    expect(error).toMatchObject(invariantError);
  });

  it('no free slot left, which must not hang', () => {
    expect(planted((words) => words.fill(5))).toMatchObject(invariantError);
  });
});

const modules: Record<string, unknown> = {
  '../errors.js': errors,
  '../hashing.js': hashing,
  '../int.js': int,
  '../internals.js': internals,
  '../long.js': long,
  '../options.js': options,
  '../sizing.js': sizing,
  '../zeroed-words.js': zeroedWords,
};

/** As much of a map as is needed here, with one number as its key. */
type AnyMap = HashTable & {
  trim(): number;
  clear(): void;
  ensureCapacity(entryCount: number): void;
};

describe.each([
  {
    className: 'Long2ObjectMap',
    file: 'long2object-map.ts',
    put: (map: AnyMap, key: number, value: number): unknown =>
      (map as Long2ObjectMap<number>).set(key % 6, key, value),
    remove: (map: AnyMap, key: number): unknown =>
      (map as Long2ObjectMap<number>).delete(key % 6, key),
    lines: [
      [
        'the hole keeps its low lane',
        'words[last] = 0;\n      words[last + 1] = 0;',
        'words[last] = 0;',
      ],
      [
        'a key is put without its low lane',
        '    words[word + 1] = lo;\n    this.#size++;',
        '    this.#size++;',
      ],
      ['a key moves without its low lane', '    words[to + 1] = lo;', ''],
    ],
  },
  {
    className: 'Int2ObjectMap',
    file: 'int2object-map.ts',
    put: (map: AnyMap, key: number, value: number): unknown =>
      (map as unknown as Int2ObjectMap<number>).set(key, value),
    remove: (map: AnyMap, key: number): unknown =>
      (map as unknown as Int2ObjectMap<number>).delete(key),
    lines: [
      ['the hole is not closed', 'if (last !== hole) this.#move(words, hole, last);', ''],
      ['what went past a full bucket stays there', 'if (!wasFull) return;', 'return;'],
      ['a key is put over another', 'return (bucket + taken * 1) | 0;', 'return bucket;'],
    ],
  },
])('one wrong line of $className', ({ className, file, put, remove, lines }) => {
  const path = new URL(`../src/generated/${file}`, import.meta.url);
  const source = readFileSync(path, 'utf8');

  /** The class with `line` replaced. */
  function mutant(line: string, replacement: string): new (options: object) => AnyMap {
    if (line !== '' && source.split(line).length !== 2) {
      throw new Error(`expected exactly one "${line}" in the class`);
    }
    const { outputText } = ts.transpileModule(
      source.replace(line, () => replacement),
      {
        compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
      },
    );
    const exported: Record<string, new (options: object) => AnyMap> = {};
    // eslint-disable-next-line no-new-func -- runs our own class with one line changed
    const run = new Function('require', 'exports', outputText) as (...args: unknown[]) => void;
    run((name: string) => modules[name], exported);
    return exported[className]!;
  }

  /** Everything that changes a table, checked after each step. */
  function exercise(TestedMap: new (options: object) => AnyMap, random: Random): void {
    const map = new TestedMap({ seed: random.word() });
    assertValidTable(map);
    for (let i = 0; i < 400; i++) {
      const key = random.below(72);
      if (random.below(5) < 3) put(map, key, i);
      else remove(map, key);
      if (i % 50 === 49) map.trim();
      if (i % 130 === 129) map.clear();
      if (i % 70 === 69) map.ensureCapacity(random.below(200));
      assertValidTable(map);
    }
  }

  const tryAll = (TestedMap: new (options: object) => AnyMap): void => {
    for (let seed = 1; seed <= 10; seed++) exercise(TestedMap, randomFrom(seed));
  };

  it('the unchanged class passes', () => {
    tryAll(mutant('', ''));
  });

  it.each([
    ['a removed key stays', '    this.#fillHole(index);', ''],
    ['a removed key is not counted', '    this.#size--;', ''],
    ['a new key is not counted', '    this.#size++;', ''],
    [
      'a removed value stays',
      /this\.#values\[[^;]*\] = undefined; \/\/ else/.exec(source)![0],
      '//',
    ],
    ['a cleared table keeps its keys', '    if (this.#size > 0) words.fill(0);', ''],
    ['a cleared table keeps its values', '    this.#values.fill(undefined);', ''],
    ['a cleared table keeps its count', '    this.#size = 0;\n    this.#excess = 0;', ''],
    ['too much is brought back', 'this.#displacement(bucket, start)', '0'],
    [
      'nothing is brought back',
      'start) >= distance) return word;',
      'start) >= distance) return -1;',
    ],
    [
      'what comes back stays where it was, too',
      '      hole = this.#nextDisplaced(words, bucket);',
      '      hole = -1 - this.#nextDisplaced(words, bucket);',
    ],
    [
      'the search for it ends at the end of the table',
      'if (word === this.#end) word = 0;',
      'if (word === this.#end) return -1;',
    ],
    ['the mantissa is that of the old storage', '    this.#mantissa = mantissaOf(slotCount);', ''],
    [
      'the shift is that of the old storage',
      /    this\.#shift = shiftOf\(slotCount, \d\);/.exec(source)![0],
      '',
    ],
    [
      'the threshold is that of another load',
      'this.#capacity = entriesIn(slotCount, this.#maximumLoad);',
      'this.#capacity = entriesIn(slotCount, 0.8);',
    ],
    [
      'the table grows one key too late',
      'if (this.#size < this.#capacity) return',
      'if (this.#size <= this.#capacity) return',
    ],
    ...lines,
  ] as [string, string, string][])('%s', (_what, line, replacement) => {
    expect(thrownBy(() => tryAll(mutant(line, replacement)))).toMatchObject(invariantError);
  });
});
