import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as collections from '../src/index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const section = readme.split('### From Java and from `Map`\n')[1]!.split('\n## ')[0]!;

/** What is in the columns of its tables: there, here. */
const cells = section
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| -'))
  .map((line) => line.split(/(?<!\\)\|/).slice(1, 3));

const codeOf = (text: string): string[] =>
  [...text.matchAll(/`+([^`]+)`+/g)].map(([, code]) => code!);
const isClass = (value: unknown): boolean =>
  typeof value === 'function' && Function.prototype.toString.call(value).startsWith('class');

const exported = collections as unknown as Record<string, unknown>;
const classes = Object.keys(exported).filter(
  (name) => isClass(exported[name]) && !name.endsWith('Error'),
);

/** Names that begin as those of classes do. */
const classNames = (text: string): string[] =>
  codeOf(text).flatMap((code) => code.match(/(?<![\w.])[A-Z]\w+/g) ?? []);

describe("the migration table's", () => {
  it('right column names only what is exported', () => {
    expect(cells.length).toBeGreaterThan(30);
    for (const [, here] of cells) {
      for (const name of classNames(here!)) expect(Object.keys(exported)).toContain(name);
      for (const code of codeOf(here!)) {
        const calls = code.match(/(?<![\w.])[a-z]\w+(?=\()/g) ?? [];
        for (const name of calls) expect([code, ...Object.keys(exported)]).toContain(name);
      }
    }
  });

  it('rows name each class that is exported', () => {
    const same = cells
      .filter(([, here]) => here!.includes('the same names'))
      .map(([there]) => there!);
    const named = new Set([...cells.map(([, here]) => here!), ...same].flatMap(classNames));
    expect(classes.length).toBeGreaterThan(80);
    const withoutRow = classes.filter((name) => !named.has(name)); // say there what it replaces
    expect(withoutRow).toEqual([]);
  });

  it('rows that keep names have them', () => {
    const foreign = ['ArrayDeque', 'PriorityQueue', 'V', 'K'];
    for (const [there, here] of cells) {
      if (!here!.includes('the same names')) continue;
      for (const name of classNames(there!)) {
        if (!foreign.includes(name)) expect(classes).toContain(name);
      }
    }
  });
});
