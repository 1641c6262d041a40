import { fromRoot } from './paths.mjs';
import { runNode } from './process.mjs';

/** The `.env` file says the same for `npx nx`; here nothing depends on Nx finding it. */
const env = { NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false', NX_TUI: 'false' };

/** Runs Nx; Nx itself reads `NX_SKIP_NX_CACHE`, which continuous integration sets. */
export function nx(...args) {
  return runNode(fromRoot('node_modules/nx/dist/bin/nx.js'), args, { env });
}

/** Builds projects (all without an argument) and what they need, through the cache. */
export function build(...projects) {
  const selection = projects.length === 0 ? [] : ['-p', projects.join(',')];
  return nx('run-many', '-t', 'build', ...selection);
}
