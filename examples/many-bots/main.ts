/**
 * The main job: many bots, one world. `node main.js --help` lists the options.
 *
 * The parent process only directs: the server and each mode's bots run in processes of their own.
 */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { JobError, messageOf, oneLine } from './errors.js';
import { evaluateGoals } from './goals.js';
import { runJob } from './job.js';
import {
  assertVersion,
  assertWorld,
  HELP,
  OptionError,
  parseOptions,
  prepareOutput,
  sharingNote,
  type Options,
} from './options.mjs';
import { writeReports } from './output.js';
import { resultLines } from './print.js';
import { Progress } from './progress.js';
import { buildReport } from './report.js';
import { Resources } from './resources.js';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

const resources = new Resources();
const progress = new Progress(process.stdout);

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (options === 'help') {
    console.log(HELP);
    return 0;
  }
  assertVersion(options.version);
  assertWorld(options);
  prepareOutput(options);
  const note = sharingNote(options.version);
  if (note !== undefined) console.log(note);
  try {
    const result = await runJob(options, progress, resources);
    await resources.release();
    const report = buildReport(options, result);
    const goals = evaluateGoals(report);
    const files = writeReports(options, result, report, goals);
    console.log(resultLines({ options, result, report, goals, files }).join('\n'));
    const failed = result.checks.filter(({ passed }) => !passed);
    if (failed.length === 0) return 0;
    throw new JobError(
      `${failed.length} of ${result.checks.length} checks failed: ${failed[0]!.name}: ${failed[0]!.detail}`,
    );
  } catch (error) {
    throw keepLog(await resources.rootCause(error), options);
  }
}

/**
 * Writes what the processes printed beside the reports and names the file, if they printed
 * anything.
 */
function keepLog(error: unknown, options: Options): unknown {
  if (!(error instanceof JobError) || error.log.length === 0) return error;
  const path = resolve(join(options.out, 'error.log'));
  writeFileSync(path, `${error.message}\n\n${error.log.join('\n')}\n`);
  return new JobError(`${error.message} (log: ${path})`);
}

/** Signals that came so far. */
let interruptions = 0;

for (const [signal, exitCode] of Object.entries(SIGNALS)) {
  // Not `once`: Ctrl-C may come twice, from the terminal and from who started us, and without a
  // listener the second would end us before the first has cleaned up.
  process.on(signal, () => {
    interruptions++;
    if (interruptions > 2) process.exit(exitCode); // somebody is in a hurry; what ends us still kills and removes
    if (interruptions > 1) return;
    progress.abandon();
    console.error(`many-bots: interrupted (${signal})`);
    void resources.abort().finally(() => process.exit(exitCode));
  });
}
process.on('exit', () => resources.releaseNow());

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (interruptions > 0) await new Promise(() => undefined); // what broke off has been told; the signal ends us
  progress.abandon();
  console.error(`many-bots: ${oneLine(messageOf(error))}`);
  if (!isExplained(error)) console.error(error);
  process.exitCode = 1;
  await resources.abort();
}

/**
 * Whether the message says all: errors of the job and its options, and of the file system, which
 * name the file.
 */
function isExplained(error: unknown): boolean {
  if (error instanceof JobError || error instanceof OptionError) return true;
  return (error as NodeJS.ErrnoException).path !== undefined;
}
