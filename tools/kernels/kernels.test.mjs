import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';

const script = fileURLToPath(new URL('./kernels.mjs', import.meta.url));
const root = mkdtempSync(path.join(tmpdir(), 'sandy-kernels-'));
const fileIn = (name) => path.join(root, 'packages/allocator/src/generated', name);

function kernels(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('kernels', () => {
  it('finds the committed modules fresh', () => {
    expect(kernels('--check')).toMatchObject({ status: 0, stderr: '' });
  });

  it('writes only what differs, and --check names what is missing or stale', () => {
    expect(kernels('--root', root, '--check').stderr).toMatch(
      /kernels-simd.*\n.*\n.*\n.*\n.*4 findings/,
    );
    expect(kernels('--root', root).stdout).toContain('kernels: 4 of 4 files written');
    const file = fileIn('kernels-script.ts');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('Math.imul', 'Math.max'));
    appendFileSync(fileIn('kernels-scalar.ts'), '\n');
    const { status, stderr } = kernels('--root', root, '--check');
    expect([status, stderr.split('\n').filter((line) => line.endsWith(': stale'))]).toEqual([
      1,
      ['scalar', 'script'].map(
        (name) => `packages/allocator/src/generated/kernels-${name}.ts: stale`,
      ),
    ]);
    expect(kernels('--root', root).stdout).toContain('kernels: 2 of 4 files written');
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('refuses an unknown option without a stack', () => {
    const { status, stderr } = kernels('--chek');
    expect([status, stderr.split('\n').length]).toEqual([1, 2]);
  });
});
