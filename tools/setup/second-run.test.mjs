import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromRoot } from '../lib/paths.mjs';

/**
 * A small workspace with our set-up, npm and Nx as they are: one package whose build notes that it
 * ran. Nx is a package of the workspace too, links to the real one, so that nothing is downloaded.
 */
const directory = mkdtempSync(path.join(tmpdir(), 'sandy-second-run-'));
const at = (...parts) => path.join(directory, ...parts);
const write = (file, content) => {
  mkdirSync(path.dirname(at(file)), { recursive: true });
  writeFileSync(at(file), typeof content === 'string' ? content : JSON.stringify(content));
};

/** Neither npm's nor Nx's variables of the run that this test belongs to. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NX_|NODE_OPTIONS|CI$|.*COLOR)/.test(name),
  ),
);

function setUpAndBuild() {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [at('tools/setup/run.mjs'), 'build'],
    { cwd: directory, env: { ...env, npm_config_offline: 'true' }, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

const timesBuilt = () => readFileSync(at('packages/a/built.log'), 'utf8').length;

beforeAll(() => {
  for (const folder of ['setup', 'lib'])
    cpSync(fromRoot('tools', folder), at('tools', folder), { recursive: true });
  cpSync(fromRoot('examples/many-bots/options.mjs'), at('examples/many-bots/options.mjs'));
  write('vendor/nx/package.json', { name: 'nx', version: '1.0.0' });
  for (const file of ['bin/nx.js', 'dist/bin/nx.js']) {
    mkdirSync(path.dirname(at('vendor/nx', file)), { recursive: true });
    symlinkSync(fromRoot('node_modules/nx/dist/bin/nx.js'), at('vendor/nx', file));
  }
  write('packages/a/package.json', {
    name: 'a',
    version: '1.0.0',
    scripts: { build: 'node build.js' },
  });
  write('packages/a/build.js', `require('fs').appendFileSync('built.log', '.');`);
  write('nx.json', {
    neverConnectToCloud: true,
    analytics: false,
    useDaemonProcess: false,
    cacheDirectory: '.nx/cache',
    targetDefaults: { build: { cache: true, inputs: ['{projectRoot}/build.js'], outputs: [] } },
  });
  write('package.json', { name: 'w', private: true, workspaces: ['packages/*', 'vendor/*'] });
  const packages = { '': { name: 'w', workspaces: ['packages/*', 'vendor/*'] } };
  for (const [name, folder] of [
    ['a', 'packages/a'],
    ['nx', 'vendor/nx'],
  ]) {
    packages[folder] = { name, version: '1.0.0' };
    packages[`node_modules/${name}`] = { resolved: folder, link: true };
  }
  write('package-lock.json', { name: 'w', lockfileVersion: 3, requires: true, packages });
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('the set-up of a workspace', () => {
  it('installs and builds in the first run', () => {
    const { status, stdout, stderr } = setUpAndBuild();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('Installing dependencies with npm ci (nothing is installed yet): ');
    expect(stdout).toMatch(/✔ built 1 of 1, the others are in the cache/);
    expect(timesBuilt()).toBe(1);
  });

  it('neither installs nor builds in the second', () => {
    const { status, stdout, stderr } = setUpAndBuild();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(
      /^Building what has changed …\n✔ nothing to build: all 1 are in the cache \(.+\)\n$/,
    );
    expect(timesBuilt()).toBe(1);
  });

  it('builds what has changed, and installs nothing for that', () => {
    write('packages/a/build.js', `require('fs').appendFileSync('built.log', '!');`);
    const { status, stdout } = setUpAndBuild();
    expect(status).toBe(0);
    expect(stdout).not.toContain('Installing');
    expect(timesBuilt()).toBe(2);
  });

  it('installs what was taken away, and builds nothing for that', () => {
    rmSync(at('node_modules/a'));
    const { status, stdout } = setUpAndBuild();
    expect(status).toBe(0);
    expect(stdout).toContain('npm ci (node_modules/a was removed)');
    expect(timesBuilt()).toBe(2);
  });
});
