#!/usr/bin/env node
/**
 * A fresh clone of what is committed, in which only the two commands are run: nothing is installed
 * or built there, and no recordings lie beside it. The second runs must find everything done, and a
 * run that is interrupted must leave nothing. Ends with 1 if something is not so.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { temporaryDirectory } from '../lib/cleanup.mjs';
import { root } from '../lib/paths.mjs';
import { runChild } from '../lib/process.mjs';
import { interrupt } from './interrupt.mjs';

/** One package that needs nothing, and one some of whose tests read the recordings. */
const testArgs = ['test', '--', '-p', '@sandy/tracker,@sandy/allocator'];
const startArgs = ['start', '--', '--quick', '--bots', '2', '--view', '2'];

const folder = temporaryDirectory('fresh');
const clone = path.join(folder, 'checkout');
/** `TMPDIR` of the main job; Jest keeps its cache in that of the tests. */
const temporary = path.join(folder, 'tmp-start');
const temporaryOfTests = path.join(folder, 'tmp-test');
for (const each of [temporary, temporaryOfTests]) mkdirSync(each);

/**
 * As from a shell: without what npm, Nx and continuous integration tell the processes that they
 * start.
 */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => {
    if (/^npm_config_(registry|cache|userconfig|globalconfig|cafile|.*proxy)$/i.test(name))
      return true;
    return !/^(npm_.*|NX_.*|INIT_CWD|NODE|NODE_ENV|CI)$/.test(name);
  }),
);
Object.assign(env, { TMPDIR: temporary, npm_config_prefer_offline: 'true' });

let failed = 0;

function check(name, passed, output = '') {
  console.log(`${passed ? '✔' : '✖'} ${name}`);
  if (passed) return;
  failed++;
  if (output !== '') console.log(output.replaceAll(/^/gm, '  | '));
}

/** Runs npm in the clone and returns what it printed; `overrides` are added to the environment. */
async function npm(args, overrides = {}) {
  console.log(`\n$ npm ${args.join(' ')}`);
  let output = '';
  const exitCode = await runChild(
    'env',
    ['-i', ...assignments({ ...env, ...overrides }), 'npm', ...args],
    {
      cwd: clone,
      onOutput: (text) => (output += text),
    },
  );
  return { exitCode, output };
}

const assignments = (variables) =>
  Object.entries(variables).map(([name, value]) => `${name}=${value}`);

async function testTwice() {
  const own = { TMPDIR: temporaryOfTests };
  const first = await npm(testArgs, own);
  check('npm test installs, builds and passes', first.exitCode === 0, first.output);
  check('it says that it installs', /^Installing dependencies/m.test(first.output), first.output);
  check('it builds', /✔ @sandy\/allocator:build$/m.test(first.output), first.output);
  check(
    'it says why tests over recordings are skipped',
    /^Skipped where .*recordings.* are not beside the checkout/m.test(first.output),
    first.output,
  );
  const second = await npm(testArgs, own);
  check('npm test passes again', second.exitCode === 0, second.output);
  check('nothing is installed', !second.output.includes('Installing'), second.output);
  const tasks = second.output.match(/^\[.*$/gm) ?? [];
  const isCached = tasks.length > 0 && tasks.every((task) => task.endsWith('(from the cache)'));
  check('every result is in the cache', isCached, second.output);
  const strict = await npm(testArgs, { ...own, CI: 'true' });
  check(
    'without the recordings it fails in continuous integration, and names the folder',
    strict.exitCode !== 0 && /expected a folder .*shared/.test(strict.output),
    strict.output,
  );
}

async function start() {
  const { exitCode, output } = await npm(startArgs);
  check('npm start builds and passes', exitCode === 0 && /✔ built /.test(output), output);
  check('nothing is installed once more', !output.includes('Installing'), output);
  const { blocksCompared, blocksDifferent } = readReport();
  check('its report says that all blocks are equal', blocksCompared > 0 && blocksDifferent === 0);
  checkNoFiles();
}

function checkNoFiles() {
  const files = readdirSync(temporary);
  check('no temporary files are left', files.length === 0, files.join('\n'));
}

function readReport() {
  try {
    return JSON.parse(readFileSync(path.join(clone, 'out/report.json'), 'utf8'));
  } catch {
    return {};
  }
}

/** Reports of surfaces must not depend on who built what before: here nobody has. */
async function checkSurfaces() {
  const { exitCode, output } = await npm(['run', 'api:check']);
  check('npm run api:check finds nothing to complain of', exitCode === 0, output);
}

/** The whole chain from npm's shell to the bots, as a terminal or `kill` ends it. */
async function interruptStart(signal, target) {
  console.log(`\n$ npm ${startArgs.join(' ')}   (${signal} to ${target} in mid-run)`);
  const { exitCode, output, left } = await interrupt({
    command: ['npm', ...startArgs],
    cwd: clone,
    env,
    signal,
    target,
    when: /run 1 of 1: 1 of 2 bots/,
  });
  check('nothing is installed or built', /^✔ nothing to build: /m.test(output), output);
  const lines = output.match(/^many-bots: .*$/gm) ?? [];
  check(
    'it ends with one line that says why',
    lines.join() === `many-bots: interrupted (${signal})`,
    output,
  );
  check(`its exit code is not 0 (${exitCode})`, exitCode !== 0, output);
  check('no process is left', left.length === 0, left.join('\n'));
  checkNoFiles();
}

/** Before the main job: while it is being built. */
async function interruptBuild() {
  rmSync(path.join(clone, '.nx'), { recursive: true });
  rmSync(path.join(clone, 'examples/dist'), { recursive: true });
  console.log(`\n$ npm ${startArgs.join(' ')}   (SIGINT to group in the build)`);
  const { exitCode, output, left } = await interrupt({
    command: ['npm', ...startArgs],
    cwd: clone,
    env,
    signal: 'SIGINT',
    target: 'group',
    when: /✔ @sandy\/tracker:build$/m,
  });
  check(
    'it says that it was interrupted and nothing after',
    output.endsWith('\nInterrupted.\n'),
    output,
  );
  check(`its exit code is not 0 (${exitCode})`, exitCode !== 0, output);
  check('no process is left', left.length === 0, left.join('\n'));
}

async function main() {
  const cloned = await runChild('git', ['clone', '--quiet', root, clone]);
  if (cloned !== 0) return cloned;
  await testTwice();
  await start();
  await checkSurfaces();
  await interruptStart('SIGINT', 'group');
  await interruptStart('SIGTERM', 'npm');
  await interruptBuild();
  console.log(failed === 0 ? '\nA fresh clone works.' : `\n${failed} checks failed.`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
