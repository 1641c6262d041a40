import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { fromRoot } from './paths.mjs';

const url = (file) => JSON.stringify(pathToFileURL(fromRoot('tools/lib', file)).href);
const prelude = `
  import { writeFileSync } from 'node:fs';
  import { temporaryDirectory } from ${url('cleanup.mjs')};
  import { runChild } from ${url('process.mjs')};
  const directory = temporaryDirectory('cleanup-test');
  writeFileSync(directory + '/file', '');
  console.log(directory);`;

/** Runs a script after the prelude; sends `signal` once it has printed its directory. */
async function run(script, signal) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', prelude + script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let directory = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    directory += text.trim();
    if (signal) child.kill(signal);
  });
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  expect(directory).toMatch(/sandy-cleanup-test-/);
  return { exitCode, isLeft: existsSync(directory) };
}

describe('a temporary directory is removed', () => {
  it('at the end', async () => {
    expect(await run('')).toEqual({ exitCode: 0, isLeft: false });
  });

  it('after an error', async () => {
    expect(await run('throw new Error("test")')).toEqual({ exitCode: 1, isLeft: false });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('after %s while nothing runs', async (signal, exitCode) => {
    expect(await run('setTimeout(() => {}, 20_000)', signal)).toEqual({ exitCode, isLeft: false });
  });

  it('after a signal while a child runs, whose failure would be an error', async () => {
    const script = `
      const code = await runChild(process.execPath, ['-e', 'setTimeout(() => {}, 20_000)']);
      throw new Error('ended with ' + code);`;
    expect(await run(script, 'SIGINT')).toEqual({ exitCode: 130, isLeft: false });
  });
});
