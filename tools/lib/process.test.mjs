import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { fromRoot } from './paths.mjs';
import { runChild, runInOrder } from './process.mjs';

const node = process.execPath;

describe('runChild', () => {
  it('passes the exit code through', async () => {
    await expect(runChild(node, ['-e', 'process.exit(7)'])).resolves.toBe(7);
    await expect(runChild(node, ['-e', ''])).resolves.toBe(0);
  });

  it('reports a child that a signal ended as a shell does', async () => {
    await expect(runChild(node, ['-e', 'process.kill(process.pid, "SIGKILL")'])).resolves.toBe(137);
  });

  it('adds to the environment', async () => {
    const script = 'process.exit(process.env.SANDY_TEST_VALUE === "a" ? 0 : 1)';
    await expect(runChild(node, ['-e', script], { env: { SANDY_TEST_VALUE: 'a' } })).resolves.toBe(
      0,
    );
  });

  it('rejects when the command cannot be started', async () => {
    await expect(runChild('/nonexistent/command', [])).rejects.toThrow(/ENOENT/);
  });

  it.each([['SIGINT'], ['SIGTERM']])(
    'forwards %s and waits until the child has cleaned up',
    async (signal) => {
      // The grandchild ends half a second after the signal, with a code of its own.
      const grandchild = `
      process.on('${signal}', () => setTimeout(() => { console.log('cleaned'); process.exit(3); }, 500));
      setTimeout(() => {}, 20_000);
      console.log('ready');`;
      const child = `
      import { runChild } from ${JSON.stringify(pathToFileURL(fromRoot('tools/lib/process.mjs')).href)};
      process.exitCode = await runChild(process.execPath, ['-e', ${JSON.stringify(grandchild)}]);`;
      const running = spawn(node, ['--input-type=module', '-e', child], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      running.stdout.on('data', (text) => {
        output += text;
        if (String(text).includes('ready')) running.kill(signal);
      });
      const code = await new Promise((resolve) => running.once('close', resolve));
      expect(output).toBe('ready\ncleaned\n');
      expect(code).toBe(3);
    },
  );

  it('ends its child when the shell of npm is gone, which tells nobody', async () => {
    const grandchild = `
      process.on('SIGTERM', () => { console.log('cleaned'); process.exit(0); });
      setTimeout(() => {}, 20_000);
      console.log('ready');`;
    const script = `
      import { runChild } from ${JSON.stringify(pathToFileURL(fromRoot('tools/lib/process.mjs')).href)};
      await runChild(process.execPath, ['-e', ${JSON.stringify(grandchild)}]);`;
    const shell = spawn('sh', ['-c', '"$NODE" --input-type=module -e "$SCRIPT"; true'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE: node, SCRIPT: script, npm_lifecycle_event: 'start' },
    });
    let output = '';
    shell.stdout.on('data', (text) => {
      output += text;
      if (String(text).includes('ready')) shell.kill('SIGKILL');
    });
    await new Promise((resolve) => shell.once('close', resolve)); // when nobody can print any more
    expect(output).toBe('ready\ncleaned\n');
  });
});

describe('runInOrder', () => {
  it('stops at the first step that fails, with its code', async () => {
    const ran = [];
    const step = (name, code) => () => {
      ran.push(name);
      return code;
    };
    await expect(runInOrder([step('a', 0), step('b', 4), step('c', 0)])).resolves.toBe(4);
    expect(ran).toEqual(['a', 'b']);
  });
});
