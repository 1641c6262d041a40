import { parseArgs } from 'node:util';
import { JobError, messageOf } from './errors.js';

/** What the main job was asked to do. */
export interface Options {
  /** Bots in one process, at least 1. @defaultValue 20, with `quick` 6 */
  readonly bots: number;
  /** Share of its view that a bot has in common with its neighbour, 0–100 percent. @defaultValue 100 */
  readonly overlapPercent: number;
  /** Minecraft version that server and bots speak. @defaultValue '1.19.4' */
  readonly version: string;
  /** A world folder, a folder of region files or one .mca; without it the version's fixture. */
  readonly world: string | undefined;
  /** One run and fewer bots. @defaultValue false */
  readonly quick: boolean;
  /** Measured runs; the report holds their medians. @defaultValue 3, with `quick` 1 */
  readonly runs: number;
  /** View distance in chunks: a bot gets (2 × view)² columns. @defaultValue 6 */
  readonly view: number;
  /** TCP port on 127.0.0.1. @defaultValue 0, a free one */
  readonly port: number;
  /** A second place for report.json. */
  readonly json: string | undefined;
  /** Folder of the reports. @defaultValue 'out' */
  readonly out: string;
}

export const HELP = `Many bots, one world: the same mineflayer bots on the same real world, once as they are (stock), once
on @sandy/prismarine (shared) and once keeping no chunk data at all (floor).

  npm start -- [options]

  --bots N        bots in one process (default 20; with --quick 6)
  --overlap P     percent of its view that a bot shares with its neighbour: 100, 50, 0 … (default 100)
  --version V     Minecraft version, e.g. 1.18.2, 1.19.4, 1.20.2, 1.21.4 (default 1.19.4)
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

/**
 * The options in `args`, or `'help'`.
 *
 * @throws {JobError} if an option is unknown or its value is out of range; the message names both.
 */
export function parseOptions(args: readonly string[]): Options | 'help' {
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

function parseValues(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: joinNegatives(args),
      allowPositionals: false,
      options: {
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
      },
    });
    return values;
  } catch (error) {
    throw new JobError(`${messageOf(error).split('. ')[0]} (--help lists the options)`);
  }
}

/** `--bots -3` as `--bots=-3`: parseArgs takes it for two options, and the answer would name neither. */
function joinNegatives(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const previous = joined.at(-1);
    if (/^-\d/.test(arg) && previous !== undefined && /^--[a-z]+$/.test(previous)) {
      joined[joined.length - 1] = `${previous}=${arg}`;
    } else joined.push(arg);
  }
  return joined;
}

function integer(
  name: string,
  given: string | undefined,
  range: { fallback: number; minimum: number; maximum: number },
): number {
  if (given === undefined) return range.fallback;
  const value = /^[+-]?\d+$/.test(given) ? Number(given) : Number.NaN;
  if (value >= range.minimum && value <= range.maximum) return value;
  throw new JobError(
    `${name}: expected an integer from ${range.minimum} to ${range.maximum}, got ${given || "''"}`,
  );
}

function text(name: string, given: string | undefined): string | undefined {
  if (given === '') throw new JobError(`${name}: expected a value, got ''`);
  return given;
}
