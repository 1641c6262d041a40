/**
 * Kinds of lists that are not shipped must need no more than their line in the generator: their
 * classes are generated and run here.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import * as arrayStorage from '../src/array-storage.js';
import * as errors from '../src/errors.js';
import * as internals from '../src/internals.js';
import { assertValidList } from '../src/list-validity.js';
import * as sorting from '../src/sorting.js';
import * as values from '../src/values.js';
import { runListModel } from './support/list-model.js';
import { listKind } from './support/lists.js';
import type { ListKind } from './support/lists.js';
import { withSeeds } from './support/random.js';
import { thrownBy } from './support/throwing.js';

interface Product {
  readonly template: string;
}

const root = new URL('../../../', import.meta.url);
const load = async (file: string): Promise<Record<string, unknown>> =>
  (await import(fileURLToPath(new URL(`tools/codegen/${file}`, root)))) as Record<string, unknown>;

const { generate } = (await load('generate.mjs')) as {
  generate: (template: string, product: Product) => string;
};
const { arrayList, fifoQueue, listProducts } = (await load('lists.mjs')) as {
  arrayList: (kind: string) => Product;
  fifoQueue: (kind: string) => Product;
  listProducts: readonly { file: string }[];
};

const modules: Record<string, unknown> = {
  '../array-storage.js': arrayStorage,
  '../errors.js': errors,
  '../internals.js': internals,
  '../sorting.js': sorting,
  '../values.js': values,
};

/** The class of a kind, with `line` of it replaced. */
function generated(kind: string, line = '', replacement = ''): unknown {
  const product = arrayList(kind);
  const text = generate(readFileSync(new URL(product.template, root), 'utf8'), product);
  if (line !== '' && text.split(line).length !== 2) {
    throw new Error(`expected exactly one "${line}" in the class`);
  }
  const { outputText } = ts.transpileModule(
    text.replace(line, () => replacement),
    { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } },
  );
  const exported: Record<string, unknown> = {};
  // eslint-disable-next-line no-new-func -- runs our own template
  const run = new Function('require', 'exports', outputText) as (...args: unknown[]) => void;
  run((name: string) => modules[name], exported);
  return exported[`${kind}ArrayList`];
}

describe.each([
  ['Short', Int16Array, 2],
  ['Float', Float32Array, 4],
] as const)('%sArrayList, of one line in the generator', (name, typed, bytes) => {
  const kind = listKind(name, generated(name), typed);

  it('does what an array does', () => {
    // A Float32Array rounds what it is given, so the model gets what is rounded already.
    const rounded: ListKind = {
      ...kind,
      value: (random) => new kind.typed([kind.value(random)])[0]!,
    };
    withSeeds(4, (random, seed) => runListModel(rounded, 4_000, random, seed));
  });

  it('takes as many bytes as its elements, in whole words in regions', () => {
    const list = kind.create([1, 2, 3]);
    list.trim();
    expect(list.bytes()).toBe(Math.ceil((3 * bytes) / 4) * 4);
    assertValidList(list);
  });

  it('refuses what it cannot hold', () => {
    const bad = name === 'Short' ? 2 ** 15 : '1';
    expect(thrownBy(() => kind.create([bad]))).toMatchObject({
      code: 'ERR_SANDY_INVALID_ARGUMENT',
    });
  });
});

it('refuses kinds that there are none of', () => {
  expect(() => arrayList('Object')).toThrow('expected a kind');
  expect(() => arrayList('Char')).toThrow('expected a kind');
  expect(() => fifoQueue('Double')).toThrow('expected a kind');
  expect(listProducts.some(({ file }) => /short|float/.test(file))).toBe(false);
});

describe('one wrong line is noticed', () => {
  /** What the model says of the class. */
  const outcome = (line: string, replacement: string): unknown => {
    const mutant = listKind('Int', generated('Int', line, replacement), Int32Array);
    try {
      withSeeds(4, (random, seed) => runListModel(mutant, 1_500, random, seed));
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it('but not where none is', () => {
    expect(outcome('', '')).toBe(undefined);
  });

  it.each([
    ['a list that grows too late', 'if (this.#size >= items.length)', 'if (false)'],
    ['a gap of the wrong width', '    this.#size += count;', '    this.#size++;'],
    [
      'a gap at the wrong place',
      'items.copyWithin(index + count, index',
      'items.copyWithin(index + count, 0',
    ],
    ['a removal that leaves the count', '    this.#size -= to - from;', ''],
    ['a size that shows old elements', 'else this.#items.fill(0', 'else [0].fill(0'],
    ['a block that is not given back', 'if (hadBlock) this.#region?.free(oldAddress);', ''],
    [
      'a block that stays at dispose',
      'if (hadBlock && this.#region?.disposed !== true)',
      'if (false)',
    ],
    [
      'a view of memory that has moved',
      'return items.length === 0 ? this.#reopen() : items;',
      'return items;',
    ],
    ['a copy that is not made', 'items.set(this.#open().subarray(0, this.#size));', ''],
    [
      'a search that ends early',
      'for (let i = from; i < size; i++)',
      'for (let i = from; i < size - 1; i++)',
    ],
    ['a search that goes wrong', 'else high = middle;', 'else high = middle - 1;'],
    [
      'swapRemove that swaps nothing',
      'const last = --this.#size;',
      'const last = --this.#size; return removed;',
    ],
  ])('%s', (_what, line, replacement) => {
    expect(outcome(line, replacement)).toBeInstanceOf(Error);
  });
});
