/**
 * The options of the main job. Plain JavaScript that needs nothing but Node, so that `npm start`
 * can answer `--help` and a mistyped option before anything is installed or built.
 */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmdirSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';

const require = createRequire(import.meta.url);

/**
 * What the main job was asked to do.
 *
 * @typedef {object} Options
 * @property {number} bots bots in one process, at least 1; by default 20, with `quick` 6
 * @property {number} overlapPercent share of its view that a bot has in common with its neighbour,
 * 0–100; by
 *   default 100
 * @property {string} version Minecraft version that server and bots speak; by default 1.19.4
 * @property {string | undefined} world a world folder, a folder of region files or one .mca;
 * without it the
 *   version's fixture
 * @property {boolean} quick one run and fewer bots
 * @property {number} runs measured runs, of which the report holds the medians; by default 3, with
 * `quick` 1
 * @property {number} view view distance in chunks: a bot gets (2 × view)² columns; by default 6
 * @property {number} port TCP port on 127.0.0.1; by default 0, a free one
 * @property {string | undefined} json a second place for report.json
 * @property {string} out folder of the reports; by default `out`
 */

/** A mistake in the options: its message is one line that names option and value. */
export class OptionError extends Error {
  /** Read by tools/setup/run.mjs: the message says all. */
  expected = true;
}

export const HELP = `Many bots, one world: the same mineflayer bots on the same real world, once as they are (stock), once
on @sandy/prismarine (shared) and once keeping no chunk data at all (floor).

  npm start -- [options]

  --bots N        bots in one process (default 20; with --quick 6)
  --overlap P     percent of its view that a bot shares with its neighbour: 100, 50, 0 … (default 100)
  --version V     Minecraft version, e.g. 1.18.2, 1.19.4, 1.20.2, 1.21.4 (default 1.19.4);
                  before 1.18 nothing is shared, so there is nothing to gain
  --world PATH    world folder, folder of region files, or one .mca file
                  (default: the region that prismarine-provider-anvil ships for the version)
  --view N        view distance in chunks; a bot gets (2N)² columns (default 6)
  --runs N        runs to take medians of (default 3; with --quick 1)
  --quick         one run, fewer bots
  --port N        port on 127.0.0.1 (default: a free one)
  --json FILE     also write the report to FILE
  --out DIR       folder of report.json, report.html and details.json (default out)
  --help          this text

Exit code 0: all checks passed; 1: a check failed or the job could not run; 130: interrupted.`;

const OPTIONS = /** @type {const} */ ({
  bots: { type: 'string' },
  overlap: { type: 'string' },
  version: { type: 'string' },
  world: { type: 'string' },
  quick: { type: 'boolean' },
  runs: { type: 'string' },
  view: { type: 'string' },
  port: { type: 'string' },
  json: { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
});

/** Without their dashes. */
export const OPTION_NAMES = Object.keys(OPTIONS);

/**
 * The options in `args`, or `'help'`.
 *
 * @param {readonly string[]} args
 * @returns {Options | 'help'}
 * @throws {OptionError} if an option is unknown or its value is out of range; the message names
 * both.
 */
export function parseOptions(args) {
  const values = parseValues(args);
  if (values.help === true) return 'help';
  const quick = values.quick === true;
  return {
    bots: integer('--bots', values.bots, { fallback: quick ? 6 : 20, minimum: 1, maximum: 1000 }),
    overlapPercent: integer('--overlap', values.overlap, {
      fallback: 100,
      minimum: 0,
      maximum: 100,
    }),
    version: text('--version', values.version) ?? '1.19.4',
    world: text('--world', values.world),
    quick,
    runs: integer('--runs', values.runs, { fallback: quick ? 1 : 3, minimum: 1, maximum: 99 }),
    view: integer('--view', values.view, { fallback: 6, minimum: 1, maximum: 16 }),
    port: integer('--port', values.port, { fallback: 0, minimum: 0, maximum: 65_535 }),
    json: text('--json', values.json),
    out: text('--out', values.out) ?? 'out',
  };
}

/** @param {readonly string[]} args */
function parseValues(args) {
  try {
    const { values } = parseArgs({
      args: joinNegatives(args),
      allowPositionals: false,
      options: OPTIONS,
    });
    return values;
  } catch (error) {
    throw new OptionError(`${messageOf(error).split('. ')[0]} (--help lists the options)`);
  }
}

/**
 * `--bots -3` as `--bots=-3`: parseArgs takes it for two options, and the answer would name
 * neither.
 *
 * @param {readonly string[]} args
 */
function joinNegatives(args) {
  /** @type {string[]} */
  const joined = [];
  for (const arg of args) {
    const previous = joined.at(-1);
    if (/^-\d/.test(arg) && previous !== undefined && /^--[a-z]+$/.test(previous)) {
      joined[joined.length - 1] = `${previous}=${arg}`;
    } else joined.push(arg);
  }
  return joined;
}

/**
 * @param {string} name
 * @param {string | undefined} given
 * @param {{ fallback: number, minimum: number, maximum: number }} range
 */
function integer(name, given, range) {
  if (given === undefined) return range.fallback;
  const value = /^[+-]?\d+$/.test(given) ? Number(given) : Number.NaN;
  if (value >= range.minimum && value <= range.maximum) return value;
  throw new OptionError(
    `${name}: expected an integer from ${range.minimum} to ${range.maximum}, got ${given || "''"}`,
  );
}

/**
 * @param {string} name
 * @param {string | undefined} given
 */
function text(name, given) {
  if (given === '') throw new OptionError(`${name}: expected a value, got ''`);
  return given;
}

/**
 * What is to be said of a version whose chunks the bots do not share.
 *
 * @param {string} version
 * @returns {string | undefined} a sentence, for versions before 1.18
 */
export function sharingNote(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major !== 1 || minor === undefined || !(minor < 18)) return undefined;
  return `Minecraft ${version}: nothing is shared before 1.18, whose chunks are left to prismarine-chunk.`;
}

