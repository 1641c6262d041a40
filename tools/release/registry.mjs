/** A registry of our own on loopback, which knows nothing but what is published to it. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { undoAtExit } from '../lib/cleanup.mjs';
import { fromRoot } from '../lib/paths.mjs';

const startWithinMs = 60_000;

/**
 * Starts Verdaccio on a free loopback port with its storage in `directory`.
 * @returns {Promise<{ url: string, userConfig: string, stop: () => Promise<void> }>} `userConfig`
 * is an npmrc
 *   that publishes there.
 * @throws {Error} with Verdaccio's output if it does not answer.
 */
export async function startRegistry(directory) {
  mkdirSync(directory, { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const config = path.join(directory, 'verdaccio.json'); // JSON is YAML
  writeFileSync(config, JSON.stringify(configFor(directory), null, 2));
  const userConfig = path.join(directory, 'npmrc');
  writeFileSync(userConfig, `registry=${url}\n//127.0.0.1:${port}/:_authToken=rehearsal\n`);

  // Its own script, not npx: ending npx would leave the server alive.
  const child = spawn(
    process.execPath,
    [fromRoot('node_modules/verdaccio/bin/verdaccio'), '--config', config, '--listen', url],
    {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  }
  const ended = new Promise((resolve) => child.once('close', resolve));
  const kill = undoAtExit(() => child.kill('SIGKILL'));
  await answers(`${url}-/ping`, child, () => output);
  return {
    url,
    userConfig,
    async stop() {
      kill();
      await ended;
    },
  };
}

function configFor(directory) {
  const anyone = { access: '$all', publish: '$all', unpublish: '$all' };
  return {
    storage: path.join(directory, 'storage'),
    auth: { htpasswd: { file: path.join(directory, 'htpasswd') } },
    uplinks: {},
    packages: { '**': anyone },
    log: { type: 'stdout', format: 'pretty', level: 'warn' },
    max_body_size: '100mb',
  };
}

async function answers(url, child, output) {
  for (const end = Date.now() + startWithinMs; Date.now() < end; await sleep(100)) {
    if (child.exitCode !== null) break;
    const isUp = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (isUp) return;
  }
  throw new Error(`Verdaccio did not answer:\n${output()}`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
