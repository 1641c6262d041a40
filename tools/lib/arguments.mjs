/**
 * Reads the arguments of every tool in one way: what is unknown is refused in one line, and
 * `--help` answers without doing anything. What each takes is listed in commands.mjs.
 */
import { parseArgs } from 'node:util';
import { commands } from './commands.mjs';
import { ExpectedError } from './expected-error.mjs';

/**
 * @param {string} name the task
 * @param {readonly string[]} args
 * @returns {{ values: Record<string, string | boolean | string[] | undefined>, positionals: string[] } | 'help'}
 * @throws {ExpectedError} in one line that names the task, if an argument is unknown or lacks its
 * value.
 */
export function readArguments(name, args) {
  const { options = {}, positional, insteadOfArgument } = commands.get(name);
  try {
    const { values, positionals } = parseArgs({
      args: withEmptyValues(args, options),
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: positional !== undefined,
    });
    if (values.help) return 'help';
    if (positionals.length > 1) throw new TypeError(`Unexpected argument '${positionals[1]}'`);
    return { values, positionals };
  } catch (error) {
    const [reason] = error.message.split(/\. |\n/);
    const isArgument = error.code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL';
    const hint = isArgument && insteadOfArgument !== undefined ? `; ${insteadOfArgument}` : '';
    throw new ExpectedError(`${callOf(name)}: ${reason} (--help lists what it takes${hint})`);
  }
}

/** What `--help` answers. */
export function helpOf(name) {
  const { about, options = {}, positional, insteadOfArgument } = commands.get(name);
  const rows = Object.entries({
    ...options,
    help: { short: 'h', about: 'this text' },
  }).map(([option, { short, value, about: meaning }]) => {
    const names = `${short === undefined ? '' : `-${short}, `}--${option}`;
    return [value === undefined ? names : `${names} ${value}`, meaning];
  });
  const width = Math.max(...rows.map(([names]) => names.length));
  const list = rows.map(([names, meaning]) => `  ${names.padEnd(width)}  ${meaning}`);
  const call = `${callOf(name)} --${positional === undefined ? '' : ` [${positional}]`} [options]`;
  const instead = insteadOfArgument === undefined ? [] : [`For ${insteadOfArgument}`, ''];
  return [call, '', about, '', ...instead, ...list].join('\n');
}

/** How a task is called: npm has short forms for two. */
export function callOf(name) {
  return name === 'start' || name === 'test' ? `npm ${name}` : `npm run ${name}`;
}

/**
 * `--json` at the end or before another option as `--json=`, where an option's value may be left
 * out.
 */
function withEmptyValues(args, options) {
  return args.map((arg, i) => {
    const isOpen = args[i + 1] === undefined || args[i + 1].startsWith('-');
    const option = arg.startsWith('--') ? options[arg.slice(2)] : undefined;
    return isOpen && option?.isValueOptional ? `${arg}=` : arg;
  });
}
