import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { undescribedChanges } from './api-history.mjs';

const packages = ['one', 'two'].map((folder) => ({ name: `@sandy/${folder}`, folder }));
const identity = ['-c', 'user.name=test', '-c', 'user.email=test@localhost'];
let directory;

function git(...args) {
  const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd: directory });
  if (status !== 0) throw new Error(String(stderr));
}

function write(file, text) {
  const target = path.join(directory, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}

const surface = (folder, text) => write(`packages/${folder}/etc/${folder}.api.md`, text);
const changeset = (file, name, text = '') =>
  write(`.changeset/${file}.md`, `---\n'${name}': minor\n---\n${text}`);
const version = (folder, number) =>
  write(`packages/${folder}/package.json`, `{ "version": "${number}" }`);

function commit() {
  git('add', '--all');
  git('commit', '--quiet', '--message', 'a change');
}

const complaints = () => undescribedChanges(packages, directory);

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'sandy-api-history-'));
  git('init', '--quiet', '--initial-branch=main');
  for (const { folder } of packages) {
    version(folder, '0.1.0');
    surface(folder, 'first');
  }
  changeset('waiting', '@sandy/one');
  commit();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it('a new package needs none, nor does a folder that is no checkout', () => {
  expect(complaints()).toEqual([]);
  rmSync(path.join(directory, '.git'), { recursive: true });
  expect(complaints()).toEqual([]);
});

describe.each([
  ['the main branch', []],
  ['a branch', ['checkout', '--quiet', '-b', 'topic']],
])('a change of a surface on %s', (_, toBranch) => {
  beforeEach(() => {
    if (toBranch.length > 0) git(...toBranch);
    surface('one', 'second');
  });

  it.each([
    ['committed', commit],
    ['not committed', () => {}],
  ])('is refused while only a changeset from before names it: %s', (__, settle) => {
    changeset('other', '@sandy/two');
    settle();
    expect(complaints()).toEqual([expect.stringMatching(/^@sandy\/one: its surface has changed/)]);
  });

  it('needs an added changeset, in whatever commit', () => {
    commit();
    changeset('mine', '@sandy/one');
    expect(complaints()).toEqual([]);
    commit();
    write('packages/one/src.ts', '');
    commit();
    expect(complaints()).toEqual([]);
  });

  it('or a changed one', () => {
    changeset('waiting', '@sandy/one', 'more');
    commit();
    expect(complaints()).toEqual([]);
  });

  it('and one that was taken away again describes nothing', () => {
    rmSync(path.join(directory, '.changeset/waiting.md'));
    commit();
    expect(complaints()).toHaveLength(1);
  });

  it('is described by the version that a release has given it', () => {
    rmSync(path.join(directory, '.changeset/waiting.md'));
    version('one', '0.2.0');
    commit();
    expect(complaints()).toEqual([]);
  });
});

it('on the main branch, the changeset of one change does not describe the next', () => {
  surface('one', 'second');
  changeset('mine', '@sandy/one');
  commit();
  expect(complaints()).toEqual([]);
  surface('one', 'third');
  commit();
  expect(complaints()).toHaveLength(1);
});
