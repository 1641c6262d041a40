import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { agedResults } from './age.mjs';

const directory = mkdtempSync(path.join(tmpdir(), 'sandy-age-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const git = (...args) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], {
    cwd: directory,
    encoding: 'utf8',
  }).trim();

function write(file, text) {
  mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
  writeFileSync(path.join(directory, file), text);
}

it('names the packages that changed after they were measured, and no others', () => {
  write('packages/a/src/index.ts', '1');
  write('packages/b/src/index.ts', '1');
  write('benchmarks/a.ts', "import { load } from './loads/load.js';\n");
  write(
    'benchmarks/loads/load.ts',
    "import { other } from './other.js';\nimport { A } from '@sandy/a';\n",
  );
  write('benchmarks/loads/other.ts', "new Worker(new URL('./worker.js', import.meta.url));");
  write('benchmarks/loads/worker.ts', '1');
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
  const commit = git('rev-parse', 'HEAD');
  write('benchmarks/results/a.json', JSON.stringify({ commit }));
  write('benchmarks/results/job.json', JSON.stringify({ commit }));
  expect(agedResults(directory)).toEqual([]);
  write('packages/a/README.md', 'no source');
  write('packages/b/src/index.ts', '2'); // which the suite does not import
  const short = commit.slice(0, 10);
  expect(agedResults(directory)).toEqual([`job.json: changed since ${short}: packages/b`]);
  write('packages/a/src/index.ts', '2');
  expect(agedResults(directory)).toEqual([
    `a.json: changed since ${short}: packages/a`,
    `job.json: changed since ${short}: packages/a, packages/b`,
  ]);
  write('benchmarks/loads/worker.ts', '2'); // what the suite measures with
  expect(agedResults(directory)[0]).toBe(
    `a.json: changed since ${short}: benchmarks/loads, packages/a`,
  );
});

it('says where the history does not reach so far', () => {
  const commit = '0123456789'.repeat(4);
  write('benchmarks/results/a.json', JSON.stringify({ commit }));
  expect(agedResults(directory)[0]).toBe(`a.json: its commit ${commit} is not in this history`);
});
