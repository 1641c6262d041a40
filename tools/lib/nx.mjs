import { NxOutput } from './nx-output.mjs';
import { fromRoot } from './paths.mjs';
import { runNode, wasInterrupted } from './process.mjs';

/** The `.env` file says the same for `npx nx`; here nothing depends on Nx finding it. */
const env = { NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false', NX_TUI: 'false' };

/** Runs Nx as it is; Nx itself reads `NX_SKIP_NX_CACHE`, which continuous integration sets. */
export function nx(...args) {
  return run(args, { env });
}

/**
 * Runs Nx and shows of it only what matters.
 * @param {readonly string[]} args
 * @param {{ hidesCached?: boolean, progress?: () => string }} [options] see NxOutput
 * @returns {Promise<{ exitCode: number, output: NxOutput }>}
 */
export async function nxQuietly(args, options) {
  const output = new NxOutput((text) => process.stdout.write(text), options);
  // Through the pipe Nx would not see that there is a terminal.
  const colour = process.stdout.isTTY && !process.env.NO_COLOR ? { FORCE_COLOR: '1' } : {};
  // What Nx says of tasks that were stopped would bury that somebody stopped them.
  const onOutput = (text) => wasInterrupted() || output.add(text);
  const exitCode = await run(args, { env: { ...env, ...colour }, onOutput });
  output.end();
  if (wasInterrupted()) console.error('Interrupted.');
  return { exitCode, output };
}

/** Builds projects and what they need, through the cache. */
export function build(...projects) {
  return buildWith(['-p', projects.join(',')]);
}

/** Builds what `nx run-many` selects by its options: all projects without any. */
export async function buildWith(args) {
  console.log('Building what has changed …');
  const { exitCode, output } = await nxQuietly(['run-many', '-t', 'build', ...args], {
    hidesCached: true,
  });
  if (exitCode !== 0) return exitCode;
  const { done, cached, seconds } = output;
  console.log(
    cached === done
      ? `✔ nothing to build: all ${done} are in the cache (${seconds})`
      : `✔ built ${done - cached} of ${done}, the others are in the cache (${seconds})`,
  );
  return 0;
}

async function run(args, options) {
  const exitCode = await runNode(fromRoot('node_modules/nx/dist/bin/nx.js'), args, options);
  // Nx says 130, as after Ctrl-C, when a task was left out because another one failed.
  return exitCode === 130 && !wasInterrupted() ? 1 : exitCode;
}
