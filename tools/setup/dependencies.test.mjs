import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ensureInstalled, firstDifference, whyInstall } from './dependencies.mjs';

const linux = {
  os: 'linux',
  cpu: 'x64',
  libc: () => 'glibc',
  toleratesOptional: false,
  exists: () => true,
};
const present = { version: '1.0.0', integrity: 'sha512-a' };

describe('firstDifference', () => {
  it('finds none when names, versions and integrity agree', () => {
    expect(
      firstDifference(
        { '': { name: 'workspace' }, 'node_modules/a': present },
        { 'node_modules/a': present },
        linux,
      ),
    ).toBeUndefined();
  });

  it('names a package that is missing, of another version or of other content', () => {
    const wanted = { 'node_modules/a': present };
    expect(firstDifference(wanted, {}, linux)).toBe('node_modules/a is missing');
    expect(
      firstDifference(wanted, { 'node_modules/a': { ...present, version: '0.9.0' } }, linux),
    ).toBe('node_modules/a is 0.9.0, the lock file asks for 1.0.0');
    expect(
      firstDifference(wanted, { 'node_modules/a': { ...present, integrity: 'sha512-b' } }, linux),
    ).toMatch(/another integrity/);
  });

  it('notices a folder that was removed by hand', () => {
    expect(
      firstDifference(
        { 'node_modules/a': present },
        { 'node_modules/a': present },
        { ...linux, exists: () => false },
      ),
    ).toBe('node_modules/a was removed');
  });

  it.each([
    ['os', { os: ['win32'] }],
    ['excluded os', { os: ['!linux'] }],
    ['cpu', { cpu: ['arm64'] }],
    ['libc', { os: ['linux'], libc: ['musl'] }],
  ])('lets an optional package for another %s be absent', (_, limits) => {
    const wanted = { 'node_modules/a': { ...present, optional: true, ...limits } };
    expect(firstDifference(wanted, {}, linux)).toBeUndefined();
  });

  it('asks for an optional package of this platform, and for any that is not optional', () => {
    const here = { ...present, optional: true, os: ['linux'], cpu: ['x64'], libc: ['glibc'] };
    expect(firstDifference({ 'node_modules/a': here }, {}, linux)).toMatch(/missing/);
    const foreign = { ...present, os: ['win32'] };
    expect(firstDifference({ 'node_modules/a': foreign }, {}, linux)).toMatch(/missing/);
  });

  it('lets what only a foreign package needs be absent with it', () => {
    const wanted = {
      'node_modules/a': { ...present, optional: true, cpu: ['wasm32'] },
      'node_modules/a/node_modules/b': { ...present, optional: true },
    };
    expect(firstDifference(wanted, {}, linux)).toBeUndefined();
  });

  it('does not ask again for an optional package that npm could not install', () => {
    const wanted = { 'node_modules/a': { ...present, optional: true } };
    expect(firstDifference(wanted, {}, { ...linux, toleratesOptional: true })).toBeUndefined();
  });
});

describe('a checkout', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'sandy-setup-'));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('needs an installation until node_modules holds what the lock file lists', () => {
    const lock = { packages: { '': {}, 'node_modules/a': present } };
    mkdirSync(path.join(directory, 'node_modules/a'), { recursive: true });
    writeFileSync(path.join(directory, 'package-lock.json'), JSON.stringify(lock));
    expect(whyInstall(directory)).toBe('nothing is installed yet');
    writeFileSync(
      path.join(directory, 'node_modules/.package-lock.json'),
      JSON.stringify({ packages: { 'node_modules/a': present } }),
    );
    expect(whyInstall(directory)).toBeUndefined();
  });

  it('shows a sign of life while npm is silent', async () => {
    const bin = path.join(directory, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(path.join(bin, 'npm'), '#!/bin/sh\nsleep 1\n', { mode: 0o755 });
    mkdirSync(path.join(directory, 'node_modules'), { recursive: true });
    writeFileSync(path.join(directory, 'package-lock.json'), JSON.stringify({ packages: {} }));
    const script = `import { ensureInstalled } from ${JSON.stringify(new URL('dependencies.mjs', import.meta.url).href)};
      process.exitCode = await ensureInstalled(${JSON.stringify(directory)}, { signOfLifeMs: 20 });`;
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
    });
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^Installing dependencies .* may take minutes …\n {2}… still installing, \d s\n/,
    );
  });

  it('without a lock file is refused with its name', async () => {
    await expect(ensureInstalled(directory)).rejects.toThrow(/package-lock\.json: expected/);
  });
});
