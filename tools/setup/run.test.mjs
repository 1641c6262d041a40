import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { fromRoot } from '../lib/paths.mjs';

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
