import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { modelTestsOf, replaceRows } from './model-tests.mjs';

const directory = mkdtempSync(path.join(tmpdir(), 'sandy-soak-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function write(file, text) {
  mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
  writeFileSync(path.join(directory, file), text);
}

describe('the model tests of a package', () => {
  it('are none without a folder of tests', () => {
    expect(modelTestsOf(path.join(directory, 'absent'))).toEqual({ long: [], fixed: [] });
  });

  it('are told apart by whether they ask how long to run', () => {
    write('test/b.model.test.ts', 'run(stepCount(10));');
    write('test/deep/a.model.test.ts', 'const OPERATIONS = stepCount(\n10);');
    write('test/c.model.test.ts', 'run(10); // not by stepCount');
    write('test/plain.test.ts', 'run(stepCount(10));');
    expect(modelTestsOf(directory)).toEqual({
      long: ['test/b.model.test.ts', 'test/deep/a.model.test.ts'],
      fixed: ['test/c.model.test.ts'],
    });
  });
});

describe('the rows of a soak', () => {
  it('keep other packages’ and give up their own', () => {
    const row = (project, seed, steps) => ({ project, seed, steps });
    const before = [row('a', 1, 5), row('b', 1, 5), row('b', 2, 5), row('c', 1, 5)];
    expect(replaceRows(before, 'b', [row('b', 3, 9), row('b', 1, 9)])).toEqual([
      row('a', 1, 5),
      row('b', 1, 9),
      row('b', 3, 9),
      row('c', 1, 5),
    ]);
  });
});
