/**
 * What each `npm run` does. Everything that is compiled or cached goes through Nx, so that a second
 * run only looks its results up.
 */
import {
  HELP,
  OptionError,
  parseOptions,
  prepareOutput,
} from '../../examples/many-bots/options.mjs';
import { build, buildWith, nx } from '../lib/nx.mjs';
import { fromRoot, root } from '../lib/paths.mjs';
import { runInOrder, runNode } from '../lib/process.mjs';

const tool = (script, args) => runNode(fromRoot('tools', script), args);

const prettier = (mode, ...args) =>
  runNode(fromRoot('node_modules/prettier/bin/prettier.cjs'), [
    mode,
    '--log-level=warn',
    '.',
    ...args,
  ]);

/** The main job's `--help` and mistakes in its options. */
function answerStart(args) {
  try {
    const options = parseOptions(args);
    if (options !== 'help') {
      prepareOutput(options, root);
      return undefined;
    }
    console.log(HELP);
    return 0;
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    console.error(`many-bots: ${error.message}`);
    return 1;
  }
}

/** Projects that the tools below look at: all published packages and what they stand on. */
const published = 'packages/*';

/** @type {Map<string, (args: string[]) => Promise<number>>} */
export const tasks = new Map([
  [
    'start',
    (args) =>
      runInOrder([
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
  ['codegen', (args) => tool('codegen/codegen.mjs', args)],
  ['codegen:check', (args) => tool('codegen/codegen.mjs', ['--check', ...args])],
  [
    'package:check',
    (args) => runInOrder([() => build(published), () => tool('package/check.mjs', args)]),
  ],
  ['api', (args) => runInOrder([() => build(published), () => tool('package/api.mjs', args)])],
  [
    'api:check',
    (args) =>
      runInOrder([() => build(published), () => tool('package/api.mjs', ['--check', ...args])]),
  ],
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
]);

/**
 * What a task can answer before anything is installed or built: an exit code if that was all.
 * @type {Map<string, (args: string[]) => number | undefined>}
 */
export const answersAtOnce = new Map([['start', answerStart]]);
