import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readArguments } from '../lib/arguments.mjs';
import { fromRoot, readJson } from '../lib/paths.mjs';

const run = (...args) => spawnSync(process.execPath, args, { encoding: 'utf8', cwd: fromRoot() });
const script = fromRoot('tools/setup/run.mjs');

describe('the entry of every npm script', () => {
  it('names the Node that it needs when this one is too old', () => {
    const old = `Object.defineProperty(process.versions, 'node', { value: '20.18.1' });`;
    const { status, stderr } = run('--import', `data:text/javascript,${old}`, script, 'test');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^This workspace needs Node 20\.19 or newer; this is Node 20\.18\.1 \(.+\)\.\n$/,
    );
  });

  it('names the tasks when it is asked for another', () => {
    const { status, stderr } = run(script, 'nonsense');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^task: expected one of start, test, .* got nonsense\n$/);
  });
});

const { scripts } = readJson(fromRoot('package.json'));

it.each(Object.entries(scripts))('%s is a task: %s', (name, command) => {
  expect(command).toBe(`node tools/setup/run.mjs ${name}`);
});

describe('arguments', () => {
  it.each(Object.keys(scripts).filter((name) => name !== 'start'))(
    '--help of %s lists them and does nothing',
    (task) => {
      const { status, stdout, stderr } = run(script, task, '--help');
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(
        new RegExp(`^npm (run )?${task} -- .*\\n\\n.+\\.\\n\\n.*--help .*this text\\n$`, 's'),
      );
    },
  );

  it.each([
    ['numbers', ['--bad'], "npm run numbers: Unknown option '--bad'"],
    ['test', ['--bad'], "npm test: Unknown option '--bad'"],
    [
      'test',
      ['threads'],
      "npm test: Unexpected argument 'threads' (--help lists what it takes; some files alone: cd ",
    ],
    ['soak', ['--steps'], "npm run soak: Option '--steps <value>' argument missing"],
    ['format', ['packages'], "npm run format: Unexpected argument 'packages'"],
    ['bench', ['pools', 'more'], "npm run bench: Unexpected argument 'more'"],
  ])('of %s that it does not take are refused in one line: %j', (task, args, message) => {
    const { status, stdout, stderr } = run(script, task, ...args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr.startsWith(`${message}`)).toBe(true);
    expect(stderr).toContain('--help');
  });

  it('that only look like an option without its dashes are values', () => {
    expect(readArguments('bench', ['pools', '--filter', 'json'])).toMatchObject({
      values: { filter: 'json' },
      positionals: ['pools'],
    });
    expect(readArguments('bench', ['json']).positionals).toEqual(['json']);
    expect(readArguments('bench', ['pools', '--json']).values).toMatchObject({ json: '' });
  });

  it.each([['nosuch'], ['@sandy/tracker,nosuch']])('name projects that exist: %s', (names) => {
    const { status, stdout, stderr } = run(script, 'test', '-p', names);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^--projects: expected some of .*@sandy\/tracker.*; got nosuch\n$/);
  });

  it('that npm has kept for itself are missed', () => {
    const kept = { npm_lifecycle_event: 'start', npm_config_quick: 'true', npm_config_bots: '4' };
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, 'start'], {
      encoding: 'utf8',
      cwd: fromRoot(),
      env: { ...process.env, ...kept },
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toBe('options go after `--`: npm start -- --bots 4 --quick\n');
  });
});

describe('npm start in a checkout in which nothing is installed or built', () => {
  const checkout = mkdtempSync(path.join(tmpdir(), 'sandy-start-'));
  const start = (...args) => run(path.join(checkout, 'tools/setup/run.mjs'), 'start', ...args);

  beforeAll(() => {
    // No lock file: whatever tried to install would say so.
    for (const part of ['tools/setup', 'tools/lib', 'examples/many-bots/options.mjs']) {
      cpSync(fromRoot(part), path.join(checkout, part), { recursive: true });
    }
  });
  afterAll(() => rmSync(checkout, { recursive: true, force: true }));

  it('lists its options', () => {
    const { status, stdout, stderr } = start('--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Many bots, one world: .*--bots N .*--out DIR /s);
  });

  it.each([
    [['--bots', '0'], '--bots: expected an integer from 1 to 1000, got 0'],
    [['--frobnicate'], "Unknown option '--frobnicate' (--help lists the options)"],
    [['--version', ''], "--version: expected a value, got ''"],
    [['--json', '/absent/report.json'], '--json: /absent does not exist'],
    [['--out', '/dev/null/out'], '--out: /dev/null is not a folder'],
    [['--world', '/absent/world'], '--world: /absent/world does not exist'],
  ])('refuses %j in one line', (args, message) => {
    expect(start(...args)).toMatchObject({
      status: 1,
      stdout: '',
      stderr: `many-bots: ${message}\n`,
    });
  });

  it('sets everything up for options that are right', () => {
    const { status, stderr } = start('--bots', '1');
    expect(status).toBe(1);
    expect(stderr).toMatch(/package-lock\.json: expected the lock file, got nothing/);
    expect(readdirSync(checkout).sort()).toEqual(['examples', 'out', 'tools']);
  });
});
