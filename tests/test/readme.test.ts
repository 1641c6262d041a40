import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const folder = new URL('../../', import.meta.url);
const readme = readFileSync(new URL('README.md', folder), 'utf8');
const samples = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, text]) => text!);

it('has samples', () => {
  expect(samples.length).toBe(2);
});

/** One of them went on where no other left off: the mod was unloaded, the resource unknown. */
it.each(samples)('each sample runs by itself, and prints what it says: %#', (sample) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', sample],
    {
      cwd: fileURLToPath(folder),
      encoding: 'utf8',
      env: { ...process.env, FORCE_COLOR: '0' }, // a coloured number is another text
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const said = [...sample.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => line!);
  expect(stdout.trimEnd().split('\n')).toEqual(expect.arrayContaining(said));
});