/**
 * Looks whether there is something at `--world`; what it is, is checked when it is read.
 *
 * @param {Pick<Options, 'world'>} options
 * @param {string} [base] the folder that relative paths start at
 * @throws {OptionError} if there is nothing
 */
export function assertWorld({ world }, base = '.') {
  if (world === undefined || existsSync(path.resolve(base, world))) return;
  throw new OptionError(`--world: ${path.resolve(base, world)} does not exist`);
}

/**
 * Its authors test flying-squid with it, but minecraft-protocol cannot read the chunks that it
 * sends then.
 */
const UNREADABLE_VERSION = '1.15.2';

/**
 * Versions that both the server and the bots are tested with by their authors, and that work
 * together.
 *
 * @returns {string[] | undefined} nothing where their packages are not installed
 */
export function supportedVersions() {
  try {
    const server = testedVersions('flying-squid/src/lib/version');
    const bots = testedVersions('mineflayer/lib/version');
    return server.filter((version) => bots.includes(version) && version !== UNREADABLE_VERSION);
  } catch (error) {
    if (codeOf(error) !== 'MODULE_NOT_FOUND') throw error;
    return undefined;
  }
}

/** @param {string} module @returns {readonly string[]} */
function testedVersions(module) {
  return /** @type {{ testedVersions: readonly string[] }} */ (require(module)).testedVersions;
}

/**
 * @param {string} version
 * @throws {OptionError} if server and bots do not both speak it; nothing is said before they are
 * installed
 */
export function assertVersion(version) {
  const supported = supportedVersions();
  if (supported === undefined || supported.includes(version)) return;
  throw new OptionError(
    `--version: ${JSON.stringify(version)} is not one that flying-squid and mineflayer both speak (${supported.join(', ')})`,
  );
}

/**
 * Makes the folder of the reports and looks whether files can be written there and where `--json`
 * says, so that a wrong path is known before the work and not after it.
 *
 * @param {Pick<Options, 'out' | 'json'>} options
 * @param {string} [base] the folder that relative paths start at
 * @throws {OptionError} if they cannot
 */
export function prepareOutput({ out, json }, base = '.') {
  const folder = path.resolve(base, out);
  orThrow('--out', () => makeFolder(folder));
  for (const name of ['report.json', 'report.html', 'details.json']) {
    orThrow('--out', () => assertWritable(path.join(folder, name)));
  }
  if (json !== undefined) orThrow('--json', () => assertWritable(path.resolve(base, json)));
}

/**
 * Makes `folder` and those above it one by one: Node's own recursive way never ends in a file
 * system that says of a folder which it has that it has not, as Linux's /proc does.
 *
 * @param {string} folder absolute
 */
function makeFolder(folder) {
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) throw new Error(`${folder} is not a folder`);
    return;
  }
  makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    throw new Error(`${folder} cannot be made (${codeOf(error)})`);
  }
}

/**
 * Looks whether a file can be written, and leaves everything as it is.
 *
 * @param {string} file absolute
 */
function assertWritable(file) {
  const folder = path.dirname(file);
  if (!existsSync(folder)) throw new Error(`${folder} does not exist`);
  try {
    if (!existsSync(file)) rmdirSync(mkdtempSync(path.join(folder, '.try-')));
    else if (statSync(file).isDirectory()) throw new Error(`${file} is a folder`);
    else accessSync(file, constants.W_OK);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    throw new Error(`${file} cannot be written (${codeOf(error)})`);
  }
}

/**
 * @param {string} option
 * @param {() => void} attempt
 */
function orThrow(option, attempt) {
  try {
    attempt();
  } catch (error) {
    throw new OptionError(`${option}: ${messageOf(error)}`);
  }
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {{ code?: string }} */ (error).code;
}
