/** What a task can be told before anything is installed or built. */
import {
  assertVersion,
  assertWorld,
  HELP,
  OPTION_NAMES,
  OptionError,
  parseOptions,
  prepareOutput,
} from '../../examples/many-bots/options.mjs';
import { callOf, helpOf, readArguments } from '../lib/arguments.mjs';
import { commands } from '../lib/commands.mjs';
import { ExpectedError } from '../lib/expected-error.mjs';
import { root } from '../lib/paths.mjs';
import { assertProjects } from '../lib/projects.mjs';

/**
 * Answers `--help` and mistakes in the arguments.
 * @param {string} name the task
 * @param {readonly string[]} args
 * @returns {number | undefined} an exit code if that was all.
 * @throws {ExpectedError} if an argument is wrong.
 */
export function answerAtOnce(name, args) {
  refuseSwallowed(name, args);
  if (name === 'start') return answerStart(args);
  const parsed = readArguments(name, args);
  if (parsed === 'help') {
    console.log(helpOf(name));
    return 0;
  }
  for (const option of ['projects', 'exclude']) assertProjects(option, parsed.values[option] ?? []);
  return undefined;
}

/**
 * The main job's `--help` and mistakes in its options; its version is known once its packages are
 * installed.
 */
export function answerStart(args) {
  try {
    const options = parseOptions(args);
    if (options !== 'help') {
      assertVersion(options.version);
      assertWorld(options, root);
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

/** Options of ours that are npm's as well: its environment does not tell whose they were. */
const npmsOwn = new Set(['help', 'json', 'package', 'verbose', 'version']);

/**
 * npm keeps options that stand before `--` for itself and says so in the environment alone.
 * @throws {ExpectedError} if it has kept one of ours.
 */
function refuseSwallowed(name, args) {
  if (process.env.npm_lifecycle_event !== name) return; // those of another npm above us
  const names = name === 'start' ? OPTION_NAMES : Object.keys(commands.get(name).options ?? {});
  const swallowed = names.flatMap((option) => {
    const value = process.env[`npm_config_${option.replaceAll('-', '_')}`];
    if (value === undefined || npmsOwn.has(option)) return [];
    return [value === 'true' || value === '' ? `--${option}` : `--${option} ${value}`];
  });
  if (swallowed.length === 0) return;
  const meant = [callOf(name), '--', ...swallowed, ...args].join(' ');
  throw new ExpectedError(`options go after \`--\`: ${meant}`);
}
