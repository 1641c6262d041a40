import { fromRoot } from './paths.mjs';
import { runNode, wasInterrupted } from './process.mjs';

/** The `.env` file says the same for `npx nx`; here nothing depends on Nx finding it. */
const env = { NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false', NX_TUI: 'false' };

/** Runs Nx; Nx itself reads `NX_SKIP_NX_CACHE`, which continuous integration sets. */
export async function nx(...args) {
  const exitCode = await runNode(fromRoot('node_modules/nx/dist/bin/nx.js'), args, { env });
  // Nx says 130, as after Ctrl-C, when a task was left out because another one failed.
  return exitCode === 130 && !wasInterrupted() ? 1 : exitCode;
}

/** Builds projects (all without an argument) and what they need, through the cache. */
export function build(...projects) {
  const selection = projects.length === 0 ? [] : ['-p', projects.join(',')];
  return nx('run-many', '-t', 'build', ...selection);
}
