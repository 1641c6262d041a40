import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { products } from './products.mjs';

const script = fileURLToPath(new URL('./codegen.mjs', import.meta.url));
const root = mkdtempSync(path.join(tmpdir(), 'sandy-codegen-'));
const [firstFile] = products.map(({ file }) => file);
const fileIn = (file) => path.join(root, file);

function codegen(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** What is written once, for formatting it takes seconds. */
const written = path.join(root, 'written');

beforeAll(() => expect(codegen('--root', written).status).toBe(0));
beforeEach(() => {
  rmSync(path.join(root, 'packages'), { recursive: true, force: true });
  cpSync(path.join(written, 'packages'), path.join(root, 'packages'), { recursive: true });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('codegen', () => {
  it('finds the committed files fresh', () => {
    expect(codegen('--check')).toMatchObject({ status: 0, stderr: '' });
  });

  it('writes only what differs', () => {
    expect(codegen('--root', root).stdout).toMatch(/^codegen: 0 of \d+ files written/);
    writeFileSync(fileIn(firstFile), 'old');
    expect(codegen('--root', root).stdout).toContain(`wrote ${firstFile}`);
    expect(codegen('--root', root, '--check').status).toBe(0);
  });

  it('refuses an unknown option without a stack', () => {
    const { status, stderr } = codegen('--chek');
    expect([status, stderr.split('\n').length]).toEqual([1, 2]);
    expect(stderr).toContain("'--chek'");
  });
});

describe('codegen --check', () => {
  const check = () => codegen('--root', root, '--check');

  it('passes when all is fresh', () => {
    expect(check().status).toBe(0);
  });

  it('names the file and the line where one character differs, and changes nothing', () => {
    const text = readFileSync(fileIn(firstFile), 'utf8');
    const stale = text.replace('const NO_WORDS =', 'const SO_WORDS =');
    expect(stale).not.toBe(text);
    writeFileSync(fileIn(firstFile), stale);
    const { status, stderr } = check();
    const line = text.slice(0, text.indexOf('const NO_WORDS =')).split('\n').length;
    expect([status, stderr.split('\n')[0]]).toEqual([1, `${firstFile}:${line}: stale`]);
    expect(readFileSync(fileIn(firstFile), 'utf8')).toBe(stale);
  });

  it('names a file with something added at the end', () => {
    appendFileSync(fileIn(firstFile), '\n');
    expect(check()).toMatchObject({ status: 1 });
    expect(check().stderr).toContain(`${firstFile}:`);
  });

  it('names a file that is missing', () => {
    rmSync(fileIn(firstFile));
    expect(check()).toMatchObject({ status: 1 });
    expect(check().stderr).toContain(`${firstFile}: missing`);
  });

  it('names a file that nothing generates any more', () => {
    const orphan = path.posix.join(path.posix.dirname(firstFile), 'dropped-map.ts');
    writeFileSync(fileIn(orphan), '');
    expect(check()).toMatchObject({ status: 1 });
    expect(check().stderr).toContain(`${orphan}: nothing generates this file`);
  });
});
