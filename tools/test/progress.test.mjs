import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { fromRoot } from '../lib/paths.mjs';
import { progressFileIn } from './jest-reporter.mjs';
import { progressText } from './progress.mjs';

const directory = mkdtempSync(path.join(tmpdir(), 'sandy-progress-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Says what a person would be told while it runs. */
const spy = `
  const { execFileSync } = require('node:child_process');
  const script = \`import { progressText } from '${new URL('progress.mjs', import.meta.url).href}';
    console.log(progressText([{ name: 'a', directory: '${directory}' }]));\`;
  test('spies', () => {
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script]);
    require('node:fs').appendFileSync('${directory}/said.txt', said);
  });`;

it('how many test files are done is known while they run, and forgotten afterwards', () => {
  for (const name of ['one', 'two', 'three']) {
    writeFileSync(path.join(directory, `${name}.test.js`), spy);
  }
  const reporter = fromRoot('tools/test/jest-reporter.mjs');
  const config = { rootDir: directory, transform: {}, reporters: [reporter] };
  writeFileSync(path.join(directory, 'jest.config.json'), JSON.stringify(config));
  const jest = fromRoot('node_modules/jest/bin/jest.js');
  const { status, stderr } = spawnSync(process.execPath, [jest, '--runInBand'], {
    cwd: directory,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(readFileSync(path.join(directory, 'said.txt'), 'utf8')).toBe(
    'a 0 of 3 files\na 1 of 3 files\na 2 of 3 files\n',
  );
  expect(existsSync(progressFileIn(directory))).toBe(false);
  expect(progressText([{ name: 'a', directory }])).toBe('');
});

it('all projects that run are named', () => {
  const other = mkdtempSync(path.join(directory, 'other-'));
  for (const [folder, done] of [
    [directory, 3],
    [other, 0],
  ]) {
    const file = progressFileIn(folder);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ done, total: 7 }));
  }
  const projects = [directory, other, '/absent'].map((folder, i) => ({
    name: `p${i}`,
    directory: folder,
  }));
  expect(progressText(projects)).toBe('p0 3 of 7 files, p1 0 of 7 files');
});
