/**
 * What each `npm run` does. Everything that is compiled or cached goes through Nx, so that a second
 * run only looks its results up.
 */
import { build, buildWith, nx } from '../lib/nx.mjs';
import { fromRoot } from '../lib/paths.mjs';
import { runChild, runInOrder, runNode } from '../lib/process.mjs';
import { answerStart } from './answer.mjs';

const tool = (script, args) => runNode(fromRoot('tools', script), args);

/** Writes or checks all that is generated: classes from templates, and the kernels. */
const generate = (args) =>
  runInOrder([() => tool('codegen/codegen.mjs', args), () => tool('kernels/kernels.mjs', args)]);

const prettier = (mode, ...args) =>
  runNode(fromRoot('node_modules/prettier/bin/prettier.cjs'), [
    mode,
    '--log-level=warn',
    '.',
    ...args,
  ]);

const changesets = (...args) => runNode(fromRoot('node_modules/@changesets/cli/bin.js'), args);

/** Projects that the tools below look at: all published packages and what they stand on. */
const published = 'packages/*';

/** @type {Map<string, (args: string[]) => Promise<number>>} */
export const tasks = new Map([
  [
    'start',
    (args) =>
      runInOrder([
        () => answerStart(args) ?? 0, // once more: what was installed knows which versions there are
        () => build('@sandy/examples'),
        () => runNode(fromRoot('examples/dist/many-bots/main.js'), args),
      ]),
  ],
  ['test', (args) => tool('test/run.mjs', args)],
  ['build', (args) => buildWith(args)],
  ['lint', (args) => nx('run-many', '-t', 'lint', ...args)],
  ['typecheck', (args) => nx('run-many', '-t', 'typecheck', ...args)],
  ['format', (args) => prettier('--write', ...args)],
  ['format:check', (args) => prettier('--check', ...args)],
  [
    'bench',
    (args) => runInOrder([() => build('@sandy/benchmarks'), () => tool('bench/bench.mjs', args)]),
  ],
  ['numbers', (args) => tool('numbers/numbers.mjs', args)],
  ['numbers:check', (args) => tool('numbers/numbers.mjs', ['--check', ...args])],
  ['codegen', (args) => generate(args)],
  ['codegen:check', (args) => generate(['--check', ...args])],
  [
    'package:check',
    (args) => runInOrder([() => build(published), () => tool('package/check.mjs', args)]),
  ],
  ['pack', (args) => runInOrder([() => build(published), () => tool('package/pack.mjs', args)])],
  ['api', (args) => tool('package/api.mjs', args)],
  ['api:check', (args) => tool('package/api.mjs', ['--check', ...args])],
  [
    'neutral',
    (args) => runInOrder([() => build(published), () => tool('neutral/neutral.mjs', args)]),
  ],
  ['fresh', (args) => tool('fresh/fresh.mjs', args)],
  ['boundaries', (args) => tool('boundaries/check.mjs', args)],
  ['soak', (args) => tool('soak/soak.mjs', args)],
  [
    'release:rehearse',
    (args) => runInOrder([() => build(published), () => tool('release/rehearse.mjs', args)]),
  ],
  ['changeset', (args) => changesets('add', ...args)],
  [
    'release:version',
    () =>
      runInOrder([
        () => changesets('version'),
        () => runChild('npm', ['install', '--package-lock-only']),
        () => tool('package/api.mjs', ['--baseline']),
      ]),
  ],
  ['release:publish', (args) => changesets('publish', ...args)],
]);
