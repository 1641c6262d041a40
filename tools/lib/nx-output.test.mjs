import { describe, expect, it } from '@jest/globals';
import { NxOutput } from './nx-output.mjs';

/** What is passed on of `lines`, given in pieces that do not keep to lines. */
function shown(lines, options) {
  let text = '';
  const output = new NxOutput((piece) => (text += piece), options);
  const all = lines.join('\n');
  for (let at = 0; at < all.length; at += 7) output.add(all.slice(at, at + 7));
  output.end();
  return { text, done: output.done, cached: output.cached };
}

// As Nx prints it without a terminal.
const started = [
  '',
  ' NX   Running target test for 2 projects and 1 task they depend on:',
  '',
  '- @sandy/tracker',
  '- @sandy/profiler-bridge',
  '',
  '',
  '✔  nx run @sandy/tracker:build  [local cache]',
  '✔  nx run @sandy/profiler-bridge:test',
];
const failed = [
  '',
  '> nx run @sandy/tracker:test',
  '',
  ' FAIL  tracker test/charge.test.ts',
  '',
  '',
  '    Expected: 2',
  'npm error Lifecycle script `test` failed with error:',
  'npm error code 1',
  'npm error path /home/someone/sandy/packages/tracker',
  '',
  '',
  ' NX   Running target test for 2 projects and 1 task they depend on failed',
  '',
  'Failed tasks:',
  '',
  '- @sandy/tracker:test',
  '',
];
const summary = [
  'Output of 2 successful tasks were not shown. Run with --verbose or --output-style=static to see it.',
  '',
  '  Run duration:      8.1s',
  '  Cache:             1/3 hit (33%)',
  '  Recommendations:',
  '    - Speed up or split the longest tasks',
  '',
];

describe('what is shown of Nx', () => {
  it('is a line for each task, and everything of one that failed', () => {
    expect(shown([...started, ...failed, ...summary])).toEqual({
      text: `[1/3] ✔ @sandy/tracker:build (from the cache)
[2/3] ✔ @sandy/profiler-bridge:test
[3/3] ✖ @sandy/tracker:test

 FAIL  tracker test/charge.test.ts

    Expected: 2

 NX   Running target test for 2 projects and 1 task they depend on failed

Failed tasks:

- @sandy/tracker:test
`,
      done: 3,
      cached: 1,
    });
  });

  it('is a sign of life where nothing has ended for a while, with how far it is', async () => {
    const line = await new Promise((resolve) => {
      const output = new NxOutput(
        (text) => {
          if (!text.includes('…')) return;
          output.end();
          resolve(text);
        },
        { progress: () => '@sandy/tracker 3 of 7 files', heartbeatMs: 1 },
      );
      output.add(`${started.join('\n')}\n`);
    });
    expect(line).toMatch(/^\[2\/3\] … \d+\.\d s: @sandy\/tracker 3 of 7 files\n$/);
  });

  it('leaves out what was in the cache where nobody asked', () => {
    expect(shown(started, { hidesCached: true })).toEqual({
      text: '[2/3] ✔ @sandy/profiler-bridge:test\n',
      done: 2,
      cached: 1,
    });
  });

  it('is the same in colours, which those of a failed task keep', () => {
    const lines = [
      '\x1b[7m\x1b[1m\x1b[36m NX \x1b[39m\x1b[22m\x1b[27m  \x1b[36mRunning target \x1b[1mbuild\x1b[22m for 2 projects:\x1b[39m',
      '\x1b[2m-\x1b[22m @sandy/tracker',
      '\x1b[2m\x1b[36m\x1b[39m\x1b[22m',
      '\x1b[32m✔\x1b[39m  \x1b[2mnx run\x1b[22m @sandy/tracker:build  \x1b[2m[local cache]\x1b[22m',
      '\x1b[2m> \x1b[22m\x1b[2mnx run\x1b[22m @sandy/pools:build',
      '\x1b[96msrc/index.ts\x1b[0m: error',
      '\x1b[2mOutput of 1 successful task was not shown. Run with\x1b[22m --verbose',
    ];
    expect(shown(lines).text).toBe(
      '[1/2] ✔ @sandy/tracker:build (from the cache)\n' +
        '[2/2] ✖ @sandy/pools:build\n\x1b[96msrc/index.ts\x1b[0m: error\n',
    );
  });

  it('counts a single project', () => {
    const lines = [
      ' NX   Running target build for project @sandy/pools and 2 tasks it depends on:',
      '✔  nx run @sandy/pools:build',
    ];
    expect(shown(lines).text).toBe('[1/3] ✔ @sandy/pools:build\n');
    lines[0] = ' NX   Running target build for project @sandy/pools:';
    expect(shown(lines).text).toBe('[1/1] ✔ @sandy/pools:build\n');
  });

  it('is whatever else Nx says, such as that there is no such project', () => {
    const lines = ['', ' NX   Cannot find project "nonsense"', '', 'Pass --verbose.'];
    expect(shown(lines).text).toBe('\n NX   Cannot find project "nonsense"\n\nPass --verbose.\n');
  });
});
