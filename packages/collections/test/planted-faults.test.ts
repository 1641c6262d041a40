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
import * as internals from '../src/internals.js';
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

describe('one wrong line', () => {
  const path = new URL('../src/generated/long2object-map.ts', import.meta.url);
  const template = readFileSync(path, 'utf8');
  const modules: Record<string, unknown> = {
    '../errors.js': errors,
    '../hashing.js': hashing,
    '../internals.js': internals,
    '../long.js': long,
    '../options.js': options,
    '../sizing.js': sizing,
    '../zeroed-words.js': zeroedWords,
  };

  /** The class with `line` replaced. */
  function mutant(line: string, replacement: string): typeof Long2ObjectMap {
    if (line !== '' && template.split(line).length !== 2) {
      throw new Error(`expected exactly one "${line}" in the class`);
    }
    const { outputText } = ts.transpileModule(
      template.replace(line, () => replacement),
      {
        compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
      },
    );
    const exported: { Long2ObjectMap?: typeof Long2ObjectMap } = {};
    // eslint-disable-next-line no-new-func -- runs our own template with one line changed
    const run = new Function('require', 'exports', outputText) as (...args: unknown[]) => void;
    run((name: string) => modules[name], exported);
    return exported.Long2ObjectMap!;
  }

  /** Everything that changes a table, checked after each step. */
  function exercise(TestedMap: typeof Long2ObjectMap, random: Random): void {
    const map = new TestedMap<number>({ seed: random.word() });
    assertValidTable(map);
    for (let i = 0; i < 400; i++) {
      const hi = random.below(6);
      const lo = random.below(12);
      if (random.below(5) < 3) map.set(hi, lo, i);
      else map.delete(hi, lo);
      if (i % 50 === 49) map.trim();
      if (i % 130 === 129) map.clear();
      if (i % 70 === 69) map.ensureCapacity(random.below(200));
      assertValidTable(map);
    }
  }

  const tryAll = (TestedMap: typeof Long2ObjectMap): void => {
    for (let seed = 1; seed <= 10; seed++) exercise(TestedMap, randomFrom(seed));
  };

  it('the unchanged class passes', () => {
    tryAll(mutant('', ''));
  });

  it.each([
    ['a removed key leaves its chain as it is', '      this.#shiftBack(index);', ''],
    ['a removed key is not counted', '      this.#slotted--;', ''],
    ['a new key is not counted', '    this.#slotted++;', ''],
    ['a removed value stays', '    this.#values[hole >> 1] = undefined;', ''],
    ['the removed value of (0, 0) stays', '      this.#values[this.#slotCount] = undefined;', ''],
    ['a cleared table keeps its keys', '    if (this.#slotted > 0) words.fill(0);', ''],
    ['a cleared table keeps its values', '    this.#values.fill(undefined);', ''],
    [
      'a cleared table keeps its count',
      '    this.#slotted = 0;\n    this.#zeroCount = 0;\n    this.#excess = 0;',
      '',
    ],
    [
      'the chain is closed too far',
      'if (this.#displacement(this.#homeOf(hi, lo), next) < gap) continue;',
      '',
    ],
    ['the chain is never closed', '< gap) continue;', '>= 0) continue;'],
    ['the gap is not counted', '      gap += STRIDE;', ''],
    ['the gap is that to a filled hole', '      gap = 0;', ''],
    ['the hole does not follow the moved key', '      hole = next;', ''],
    ['the hole keeps its low lane', '    words[hole + 1] = 0;', ''],
    [
      'the chain ends at the end of the table',
      'if (next === end) next = 0;',
      'if (next === end) break;',
    ],
    ['the mantissa is that of the old storage', '    this.#mantissa = mantissaOf(slotCount);', ''],
    ['the shift is that of the old storage', '    this.#shift = shiftOf(slotCount);', ''],
    [
      'the threshold is that of another load',
      'this.#maximumSlotted = entriesIn(slotCount, this.#maximumLoad);',
      'this.#maximumSlotted = entriesIn(slotCount, 0.9);',
    ],
    [
      'the table grows one key too late',
      'if (this.#slotted >= this.#maximumSlotted) {',
      'if (this.#slotted > this.#maximumSlotted) {',
    ],
    [
      'growth stores keys without their low lane',
      '      words[word + 1] = lo;\n      values[',
      '      values[',
    ],
    [
      'growth ignores what is there',
      'while (!((words[word]! | words[word + 1]!) === 0)) {',
      'while (false) {',
    ],
  ])('%s', (_what, line, replacement) => {
    expect(thrownBy(() => tryAll(mutant(line, replacement)))).toMatchObject(invariantError);
  });
});
